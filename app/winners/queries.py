"""Reads of winners: the quarters that were closed, and who stood on their podiums."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.models.quarters import FINAL, FinalStanding, Quarter, QuarterClose
from scoring.periods import Period

PLACES = 3
"""Ranks that a podium has."""


class Closed(NamedTuple):
    """A quarter that was closed, with its state (final or reopened) and the close in force."""

    first: int
    last: int
    label: str
    state: str
    version: int
    closed_at: int
    digest: str

    @property
    def period(self) -> Period:
        """Return it as a period."""
        return Period(self.label, "quarter", self.first, self.last)


class Win(NamedTuple):
    """A place on the podium of the quarter that begins with `first`, with key and name of then; `side` empty for all.

    `shared` says whether somebody else has the same rank.
    """

    first: int
    side: str
    board: str
    who: int
    key: str
    name: str
    rank: int
    points: int
    exceeded: int
    met: int
    shared: bool = False


def closed_quarters() -> list[Closed]:
    """Return the quarters that were closed, the newest first."""
    of_close = (QuarterClose.closed_at, QuarterClose.digest)
    columns = (Quarter.first, Quarter.last, Quarter.label, Quarter.state, Quarter.version, *of_close)
    rows = db.session.execute(
        select(*columns)
        .join(QuarterClose, QuarterClose.id == Quarter.close_id)
        .order_by(Quarter.first.desc())
    )
    return [Closed(*row) for row in rows]


def wins() -> list[Win]:
    """Return the podiums of all final quarters, the newest first, each by side and board in the order of its places.

    Where several sides compete, each has podiums of its own; with one side, the board of all is that side's. Nobody
    wins without points, however few are ahead of him.
    """
    sides = _sides()
    columns = [Quarter.first, *(getattr(FinalStanding, name) for name in Win._fields[1:-1])]
    rows = db.session.execute(
        select(*columns)
        .join(Quarter, Quarter.close_id == FinalStanding.close_id)
        .where(Quarter.state == FINAL, FinalStanding.rank <= PLACES, FinalStanding.points > 0)
        .order_by(Quarter.first.desc(), FinalStanding.side, FinalStanding.board.desc(), FinalStanding.place)
    )
    found = [Win(*row) for row in rows]
    shown = [one for one in found if bool(one.side) == (sides[one.first] > 1)]
    ranks = Counter(map(_place, shown))
    return [one._replace(shared=ranks[_place(one)] > 1) for one in shown]


def _sides() -> Counter[int]:
    """Return how many sides competed in each quarter, by its first month."""
    rows = db.session.execute(
        select(Quarter.first, FinalStanding.side)
        .join(Quarter, Quarter.close_id == FinalStanding.close_id)
        .where(Quarter.state == FINAL, FinalStanding.side != "")
        .distinct()
    )
    return Counter(first for first, _side in rows)


def _place(one: Win) -> tuple[int, str, str, int]:
    return one.first, one.side, one.board, one.rank
