"""A wall as it is drawn: one scene of a programme at a time, in the frame that all of them have."""

from typing import Any, NamedTuple

from flask import render_template
from sqlalchemy import exc

from app import clock, lateness
from app.auth.screens import KnownScreen, Settings
from app.extensions import db
from app.logs import log
from app.programme import STANDARD, Item, Programme
from app.stamp import Reading, piece, reading
from app.wall.celebrations import celebrations
from app.wall.scenes import KINDS
from app.wording import moment
from scoring.calendar import MINUTE
from scoring.periods import month_of

USUAL = Settings(sound=False, quiet_from="", quiet_to="", dims=False)
"""How a wall behaves that somebody looks at by himself, or as a preview."""
AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)
"""What says that there is no database: then no scene is silent, and screens keep what they show."""
MOST_DIGITS = 3
"""Digits of a scene's number in an address."""


class Wall(NamedTuple):
    """All that decides what a wall looks like at a time: screens that have it in common share what is drawn."""

    programme: Programme
    settings: Settings
    at: int


class Scene(NamedTuple):
    """A scene that has something to say: its number in the programme, its item, its template and figures."""

    number: int
    item: Item
    template: str
    figures: dict[str, Any]


def asked(text: str) -> int | None:
    """Return the number of the scene that an address asks for, the first if none; None if it is no number."""
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def wall_of(screen: KnownScreen | None, at: int) -> Wall:
    """Return the wall of a screen, or of somebody who looks at it by himself."""
    return Wall(screen.programme, screen.settings, at) if screen else Wall(STANDARD, USUAL, at)


def tag_of(version: str, at: int) -> str:
    """Return the version of a scene: what is shown there stays until what is stored changes."""
    return f"{version}-{at}"


def drawn(wall: Wall) -> bytes:
    """Return a wall as it is kept, drawn if it was not yet in this version."""
    return piece("wall", wall, lambda: draw(wall.programme, wall.at, reading(), wall.settings))


def draw(programme: Programme, at: int, now: Reading, settings: Settings = USUAL) -> str:
    """Return the first scene from number `at` on, around the end if need be, that has something to say."""
    found = _speaking(programme, at, now) if now.timeline else None
    shown: dict[str, Any] = {"kind": "", "seconds": 0, "number": 0}
    if found:
        shown = {
            "kind": found.item.kind,
            "seconds": found.item.seconds,
            "number": found.number,
            "template": found.template,
            **found.figures,
        }
    return render_template(
        "wall/_wall.html",
        tag=tag_of(now.tag, at),
        at=at,
        next=(shown["number"] + 1) % max(len(programme), 1),
        settings=settings,
        celebrations=celebrations(now, clock.now()) if now.timeline else [],
        **_frame(now),
        **shown,
    )


def _speaking(programme: Programme, at: int, now: Reading) -> Scene | None:
    for step in range(len(programme)):
        number = (at + step) % len(programme)
        item = programme[number]
        figures = figures_of(item, now)
        if figures:
            return Scene(number, item, KINDS[item.kind].template, figures)
    return None


def figures_of(item: Item, now: Reading) -> dict[str, Any] | None:
    """Return what an item says; None if that is nothing, or cannot be found out: the others have their turns."""
    try:
        return KINDS[item.kind].figures(item, now)
    except AWAY:
        raise
    except Exception:
        log.exception("scene", kind=item.kind)
        db.session.rollback()
        return None


def _frame(now: Reading) -> dict[str, Any]:
    """Return what every scene has around it: how fresh the data are, and when nobody is there to look."""
    if now.timeline is None:
        return {"zone": now.zone.key}
    terms = now.line.terms_of(month_of(now.day))
    hours = terms.agreement.calendar
    return {
        "zone": now.zone.key,
        "as_of": None if now.data_as_of is None else moment(now.data_as_of, now.zone, now.day),
        "late": lateness.words(now.late, now.zone, now.day),
        "opens": _time(hours.opens) if terms.business.is_working_day(now.day) else "",
        "closes": _time(hours.closes),
    }


def _time(hour: int) -> str:
    """Return a time of the day as scripts read it."""
    minutes = hour // MINUTE
    return f"{minutes // 60:02}:{minutes % 60:02}"
