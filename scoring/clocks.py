"""One subject's activities become clocks (rules R12 to R17).

Instants and durations are whole microseconds; activities of one subject go in, in any order, and its clocks come out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil, floor
from operator import attrgetter
from typing import NamedTuple

from scoring.agreement import PAUSE, RESUME, START, STOP, ClockTerms
from scoring.calendar import Calendar, Segment

MET, BREACHED, OPEN, HELD, DROPPED, CARRIED = "met", "breached", "open", "held", "dropped", "carried"
DECIDED = (MET, BREACHED)

_WHEN_RUNNING = {STOP: 0, RESUME: 1, PAUSE: 2, START: 3}
_WHEN_IDLE = {START: 0, RESUME: 1, PAUSE: 2, STOP: 3}


class Event(NamedTuple):
    """An activity as a clock sees it; `key` and `source` only order what happens at one instant."""

    at: int
    kind: str
    rep: int
    key: str
    source: str
    attributes: Mapping[str, str]


class Leg(NamedTuple):
    """A stretch that a clock ran for a rep, and the segments of it in which time was used."""

    rep: int
    since: int
    until: int
    segments: tuple[Segment, ...]

    @property
    def used(self) -> int:
        """Return the time used on it."""
        return sum(until - since for since, until in self.segments)


class Clock(NamedTuple):
    """What became of a clock; `ended` is the instant of its decision, hand-over or drop, `deadline` none on hold.

    `legs`, whose time adds up to `used`, are told where the terms ask for them; between two of them it was on hold, or
    handed over.
    """

    rep: int
    version: int
    state: str
    started: int
    got: int
    ended: int | None
    used: int
    deadline: int | None
    legs: tuple[Leg, ...] = ()


@dataclass(frozen=True)
class RunningTerms:
    """The terms that a clock runs by until it is over: those of the agreement version in force when it started.

    `telling` terms make clocks tell their legs.
    """

    version: int
    terms: ClockTerms
    calendar: Calendar
    roles: Mapping[str, str]
    allowed: int
    needed: int
    telling: bool = False

    @classmethod
    def of(cls, version: int, terms: ClockTerms, calendar: Calendar) -> "RunningTerms":
        """Prepare `terms` for running: each kind's role, and the time allowed in whole microseconds."""
        kinds = {START: terms.start, STOP: terms.stop, PAUSE: terms.pause, RESUME: terms.resume}
        roles = {kind: role for role, named in kinds.items() for kind in named}
        return cls(version, terms, calendar, roles, floor(terms.within), ceil(terms.within))

    def told(self) -> "RunningTerms":
        """Return the same terms for clocks that tell their legs."""
        return replace(self, telling=True)

    def role(self, event: Event) -> str | None:
        """Return the role that `event` plays; a start that does not satisfy `where` is none at all."""
        role = self.roles.get(event.kind)
        if role == START and self.terms.where:
            return role if matches(self.terms.where, event.attributes) else None
        return role


def matches(where: Iterable[tuple[str, tuple[str, ...]]], attributes: Mapping[str, str]) -> bool:
    """Tell whether `attributes` satisfy all conditions; a missing attribute is the empty text."""
    return all(attributes.get(name, "") in values for name, values in where)


class _Running:
    """A clock that has not been decided; `since` is when it last began to run, none while on hold."""

    __slots__ = ("got", "reached", "rep", "since", "started", "terms", "used")

    def __init__(self, terms: RunningTerms, rep: int, at: int) -> None:
        self.terms, self.rep = terms, rep
        self.started = self.got = at
        self.since: int | None = at
        self.used = 0
        self.reached: int | None = None

    def used_at(self, at: int) -> int:
        """Return the time used at `at`, pauses left out."""
        return self.used if self.since is None else self.used + self.terms.calendar.elapsed(self.since, at)

    def is_overdue(self, at: int) -> bool:
        """Tell whether more than `within` was used at `at` (R15)."""
        if self.since is None or at <= self.since:
            return False
        return self.used + self.terms.calendar.elapsed(self.since, at) > self.terms.allowed

    def stop_time(self, at: int) -> None:
        """Add the time run until `at`; remember when `within` was used up, if it is so to the point."""
        if self.since is None:
            return
        used = self.used_at(at)
        if used == self.terms.needed and self.reached is None:
            self.reached = self.deadline()
        self.used, self.since = used, None

    def deadline(self) -> int | None:
        """Return the earliest instant at which `within` is used up, as things stand; none on hold before that."""
        if self.reached is not None or self.since is None:
            return self.reached
        terms = self.terms
        # `within` may end between two microseconds: the one that holds its end is meant.
        at = terms.calendar.deadline(self.since, terms.needed - self.used)
        return at - (terms.needed - terms.allowed)

    def end(self, state: str, ended: int | None, until: int) -> Clock:
        """Return what became of it, with the time used `until` an instant."""
        deadline = None if state == HELD else self.deadline()
        version, used = self.terms.version, self.used_at(until)
        return Clock(self.rep, version, state, self.started, self.got, ended, used, deadline)

    def breach(self) -> Clock:
        """Decide it as breached: at its deadline, but not before its rep got it."""
        deadline = self.deadline()
        assert deadline is not None, "an overdue clock runs"
        ended, terms = max(deadline, self.got), self.terms
        return Clock(
            self.rep, terms.version, BREACHED, self.started, self.got, ended, terms.allowed, deadline
        )


class _Telling(_Running):
    """A clock that adds up the time it uses segment by segment, and tells the segments."""

    __slots__ = ("legs",)

    def __init__(self, terms: RunningTerms, rep: int, at: int) -> None:
        super().__init__(terms, rep, at)
        self.legs: tuple[Leg, ...] = ()

    def used_at(self, at: int) -> int:
        return sum(leg.used for leg in self.legs_at(at))

    def legs_at(self, at: int) -> tuple[Leg, ...]:
        """Return its legs up to an instant, the one that it runs on included."""
        if self.since is None or at <= self.since:
            return self.legs
        segments = self.terms.calendar.segments(self.since, at)
        return (*self.legs, Leg(self.rep, self.since, at, tuple(segments)))

    def stop_time(self, at: int) -> None:
        legs = self.legs_at(at)
        super().stop_time(at)
        self.legs = legs

    def end(self, state: str, ended: int | None, until: int) -> Clock:
        return super().end(state, ended, until)._replace(legs=self.legs_at(until))

    def breach(self) -> Clock:
        clock = super().breach()
        assert clock.deadline is not None, "what is overdue has a deadline"
        return clock._replace(legs=self.legs_at(clock.deadline))


TermsAt = Callable[[int], RunningTerms | None]
"""Gives the terms of a service level in force at an instant, if it has any then."""


LastBefore = Callable[[int], int | None]
"""Gives the instant of the subject's last activity of whatever kind before an instant."""


def run_clocks(
    events: Iterable[Event], terms_at: TermsAt, now: int, last_before: LastBefore = lambda _at: None
) -> list[Clock]:
    """Return the clocks of one subject under one service level, as of `now`; `events` in any order.

    Activities that play no role need not be among `events` if `last_before` knows of them: all they can do is to bring
    to light that a clock is overdue, and that matters only to the order in which the next instant is read.
    """
    clocks: list[Clock] = []
    running: _Running | None = None
    in_time = sorted((event for event in events if event.at <= now), key=attrgetter("at"))
    for at, together in groupby(in_time, key=attrgetter("at")):
        group = list(together)
        fresh = terms_at(at)
        if running and len(group) > 1 and running.is_overdue(at) and running.is_overdue(last_before(at) or 0):
            clocks.append(running.breach())
            running = None
        for event in _in_order(group, running, fresh):
            if running and running.is_overdue(at):
                clocks.append(running.breach())
                running = None
            running = _read(event, running, fresh, clocks)
    if running:
        clocks.append(_at_the_end(running, now))
    return clocks


def _in_order(group: list[Event], running: _Running | None, fresh: RunningTerms | None) -> Iterable[Event]:
    """Order the activities of one instant: by role, within a role by id, then by source."""
    if len(group) == 1:
        return group
    order = _WHEN_RUNNING if running else _WHEN_IDLE
    known = [terms for terms in (running.terms if running else None, fresh) if terms]

    def place(event: Event) -> tuple[int, str, str]:
        role = next((role for terms in known if (role := terms.role(event))), None)
        return (order[role] if role else len(order), event.key, event.source)

    return sorted(group, key=place)


def _read(
    event: Event, running: _Running | None, fresh: RunningTerms | None, over: list[Clock]
) -> _Running | None:
    """Read one activity and return the clock that runs after it; what it ended goes to `over`."""
    if running is None:
        return _opened(event, fresh) if fresh and fresh.role(event) == START else None
    role = running.terms.role(event)
    if role == STOP:
        over.append(running.end(MET, event.at, event.at))
        return None
    if role == PAUSE:
        running.stop_time(event.at)
    elif role == RESUME and running.since is None:
        running.since = event.at
    elif role == START and event.rep != running.rep:
        return _hand_over(event, running, fresh, over)
    return running


def _opened(event: Event, fresh: RunningTerms) -> _Running:
    return (_Telling if fresh.telling else _Running)(fresh, event.rep, event.at)


def _hand_over(
    event: Event, running: _Running, fresh: RunningTerms | None, over: list[Clock]
) -> _Running | None:
    """Give the clock to another rep: with the time used, or dropped for a new one (R13)."""
    carry = running.terms.terms.carry
    over.append(running.end(CARRIED if carry else DROPPED, event.at, event.at))
    if not carry:
        return _read(event, None, fresh, over)
    running.stop_time(event.at)
    running.rep, running.got, running.since = event.rep, event.at, event.at
    return running


def _at_the_end(running: _Running, now: int) -> Clock:
    """Judge the clock that runs at the moment of scoring: breached, open or on hold."""
    if running.is_overdue(now):
        return running.breach()
    return running.end(OPEN if running.since is not None else HELD, None, now)


def counting_day(decided: int, counts: Callable[[int], bool]) -> int:
    """Return the first day from `decided` on that still counts: one whose quarter is not final (R17)."""
    return next(day for day in _days_from(decided) if counts(day))


def _days_from(day: int) -> Iterator[int]:
    while True:
        yield day
        day += 1
