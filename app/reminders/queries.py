"""Reads of clocks that people are told of: due to be reminded of, due today, missed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, literal_column, or_, select

from app.extensions import db
from app.models.messages import Message, Reminder
from app.models.people import Absence, Membership, Rep, Team
from app.models.scores import ClockRow
from app.models.users import User
from app.outbox.rows import DIGEST, EXCEPTIONS
from scoring.calendar import WallTime
from scoring.clocks import BREACHED
from scoring.reminders import due_until
from scoring.versions import Timeline

# Written out, so that SQLite sees that the index of open clocks is meant.
_OPEN = ClockRow.state == literal_column("'open'")


class Due(NamedTuple):
    """A clock that a person is to be reminded of."""

    user_id: int
    level: str
    subject: str
    started: int


class Told(NamedTuple):
    """A clock as it is told: whose it is, of which level and version, and its deadline."""

    rep_id: int
    level: str
    version_id: int
    subject: str
    deadline: int


_TOLD = [getattr(ClockRow, name) for name in Told._fields]


def due(known: Timeline, share: Fraction, now: int) -> list[Due]:
    """Return the open clocks of which the `share` of their time is used, of people who were not reminded of them."""
    untils = _untils(known, share, now)
    if not untils:
        return []
    which = [
        and_(ClockRow.version_id == version, ClockRow.level == level, ClockRow.deadline <= until)
        for version, level, until in untils
    ]
    last = max(until for _version, _level, until in untils)
    reminded = exists().where(
        Reminder.user_id == User.id,
        Reminder.level == ClockRow.level,
        Reminder.subject == ClockRow.subject,
        Reminder.started == ClockRow.started,
    )
    query = (
        select(User.id, ClockRow.level, ClockRow.subject, ClockRow.started)
        .select_from(ClockRow)
        .join(Rep, Rep.id == ClockRow.rep_id)
        .join(User, and_(User.email == Rep.email, User.disabled_at.is_(None)))
        .where(_OPEN, ClockRow.deadline > now, ClockRow.deadline <= last, or_(*which), ~reminded)
        .distinct()
    )
    return [Due(*row) for row in db.session.execute(query)]


def _untils(known: Timeline, share: Fraction, now: int) -> list[tuple[int, str, int]]:
    """Return the last deadline that is due now, by version and level; none while business is closed."""
    found = []
    for version in known.versions:
        for level in version.agreement.levels:
            if level.clock:
                calendar = version.business if level.clock.business else WallTime()
                until = due_until(calendar, version.business, level.clock.within, share, now)
                found += [(version.id, level.id, until)] if until is not None else []
    return found


def still_open(user_id: int, about: int, now: int) -> list[Told]:
    """Return those of the clocks that a person's reminder is about that still run, and are his, by deadline."""
    of_reminder = and_(
        Reminder.level == ClockRow.level,
        Reminder.subject == ClockRow.subject,
        Reminder.started == ClockRow.started,
    )
    query = (
        select(*_TOLD)
        .select_from(Reminder)
        .join(ClockRow, of_reminder)
        .join(Rep, Rep.id == ClockRow.rep_id)
        .join(User, and_(User.email == Rep.email, User.id == Reminder.user_id))
        .where(Reminder.user_id == user_id, Reminder.about == about, _OPEN, ClockRow.deadline > now)
        .order_by(ClockRow.deadline, ClockRow.subject)
    )
    return [Told(*row) for row in db.session.execute(query)]


def due_between(reps: Collection[int], now: int, until: int) -> list[Told]:
    """Return the open clocks of `reps` that end from `now` up to `until`, by deadline."""
    ends = (ClockRow.deadline >= now, ClockRow.deadline < until)
    query = select(*_TOLD).where(_OPEN, *ends, ClockRow.rep_id.in_(reps))
    return [Told(*row) for row in db.session.execute(query.order_by(ClockRow.deadline, ClockRow.subject))]


def missed_on(reps: Collection[int], first: int, after: int, months: Collection[int]) -> list[Told]:
    """Return the clocks of `reps` that ran out on the days from `first` up to, not including, `after`."""
    on = (ClockRow.month.in_(months), ClockRow.day >= first, ClockRow.day < after)
    query = select(*_TOLD).where(ClockRow.rep_id.in_(reps), *on, ClockRow.state == BREACHED)
    return [Told(*row) for row in db.session.execute(query.order_by(ClockRow.deadline, ClockRow.subject))]


def who_may_log_in() -> dict[int, str]:
    """Return the role of each user who may log in."""
    return dict(db.session.execute(select(User.id, User.role).where(User.disabled_at.is_(None))).all())


def morning_is_decided(day: int) -> bool:
    """Tell whether the messages of the morning of a day are in the outbox."""
    mine: Any = exists().where(Message.kind.in_((DIGEST, EXCEPTIONS)), Message.about == day)
    return bool(db.session.scalar(select(mine)))


def user(user_id: int) -> tuple[str, str]:
    """Return the e-mail address and the role of a user."""
    row = db.session.execute(select(User.email, User.role).where(User.id == user_id)).one()
    return row[0], row[1]


def is_absent(rep_id: int, day: int) -> bool:
    """Tell whether a rep owes nothing on a day."""
    there = exists().where(Absence.rep_id == rep_id, Absence.starts <= day, Absence.ends > day)
    return bool(db.session.scalar(select(there)))


def members(teams: Collection[int], day: int) -> dict[str, dict[int, str]]:
    """Return who is in each of these teams on a day, by the name of the team and the id of the rep."""
    here = (Membership.starts <= day, Membership.ends > day)
    query = (
        select(Team.name, Rep.id, Rep.name)
        .join(Membership, Membership.team_id == Team.id)
        .join(Rep, Rep.id == Membership.rep_id)
        .where(Team.id.in_(teams), *here)
        .order_by(Team.name, Rep.name)
    )
    found: dict[str, dict[int, str]] = {}
    for team, rep, name in db.session.execute(query):
        found.setdefault(team, {})[rep] = name
    return found


def digest_time(known: Timeline, day: int, at: str) -> int:
    """Return the instant of the local time `at` (as 08:00) on a day."""
    hours, minutes = at.split(":")
    return known.instant(datetime.fromordinal(day) + timedelta(hours=int(hours), minutes=int(minutes)))
