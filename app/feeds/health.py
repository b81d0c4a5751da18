"""The state of the feeds in words, for the page of admins and the command."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.feeds import figures, queries
from app.feeds.service import KEPT
from app.nightly import queries as nightly
from app.scorekeeping import queries as scores
from app.stamp import Reading, reading
from app.wording import moment, whole

SHOWN_DELIVERIES = 5
SHOWN_REFUSED = 50

Say = Callable[[int], str]
"""Says an instant in local time."""


class ShownFeed(NamedTuple):
    """A feed in words; `feed` as it is stored, `deliveries` are the last ones with when, how many, how late."""

    feed: queries.Feed
    name: str
    state: str
    state_words: str
    expected: str
    delivered: str
    rhythm: str
    delay: str
    refused_count: str
    deliveries: list[tuple[str, str, str]]


def feeds(now: int) -> list[ShownFeed]:
    """Return all feeds as they are at `now`: those that are late, then the others, by name."""
    say, counts = teller(reading()), queries.refused_counts()
    found = [shown(feed, counts.get(feed.id, 0), say, now) for feed in queries.feeds()]
    return sorted(found, key=lambda one: one.state != "late")


def teller(known: Reading) -> Say:
    """Return what says an instant."""
    return lambda instant: moment(instant, known.zone, known.day)


def shown(feed: queries.Feed, refused: int, say: Say, now: int) -> ShownFeed:
    """Return one feed in words."""
    last = queries.deliveries(feed.id)
    rhythm, delay = figures.usual_rhythm(last), figures.usual_delay(last)
    state = figures.state(feed.delivered_at, feed.every, now)
    return ShownFeed(
        feed,
        feed.name,
        state,
        state_words(feed, state),
        figures.every_words(feed.every),
        _("never") if feed.delivered_at is None else say(feed.delivered_at),
        "–" if rhythm is None else figures.length_words(rhythm),
        "–" if delay is None else figures.length_words(delay),
        _("%(count)s and more", count=whole(KEPT)) if refused >= KEPT else whole(refused),
        [
            (
                say(one.received_at),
                whole(one.size),
                figures.length_words(max(one.received_at - one.last_at, 0)),
            )
            for one in last[:SHOWN_DELIVERIES]
        ],
    )


def state_words(feed: queries.Feed, state: str) -> str:
    """Return the state of a feed in words."""
    words = {"late": _("late"), "in_time": _("in time"), "free": _("nothing is expected")}[state]
    return _("%(state)s, required", state=words) if feed.required and state != "free" else words


def refused(feed: int) -> list[tuple[str, queries.RefusedRow]]:
    """Return the newest refused rows of a feed, each with when it came."""
    say = teller(reading())
    return [(say(row.received_at), row) for row in queries.refused(feed, SHOWN_REFUSED)]


def night() -> dict[str, Any] | None:
    """Return when the nightly run last finished, and what it told; none if it never did."""
    last = nightly.last_run()
    if last is None:
        return None
    return {"at": teller(reading())(last.finished_at), "faults": last.faults, "told": last.told}


def scoring(now: int) -> dict[str, Any]:
    """Return what awaits scoring, and since when, in words."""
    say, waiting, as_of = teller(reading()), scores.awaiting(now), scores.scored_as_of()
    told = []
    if waiting.since is not None:
        batches = ngettext(
            "%(num)d batch of activities awaits scoring",
            "%(num)d batches of activities await scoring",
            waiting.batches,
        )
        length = figures.length_words(max(now - waiting.since, 0))
        told.append(_("%(batches)s, the oldest for %(length)s.", batches=batches, length=length))
    if waiting.changes:
        told.append(
            ngettext("%(num)d change awaits scoring.", "%(num)d changes await scoring.", waiting.changes)
        )
    return {
        "waiting": told or [_("Nothing awaits scoring.")],
        "as_of": None if as_of is None else say(as_of),
    }
