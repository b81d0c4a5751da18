"""Writes of what managers do about exceptions. Both commit."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from app.compliance.errors import TakenError
from app.compliance.rows import Key
from app.extensions import begin_write, db
from app.models.compliance import NOTE, TAKEN, FollowUp
from app.patience import patiently


def note(key: Key, text: str, by: int, now: int) -> None:
    """Keep what somebody noted about an exception."""
    _add(key, {"act": NOTE, "text": text, "by": by, "at": now})


def take(key: Key, by: int, now: int) -> None:
    """Note that somebody takes care of an exception. Raises TakenError if somebody does already."""
    if not _add(key, {"act": TAKEN, "text": "", "by": by, "at": now}):
        raise TakenError(_("Somebody else was quicker and takes care of it already."))


def _add(key: Key, what: dict[str, Any]) -> bool:
    """Add a line unless it takes what is taken; return whether it was added."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(FollowUp).values(**key._asdict(), **what).on_conflict_do_nothing()

    def transaction() -> bool:
        begin_write()
        added = db.session.scalar(adding.returning(FollowUp.id)) is not None
        db.session.commit()
        return added

    return patiently(transaction)
