"""What a file changes about people: membership by membership, and the months whose scores rest on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import filterfalse
from typing import NamedTuple

from app.intake.faults import Refusal
from app.people.edits import alias_words
from app.people.overlay import Overlay
from app.people.rows import Member

Days = tuple[int, int]


class Change(NamedTuple):
    """A membership before and after; either may be none."""

    before: Member | None
    after: Member | None

    @property
    def days(self) -> list[Days]:
        """Return the days on which somebody is in another team than before, or in one at all."""
        old, new = self.before, self.after
        if old and new and (old.team, old.side) == (new.team, new.side):
            return [(min(old.ends, new.ends), max(old.ends, new.ends))] if old.ends != new.ends else []
        return [(one.starts, one.ends) for one in (old, new) if one]


@dataclass
class Changes:
    """What becomes of the rows of a file, counted, and what has to be written for it."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    repeated: int = 0
    replaced: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    memberships: list[Change] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)


def compare(stored: Sequence[Member], rows: Sequence[Member], aliases: Mapping[str, str]) -> Changes:
    """Return what `rows` change in what is `stored`; keys that are `aliases` of others are put into no team."""

    def fits(row: Member) -> bool:
        return row.withdrawn or row.rep not in aliases

    overlay = Overlay(stored, filter(fits, rows))
    overlay.settle()
    changes = Changes(refusals=overlay.refusals, members=overlay.tops())
    for row in filterfalse(fits, rows):
        changes.refusals.append(Refusal(row.line, alias_words(row.rep, aliases[row.rep]), row.cells))
    before = {(one.rep, one.starts): one for one in stored}
    for key in overlay.touched:
        pile = overlay.piles[key]
        said = [one for one in pile if one.line]
        if said:
            changes.replaced += len(said) - 1
            _count(changes, Change(before.get(key), None if said[-1].withdrawn else said[-1]))
    return changes


def _count(changes: Changes, change: Change) -> None:
    old, new = change
    if old == new or (old and new and old.meaning() == new.meaning()):
        changes.repeated += 1
        return
    changes.memberships.append(change)
    if old is None:
        changes.new += 1
    elif new is None:
        changes.withdrawn += 1
    else:
        changes.changed += 1
