"""Schemas of what programs send: imported when they are needed, for pydantic takes a tenth of a second."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

MOST_ACTIVITIES = 1_000
MOST_LISTED = 1_000

Attribute = str | int | bool | None


class Strict(BaseModel):
    """Knows its members, and no others."""

    model_config = ConfigDict(extra="forbid")


class Activity(BaseModel):
    """What happened: the same as a line of a file of JSON lines. Further members count as attributes."""

    model_config = ConfigDict(extra="allow")

    id: Annotated[str, Field(min_length=1, max_length=500, description="Unique in the source.")]
    kind: Annotated[
        str,
        Field(max_length=200, examples=["lead.assigned"], description="Words in lower case, joined by dots."),
    ]
    at: Annotated[
        str,
        Field(
            examples=["2026-10-01T09:30:00+02:00"],
            description="ISO 8601; without an offset it is a time in the agreement's zone.",
        ),
    ]
    rep: Annotated[str, Field(min_length=1, max_length=200, description="The key of who did it.")]
    subject: Annotated[str | None, Field(max_length=500, description="What it is about.")] = None
    value: Annotated[
        str | int | None,
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]}),
        Field(description="A decimal with at most 4 places; a JSON number is read exactly as it is written."),
    ] = None
    attributes: dict[str, Attribute] | None = None
    corrects: Annotated[
        str | None, Field(max_length=500, description="The id of an activity whose place this one takes.")
    ] = None


class Withdrawal(Strict):
    """An activity is taken back: it stays on record and counts no more."""

    id: Annotated[str, Field(min_length=1, max_length=500, description="The withdrawal's own id.")]
    withdraws: Annotated[str, Field(min_length=1, max_length=500, description="The id of the activity.")]


class Delivery(Strict):
    """Activities, each judged on its own."""

    activities: Annotated[list[Any], Field(max_length=MOST_ACTIVITIES)]


class Rejection(Strict):
    """An activity that is refused: its place in the request, from 0, and why."""

    index: int
    id: str | None
    errors: list[str]


class Receipt(Strict):
    """What became of a delivery: new, there already with the same content, and refused."""

    accepted: int
    repeated: int
    rejected: list[Rejection]


class Fault(Strict):
    """A place in a request, and what is wrong there."""

    place: str
    message: str


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None


class MembershipGiven(Strict):
    """Days in a team, from `starts` up to, not including, `ends`; what is left out is without beginning or end."""

    team: Annotated[str, Field(min_length=1, max_length=200)]
    side: Annotated[str, Field(min_length=1, max_length=80)]
    starts: date | None = None
    ends: date | None = None


class Person(Strict):
    """A rep with all his memberships: those that are stored and not told here are withdrawn."""

    name: Annotated[str, Field(max_length=200, description="Empty: the key is his name.")] = ""
    email: Annotated[
        str,
        Field(
            max_length=320,
            pattern=r"^([^@\s]+@[^@\s]+)?$",
            description="That of the user who sees his sheet.",
        ),
    ] = ""
    memberships: Annotated[list[MembershipGiven], Field(max_length=MOST_LISTED)]


class AbsenceGiven(Strict):
    """Days on which a rep owes nothing: from `starts` up to, not including, `ends`, when he is back."""

    starts: date
    ends: date


class Absences(Strict):
    """All absences of a rep: those that are stored and not told here are withdrawn."""

    absences: Annotated[list[AbsenceGiven], Field(max_length=MOST_LISTED)]


class Changed(Strict):
    """Whose truth was told, and whether it differs from what was stored."""

    who: str
    changed: bool
