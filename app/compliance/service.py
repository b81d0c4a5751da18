"""Writes of what managers do about exceptions. Each commits."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from app.compliance.errors import NotRemindedError, TakenError
from app.compliance.rows import Key, Reach
from app.extensions import begin_write, db
from app.models.compliance import NOTE, TAKEN, FollowUp, Nudge
from app.outbox import service as outbox
from app.outbox.rows import NUDGE
from app.patience import patiently


def note(key: Key, text: str, by: int, now: int) -> None:
    """Keep what somebody noted about an exception."""
    _add(key, {"act": NOTE, "text": text, "by": by, "at": now})


def take(key: Key, by: int, now: int) -> None:
    """Note that somebody takes care of an exception. Raises TakenError if somebody does already."""
    if not _add(key, {"act": TAKEN, "text": "", "by": by, "at": now}):
        raise TakenError(_("Somebody else was quicker and takes care of it already."))


def nudge(key: Key, reach: Reach, by: int, day: int, now: int) -> None:
    """Have the rep of an exception reminded of it, once on a `day`. Raises NotRemindedError if he is already."""

    def transaction() -> bool:
        begin_write()
        number = _insert(Nudge, key, {"on_day": day, "user_id": reach.user_id, "by": by, "at": now})
        if number is not None:
            outbox.put(NUDGE, number, {reach.user_id: reach.ways}, now)
        db.session.commit()
        return number is not None

    if not patiently(transaction):
        raise NotRemindedError(_("Somebody else was quicker: the reminder is on its way already."))


def _add(key: Key, what: dict[str, Any]) -> bool:
    """Add a line unless it takes what is taken; return whether it was added."""

    def transaction() -> bool:
        begin_write()
        added = _insert(FollowUp, key, what) is not None
        db.session.commit()
        return added

    return patiently(transaction)


def _insert(table: type[FollowUp | Nudge], key: Key, what: dict[str, Any]) -> int | None:
    """Insert a row about an exception; return its id, or None if there is such a row already."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(table).values(**key._asdict(), **what).on_conflict_do_nothing()
    number: int | None = db.session.scalar(adding.returning(table.id))
    return number
