"""Reads of bonuses: the desk of who decides; and, from the modules beside it, statements, disputes and payroll."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, func, select

from app.bonuses import rights
from app.bonuses.batches import Batch, Due, batch, batch_file, batches, due
from app.bonuses.cases import Case, Message, case, cases, number_of_cases
from app.bonuses.deciding import is_decided, is_replaced
from app.bonuses.figures import Balance, needs_second
from app.bonuses.formats import check as check_format
from app.bonuses.formats import stored as payroll_format
from app.bonuses.payees import Act, Payee, Step, payee_of, steps, with_payees
from app.bonuses.previewing import file_preview
from app.bonuses.rights import Actor, Circle, led
from app.bonuses.statements import Statement, StatementLine, StatementQuarter, owed, statement
from app.extensions import db
from app.models.bonuses import ADJUSTMENT, AWARDED, UNDECIDED, Bonus, BonusEvent

__all__ = [
    "Act",
    "Balance",
    "Batch",
    "Case",
    "DeskLine",
    "Due",
    "Event",
    "Message",
    "Payee",
    "Statement",
    "StatementLine",
    "StatementQuarter",
    "Step",
    "Sum",
    "adjustments",
    "batch",
    "batch_file",
    "batches",
    "bonus",
    "case",
    "cases",
    "check_format",
    "desk",
    "due",
    "file_preview",
    "histories",
    "history",
    "led",
    "number_of_cases",
    "owed",
    "payroll_format",
    "statement",
    "sums",
]


@dataclass(frozen=True)
class DeskLine:
    """A bonus with all that its reader decides by; `acts` are his. `quarter` is a first month, `batch` a number.

    `of_id` is the bonus that this one adjusts, `needs_second` whether it takes two approvals, `answer` is why it was
    declined. Acts are approve, decline and adjust.
    """

    id: int
    quarter: int
    version: int
    payee: Payee
    rule: str
    amount: int
    currency: str
    basis: Mapping[str, Any]
    digest: str
    state: str
    reason: str
    of_id: int | None
    needs_second: bool
    proposed: Step
    seconded: Step | None
    approved: Step | None
    answer: str
    batch: str
    acts: tuple[Act, ...]

    def refusal(self, act: str) -> str:
        """Return why the reader may not do this, empty if he may."""
        return next(one.refusal for one in self.acts if one.name == act)


class Sum(NamedTuple):
    """How many bonuses of a quarter are in a state, and what they come to in a currency."""

    quarter: int
    state: str
    currency: str
    bonuses: int
    amount: int


class Event(NamedTuple):
    """What happened to a bonus: when, the state it came into, who did it (empty: the nightly run), why."""

    at: int
    by: str
    what: str
    reason: str


def desk(by: int, now: int, quarter: int | None = None, state: str | None = None) -> list[DeskLine]:
    """Return the bonuses of a quarter and in a state, or of all; the newest quarter first, payees by name."""
    asked = {Bonus.quarter: quarter, Bonus.state: state}
    return _desk(by, now, *(column == wanted for column, wanted in asked.items() if wanted is not None))


def bonus(bonus_id: int, by: int, now: int) -> DeskLine | None:
    """Return one bonus as the desk shows it to this reader."""
    return next(iter(_desk(by, now, Bonus.id == bonus_id)), None)


def adjustments(bonus_id: int, by: int, now: int) -> list[DeskLine]:
    """Return the bonuses by which one was adjusted."""
    return _desk(by, now, Bonus.of_id == bonus_id)


def _desk(by: int, now: int, *which: ColumnElement[bool]) -> list[DeskLine]:
    who, step, adjusted = rights.reader(by), steps(), _adjusted()
    circle = cache(lambda quarter: rights.circle(who, quarter, now))
    return [
        DeskLine(
            **{name: getattr(row, name) for name in _TOLD},
            payee=payee_of(row),
            basis=json.loads(row.basis),
            needs_second=needs_second(row.amount, row.second_above, adjusted(row)),
            proposed=step(row.proposed_by, row.proposed_at),
            seconded=step(row.seconded_by, row.seconded_at) if row.seconded_at is not None else None,
            approved=step(row.approved_by, row.approved_at) if row.approved_at is not None else None,
            batch=row.number,
            acts=_acts(who, circle(row.quarter), row),
        )
        for row in db.session.execute(with_payees().where(*which))
    ]


def _adjusted() -> Callable[[Row[Any]], int]:
    """Return what tells by how much a payee's quarter was adjusted before an adjustment that awaits a decision."""
    whose = (Bonus.quarter, Bonus.board, Bonus.who)
    query = select(*whose, func.sum(func.abs(Bonus.amount))).group_by(*whose)
    rows = db.session.execute(query.where(Bonus.rule == ADJUSTMENT, Bonus.state.in_(AWARDED)))
    sums = {tuple(key): int(amount) for *key, amount in rows}

    def adjusted(row: Row[Any]) -> int:
        awaits = row.rule == ADJUSTMENT and row.state in UNDECIDED
        return sums.get((row.quarter, row.board, row.who), 0) if awaits else 0

    return adjusted


_TOLD = (
    *("id", "quarter", "version", "rule", "amount", "currency", "digest", "state"),
    *("reason", "of_id", "answer"),
)


def _acts(who: Actor, near: Circle, row: Row[Any]) -> tuple[Act, ...]:
    decided = is_decided(row)
    return (
        Act("approve", decided or rights.to_approve(who, near, row)),
        Act("decline", decided or rights.to_decide(who, near, row)),
        Act("adjust", is_replaced(row) or rights.to_adjust(who, row.board, row.who)),
    )


def sums() -> list[Sum]:
    """Return how many bonuses are in which state and what they come to, the newest quarter first."""
    groups = (Bonus.quarter, Bonus.state, Bonus.currency)
    query = select(*groups, func.count(), func.sum(Bonus.amount)).group_by(*groups)
    rows = db.session.execute(query.order_by(Bonus.quarter.desc(), Bonus.state, Bonus.currency))
    return [Sum(*row[:4], int(row[4])) for row in rows]


def history(bonus_id: int) -> list[Event]:
    """Return what happened to a bonus, in its order."""
    return histories([bonus_id])[bonus_id]


def histories(ids: Collection[int]) -> dict[int, list[Event]]:
    """Return what happened to each of these bonuses, in its order."""
    step = steps()
    query = select(BonusEvent).where(BonusEvent.bonus_id.in_(ids)).order_by(BonusEvent.id)
    found: dict[int, list[Event]] = {bonus_id: [] for bonus_id in ids}
    for one in db.session.scalars(query):
        found[one.bonus_id].append(Event(one.at, step(one.by, one.at).by, one.what, one.reason))
    return found
