"""What tests of live pages share: when a page is at work, and what it asks by itself."""

from playwright.sync_api import Page, Request, Response, expect

PATIENCE = 20_000
"""Milliseconds that anything may take on a busy machine, where its time is not what the test is about."""
BOARD_EVERY, WALL_EVERY = 5_000, 2_000


POLLED = ("section#board", "section#sheet", "section#now", "section#wall")


def is_poll(asked: Request | Response) -> bool:
    """Tell whether a piece of a page asked this by itself; its first poll may come before it knows its version."""
    request = asked.request if isinstance(asked, Response) else asked
    return request.headers.get("hx-source") in POLLED


def at_work(page: Page, piece: str = "board") -> None:
    """Wait until htmx has found the piece of the page that polls."""
    expect(page.locator(f"#{piece}[data-htmx-powered]")).to_be_visible()


def polls_of(page: Page) -> list[Request]:
    """Return a list to which the polls of the page are added as they leave."""
    polls: list[Request] = []
    page.on("request", lambda request: polls.append(request) if is_poll(request) else None)
    return polls


def let_poll(page: Page, every: int = BOARD_EVERY) -> int:
    """Let the page's clock, installed by the test, run to its next poll; return the status of the answer."""
    with page.expect_response(is_poll, timeout=PATIENCE) as answer:
        page.clock.run_for(every)
    return answer.value.status
