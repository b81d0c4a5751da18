"""Pages of odd moments: nothing is loaded yet, the demo tells its log-ins, the database is not there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.company import Company
from tests.browser.looking import DESK, PHONE, Barriers, look
from tests.browser.server import Server
from tests.harness import close

Serve = Callable[..., Server]
SQLITE = pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
EMPTY = {
    "/": "Nothing is loaded yet",
    "/board": "There is no agreement yet",
    "/agreement": "There is no agreement yet",
    "/sheets": "Teams",
    "/admin/people": "Nobody is here yet",
    "/admin/teams": "There is no team yet",
    "/admin/unknown": "Everybody is known",
    "/wall": "The race has not begun",
}


def in_both_themes(page: Page, barriers: Barriers) -> list[str]:
    """Look at a page in light and in dark."""
    page.emulate_media(color_scheme="light")
    return look(page, barriers, (DESK, PHONE), dark=True)


@SQLITE
def test_before_anything_is_loaded(
    page: Page, context: BrowserContext, serve: Serve, fresh_database: str, barriers: Barriers
) -> None:
    company = Company(serve(fresh_database, HTMX_SOURCE="local"), loaded=False)
    company.let_in(context, "admin")
    for address, words in EMPTY.items():
        page.goto(company.url + address)
        expect(page.get_by_role("heading", name=words, exact=True)).to_be_visible()
        assert in_both_themes(page, barriers) == [], address
    close(company.app)


@SQLITE
def test_the_demo_tells_its_log_ins(
    page: Page, serve: Serve, fresh_database: str, barriers: Barriers
) -> None:
    server = serve(fresh_database, HTMX_SOURCE="local", BATON_ENV="demo")
    page.goto(f"{server.url}/login")
    expect(page.get_by_text("pass-the-baton").first).to_be_visible()
    assert in_both_themes(page, barriers) == []


@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
def test_without_tables_a_page_says_what_is_the_matter(
    page: Page, context: BrowserContext, serve: Serve, empty_database: str, barriers: Barriers
) -> None:
    server = serve(empty_database, HTMX_SOURCE="local")
    context.add_cookies([{"name": "baton-screen", "value": "token", "url": server.url}])
    answer = page.goto(f"{server.url}/wall")
    assert answer
    assert answer.status >= 500
    expect(page.get_by_role("link", name="To the front page")).to_be_visible()
    assert in_both_themes(page, barriers) == []
