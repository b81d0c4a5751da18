"""What a subject's activities come to under every service level that is measured by clocks, as rows to be stored."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.extensions import db
from app.models.activities import Activity
from app.scorekeeping.basis import AS_IT_STANDS, Basis
from app.scorekeeping.finals import Finals
from scoring.agreement import ClockTerms
from scoring.calendar import MINUTE, NEVER, WallTime
from scoring.clocks import DECIDED, Clock, Event, RunningTerms, TermsAt, run_clocks
from scoring.periods import month_of
from scoring.versions import Timeline, Version

COLUMNS = (
    "level", "subject", "rep_id", "version_id", "state", "started", "got", "got_day", "ended", "used", "deadline",
    "day", "month", "counts_on",
)  # fmt: skip
Row = tuple[Any, ...]
"""A clock as it is stored, in the order of COLUMNS."""
LEVEL, SUBJECT, REP, DAY, COUNTS_ON = (
    COLUMNS.index(name) for name in ("level", "subject", "rep_id", "day", "counts_on")
)

QUARTER_HOUR = 15 * MINUTE


def of_subject(subject: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that an activity is about `subject`, in words by which SQLite takes the index of subjects.

    That index leaves out activities about nothing; of a parameter SQLite does not know that it is something.
    """
    return Activity.subject == subject, Activity.subject != ""


class ClockRun:
    """The clock terms of all versions, ready to run subjects as of a moment, beside the quarters that are final."""

    def __init__(
        self,
        timeline: Timeline,
        now: int,
        finals: Finals,
        basis: Basis = AS_IT_STANDS,
        *,
        telling: bool = False,
    ) -> None:
        """Prepare the service levels that any version measures by clocks; `telling` clocks tell their legs."""
        self.timeline, self.now, self.finals, self.basis = timeline, now, finals, basis
        self.telling = telling
        levels = [level for version in timeline.versions for level in version.agreement.levels if level.clock]
        self._levels = [
            (key, self._kinds(key), self._terms_at(key)) for key in dict.fromkeys(one.id for one in levels)
        ]
        self.kinds = frozenset().union(*(kinds for _, kinds, _ in self._levels))
        self.with_attributes = any(level.clock.where for level in levels if level.clock)
        self._days: dict[int, int] = {}
        self._months: dict[int, int] = {}

    def _clock(self, version: Version, level_id: str) -> ClockTerms | None:
        level = version.agreement.level(level_id)
        return level.clock if level else None

    def _kinds(self, level_id: str) -> frozenset[str]:
        clocks = [clock for version in self.timeline.versions if (clock := self._clock(version, level_id))]
        return frozenset().union(*(one.kinds for one in clocks))

    def _terms_at(self, level_id: str) -> TermsAt:
        """Return the terms of `level_id` by instant: those of the version in force on its day (R17)."""
        terms: dict[int, RunningTerms | None] = {}
        for version in self.timeline.versions:
            clock = self._clock(version, level_id)
            calendar = version.business if clock and clock.business else WallTime()
            running = RunningTerms.of(version.id, clock, calendar) if clock else None
            terms[version.id] = running.told() if running and self.telling else running
        if len(terms) == 1:
            only = next(iter(terms.values()))
            return lambda _instant: only
        timeline = self.timeline
        return lambda instant: terms[timeline.terms_of(month_of(timeline.day(instant))).id]

    def rows(
        self, subject: str, events: list[Event], counted: Mapping[tuple[str, int], int]
    ) -> Iterator[Row]:
        """Yield the clock rows of `subject` from its activities; `counted` are its clocks in final quarters."""
        for level_id, clock in self.clocks(subject, events):
            yield self._row(level_id, subject, clock, counted)

    def clocks(self, subject: str, events: list[Event]) -> Iterator[tuple[str, Clock]]:
        """Yield the clocks of `subject` from its activities, each with its service level."""

        def last_before(at: int) -> int | None:
            return db.session.scalar(
                select(func.max(Activity.at)).where(
                    *of_subject(subject), Activity.at < at, *self.basis.counted
                )
            )

        for level_id, kinds, terms_at in self._levels:
            playing = events if kinds == self.kinds else [one for one in events if one.kind in kinds]
            for clock in run_clocks(playing, terms_at, self.now, last_before):
                yield level_id, clock

    def _row(self, level_id: str, subject: str, clock: Clock, counted: Mapping[tuple[str, int], int]) -> Row:
        rep, version, state, started, got, ended, used, deadline, _legs = clock
        day = self._day(ended) if ended is not None and state in DECIDED else None
        month = None if day is None else self._month(day)
        if deadline is not None and deadline >= NEVER - 1:
            deadline = None
        counts_on = None
        if day is not None and self.finals.closes:
            counts_on = counted.get((level_id, started)) or self.finals.counting_day(
                self.timeline, level_id, day
            )
        return (
            level_id, subject, rep, version, state, started, got, self._day(got), ended, used, deadline, day, month,
            None if counts_on == day else counts_on,
        )  # fmt: skip

    def _day(self, instant: int) -> int:
        """Return the local day of `instant`, asked once for each quarter of an hour that lies in one day."""
        quarter = instant // QUARTER_HOUR
        day = self._days.get(quarter)
        if day is None:
            day = self.timeline.day(instant)
            starts = quarter * QUARTER_HOUR
            if self.timeline.day(starts) == self.timeline.day(starts + QUARTER_HOUR - 1):
                self._days[quarter] = day
        return day

    def _month(self, day: int) -> int:
        month = self._months.get(day)
        if month is None:
            month = self._months[day] = month_of(day)
        return month
