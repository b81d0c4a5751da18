"""Rows on their way in, beside what stands under their ids: what is new, repeated, in conflict, or a correction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from app.activities import storing
from app.activities.corrections import Correcting, Head
from app.activities.seen import SeenIds
from app.activities.storing import Content, Prepared


@dataclass
class Outcome:
    """How many were stored, there already, or corrected; those that say otherwise, by number, with the reason."""

    new: int = 0
    repeated: int = 0
    corrected: int = 0
    conflicts: list[tuple[int, str]] = field(default_factory=list)


class Incoming:
    """Rows by number: which are the first of their id, and which of those mean what stands there already."""

    def __init__(self, rows: list[Prepared]) -> None:
        """Take the rows in their order."""
        self.rows = rows
        self.first: dict[str, int] = {}
        self.later: list[int] = []
        for number, row in enumerate(rows):
            if self.first.setdefault(row[0], number) != number:
                self.later.append(number)
        # Neighbours in the index are written together, and two loads take their locks in one order.
        self.keys = sorted(self.first)
        self.same: set[int] = set()
        self.other: dict[int, Content] = {}
        self.refused: set[str] = set()

    def key(self, number: int) -> str:
        """Return the id of a row."""
        return self.rows[number][0]

    def note(self, standing: Iterable[tuple[str, Content]]) -> None:
        """Note what stands under some of the ids, in place of what was noted before."""
        rows, first, content = self.rows, self.first, storing.content
        for key, meaning in standing:
            number = first[key]
            if meaning == content(rows[number]):
                self.same.add(number)
                self.other.pop(number, None)
            else:
                self.same.discard(number)
                self.other[number] = meaning

    def there(self) -> list[str]:
        """Return the ids under which something stands."""
        return [self.key(number) for number in (*self.same, *self.other)]

    def fresh(self) -> list[Prepared]:
        """Return the rows that are to be stored, by their ids."""
        numbers = (self.first[key] for key in self.keys)
        return [
            self.rows[number]
            for number in numbers
            if not (number in self.same or number in self.other or self.key(number) in self.refused)
        ]

    def corrections(self, heads: Mapping[str, Head], before: SeenIds) -> dict[int, Correcting]:
        """Return the rows that correct what stands, by number; `heads` are those of the ids that were corrected.

        What was withdrawn is not corrected, nor what a row `before` in the same file said. The first row of an id is
        what stands from now on.
        """
        self.note((key, head.content) for key, head in heads.items() if head.content)
        entries = {}
        for number in sorted(self.other):
            row = self.rows[number]
            head = heads.get(row[0], Head(row[0], 0, None))
            if row[0] not in before and (head.content or not head.number):
                key = f"{row[0]}~{head.number + 2}"
                entries[number] = Correcting(key, head.key, (key, *row[1:]))
        for number in entries:
            del self.other[number]
        return entries

    def outcome(self, inserted: int) -> Outcome:
        """Return what became of the rows, of which so many were `inserted`; those that correct are left out."""
        outcome = Outcome(inserted, len(self.same))
        taken = (number for number in range(len(self.rows)) if self.key(number) in self.refused)
        outcome.conflicts += [(number, _("id, which is that of a withdrawal")) for number in taken]
        for number in sorted([*self.other, *self.later]):
            row = self.rows[number]
            if row[0] in self.refused:
                continue
            first = self.first[row[0]]
            meaning = self.other.get(first) or storing.content(self.rows[first])
            if meaning == storing.content(row):
                outcome.repeated += 1
            else:
                outcome.conflicts.append((number, storing.difference(meaning, row)))
        return outcome

    def forgive(self, outcome: Outcome, heads: Mapping[str, Head]) -> None:
        """Let conflicts be repeats that mean what stands since a correction."""
        rest = [
            (number, fields)
            for number, fields in outcome.conflicts
            if (head := heads.get(self.key(number))) is None
            or head.content != storing.content(self.rows[number])
        ]
        outcome.repeated += len(outcome.conflicts) - len(rest)
        outcome.conflicts = rest
