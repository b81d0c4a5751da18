"""What is stored and credited to nobody, with its reason (R2, R4)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from app.extensions import db
from app.models.activities import Activity, Kind
from app.models.people import Membership, Rep, Team
from app.models.scores import ClockRow
from scoring.agreement import ServiceLevel
from scoring.clocks import DECIDED
from scoring.versions import Timeline


def uncredited(known: Timeline | None) -> Iterator[str]:
    """Say what is credited to nobody and why, a line for each rep or kind."""
    member = select(Membership.id).where(Membership.rep_id == Activity.rep_id)
    on_day = member.where(Membership.starts <= Activity.day, Membership.ends > Activity.day)
    for key, count in _by_rep(~member.exists()):
        yield f"{count} of {key}: nobody knows this rep; flask people load FILE, or flask aliases set OWNER REP"
    for key, count in _by_rep(member.exists(), ~on_day.exists()):
        yield f"{count} of {key}: on a day on which he was in no team"
    levels = [level for version in known.versions for level in version.agreement.levels] if known else []
    yield from _by_kind(known.kinds if known else frozenset())
    yield from _by_side(levels)
    yield from _clocks({level.id: level.side for level in levels})


def _by_rep(*conditions: ColumnElement[bool]) -> Iterator[Any]:
    query = select(Rep.key, func.count()).join(Activity, Activity.rep_id == Rep.id).where(*conditions)
    query = query.where(~Activity.corrected)
    yield from db.session.execute(query.group_by(Rep.key).order_by(Rep.key))


def _by_kind(used: frozenset[str]) -> Iterator[str]:
    kinds = select(Kind.name, func.count()).join(Activity, Activity.kind_id == Kind.id)
    kinds = kinds.where(~Activity.corrected).group_by(Kind.name)
    for name, count in db.session.execute(kinds.order_by(Kind.name)):
        if name not in used:
            yield f"{count} of kind {name}: no service level asks for it"


def _by_side(levels: list[ServiceLevel]) -> Iterator[str]:
    """Say which activities only the other side is asked for; those of clocks are credited to whom the clock ran for."""
    asked = {
        (kind, level.side) for level in levels for one in (level.of, level.over) if one for kind in one.kinds
    }
    of_clocks = {kind for level in levels if level.clock for kind in level.clock.kinds}
    counted = {kind for kind, _side in asked} - of_clocks
    credit = and_(
        Membership.rep_id == Activity.rep_id,
        Membership.starts <= Activity.day,
        Membership.ends > Activity.day,
    )
    rows = db.session.execute(
        select(Kind.name, Team.side, func.count())
        .select_from(Activity)
        .join(Kind, Kind.id == Activity.kind_id)
        .join(Membership, credit)
        .join(Team, Team.id == Membership.team_id)
        .where(~Activity.corrected)
        .group_by(Kind.name, Team.side)
        .order_by(Kind.name, Team.side)
    )
    for name, side, count in rows:
        if name in counted and (name, side) not in asked:
            yield f"{count} of kind {name}: of reps on side {side}, where no service level asks for it"


def _clocks(sides: dict[str, str]) -> Iterator[str]:
    """Say which decided clocks count for nobody: their rep was not on the level's side when he got them."""
    credit = and_(
        Membership.rep_id == ClockRow.rep_id,
        Membership.starts <= ClockRow.got_day,
        Membership.ends > ClockRow.got_day,
    )
    side_of = func.coalesce(Team.side, "")
    rows = db.session.execute(
        select(ClockRow.level, side_of, func.count())
        .outerjoin(Membership, credit)
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(ClockRow.state.in_(DECIDED))
        .group_by(ClockRow.level, side_of)
        .order_by(ClockRow.level, side_of)
    )
    for level, side, count in rows:
        if not side:
            yield f"{count} clocks of {level}: their reps were in no team on the day they got them"
        elif side != sides.get(level):
            yield f"{count} clocks of {level}: their reps were on side {side} on the day they got them"
