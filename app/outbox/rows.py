"""What the outbox takes and hands over: letters, to whom, and by which channel."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

REMINDER, DIGEST, EXCEPTIONS = "reminder", "digest", "exceptions"
KINDS = (REMINDER, DIGEST, EXCEPTIONS)
"""What people choose to get; who writes the letters of a kind says so to `app.outbox.service.writes`."""
NUDGE = "nudge"
"""A reminder that a manager has sent: who wants reminders gets it."""
EMAIL, SLACK, TEAMS = "email", "slack", "teams"
CHANNELS = (EMAIL, SLACK, TEAMS)
WEBHOOKS = (SLACK, TEAMS)


class Line(NamedTuple):
    """One thing that is told: what it is, and what there is to know of it."""

    title: str
    detail: str


class Block(NamedTuple):
    """Things of one sort under their heading; an empty heading is left out."""

    heading: str
    lines: list[Line]


class Action(NamedTuple):
    """Where to go on from a letter: in words, and as an endpoint with what it is asked for."""

    words: str
    endpoint: str
    asked: Mapping[str, str] = MappingProxyType({})


class Letter(NamedTuple):
    """A message as its writer means it, for any channel."""

    subject: str
    opening: str
    blocks: list[Block]
    action: Action


class Outgoing(NamedTuple):
    """A row of the outbox, see `app.models.messages.Message`."""

    id: int
    kind: str
    user_id: int
    about: int
    channel: str
    state: str
    created_at: int
    next_at: int
    tries: int
    handed_at: int | None


class Choice(NamedTuple):
    """What a person wants, as words `kind/channel`, and where his webhooks lead; empty if he has none."""

    wanted: frozenset[str]
    slack: str = ""
    teams: str = ""

    def wants(self, kind: str, channel: str) -> bool:
        """Tell whether he gets this kind by this channel."""
        return wish(kind, channel) in self.wanted and (channel == EMAIL or bool(getattr(self, channel)))


def chosen_as(kind: str) -> str:
    """Return the kind by which people choose whether they get this one."""
    return REMINDER if kind == NUDGE else kind


def kinds_for(role: str) -> tuple[str, ...]:
    """Return the kinds that there are for people of a role."""
    return KINDS if role == "manager" else (REMINDER, DIGEST)


def wish(kind: str, channel: str) -> str:
    """Return the word for wanting a kind by a channel."""
    return f"{chosen_as(kind)}/{channel}"


BY_DEFAULT = Choice(frozenset(wish(kind, EMAIL) for kind in KINDS))
"""What those get who never chose."""
