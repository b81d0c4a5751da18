"""Loading the demo: into a database of its own, through the services that load a company's own files."""

from bisect import bisect_right
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import func, insert, select

from app.activities import service as activities
from app.agreement import service as agreement
from app.auth import service as auth
from app.auth.queries import fingerprint
from app.demo import applause, logins, rows, thanks
from app.demo.calendar import day_of, moment
from app.demo.cast import REPS
from app.demo.money import settle
from app.demo.story import Fact
from app.demo.telling import keyed, tell
from app.demo.terms import NAME, texts
from app.extensions import begin_write, db
from app.happenings import service as happenings
from app.models.activities import Source
from app.models.agreement import AgreementVersion
from app.models.people import Rep
from app.models.users import Screen, User
from app.people import service as people
from app.progress import Progress
from app.scorekeeping import service as scorekeeping

SEED = 2026
SOURCE = "demo"
CAUSE = "demo"
DAYS = (21, 17, 14, 11, 9, 7, 5, 4, 3, 2, 1)
"""How many days ago scores were kept; before that, once for all."""
EVENING = 18 * 3600
"""Seconds into a day at which it is scored."""

EMPTY, UNFINISHED, OF_TODAY, OF_ANOTHER_DAY = "empty", "unfinished", "of today", "of another day"

OWN: dict[str, tuple[Any, frozenset[str]]] = {
    "agreement": (AgreementVersion.name, frozenset({NAME})),
    "source": (Source.name, frozenset({SOURCE})),
    "rep": (Rep.key, frozenset(person.key for person in REPS)),
    "user": (User.email, frozenset(logins.ROLES)),
    "screen": (Screen.name, frozenset({logins.WALL_NAME})),
}
"""What the demo puts into a database: anything else is somebody's own."""


def state(now: int) -> str:
    """Return whether the database is empty, or how much of the demo is in it and of when."""
    if not any(db.session.execute(select(column).limit(1)).first() for column, _ in OWN.values()):
        return EMPTY
    finished = select(Screen.id).where(Screen.name == logins.WALL_NAME)
    loaded = db.session.scalar(
        select(func.max(AgreementVersion.loaded_at)).where(AgreementVersion.name == NAME)
    )
    if loaded is None or db.session.execute(finished).first() is None:
        return UNFINISHED
    return OF_TODAY if day_of(loaded) == day_of(now) else OF_ANOTHER_DAY


def strange() -> str:
    """Return something in the database that is not of the demo, in words; the empty text if there is nothing."""
    for what, (column, own) in OWN.items():
        found = db.session.scalar(select(column).where(column.not_in(own)).limit(1))
        if found is not None:
            return f"{what} {found!r}"
    return ""


def clear() -> None:
    """Leave the database empty and migrated; whatever was in it is gone."""
    db.session.remove()
    url = db.engine.url
    db.engine.dispose()
    if url.drivername == "sqlite" and url.database:
        for suffix in ("", "-wal", "-shm"):
            Path(url.database + suffix).unlink(missing_ok=True)
    else:
        flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()


def load(now: int, seed: int, progress: Progress) -> None:
    """Load the company as it is at `now` into an empty database, and score it: as the day began, and as it is."""
    company, facts = tell(now, seed, progress)
    people.load_people(rows.members(company), CAUSE)
    for text in texts(company).values():
        agreement.load(text, now)
    people.load_absences(rows.absences(company), CAUSE)
    _live_through(list(keyed(facts)), now, progress)
    activities.note_delivery(SOURCE, now)
    for email, (role, teams) in logins.ROLES.items():
        auth.create_user(email, role, teams, logins.PASSWORD, now)
    settle()
    thanks.give()
    _notice(now)
    applause.give(now, seed)
    _hang_wall(now)


def _live_through(told: list[tuple[str, Fact]], now: int, progress: Progress) -> None:
    """Store and score what happened as it came: all that was long ago at once, then day by day up to now.

    What happened is noticed on its day. Movement on a board is against the day's beginning: there has to be one.
    """
    evenings = [moment(day_of(now) - days, EVENING) for days in DAYS]
    done = 0
    for at in (*evenings, moment(day_of(now), 0), now):
        until = bisect_right(told, at, key=lambda one: one[1].at)
        if until > done:
            activities.store(rows.activities(told[done:until]), SOURCE, at)
        done = until
        if at == evenings[0]:
            scorekeeping.score(None, at, CAUSE, progress)
        else:
            scorekeeping.catch_up(at, CAUSE)
        _notice(at)


def _notice(at: int) -> None:
    while happenings.notice(at):
        pass


def _hang_wall(now: int) -> None:
    """Make the wall screen, last of all: it tells that the demo is complete."""
    begin_write()
    # Whoever looks at a demo in the evening is there to see it.
    its = {"token_hash": fingerprint(logins.WALL_TOKEN), "created_at": now, "dims": False}
    screen = {"name": logins.WALL_NAME, **its}
    db.session.execute(insert(Screen).values(screen))
    db.session.commit()
