"""Reads of the outbox: what is to be sent, to whom, what each person chose, and what failed."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import current_app
from sqlalchemy import func, literal_column, select, true

from app.extensions import db
from app.models.messages import REFUSED, SENDING, UNCERTAIN, WAITING, Message, MessageChoice
from app.models.users import User
from app.outbox.rows import BY_DEFAULT, EMAIL, WEBHOOKS, Choice, Outgoing

AT_ONCE = 50
"""Messages that are taken up together; the others are next."""
FEW = 100
"""Up to so many people are asked for by name; of more, the choices of all are read."""
# Written out, so that SQLite sees that the index of them is meant.
_AT_WORK = Message.state.in_([literal_column(f"'{state}'") for state in (WAITING, SENDING)])
_COLUMNS = [getattr(Message, name) for name in Outgoing._fields]


class Failed(NamedTuple):
    """A message that was not sent, or nobody knows: the person's e-mail address, when it ended, and why."""

    state: str
    kind: str
    channel: str
    email: str
    ended_at: int | None
    tries: int
    error: str


def available() -> list[str]:
    """Return the channels that are set up; without any, no message is made."""
    config = current_app.config
    found = [EMAIL] if config["SMTP_URL"] else []
    return found + (list(WEBHOOKS) if config["PUBLIC_URL"] and config["WEBHOOK_HOSTS"].strip() else [])


def due(now: int) -> list[Outgoing]:
    """Return messages whose time has come, and those whose sender is to be taken for dead."""
    query = select(*_COLUMNS).where(_AT_WORK, Message.next_at <= now).order_by(Message.next_at, Message.id)
    return [Outgoing(*row) for row in db.session.execute(query.limit(AT_ONCE))]


def choice_of(user_id: int) -> Choice:
    """Return what a person chose, or the default."""
    return choices([user_id])[user_id]


def choices(users: Iterable[int]) -> dict[int, Choice]:
    """Return what each of these people chose, or the default."""
    columns = (MessageChoice.user_id, MessageChoice.wanted, MessageChoice.slack, MessageChoice.teams)
    wanted = list(users)
    few = MessageChoice.user_id.in_(wanted) if len(wanted) <= FEW else true()
    rows = db.session.execute(select(*columns).where(few))
    chosen = {user: Choice(frozenset(words.split()), *webhooks) for user, words, *webhooks in rows}
    return {user: chosen.get(user, BY_DEFAULT) for user in wanted}


def ways(kind: str, users: Iterable[int]) -> dict[int, list[str]]:
    """Return the channels by which each of these people gets a kind of message; who gets none is left out."""
    channels = available()
    found = {
        user: [channel for channel in channels if choice.wants(kind, channel)]
        for user, choice in choices(users).items()
    }
    return {user: ways for user, ways in found.items() if ways}


def recipient(user_id: int) -> str | None:
    """Return the e-mail address of a person, unless he is disabled."""
    return db.session.scalar(select(User.email).where(User.id == user_id, User.disabled_at.is_(None)))


def counts(since: int) -> dict[str, int]:
    """Return how many messages made since then are in each state."""
    query = select(Message.state, func.count()).where(Message.created_at >= since).group_by(Message.state)
    return dict(db.session.execute(query).all())


def waiting() -> tuple[int, int | None]:
    """Return how many messages wait or are being sent, and since when the oldest of them."""
    row = db.session.execute(select(func.count(), func.min(Message.created_at)).where(_AT_WORK)).one()
    return row[0], row[1]


def failed(most: int) -> list[Failed]:
    """Return the newest messages that were given up, or of which nobody knows, at `most` so many."""
    columns = (Message.state, Message.kind, Message.channel, User.email, Message.ended_at)
    query = select(*columns, Message.tries, Message.error).join(User, User.id == Message.user_id)
    ended = query.where(Message.state.in_((REFUSED, UNCERTAIN))).order_by(Message.ended_at.desc()).limit(most)
    return [Failed(*row) for row in db.session.execute(ended)]
