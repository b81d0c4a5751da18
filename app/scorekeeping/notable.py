"""Which changes of scores are worth a look by who notices what happened; they are left to him by the run itself."""

from collections.abc import Collection
from dataclasses import dataclass

from app import unnoticed
from app.models.happenings import THE_BOARD
from app.scorekeeping.judging import ScoreLine
from app.scorekeeping.writing import Change, moved_totals
from scoring.badges import levels_of
from scoring.periods import month_ends
from scoring.versions import Timeline

BOARDS = frozenset({("rep", THE_BOARD), ("team", THE_BOARD)})


@dataclass(frozen=True)
class Notable:
    """A run as of a day, by what is known of the agreement; `live`: only what arrived, and time, brought it about."""

    known: Timeline
    today: int
    live: bool

    def leave(self, month: int, levels: Collection[str], changes: Collection[Change]) -> None:
        """Leave those whose scores of `month` changed; what changes after the day on which it ends is no news.

        Who is the fastest may change with no score: of a month that is over the boards are left whenever it is judged.
        """
        who = moved_totals(changes) | self._with_amounts(changes)
        if self.today >= month_ends(month) and not levels_of(self.known, "fastest").isdisjoint(levels):
            who |= BOARDS
        unnoticed.leave(month, who, live=self.live and self.today <= month_ends(month))

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
