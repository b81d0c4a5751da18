"""A wall as it is drawn: one scene of a programme at a time, in the frame that all of them have."""

import re
from typing import Any, NamedTuple

from flask import render_template
from markupsafe import Markup
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
ADDRESS = re.compile(r"(\d{1,3})(?:\.(\d{1,3}))?", re.ASCII)
"""How an address tells a scene: "3", or "3.2" when it comes for the third time."""


class At(NamedTuple):
    """Where a wall is: at a scene, by its number in the programme, that came so many times before."""

    number: int
    turn: int = 0

    def __str__(self) -> str:
        """Return it as it stands in an address."""
        return f"{self.number}.{self.turn}" if self.turn else str(self.number)


class Wall(NamedTuple):
    """All that decides what a wall looks like at a time: screens that have it in common share what is drawn."""

    programme: Programme
    settings: Settings
    at: At


class Scene(NamedTuple):
    """A scene that has something to say: its number in the programme, its item, its figures, and it as it is drawn."""

    number: int
    item: Item
    figures: dict[str, Any]
    drawn: Markup


def asked(text: str) -> At | None:
    """Return the scene that an address asks for, the first if none; None if it is no number of one."""
    found = ADDRESS.fullmatch(text or "0")
    return At(int(found[1]), int(found[2] or 0)) if found else None


def wall_of(screen: KnownScreen | None, at: At) -> Wall:
    """Return the wall of a screen, or of somebody who looks at it by himself."""
    return Wall(screen.programme, screen.settings, at) if screen else Wall(STANDARD, USUAL, at)


def tag_of(version: str, at: At) -> str:
    """Return the version of a scene: what is shown there stays until what is stored changes."""
    return f"{version}-{at}"


def drawn(wall: Wall) -> bytes:
    """Return a wall as it is kept, drawn if it was not yet in this version."""
    return piece("wall", wall, lambda: draw(wall.programme, wall.at, reading(), wall.settings))


def draw(programme: Programme, at: At, now: Reading, settings: Settings = USUAL) -> str:
    """Return the first scene from where a wall is on, around the end if need be, that has something to say."""
    found = _speaking(programme, at, now) if now.timeline else None
    shown: dict[str, Any] = {"kind": "", "seconds": 0, "number": 0}
    turns = 1
    if found:
        turns = found.figures.get("turns", 1)
        shown = {
            "kind": found.item.kind,
            "seconds": found.item.seconds,
            "number": found.number,
            "scene": found.drawn,
            **found.figures,
        }
    return render_template(
        "wall/_wall.html",
        tag=tag_of(now.tag, at),
        asked=str(at),
        at=str(At(shown["number"], at.turn % turns)),
        next=(shown["number"] + 1) % max(len(programme), 1),
        again=str(At(at.number, (at.turn + 1) % turns)),
        settings=settings,
        celebrations=Markup(_celebrations(now)),  # noqa: S704 - rendered by a template of ours
        **_frame(now),
        **shown,
    )


def _celebrations(now: Reading) -> str:
    """Return the list of what is celebrated: the same on all walls, and whatever scores come meanwhile."""

    def render() -> str:
        found = celebrations(now, clock.now()) if now.timeline else []
        return render_template("wall/_celebrations.html", celebrations=found)

    return piece("celebrations", None, render, now.beside).decode()


def _speaking(programme: Programme, at: At, now: Reading) -> Scene | None:
    for step in range(len(programme)):
        number = (at.number + step) % len(programme)
        if scene := scene_of(number, programme[number], now, at.turn):
            return scene
    return None


def scene_of(number: int, item: Item, now: Reading, turn: int = 0) -> Scene | None:
    """Return the scene of an item; None if it has nothing to say, or fails: the others have their turns."""
    kind = KINDS[item.kind]
    try:
        figures = kind.figures(item, now, turn)
        if not figures:
            return None
        drawn = render_template(kind.template, late=now.late, **figures)
    except AWAY:
        raise
    except Exception:
        log.exception("scene", kind=item.kind)
        db.session.rollback()
        return None
    return Scene(number, item, figures, Markup(drawn))  # noqa: S704 - rendered by a template of ours


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
