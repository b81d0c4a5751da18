"""A process that moves money is killed between its statements: it has done all of it or nothing."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from flask import Flask

from app.bonuses import service
from app.extensions import db
from app.ledger.queries import verify
from app.models.bonuses import Bonus, BonusEvent
from tests.harness import close as close_app
from tests.harness import make_app
from tests.services.money import NOW, close, company, entries, gives, sent, user
from tests.source import ROOT

REPS = ("ines", "ole", "jan")


@pytest.fixture
def shared(fresh_database: str) -> Iterator[Flask]:
    """Yield the application with a bonus for each of several."""
    app = make_app(fresh_database)
    with app.app_context():
        company()
        close(*(gives(key, 100) for key in REPS))
    yield app
    close_app(app)


def bring_to(act: str) -> int:
    """Bring the bonuses so far that `act` is next; return what it is about."""
    ids = [one for (one,) in db.session.query(Bonus.id).order_by(Bonus.id)]
    db.session.rollback()
    if act == "approve":
        return ids[0]
    for one in ids:
        service.approve(one, user("ada"), NOW)
    return sent() if act == "pay" else 0


def kill(app: Flask, act: str, which: int, by: int, step: int) -> int:
    """Kill a process that acts at each step; return how often, when at last it got through."""
    url = str(app.config["DATABASE_URL"])
    words = [sys.executable, "-m", "tests.services.dying", url, act, str(which), str(by), str(step)]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300)
    return int(done.stdout)


@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("act", ["approve", "export", "pay"])
def test_all_or_nothing(shared: Flask, act: str, step: int) -> None:
    with shared.app_context():
        which, by = bring_to(act), user("mia")
        db.session.rollback()
        events = db.session.query(BonusEvent).count()
        db.session.rollback()
        killed = kill(shared, act, which, by, step)
        assert killed >= 8 // step
        happened = 1 if act == "approve" else len(REPS)
        assert db.session.query(BonusEvent).count() == events + happened
        assert {"approve": [1], "export": [3], "pay": [6]}[act] == [len(entries())]
        assert verify() == []
