"""Writing of memberships and names: parts of a transaction that a service begins and ends."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from app.delivery import Months, months_of, move_stamp, touch
from app.extensions import db
from app.models.people import LAST_DAY, Membership, Rep, Team
from app.models.scores import ClockRow
from app.names import find_ids, make_ids
from app.people.changes import Change, Changes
from app.people.rows import Member


def write_changes(changes: Changes, reps: set[str], cause: str) -> bool:
    """Write what changed and mark the months that rest on it; return whether anything did."""
    _write_memberships(changes.memberships)
    named, renamed = _write_names(reps, changes.members)
    if not changes.memberships and not named:
        return False
    touch([*_months(changes.memberships), *renamed], cause)
    move_stamp()
    return True


def _write_memberships(changes: Sequence[Change]) -> None:
    before = [change.before for change in changes if change.before]
    after = [change.after for change in changes if change.after]
    connection = db.session.connection()
    table: Any = Membership.__table__
    if before:
        reps = find_ids(Rep.key, {one.rep for one in before})
        this = (table.c.rep_id == bindparam("rep"), table.c.starts == bindparam("start"))
        gone = [{"rep": reps[one.rep], "start": one.starts} for one in before]
        connection.execute(delete(table).where(*this), gone)
    if after:
        reps, teams = make_ids(Rep.key, {one.rep for one in after}), _team_ids(after)
        rows = [
            {
                "rep_id": reps[one.rep],
                "team_id": teams[one.team],
                "starts": one.starts,
                "ends": one.ends,
                "name": one.name,
                "email": one.email,
            }
            for one in after
        ]
        connection.execute(insert(table), rows)


def _team_ids(members: Iterable[Member]) -> dict[str, int]:
    """Return the ids of the teams of `members`, which are made, or change to the side that is told."""
    sides = {one.team: one.side for one in members}
    known = dict(db.session.execute(select(Team.name, Team.side)).all())
    table: Any = Team.__table__
    connection = db.session.connection()
    added = [{"name": team, "side": side} for team, side in sorted(sides.items()) if team not in known]
    moved = [{"team": team, "side": side} for team, side in sides.items() if known.get(team, side) != side]
    if added:
        connection.execute(insert(table), added)
    if moved:
        connection.execute(update(table).where(table.c.name == bindparam("team")), moved)
    return find_ids(Team.name, sides)


def _months(changes: Iterable[Change]) -> Iterable[Months]:
    """Yield the months whose scores rest on what changed: those of its days, and those of clocks that began on them."""
    for change in changes:
        for starts, ends in change.days:
            yield months_of(starts, ends)
            one = change.after or change.before
            if one and ends < LAST_DAY:
                rep = select(Rep.id).where(Rep.key == one.rep).scalar_subquery()
                got = (ClockRow.rep_id == rep, ClockRow.got_day >= starts, ClockRow.got_day < ends)
                months = select(ClockRow.month).where(*got, ClockRow.month.is_not(None)).distinct()
                yield from ((month, month) for month in db.session.scalars(months) if month is not None)


def _write_names(keys: set[str], members: Iterable[Member]) -> tuple[bool, list[Months]]:
    """Call each rep in `keys` what his latest row calls him.

    Return whether that changed anything, and the months in which somebody has another name than before: who shares a
    rank stands in the order of names, so their boards have to be made anew.
    """
    latest: dict[str, Member] = {}
    spans: dict[str, list[Months]] = {}
    for one in members:
        if one.rep in keys:
            latest[one.rep] = max(latest.get(one.rep, one), one, key=lambda row: row.starts)
            spans.setdefault(one.rep, []).append(months_of(one.starts, one.ends))
    changed, renamed = False, []
    for key, rep_id in find_ids(Rep.key, keys).items():
        rep = db.session.get_one(Rep, rep_id)
        name, email = (latest[key].name, latest[key].email) if key in latest else ("", "")
        if rep.name != name:
            renamed += spans.get(key, [])
        if (rep.name, rep.email) != (name, email):
            rep.name, rep.email = name, email
            changed = True
    return changed, renamed
