"""Fixtures of the browser tests: the system's Chromium, a page that hears every complaint, a real server."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.company import Company
from tests.browser.looking import Barriers
from tests.browser.polling import PATIENCE
from tests.browser.server import Server
from tests.databases import Databases
from tests.harness import close

CHROMIUM = os.environ.get("BATON_CHROMIUM", "/usr/bin/chromium")
# Root may not use the sandbox; the rest keeps Chromium from calling its maker, whom a closed network does not reach.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
# Five seconds, as it is by itself, pass on a busy machine without anything being wrong.
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this directory, so that `-m "not browser"` leaves it out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium once per worker."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Yield a browser without cookies; `context.route` answers for hosts that are not there."""
    with browser.new_context() as context:
        yield context


@pytest.fixture
def complaints() -> list[str]:
    """List what the browser complained of in this test; one that expects a complaint clears the list."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """Yield a page; a breach of the content security policy or an uncaught error in it fails the test."""
    page = context.new_page()
    listen(page, complaints)
    yield page
    assert complaints == []


def listen(page: Page, complaints: list[str]) -> None:
    """Note breaches of the content security policy and uncaught errors of `page` in `complaints`."""

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))


@pytest.fixture
def barriers() -> Barriers:
    """Return `barriers(page, *rules)`, which lists what keeps people out, by axe: serious and critical findings."""

    def find(page: Page, *rules: str) -> list[str]:
        asked: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
        findings = Axe().run(page, options=asked).response["violations"]
        grave = [finding for finding in findings if finding["impact"] in ("serious", "critical")]
        return [f"{finding['id']}: {node['html']}" for finding in grave for node in finding["nodes"]]

    return find


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Return `serve(database, workers=2, HTMX_SOURCE="cdn", …)`: a started server, stopped at the end of the test."""
    with ExitStack() as running:

        def start(database: str, *, workers: int = 1, **settings: str) -> Server:
            server = Server(database, tmp_path / "server.log", workers=workers, **settings)
            return running.enter_context(server)

        yield start


@pytest.fixture(scope="session")
def company(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """Serve a whole company, once per worker: a test may give it points and screens, and takes nothing away.

    It is on SQLite alone: what pages do in a browser is decided by what the server answers, and that it answers the
    same from both databases is held by the tests of pages and of scoring.
    """
    database = databases.create("sqlite")
    log = tmp_path_factory.mktemp("company") / "server.log"
    # Nobody sends anything here: it is for the page on which messages are chosen.
    post = {
        "PUBLIC_URL": "https://baton.example.com",
        "SMTP_URL": "smtp://localhost",
        "MAIL_FROM": "b@example.com",
    }
    with Server(database, log, workers=2, HTMX_SOURCE="local", **post) as server:
        company = Company(server)
        yield company
        close(company.app)
    databases.drop(database)
