"""Wall screens: a token, shown once, is exchanged for a cookie that lasts until the screen is revoked."""

from typing import NamedTuple

from flask import Flask, Response, current_app
from sqlalchemy import select

from app.auth.memory import is_known, remembered
from app.auth.queries import fingerprint
from app.extensions import db
from app.models.users import Screen

YEAR = 365 * 24 * 3600


class KnownScreen(NamedTuple):
    """A screen that may show the wall."""

    id: int
    name: str


def screen_of(token: str | None) -> KnownScreen | None:
    """Return the screen whose token or cookie this is, if it was not revoked.

    Screens poll every 2 s: who was found is remembered until the stamp moves, which a revocation makes it do.
    """
    return remembered("screen", token, lambda: _look_up(token)) if token else None


def is_remembered(app: Flask, token: str, number: int) -> bool:
    """Return whether a screen was let in by `token` since the stamp moved to `number`; asks no database."""
    return is_known(app, "screen", token, number)


def cookie_name() -> str:
    """Return the name of a screen's cookie; over https one that no other host or path can set."""
    return "__Host-baton-screen" if current_app.config["BATON_HTTPS"] == "on" else "baton-screen"


def keep(response: Response, token: str) -> None:
    """Give a screen its cookie."""
    https = current_app.config["BATON_HTTPS"] == "on"
    response.set_cookie(cookie_name(), token, max_age=YEAR, secure=https, httponly=True, samesite="Lax")


def _look_up(token: str) -> KnownScreen | None:
    row = db.session.execute(
        select(Screen.id, Screen.name).where(
            Screen.token_hash == fingerprint(token), Screen.revoked_at.is_(None)
        )
    ).first()
    return KnownScreen(*row) if row else None
