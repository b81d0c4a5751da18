"""Scores become badges: what somebody earned by his own months, with the evidence.

A badge is earned in the first month of each span (month, quarter, year, or ever) in which what it asks holds, by the
version of the agreement in force in that month. A month is asked once it is over, with the last week that belongs to
it; only milestones are reached while it runs. Which badges of a span were awarded already is handed in: they are not
earned again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from scoring.agreement import Badge, Baseline, ServiceLevel
from scoring.attainment import EXCEEDED, MET, NO_DATA, TEAM
from scoring.periods import a_month, month_ends, month_starts
from scoring.streaks import Outcome, in_a_row, outcome
from scoring.versions import Timeline, Version

EVER = "ever"
BY_HAND = "by_hand"
OF_QUARTERS = ("champion", "most_improved", "fastest")
"""Kinds that compare everybody on the board of a quarter; see `scoring/best.py`."""

Evidence = dict[str, Any]
"""What a badge rests on, in what JSON can hold; exact numbers are texts, months whole numbers.

By kind, `level` is a level's id and `levels` a list of level, attainment, value:
- first_met, clean_sheet, all_exceeded: levels
- streak: asked (months), months (those in a row, the first one first), level if it is about one
- comeback: levels (the one that is met again), missed (the months before)
- milestone: level, asked, total
- champion: rank, tied (how many share the first rank), size (of the board), points, side
- most_improved: points, before (of the quarter before), gain, tied, side
- fastest: level, measure, value (a mean, or the part of the time that was used), cases, tied
"""
Key = tuple[str, str, str]
"""A badge's id, its metal and the span: of one key there is one badge."""


class Result(NamedTuple):
    """Somebody's score for a level in a month; see `app.models.scores.Score`.

    Its exact numbers stay the texts that they are stored as: there are many, and only milestones reckon with some.
    """

    level: str
    side: str
    attainment: str
    value: str | None
    numerator: str | None


History = Mapping[int, Sequence[Result]]
"""All scores of one participant by month."""


@dataclass(frozen=True)
class Earned:
    """A badge that somebody earned in `month` (of a quarter: its last one), for the span called `span`."""

    badge: str
    kind: str
    metal: str
    span: str
    month: int
    evidence: Evidence

    @property
    def key(self) -> Key:
        """Return what is there once."""
        return self.badge, self.metal, self.span


@dataclass(frozen=True)
class Case:
    """A badge to be judged for one participant in one month."""

    line: Timeline
    board: str
    history: History
    badge: Badge
    month: int

    def results(self, month: int | None = None) -> list[Result]:
        """Return the scores of a month, by default the judged one, that the badge is about."""
        return [
            one
            for one in self.history.get(self.month if month is None else month, ())
            if self.badge.level in ("", one.level) and self.badge.side in ("", one.side)
        ]

    def before(self, level: str = "") -> Iterator[tuple[int, Outcome]]:
        """Yield the months before the judged one, the newest first, with their outcome: of a level, or of all."""
        for month in sorted((one for one in self.history if one < self.month), reverse=True):
            scores = (one for one in self.results(month) if level in ("", one.level))
            yield month, outcome(one.attainment for one in scores)

    def span(self) -> str:
        """Return what the span of the badge that holds the month is called."""
        return span_of(self.line, self.badge.span, self.month)

    @cached_property
    def total(self) -> Fraction:
        """Return what the amounts of the span come to up to the month."""
        span = self.span()
        months = (
            one
            for one in self.history
            if one <= self.month and span_of(self.line, self.badge.span, one) == span
        )
        amounts = (one.numerator for month in months for one in self.results(month))
        return sum((Fraction(one) for one in amounts if one is not None), Fraction(0))

    @cached_property
    def row(self) -> list[int]:
        """Return the months kept in a row up to the judged one, the newest first; none if that is missed."""
        own = outcome(one.attainment for one in self.results())
        return in_a_row([(self.month, own), *self.before()], sought=True)


def personal(
    line: Timeline, board: str, history: History, months: Iterable[int], today: int, taken: Iterable[Key]
) -> list[Earned]:
    """Return what one participant of a board earned in these months by his own scores, beside what is `taken`."""
    known = set(taken)
    found = []
    for month in sorted(months):
        version = line.in_force(month)
        for badge in version.agreement.badges if version and month in history else ():
            if badge.kind in OWN and board in badge.boards and is_due(badge, month, today):
                case = Case(line, board, history, badge, month)
                for one in _earned(case, known):
                    known.add(one.key)
                    found.append(one)
    return found


def is_due(badge: Badge, month: int, today: int) -> bool:
    """Tell whether a month is asked for a badge: once it is over, and for a milestone once it has begun."""
    return today >= (month_starts(month) if badge.kind == "milestone" else month_ends(month))


@lru_cache(maxsize=4096)
def span_of(line: Timeline, span: str, month: int) -> str:
    """Return what the span that holds `month` is called: as its period, or ever."""
    if span in (EVER, "month"):
        return EVER if span == EVER else a_month(month).label
    quarter, year = line.periods_of(month)
    return (quarter if span == "quarter" else year).label


def levels_of(line: Timeline, kind: str) -> frozenset[str]:
    """Return the ids of the levels that badges of a kind, in any version, are about."""
    badges = (badge for version in line.versions for badge in version.agreement.badges)
    return frozenset(badge.level for badge in badges if badge.kind == kind)


def judging(line: Timeline, kind: str, month: int) -> Version | None:
    """Return the version by which a badge of `month` is judged; of a quarter, that of its first scored month."""
    if kind in OF_QUARTERS:
        return line.terms_of_quarter(line.periods_of(month)[0])
    return line.in_force(month)


def can_exceed(level: ServiceLevel, board: str) -> bool:
    """Tell whether a level has a higher mark on a board."""
    if isinstance(level.target, Baseline):
        return level.target.exceed_by is not None
    if board == TEAM and level.team_target is not None:
        return level.team_exceed is not None
    return level.exceed is not None


def _earned(case: Case, taken: Iterable[Key]) -> Iterator[Earned]:
    span = case.span()
    for metal, asked in case.badge.steps:
        key = case.badge.id, metal, span
        evidence = None if key in taken else OWN[case.badge.kind](case, asked)
        if evidence is not None:
            yield Earned(case.badge.id, case.badge.kind, metal, span, case.month, evidence)


def told(results: Iterable[Result]) -> list[list[str | None]]:
    """Return scores as evidence tells them."""
    return [[one.level, one.attainment, one.value] for one in results]


def _first_met(case: Case, _asked: Fraction) -> Evidence | None:
    kept = [one for one in case.results() if one.attainment in (MET, EXCEEDED)]
    return {"levels": told(kept[:1])} if kept else None


def _streak(case: Case, asked: Fraction) -> Evidence | None:
    row = case.row
    if case.month not in row or len(row) < asked:
        return None
    about = {"level": case.badge.level} if case.badge.level else {}
    return {"asked": int(asked), "months": row[::-1], **about}


def _clean_sheet(case: Case, _asked: Fraction) -> Evidence | None:
    results = case.results()
    return {"levels": told(results)} if outcome(one.attainment for one in results) else None


def _all_exceeded(case: Case, _asked: Fraction) -> Evidence | None:
    results = [one for one in case.results() if one.attainment != NO_DATA]
    best = all(one.attainment == best_of(case, one) for one in results)
    return {"levels": told(results)} if best and any(one.attainment == EXCEEDED for one in results) else None


def best_of(case: Case, one: Result) -> str:
    """Return the best that could be reached where this score stands."""
    version = case.line.in_force(case.month)
    level = version.agreement.level(one.level) if version else None
    return EXCEEDED if level is None or can_exceed(level, case.board) else MET


def _comeback(case: Case, _asked: Fraction) -> Evidence | None:
    for one in case.results():
        if one.attainment in (MET, EXCEEDED):
            missed = in_a_row(case.before(one.level), sought=False)
            if len(missed) >= case.badge.least:
                return {"levels": told([one]), "missed": missed[::-1]}
    return None


def _milestone(case: Case, asked: Fraction) -> Evidence | None:
    total = case.total if case.results() else Fraction(0)
    return {"level": case.badge.level, "asked": str(asked), "total": str(total)} if total >= asked else None


OWN: dict[str, Callable[[Case, Fraction], Evidence | None]] = {
    "first_met": _first_met,
    "streak": _streak,
    "clean_sheet": _clean_sheet,
    "all_exceeded": _all_exceeded,
    "comeback": _comeback,
    "milestone": _milestone,
}
"""Kinds that somebody earns by his own months: each tells whether they hold what is asked, and by what evidence."""
