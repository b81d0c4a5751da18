"""Many people press the same button at the same moment: money moves once."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from app.bonuses import queries, service
from app.bonuses.errors import BonusError
from app.bonuses.rows import Close, Format
from app.extensions import begin_write, db
from app.ledger.queries import verify
from app.models.bonuses import Bonus, BonusEvent, Dispute
from app.models.users import User
from tests.harness import close as close_app
from tests.harness import make_app
from tests.services.money import (
    LIMIT,
    NOW,
    QUARTER,
    approved,
    bonus_of,
    close,
    company,
    entries,
    gives,
    plan,
    sent,
    user,
)

MANY = 40


@pytest.fixture
def shared(fresh_database: str) -> Iterator[Flask]:
    """Yield the application with a company that has as many admins as press at once."""
    app = make_app(fresh_database)
    with app.app_context():
        company()
        for number in range(MANY):
            db.session.add(
                User(email=f"a{number}@example.com", role="admin", password_hash="-", created_at=0)
            )
        db.session.commit()
    yield app
    close_app(app)


def admins() -> list[int]:
    """Return the ids of the admins who press."""
    return list(db.session.scalars(select(User.id).where(User.email.like("a_%@example.com")).limit(MANY)))


def press(app: Flask, acts: list[Callable[[], object]]) -> Counter[str]:
    """Do everything at once; return how often what came of it, refusals by their kind."""
    barrier = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        with app.app_context():
            barrier.wait(60)
            try:
                return f"done {act() or ''}".strip()
            except BonusError as refused:
                return type(refused).__name__

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(one, acts))


def counted(what: str) -> int:
    """Return how many events of a kind there are."""
    return db.session.query(BonusEvent).filter_by(what=what).count()


def test_one_approval(shared: Flask) -> None:
    with shared.app_context():
        close(gives("ines", 100))
        bonus, users = bonus_of("ines").id, admins()
    found = press(shared, [lambda by=by: service.approve(bonus, by, NOW) for by in users])
    assert found == {"done approved": 1, "StateError": MANY - 1}
    with shared.app_context():
        assert entries() == [(1, "award", bonus, 100)]
        assert counted("approved") == 1
        assert verify() == []


def test_two_approvals_by_two_people(shared: Flask) -> None:
    with shared.app_context():
        close(gives("ines", LIMIT + 1))
        bonus, users = bonus_of("ines").id, admins()[: MANY // 2]
    found = press(shared, [lambda by=by: service.approve(bonus, by, NOW) for by in (*users, *users)])
    assert found["done seconded"] == 1
    assert found["done approved"] <= 1
    with shared.app_context():
        if bonus_of("ines").state == "seconded":  # all others had read it before the first was done
            service.approve(bonus, user("otto"), NOW)
        done = bonus_of("ines")
        assert (done.state, counted("seconded"), counted("approved")) == ("approved", 1, 1)
        assert done.seconded_by != done.approved_by
        assert entries() == [(1, "award", bonus, LIMIT + 1)]
        assert verify() == []


def test_approved_or_declined(shared: Flask) -> None:
    with shared.app_context():
        close(gives("ines", 100))
        bonus, users = bonus_of("ines").id, admins()
    acts = [
        (lambda by=by: service.decline(bonus, "no", by, NOW))
        if number % 2
        else (lambda by=by: service.approve(bonus, by, NOW))
        for number, by in enumerate(users)
    ]
    found = press(shared, acts)
    assert found["StateError"] == MANY - 1
    with shared.app_context():
        assert len(entries()) == (bonus_of("ines").state == "approved")
        assert counted("approved") + counted("declined") == 1
        assert verify() == []


def test_many_bonuses_make_one_chain(shared: Flask) -> None:
    with shared.app_context():
        close(*(gives("ines", number + 1, f"prize[{number}]") for number in range(MANY)))
        bonuses = list(db.session.scalars(select(Bonus.id)))
        users = admins()
    acts = [
        lambda one=one, by=by: service.approve(one, by, NOW) for one, by in zip(bonuses, users, strict=True)
    ]
    assert press(shared, acts) == {"done approved": MANY}
    with shared.app_context():
        assert sorted(one[2] for one in entries()) == sorted(bonuses)
        assert verify() == []


def test_one_export(shared: Flask) -> None:
    with shared.app_context():
        approved("ines", 100)
        users = admins()
    found = press(shared, [lambda by=by: len(service.export(Format(), by, NOW)) for by in users])
    assert found == {"done 1": 1, "StateError": MANY - 1}
    with shared.app_context():
        assert [one.total for one in queries.batches()] == [100]
        assert counted("exported") == 1
        assert verify() == []


def test_one_payment(shared: Flask) -> None:
    with shared.app_context():
        bonus = approved("ines", 100)
        batch, users = sent(), admins()
    found = press(shared, [lambda by=by: service.mark_paid(batch, by, NOW) for by in users])
    assert found == {"done": 1, "StateError": MANY - 1}
    with shared.app_context():
        assert entries() == [(1, "award", bonus, 100), (2, "payment", bonus, -100)]
        assert counted("paid") == 1
        assert verify() == []


def test_an_approval_and_a_later_version_at_once(shared: Flask) -> None:
    """Either the approval counts and the difference is proposed, or it comes too late."""
    with shared.app_context():
        close(gives("ines", 100))
        bonus, users = bonus_of("ines").id, admins()
        given, the_plan = [gives("ines", 130)], plan()
    made = Close(QUARTER, "2026-Q3", 2, "digest", None)

    def close_again() -> None:
        begin_write()
        service.propose(made, given, the_plan, NOW)
        db.session.commit()

    found = press(shared, [close_again, *(lambda by=by: service.approve(bonus, by, NOW) for by in users[1:])])
    with shared.app_context():
        first = db.session.scalars(select(Bonus.state).where(Bonus.id == bonus)).one()
        assert first == ("approved" if found["done approved"] else "superseded")
        assert bonus_of("ines").amount == (30 if first == "approved" else 130)
        assert verify() == []


def test_one_dispute(shared: Flask) -> None:
    with shared.app_context():
        by = user("ines")
    found = press(shared, [lambda: bool(service.open_dispute(QUARTER, None, "Why?", by, NOW))] * MANY)
    assert found == {"done True": 1, "StateError": MANY - 1}
    with shared.app_context():
        dispute, users = db.session.scalars(select(Dispute.id)).one(), admins()
    found = press(shared, [lambda by=by: service.resolve(dispute, "upheld", "Yes", by, NOW) for by in users])
    assert found == {"done": 1, "StateError": MANY - 1}
    with shared.app_context():
        ended = queries.case(dispute, users[0])
        assert ended
        assert len(ended.messages) == 2
