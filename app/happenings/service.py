"""Writes of what happened: noticed portion by portion after scores were committed; and kudos, given and taken back."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, delete, exists, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app import unnoticed
from app.delivery import move_stamp
from app.extensions import begin_write, db
from app.happenings import looking
from app.happenings.errors import KudosError
from app.happenings.leading import Lead
from app.happenings.looking import Look, View
from app.models.happenings import Happening, Kudos, NoticedLead, NoticedMonth, Unnoticed
from app.patience import patiently
from scoring.periods import month_ends

THE_ONE = 1
"""The id of the row that there is one of."""

_happening: Any = Happening.__table__
_OTHER = (
    update(_happening)
    .where(_happening.c.id == bindparam("b_id"))
    .values({name: bindparam(name) for name in ("detail", "live", "gone_at")})
)


def notice(now: int) -> bool:
    """Notice what happened to some of those who changed, and commit; return whether there may be others.

    It looks first, and holds up nobody meanwhile. Then it writes, unless somebody else has looked at the same.
    """
    seen = looking.view(now)
    if seen and seen.noticed != seen.over:
        _note_months(seen)
    found = looking.look(seen) if seen else None
    if found is None:
        db.session.rollback()
        return False
    # What is lost with the power is looked at again, as long as nobody saw it.
    begin_write(durable=bool(found.new or found.other))
    if _take(found.taken):
        _write(found)
        db.session.commit()
    else:
        db.session.rollback()
    return True


def give(happening_id: int, rep_id: int, now: int) -> None:
    """Give a rep's kudos for a happening, once, and commit. Raises KudosError."""
    row = {"happening_id": happening_id, "rep_id": rep_id, "at": now}
    types = Kudos.__table__.c
    values = (literal(value, types[name].type) for name, value in row.items())
    own = (Happening.board == "rep") & (Happening.who == rep_id)
    allowed = exists().where(Happening.id == happening_id, Happening.gone_at.is_(None), ~own)
    adding = _insert(Kudos).from_select(list(row), select(*values).where(allowed))

    def transaction() -> None:
        begin_write()
        db.session.execute(adding.on_conflict_do_nothing())
        given = db.session.get(Kudos, (happening_id, rep_id))
        db.session.commit()
        if given is None:
            raise KudosError(_("There are no kudos to give for this."))

    patiently(transaction)


def take_back(happening_id: int, rep_id: int) -> None:
    """Take a rep's kudos back, and commit."""

    def transaction() -> None:
        begin_write()
        given = (Kudos.happening_id == happening_id, Kudos.rep_id == rep_id)
        db.session.execute(delete(Kudos).where(*given))
        db.session.commit()

    patiently(transaction)


def _note_months(seen: View) -> None:
    """Leave everybody of the months that ended since, or that run again, to be looked at; it is news on that day."""
    begin_write()
    noted = {"id": THE_ONE, "month": seen.over}
    if seen.noticed is None:
        db.session.execute(_insert(NoticedMonth).values(noted).on_conflict_do_nothing())
        db.session.commit()
        return
    as_before = (NoticedMonth.id == THE_ONE, NoticedMonth.month == seen.noticed)
    moved = db.session.execute(update(NoticedMonth).where(*as_before).values(noted))
    if moved.rowcount == 1:  # type: ignore[attr-defined]
        first, last = sorted((seen.noticed, seen.over))
        for month in range(first + 1, last + 1):
            unnoticed.leave_all(month, live=last == seen.over and seen.now.day == month_ends(month))
    db.session.commit()


def _take(changes: list[int]) -> bool:
    """Take changes, that nobody else looks at them; tell whether all were still there."""
    gone = db.session.execute(delete(Unnoticed).where(Unnoticed.id.in_(changes)))
    return bool(gone.rowcount == len(changes))  # type: ignore[attr-defined]


def _write(found: Look) -> None:
    if found.new:
        db.session.execute(insert(Happening), found.new)
    if found.other:
        db.session.connection().execute(_OTHER, found.other)
    for lead in found.leads:
        _note_lead(lead)
    if found.new or found.other:
        move_stamp()


def _note_lead(lead: Lead) -> None:
    told = {"period": lead.period, "who": lead.who}
    adding = _insert(NoticedLead).values(board=lead.board, side=lead.side, **told)
    db.session.execute(adding.on_conflict_do_update(index_elements=["board", "side"], set_=told))


def _insert(model: Any) -> Any:
    """Return an insert of the database at hand, which minds what is there already."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(model)
