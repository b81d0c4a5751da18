"""What the pages of payroll show, gathered for their templates."""

from collections import Counter
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.bonuses import queries
from app.bonuses.figures import state_words
from app.bonuses.queries import Batch
from app.bonuses.rows import COLUMNS, Format
from app.bonuses.shown import step_words
from app.stamp import Reading
from app.wording import capital, money


class DueRow(NamedTuple):
    """What a payee is owed and was not sent yet, in words; `why` says why it is carried forward, if it is."""

    payee: str
    bonuses: str
    amount: str
    why: str


class BatchRow(NamedTuple):
    """A batch in words."""

    id: int
    number: str
    created: str
    total: str
    bonuses: str
    state: str
    state_words: str
    paid: str
    digest: str


def context(now: Reading) -> dict[str, Any]:
    """Return what the page of payroll shows."""
    return {**due(), "batches": [_batch_row(one, now) for one in queries.batches()]}


def due() -> dict[str, Any]:
    """Return what an export would send now, and what it would carry forward."""
    found = queries.due()
    totals: Counter[str] = Counter()
    for one in found:
        if one.sent:
            totals[one.currency] += one.amount
    return {
        "due": [_due_row(one) for one in found],
        "totals": [money(amount, currency) for currency, amount in sorted(totals.items())],
    }


def _due_row(one: queries.Due) -> DueRow:
    why = ""
    if not one.sent:
        why = _("Carried forward: all together it is not more than nothing, so there is nothing to pay.")
    return DueRow(one.payee.called, _bonuses(one.bonuses), money(one.amount, one.currency), why)


def batch(number: int, now: Reading) -> BatchRow | None:
    """Return one batch in words."""
    found = queries.batch(number)
    return _batch_row(found, now) if found else None


def _batch_row(one: Batch, now: Reading) -> BatchRow:
    return BatchRow(
        one.id,
        one.number,
        step_words(one.created, now),
        money(one.total, one.currency),
        _bonuses(one.bonuses),
        one.state,
        capital(state_words(one.state)),
        step_words(one.paid, now) if one.paid else "",
        one.digest,
    )


def _bonuses(count: int) -> str:
    return ngettext("%(num)d bonus", "%(num)d bonuses", count)


def columns() -> list[tuple[str, str]]:
    """Return the columns that the file for payroll can have, each with what it holds."""
    told = {
        "key": _("the key of the rep, or the name of the team"),
        "name": _("the name"),
        "email": _("the e-mail address, empty for a team"),
        "board": _("rep or team"),
        "wage_type": _("the wage type"),
        "amount": _("the amount"),
        "currency": _("the currency, as in EUR"),
        "quarter": _("the quarter, as in 2026-Q3"),
        "rule": _("the rule, as in prize[1]"),
        "reason": _("the reason of an adjustment"),
        "bonus": _("the number of the bonus"),
        "batch": _("the number of the batch"),
        "date": _("the day of the batch"),
    }
    return [(name, told[name]) for name in COLUMNS]


def preview(form: Format, now: Reading) -> str:
    """Return a few made-up lines as the file would have them; nothing where there is no agreement to count by."""
    if now.timeline is None:
        return ""
    return queries.file_preview(form, date.fromordinal(now.day))
