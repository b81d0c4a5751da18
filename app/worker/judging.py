"""Looks several times a second whether anything awaits scoring, scores it, and notices what happened by it.

The queue is in the database.
"""

from collections.abc import Callable

from sqlalchemy.exc import DBAPIError, OperationalError

from app import clock
from app.extensions import db
from app.logs import log
from app.nightly import service as nightly
from app.patience import patiently
from app.scorekeeping import queries, service
from app.stop import nap

REST = 50
"""Naps, ten seconds, after a fault that is more than a busy database: it is told each time, and may stay."""


def run(ended: Callable[[], bool]) -> None:
    """Score what is due, again and again, until `ended`."""
    while not ended():
        naps = 1
        try:
            look()
            naps = 0 if notice() else 1
            keep_house()
        except DBAPIError:
            # A migration at work, a time limit that was passed.
            log.exception("worker")
            naps = REST
        while naps and not ended():
            nap()
            naps -= 1


def keep_house() -> None:
    """Do what is done once a night, if nobody has yet on this day."""
    try:
        told = nightly.run_if_due()
        if told:
            log.info("nightly", done=len(told.done), faults=len(told.faults))
    except OperationalError as error:
        log.warning("worker", error=str(error.orig).splitlines()[0])
    finally:
        db.session.remove()


def notice() -> bool:
    """Notice what happened to some of those whose scores changed; return whether there may be others."""
    try:
        return patiently(service.afterwards)
    except OperationalError as error:
        log.warning("worker", error=str(error.orig).splitlines()[0])
        return False
    finally:
        db.session.remove()


def look() -> bool:
    """Score what is due, if anything is; return whether something was."""
    try:
        due = queries.is_due(clock.now())
        db.session.rollback()
        if due:
            patiently(lambda: service.catch_up_now(short=True))
        return due
    except OperationalError as error:
        # The database is busy or being restarted: the queue is there when it is back.
        log.warning("worker", error=str(error.orig).splitlines()[0])
        return False
    finally:
        db.session.remove()
