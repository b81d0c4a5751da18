"""Storing people: memberships and absences, as files and admins tell; what rests on them is marked for scoring."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from app.activities.service import lock
from app.delivery import months_of, move_stamp, touch
from app.extensions import begin_write, db
from app.intake.faults import Refusal
from app.models.people import Absence, Rep, Team
from app.models.users import ManagedTeam
from app.names import make_ids
from app.patience import patiently
from app.people.aliases import decide
from app.people.changes import Changes, compare
from app.people.edits import Edit, EditError
from app.people.queries import (
    Lines,
    aliases,
    known_members,
    managers_by_email,
    quarter_lines,
    stored_members,
)
from app.people.rows import Away, Member, Named
from app.people.writing import write_changes
from app.scorekeeping.service import catch_up_now, rehearse

R = TypeVar("R")


def load_people(rows: Sequence[Member], cause: str) -> Changes:
    """Lay `rows` of a file over what is stored, commit what comes of it, and return what changed."""

    def transaction() -> Changes:
        _begin_alone()
        changes = compare(stored_members(), rows, aliases())
        changed = write_changes(changes, {row.rep for row in rows}, cause)
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
        changes = compare(stored, [*rows, *withdrawals], aliases())
        changed = not changes.refusals and write_changes(changes, {rep}, cause)
        db.session.commit() if changed else db.session.rollback()
        return changed, changes.refusals

    return patiently(transaction)


def change(edit: Edit) -> None:
    """Change the memberships of a rep as an admin asks, commit, and score what rests on them. Raises EditError."""

    def transaction() -> None:
        _begin_alone()
        _apply(edit)
        db.session.commit()

    _with_scores(transaction, f"membership of {edit.rep}")


def preview(edit: Edit) -> tuple[Lines, Lines]:
    """Return the lines of all quarters before and after a change, which is not made. Raises EditError."""
    return patiently(lambda: rehearse(lambda: _apply(edit), quarter_lines))


def decide_alias(owner: str, rep: str | None, by: str, now: int) -> bool:
    """Let `owner` be an alias of `rep`, or without one of nobody, commit, and score what rests on it.

    Return whether that was not decided already. Raises EditError.
    """

    def transaction() -> bool:
        begin_write()
        decided = _decide(owner, rep, by, now)
        db.session.commit()
        return decided

    return _with_scores(transaction, f"alias {owner}")


def preview_alias(owner: str, rep: str | None, by: str, now: int) -> tuple[Lines, Lines]:
    """Return the lines of all quarters before and after a decision, which is not made. Raises EditError."""
    return patiently(lambda: rehearse(lambda: decide(owner, rep, by, now), quarter_lines, of_activities=True))


def load_aliases(rows: Sequence[Named], by: str, now: int) -> tuple[int, list[Refusal]]:
    """Decide what the last row about each owner says, and commit; return how many decisions are new, and refusals."""

    def transaction() -> tuple[int, list[Refusal]]:
        begin_write()
        decided, refusals = 0, []
        for row in {row.owner: row for row in rows}.values():
            try:
                decided += _decide(row.owner, row.rep, by, now)
            except EditError as error:
                refusals.append(Refusal(row.line, str(error), row.cells))
        db.session.commit()
        return decided, refusals

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


def add_absence(row: Away) -> None:
    """Store an absence, commit, and score what rests on it. Raises EditError if it is there already."""
    cause = f"absence of {row.rep}"
    if not load_absences([row], cause):
        raise EditError("first", _("These days are noted already."))
    _score(cause)


def withdraw_absence(absence: int) -> None:
    """Delete the absence with this id, commit, and score what rested on it; nothing if it is gone already."""

    def transaction() -> None:
        _begin_alone()
        gone = delete(Absence).where(Absence.id == absence).returning(Absence.starts, Absence.ends)
        for starts, ends in db.session.execute(gone).all():
            touch([months_of(starts, ends)], "absence withdrawn")
            move_stamp()
        db.session.commit()

    _with_scores(transaction, "absence withdrawn")


def add_manager(team: str, email: str) -> None:
    """Let a manager manage a team, and commit. Raises EditError if there is no such manager."""
    begin_write()
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    row = dialect.insert(ManagedTeam).values(user_id=_manager_id(email), team_id=_team_id(team))
    db.session.execute(row.on_conflict_do_nothing())
    move_stamp()
    db.session.commit()


def remove_manager(team: str, email: str) -> None:
    """Let a manager manage a team no more, and commit. Raises EditError if there is no such manager."""
    begin_write()
    his = (ManagedTeam.user_id == _manager_id(email), ManagedTeam.team_id == _team_id(team))
    db.session.execute(delete(ManagedTeam).where(*his))
    move_stamp()
    db.session.commit()


def _manager_id(email: str) -> int:
    user = managers_by_email().get(email)
    if user is None:
        db.session.rollback()
        raise EditError("email", _("Choose a manager."))
    return user


def _team_id(name: str) -> Any:
    return select(Team.id).where(Team.name == name).scalar_subquery()


def _with_scores(transaction: Callable[[], R], cause: str) -> R:
    try:
        done = patiently(transaction)
    except EditError:
        db.session.rollback()
        raise
    _score(cause)
    return done


def _score(cause: str) -> None:
    patiently(lambda: catch_up_now(cause))


def _apply(edit: Edit) -> None:
    """Make a change as a part of the caller's transaction, beside which no other load of people runs."""
    known = known_members()
    changes = compare(known.members, edit.rows(known), known.aliases)
    if changes.refusals:
        raise EditError("team", changes.refusals[0].reason)
    write_changes(changes, {edit.rep}, f"membership of {edit.rep}")


def _decide(owner: str, rep: str | None, by: str, now: int) -> bool:
    """Decide about an alias as a part of the caller's transaction, beside which nothing that it is about is stored."""
    lock(alone=True)
    _lock()
    return decide(owner, rep, by, now)


def _begin_alone() -> None:
    """Begin a transaction that no other load of people runs beside: what it compares with must stay as it is."""
    begin_write()
    _lock()


def _lock() -> None:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE membership, absence IN SHARE ROW EXCLUSIVE MODE"))
