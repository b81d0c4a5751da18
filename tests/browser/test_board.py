"""An open board and an open sheet: what stays, what moves, what is the reader's own, and when nothing is asked.

The page's clock is the test's, so that minutes of polling take moments.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.company import Company
from tests.browser.polling import BOARD_EVERY, at_work, let_poll, polls_of

REPS = "/board?board=rep"
SOME_POLLS = 4
HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
COUNT_GLIDES = """
    window.glides = 0;
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (...how) { window.glides += 1; return animate.apply(this, how); };
"""
Show = Callable[..., Page]


@pytest.fixture
def show(page: Page, context: BrowserContext, company: Company) -> Show:
    """Return a function that opens a page for someone who is logged in, with a clock that the test may push on."""

    def show(visitor: str, address: str, piece: str = "board") -> Page:
        company.let_in(context, visitor)
        page.clock.install()
        page.goto(company.url + address)
        at_work(page, piece)
        return page

    return show


def test_the_focus_stays_on_a_link_whose_row_moves(show: Show, company: Company) -> None:
    page = show("admin", REPS)
    link = page.get_by_role("link", name="Amelie Roux")
    link.focus()
    company.award("r3")
    let_poll(page)
    expect(page.locator("#board tbody tr").first).to_contain_text("Amelie Roux")
    expect(link).to_be_focused()
    company.award("r2")
    let_poll(page)
    expect(page.locator("#board tbody tr").first).to_contain_text("Tomasz Nowak")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amelie Roux")


def test_paused_updates_ask_nothing(show: Show) -> None:
    page = show("admin", REPS)
    button = page.get_by_role("button", name="Pause updates")
    button.click()
    polls = polls_of(page)
    for _poll in range(SOME_POLLS):
        page.clock.run_for(BOARD_EVERY)
    assert polls == []
    resume = page.get_by_role("button", name="Resume updates")
    expect(resume).to_have_attribute("aria-pressed", "true")
    with page.expect_response("**/board*"):
        resume.click()
    let_poll(page)


def test_a_hidden_tab_asks_nothing(show: Show) -> None:
    page = show("admin", REPS)
    page.evaluate(HIDE, True)
    polls = polls_of(page)
    for _poll in range(SOME_POLLS):
        page.clock.run_for(BOARD_EVERY)
    assert polls == []
    with page.expect_response("**/board*"):
        page.evaluate(HIDE, False)
    let_poll(page)


@pytest.mark.parametrize(
    ("address", "name", "word"), [(REPS, "Ines Albrecht", "you"), ("/board", "Northern Lights", "your team")]
)
def test_the_own_row_is_marked_in_words_and_stays_so(
    show: Show, company: Company, address: str, name: str, word: str
) -> None:
    page = show("rep", address)
    own = page.locator("tr.own")
    expect(own).to_have_count(1)
    expect(own).to_contain_text(name)
    expect(own.get_by_text(word, exact=True)).to_be_visible()
    shown = page.locator("#board").get_attribute("hx-ptag") or ""
    company.award("r1")
    let_poll(page)
    expect(page.locator("#board")).not_to_have_attribute("hx-ptag", shown)
    expect(own).to_have_count(1)
    expect(own.get_by_text(word, exact=True)).to_be_visible()


def test_what_is_said_concerns_the_reader(show: Show, company: Company) -> None:
    company.award("r1")
    page = show("rep", REPS)
    voice = page.get_by_role("status")
    company.award("r1")
    let_poll(page)
    expect(voice).not_to_be_empty()
    page.evaluate("document.getElementById('announcer').textContent = ''")
    company.award("r1")
    with page.expect_response("**/board/mine*"):
        let_poll(page)


@pytest.mark.parametrize(("wish", "glides"), [("reduce", False), ("no-preference", True)])
def test_rows_glide_for_who_likes_motion(
    show: Show, page: Page, company: Company, wish: str, glides: bool
) -> None:
    page.emulate_media(reduced_motion=wish)
    page.add_init_script(COUNT_GLIDES)
    company.award("r2")
    show("admin", REPS)
    company.award("r3")
    let_poll(page)
    expect(page.locator("#board tbody tr").first).to_contain_text("Amelie Roux")
    assert (page.evaluate("window.glides") > 0) is glides
    if wish == "reduce":
        assert page.evaluate("document.getAnimations().length") == 0


def test_a_sheet_is_live_too_and_opens_its_marks_beside_it(show: Show, company: Company) -> None:
    page = show("rep", "/sheet/rep/r1", "sheet")
    points = company.award("r1")
    let_poll(page)
    expect(page.locator(".standing-points")).to_contain_text(points)
    page.locator("#sheet a.cell").first.click()
    expect(page.locator("#explanation h2")).to_be_visible()
    assert page.url == f"{company.url}/sheet/rep/r1"


def test_a_theme_that_is_chosen_stays(show: Show, page: Page, barriers: Callable[[Page], list[str]]) -> None:
    page.emulate_media(color_scheme="light")
    show("admin", REPS)
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    button = page.get_by_role("button", name="Theme:")
    button.click()
    expect(button).to_contain_text("light")
    button.click()
    expect(button).to_contain_text("dark")
    page.reload()
    expect(button).to_contain_text("dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
    assert barriers(page) == []


@pytest.mark.parametrize("status", [502, 404])
def test_the_error_page_of_a_proxy_is_not_put_into_the_board(
    show: Show, company: Company, status: int
) -> None:
    page = show("admin", REPS)
    page.route("**/board*", lambda route: route.fulfill(status=status, body="<h1>Bad gateway</h1>"))
    assert let_poll(page) == status
    expect(page.locator("#live")).to_contain_text("not connected")
    expect(page.get_by_role("row", name="Ines Albrecht")).to_be_visible()
    page.unroute("**/board*")
    points = company.award("r1")
    let_poll(page)
    expect(page.get_by_role("row", name="Ines Albrecht")).to_contain_text(points)
    expect(page.locator("#live")).to_contain_text("updated")


def test_times_are_those_of_the_agreements_zone(browser: Browser, company: Company) -> None:
    with browser.new_context(timezone_id="Pacific/Kiritimati") as far_away:
        page = far_away.new_page()
        company.let_in(far_away, "admin")
        page.clock.set_fixed_time(datetime(2026, 10, 15, 7, 5, tzinfo=UTC))
        page.goto(company.url + REPS)
        at_work(page, "board")
        let_poll(page)
        expect(page.locator("#live")).to_have_text("updated 9:05 AM")
