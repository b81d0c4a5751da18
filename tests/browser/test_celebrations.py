"""What came about a moment ago interrupts each wall once: never again, not late, and without motion if asked."""

import json
import signal
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import insert, select, update

from app.clock import now, to_datetime
from app.extensions import begin_write, db
from app.models.happenings import EXCEEDED, Happening
from app.models.people import Rep
from app.wall.celebrations import SECOND
from scoring.periods import month_of
from tests.browser.company import Company
from tests.browser.polling import PATIENCE, WALL_EVERY, at_work, let_poll
from tests.browser.server import Server

NUMBERS = count(1)
LISTEN = """() => {
  window.celebrated = [];
  addEventListener("DOMContentLoaded", () => {
    const place = document.getElementById("celebration");
    new MutationObserver(() => {
      if (!place.hidden) window.celebrated.push(place.innerText);
    }).observe(place, { attributes: true, attributeFilter: ["hidden"] });
  });
}"""


def come_about(company: Company, *names: str, ago: int = 0) -> None:
    """Let Ines exceed levels of these names, so many seconds ago."""
    with company.app.app_context():
        begin_write()
        ines = db.session.scalar(select(Rep.id).where(Rep.key == "r1"))
        at = now() - ago * SECOND
        its = {"kind": EXCEEDED, "board": "rep", "who": ines, "side": "sales", "at": at, "live": True}
        for name in names:
            key, detail = f"test:{next(NUMBERS)}", json.dumps({"level": "revenue", "name": name})
            month = month_of(to_datetime(at).toordinal())
            db.session.execute(insert(Happening).values(key=key, detail=detail, month=month, **its))
        company.commit()


def open_wall(context: BrowserContext, url: str, company: Company) -> Page:
    """Open the wall of a screen of its own, which notes what it celebrates."""
    context.add_init_script(f"({LISTEN})()")
    page = context.new_page()
    page.clock.install()
    page.goto(f"{url}/wall/open/{company.new_screen(f'celebrating {next(NUMBERS)}')}")
    at_work(page, "wall")
    let_poll(page, WALL_EVERY)
    return page


def hear(page: Page, text: str) -> None:
    """Let a wall poll, and go on once it has heard of what came about."""
    let_poll(page, WALL_EVERY)
    expect(page.locator("#celebrations")).to_contain_text(text, timeout=PATIENCE)
    page.clock.run_for(1_000)


def celebrated(page: Page) -> list[str]:
    """Return the texts that were celebrated on a page since it was loaded."""
    return list(page.evaluate("window.celebrated"))


@pytest.fixture(autouse=True)
def no_news(company: Company) -> None:
    """Let be over what came about in other tests."""
    with company.app.app_context():
        begin_write()
        db.session.execute(update(Happening).values(at=Happening.at - 61 * SECOND))
        company.commit()


@pytest.fixture
def walls(browser: Browser, company: Company) -> Iterator[list[Page]]:
    """Open the walls of two screens."""
    with browser.new_context() as one, browser.new_context(reduced_motion="reduce") as other:
        yield [open_wall(context, company.url, company) for context in (one, other)]


def test_each_screen_celebrates_once(company: Company, walls: list[Page]) -> None:
    come_about(company, "Revenue")
    for page in walls:
        hear(page, "Revenue")
        expect(page.locator("#celebration")).to_contain_text("exceeded “Revenue”")
        expect(page.locator("#celebration")).to_contain_text("Ines")
    assert [page.locator("#celebration .rain").count() for page in walls] == [1, 0]
    for page in walls:
        page.clock.run_for(9_000)
        expect(page.locator("#celebration")).to_be_hidden()
        let_poll(page, WALL_EVERY)
        assert len(celebrated(page)) == 1
        page.reload()
        at_work(page, "wall")
        let_poll(page, WALL_EVERY)
        page.clock.run_for(2_000)
        assert celebrated(page) == []


def test_several_are_gathered_and_what_is_over_is_not_made_up_for(
    company: Company, walls: list[Page]
) -> None:
    come_about(company, "Long ago", ago=61)
    come_about(company, *(f"Level {number}" for number in range(8)))
    page = walls[0]
    hear(page, "Level 7")
    [text] = celebrated(page)
    assert "8 reasons to celebrate" in text
    assert "and 3 more" in text
    assert "Long ago" not in text


def test_a_wall_that_was_away_replays_nothing(
    browser: Browser, company: Company, serve: Callable[..., Server]
) -> None:
    server = serve(company.database, HTMX_SOURCE="local")
    with browser.new_context() as context:
        page = open_wall(context, server.url, company)
        come_about(company, "Before")
        hear(page, "Before")
        page.clock.run_for(10_000)
        assert len(celebrated(page)) == 1
        server.stop(signal.SIGKILL)
        page.clock.run_for(30_000)
        come_about(company, "Meanwhile", ago=61)
        server.start()
        come_about(company, "Afterwards")
        with page.expect_response(lambda answer: answer.ok, timeout=PATIENCE):
            page.clock.run_for(30_000)
        expect(page.locator("#celebrations")).to_contain_text("Afterwards", timeout=PATIENCE)
        page.clock.run_for(10_000)
        texts = celebrated(page)
        assert ["Before" in texts[0], "Afterwards" in texts[1], len(texts)] == [True, True, 2]
        assert page.url == f"{server.url}/wall"
