"""Which changes of scores are worth a look by who notices what happened; they are left to him by the run itself."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from app import unnoticed
from app.models.happenings import THE_BOARD
from app.scorekeeping.judging import ScoreLine
from app.scorekeeping.roster import Roster
from app.scorekeeping.writing import Change, moved_totals
from scoring.badges import levels_of
from scoring.periods import days_of_month, month_ends
from scoring.versions import Timeline

BOARDS = frozenset({("rep", THE_BOARD), ("team", THE_BOARD)})
RECENT = 7
"""Days before the one that scores stand at; what was done before them comes too late to be news."""


class Course(NamedTuple):
    """What brought a run about; `live`: only what arrived, and time. For the `late` reps something came too late."""

    live: bool
    late: frozenset[int] = frozenset()


NO_NEWS = Course(live=False)


@dataclass(frozen=True)
class Notable:
    """A run as of a day, by what is known of the agreement, and what brought it about."""

    known: Timeline
    today: int
    course: Course

    def leave(self, month: int, levels: Collection[str], changes: Collection[Change], roster: Roster) -> None:
        """Leave those whose scores of `month` changed; what changes after the day on which it ends is no news.

        Who is the fastest may change with no score: of a month that is over the boards are left whenever it is judged.
        """
        who = moved_totals(changes) | self._with_amounts(changes)
        if self.today >= month_ends(month) and not levels_of(self.known, "fastest").isdisjoint(levels):
            who |= BOARDS
        live = self.course.live and self.today <= month_ends(month)
        unnoticed.leave(month, who, live=live, but=self._late(month, roster))

    def _late(self, month: int, roster: Roster) -> set[tuple[str, int]]:
        """Return the late reps, and the teams that they were in."""
        late = self.course.late
        if not late:
            return set()
        first, after = days_of_month(month)
        there = (one for one in roster.members.values() if one.starts < after and one.ends > first)
        return {("rep", rep) for rep in late} | {("team", one.team) for one in there if one.rep in late}

    def _with_amounts(self, changes: Collection[Change]) -> set[tuple[str, int]]:
        added_up = levels_of(self.known, "milestone")
        return {
            (line.board, line.who)
            for before, after in changes
            for line in (before, after)
            if line and line.level in added_up and _amount(before) != _amount(after)
        }


def _amount(line: ScoreLine | None) -> str | None:
    return line.numerator if line else None
