"""A few made-up lines of the file for payroll, to see its format by."""

from datetime import date
from typing import NamedTuple

from app.bonuses.payrollfile import BOM, written
from app.bonuses.rows import Format


class Sample(NamedTuple):
    """A made-up bonus, with what the file can say of one."""

    id: int
    board: str
    key: str
    name: str
    email: str
    rule: str
    amount: int
    currency: str
    quarter: int
    reason: str


def file_preview(form: Format, day: date) -> str:
    """Return the lines that a batch of this day might have."""
    month = day.year * 12 + day.month - 1
    zoe, umit = (
        ("rep", "r-17", "Zoë Example", "zoe@example.com"),
        ("rep", "r-18", "Ümit Example", "umit@example.com"),
    )
    samples = [
        Sample(101, *zoe, "prize[1]", 100_000, "EUR", month, ""),
        Sample(102, *zoe, "cap", -12_550, "EUR", month, ""),
        Sample(103, *umit, "adjustment", 5_000, "EUR", month, "A lead was credited late"),
    ]
    return written(samples, form, f"{day.year}-0001", day).removeprefix(BOM)
