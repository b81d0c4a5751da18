"""Which months are in quarters that are final, or were opened again: every page says so (R22)."""

from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.models.quarters import FINAL, REOPENED, Quarter


class Closed(NamedTuple):
    """Months of quarters that are final, and of those that were final and are open again."""

    final: frozenset[int] = frozenset()
    reopened: frozenset[int] = frozenset()


def closed() -> Closed:
    """Return the months of all quarters that were closed."""
    found = db.session.execute(select(Quarter.state, Quarter.first, Quarter.last)).all()
    months = {
        state: frozenset(
            month for one, first, last in found if one == state for month in range(first, last + 1)
        )
        for state in (FINAL, REOPENED)
    }
    return Closed(months[FINAL], months[REOPENED])
