"""What is missing for the next badge: how far somebody has come, and how much more it takes."""

from collections.abc import Collection
from fractions import Fraction
from typing import NamedTuple

from scoring.agreement import Badge
from scoring.attainment import EXCEEDED, MET, NO_DATA
from scoring.badges import BY_HAND, Case, History, Key, best_of
from scoring.streaks import in_a_row
from scoring.versions import Timeline

NOTHING = Fraction(0)


class Next(NamedTuple):
    """A badge that is not earned yet: `done` of `asked`, which count months, levels or what a milestone counts.

    `level` is the one that it takes, where it is one.
    """

    badge: Badge
    metal: str
    done: Fraction
    asked: Fraction
    level: str

    @property
    def missing(self) -> Fraction:
        """Return what is missing; nothing where it only has to stay so until the month is over."""
        return max(self.asked - self.done, NOTHING)

    @property
    def part(self) -> Fraction:
        """Return the part that is done, at most all of it."""
        return min(self.done / self.asked, Fraction(1))


def nexts(line: Timeline, board: str, history: History, month: int, taken: Collection[Key]) -> list[Next]:
    """Return what one participant can earn next in the running `month`, what is nearest first.

    Of each badge the lowest metal that is not `taken`; of equally near ones as the agreement has them.
    """
    cases = (Case(line, board, history, badge, month) for badge in concerning(line, board, history, month))
    found = [one for case in cases if (one := _next(case, taken))]
    return sorted(found, key=lambda one: -one.part)


def concerning(line: Timeline, board: str, history: History, month: int) -> list[Badge]:
    """Return the badges in force in `month` that somebody of these scores can have: of his levels, or given by hand."""
    version = line.in_force(month)
    return [
        badge
        for badge in (version.agreement.badges if version else ())
        if board in badge.boards
        and (badge.kind == BY_HAND or any(map(Case(line, board, history, badge, month).results, history)))
    ]


def _next(case: Case, taken: Collection[Key]) -> Next | None:
    span = case.span()
    left = [step for step in case.badge.steps if (case.badge.id, step[0], span) not in taken]
    if not left:
        return None
    metal, asked = left[0]
    match case.badge.kind:
        case "first_met":
            return Next(case.badge, metal, _kept(case), Fraction(1), case.badge.level)
        case "streak":
            return _streak(case, metal, asked)
        case "clean_sheet" | "all_exceeded":
            return _sheet(case, metal)
        case "comeback":
            return _comeback(case, metal)
        case "milestone":
            return Next(case.badge, metal, case.total, asked, case.badge.level)
        case _:
            return None  # it depends on others, not on how much more one does


def _kept(case: Case) -> Fraction:
    return Fraction(any(one.attainment in (MET, EXCEEDED) for one in case.results()))


def _streak(case: Case, metal: str, asked: Fraction) -> Next:
    """Count the months before the running one: it takes at least this one more."""
    row = Fraction(len(in_a_row(case.before(), sought=True)))
    return Next(case.badge, metal, min(row, asked - 1), asked, case.badge.level)


def _sheet(case: Case, metal: str) -> Next | None:
    """Count the levels of the running month that stand as they have to; those without data do not count."""
    results = [one for one in case.results() if one.attainment != NO_DATA]
    exceeding = case.badge.kind == "all_exceeded"
    good = [
        one for one in results if one.attainment in ({best_of(case, one)} if exceeding else {MET, EXCEEDED})
    ]
    return Next(case.badge, metal, Fraction(len(good)), Fraction(len(results)), "") if results else None


def _comeback(case: Case, metal: str) -> Next | None:
    """Look for a level that was missed often enough: meeting it this month is a comeback."""
    for one in case.results():
        if len(in_a_row(case.before(one.level), sought=False)) >= case.badge.least:
            return Next(
                case.badge, metal, Fraction(one.attainment in (MET, EXCEEDED)), Fraction(1), one.level
            )
    return None
