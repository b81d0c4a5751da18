"""Wall screens: a token, shown once, is exchanged for a cookie that lasts until the screen is revoked."""

from typing import NamedTuple

from flask import Flask, Response, current_app
from sqlalchemy import select

from app.auth import memory
from app.auth.queries import fingerprint
from app.extensions import db
from app.models.users import Screen
from app.programme import STANDARD, Programme

YEAR = 365 * 24 * 3600


class Settings(NamedTuple):
    """How a screen behaves: whether it may sound, from when to when it stays quiet, whether it dims after work.

    Times are local ones such as "18:30"; both are empty if it never has to be quiet.
    """

    sound: bool
    quiet_from: str
    quiet_to: str
    dims: bool


class KnownScreen(NamedTuple):
    """A screen that may show the wall, how it behaves, and what it shows."""

    id: int
    name: str
    settings: Settings
    programme: Programme


def screen_of(token: str | None) -> KnownScreen | None:
    """Return the screen whose token or cookie this is, if it was not revoked.

    Screens poll every 2 s: who was found is remembered until the stamp moves, which a revocation makes it do.
    """
    return memory.remembered("screen", token, lambda: _look_up(token)) if token else None


def recall(app: Flask, token: str, number: int) -> KnownScreen | None:
    """Return the screen that was let in by `token` since the stamp moved to `number`; asks no database."""
    found: KnownScreen | None = memory.recall(app, "screen", token, number)
    return found


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
    usual = Settings(sound=False, quiet_from="", quiet_to="", dims=True)
    return KnownScreen(*row, usual, STANDARD) if row else None
