"""Reads of the pages on which programmes are arranged."""

from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.models.users import Screen


class Arranged(NamedTuple):
    """A screen, and which version of its programme is the newest."""

    id: int
    name: str
    version: int


def screen(number: int) -> Arranged | None:
    """Return the screen with this id, if there is one."""
    row = db.session.execute(
        select(Screen.id, Screen.name, Screen.programme_version).where(Screen.id == number)
    ).first()
    return Arranged(*row) if row else None
