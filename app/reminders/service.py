"""Decides who is told of what: reminders that are due, and the digests of a morning, each once."""

from fractions import Fraction

from flask import current_app
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.agreement.queries import timeline
from app.extensions import begin_write, db
from app.logs import log
from app.models.messages import Reminder
from app.outbox import queries as outbox
from app.outbox import service as sending
from app.outbox.rows import DIGEST, EXCEPTIONS, REMINDER
from app.reminders import queries
from scoring.periods import month_of
from scoring.versions import Timeline

HOUR = 3_600_000_000
LATEST = 4 * HOUR
"""What could not be made in the morning is made so long after its time, and then no more."""
KEPT = 90 * 24 * HOUR
"""Messages that ended longer ago are forgotten."""


def decide(now: int) -> None:
    """Put into the outbox what is due at `now`; told twice, or by two, it does nothing twice."""
    known = timeline()
    try:
        if known and outbox.available():
            remind(known, now)
            make_digests(known, now)
    except IntegrityError:
        log.info("posting", state="another process has decided the same")
    finally:
        db.session.rollback()


def remind(known: Timeline, now: int) -> None:
    """Have people reminded of their clocks, each once, several of one person in one message."""
    share = Fraction(int(current_app.config["REMINDER_SHARE"]), 100)
    found = queries.due(known, share, now)
    ways = outbox.ways(REMINDER, {one.user_id for one in found})
    rows = [one._asdict() | {"about": now} for one in found if one.user_id in ways]
    if rows:
        begin_write()
        db.session.execute(insert(Reminder), rows)
        sending.put(REMINDER, now, ways, now)
        db.session.commit()


def make_digests(known: Timeline, now: int) -> None:
    """Have everybody who wants it told in the morning of a working day, managers of the exceptions before it too.

    Who has nothing to be told gets no message.
    """
    day = known.day(now)
    at = queries.digest_time(known, day, current_app.config["DIGEST_AT"])
    working = known.terms_of(month_of(day)).business.is_working_day(day)
    if not working or not at <= now < at + LATEST or queries.morning_is_decided(day):
        return
    users = queries.who_may_log_in()
    digests = outbox.ways(DIGEST, users)
    reports = outbox.ways(EXCEPTIONS, [user for user, role in users.items() if role == "manager"])
    begin_write()
    sending.put(DIGEST, day, digests, now)
    sending.put(EXCEPTIONS, day, reports, now)
    sending.forget(now - KEPT)
    db.session.commit()
