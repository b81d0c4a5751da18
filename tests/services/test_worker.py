"""The worker, and the server's thread: what is due is scored with nobody asking for it, and no error ends them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import exists, select
from sqlalchemy.exc import InternalError, OperationalError

from app import clock
from app.extensions import db
from app.happenings import looking
from app.models.happenings import Happening, Unnoticed
from app.models.scores import PointsChange, Stamp
from app.outbox import service as outbox
from app.scorekeeping import queries, service
from app.worker import judging
from tests.harness import close, make_app
from tests.services.facts import (
    CALLS,
    DISPOSED,
    act,
    agree,
    at,
    calls,
    happened,
    people,
    scores,
    stale,
    touch,
)
from tests.services.happenings import notice_all
from tests.services.post import may_log_in, states
from tests.source import ROOT

NOW = at("2026-10-15T12:00")
SECOND, MINUTE, DAY = 1_000_000, 60_000_000, 86_400_000_000
PATIENCE = 60


@pytest.fixture
def company(session: object, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Make a company whose scores are as of now; return what sets the clock."""

    def set_clock(now: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)

    set_clock(NOW)
    agree(CALLS, DISPOSED)
    people(ann="North", bob="South")
    service.catch_up(NOW, "test")
    return set_clock


@pytest.mark.usefixtures("session")
def test_without_an_agreement_nothing_is_due() -> None:
    assert not queries.is_due(NOW)
    assert not judging.look()


def test_what_arrived_is_scored(company: object) -> None:
    assert not judging.look()
    happened(*calls("ann", "2026-10-13", "2026-10-14"))
    assert judging.look()
    assert scores("2026-10", "calls")["ann"] == ("met", 10)
    assert not judging.look()
    assert stale(NOW) == {}


def test_a_clock_that_runs_out_is_judged_when_it_does(company: Callable[[int], None]) -> None:
    happened(act("lead.assigned", "2026-10-14T12:00", "ann", "L1"))
    judging.look()
    assert scores("2026-10", "disposed")["ann"] == ("no_data", 0)
    company(NOW + MINUTE)  # eight business hours were over at noon
    assert judging.look()
    assert scores("2026-10", "disposed")["ann"] == ("missed", 0)
    assert not judging.look()


def test_a_clock_that_ran_until_the_close_is_late_when_the_next_day_opens(
    company: Callable[[int], None],
) -> None:
    company(at("2026-10-16T16:00"))  # a Friday
    happened(act("lead.assigned", "2026-10-16T09:00", "ann", "L1"))
    for later in ("2026-10-16T17:00", "2026-10-17T12:00", "2026-10-18T12:00", "2026-10-19T09:00"):
        company(at(later))
        judging.look()
        assert not judging.look(), later
        assert scores("2026-10", "disposed")["ann"] == ("no_data", 0)
    company(at("2026-10-19T09:01"))
    assert judging.look()
    assert scores("2026-10", "disposed")["ann"] == ("missed", 0)
    assert not judging.look()


def test_a_day_that_begins_is_due_once(company: Callable[[int], None]) -> None:
    company(NOW + DAY)
    assert judging.look()
    assert not judging.look()
    company(NOW)
    assert judging.look(), "what was scored as of a later moment"


def test_a_clock_that_is_a_little_behind_does_not_go_back(company: Callable[[int], None]) -> None:
    happened(*calls("ann", "2026-10-14"))
    company(NOW - SECOND)
    service.catch_up_now("test")
    assert db.session.scalar(select(Stamp.clocks_as_of)) == NOW
    company(NOW - 2 * MINUTE)
    service.catch_up_now("test")
    assert db.session.scalar(select(Stamp.clocks_as_of)) == NOW - 2 * MINUTE


def test_what_happened_is_noticed_a_part_at_a_time(company: object, monkeypatch: pytest.MonkeyPatch) -> None:
    while judging.notice():
        pass
    happened(*calls("ann", "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-11"))
    judging.look()
    with monkeypatch.context() as away:
        away.setattr(looking, "view", broken)
        assert not judging.notice(), "the database is away"
    assert judging.notice()
    assert not judging.notice()
    assert set(db.session.scalars(select(Happening.live))) == {True}


def broken(_now: int) -> None:
    raise OperationalError("SELECT", {}, Exception("gone"))


def test_it_ends_when_it_is_told_to(company: object, monkeypatch: pytest.MonkeyPatch) -> None:
    naps: list[None] = []
    monkeypatch.setattr(judging, "nap", lambda: naps.append(None))
    judging.run(lambda: len(naps) == 3)
    assert len(naps) == 3


def test_after_any_other_fault_it_rests_and_goes_on(company: object, monkeypatch: pytest.MonkeyPatch) -> None:
    naps: list[int] = []
    tries: list[None] = []

    def broken(_now: int) -> bool:
        tries.append(None)
        raise InternalError(
            "SELECT", {}, Exception("terminating connection due to idle-in-transaction timeout")
        )

    monkeypatch.setattr(judging, "nap", lambda: naps.append(len(tries)))
    monkeypatch.setattr(queries, "is_due", broken)
    judging.run(lambda: len(tries) == 3)
    assert naps == [1] * judging.REST + [2] * judging.REST


def test_causes_say_where_activities_came_from_and_what_else_there_was(
    company: Callable[[int], None],
) -> None:
    happened(*calls("ann", "2026-09-01", "2026-09-02"), source="hubspot")
    touch("2026-09")
    judging.look()
    happened(act("lead.assigned", "2026-10-14T12:00", "ann", "L1"))
    company(NOW + 40 * DAY)
    happened(*calls("bob", "2026-10-01", "2026-10-02"))
    judging.look()
    causes = db.session.scalars(select(PointsChange.cause).order_by(PointsChange.id))
    assert list(dict.fromkeys(causes)) == ["a change, activities of hubspot", "activities of default"]


def test_a_database_that_is_away_does_not_end_it(company: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_now: int) -> bool:
        raise OperationalError("SELECT", {}, Exception("gone"))

    with monkeypatch.context() as patched:
        patched.setattr(queries, "is_due", away)
        assert not judging.look()
    happened(*calls("ann", "2026-10-13"))
    assert judging.look()


@pytest.fixture
def served(fresh_database: str) -> Iterator[Flask]:
    """Make a company in a database that processes and threads share."""
    app = make_app(fresh_database, SCORING_DELAY_MS="1")
    with app.app_context():
        agree(CALLS, now="2026-07-01T00:00")
        people(ann="North", bob="South")
        service.catch_up(clock.now(), "test")
        notice_all()
    yield app
    close(app)


def awaits() -> bool:
    db.session.rollback()
    return queries.awaits_scoring(clock.now()) or bool(db.session.scalar(select(exists(Unnoticed.id))))


def wait_until_scored() -> None:
    limit = time.monotonic() + PATIENCE
    while awaits():
        assert time.monotonic() < limit, "nobody scored and noticed what arrived"
        time.sleep(0.02)


def test_a_thread_of_the_server_scores_soon(served: Flask) -> None:
    with served.app_context():
        for day in ("2026-09-01", "2026-09-02"):
            happened(*calls("ann", day))
            service.score_soon()
            wait_until_scored()
        assert scores("2026-09", "calls")["ann"] == ("met", 10)


def test_a_database_that_is_away_does_not_end_the_thread(
    served: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = service.awaits_scoring, []

    def away_at_first(*given: object) -> object:
        tries.append(given)
        if len(tries) == 1:
            raise OperationalError("SELECT", {}, Exception("gone"))
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "awaits_scoring", away_at_first)
    with served.app_context():
        happened(*calls("ann", "2026-09-01"))
        service.score_soon()
        limit = time.monotonic() + PATIENCE
        while not tries and time.monotonic() < limit:
            time.sleep(0.02)
        assert awaits()
        service.score_soon()
        wait_until_scored()


def test_the_command_scores_and_sends_what_others_store_and_ends_when_asked(served: Flask) -> None:
    environment = {**os.environ, "DATABASE_URL": served.config["DATABASE_URL"], "SECRET_KEY": "test"}
    with served.app_context():
        (user,) = may_log_in("ann")
        outbox.put("digest", 1, {user: ["email"]}, clock.now())  # of a day that is over
        db.session.commit()
    with subprocess.Popen([sys.executable, "-m", "flask", "worker"], cwd=ROOT, env=environment) as process:
        try:
            with served.app_context():
                happened(*calls("ann", "2026-09-01", "2026-09-02"))
                wait_until_scored()
                assert scores("2026-09", "calls")["ann"] == ("met", 10)
                limit = time.monotonic() + PATIENCE
                while states() != ["void"] and time.monotonic() < limit:
                    db.session.rollback()
                    time.sleep(0.02)
                assert states() == ["void"]
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0
