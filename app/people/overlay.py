"""A file about memberships laid over what is stored: what holds in the end, and which rows that end refuses.

The order of the rows does not matter: they are judged by what all of them together come to. A row that cannot stand is
taken back, and what it replaced holds again, until nothing contradicts anything.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from flask_babel import gettext as _

from app.intake.faults import Refusal
from app.people.rows import Member

Key = tuple[str, int]
"""A membership is known by its rep and its start."""


class Overlay:
    """Memberships by key: what is stored at the bottom, rows of the file in their order on top of it."""

    def __init__(self, stored: Iterable[Member], rows: Iterable[Member]) -> None:
        """Take the rows that are stored and those of a file."""
        self.piles: dict[Key, list[Member]] = {(one.rep, one.starts): [one] for one in stored}
        self.touched: set[Key] = set()
        self.refusals: list[Refusal] = []
        for row in rows:
            self.piles.setdefault((row.rep, row.starts), []).append(row)
            self.touched.add((row.rep, row.starts))

    def settle(self) -> None:
        """Take back rows until each team has one side and nobody is in two teams on one day."""
        while self._take_back_sides() or self._take_back_overlaps():
            pass

    def tops(self) -> list[Member]:
        """Return the memberships that hold."""
        return [pile[-1] for pile in self.piles.values() if pile and not pile[-1].withdrawn]

    def _take_back(self, row: Member, reason: str) -> bool:
        """Refuse `row`, which is on top of its pile; return whether something holds again in its place."""
        pile = self.piles[row.rep, row.starts]
        pile.pop()
        self.refusals.append(Refusal(row.line, reason, row.cells))
        return bool(pile) and not pile[-1].withdrawn

    def _take_back_sides(self) -> bool:
        teams: dict[str, list[Member]] = defaultdict(list)
        for row in self.tops():
            teams[row.team].append(row)
        before = len(self.refusals)
        for team, rows in teams.items():
            # What is stored comes before all lines, so its side stands unless the file replaces all of it.
            first = min(rows, key=lambda row: row.line)
            for row in rows:
                if row.side != first.side:
                    told = {"team": team, "side": first.side, "line": first.line}
                    where = _("in line %(line)d", **told) if first.line else _("already")
                    self._take_back(
                        row, _("team %(team)s is on side %(side)s %(where)s", **told, where=where)
                    )
        return len(self.refusals) > before

    def _take_back_overlaps(self) -> bool:
        reps: dict[str, list[Member]] = defaultdict(list)
        for row in self.tops():
            reps[row.rep].append(row)
        before = len(self.refusals)
        for rows in reps.values():
            if len(rows) > 1:
                self._accept_in_order(sorted(rows, key=lambda row: row.line))
        return len(self.refusals) > before

    def _accept_in_order(self, rows: list[Member]) -> None:
        """Take back each of one rep's `rows` that overlaps an earlier line, up to one whose predecessor comes back."""
        accepted: list[tuple[int, Member]] = []
        for row in rows:
            place = bisect_right(accepted, row.starts, key=lambda one: one[0])
            around = [one for _start, one in accepted[max(place - 1, 0) : place + 1]]
            other = next((one for one in around if one.starts < row.ends and row.starts < one.ends), None)
            if other is None:
                accepted.insert(place, (row.starts, row))
                continue
            where = _("line %(line)d", line=other.line) if other.line else _("a stored membership")
            if self._take_back(row, _("overlaps %(where)s: %(team)s", where=where, team=other.team)):
                return
