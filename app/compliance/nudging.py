"""Reminders of exceptions that managers send: whom one reaches by which channels, and why it does not."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _

from app.compliance import queries
from app.compliance.errors import NotRemindedError
from app.compliance.exceptions import Entry
from app.compliance.rows import Reach
from app.outbox import queries as outbox
from app.outbox.figures import channel_words
from app.outbox.rows import NUDGE
from app.stamp import Reading
from app.wording import due_words
from scoring.periods import month_of
from scoring.reminders import opens_at


def reach(reps: Collection[int]) -> dict[int, Reach]:
    """Return which user each of these reps is, if any, with the channels by which he gets reminders."""
    users = queries.users_of(reps)
    ways = outbox.ways(NUDGE, users.values())
    return {rep: Reach(user, tuple(ways.get(user, ()))) for rep, user in users.items()}


def concerns(entry: Entry) -> bool:
    """Tell whether somebody can be reminded of an exception: a rep, of what is still one."""
    return entry.key.board == "rep" and not entry.is_settled


def is_done(entry: Entry, now: Reading) -> bool:
    """Tell whether the rep of an exception is reminded of it today."""
    return any(now.line.day(step.at) == now.day for step in entry.nudges)


def refusal(entry: Entry, reached: Mapping[int, Reach], now: Reading) -> str:
    """Say why the rep of an exception is not reminded of it; empty if he can be."""
    if is_done(entry, now):
        return _("%(name)s is reminded of it already today.", name=entry.name)
    if not outbox.available():
        return _("Nobody can be reminded here: neither e-mail nor webhooks are set up.")
    if entry.key.who not in reached:
        return _("No reminder reaches %(name)s, who has no log-in here.", name=entry.name)
    if not reached[entry.key.who].ways:
        return _(
            "No reminder reaches %(name)s, who has muted them or chose no channel that is set up here.",
            name=entry.name,
        )
    return ""


def reach_of(entry: Entry, now: Reading) -> Reach:
    """Return how the rep of an exception is reached. Raises NotRemindedError if he is not to be reminded of it."""
    reached = reach([entry.key.who])
    if why_not := refusal(entry, reached, now):
        raise NotRemindedError(why_not)
    return reached[entry.key.who]


def sent_words(entry: Entry, reached: Reach, now: Reading, moment: int) -> str:
    """Return that a reminder is on its way, by which channels, and when it goes out if that is not at once."""
    ways = ", ".join(channel_words(way) for way in reached.ways)
    words = _("%(name)s gets a reminder (%(ways)s).", name=entry.name, ways=ways)
    opens = opens_at(now.line.terms_of(month_of(now.day)).business, moment)
    if opens <= moment:
        return words
    when = due_words(opens, now.zone, now.day)
    return f"{words} {_('It goes out when business opens: %(when)s.', when=when)}"
