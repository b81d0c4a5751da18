"""What tests of live pages share: when a page is at work, what it asks by itself, and how time passes on it."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, Request, expect

PATIENCE = 20_000
"""Milliseconds that anything may take on a busy machine, where its time is not what the test is about."""
BOARD_EVERY, WALL_EVERY = 5_000, 2_000

HEAR_A_POLL = """() => {
    const poll = window.poll = { leaves: false, status: null };
    const polls = ({ target }) => target.getAttribute?.("hx-trigger")?.startsWith("every");
    document.addEventListener("htmx:before:request", (event) => {
        poll.leaves ||= polls(event) && !event.defaultPrevented;
    });
    document.addEventListener("htmx:finally:request", (event) => {
        if (poll.leaves && polls(event)) poll.status ??= event.detail.ctx.response?.status ?? 0;
    });
}"""
POLLED = ("section#board", "section#sheet", "section#now", "section#wall")


def is_poll(request: Request) -> bool:
    """Tell whether a piece of a page asked this by itself; its first poll may come before it knows its version."""
    return request.headers.get("hx-source") in POLLED


def at_work(page: Page, piece: str = "board") -> None:
    """Wait until htmx has found the piece of the page that polls."""
    expect(page.locator(f"#{piece}[data-htmx-powered]")).to_be_visible()


def polls_of(page: Page) -> list[Request]:
    """Return a list to which the polls of the page are added as they leave."""
    polls: list[Request] = []
    page.on("request", lambda request: polls.append(request) if is_poll(request) else None)
    return polls


def stop_time(page: Page) -> None:
    """Let no time pass on what the page shows next but what the test lets pass."""
    page.clock.install()
    page.clock.pause_at(time.time() + 10)


def begin(page: Page, piece: str) -> None:
    """Let a page on which time is stopped begin its work."""
    page.clock.run_for(10)
    at_work(page, piece)


def let_poll(page: Page, every: int = BOARD_EVERY) -> int:
    """Let time pass on a page, whose clock the test installed, until it polls; return the status of the answer.

    No more time than that: while the answer takes its own, the page would give it up. The answer is on the page then.
    """
    page.evaluate(HEAR_A_POLL)
    let_pass(page, lambda: bool(page.evaluate("poll.leaves")), every)
    page.wait_for_function("() => poll.status !== null", timeout=PATIENCE)
    return int(page.evaluate("poll.status"))


def let_pass(page: Page, until: Callable[[], bool], step: int = 1_000) -> None:
    """Let time pass on a page, whose clock the test installed, until something happened, or a bit longer."""
    for _step in range(1_000):
        if until():
            return
        page.clock.run_for(step)
        page.wait_for_timeout(20)
    raise AssertionError("it did not happen")
