"""What pages say to who has to wait, or entered a wrong code."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.auth.service import MINUTE, Refusal


def full(refusal: Refusal, now: int) -> str:
    """Return why a screen gets no code at the moment."""
    return _("Too many codes were asked for from here. %(wait)s", wait=_wait(refusal, now))


def no_screen(refusal: Refusal, now: int) -> str:
    """Return why an entered code was not taken: it is wrong, or there were too many wrong ones."""
    if refusal.retry_at is None:
        return _("No screen shows this code. It may have run out: look at the screen once more.")
    return _("These were too many wrong codes. %(wait)s", wait=_wait(refusal, now))


def _wait(refusal: Refusal, now: int) -> str:
    minutes = max(1, -(-((refusal.retry_at or now) - now) // MINUTE))
    return ngettext("Try again in %(num)d minute.", "Try again in %(num)d minutes.", minutes)
