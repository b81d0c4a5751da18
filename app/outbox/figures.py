"""Kinds, channels and states of messages in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.outbox.rows import DIGEST, EMAIL, EXCEPTIONS, NUDGE, REMINDER, SLACK, TEAMS, Block, Line

MOST_LINES = 20
"""Things that a message names under a heading; of more it is told how many."""


def kind_words(kind: str) -> str:
    """Return what a kind of message is called."""
    return {
        REMINDER: _("Reminders"),
        DIGEST: _("Morning digest"),
        EXCEPTIONS: _("Exceptions of the day before"),
        NUDGE: _("Reminders by managers"),
    }[kind]


def purpose(kind: str) -> str:
    """Return what a kind of message is good for."""
    return {
        REMINDER: _(
            "Before your time for something runs out, while there is still some left, and when a manager reminds you. "
            "Never at night."
        ),
        DIGEST: _(
            "On working days: what is due, what was missed, where you stand. None if there is nothing."
        ),
        EXCEPTIONS: _(
            "On working days: what was missed in your teams on the one before. None if nothing was."
        ),
    }[kind]


def channel_words(channel: str) -> str:
    """Return what a channel is called."""
    return {EMAIL: _("E-mail"), SLACK: _("Slack"), TEAMS: _("Microsoft Teams")}[channel]


def way_words(kind: str, channel: str) -> str:
    """Return a kind of message with the channel that it comes by."""
    called = kind_words(kind)
    return {
        EMAIL: _("%(kind)s by e-mail", kind=called),
        SLACK: _("%(kind)s in Slack", kind=called),
        TEAMS: _("%(kind)s in Microsoft Teams", kind=called),
    }[channel]


def state_words(state: str) -> str:
    """Return how far a message came."""
    return {
        "waiting": _("waiting"),
        "sending": _("being sent"),
        "sent": _("sent"),
        "void": _("nothing to say"),
        "refused": _("not sent"),
        "uncertain": _("sent, perhaps"),
    }[state]


def block(heading: str, lines: list[Line]) -> Block:
    """Return a block of not too many lines."""
    more = len(lines) - MOST_LINES
    if more <= 0:
        return Block(heading, lines)
    rest = ngettext("and %(num)d more", "and %(num)d more", more)
    return Block(heading, [*lines[:MOST_LINES], Line(rest, "")])
