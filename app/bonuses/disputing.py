"""A rep disputes what he gets; managers and admins answer. Everything here is a part of the caller's transaction."""

from flask_babel import gettext as _
from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.auth.queries import rep_with_email
from app.bonuses import moving, rights
from app.bonuses.deciding import is_replaced
from app.bonuses.errors import EntryError, ForbiddenError, MissingError, StateError
from app.bonuses.rights import Actor
from app.bonuses.times import finished_quarter
from app.extensions import db
from app.models.bonuses import OPEN, REJECTED, UPHELD, WITHDRAWN, Dispute, DisputeMessage

OUTCOMES = (UPHELD, REJECTED)


def open_dispute(quarter: int, bonus_id: int | None, text: str, by: int, now: int) -> int:
    """Open a dispute about a quarter that is over, or one bonus of it; return its id."""
    text = moving.written(text, "text")
    who = rights.actor(by)
    rep = _about_quarter(who, quarter, now) if bonus_id is None else _about_bonus(who, bonus_id, quarter)
    row = {"rep_id": rep, "quarter": quarter, "bonus_id": bonus_id, "opened_at": now, "opened_by": by}
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    opening = dialect.insert(Dispute).values(**row, state=OPEN).on_conflict_do_nothing()
    opened: int | None = db.session.scalar(opening.returning(Dispute.id))
    if opened is None:
        raise StateError(_("You dispute this already: add to it what there is to say."))
    _add(opened, text, by, now)
    return opened


def _about_quarter(who: Actor, quarter: int, now: int) -> int:
    """Return the rep that somebody is, if the quarter is one that is over."""
    known, _period = finished_quarter(quarter, now)
    rep = rep_with_email(who.email, known.day(now))
    if rep is None:
        raise ForbiddenError(_("You are no rep: nothing is owed to you."))
    return rep.id


def _about_bonus(who: Actor, bonus_id: int, quarter: int) -> int:
    """Return the rep that a bonus of the quarter is for, if that is who asks."""
    bonus = moving.find(bonus_id)
    if not rights.is_own(who, bonus.board, bonus.who) or bonus.quarter != quarter:
        raise ForbiddenError(_("This is not your bonus."))
    if refusal := is_replaced(bonus):
        raise StateError(refusal)
    return int(bonus.who)


def say(dispute_id: int, text: str, by: int, now: int) -> None:
    """Add to an open dispute what its rep, a manager or an admin says."""
    text = moving.written(text, "text")
    who, dispute = rights.actor(by), _find_open(dispute_id)
    if refusal := rights.to_say(who, dispute.rep_id):
        raise ForbiddenError(refusal)
    _add(dispute_id, text, by, now)


def resolve(dispute_id: int, outcome: str, text: str, by: int, now: int) -> None:
    """End a dispute by an answer."""
    text = moving.written(text, "text")
    if outcome not in OUTCOMES:
        raise EntryError("outcome", _("Choose how it ends."))
    who, dispute = rights.actor(by), _find_open(dispute_id)
    if refusal := rights.to_resolve(who, dispute.rep_id):
        raise ForbiddenError(refusal)
    _add(dispute_id, text, by, now)
    _end(dispute_id, outcome, by, now)


def withdraw(dispute_id: int, by: int, now: int) -> None:
    """End a dispute because its rep does not dispute any more."""
    who, dispute = rights.actor(by), _find_open(dispute_id)
    if refusal := rights.to_withdraw(who, dispute.rep_id):
        raise ForbiddenError(refusal)
    _end(dispute_id, WITHDRAWN, by, now)


def _find_open(dispute_id: int) -> Row[int, str]:
    """Return a dispute that is open, and stays so until the transaction ends."""
    query = select(Dispute.rep_id, Dispute.state).where(Dispute.id == dispute_id).with_for_update()
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise MissingError(_("There is no such dispute."))
    if found.state != OPEN:
        raise StateError(_("This dispute is closed already."))
    return found


def _end(dispute_id: int, state: str, by: int, now: int) -> None:
    ending = update(Dispute).where(Dispute.id == dispute_id, Dispute.state == OPEN)
    db.session.execute(ending.values(state=state, closed_at=now, closed_by=by))


def _add(dispute_id: int, text: str, by: int, now: int) -> None:
    row = {"dispute_id": dispute_id, "at": now, "by": by, "text": text}
    db.session.execute(insert(DisputeMessage).values(row))
