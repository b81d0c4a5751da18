"""What happened, as it is handed around: as it is found, and as it is shown."""

from typing import Any, NamedTuple

Detail = dict[str, Any]
"""What a happening tells, by kind; what JSON can hold.

- badge, streak: badge (what the agreement calls it: its kind), name, metal; by and reason if somebody gave it
- month: met, exceeded, points
- exceeded: level (its id), name
- leader: period (the quarter), points, before (the row id of who led before)
"""


class Finding(NamedTuple):
    """Something good that is so by scores and badges as they are stored; it came about at the moment `at`.

    See `app.models.happenings.Happening`.
    """

    key: str
    kind: str
    board: str
    who: int
    side: str
    month: int
    at: int
    detail: Detail


class Happening(NamedTuple):
    """Something that happened to a rep or a team; `live` if it had just come about when it was noticed."""

    id: int
    kind: str
    board: str
    who: int
    side: str
    month: int
    at: int
    detail: Detail
    live: bool
