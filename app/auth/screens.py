"""Wall screens: each holds a token in a cookie, which lets it show the wall until it is revoked.

All that is written of them is written here, but what they show; none of it commits.
"""

from collections.abc import Collection
from itertools import groupby
from operator import itemgetter
from threading import Lock
from typing import NamedTuple

from flask import Flask, Response, current_app
from sqlalchemy import BigInteger, bindparam, or_, select, text, update

from app.auth import memory
from app.auth.queries import fingerprint
from app.delivery import move_stamp
from app.extensions import db
from app.models.screens import ProgrammeItem
from app.models.users import Screen
from app.programme import Item, Programme, or_standard

YEAR = 365 * 24 * 3600
MINUTE = 60 * 1_000_000

_screen, _item = Screen.__table__.c, ProgrammeItem.__table__.c
_SETTINGS = (_screen.sound, _screen.quiet_from, _screen.quiet_to, _screen.dims)
# Built once, and one query for all: hundreds of screens ask within seconds after the stamp moved.
_GOOD = (
    select(
        *(_screen.token_hash, _screen.id, _screen.name, *_SETTINGS),
        *(_item.kind, _item.side, _item.seconds, _item.detail),
    )
    .join_from(Screen.__table__, ProgrammeItem.__table__, _item.screen_id == _screen.id, isouter=True)
    .where(_screen.revoked_at.is_(None))
    .order_by(_screen.id, _item.place)
)
_ALL = "all"
"""What all screens are remembered by."""
_turn = Lock()
"""Whose turn it is to read all screens: hundreds would do so at the same moment."""
_ADD = text(
    """
    INSERT INTO screen (name, token_hash, created_at, seen_at) VALUES (:name, :hash, :now, :seen)
    ON CONFLICT (name) DO NOTHING
    RETURNING id
    """
).bindparams(bindparam("seen", type_=BigInteger))


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


Screens = dict[str, KnownScreen]
"""All screens that were not revoked, by the hash of their tokens."""


class Sightings:
    """Which screens asked since this process last wrote down who did."""

    def __init__(self) -> None:
        """Begin with none."""
        self.ids: set[int] = set()
        self.written_at = 0

    def due(self, now: int) -> list[int]:
        """Return the screens to write down, once a minute; they are forgotten here."""
        if now - self.written_at < MINUTE:
            return []
        self.written_at = now
        seen, self.ids = self.ids, set()
        return sorted(seen)


def sightings(app: Flask) -> Sightings:
    """Return the sightings of this process."""
    found: Sightings = app.extensions["baton_sightings"]
    return found


def screen_of(token: str | None) -> KnownScreen | None:
    """Return the screen whose token or cookie this is, if it was not revoked.

    Screens poll every 2 s: all of them are remembered until the stamp moves, which pairing one, revoking one and
    arranging one make it do.
    """
    known = memory.remembered("screens", _ALL, _good_screens, _turn) if token else None
    return known.get(fingerprint(token)) if token and known else None


def recall(app: Flask, token: str, version: str) -> KnownScreen | None:
    """Return the screen with this token as it is in a `version` of what is no score; asks no database."""
    known: Screens | None = memory.recall(app, "screens", _ALL, version)
    found = known.get(fingerprint(token)) if known else None
    if found:
        sightings(app).ids.add(found.id)
    return found


def cookie_name() -> str:
    """Return the name of a screen's cookie; over https one that no other host or path can set."""
    return "__Host-baton-screen" if current_app.config["BATON_HTTPS"] == "on" else "baton-screen"


def keep(response: Response, token: str) -> None:
    """Give a screen its cookie."""
    https = current_app.config["BATON_HTTPS"] == "on"
    response.set_cookie(cookie_name(), token, max_age=YEAR, secure=https, httponly=True, samesite="Lax")


def hang(name: str, token_hash: str, now: int, seen_at: int | None = None) -> int | None:
    """Let the screen with this token show the wall as `name`; return its id, None if another one is called that.

    Of one that was revoked the new one takes over the name, with its settings and its programme. Part of the caller's
    transaction.
    """
    revoked = update(Screen).where(Screen.name == name, Screen.revoked_at.is_not(None))
    anew = {"token_hash": token_hash, "created_at": now, "revoked_at": None, "seen_at": seen_at}
    found: int | None = db.session.scalar(revoked.values(anew).returning(Screen.id))
    if found is None:
        found = db.session.scalar(_ADD, {"name": name, "hash": token_hash, "now": now, "seen": seen_at})
    if found is not None:
        move_stamp()
    return found


def take_down(name: str, now: int) -> bool:
    """Keep the screen called `name` from showing the wall; tell whether there was one. Part of the transaction."""
    hung = update(Screen).where(Screen.name == name, Screen.revoked_at.is_(None))
    found = db.session.scalar(hung.values(revoked_at=now).returning(Screen.id)) is not None
    if found:
        move_stamp()
    return found


def behave(screen_id: int, settings: Settings) -> None:
    """Let a screen behave as `settings` say; part of the caller's transaction."""
    db.session.execute(update(Screen).where(Screen.id == screen_id).values(settings._asdict()))
    move_stamp()


def see(seen: Collection[int], now: int) -> None:
    """Write down that screens asked, but for rows that another process holds, or wrote a moment ago."""
    before = or_(Screen.seen_at.is_(None), Screen.seen_at <= now - MINUTE)
    free = select(Screen.id).where(Screen.id.in_(seen), before).with_for_update(skip_locked=True)
    db.session.execute(update(Screen).where(Screen.id.in_(free)).values(seen_at=now))


def _good_screens() -> Screens:
    found: Screens = {}
    for token_hash, rows in groupby(db.session.execute(_GOOD), itemgetter(0)):
        (_, number, name, *rest), *others = rows
        own = tuple(Item(*row[-4:]) for row in [rest, *others] if row[-4])
        found[token_hash] = KnownScreen(number, name, Settings(*rest[:4]), or_standard(own))
    return found
