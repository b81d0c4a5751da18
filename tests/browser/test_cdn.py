"""htmx comes from a CDN that may be dead, silent or corrupted: in each case the board still updates."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from app.htmx import CDN_FILES, CORE, PTAG
from tests.browser.company import Company
from tests.browser.polling import at_work, let_poll
from tests.browser.server import ROOT, Server

COPIES = {script.cdn: ROOT / "static" / script.copy for script in (CORE, PTAG)}
OUR_COPIES = "script[src^='/static/vendor']"
BEGIN = datetime(2026, 10, 15, 7, 5, tzinfo=UTC)
CDN_PATIENCE = 2_000
"""Milliseconds that a page gives the CDN."""
SHOWN = "() => document.querySelector('#board tbody tr')?.offsetHeight > 0"
"""Asked with each frame that is drawn: a function, for what is evaluated anew each time the page's policy forbids."""

Cdn = Callable[[Route], None]


def good(route: Route) -> None:
    answer(route, COPIES[route.request.url].read_text())


def tampered(route: Route) -> None:
    answer(route, COPIES[route.request.url].read_text() + "\nwindow.evil = true")


def dead(route: Route) -> None:
    route.abort()


class Hanging:
    """Never answers; `asked` is what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[Route] = []

    def __call__(self, route: Route) -> None:
        self.asked.append(route)


def answer(route: Route, body: str) -> None:
    route.fulfill(body=body, content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"})


@pytest.fixture(scope="module")
def cdn_server(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the company once more, with pages that try the CDN first."""
    log = tmp_path_factory.mktemp("cdn") / "server.log"
    with Server(company.database, log, HTMX_SOURCE="cdn") as server:
        yield server


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    """Return a CDN that hangs until the test has ended."""
    cdn = Hanging()
    yield cdn
    for route in cdn.asked:
        with suppress(Error):  # its page may be gone
            route.abort()


@pytest.fixture
def board(context: BrowserContext, company: Company, cdn_server: Server) -> Callable[[Cdn], str]:
    """Return a function that puts a CDN in place and returns the address of a board that uses it.

    The page's clock is the test's.
    """

    def prepare(cdn: Cdn) -> str:
        for address in CDN_FILES:
            context.route(address, cdn)
        company.let_in(context, "admin")
        context.clock.install(time=BEGIN)
        return f"{cdn_server.url}/board?board=rep"

    return prepare


@pytest.mark.parametrize("cdn", [good, dead, tampered])
def test_the_board_updates(page: Page, board: Callable[[Cdn], str], company: Company, cdn: Cdn) -> None:
    page.goto(board(cdn), wait_until="commit")
    updates(page, company)
    expect(page.locator(OUR_COPIES)).to_have_count(0 if cdn is good else 2)
    assert page.evaluate("window.evil") is None


def test_a_hanging_cdn_holds_nothing_up(
    page: Page, board: Callable[[Cdn], str], company: Company, hanging: Hanging
) -> None:
    address = board(hanging)
    page.clock.pause_at(BEGIN + timedelta(hours=1))
    page.goto(address, wait_until="commit")
    page.wait_for_function(SHOWN)
    expect(page.locator(OUR_COPIES)).to_have_count(0)
    page.clock.run_for(CDN_PATIENCE)
    expect(page.locator(OUR_COPIES)).to_have_count(2)
    page.clock.resume()
    updates(page, company)


def updates(page: Page, company: Company) -> None:
    """See the first poll find nothing new, which takes the page's version, and a later one what is new."""
    at_work(page)
    assert let_poll(page) == 304
    points = company.award("r1")
    let_poll(page)
    expect(page.get_by_role("row", name="Ines Albrecht")).to_contain_text(points)


def test_a_cdn_that_answers_late_starts_no_second_htmx(
    page: Page, board: Callable[[Cdn], str], hanging: Hanging
) -> None:
    page.goto(board(hanging), wait_until="commit")
    at_work(page)
    page.evaluate("htmx.own = true")
    late = hanging.asked.pop(0)
    with page.expect_event("requestfinished", lambda request: request == late.request):
        answer(late, COPIES[late.request.url].read_text())
    let_poll(page)
    assert page.evaluate("htmx.own") is True


def test_an_extension_that_is_dead_comes_from_here(
    page: Page, board: Callable[[Cdn], str], company: Company
) -> None:
    page.goto(board(lambda route: good(route) if route.request.url == CORE.cdn else dead(route)))
    expect(page.locator(OUR_COPIES)).to_have_count(1)
    updates(page, company)
