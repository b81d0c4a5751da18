"""Which changes of scores are worth a look by who notices what happened; they are left to him by the run itself."""

from collections.abc import Collection
from dataclasses import dataclass

from app import unnoticed
from app.scorekeeping.judging import ScoreLine
from app.scorekeeping.writing import Change, moved_totals
from scoring.periods import month_ends


@dataclass(frozen=True)
class Notable:
    """A run as of `today`; `collected` are the levels whose amounts count beyond their own goals.

    `live` tells that only what arrived, and time, brought it about.
    """

    collected: frozenset[str]
    today: int
    live: bool

    def leave(self, month: int, changes: Collection[Change]) -> None:
        """Leave those whose scores of `month` changed; what changes after the day on which it ends is no news."""
        moved = moved_totals(changes) | self._with_amounts(changes)
        unnoticed.leave(month, moved, live=self.live and self.today <= month_ends(month))

    def _with_amounts(self, changes: Collection[Change]) -> set[tuple[str, int]]:
        return {
            (line.board, line.who)
            for before, after in changes
            for line in (before, after)
            if line and line.level in self.collected and _amount(before) != _amount(after)
        }


def _amount(line: ScoreLine | None) -> str | None:
    return line.numerator if line else None
