"""Server and worker are killed while programs send: nothing acknowledged is lost, nothing is there twice."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import func, select

from app import clock
from app.clock import to_datetime
from app.extensions import db
from app.models.activities import Activity
from app.scorekeeping import queries
from app.scorekeeping.checks import run_checks
from tests.browser.server import Server
from tests.harness import close, make_app
from tests.programs import make_token
from tests.services.facts import CALLS, CALLS_A_WEEK, DISPOSED, agree, people, stale
from tests.source import ROOT

SENDERS = 3
PATIENCE = 60
HOUR = 3_600_000_000
KINDS = ("call.made", "lead.assigned", "lead.disposed")


class Worker:
    """The worker as a process of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.end(signal.SIGKILL)

    def start(self) -> None:
        """Start it."""
        command = [sys.executable, "-m", "flask", "worker"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL)

    def end(self, how: signal.Signals) -> None:
        """End it by a signal."""
        self.process.send_signal(how)
        self.process.wait(PATIENCE)


class Sender(threading.Thread):
    """Sends batches, each until it is acknowledged; some are sent once more although they were."""

    def __init__(self, number: int, port: int, token: str) -> None:
        super().__init__(daemon=True)
        self.number, self.port = number, port
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.chance = random.Random(number)
        self.acknowledged: list[str] = []
        self.enough = threading.Event()

    def run(self) -> None:
        """Send until it is enough."""
        turn = 0
        while not self.enough.is_set():
            turn += 1
            batch = [
                self.activity(f"{self.number}-{turn}-{place}") for place in range(self.chance.randint(1, 4))
            ]
            self.deliver(batch)
            self.acknowledged += [str(one["id"]) for one in batch]
            if self.chance.random() < 0.1:
                self.deliver(batch)

    def activity(self, key: str) -> dict[str, str]:
        """Return something that happened in the last days."""
        moment = clock.now() - self.chance.randrange(72) * HOUR
        who, subject = self.chance.choice(("ann", "bob")), f"L{self.chance.randrange(20)}"
        at_ = to_datetime(moment).isoformat()
        return {"id": key, "kind": self.chance.choice(KINDS), "at": at_, "rep": who, "subject": subject}

    def deliver(self, batch: list[dict[str, str]]) -> None:
        """Send a batch again and again until the answer is that it is there."""
        while not self.enough.is_set() or batch[0]["id"] not in self.acknowledged:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
            with suppress(OSError, HTTPException), closing(connection):
                body = json.dumps({"activities": batch})
                connection.request("POST", "/api/v1/activities", body, self.headers)
                answer = connection.getresponse()
                told = answer.read()
                if answer.status == 200:
                    assert json.loads(told)["rejected"] == []
                    return
            time.sleep(0.02)


@pytest.fixture
def company(fresh_database: str) -> tuple[str, str]:
    """Make a company; return its database and a token."""
    app = make_app(fresh_database)
    with app.app_context():
        agree(CALLS, CALLS_A_WEEK, DISPOSED, now="2026-07-01T00:00")
        people(ann="North", bob="South")
        token = make_token()
    close(app)
    return fresh_database, token


def play(database: str, token: str, log: Path, kills: int) -> list[str]:
    """Send while server and worker are killed so many times; return what was acknowledged."""
    chance = random.Random(kills)
    settings = {"API_REQUESTS_PER_MINUTE": "1000000", "SCORING_DELAY_MS": "20"}
    environment = {**os.environ, "DATABASE_URL": database, "SECRET_KEY": "test"}
    with Worker(environment) as worker, Server(database, log, workers=2, **settings) as server:
        senders = [Sender(number, server.port, token) for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        for turn in range(kills):
            time.sleep(chance.uniform(0.3, 1.5))
            if turn % 3 != 1:
                server.kill()
            if turn % 3 != 0:
                worker.end(signal.SIGKILL)
                worker.start()
            if server.process is None:
                server.start()
        time.sleep(0.5)
        for sender in senders:
            sender.enough.set()
        for sender in senders:
            sender.join(PATIENCE)
        wait_until_scored(database)
    return [key for sender in senders for key in sender.acknowledged]


def wait_until_scored(database: str) -> None:
    app = make_app(database)
    limit = time.monotonic() + PATIENCE
    with app.app_context():
        while queries.is_due(clock.now()):
            db.session.rollback()
            assert time.monotonic() < limit, "nobody scored what arrived"
            time.sleep(0.05)
    close(app)


@pytest.mark.parametrize("kills", [3, pytest.param(30, marks=pytest.mark.nightly)])
def test_nothing_acknowledged_is_lost(company: tuple[str, str], tmp_path: Path, kills: int) -> None:
    database, token = company
    acknowledged = play(database, token, tmp_path / "log", kills)
    app = make_app(database)
    with app.app_context():
        stored = list(db.session.scalars(select(Activity.key)))
        assert len(acknowledged) > kills
        assert set(acknowledged) <= set(stored)
        assert len(stored) == len(set(stored))
        as_of = db.session.scalar(select(func.max(Activity.at)))
        assert as_of
        assert stale(clock.now()) == {}
        assert [result for result in run_checks() if result.faults] == []
    close(app)
