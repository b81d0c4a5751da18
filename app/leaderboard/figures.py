"""What a line of a board says: rank with ties, movement and gap in words, the letters and colour of a disc."""

import unicodedata
from collections.abc import Sequence
from functools import partial

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.leaderboard.lanes import Months
from app.leaderboard.lanes import lane as draw_lane
from app.leaderboard.queries import Line
from app.wording import locale, ordinal, whole, whole_in

TEAM_COLOURS = 12


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


def lane(points: Sequence[int], months: Months, leader: int, total: int, *, titled: bool = True) -> Markup:
    """Return the lane of someone with `points` in each of `months` and `total` in all, beside a `leader`'s, as SVG."""
    show = partial(whole_in, str(locale()))
    return draw_lane(points, months, leader, total, show, titled=titled)


def movement(rank: int, before: int | None) -> tuple[str, str]:
    """Return the direction and the words of a movement from the rank `before`, None for who was not there."""
    if before is None:
        return "new", _("new")
    steps = abs(before - rank)
    if before > rank:
        return "up", ngettext("up %(num)d", "up %(num)d", steps)
    if before < rank:
        return "down", ngettext("down %(num)d", "down %(num)d", steps)
    return "same", "–"


def gap_words(gap: int) -> str:
    """Return the distance to the leader in words."""
    if gap <= 0:
        return _("in the lead")
    return ngettext(
        "%(points)s point behind the leader", "%(points)s points behind the leader", gap, points=whole(gap)
    )


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
        "You are in the lead, %(points)s point ahead of %(name)s.",
        "You are in the lead, %(points)s points ahead of %(name)s.",
        gap,
        points=whole(gap),
        name=below.name,
    )


def behind(place: str, gap: int, name: str) -> str:
    """Return a `place` with the distance to who stands above; equal points are decided by levels exceeded and met."""
    if not gap:
        return _("%(place)s, on equal points with %(name)s.", place=place, name=name)
    return ngettext(
        "%(place)s, %(points)s point behind %(name)s.",
        "%(place)s, %(points)s points behind %(name)s.",
        gap,
        points=whole(gap),
        place=place,
        name=name,
    )
