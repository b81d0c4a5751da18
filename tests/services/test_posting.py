"""The worker decides and sends beside the scoring; two that decide at once remind once."""

import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import count
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from app import clock
from app.agreement.queries import timeline
from app.extensions import db
from app.models.messages import Reminder
from app.outbox import queries as outbox
from app.reminders import queries, service
from app.scorekeeping import service as scorekeeping
from app.worker import posting
from tests.harness import close, make_app
from tests.services.closing import Moment
from tests.services.facts import DISPOSED, act, agree, at, happened, people
from tests.services.post import Postbox, may_log_in, postbox, states

NOW = at("2026-09-08T15:00")


def one_is_due() -> None:
    agree(DISPOSED)
    people(ann="North")
    may_log_in("ann")
    happened(act("lead.assigned", "2026-09-08T09:00", "ann", "L1"))
    scorekeeping.catch_up(clock.now(), "test")


@pytest.fixture
def box(app: Flask, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    moment(NOW)
    monkeypatch.setattr(posting, "nap", lambda: None)
    one_is_due()
    with postbox(app) as found:
        yield found


def until(reached: Callable[[], bool]) -> Callable[[], bool]:
    """Return what ends the worker when it is `reached`, or in the end."""
    looks = count()
    return lambda: reached() or next(looks) > 1000


def test_the_worker_decides_once_a_minute_and_sends(
    app: Flask, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided, real = [], service.decide
    monkeypatch.setattr(service, "decide", lambda now: (decided.append(now), real(now)))
    posting.run(app, until(lambda: False))
    assert (len(box.mails), decided) == (1, [NOW])


@pytest.mark.parametrize(
    "fault", [KeyError("a letter"), OperationalError("SELECT", {}, Exception("the database is away"))]
)
def test_a_fault_does_not_end_it(
    app: Flask, box: Postbox, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    tries: list[int] = []

    def broken(now: int) -> None:
        tries.append(now)
        raise fault

    monkeypatch.setattr(service, "decide", broken)
    monkeypatch.setattr(posting, "EVERY_NS", 0)
    posting.run(app, until(lambda: len(tries) == 3))
    assert len(tries) == 3


def test_the_command_sends_what_is_due(box: Postbox, cli: Callable[..., Result]) -> None:
    assert cli("messages").stderr.splitlines()[-1] == "1 message was taken up."
    assert cli("messages").stderr.splitlines()[-1] == "0 messages were taken up."
    assert len(box.mails) == 1


def test_no_address_is_logged(
    box: Postbox, cli: Callable[..., Result], caplog: pytest.LogCaptureFixture
) -> None:
    cli("messages")
    assert "'state': 'sent'" in caplog.text
    assert "@" not in caplog.text


def plan_of(query: Callable[[], object]) -> str:
    """Return how the database goes about the last thing that `query` asks for."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    query()
    event.remove(connection, "before_cursor_execute", note)
    statement, parameters = asked[-1]
    return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all())


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_asked_each_minute_and_each_second_is_a_range_of_an_index(box: Postbox) -> None:
    known = timeline()
    assert known
    clocks = plan_of(lambda: queries.due(known, Fraction(3, 4), NOW))
    assert "SEARCH clock USING INDEX ix_clock_open (deadline>? AND deadline<?)" in clocks
    assert "SEARCH message USING INDEX ix_message_next (next_at<?)" in plan_of(lambda: outbox.due(NOW))


def test_two_that_decide_at_once_remind_once(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    app = make_app(fresh_database, PUBLIC_URL="https://baton.example.com")
    app.config |= {"SMTP_URL": "smtp://127.0.0.1", "MAIL_FROM": "baton@example.com"}
    real, both = queries.due, threading.Barrier(2)

    def together(*given: Any) -> list[queries.Due]:
        found = real(*given)
        both.wait(30)
        return found

    def decide() -> None:
        with app.app_context():
            service.decide(NOW)

    monkeypatch.setattr(queries, "due", together)
    with app.app_context():
        one_is_due()
        workers = [threading.Thread(target=decide) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert states() == ["waiting"]
        assert len(db.session.scalars(select(Reminder)).all()) == 1
    close(app)
