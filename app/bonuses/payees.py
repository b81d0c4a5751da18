"""Who a bonus is for, who did what about it, and who may."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, func, select

from app.extensions import db
from app.models.bonuses import DECLINED, Bonus, BonusEvent, PayrollBatch
from app.models.people import Rep, Team
from app.models.users import User


class Step(NamedTuple):
    """Who did something, by e-mail address, and when; nobody (empty) is the nightly run."""

    by: str
    at: int


class Act(NamedTuple):
    """Something that could be done; `refusal` says why the reader may not, empty if he may."""

    name: str
    refusal: str


class Payee(NamedTuple):
    """Who gets a bonus: a rep or a team (`board`), the id of its row, its key (of a team: its name) and name."""

    board: str
    who: int
    key: str
    name: str

    @property
    def called(self) -> str:
        """Return the name, or the key of who has none."""
        return self.name or self.key


def with_payees(*more: Any) -> Select[Any]:
    """Select bonuses by name, the newest quarter first, and beside each one what its own row does not say.

    `key`, `name` and `email` of the payee, the `number` of the batch, and the `answer` with which it was declined.
    """
    key, name = func.coalesce(Rep.key, Team.name), func.coalesce(Rep.name, Team.name)
    told = {"email": Rep.email, "number": PayrollBatch.number, "answer": BonusEvent.reason}
    beside = [func.coalesce(column, "").label(label) for label, column in told.items()]
    return (
        select(*Bonus.__table__.c, key.label("key"), name.label("name"), *beside, *more)
        .outerjoin(Rep, (Bonus.board == "rep") & (Rep.id == Bonus.who))
        .outerjoin(Team, (Bonus.board == "team") & (Team.id == Bonus.who))
        .outerjoin(PayrollBatch, PayrollBatch.id == Bonus.batch_id)
        .outerjoin(BonusEvent, (BonusEvent.bonus_id == Bonus.id) & (BonusEvent.what == DECLINED))
        .order_by(Bonus.quarter.desc(), name, key, Bonus.board, Bonus.who, Bonus.id)
    )


def payee_of(row: Row[Any]) -> Payee:
    """Return the payee of a row of such a selection."""
    return Payee(row.board, row.who, row.key, row.name)


def steps() -> Callable[[int | None, int], Step]:
    """Return what makes a step of a user's id and an instant."""
    emails = dict(db.session.execute(select(User.id, User.email)).all())
    return lambda user_id, at: Step("" if user_id is None else emails[user_id], at)
