"""What is approved goes to payroll in batches, and is paid. Everything here is a part of the caller's transaction."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, func, insert, select, text, update

from app.bonuses import moving, rights
from app.bonuses.errors import ForbiddenError, MissingError, StateError
from app.bonuses.payees import with_payees
from app.bonuses.payrollfile import written
from app.bonuses.rows import Format
from app.bonuses.times import agreed
from app.extensions import db
from app.ledger import service as ledger
from app.ledger.rows import Line
from app.models.bonuses import APPROVED, EXPORTED, PAID, PAYMENT, Bonus, PayrollBatch


def sendable(bonuses: Iterable[Row[Any]]) -> list[Row[Any]]:
    """Return those of the approved bonuses whose payees are owed more than nothing in a currency by all of them."""
    kept = list(bonuses)
    owed: Counter[tuple[str, int, str]] = Counter()
    for one in kept:
        owed[one.board, one.who, one.currency] += one.amount
    return [one for one in kept if owed[one.board, one.who, one.currency] > 0]


def export(form: Format, by: int, now: int) -> list[int]:
    """Make a batch for each currency of what is approved and comes to something; return their ids."""
    _check(by)
    _alone()
    going = sendable(db.session.execute(with_payees().where(Bonus.state == APPROVED)).all())
    if not going:
        raise StateError(_("Nothing is approved that payroll could pay."))
    currencies = sorted({one.currency for one in going})
    return [
        _send([one for one in going if one.currency == currency], form, by, now) for currency in currencies
    ]


def _send(bonuses: Sequence[Row[Any]], form: Format, by: int, now: int) -> int:
    """Store a batch of bonuses of one currency, with its file."""
    day = date.fromordinal(agreed().day(now))
    number = _next_number(day.year)
    content = written(bonuses, form, number, day)
    row = {
        "number": number,
        "created_at": now,
        "created_by": by,
        "currency": bonuses[0].currency,
        "total": sum(one.amount for one in bonuses),
        "content": content,
        "digest": hashlib.sha256(content.encode()).hexdigest(),
        "state": EXPORTED,
    }
    batch = db.session.scalars(insert(PayrollBatch).values(row).returning(PayrollBatch.id)).one()
    moving.move([one.id for one in bonuses], APPROVED, {"state": EXPORTED, "batch_id": batch}, by, now)
    return batch


def mark_paid(batch_id: int, by: int, now: int) -> None:
    """Let a batch be paid, and enter the payment of each of its bonuses."""
    _check(by)
    here = update(PayrollBatch).where(PayrollBatch.id == batch_id, PayrollBatch.state == EXPORTED)
    paid = here.values(state=PAID, paid_at=now, paid_by=by).returning(PayrollBatch.number)
    number = db.session.scalar(paid)
    if number is None:
        raise _unpaid(batch_id)
    query = select(*Bonus.__table__.c).where(Bonus.batch_id == batch_id).order_by(Bonus.id)
    bonuses = db.session.execute(query).all()
    moving.move([one.id for one in bonuses], EXPORTED, {"state": PAID}, by, now)
    lines = [
        Line(PAYMENT, one.id, one.board, one.who, one.quarter, -one.amount, one.currency, batch_id, number)
        for one in bonuses
    ]
    ledger.append(lines, by, now)


def _unpaid(batch_id: int) -> StateError | MissingError:
    """Return why a batch cannot be paid."""
    if db.session.scalar(select(PayrollBatch.id).where(PayrollBatch.id == batch_id)) is None:
        return MissingError(_("There is no such batch."))
    return StateError(_("This batch is marked as paid already."))


def _check(by: int) -> None:
    if rights.is_decider(rights.actor(by)):
        raise ForbiddenError(_("Managers and admins send bonuses to payroll."))


def _alone() -> None:
    """Let no other export run beside this one, for both would take the same number."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE payroll_batch IN SHARE ROW EXCLUSIVE MODE"))


def _next_number(year: int) -> str:
    made = select(func.count()).where(PayrollBatch.number.like(f"{year}-%"))
    return f"{year}-{(db.session.scalar(made) or 0) + 1:04}"
