"""Reads of screens as they are kept, and of the name by which walls call a rep."""

from typing import Any, NamedTuple

from sqlalchemy import select

from app.auth.screens import Settings
from app.extensions import db
from app.models.people import Rep
from app.models.users import Screen

_SCREENS: Any = select(
    *(Screen.id, Screen.name, Screen.created_at, Screen.seen_at, Screen.revoked_at),
    *(Screen.sound, Screen.quiet_from, Screen.quiet_to, Screen.dims),
)


class Kept(NamedTuple):
    """A screen: since when it shows the wall, when it last asked, whether and when it was revoked, how it behaves."""

    id: int
    name: str
    created_at: int
    seen_at: int | None
    revoked_at: int | None
    settings: Settings


def all_screens() -> list[Kept]:
    """Return all screens by name, those that were revoked last."""
    return _kept(_SCREENS.order_by(Screen.revoked_at.is_not(None), Screen.name))


def screen(number: int) -> Kept | None:
    """Return the screen with this id, if there is one."""
    return next(iter(_kept(_SCREENS.where(Screen.id == number))), None)


def chosen_name(rep_id: int) -> str:
    """Return what a rep chose to be called on walls; empty if by his name."""
    return db.session.scalar(select(Rep.wall_name).where(Rep.id == rep_id)) or ""


def _kept(screens: Any) -> list[Kept]:
    return [
        Kept(
            *(one.id, one.name, one.created_at, one.seen_at, one.revoked_at),
            Settings(one.sound, one.quiet_from, one.quiet_to, one.dims),
        )
        for one in db.session.execute(screens)
    ]
