"""Badges as pages and pieces of pages show them; also the shelf that other features have on their pages."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from app.badges import queries, telling
from app.badges.queries import Held
from app.stamp import Reading
from scoring.nearest import Next
from scoring.versions import Timeline

BAR = 100
"""The width of a bar of what is done."""


class Time(NamedTuple):
    """One time that a badge was earned or given, in words; addresses to print it and to take it back."""

    when: str
    what: str
    given: str
    revoked: str
    url: str
    revoke: str
    provisional: bool


class Piece(NamedTuple):
    """Badges of one kind and metal in a cabinet, the newest first; provisional while all of them are."""

    kind: str
    metal: str
    metal_word: str
    name: str
    state: str
    times: Sequence[Time]


class Aim(NamedTuple):
    """A badge to work for: what is missing, and how far somebody has come on a bar of 100."""

    kind: str
    metal: str
    metal_word: str
    name: str
    words: str
    done: int


def shelf(board: str, who: int, now: Reading) -> dict[str, Any]:
    """Return what a shelf shows to somebody who may see all of it: the latest badges, and the nearest one."""
    found = queries.cabinet(board, who, now)
    latest = queries.standing(found.held)[: queries.LATEST]
    return {
        "latest": [shown(one, now) for one in latest],
        "nearest": aim(found.nexts[0], now.line) if found.nexts else None,
    }


def shown(one: Held, now: Reading) -> Piece:
    """Return a badge by itself."""
    state = "final" if one.id else "provisional"
    when = telling.when_words(now.line, one.kind, one.month)
    time = Time(when, "", "", "", "", "", one.id is None)
    return Piece(one.kind, one.metal, telling.metal_word(one.metal), one.name, state, [time])


def aim(one: Next, line: Timeline) -> Aim:
    """Return what is missing for a badge."""
    return Aim(
        one.badge.kind,
        one.metal,
        telling.metal_word(one.metal),
        one.badge.name,
        telling.next_words(line, one),
        int(one.part * BAR),
    )
