"""A manager who presses many buttons at the same moment gives no more badges than he may."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from app.badges import service
from app.badges.errors import BadgeError
from app.extensions import db
from app.models.badges import BadgeAward
from app.models.users import User
from tests.harness import close, make_app
from tests.services.badges import GIVEN
from tests.services.closing import CLOSED
from tests.services.facts import CALLS, agree, people, rep

MANY = 12


@pytest.fixture
def shared(fresh_database: str) -> Iterator[Flask]:
    app = make_app(fresh_database)
    with app.app_context():
        agree(CALLS, GIVEN)
        people(**{f"r{number}": "North" for number in range(MANY)})
        db.session.add(User(email="ada@example.com", role="admin", password_hash="-", created_at=0))
        db.session.commit()
    yield app
    close(app)


def test_the_limit_holds(shared: Flask) -> None:
    with shared.app_context():
        by = db.session.scalars(select(User.id)).one()
        reps = [rep(f"r{number}") for number in range(MANY)]
    barrier = Barrier(MANY)

    def give(who: int) -> str:
        with shared.app_context():
            barrier.wait(60)
            try:
                return f"award {bool(service.give('thanks', who, 'well done', by, CLOSED))}"
            except BadgeError as refused:
                return str(refused)

    with ThreadPoolExecutor(MANY) as pool:
        told = Counter(pool.map(give, reps))
    refusal = "You have given it 2 times in October 2026; that is as often as you may."
    assert told == {"award True": 2, refusal: MANY - 2}
    with shared.app_context():
        assert sorted(db.session.scalars(select(BadgeAward.turn))) == [1, 2]
