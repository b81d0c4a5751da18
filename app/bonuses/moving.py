"""A bonus moves from state to state by one conditional update, and each move leaves an event.

Everything here is a part of the caller's transaction.
"""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, insert, select, update

from app.bonuses.errors import EntryError, MissingError, StateError
from app.extensions import db
from app.models.bonuses import Bonus, BonusEvent

LONGEST = 2_000
"""Characters of a reason, or of what is said in a dispute."""


def find(bonus_id: int) -> Row[Any]:
    """Return a bonus as it is stored. Raises MissingError."""
    found = db.session.execute(select(*Bonus.__table__.c).where(Bonus.id == bonus_id)).one_or_none()
    if found is None:
        raise MissingError(_("There is no such bonus."))
    return found


def move(ids: Collection[int], was: str, values: dict[str, Any], by: int, now: int, reason: str = "") -> None:
    """Let all the bonuses with these ids go from the state `was` to that of `values`, or raise StateError."""
    going = update(Bonus).where(Bonus.id.in_(ids), Bonus.state == was).values(values)
    gone = db.session.scalars(going.returning(Bonus.id)).all()
    if len(gone) != len(ids):
        raise StateError(_("Somebody else was quicker: look again at what it is now."))
    note(gone, values["state"], by, now, reason)


def note(ids: Collection[int], what: str, by: int | None, now: int, reason: str = "") -> None:
    """Leave an event with each of these bonuses: the state it came into, who did it, why."""
    rows = [{"bonus_id": one, "at": now, "by": by, "what": what, "reason": reason} for one in sorted(ids)]
    if rows:
        db.session.execute(insert(BonusEvent), rows)


def written(text: str, field: str) -> str:
    """Return what somebody wrote, without blanks around it. Raises EntryError if it is nothing or too much."""
    text = text.strip()
    if not text:
        raise EntryError(field, _("Say why: it is kept with the money."))
    if len(text) > LONGEST or "\0" in text:
        raise EntryError(field, _("Write at most %(most)d characters.", most=LONGEST))
    return text
