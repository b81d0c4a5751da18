"""Writes of programmes: each change rewrites the few rows of one screen, if nobody else changed them meanwhile."""

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy import delete, insert, update

from app.auth.service import RefusedError
from app.delivery import move_stamp
from app.extensions import begin_write, db
from app.models.screens import ProgrammeItem
from app.models.users import Screen
from app.programme import Programme, programme_of


def arrange(screen_id: int, edit: Callable[[Programme], Programme], seen: int | None = None) -> None:
    """Let a screen show what `edit` makes of its programme; nothing at all: the standard programme again.

    Raises RefusedError with the reason of `edit`, or if the programme is not the version `seen` any more; without one
    any will do.
    """
    begin_write()
    here = [Screen.id == screen_id, *([] if seen is None else [Screen.programme_version == seen])]
    taken = update(Screen).where(*here).values(programme_version=Screen.programme_version + 1)
    try:
        # The row stays locked until the commit: what is read below, nobody else changes.
        if db.session.scalar(taken.returning(Screen.id)) is None:
            raise RefusedError(_("Somebody else changed this programme meanwhile: look what it is now."))
        items = edit(programme_of(screen_id))
    except RefusedError:
        db.session.rollback()
        raise
    _put(screen_id, items)
    move_stamp()
    db.session.commit()


def _put(screen_id: int, items: Programme) -> None:
    db.session.execute(delete(ProgrammeItem).where(ProgrammeItem.screen_id == screen_id))
    rows = [{"screen_id": screen_id, "place": place, **item._asdict()} for place, item in enumerate(items, 1)]
    if rows:
        db.session.execute(insert(ProgrammeItem), rows)
