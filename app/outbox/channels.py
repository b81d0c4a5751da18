"""The ways to a person: how a letter takes each."""

from collections.abc import Callable

from app.outbox import mail, webhooks
from app.outbox.rows import EMAIL, Choice, Letter, Outgoing


def send(
    message: Outgoing, letter: Letter, recipient: str, choice: Choice, now: int, hand: Callable[[], None]
) -> None:
    """Send a letter by the channel of its row. Raises what it was not sent for, see `app.outbox.errors`."""
    if message.channel == EMAIL:
        mail.send(mail.written(message, letter, recipient, now), recipient, hand)
    else:
        body = webhooks.written(message.channel, letter)
        webhooks.send(getattr(choice, message.channel), body, hand)
