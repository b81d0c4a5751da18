"""A statement in words: lines, sums, balances, states of disputes."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from app.bonuses.queries import Balance, StatementLine
from app.bonuses.telling import sentences, title
from app.wording import date_name, money

UNDECIDED = ("proposed", "seconded")
Day = Callable[[int], int]
"""Gives the local day of an instant."""


class Told(NamedTuple):
    """A line of a statement in words. `sort` tells a correction or an adjustment of another line."""

    title: str
    sort: str
    sentences: list[str]
    reason: str
    state: str
    words: str
    answer: str
    amount: str


class Sum(NamedTuple):
    """An amount below lines or at the top, and what it is; `total` closes the reckoning."""

    name: str
    amount: str
    total: bool = False


def told(line: StatementLine, day: Day) -> Told:
    """Return a line in words."""
    return Told(
        title(line.rule, line.basis),
        _sort(line),
        sentences(line.basis, line.currency),
        line.reason,
        line.state,
        progress_words(line, day),
        line.answer,
        money(line.amount, line.currency),
    )


def _sort(line: StatementLine) -> str:
    if line.rule == "adjustment":
        return "" if line.of_id is None else _("changes an earlier line")
    return _("correction by a later version of the quarter") if "before" in line.basis else ""


def progress_words(line: StatementLine, day: Day) -> str:
    """Return how far a bonus came, and when."""
    if line.state == "paid" and line.paid_at is not None:
        return _("paid on %(day)s with %(batch)s", day=date_name(day(line.paid_at)), batch=line.batch)
    if line.state == "exported":
        return _("sent to payroll as %(batch)s", batch=line.batch)
    if line.state == "approved" and line.approved_at is not None:
        return _("approved on %(day)s", day=date_name(day(line.approved_at)))
    return {
        "proposed": _("proposed, not decided yet"),
        "seconded": _("approved once, awaits the second approval"),
        "declined": _("declined"),
        "superseded": _("corrected: a later version of the quarter took its place"),
    }[line.state]


def balance_words(one: Balance) -> list[Sum]:
    """Return a balance over all quarters: what was approved and paid, what is owed, how that stands."""
    sums = [(_("Approved"), one.awarded), (_("Paid"), one.paid), (_("Still owed"), one.owed)]
    if one.sent:
        sums.append((_("With payroll"), one.sent))
    sums.append((_("Carried forward"), one.owed - one.sent))
    return [Sum(name, money(amount, one.currency)) for name, amount in sums]


def sum_words(one: Balance, lines: Sequence[StatementLine]) -> list[Sum]:
    """Return what the lines of a quarter come to in a currency, after what was brought forward."""
    waiting = sum(line.amount for line in lines if line.currency == one.currency and line.state in UNDECIDED)
    sums = [
        (_("Not decided yet"), waiting),
        (_("Brought forward"), one.brought),
    ]
    found = [Sum(name, money(amount, one.currency)) for name, amount in sums if amount]
    found.append(Sum(_("Approved for the quarter"), money(one.awarded, one.currency), total=True))
    if one.paid:
        found.append(Sum(_("Paid of it"), money(one.paid, one.currency)))
    return [*found, Sum(_("Owed at the end of the quarter"), money(one.owed, one.currency))]


def dispute_words(state: str) -> str:
    """Return the state of a dispute in words."""
    return {
        "open": _("open"),
        "upheld": _("upheld"),
        "rejected": _("rejected"),
        "withdrawn": _("withdrawn"),
    }[state]
