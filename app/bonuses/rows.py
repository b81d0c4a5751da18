"""What the services of bonuses take: the close of a quarter, and how the file for payroll is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Close:
    """A version of a quarter, by its first month (year × 12 + month − 1), as it was made final.

    `closed_by` is empty where the nightly run closed it.
    """

    first: int
    label: str
    version: int
    digest: str
    closed_by: int | None


@dataclass(frozen=True)
class Format:
    """How the file for payroll is written: `columns` are pairs of a column and its heading, in their order.

    `wage_types` has the wage type of each kind of rule that has one of its own; the others have `wage_type`.
    """

    separator: str = ";"
    decimal_sign: str = ","
    bom: bool = True
    columns: Sequence[tuple[str, str]] = (
        ("key", "rep"),
        ("name", "name"),
        ("wage_type", "wage type"),
        ("amount", "amount"),
        ("currency", "currency"),
        ("quarter", "quarter"),
        ("rule", "rule"),
        ("batch", "batch"),
    )
    wage_type: str = "BONUS"
    wage_types: Mapping[str, str] = field(default_factory=dict)


SEPARATORS = (";", ",", "\t")
DECIMAL_SIGNS = (",", ".")
COLUMNS = (
    *("key", "name", "email", "board", "wage_type", "amount", "currency", "quarter"),
    *("rule", "reason", "bonus", "batch", "date"),
)
"""Columns that the file for payroll can have: `key` and `name` are of the rep or the team, `date` that of the batch."""
NEEDED_COLUMNS = ("key", "amount")
RULE_KINDS = ("prize", "rate", "badge", "cap", "adjustment")
