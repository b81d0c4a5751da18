"""Schemas of what programs read: what can be asked for, and what is answered."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.schemas import MOST_LISTED, Strict

INSTANT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}

Period = Annotated[
    str,
    Field(
        pattern=r"^\d{4}(-(Q[1-8]|0[1-9]|1[0-2]))?$",
        examples=["2026-Q4"],
        description="A month, fiscal quarter or fiscal year: `2026-10`, `2026-Q4`, `2026`.",
    ),
]
Board = Literal["team", "rep"]
Instant = Annotated[str, WithJsonSchema(INSTANT)]
Day = Annotated[str, WithJsonSchema(DAY)]


def _digits(given: Any) -> Any:
    if isinstance(given, str) and not (given.isascii() and given.isdigit()):
        raise ValueError("is not a whole number")
    return int(given)


Page = Annotated[int, Field(ge=1, le=100_000, description="Pages count from 1."), BeforeValidator(_digits)]


class StandingsQuery(Strict):
    """Which standings: of the running quarter, both boards and all sides unless something else is asked for."""

    period: Period | None = None
    board: Board | None = None
    side: Annotated[str | None, Field(max_length=80, description="Service levels of this side only.")] = None
    page: Page = 1


class StandingLine(Strict):
    """A line of a board; who has as many points, exceeded and met shares the rank."""

    rank: int
    who: Annotated[str, Field(description="The rep's key or the team's name.")]
    name: str
    points: int
    exceeded: int
    met: int


class Boards(Strict):
    """The boards that were asked for."""

    team: list[StandingLine] | None = None
    rep: list[StandingLine] | None = None


class Standings(Strict):
    """A page of the boards of a period; `pages` is the number of pages of the longer one."""

    period: Period
    side: str | None
    page: int
    pages: int
    standings: Boards


class ScoresQuery(Strict):
    """Which scores: of everyone in the running quarter unless something else is asked for."""

    period: Period | None = None
    who: Annotated[str | None, Field(max_length=200, description="The rep's key or the team's name.")] = None
    page: Page = 1


Number = Annotated[float | None, Field(description="The nearest double.")]


class Score(Strict):
    """What a service level gave to a rep or a team in a month."""

    board: Board
    who: str
    month: str
    service_level: str
    value: Number
    target: Number
    attainment: Literal["missed", "met", "exceeded", "no_data"]
    points: int


class Scores(Strict):
    """A page of the scores of a period."""

    period: Period
    page: int
    pages: int
    scores: list[Score]


class ParticipantQuery(Strict):
    """Whether a rep or a team is meant, where both have the same name; a rep is looked for first."""

    board: Board | None = None


class Membership(Strict):
    """Days in a team, from `starts` up to, not including, `ends`; null is without beginning or end."""

    team: str
    side: str
    starts: Day | None
    ends: Day | None


class Absence(Strict):
    """Days on which a rep owes nothing, from `starts` up to, not including, `ends`."""

    starts: Day
    ends: Day


class PeriodStanding(Strict):
    """Where somebody stands in a running period."""

    period: str
    side: str | None
    rank: int
    points: int
    exceeded: int
    met: int


class Rep(Strict):
    """A rep: teams, absences, and where he stands now."""

    board: Literal["rep"]
    who: str
    name: str
    memberships: list[Membership]
    absences: list[Absence]
    standings: list[PeriodStanding]


class Member(Strict):
    """Somebody's days in a team."""

    who: str
    name: str
    starts: Day | None
    ends: Day | None


class Team(Strict):
    """A team: its side, its members of all times, and where it stands now."""

    board: Literal["team"]
    who: str
    name: str
    side: str
    members: list[Member]
    standings: list[PeriodStanding]


class ClocksQuery(Strict):
    """Which clocks, and how many of them after which."""

    state: Literal["open", "held", "met", "breached", "dropped", "carried"] = "open"
    after: Annotated[
        int,
        Field(ge=0, le=2**53, description="The `next` of the answer before, to go on behind it."),
        BeforeValidator(_digits),
    ] = 0
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED), BeforeValidator(_digits)] = 100


class Clock(Strict):
    """The time that one subject gave its owner; `used_seconds` are whole seconds of business time."""

    service_level: str
    subject: str
    who: str
    state: str
    started: Instant
    got: Annotated[Instant, Field(description="When this owner got it.")]
    deadline: Instant | None
    ended: Instant | None
    used_seconds: int


class Clocks(Strict):
    """Some clocks, and after which to go on; null when there are no more."""

    clocks: list[Clock]
    next: int | None
