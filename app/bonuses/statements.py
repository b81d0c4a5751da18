"""What a rep earned, quarter by quarter, and what he is owed; for him alone."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select

from app.bonuses.figures import Balance, balance
from app.bonuses.payees import Payee, with_payees
from app.extensions import db
from app.models.bonuses import AWARDED, Bonus, PayrollBatch
from app.models.people import Rep


@dataclass(frozen=True)
class StatementLine:
    """A bonus as its rep sees it: what it rests on and how far it came; `answer` is why it was declined."""

    id: int
    version: int
    rule: str
    amount: int
    currency: str
    basis: Mapping[str, Any]
    state: str
    reason: str
    answer: str
    of_id: int | None
    proposed_at: int
    approved_at: int | None
    batch: str
    paid_at: int | None


@dataclass(frozen=True)
class StatementQuarter:
    """What a rep earned for a quarter (its first month), and a balance for each currency in it."""

    quarter: int
    lines: tuple[StatementLine, ...]
    balances: tuple[Balance, ...]


@dataclass(frozen=True)
class Statement:
    """A rep's statement: the newest quarter first, and the balance over all of them for each currency."""

    payee: Payee
    quarters: tuple[StatementQuarter, ...]
    balances: tuple[Balance, ...]


def statement(rep_id: int) -> Statement | None:
    """Return the statement of a rep; what a later version of a quarter replaced is on it and counts for nothing."""
    rep = db.session.execute(select(Rep.key, Rep.name).where(Rep.id == rep_id)).one_or_none()
    if rep is None:
        return None
    own = (Bonus.board == "rep", Bonus.who == rep_id)
    rows = db.session.execute(with_payees(PayrollBatch.paid_at).where(*own)).all()
    return Statement(
        Payee("rep", rep_id, rep.key, rep.name), tuple(_quarters(rows)), tuple(_balances(rows, {}))
    )


def owed() -> dict[tuple[str, int, str], int]:
    """Return what the statements of all payees (board, who) say they are owed in each currency."""
    awarded = select(*Bonus.__table__.c).where(Bonus.state.in_(AWARDED)).order_by(Bonus.board, Bonus.who)
    by_payee = groupby(db.session.execute(awarded), lambda row: (row.board, row.who))
    return {(*payee, one.currency): one.owed for payee, rows in by_payee for one in _balances(list(rows), {})}


def _quarters(rows: Sequence[Row[Any]]) -> list[StatementQuarter]:
    """Return the quarters of these bonuses, the newest first; each begins with what those before it left over."""
    brought: dict[str, int] = {}
    found = []
    for quarter, group in groupby(sorted(rows, key=lambda row: row.quarter), lambda row: row.quarter):
        own = list(group)
        balances = _balances(own, brought)
        brought = {one.currency: one.owed for one in balances}
        found.append(StatementQuarter(quarter, tuple(_line(row) for row in own), tuple(balances)))
    return found[::-1]


def _balances(rows: Iterable[Row[Any]], brought: Mapping[str, int]) -> list[Balance]:
    by_currency: dict[str, list[tuple[str, int]]] = {currency: [] for currency in brought}
    for row in rows:
        by_currency.setdefault(row.currency, []).append((row.state, row.amount))
    return [
        balance(currency, brought.get(currency, 0), lines) for currency, lines in sorted(by_currency.items())
    ]


def _line(row: Row[Any]) -> StatementLine:
    told = {
        name: getattr(row, name) for name in StatementLine.__annotations__ if name not in ("basis", "batch")
    }
    return StatementLine(**told, basis=json.loads(row.basis), batch=row.number)
