"""Quarters in tests: closing and opening them again, and what must hold of them at any time."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app import clock
from app.agreement.queries import timeline
from app.auth import service as auth
from app.extensions import db
from app.models.quarters import Quarter
from app.models.users import User
from app.quarters import queries, service
from app.scorekeeping import service as scorekeeping
from tests.services.facts import at

CLOSED = at("2026-10-12T09:00")
LATER = at("2026-11-20T12:00")

Moment = Callable[[int], None]


def users(*emails: str) -> list[int]:
    for email in emails:
        auth.create_user(email, "manager", (), "a long password", CLOSED)
    found = dict(db.session.execute(select(User.email, User.id)).all())
    return [found[email] for email in emails]


def reasons(label: str = "2026-Q3") -> list[str]:
    with pytest.raises(service.QuarterError) as refused:
        service.close(label, None)
    return list(refused.value.reasons)


def state(label: str = "2026-Q3") -> str:
    known = timeline()
    assert known
    one = queries.state_of(known, known.day(clock.now()), label)
    assert one
    return one.state


def reopened() -> None:
    asker, other = users("asker@example.com", "other@example.com")
    service.ask_to_reopen("2026-Q3", "a feed was broken", asker)
    close_id = db.session.scalar(select(Quarter.close_id).where(Quarter.label == "2026-Q3"))
    asked = queries.asked(close_id or 0)
    assert asked
    service.agree(asked.id, other)


def unchanged() -> None:
    assert scorekeeping.rebuild(keep=False, now=clock.now()) == []
