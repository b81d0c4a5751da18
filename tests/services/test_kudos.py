"""Kudos are given once by each, taken back, and go neither to oneself nor to what is gone."""

import pytest
from sqlalchemy import func, insert, select, update

from app.extensions import db
from app.happenings import queries, service
from app.happenings.errors import KudosError
from app.models.happenings import Happening, Kudos
from tests.services.facts import people, rep

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def one() -> int:
    """Return something that happened to Ann."""
    people(ann="North", bob="South")
    row = {"kind": "month", "key": "one", "board": "rep", "who": rep("ann"), "side": "", "month": 1, "at": 1}
    number = db.session.scalar(insert(Happening).values(**row, detail="{}").returning(Happening.id))
    db.session.commit()
    assert number
    return number


def test_they_are_given_once_and_taken_back(one: int) -> None:
    for _time in range(2):
        service.give(one, rep("bob"), 1)
    assert [giver.name for giver in queries.kudos([one])[one]] == ["Bob"]
    for _time in range(2):
        service.take_back(one, rep("bob"))
    assert queries.kudos([one]) == {}


def test_not_to_oneself_and_not_for_what_is_gone(one: int) -> None:
    with pytest.raises(KudosError):
        service.give(one, rep("ann"), 1)
    db.session.execute(update(Happening).values(gone_at=2))
    db.session.commit()
    with pytest.raises(KudosError):
        service.give(one, rep("bob"), 1)
    assert queries.happening(one) is None
    assert db.session.scalar(select(func.count()).select_from(Kudos)) == 0
