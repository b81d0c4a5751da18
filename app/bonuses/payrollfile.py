"""The file for payroll: a line for each bonus, written as payroll here reads it."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from app.bonuses.figures import kind_of
from app.bonuses.rows import Format
from app.bonuses.times import agreed
from app.cells import harmless
from scoring.money import digits_of, in_units

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def written(bonuses: Iterable[Any], form: Format, number: str, day: date) -> str:
    """Return the file of the batch with this number and day."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=form.separator, lineterminator="\r\n")
    writer.writerow([harmless(heading) for _column, heading in form.columns])
    known = agreed()
    for bonus in bonuses:
        quarter = known.periods_of(bonus.quarter)[0].label
        cells = {**_cells(bonus, form), "quarter": quarter, "batch": number, "date": day.isoformat()}
        writer.writerow([cells[column] for column, _heading in form.columns])
    return (BOM if form.bom else "") + out.getvalue()


def _cells(bonus: Any, form: Format) -> dict[str, str]:
    """Return what each column can say of a bonus; all but amounts might be a formula."""
    told = {name: harmless(getattr(bonus, name)) for name in ("key", "name", "email", "rule", "reason")}
    wage_type = form.wage_types.get(kind_of(bonus.rule), form.wage_type)
    return {
        **told,
        "board": bonus.board,
        "wage_type": harmless(wage_type),
        "amount": amount_in(bonus.amount, bonus.currency, form.decimal_sign),
        "currency": bonus.currency,
        "bonus": str(bonus.id),
    }


def amount_in(amount: int, currency: str, decimal_sign: str) -> str:
    """Return minor units in units of a currency, as in -1000,00."""
    return f"{in_units(amount, digits_of(currency)):f}".replace(".", decimal_sign)
