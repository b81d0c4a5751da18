"""What the ledger takes: a line to enter."""

from typing import NamedTuple


class Line(NamedTuple):
    """What is awarded or paid (`kind`) of a bonus: an award as it is, a payment with the other sign."""

    kind: str
    bonus_id: int
    board: str
    who: int
    quarter: int
    amount: int
    currency: str
    batch_id: int | None
    note: str
