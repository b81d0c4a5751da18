"""The ledger held against what it tells of: bonuses, batches and statements."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from app.bonuses.queries import owed
from app.extensions import db
from app.models.bonuses import (
    AWARD,
    AWARDED,
    PAID,
    PAYMENT,
    Bonus,
    BonusEvent,
    LedgerEntry,
    PayrollBatch,
)


def differences() -> Iterator[str]:
    """Yield each difference in words, with what it is about."""
    yield from _bonuses()
    yield from _strays()
    yield from _batches()
    yield from _sums()


def _bonuses() -> Iterator[str]:
    """Hold each bonus against its award, its payment and the last that happened to it."""
    award, payment = aliased(LedgerEntry), aliased(LedgerEntry)
    event = aliased(BonusEvent)
    last = select(func.max(event.id)).where(event.bonus_id == Bonus.id).scalar_subquery()
    query = (
        select(Bonus, award, payment, BonusEvent.what, PayrollBatch.number)
        .outerjoin(award, (award.bonus_id == Bonus.id) & (award.kind == AWARD))
        .outerjoin(payment, (payment.bonus_id == Bonus.id) & (payment.kind == PAYMENT))
        .outerjoin(BonusEvent, BonusEvent.id == last)
        .outerjoin(PayrollBatch, PayrollBatch.id == Bonus.batch_id)
        .order_by(Bonus.id)
        .execution_options(populate_existing=True)
    )
    rows: Any = db.session.execute(query)
    for bonus, awarded, paid, last_event, number in rows:
        name = f"bonus {bonus.id} ({bonus.state})"
        if bonus.state != last_event:
            yield f"{name}: the last that happened to it is {last_event}"
        if (bonus.state in AWARDED) != (awarded is not None):
            yield f"{name}: {'an award is' if awarded is not None else 'no award is'} in the ledger"
        if (bonus.state == PAID) != (paid is not None):
            yield f"{name}: {'a payment is' if paid is not None else 'no payment is'} in the ledger"
        if awarded is not None and _told(awarded) != (*_payee(bonus), bonus.amount, None, bonus.digest):
            yield f"{name}: entry {awarded.seq} tells of another award"
        if awarded is not None and (awarded.by, awarded.at) != (bonus.approved_by, bonus.approved_at):
            yield f"{name}: entry {awarded.seq} names another approval"
        if paid is not None and _told(paid) != (*_payee(bonus), -bonus.amount, bonus.batch_id, number):
            yield f"{name}: entry {paid.seq} tells of another payment"


def _payee(bonus: Bonus) -> tuple[str, int, int, str]:
    return bonus.board, bonus.who, bonus.quarter, bonus.currency


def _told(entry: LedgerEntry) -> tuple[Any, ...]:
    payee = (entry.board, entry.who, entry.quarter, entry.currency)
    return *payee, entry.amount, entry.batch_id, entry.note


def _strays() -> Iterator[str]:
    """Yield entries of bonuses that are not there."""
    gone = select(LedgerEntry.seq).where(LedgerEntry.bonus_id.not_in(select(Bonus.id)))
    for seq in db.session.scalars(gone.order_by(LedgerEntry.seq)):
        yield f"entry {seq}: its bonus is not there"


def _batches() -> Iterator[str]:
    """Hold each batch against its bonuses and the file that was sent."""
    whole: dict[int | None, dict[tuple[str, str], int]] = defaultdict(dict)
    sums = select(Bonus.batch_id, Bonus.state, Bonus.currency, func.sum(Bonus.amount))
    sent = sums.where(Bonus.batch_id.is_not(None)).group_by(Bonus.batch_id, Bonus.state, Bonus.currency)
    for batch_id, state, currency, amount in db.session.execute(sent):
        whole[batch_id][state, currency] = int(amount)
    for batch in db.session.execute(select(*PayrollBatch.__table__.c).order_by(PayrollBatch.id)):
        if whole[batch.id] != {(batch.state, batch.currency): batch.total}:
            yield f"batch {batch.number} ({batch.state}): its bonuses are not those of its total"
        if hashlib.sha256(batch.content.encode()).hexdigest() != batch.digest:
            yield f"batch {batch.number}: its file is not the one that was sent"
        yield from _payments(batch)


def _payments(batch: Row[Any]) -> Iterator[str]:
    """Yield if the payments of a batch were not entered by who marked it paid, or then."""
    entered = select(LedgerEntry.by, LedgerEntry.at).where(LedgerEntry.batch_id == batch.id).distinct()
    marked = [(batch.paid_by, batch.paid_at)] if batch.state == PAID else []
    if [tuple(one) for one in db.session.execute(entered)] != marked:
        yield f"batch {batch.number} ({batch.state}): the ledger names another payment"


def _sums() -> Iterator[str]:
    """Hold what the ledger adds up to for each payee against the balance of his statement."""
    amount = func.sum(LedgerEntry.amount)
    query = select(LedgerEntry.board, LedgerEntry.who, LedgerEntry.currency, amount)
    grouped = query.group_by(LedgerEntry.board, LedgerEntry.who, LedgerEntry.currency)
    entered = {
        (board, who, currency): int(total) for board, who, currency, total in db.session.execute(grouped)
    }
    stated = owed()
    for payee in sorted({*entered, *stated}):
        ledger, statement = entered.get(payee, 0), stated.get(payee, 0)
        if ledger != statement:
            board, who, currency = payee
            yield f"{board} {who}: the ledger says {ledger} {currency}, the statement {statement}"
