"""Judge one participant on one level in one month (R11, R18 to R21, R26)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .books import Books, Participant, Tally
from .terms import Baseline, Level, Version
from .times import days_of, shifted, weeks_of

POOLED_BY_SHARE = ("count", "sum")


@dataclass(frozen=True)
class Verdict:
    """What came out: the value if there is one, the target it was judged by, and the attainment."""

    value: Fraction | None
    target: Fraction | None
    attainment: str


@dataclass(frozen=True)
class Bars:
    """The target and, if the level has one, the bar to exceed."""

    target: Fraction
    exceed: Fraction | None

    def times(self, factor: Fraction) -> "Bars":
        """Return both bars multiplied."""
        return Bars(self.target * factor, None if self.exceed is None else self.exceed * factor)

    def judge(self, tally: Tally, at_most: bool) -> str:
        """Compare exactly: the numerator against bar times denominator (R19)."""
        if self.exceed is not None and _reaches(tally, self.exceed, at_most):
            return "exceeded"
        return "met" if _reaches(tally, self.target, at_most) else "missed"


def _reaches(tally: Tally, bar: Fraction, at_most: bool) -> bool:
    owed = bar * tally.denominator
    return tally.numerator <= owed if at_most else tally.numerator >= owed


@dataclass(frozen=True)
class Judge:
    """Judges by one version as of a moment on one day."""

    books: Books
    version: Version
    today: date

    def judge(self, level: Level, who: Participant, month: str) -> Verdict:
        """Judge a month of one participant who has a share in it."""
        return self._by_weeks(level, who, month) if level.weekly else self._by_month(level, who, month)

    def share(self, level: Level, who: Participant, days: list[date]) -> Fraction:
        """Return the share over a range of days by this version's calendar."""
        return self.books.share(who, level.side, days, self.version.calendar)

    def _by_month(self, level: Level, who: Participant, month: str) -> Verdict:
        tally = self.books.tally(who, level, days_of(month))
        bars = self._bars_of_month(level, who, month)
        if bars is None or not _has_data(level, tally):
            return Verdict(tally.value, None, "no_data")
        return Verdict(tally.value, bars.target, bars.judge(tally, level.at_most))

    def _bars_of_month(self, level: Level, who: Participant, month: str) -> Bars | None:
        share = self.share(level, who, days_of(month))
        if level.baseline:
            bars = self._bars_of_baseline(level, level.baseline, who, month)
            return bars.times(share) if bars and level.measure in POOLED_BY_SHARE else bars
        return _bars(level, who, share)

    def _by_weeks(self, level: Level, who: Participant, month: str) -> Verdict:
        counted = [self._of_week(level, who, week) for week in weeks_of(month)]
        weeks = [attainment for attainment in counted if attainment is not None]
        if not weeks:
            return Verdict(None, None, "no_data")
        exceeding = Fraction(weeks.count("exceeded"), len(weeks))
        reaching = exceeding + Fraction(weeks.count("met"), len(weeks))
        if exceeding >= level.weeks_met:
            return Verdict(reaching, None, "exceeded")
        return Verdict(reaching, None, "met" if reaching >= level.weeks_met else "missed")

    def _of_week(self, level: Level, who: Participant, week: list[date]) -> str | None:
        """Return the attainment of a week, None if it does not count (R20)."""
        is_over = week[-1] < self.today
        share = self.share(level, who, week)
        tally = self.books.tally(who, level, week)
        if not is_over or share == 0 or not _has_data(level, tally):
            return None
        bars = _bars(level, who, share)
        if level.measure in POOLED_BY_SHARE:
            calendar = self.version.calendar
            bars = bars.times(Fraction(len(calendar.working_days(week)), len(calendar.workdays)))
        return bars.judge(tally, level.at_most)

    def _bars_of_baseline(self, level: Level, terms: Baseline, who: Participant, month: str) -> Bars | None:
        """Return the bars that the months before give, per full-time rep for count and sum (R21)."""
        before = [shifted(month, -n) for n in range(1, terms.months + 1)]
        tallies = [self.books.tally(who, level, days_of(earlier)) for earlier in before]
        result = sum((tally.numerator for tally in tallies), Fraction(0))
        if level.measure in POOLED_BY_SHARE:
            over = sum((self.share(level, who, days_of(earlier)) for earlier in before), Fraction(0))
        else:
            over = sum((tally.denominator for tally in tallies), Fraction(0))
        if over == 0:
            return None
        baseline = result / over
        if baseline < 0 or (baseline == 0 and not level.at_most):
            return None
        sign = -1 if level.at_most else 1
        exceed = None if terms.exceed_by is None else baseline * (1 + sign * terms.exceed_by)
        return Bars(baseline * (1 + sign * terms.improve_by), exceed)


def _bars(level: Level, who: Participant, share: Fraction) -> Bars:
    assert level.target is not None
    if who.board == "team" and level.team_target is not None:
        return Bars(level.team_target, level.team_exceed)
    bars = Bars(level.target, level.exceed)
    return bars.times(share) if level.measure in POOLED_BY_SHARE else bars


def _has_data(level: Level, tally: Tally) -> bool:
    if level.measure in POOLED_BY_SHARE:
        return True
    return tally.denominator > 0 and tally.denominator >= level.min_volume
