"""Schemas of what the API takes and gives: imported when they are needed, for pydantic takes a tenth of a second."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SkipValidation, WithJsonSchema

MOST_ACTIVITIES = 1_000
MOST_LISTED = 1_000
INSTANT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}

Period = Annotated[
    str,
    Field(
        pattern=r"^\d{4}(-(Q[1-4]|0[1-9]|1[0-2]))?$",
        examples=["2026-Q4"],
        description="A month, fiscal quarter or fiscal year: `2026-10`, `2026-Q4`, `2026`.",
    ),
]
Board = Literal["team", "rep"]
Instant = Annotated[str, WithJsonSchema(INSTANT)]
Day = Annotated[str, WithJsonSchema(DAY)]
Attribute = str | int | bool | None


def _digits(given: Any) -> Any:
    if isinstance(given, str) and not (given.isascii() and given.isdigit()):
        raise ValueError("is not a whole number")
    return int(given)


Page = Annotated[int, BeforeValidator(_digits), Field(ge=1, le=100_000, description="Pages count from 1.")]


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


class Delivery(Strict):
    """Activities, each judged on its own."""

    activities: Annotated[list[SkipValidation[Activity]], Field(max_length=MOST_ACTIVITIES)]


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
