"""What the pages about messages show: what a person may choose, and how the outbox is."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.outbox import figures, queries
from app.outbox.rows import EMAIL, WEBHOOKS, Choice, wish
from app.outbox.webhooks import veiled
from app.stamp import reading
from app.wording import moment, whole

DAY = 86_400_000_000
SHOWN_FAILED = 50


class Wish(NamedTuple):
    """A box to tick: its word, what it is called, whether it is ticked."""

    word: str
    name: str
    ticked: bool


class ShownKind(NamedTuple):
    """A kind of message with what it is good for, and a box for each channel."""

    name: str
    purpose: str
    wishes: list[Wish]


def preferences(kinds: Sequence[str], choice: Choice, ticked: frozenset[str]) -> dict[str, Any]:
    """Return what a person may choose of `kinds`, with what is `ticked`, and which webhooks he has."""
    ways = queries.available()
    shown = [
        ShownKind(
            figures.kind_words(kind),
            figures.purpose(kind),
            [Wish(wish(kind, way), figures.channel_words(way), wish(kind, way) in ticked) for way in ways],
        )
        for kind in kinds
    ]
    webhooks = {way: getattr(choice, way) and veiled(getattr(choice, way)) for way in WEBHOOKS if way in ways}
    return {"kinds": shown if ways else [], "webhooks": webhooks, "by_email": EMAIL in ways}


class ShownFailed(NamedTuple):
    """A message that was not sent, or nobody knows, in words."""

    state: str
    what: str
    to: str
    ended: str
    tries: str
    error: str


def health(now: int) -> dict[str, Any]:
    """Return how the outbox is: channels, what waits, what became of those of the last days, what failed."""
    known = reading()
    number, since = queries.waiting()
    waiting = _("Nothing waits to be sent.")
    if since is not None:
        told = {"since": moment(since, known.zone, known.day)}
        waiting = ngettext(
            "%(num)d message waits to be sent, since %(since)s.",
            "%(num)d messages wait to be sent, the oldest since %(since)s.",
            number,
            **told,
        )
    counts = queries.counts(now - 7 * DAY)
    failed = [
        ShownFailed(
            figures.state_words(one.state),
            figures.way_words(one.kind, one.channel),
            one.email,
            moment(one.ended_at or 0, known.zone, known.day),
            whole(one.tries),
            one.error,
        )
        for one in queries.failed(SHOWN_FAILED)
    ]
    return {
        "channels": [figures.channel_words(way) for way in queries.available()],
        "waiting": waiting,
        "counts": [(figures.state_words(state), whole(counts.get(state, 0))) for state in SHOWN_STATES],
        "failed": failed,
    }


SHOWN_STATES = ("sent", "void", "refused", "uncertain")
