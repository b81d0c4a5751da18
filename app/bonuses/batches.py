"""What went to payroll, and what would go now."""

from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, cast, func, select

from app.bonuses.payees import Payee, Step, payee_of, steps, with_payees
from app.bonuses.payroll import sendable
from app.extensions import db
from app.models.bonuses import APPROVED, Bonus, PayrollBatch


class Batch(NamedTuple):
    """A batch that went to payroll: `bonuses` is how many, `payees` how many reps and teams."""

    id: int
    number: str
    created: Step
    currency: str
    total: int
    bonuses: int
    payees: int
    digest: str
    state: str
    paid: Step | None


class Due(NamedTuple):
    """What an export would do for a payee now: send `amount`, or carry it forward because it is nothing or less."""

    payee: Payee
    currency: str
    amount: int
    bonuses: int
    sent: bool


def batches() -> list[Batch]:
    """Return all batches, the newest first."""
    return _batches()


def batch(batch_id: int) -> Batch | None:
    """Return one batch."""
    return next(iter(_batches(PayrollBatch.id == batch_id)), None)


def _batches(*which: ColumnElement[bool]) -> list[Batch]:
    step = steps()
    payees = func.count(func.distinct(Bonus.board + cast(Bonus.who, String)))
    columns = [column for column in PayrollBatch.__table__.c if column.name != "content"]
    query = (
        select(*columns, func.count().label("bonuses"), payees.label("payees"))
        .join(Bonus, Bonus.batch_id == PayrollBatch.id)
        .where(*which)
        .group_by(PayrollBatch.id)
        .order_by(PayrollBatch.id.desc())
    )
    told = ("id", "number", "currency", "total", "bonuses", "payees", "digest", "state")
    return [
        Batch(
            **{name: getattr(row, name) for name in told},
            created=step(row.created_by, row.created_at),
            paid=step(row.paid_by, row.paid_at) if row.paid_at is not None else None,
        )
        for row in db.session.execute(query)
    ]


def batch_file(batch_id: int) -> tuple[str, bytes] | None:
    """Return the name and the bytes of a batch's file: the same ones each time."""
    query = select(PayrollBatch.number, PayrollBatch.content).where(PayrollBatch.id == batch_id)
    found = db.session.execute(query).one_or_none()
    return found and (f"payroll-{found.number}.csv", found.content.encode())


def due() -> list[Due]:
    """Return what an export would send now and what it would carry forward, by name."""
    rows = db.session.execute(with_payees().where(Bonus.state == APPROVED)).all()
    going = {row.id for row in sendable(rows)}

    def payee(row: Any) -> tuple[Any, ...]:
        return row.name, row.key, row.board, row.who, row.currency

    return [_due(list(group), going) for _key, group in groupby(sorted(rows, key=payee), payee)]


def _due(rows: list[Any], going: set[int]) -> Due:
    total = sum(row.amount for row in rows)
    return Due(payee_of(rows[0]), rows[0].currency, total, len(rows), rows[0].id in going)
