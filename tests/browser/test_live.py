"""What another process loads shows on open pages with their next poll, also after the server was gone.

On both databases: here the whole chain is at work, from the command through the database to two workers and a browser.
The page's time stands still until what was loaded is stored: the test, not the machine, says when it polls.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app import clock
from app.agreement import service as agreement
from app.auth import service as auth
from app.extensions import db
from app.models.people import Rep
from app.models.scores import Standing
from app.scorekeeping.service import catch_up
from scoring.periods import month_label, month_of
from tests import cast
from tests.browser.company import settle
from tests.browser.polling import BOARD_EVERY, WALL_EVERY
from tests.browser.server import ROOT, Server
from tests.harness import close, make_app
from tests.loading import write
from tests.programs import make_token
from tests.services.facts import CALLS, text

LEVEL = CALLS.replace("target = 2", "target = 1").replace("exceed = 4", "exceed = 2")
"""10 points for the first call of a month, 15 for the second."""
PATIENCE = 60
"""Seconds for what has no limit of its own."""
BEGIN = datetime(2026, 10, 15, 7, 5, tzinfo=UTC)
Serve = Callable[..., Server]


class Race:
    """A few people who owe calls, on a server; `load` adds one call of Ines as a delivery of her CRM would."""

    def __init__(self, database: str, serve: Serve, folder: Path) -> None:
        self.database, self.folder, self.calls = database, folder, 0
        self.app: Flask = make_app(database)
        with self.app.app_context():
            today = clock.to_datetime(clock.now()).toordinal()
            agreement.load(text(LEVEL, starts=month_label(month_of(today) - 1)), clock.now())
            cast.add_people()
            cast.add_users(ada="admin")
            self.token = auth.create_screen("lobby", clock.now())
            self.program = make_token()
            catch_up(clock.now(), "the first scores")
            self.row = f'[data-row="r{db.session.scalar(select(Rep.id).where(Rep.key == "ines"))}"]'
        self.server = serve(database, workers=2, HTMX_SOURCE="local")

    def load(self) -> subprocess.Popen[bytes]:
        """Start to load another call of Ines, a second ago; return the process."""
        self.calls += 1
        moment = clock.to_datetime(clock.now() - 1_000_000).isoformat()
        file = write(
            self.folder / f"{self.calls}.csv", f"c{self.calls},call.made,{moment},ines,s{self.calls},"
        )
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "activities", "load", str(file)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": self.database, "SECRET_KEY": "test"},
        )

    def post(self) -> None:
        """Send another call of Ines, as a program that has a token; it is stored when this returns."""
        self.calls += 1
        moment = clock.to_datetime(clock.now() - 1_000_000).isoformat()
        call = {"id": f"p{self.calls}", "kind": "call.made", "at": moment, "rep": "ines"}
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {self.program}", "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/activities", json.dumps({"activities": [call]}), headers)
        told = connection.getresponse().read()
        connection.close()
        assert json.loads(told) == {"accepted": 1, "repeated": 0, "rejected": []}

    def committed(self, points: int) -> None:
        """Wait until the database has so many points for Ines, and every process of the server would find them."""
        ines = (Standing.board == "rep", Rep.key == "ines")
        query = select(Standing.points).join(Rep, Rep.id == Standing.who).where(*ines)
        limit = time.monotonic() + 2 * PATIENCE
        with self.app.app_context():
            while points not in db.session.scalars(query):
                assert time.monotonic() < limit, f"the load gave Ines no {points} points"
                db.session.rollback()
                time.sleep(0.02)
        settle()


@pytest.fixture
def race(fresh_database: str, serve: Serve, tmp_path: Path) -> Iterator[Race]:
    """Serve the race."""
    race = Race(fresh_database, serve, tmp_path)
    yield race
    close(race.app)


def open_board(page: Page, race: Race) -> tuple[Locator, Locator]:
    """Log in and open the board of reps; return where the points of Ines are, and what says that it is not live."""
    page.goto(f"{race.server.url}/login?next=/board%3Fboard%3Drep")
    page.get_by_label("E-mail address").fill(cast.email("ada"))
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.keyboard.press("Enter")
    return page.locator(f"{race.row} .points"), page.locator("#live[data-state=off]")


def open_wall(page: Page, race: Race) -> tuple[Locator, Locator]:
    """Exchange the token for the wall; return where the points of Ines are, and what says that it is not live."""
    page.goto(f"{race.server.url}/wall/open/{race.token}")
    page.goto(f"{race.server.url}/wall?at=1")
    page.keyboard.press("Space")  # the reps stay
    return page.locator(f"{race.row} .points"), page.locator("#freshness:not([hidden])")


Show = Callable[[Page, Race], tuple[Locator, Locator]]


def open_still(page: Page, race: Race, show: Show) -> tuple[Locator, Locator]:
    """Open a page whose time goes on by `run_for` alone."""
    page.clock.install(time=BEGIN)
    page.clock.pause_at(BEGIN + timedelta(hours=1))
    points, lost = show(page, race)
    expect(points).to_have_text("0")
    page.wait_for_load_state()
    page.clock.run_for(1)  # htmx begins when all is loaded
    return points, lost


def on(*by_day: tuple[str, Callable[..., Any]]) -> Any:
    """Parametrize a test with both pages on both databases: each page and each database by day, all at night."""
    return pytest.mark.parametrize(
        ("fresh_database", "show", "every"),
        [
            pytest.param(
                kind,
                show,
                every,
                marks=[
                    *([pytest.mark.postgres] if kind == "postgresql" else []),
                    *([] if (kind, show) in by_day else [pytest.mark.nightly]),
                ],
            )
            for kind in ("sqlite", "postgresql")
            for show, every in ((open_board, BOARD_EVERY), (open_wall, WALL_EVERY))
        ],
        indirect=["fresh_database"],
    )


@on(("postgresql", open_board), ("sqlite", open_wall))
def test_what_a_program_sends_shows_without_a_reload(page: Page, race: Race, show: Show, every: int) -> None:
    points, _lost = open_still(page, race, show)
    race.post()
    race.committed(10)
    page.clock.run_for(every)
    expect(points).to_have_text("10")


@on(("sqlite", open_board), ("postgresql", open_wall))
def test_a_load_shows_without_a_reload_also_after_the_server_was_gone(
    page: Page, race: Race, show: Show, every: int
) -> None:
    points, lost = open_still(page, race, show)
    page.evaluate("window.opened = 'once'")
    with race.load() as process:
        race.committed(10)
        page.clock.run_for(every)
        expect(points).to_have_text("10")
    assert process.returncode == 0
    assert page.evaluate("window.opened") == "once"

    page.clock.resume()
    race.server.kill()
    with race.load():
        expect(lost).to_contain_text("not connected", timeout=PATIENCE * 1000)
        expect(points).to_have_text("10")
        race.committed(15)
    race.server.start()
    expect(points).to_have_text("15", timeout=PATIENCE * 1000)
    expect(lost).to_have_count(0)
