"""A quarter is closed once, whoever is at it, and wholly or not at all, whenever a process dies."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.auth import service as auth
from app.extensions import db
from app.ledger.queries import verify
from app.models.bonuses import Bonus
from app.models.quarters import FinalScore, FinalStanding, Quarter, QuarterClose
from app.models.scores import Score
from app.models.users import User
from app.quarters import service
from app.scorekeeping import service as scorekeeping
from tests.harness import close as close_app
from tests.harness import make_app
from tests.services.facts import CALLS, DISPOSED, act, agree, calls, happened, people
from tests.services.test_awarding import PLAN
from tests.services.test_money_killed import kill

MANY = 8


@pytest.fixture
def shared(fresh_database: str) -> Iterator[Flask]:
    """Yield the application with a third quarter of 2026 that can be closed, and somebody to close it."""
    app = make_app(fresh_database)
    with app.app_context():
        agree(CALLS, DISPOSED, more=PLAN)
        people(ann="North", bob="South")
        happened(*calls("ann", "2026-08-03", "2026-08-04"), *calls("bob", "2026-08-05"))
        happened(act("lead.assigned", "2026-08-03T09:00", "ann", "L1"))
        auth.create_user("ada@example.com", "admin", (), "a long password", clock.now())
        db.session.commit()
    yield app
    close_app(app)


def closed_whole() -> None:
    """Assert that there is one close, with all that belongs to it."""
    assert db.session.scalars(select(QuarterClose.version)).all() == [1]
    assert db.session.scalars(select(Quarter.state)).all() == ["final"]
    quarter = Score.month.between(2026 * 12 + 6, 2026 * 12 + 8)
    scores = db.session.scalar(select(func.count()).select_from(Score).where(quarter))
    assert db.session.scalar(select(func.count()).select_from(FinalScore)) == scores
    assert db.session.scalars(select(FinalStanding.rank).where(FinalStanding.side == "")).all()
    assert sorted(db.session.scalars(select(Bonus.amount))) == [2_500, 10_000, 100_000]
    assert scorekeeping.rebuild(keep=False, now=clock.now()) == []
    assert verify() == []


def test_by_many_at_once(shared: Flask) -> None:
    barrier = Barrier(MANY)

    def press(_number: int) -> str:
        with shared.app_context():
            barrier.wait(60)
            try:
                return f"version {service.close('2026-Q3', None).version}"
            except service.QuarterError as refused:
                return str(refused)

    with ThreadPoolExecutor(MANY) as pool:
        found = Counter(pool.map(press, range(MANY)))
    assert found == {"version 1": 1, "2026-Q3 is final already.": MANY - 1}
    with shared.app_context():
        closed_whole()


@pytest.mark.parametrize("step", [30, pytest.param(1, marks=pytest.mark.nightly)])
def test_by_a_process_that_dies(shared: Flask, step: int) -> None:
    with shared.app_context():
        by = db.session.scalars(select(User.id)).one()
        db.session.rollback()
    killed = kill(shared, "close", 0, by, step)
    assert killed >= 60 // step
    with shared.app_context():
        closed_whole()
