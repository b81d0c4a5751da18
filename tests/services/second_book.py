"""A second book of bonuses, kept by the plainest means: what each came to, and what is refused to whom."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from app.bonuses.errors import BonusError, ForbiddenError, StateError
from tests.services.money import LIMIT

NEAR = {"ines": ("ines", "ole", "Nord"), "mara": ("ines", "ole", "Nord"), "otto": ("jan",), "mia": ("mia",)}
RULES = ("prize[1]", "rate[1]")
OPEN, AWARDED = ("proposed", "seconded"), ("approved", "exported", "paid")

Part = tuple[str, str]
"""A payee and a rule."""
Refusal = type[BonusError] | None


@dataclass(frozen=True)
class Entry:
    """A bonus."""

    quarter: int
    version: int
    payee: str
    rule: str
    amount: int
    proposed_by: str
    state: str = "proposed"
    seconded_by: str = ""
    batch: int = 0


class Book(dict[int, Entry]):
    """All bonuses by their id."""

    def set(self, key: int, **values: Any) -> None:
        """Note what became of a bonus."""
        self[key] = replace(self[key], **values)

    def waiting(self) -> list[int]:
        """Return the bonuses that await a decision."""
        return [key for key, one in self.items() if one.state in OPEN]

    def in_state(self, *states: str) -> list[Entry]:
        """Return the bonuses in these states."""
        return [one for one in self.values() if one.state in states]

    def beyond(self, quarter: int, part: Part, amount: int) -> int:
        """Return what is to be proposed: what is missing to the amount, less what was declined of that before."""
        mine = [one for one in self.values() if (one.quarter, one.payee, one.rule) == (quarter, *part)]
        missing = amount - sum(one.amount for one in mine if one.state in AWARDED)
        declined = sum(
            one.amount for one in mine if one.state == "declined" and (one.amount > 0) == (missing > 0)
        )
        return 0 if abs(declined) >= abs(missing) else missing - declined

    def due(self, quarter: int, given: dict[Part, int]) -> dict[Part, int]:
        """Return what a close of the quarter that gives this proposes."""
        parts = {(one.payee, one.rule) for one in self.values() if one.quarter == quarter} | set(given)
        found = {part: self.beyond(quarter, part, given.get(part, 0)) for part in parts if part[1] in RULES}
        return {part: amount for part, amount in found.items() if amount}

    def sendable(self) -> list[int]:
        """Return the approved bonuses of those who are owed something by all of them."""
        owed = Counter[str]()
        for one in self.in_state("approved"):
            owed[one.payee] += one.amount
        return [key for key, one in self.items() if one.state == "approved" and owed[one.payee] > 0]

    def to_decline(self, key: int, by: str) -> Refusal:
        """Return how it is refused to decline a bonus."""
        one = self[key]
        if by == "ines" or one.payee in NEAR.get(by, ()) or one.proposed_by == by:
            return ForbiddenError
        return None if one.state in OPEN else StateError

    def to_approve(self, key: int, by: str) -> Refusal:
        """Return how it is refused to approve a bonus."""
        again = self[key].state == "seconded" and self[key].seconded_by == by
        return self.to_decline(key, by) or (ForbiddenError if again else None)

    def to_adjust(self, key: int, by: str) -> Refusal:
        """Return how it is refused to adjust a bonus."""
        if self[key].state == "superseded":
            return StateError
        return ForbiddenError if by in ("ines", self[key].payee) else None

    def alike(self, one: Entry, other: Entry) -> bool:
        """Tell whether two adjust what the same one gets for the same quarter."""
        place = [(each.payee, each.quarter, each.rule) for each in (one, other)]
        return place[0] == place[1] and one.rule == "adjustment"

    def approve(self, key: int, by: str) -> None:
        """Note an approval."""
        one = self[key]
        same = [other for other in self.in_state(*AWARDED) if self.alike(one, other)]
        if one.state == "proposed" and abs(one.amount) + sum(abs(other.amount) for other in same) > LIMIT:
            self.set(key, state="seconded", seconded_by=by)
        else:
            self.set(key, state="approved")
