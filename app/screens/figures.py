"""Screens in words."""

from typing import NamedTuple

from flask_babel import gettext as _

from app.screens.queries import Kept
from app.stamp import Reading
from app.wording import hours_words, moment
from scoring.calendar import MINUTE

LATELY = 3 * MINUTE
"""A screen that asked within this time is there: when it asked is noted once a minute."""
DAY = 24 * 60 * MINUTE


class Shown(NamedTuple):
    """A screen in words; `state` is one of here, away, revoked."""

    id: int
    name: str
    since: str
    state: str
    seen: str


def shown(kept: Kept, known: Reading, now: int) -> Shown:
    """Return a screen in words, as it is at `now`."""
    since = moment(kept.created_at, known.zone, known.day)
    if kept.revoked_at is not None:
        revoked = _("revoked %(when)s", when=moment(kept.revoked_at, known.zone, known.day))
        return Shown(kept.id, kept.name, since, "revoked", revoked)
    if kept.seen_at is None:
        return Shown(kept.id, kept.name, since, "away", _("not seen yet"))
    ago = now - kept.seen_at
    if ago < LATELY:
        return Shown(kept.id, kept.name, since, "here", _("shows the wall now"))
    words = _("seen %(length)s ago", length=hours_words(ago))
    if ago >= DAY:
        words = _("seen %(when)s", when=moment(kept.seen_at, known.zone, known.day))
    return Shown(kept.id, kept.name, since, "away", words)
