"""Reckon a case from its files to its standings, slowly and plainly.

This is what the product's scoring is compared with: it shares no code with it and prefers walking over days,
clocks and participants one by one to any shortcut. All quarters are open.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .agreements import Agreements
from .boards import Score, standings
from .books import Books, Participant
from .cases import Case
from .clockwork import Clock, run_clocks
from .facts import Reading, read_facts
from .judging import Judge
from .people import People
from .terms import Level
from .times import days_of, month_of, months_from, months_of_period


@dataclass(frozen=True)
class Result:
    """Scores, standings and clocks of a case as of a moment."""

    agreements: Agreements
    people: People
    reading: Reading
    books: Books
    ran: list[Clock]
    judged: list[Score]

    @property
    def scores(self) -> list[dict[str, Any]]:
        """Return all scores in the form of section 8, values and targets as exact fractions."""
        return [score.as_dict() for score in self.judged]

    @property
    def clocks(self) -> list[dict[str, Any]]:
        """Return all clocks, used in seconds, to see where two reckonings part."""
        return [_clock_row(clock, self.agreements) for clock in self.ran]

    def standings(self, period: str, side: str | None = None) -> dict[str, list[dict[str, Any]]]:
        """Rank teams and reps over "2017-05", "2017-Q2" or "2017", on one side or on all."""
        months = months_of_period(period, self.agreements.versions[-1].fiscal_year_starts)
        scope = [score for score in self.judged if score.month in months and side in (None, score.side)]
        return standings(scope, self.people)


def reckon(case: Case, as_of: datetime) -> Result:
    """Score every month from the first of the agreement to that of a moment, which has an offset."""
    agreements = Agreements.read(case.agreements)
    people = People.read(case.people_csv, case.absences_csv)
    reading = read_facts(case.activities, agreements.zone_on)
    facts = [fact for fact in reading.facts if fact.at <= as_of]
    clocks = run_clocks(agreements, facts, as_of)
    books = Books.keep(agreements, people, facts, clocks)
    judged = []
    today = agreements.day_of(as_of)
    for month in months_from(agreements.versions[0].starts, month_of(today)):
        judged += _judge_month(agreements, books, month, today)
    return Result(agreements, people, reading, books, clocks, judged)


def _judge_month(agreements: Agreements, books: Books, month: str, today: date) -> list[Score]:
    version = agreements.in_force(month)
    assert version is not None
    judge = Judge(books, version, today)
    participants = [Participant("rep", rep) for rep in books.people.reps()]
    participants += [Participant("team", team) for team in books.people.teams()]
    return [
        _score(judge, level, who, month)
        for level in version.levels
        for who in participants
        if who.board in level.scored and judge.share(level, who, days_of(month)) > 0
    ]


def _score(judge: Judge, level: Level, who: Participant, month: str) -> Score:
    verdict = judge.judge(level, who, month)
    points = {"met": level.points_met, "exceeded": level.points_exceeded}.get(verdict.attainment, 0)
    return Score(
        board=who.board,
        who=who.who,
        month=month,
        side=level.side,
        service_level=level.id,
        value=verdict.value,
        target=verdict.target,
        attainment=verdict.attainment,
        points=points,
    )


def _clock_row(clock: Clock, agreements: Agreements) -> dict[str, Any]:
    return {
        "level": clock.level,
        "subject": clock.subject,
        "rep": clock.rep,
        "state": clock.state,
        "started": clock.started,
        "got": clock.got,
        "decided": clock.decided,
        "decided_on": agreements.day_of(clock.decided) if clock.decided else None,
        "used": clock.used,
        "within": clock.terms.within,
        "paused": clock.paused,
        "pauses": clock.pauses,
        "hand_overs": clock.hand_overs,
    }
