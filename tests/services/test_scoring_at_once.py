"""Several processes may want to score at once: each batch is scored once, and nobody breaks off."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models.activities import Batch
from app.models.scores import PointsChange, Touched
from app.scorekeeping import service
from tests.harness import close, make_app
from tests.services.facts import (
    CALLS,
    DISPOSED,
    act,
    agree,
    at,
    calls,
    happened,
    member,
    people,
    scores,
    stale,
    touch,
)

NOW = at("2026-10-15T12:00")
MANY = 4


@pytest.fixture
def shared(fresh_database: str) -> Iterator[Flask]:
    app = make_app(fresh_database)
    with app.app_context():
        agree(CALLS, DISPOSED)
        people(ann="North", bob="South")
        happened(
            *calls("ann", "2026-09-01", "2026-09-02"), act("lead.assigned", "2026-09-01T09:00", "ann", "L1")
        )
    yield app
    close(app)


def test_whoever_scores_at_the_same_time_waits_for_his_turn(shared: Flask) -> None:
    barrier = Barrier(MANY)

    def catch_up(number: int) -> None:
        with shared.app_context():
            barrier.wait(30)
            service.catch_up(NOW + number, "test")

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(catch_up, range(MANY)))
    with shared.app_context():
        assert db.session.scalar(select(func.count()).select_from(PointsChange)) == 2
        assert stale(NOW + MANY) == {}


@pytest.mark.parametrize("fresh_database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "run", [service.catch_up, lambda now, cause: service.score(None, now, cause)], ids=["catch_up", "score"]
)
def test_what_comes_meanwhile_is_for_the_next_run(
    shared: Flask, monkeypatch: pytest.MonkeyPatch, run: Any
) -> None:
    """SQLite lets nobody write meanwhile."""
    judge = service.score_scopes

    def arrive() -> None:
        with shared.app_context():
            member("cem", "North")
            happened(*calls("cem", "2026-09-01", "2026-09-02"))
            touch("2026-07")

    def judge_slowly(known: Any, closed: Any, scopes: Any, *more: Any, **named: Any) -> bool:
        changed = judge(known, closed, scopes, *more, **named)
        if any(scope.months for scope in scopes):
            with ThreadPoolExecutor(1) as pool:
                pool.submit(arrive).result(30)
        return changed

    monkeypatch.setattr(service, "score_scopes", judge_slowly)
    with shared.app_context():
        run(NOW, "test")
        monkeypatch.undo()
        assert db.session.scalar(select(func.count()).where(Batch.scored_at.is_(None))) == 1
        assert db.session.scalar(select(func.count()).select_from(Touched)) == 1
        service.catch_up(NOW + 1, "test")
        assert scores("2026-09", "calls")["cem"] == ("met", 10)
        assert stale(NOW + 1) == {}
