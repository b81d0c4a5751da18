"""Storing people: memberships as a file leaves them, and absences; what rests on them is marked for scoring."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, text, update

from app.delivery import Months, months_of, move_stamp, touch
from app.extensions import begin_write, db
from app.intake.faults import Refusal
from app.models.people import LAST_DAY, Absence, Membership, Rep, Team
from app.models.scores import ClockRow
from app.names import find_ids, make_ids
from app.patience import patiently
from app.people.changes import Change, Changes, compare
from app.people.queries import stored_members
from app.people.rows import Away, Member


def load_people(rows: Sequence[Member], cause: str) -> Changes:
    """Lay `rows` of a file over what is stored, commit what comes of it, and return what changed."""

    def transaction() -> Changes:
        _begin_alone()
        changes = compare(stored_members(), rows)
        changed = _write_changes(changes, {row.rep for row in rows}, cause)
        db.session.commit() if changed else db.session.rollback()
        return changes

    return patiently(transaction)


def set_memberships(rep: str, rows: Sequence[Member], cause: str) -> tuple[bool, list[Refusal]]:
    """Let `rows`, numbered from 1, be all memberships of `rep`, and commit; return whether that changed anything.

    If one of them cannot stand, nothing is changed, and the refusals say why.
    """

    def transaction() -> tuple[bool, list[Refusal]]:
        _begin_alone()
        stored = stored_members()
        kept = {row.starts for row in rows}
        gone = [one for one in stored if one.rep == rep and one.starts not in kept]
        withdrawals = [one._replace(line=len(rows) + 1, ends=one.starts) for one in gone]
        changes = compare(stored, [*rows, *withdrawals])
        changed = not changes.refusals and _write_changes(changes, {rep}, cause)
        db.session.commit() if changed else db.session.rollback()
        return changed, changes.refusals

    return patiently(transaction)


def set_absences(rep: str, rows: Sequence[Away], cause: str) -> bool:
    """Let `rows` be all absences of `rep`, and commit; return whether that changed anything."""

    def transaction() -> bool:
        _begin_alone()
        rep_id = make_ids(Rep.key, {rep})[rep]
        here = Absence.rep_id == rep_id
        known = {
            (starts, ends)
            for starts, ends in db.session.execute(select(Absence.starts, Absence.ends).where(here))
        }
        told = {(row.starts, row.ends) for row in rows}
        for starts, ends in known - told:
            db.session.execute(delete(Absence).where(here, Absence.starts == starts, Absence.ends == ends))
        values = [{"rep_id": rep_id, "starts": starts, "ends": ends} for starts, ends in sorted(told - known)]
        if values:
            db.session.execute(insert(Absence), values)
        if known == told:
            db.session.rollback()
            return False
        touch((months_of(starts, ends) for starts, ends in known ^ told), cause)
        move_stamp()
        db.session.commit()
        return True

    return patiently(transaction)


def load_absences(rows: Sequence[Away], cause: str) -> int:
    """Store those absences that are not there yet, commit, and return how many those were."""

    def transaction() -> int:
        _begin_alone()
        reps = make_ids(Rep.key, {row.rep for row in rows})
        known = set(db.session.execute(select(Absence.rep_id, Absence.starts, Absence.ends)))
        added = {(reps[row.rep], row.starts, row.ends) for row in rows} - known
        if added:
            values = [{"rep_id": rep, "starts": starts, "ends": ends} for rep, starts, ends in sorted(added)]
            db.session.execute(insert(Absence), values)
            touch((months_of(starts, ends) for _rep, starts, ends in added), cause)
            move_stamp()
            db.session.commit()
        else:
            db.session.rollback()
        return len(added)

    return patiently(transaction)


def _write_changes(changes: Changes, reps: set[str], cause: str) -> bool:
    """Write what changed and mark the months that rest on it; return whether anything did."""
    _write_memberships(changes.memberships)
    named, renamed = _write_names(reps, changes.members)
    if not changes.memberships and not named:
        return False
    touch([*_months(changes.memberships), *renamed], cause)
    move_stamp()
    return True


def _begin_alone() -> None:
    """Begin a transaction that no other load of people runs beside: what it compares with must stay as it is."""
    begin_write()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE membership, absence IN SHARE ROW EXCLUSIVE MODE"))


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
