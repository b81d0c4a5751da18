"""The wall hangs alone: from its pairing to the races, whatever happens to the server or the screen meanwhile."""

import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.company import PEOPLE, Company
from tests.browser.conftest import listen
from tests.browser.looking import PHONE
from tests.browser.polling import PATIENCE, WALL_EVERY, at_work, let_poll, polls_of
from tests.browser.server import Server
from tests.factories import PASSWORD

ROOMS = {"width": 1920, "height": 1080}
SMALL = """() => [...document.querySelectorAll(".wall-name")]
    .filter((name) => name.offsetHeight && parseFloat(getComputedStyle(name).fontSize) < 40)
    .map((name) => name.textContent)"""
CUT_OFF = """() => [...document.querySelectorAll(".wall-race tr[data-row]:not([hidden])")]
    .filter((row) => row.getBoundingClientRect().bottom
        > row.closest(".wall-race").getBoundingClientRect().bottom + 1)
    .map((row) => row.textContent)"""


@pytest.fixture
def wall(page: Page, context: BrowserContext, company: Company) -> Page:
    """Return a page that shows the wall, with a clock that the test may push on."""
    company.let_in(context, "screen")
    page.set_viewport_size(ROOMS)
    page.clock.install()
    page.goto(f"{company.url}/wall")
    at_work(page, "wall")
    return page


def test_a_screen_is_paired_by_telephone(browser: Browser, company: Company, complaints: list[str]) -> None:
    with (
        browser.new_context(viewport=ROOMS) as room,
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
        expect(screen).to_have_url(f"{company.url}/wall", timeout=PATIENCE)
        expect(screen.get_by_role("row", name="Northern Lights")).to_be_visible()
        held = {cookie["name"]: cookie.get("httpOnly") for cookie in room.cookies()}
    assert held["baton-screen"] is True
    assert complaints == []


def test_a_revoked_screen_shows_how_to_pair_it(page: Page, company: Company) -> None:
    page.goto(f"{company.url}/wall/open/{company.new_screen('canteen')}")
    at_work(page, "wall")
    company.revoke_screen("canteen")
    polls = polls_of(page)
    expect(page).to_have_url(f"{company.url}/wall/pair", timeout=PATIENCE)
    expect(page.get_by_role("heading", name="Pair this screen")).to_be_visible()
    assert len(polls) <= 2


def test_names_can_be_read_from_across_the_room(wall: Page) -> None:
    expect(wall.locator(".wall-name").first).to_be_visible()
    assert wall.evaluate(SMALL) == []
    assert wall.evaluate(CUT_OFF) == []
    assert wall.evaluate("document.scrollingElement.scrollHeight <= innerHeight")


def test_everybody_has_a_turn(wall: Page) -> None:
    names = wall.locator(".wall-reps .wall-name")
    missing = set(names.all_text_contents())
    assert len(missing) == 24
    for _turn in range(24):
        missing -= {name.text_content() for name in names.all() if name.is_visible()}
        if not missing:
            return
        wall.clock.run_for(9_000)
    raise AssertionError(f"never shown: {missing}")


@pytest.mark.parametrize("status", [502, 404])
def test_the_error_page_of_a_proxy_is_not_put_on_the_wall(wall: Page, company: Company, status: int) -> None:
    wall.route("**/wall", lambda route: route.fulfill(status=status, body="<h1>Bad gateway</h1>"))
    assert let_poll(wall, WALL_EVERY) == status
    expect(wall.get_by_role("row", name="Northern Lights")).to_be_visible()
    wall.unroute("**/wall")
    points = company.award("r1")
    let_poll(wall, WALL_EVERY)
    expect(wall.get_by_role("row", name="Ines Albrecht")).to_contain_text(points)


def test_without_a_server_the_last_state_stays_and_says_how_old_it_is(
    page: Page, company: Company, serve: Callable[..., Server]
) -> None:
    server = serve(company.database, HTMX_SOURCE="local")
    page.clock.install()
    page.goto(f"{server.url}/wall/open/{company.new_screen('stairs')}")
    at_work(page, "wall")
    age = page.locator("#freshness")
    expect(age).to_be_hidden()
    server.stop(signal.SIGKILL)
    page.clock.run_for(12_000)
    expect(age).to_contain_text("not connected: last good state, moments old")
    page.clock.run_for(120_000)
    expect(age).to_contain_text("2 min old")
    expect(page.get_by_role("row", name="Northern Lights")).to_be_visible()
    assert page.url == f"{server.url}/wall"
    server.start()
    let_poll(page, WALL_EVERY)
    page.clock.run_for(1_000)
    expect(age).to_be_hidden()
