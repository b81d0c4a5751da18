"""Reads of statements that are not of money: when a rep was in which team."""

from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.models.people import Membership


class Stay(NamedTuple):
    """Days (`starts`, up to and not including `ends`) that a rep is in a team."""

    team_id: int
    starts: int
    ends: int


def stays(rep_id: int) -> list[Stay]:
    """Return when a rep was in which team."""
    columns = (Membership.team_id, Membership.starts, Membership.ends)
    return [Stay(*row) for row in db.session.execute(select(*columns).where(Membership.rep_id == rep_id))]
