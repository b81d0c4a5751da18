"""The wall hangs alone: from its pairing to the races, whatever happens to the server or the screen meanwhile."""

import signal
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.company import PEOPLE, Company
from tests.browser.conftest import listen
from tests.browser.looking import PHONE
from tests.browser.polling import (
    PATIENCE,
    WALL_EVERY,
    at_work,
    begin,
    let_pass,
    let_poll,
    polls_of,
    stop_time,
)
from tests.browser.server import Server
from tests.factories import PASSWORD

LYING: ViewportSize = {"width": 1920, "height": 1080}
STANDING: ViewportSize = {"width": 1080, "height": 1920}
SMALL = """() => [...document.querySelectorAll(".wall-name")]
    .filter((name) => name.offsetHeight && parseFloat(getComputedStyle(name).fontSize) < 40)
    .map((name) => name.textContent)"""
CUT_OFF = """() => [...document.querySelectorAll(".lines > :not([hidden])")]
    .filter((row) => row.getBoundingClientRect().bottom
        > row.closest(".lines").getBoundingClientRect().bottom + 1)
    .map((row) => row.textContent)"""
ABOVE = """() => document.querySelector(".scene").getBoundingClientRect().bottom
    <= document.getElementById("freshness").getBoundingClientRect().top"""
TOO_WIDE = """() => [...document.querySelectorAll(".scene *")]
    .filter((one) => one.offsetWidth && !one.closest(".unseen, svg")
        && one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.textContent)"""
GLIDES = """() => {
    window.glided = [];
    const { animate } = Element.prototype;
    Element.prototype.animate = function note(frames, ...rest) {
        if (frames[0].transform) window.glided.push(this.id);
        return animate.call(this, frames, ...rest);
    };
}"""
SHOWN = "all => all.filter((one) => one.checkVisibility()).map((one) => one.textContent)"
MOST_ELEMENTS = 1_500


@pytest.fixture
def wall(page: Page, context: BrowserContext, company: Company) -> Page:
    """Return a page that shows the wall, with a clock that the test may push on."""
    company.let_in(context, "screen")
    page.set_viewport_size(LYING)
    stop_time(page)
    page.goto(f"{company.url}/wall")
    begin(page, "wall")
    return page


def test_a_screen_is_paired_by_telephone(browser: Browser, company: Company, complaints: list[str]) -> None:
    with (
        browser.new_context(viewport=LYING) as room,
        browser.new_context(viewport=PHONE) as pocket,
    ):
        screen, phone = room.new_page(), pocket.new_page()
        listen(screen, complaints)
        screen.goto(f"{company.url}/wall")
        code = screen.locator(".pairing-code").inner_text()
        drawn = screen.get_by_role("img", name="QR code")
        expect(drawn).to_be_visible()
        assert drawn.evaluate("picture => picture.naturalWidth") > 0
        phone.goto(f"{company.url}/screens/pair?code={code}")
        phone.get_by_label("E-mail address").fill(PEOPLE["manager"])
        phone.get_by_label("Password").fill(PASSWORD)
        phone.keyboard.press("Enter")
        expect(phone.get_by_label("Code on the screen")).to_have_value(code)
        phone.get_by_label("Name of the screen").fill("kitchen")
        phone.keyboard.press("Enter")
        expect(phone.get_by_text("kitchen is paired")).to_be_visible()
        expect(screen).to_have_url(f"{company.url}/wall")
        expect(screen.get_by_role("row", name="Northern Lights")).to_be_visible()
        held = {cookie["name"]: cookie.get("httpOnly") for cookie in room.cookies()}
    assert held["baton-screen"] is True
    assert complaints == []


def test_a_revoked_screen_shows_how_to_pair_it(page: Page, company: Company) -> None:
    page.goto(f"{company.url}/wall/open/{company.new_screen('canteen')}")
    at_work(page, "wall")
    company.revoke_screen("canteen")
    polls = polls_of(page)
    expect(page).to_have_url(f"{company.url}/wall/pair")
    expect(page.get_by_role("heading", name="Pair this screen")).to_be_visible()
    assert len(polls) <= 2


def test_scenes_follow_each_other_and_each_can_be_read_from_across_the_room(wall: Page) -> None:
    hold(wall)
    seen = []
    while (scene := wall.locator(".scene").get_attribute("id")) not in seen:
        seen.append(scene)
        for size in (STANDING, LYING):
            resize(wall, size)
            faults = [wall.evaluate(one) for one in (SMALL, CUT_OFF, TOO_WIDE)]
            assert faults == [[], [], []], (scene, size)
            assert wall.evaluate("document.querySelectorAll('*').length") <= MOST_ELEMENTS
            assert wall.evaluate("document.scrollingElement.scrollHeight <= innerHeight")
        press_on(wall)
    # What other tests had noticed may be among the new badges.
    assert [one for one in seen if one != "badges"] == [
        "race",
        "reps",
        "levels",
        "metric",
        "podium",
        "countdown",
    ]


def hold(wall: Page) -> None:
    """Let scenes stay until the test goes on; their pages turn."""
    wall.keyboard.press("Space")


def resize(wall: Page, size: ViewportSize) -> None:
    """Give the screen another size, and wait until the page has heard of it: the browser tells it some time later."""
    wall.evaluate(
        "() => { window.resized = new Promise((done) => addEventListener('resize', done, { once: true })); }"
    )
    wall.set_viewport_size(size)
    wall.evaluate("() => window.resized")


def press_on(wall: Page) -> None:
    """Go on to the next scene, and wait for it."""
    before = wall.locator("#wall").get_attribute("data-at")
    wall.keyboard.press("ArrowRight")
    expect(wall.locator("#wall")).not_to_have_attribute("data-at", before or "")


def test_a_scene_has_its_seconds(wall: Page) -> None:
    since = wall.evaluate("performance.now()")
    press_on(wall)
    expect(wall.locator("#reps")).to_be_visible()
    let_pass(wall, wall.locator("#levels").is_visible)
    assert wall.evaluate("performance.now()") - since >= 24_000


def test_everybody_has_a_turn(wall: Page) -> None:
    hold(wall)
    press_on(wall)
    names = wall.locator("#reps .wall-name")
    missing = set(names.all_text_contents())
    top = names.first.text_content()
    assert len(missing) == 24
    for _turn in range(24):
        shown = set(names.evaluate_all(SHOWN))
        assert top in shown
        missing -= shown
        if not missing:
            return
        wall.clock.run_for(8_000)
    raise AssertionError(f"never shown: {missing}")


def test_two_short_lists_below_each_other_take_no_turns(wall: Page) -> None:
    wall.emulate_media(reduced_motion="reduce")
    hold(wall)
    press_on(wall)
    press_on(wall)
    lists = wall.locator("#levels .lines")
    assert lists.count() == 2
    # One of them takes more than half of the room.
    wall.evaluate(
        """() => {
            const [one, other] = document.querySelectorAll("#levels .lines");
            for (const list of [one, other]) list.replaceChildren(...[...list.children].slice(0, 3));
            for (let more = 0; more < 7; more += 1) one.append(one.lastElementChild.cloneNode(true));
            dispatchEvent(new Event("resize"));
        }"""
    )
    assert len(wall.locator("#levels .line").evaluate_all(SHOWN)) == 13


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_rows_glide_to_their_new_places_where_motion_is_welcome(
    wall: Page, company: Company, motion: Literal["no-preference", "reduce"]
) -> None:
    wall.emulate_media(reduced_motion=motion)
    hold(wall)
    press_on(wall)
    wall.evaluate(GLIDES)
    ways = []
    for key in ("r1", "r2"):
        points = company.award(key)
        let_poll(wall, WALL_EVERY)
        expect(wall.locator("#reps")).to_contain_text(points)
        ways.append(wall.evaluate("window.glided.splice(0).length"))
    assert (ways[1] >= 2) is (motion == "no-preference")


def test_a_scene_that_takes_turns_is_asked_for_the_next_one_when_it_comes_round(wall: Page) -> None:
    """The company is small: what the server would say of many reps is said in its place."""
    hold(wall)
    press_on(wall)
    number = wall.evaluate("wall.dataset.again = wall.dataset.at + '.1', wall.dataset.at")
    with wall.expect_request(f"**/wall?at={number}.1", timeout=PATIENCE):
        for _scene in range(7):
            press_on(wall)


@pytest.mark.parametrize("status", [502, 404])
def test_the_error_page_of_a_proxy_is_not_put_on_the_wall(wall: Page, company: Company, status: int) -> None:
    hold(wall)
    press_on(wall)
    wall.route("**/wall*", lambda route: route.fulfill(status=status, body="<h1>Bad gateway</h1>"))
    assert let_poll(wall, WALL_EVERY) == status
    expect(wall.locator("#reps")).to_be_visible()
    wall.unroute("**/wall*")
    points = company.award("r1")
    let_poll(wall, WALL_EVERY)
    expect(wall.locator("#reps [data-row=r1]")).to_contain_text(points)


def test_without_a_server_the_last_state_stays_and_says_how_old_it_is(
    page: Page, company: Company, serve: Callable[..., Server]
) -> None:
    server = serve(company.database, HTMX_SOURCE="local")
    stop_time(page)
    page.goto(f"{server.url}/wall/open/{company.new_screen('stairs')}")
    begin(page, "wall")
    age = page.locator("#freshness")
    expect(age).to_be_hidden()
    server.stop(signal.SIGKILL)
    page.clock.run_for(12_000)
    expect(age).to_contain_text("not connected: last good state, moments old")
    assert page.evaluate(ABOVE)
    assert page.evaluate(CUT_OFF) == []
    page.clock.run_for(120_000)
    expect(age).to_contain_text("2 min old")
    expect(page.get_by_role("row", name="Northern Lights")).to_be_visible()
    assert page.url == f"{server.url}/wall"
    server.start()
    let_poll(page, WALL_EVERY)
    page.clock.run_for(1_000)
    expect(age).to_be_hidden()
