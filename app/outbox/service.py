"""Writes of the outbox: messages are put, claimed, sent and noted; people choose what they get.

A claim, the hand-over and the outcome are each one conditional update of the row as it is held, so that of two senders
one goes on. The claim of a sender that died is taken over if nothing was handed over yet; else nobody knows whether it
arrived, and it is not sent again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy import delete, insert, text, update

from app import clock
from app.extensions import begin_write, db
from app.feeds.service import storable
from app.logs import log
from app.models import messages as states
from app.models.messages import Message
from app.outbox import channels, queries
from app.outbox.errors import NotNowError, RefusedError, UncertainError
from app.outbox.rows import Choice, Letter, Outgoing, wish
from app.patience import patiently

MINUTE = 60_000_000
LEASE = 5 * MINUTE
"""How long a sender may be at a message: longer than all steps of a dialogue together."""
PAUSES = tuple(pause * MINUTE for pause in (1, 5, 15, 60, 240))
"""How long it waits after each try that failed; after as many and one more it is given up."""
LONGEST_ERROR = 300

Compose = Callable[[Outgoing, int], Letter | None]
"""Writes the letter of a row as things are now; None if there is nothing left to say. May raise NotNowError."""


class _LostError(Exception):
    """Somebody else has taken the message over."""


def writes(app: Flask, kind: str, compose: Compose) -> None:
    """Let the letters of a kind be written by `compose`, when they are sent."""
    app.extensions.setdefault("baton_letters", {})[kind] = compose


def put(kind: str, about: int, ways: Mapping[int, Sequence[str]], now: int) -> None:
    """Put a message about one thing for each person and channel; part of the transaction that decides it.

    Nothing is sent twice about one thing: IntegrityError says that another process has decided the same.
    """
    fresh = {"state": states.WAITING, "created_at": now, "next_at": now, "tries": 0, "error": ""}
    rows = [
        {"kind": kind, "about": about, "user_id": user, "channel": channel, **fresh}
        for user, named in ways.items()
        for channel in named
    ]
    if rows:
        db.session.execute(insert(Message), rows)


def send_due(ended: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, one message after the other, until `ended`; return how many were taken up."""
    found = queries.due(clock.now())
    db.session.rollback()
    taken = 0
    for message in found:
        if ended():
            break
        taken += _take_over(message) if message.state == states.SENDING else _take(message)
    return taken


def _take_over(message: Outgoing) -> bool:
    """Decide about a message whose sender died."""
    now = clock.now()
    if message.handed_at is not None:
        return _end(message, states.UNCERTAIN, _("The program was ended while it was being sent."))
    if message.tries > len(PAUSES):
        return _end(message, states.REFUSED, _("The program was ended each time before it could be sent."))
    return _move(message, states.SENDING, state=states.WAITING, next_at=now)


def _take(message: Outgoing) -> bool:
    """Claim a message and send it, unless somebody else has."""
    until, tries = clock.now() + LEASE, message.tries + 1
    if not _move(message, states.WAITING, state=states.SENDING, next_at=until, tries=tries):
        return False
    held = message._replace(state=states.SENDING, next_at=until, tries=tries)
    try:
        _send(held)
    except _LostError:
        log.warning("message", id=message.id, state="lost")
    return True


def _send(message: Outgoing) -> None:
    """Send a message that is ours and note what became of it."""
    now = clock.now()
    held = [message]

    def hand() -> None:
        at = clock.now()
        if at >= message.next_at or not _move(message, states.SENDING, handed_at=at):
            raise _LostError
        held[0] = message._replace(handed_at=at)

    try:
        sent = _dispatch(message, now, hand)
    except NotNowError as pause:
        _move(message, states.SENDING, state=states.WAITING, next_at=pause.until)
    except RefusedError as refused:
        _refused(held[0], refused)
    except UncertainError as silence:
        _end(held[0], states.UNCERTAIN, str(silence))
    else:
        _end(held[0], states.SENT if sent else states.VOID)


def _dispatch(message: Outgoing, now: int, hand: Callable[[], None]) -> bool:
    """Write the letter and send it; return False if there is nothing left to say, or he wants it no more."""
    recipient, choice = queries.recipient(message.user_id), queries.choice_of(message.user_id)
    wanted = recipient is not None and choice.wants(message.kind, message.channel)
    letter = current_app.extensions["baton_letters"][message.kind](message, now) if wanted else None
    db.session.rollback()  # no transaction is open while a server is talked to
    if letter is None or recipient is None:
        return False
    channels.send(message, letter, recipient, choice, now, hand)
    return True


def _refused(message: Outgoing, refused: RefusedError) -> None:
    """Let a message that was refused wait for its next try, or give it up."""
    if refused.for_good or message.tries > len(PAUSES):
        _end(message, states.REFUSED, str(refused))
        return
    again = clock.now() + PAUSES[message.tries - 1]
    _move(
        message,
        states.SENDING,
        state=states.WAITING,
        next_at=again,
        handed_at=None,
        error=_short(str(refused)),
    )
    log.info("message", id=message.id, kind=message.kind, channel=message.channel, state="again")


def _end(message: Outgoing, state: str, error: str = "") -> bool:
    """Note what became of a message for good; who took its sender for dead may have noted meanwhile that none knows."""
    ended = {"state": state, "ended_at": clock.now(), "error": _short(error)}
    done = _move(message, states.SENDING, **ended) or _move(message, states.UNCERTAIN, **ended)
    log.info("message", id=message.id, kind=message.kind, channel=message.channel, state=state)
    return done


def _short(error: str) -> str:
    return storable(" ".join(error.split()), LONGEST_ERROR)


def _move(message: Outgoing, state: str, /, **values: Any) -> bool:
    """Change a message, and commit, if it is in `state` and still as it is held."""

    def transaction() -> bool:
        begin_write()
        as_held = (Message.state == state, Message.tries == message.tries)
        same = Message.handed_at.is_not_distinct_from(message.handed_at)
        found = db.session.execute(
            update(Message).where(Message.id == message.id, *as_held, same).values(values)
        )
        db.session.commit()
        moved: int = found.rowcount  # type: ignore[attr-defined]
        return moved == 1

    return patiently(transaction)


def forget(before: int) -> None:
    """Delete messages that ended before then; part of the caller's transaction."""
    db.session.execute(delete(Message).where(Message.ended_at < before))


def choose(user_id: int, choice: Choice) -> None:
    """Keep what a person chose to get."""
    begin_write()
    _keep(user_id, choice)
    db.session.commit()


def stop(user_id: int, kind: str, channel: str) -> None:
    """Send a person no more of a kind by a channel; what else he chose stays."""
    begin_write()
    before = queries.choice_of(user_id)
    _keep(user_id, before._replace(wanted=before.wanted - {wish(kind, channel)}))
    db.session.commit()


_KEEP = text(
    """
    INSERT INTO message_choice (user_id, wanted, slack, teams) VALUES (:user, :wanted, :slack, :teams)
    ON CONFLICT (user_id) DO UPDATE SET wanted = excluded.wanted, slack = excluded.slack, teams = excluded.teams
    """
)


def _keep(user_id: int, choice: Choice) -> None:
    words = " ".join(sorted(choice.wanted))
    db.session.execute(
        _KEEP, {"user": user_id, "wanted": words, "slack": choice.slack, "teams": choice.teams}
    )
