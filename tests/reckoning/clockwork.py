"""Run the clocks of one level and subject, activity by activity (section 5)."""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import groupby

from .agreements import Agreements
from .facts import Fact
from .terms import ClockTerms

# The order of roles at one instant, by whether a clock runs when the instant begins.
WHILE_RUNNING = ("stop", "resume", "pause", "start")
WHILE_IDLE = ("start", "resume", "pause", "stop")


@dataclass
class Clock:
    """One clock; its stretches are the spans in which time ran, the last one without end while it runs."""

    level: str
    subject: str
    terms: ClockTerms
    rep: str
    started: datetime
    got: datetime
    stretches: list[tuple[datetime, datetime | None]]
    state: str = "open"
    decided: datetime | None = None
    used: Fraction = Fraction(0)
    pauses: int = 0
    hand_overs: list[tuple[datetime, str, str]] = field(default_factory=list)

    @property
    def paused(self) -> bool:
        """Tell whether time stands still."""
        return self.stretches[-1][1] is not None

    def used_at(self, moment: datetime) -> Fraction:
        """Return the seconds used up to a moment, pauses left out."""
        spans = (self.terms.elapsed(start, end or moment) for start, end in self.stretches)
        return sum(spans, Fraction(0))

    def overdue_at(self, moment: datetime) -> bool:
        """Tell whether more than the limit had been used (R15)."""
        return self.used_at(moment) > self.terms.within

    def pause(self, moment: datetime) -> None:
        """Stop time."""
        if not self.paused:
            self.stretches[-1] = (self.stretches[-1][0], moment)
            self.pauses += 1

    def resume(self, moment: datetime) -> None:
        """Let time run on."""
        if self.paused:
            self.stretches.append((moment, None))

    def carry_to(self, rep: str, moment: datetime) -> None:
        """Go on for another rep, unpaused, with the time already used (R13)."""
        self.hand_overs.append((moment, self.rep, rep))
        self.resume(moment)
        self.rep = rep
        self.got = moment

    def deadline(self, moment: datetime) -> datetime:
        """Return the earliest instant at which the limit had been used, of a clock overdue at a moment."""
        left = self.terms.within
        for start, end in self.stretches:
            here = self.terms.elapsed(start, end or moment)
            if here >= left:
                return self.terms.after(start, left)
            left -= here
        raise AssertionError("not overdue")

    def end(self, state: str, moment: datetime) -> None:
        """Decide the clock, or drop it; a breach is decided at its deadline, or when got if later (R17)."""
        self.state = state
        self.used = self.used_at(moment)
        if state == "met":
            self.decided = moment
        if state == "breached":
            self.decided = max(self.deadline(moment), self.got)


class Track:
    """The clocks of one level and subject so far, of which one may run."""

    def __init__(self, agreements: Agreements, level: str, subject: str) -> None:
        self.agreements = agreements
        self.level = level
        self.subject = subject
        self.clocks: list[Clock] = []
        self.running: Clock | None = None

    def read_instant(self, facts: list[Fact]) -> None:
        """Read the activities of one instant in the order that its beginning fixes."""
        order = WHILE_RUNNING if self.running else WHILE_IDLE
        todays = self.agreements.clock_terms(self.level, self.agreements.day_of(facts[0].at))
        governing = self.running.terms if self.running else todays

        def place(fact: Fact) -> tuple[int, str, str]:
            # What is nothing to the running clock may be something to the next, should this one end within
            # the instant: it is placed by the role that it would then have.
            role = (governing and governing.role(fact)) or (todays and todays.role(fact))
            return (order.index(role) if role else len(order), fact.id, fact.source)

        for fact in sorted(facts, key=place):
            self.read(fact, todays)

    def read(self, fact: Fact, todays: ClockTerms | None) -> None:
        """Read one activity by the terms of the running clock, or else by the day's."""
        self.breach_if_overdue(fact.at)
        clock = self.running
        terms = clock.terms if clock else todays
        role = terms.role(fact) if terms else None
        if role == "start":
            self.start(fact, todays)
        elif clock and role == "stop":
            self.end("met", fact.at)
        elif clock and role == "pause":
            clock.pause(fact.at)
        elif clock and role == "resume":
            clock.resume(fact.at)

    def start(self, fact: Fact, todays: ClockTerms | None) -> None:
        """Open a clock, hand the running one over, or do nothing for the rep who has it (R12, R13)."""
        clock = self.running
        if clock and clock.rep == fact.rep:
            return
        if clock and clock.terms.carry:
            clock.carry_to(fact.rep, fact.at)
            return
        if clock:
            clock.hand_overs.append((fact.at, clock.rep, fact.rep))
            self.end("dropped", fact.at)
        # The new clock runs by the day's terms, so by these too the activity must be a start.
        if todays and todays.role(fact) == "start":
            opened = Clock(self.level, self.subject, todays, fact.rep, fact.at, fact.at, [(fact.at, None)])
            self.clocks.append(opened)
            self.running = opened

    def breach_if_overdue(self, moment: datetime) -> None:
        """Decide an overdue clock."""
        if self.running and self.running.overdue_at(moment):
            self.end("breached", moment)

    def end(self, state: str, moment: datetime) -> None:
        """End the running clock."""
        assert self.running is not None
        self.running.end(state, moment)
        self.running = None

    def finish(self, as_of: datetime) -> list[Clock]:
        """Return all clocks as they stand at the moment of scoring."""
        self.breach_if_overdue(as_of)
        if self.running:
            self.running.used = self.running.used_at(as_of)
        return self.clocks


def run_clocks(agreements: Agreements, facts: list[Fact], as_of: datetime) -> list[Clock]:
    """Run the clocks of every level over every subject; activities without a subject take no part."""
    subjects: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.subject:
            subjects.setdefault(fact.subject, []).append(fact)
    clocks = []
    for level in agreements.clock_levels():
        for subject, own in sorted(subjects.items()):
            track = Track(agreements, level, subject)
            for _, instant in groupby(sorted(own, key=lambda fact: fact.at), key=lambda fact: fact.at):
                track.read_instant(list(instant))
            clocks += track.finish(as_of)
    return clocks
