"""Reads of people for those who load them."""

from collections.abc import Iterable

from sqlalchemy import exists, select

from app.extensions import db
from app.models.activities import Activity
from app.models.people import Absence, Membership, Rep, Team
from app.people.rows import Member


def in_no_team(keys: Iterable[str]) -> list[str]:
    """Return those of the reps `keys` that were never in a team, so that nothing they do counts."""
    members = select(Rep.key).join(Membership, Membership.rep_id == Rep.id).distinct()
    return sorted(set(keys).difference(db.session.scalars(members)))


def unknown_reps() -> list[str]:
    """Return the reps that activities or absences name and that were never in a team."""
    told_of = exists().where(Activity.rep_id == Rep.id) | exists().where(Absence.rep_id == Rep.id)
    member = exists().where(Membership.rep_id == Rep.id)
    return sorted(db.session.scalars(select(Rep.key).where(told_of, ~member)))


def stored_members() -> list[Member]:
    """Return all memberships, as rows of a file would tell them."""
    columns = (
        Rep.key,
        Membership.name,
        Membership.email,
        Team.name,
        Team.side,
        Membership.starts,
        Membership.ends,
    )
    query = select(*columns).join(Membership.rep).join(Membership.team).order_by(Rep.key, Membership.starts)
    return [Member(0, *row) for row in db.session.execute(query)]
