"""Looks several times a second whether anything awaits scoring, and scores it: the queue is in the database."""

from collections.abc import Callable

from sqlalchemy.exc import DBAPIError, OperationalError

from app import clock
from app.extensions import db
from app.logs import log
from app.patience import patiently
from app.scorekeeping import queries, service
from app.stop import nap

CAUSE = "worker"


def run(ended: Callable[[], bool]) -> None:
    """Score what is due, again and again, until `ended`."""
    while not ended():
        look()
        nap()


def look() -> bool:
    """Score what is due, if anything is; return whether something was."""
    try:
        due = queries.is_due(clock.now())
        db.session.rollback()
        if due:
            patiently(lambda: service.catch_up_now(CAUSE))
        return due
    except OperationalError as error:
        # The database is busy or being restarted: the queue is there when it is back.
        log.warning("worker", error=str(error.orig).splitlines()[0])
        return False
    except DBAPIError:
        # A migration at work, a time limit that was passed: it is told in full, and time goes on.
        log.exception("worker")
        return False
    finally:
        db.session.remove()
