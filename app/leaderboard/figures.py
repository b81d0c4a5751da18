"""What a line of a board looks like: ties, movement in words, the lane with its legs, the gap to the leader."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.leaderboard.queries import Line
from app.wording import ordinal, whole

TEAM_COLOURS = 12
TRACK = 8600
"""Where the leader's lane ends, in hundredths of a percent of its width: the rest is room for the gap's figure."""


class Leg(NamedTuple):
    """A month's part of a lane: where it starts and how long it is, in percent of the width, state, and its words."""

    start: str
    width: str
    state: str
    words: str


class Lane(NamedTuple):
    """A lane with its legs; `end` is where the baton stands, `goal` where the leader's does, in percent."""

    legs: Sequence[Leg]
    end: str
    goal: str
    gap: str


def shown_rank(rank: int, shared: bool) -> str:
    """Return a rank as boards show it; a shared one as "=3"."""
    return f"={whole(rank)}" if shared else whole(rank)


def initials(name: str) -> str:
    """Return the letters on someone's disc: those of the first and the last word of the name."""
    words = [word for word in name.replace("-", " ").split() if unicodedata.category(word[0])[0] in "LN"]
    chosen = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in chosen).upper() or "?"


def colour(team_id: int) -> str:
    """Return the class that gives a team its colour."""
    return f"team-{team_id % TEAM_COLOURS}"


def movement(rank: int, before: int | None) -> tuple[str, str]:
    """Return the direction and the words of a movement from the rank `before`, None for who was not there."""
    if before is None:
        return "new", _("new")
    if before == rank:
        return "same", "–"
    steps = abs(before - rank)
    if before > rank:
        return "up", ngettext("up %(num)d", "up %(num)d", steps)
    return "down", ngettext("down %(num)d", "down %(num)d", steps)


def hundredths(part: int, of: int, track: int = TRACK) -> int:
    """Return `part` of `of` on a track, in hundredths of a percent."""
    return max(part, 0) * track // of if of > 0 else 0


def place_on_track(value: int) -> str:
    """Return hundredths of a percent as SVG wants it."""
    return f"{value // 100}.{value % 100:02}%"


def lane(points: Sequence[int], months: Sequence[tuple[str, str]], leader: int, total: int) -> Lane:
    """Return the lane of someone with `points` in each of `months` (name and state), drawn beside a `leader`'s."""
    legs, passed = [], 0
    for month, (name, state) in zip(points, months, strict=True):
        start = hundredths(passed, leader)
        passed += month
        width = hundredths(passed, leader) - start
        if width:
            legs.append(Leg(place_on_track(start), place_on_track(width), state, f"{name}: {whole(month)}"))
    gap = f"−{whole(leader - total)}" if leader > total else ""
    return Lane(legs, place_on_track(hundredths(total, leader)), place_on_track(TRACK if leader else 0), gap)


def gap_words(gap: int) -> str:
    """Return the distance to the leader in words."""
    if gap <= 0:
        return _("in the lead")
    return ngettext("%(num)d point behind the leader", "%(num)d points behind the leader", gap)


def standing_words(line: Line, shared: bool, above: Line | None, below: Line | None) -> str:
    """Return where someone stands, said to him: "You are 3rd, 15 points behind Ines"."""
    rank = ordinal(line.rank)
    if line.rank > 1 and above:
        gap = above.points - line.points
        place = _("You share the %(rank)s place", rank=rank) if shared else _("You are %(rank)s", rank=rank)
        return behind(place, gap, above.name)
    if shared:
        return _("You share the lead.")
    if below is None:
        return _("You are in the lead.")
    gap = line.points - below.points
    if not gap:
        return _("You are in the lead, on equal points with %(name)s.", name=below.name)
    return ngettext(
        "You are in the lead, %(num)d point ahead of %(name)s.",
        "You are in the lead, %(num)d points ahead of %(name)s.",
        gap,
        name=below.name,
    )


def behind(place: str, gap: int, name: str) -> str:
    """Return a `place` with the distance to who stands above; equal points are decided by levels exceeded and met."""
    if not gap:
        return _("%(place)s, on equal points with %(name)s.", place=place, name=name)
    return ngettext(
        "%(place)s, %(num)d point behind %(name)s.",
        "%(place)s, %(num)d points behind %(name)s.",
        gap,
        place=place,
        name=name,
    )
