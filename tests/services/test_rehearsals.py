"""A preview works on copies: nobody waits for it, it does not see what comes meanwhile, and leaves nothing behind."""

from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import text

from app import clock
from app.activities import service as activities
from app.auth import service as auth
from app.auth.queries import Viewer
from app.extensions import db
from app.people import edits, queries, service
from app.people.queries import Lines
from app.people.rows import Away
from app.scorekeeping import service as scorekeeping
from tests.harness import close, make_app
from tests.services.facts import (
    CALLS,
    DISPOSED,
    act,
    agree,
    at,
    calls,
    day,
    happened,
    people,
    scores,
    stale,
)

NOW = at("2026-10-15T12:00")
MOVE = edits.Move("ann", "South", "", day("2026-10-01"))
PATIENCE = 60
"""Seconds that others may take who must not wait; a lock that is not given is waited for much longer."""


@pytest.fixture
def shared(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Yield the application on a database with a company that was scored, at a moment that stands still."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    app = make_app(fresh_database)
    with app.app_context():
        agree(CALLS, DISPOSED)
        people(ann="North", bob="South")
        happened(
            *calls("ann", "2026-09-01", "2026-09-02", "2026-10-05", "2026-10-06"),
            *calls("bob", "2026-10-06"),
            *calls("zoe", "2026-10-01", "2026-10-02"),
            act("lead.assigned", "2026-10-05T09:00", "ann", "L1"),
            act("lead.disposed", "2026-10-05T10:00", "ann", "L1"),
        )
        auth.create_user("ada@example.com", "admin", (), "a long password", NOW)
        scorekeeping.catch_up(NOW, "activities")
    yield app
    close(app)


def post(key: str, who: str = "ann") -> None:
    activities.store([(key, "call.made", at("2026-10-07T09:00"), None, who, "", None, None)], "crm", NOW)


def log_in_and_out() -> None:
    user = auth.log_in("ada@example.com", "a long password", None, NOW)
    assert isinstance(user, Viewer)
    auth.log_out(user.token, NOW)


def others(app: Flask, *steps: Callable[[], object]) -> Callable[[], Lines]:
    """Return what reads the lines, after others have done these steps without waiting for whoever asks."""

    def work() -> None:
        with app.app_context():
            for step in steps:
                step()

    def read() -> Lines:
        thread = Thread(target=work, daemon=True)
        thread.start()
        thread.join(PATIENCE)
        assert not thread.is_alive(), "others wait for the preview"
        return queries.quarter_lines()

    return read


def meanwhile(app: Flask, *steps: Callable[[], object]) -> Any:
    """Let others do these steps at each of the two times at which a preview reads the lines."""
    return patch.object(service, "quarter_lines", others(app, *steps))


def test_nobody_waits_for_a_preview(shared: Flask) -> None:
    with shared.app_context():
        expected = service.preview(MOVE)
        numbers = iter(range(100))
        steps = (
            lambda: post(f"new{next(numbers)}"),
            log_in_and_out,
            scorekeeping.catch_up_now,
            lambda: service.load_absences(
                [Away(1, "bob", MOVE.starts, MOVE.starts + 1 + next(numbers))], "test"
            ),
            lambda: service.change(edits.Rename("bob", f"Bob {next(numbers)}", "")),
        )
        with meanwhile(shared, *steps):
            assert service.preview(MOVE) == expected
        assert expected[0] != expected[1]
        assert stale(NOW) == {}


@pytest.mark.parametrize("fresh_database", ["postgresql"], indirect=True)
def test_nobody_waits_for_the_preview_of_an_alias(shared: Flask) -> None:
    """On SQLite it writes to the activities themselves, and there is one who writes."""
    numbers = iter(range(100))
    with shared.app_context():
        expected = service.preview_alias("zoe", "ann", "ada", NOW)
        steps = (lambda: post(f"new{next(numbers)}", "zoe"), log_in_and_out, scorekeeping.catch_up_now)
        with meanwhile(shared, *steps):
            assert service.preview_alias("zoe", "ann", "ada", NOW) == expected
        assert expected[0] != expected[1]


LOCKS = text(
    """
    SELECT coalesce(c.relname, l.locktype), l.mode FROM pg_locks l
    LEFT JOIN pg_class c ON c.oid = l.relation AND c.relpersistence <> 't'
    WHERE l.pid = pg_backend_pid() AND l.mode NOT IN ('AccessShareLock')
    AND (l.locktype = 'advisory' OR c.relnamespace = 'public'::regnamespace)
    """
)


@pytest.mark.parametrize("fresh_database", ["postgresql"], indirect=True)
def test_a_preview_of_a_move_locks_nothing_but_against_changes_of_tables(shared: Flask) -> None:
    found: list[Any] = []

    def read() -> Lines:
        found.extend(db.session.execute(LOCKS).all())
        assert db.session.scalar(text("SHOW transaction_isolation")) == "repeatable read"
        return queries.quarter_lines()

    with shared.app_context():
        agree(CALLS, DISPOSED, starts="2026-01")
        # As after a load: PostgreSQL only notices by itself that a connection has its first temporary tables.
        db.session.execute(text("CREATE TEMPORARY TABLE loaded (number integer)"))
        db.session.commit()
        for number in range(2):
            # What a connection runs often is prepared, for tables that the next copies take the place of.
            service.load_absences([Away(1, "zoe", day("2026-01-01"), MOVE.starts - number)], "test")
            with patch.object(service, "quarter_lines", read):
                service.preview(MOVE)
            assert found == []


def test_a_preview_is_what_then_happens_also_when_much_awaits_scoring(
    shared: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shared.app_context():
        happened(
            *calls("bob", "2026-10-16", "2026-10-20"), act("lead.assigned", "2026-10-14T09:00", "bob", "L2")
        )
        scorekeeping.catch_up(NOW, "ahead")
        agree(CALLS.replace("target = 2", "target = 3"), DISPOSED)
        monkeypatch.setattr(clock, "now", lambda: at("2026-10-19T12:00"))
        before, after = service.preview(MOVE)
        assert before == queries.quarter_lines()
        service.change(MOVE)
        assert after == queries.quarter_lines()
        assert scores("2026-10", "disposed")["bob"] == ("missed", 0)
