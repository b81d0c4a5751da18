"""Writes of log-in: users, their passwords and the links to set them by, log-ins and screens that can be revoked."""

import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import OperationalError

from app.auth import links, passwords, screens, throttle
from app.auth.queries import Viewer, credentials, fingerprint, link_owner
from app.auth.screens import KnownScreen
from app.delivery import move_stamp
from app.extensions import begin_write, db
from app.models.people import Team
from app.models.users import LoginSession, ManagedTeam, User
from app.patience import impatience

HOUR = 3600 * 1_000_000
MINUTE = 60 * 1_000_000


class RefusedError(Exception):
    """What was asked for cannot be done; the text says why, to the person who asked."""


@dataclass(frozen=True)
class Refusal:
    """Someone who was not let in; `retry_at` is set when there were too many, whatever they came with."""

    retry_at: int | None = None


def log_in(email: str, password: str, address: str | None, now: int) -> Viewer | Refusal:
    """Open a log-in for whoever has this e-mail address and password, or say no, in the same time for all who fail."""
    email = normal(email)
    attempt = throttle.attempt_of(email, address)
    begin_write()
    retry_at = throttle.take(attempt, now)
    db.session.commit()
    if retry_at is not None:
        return Refusal(retry_at)
    found = credentials(email)
    db.session.rollback()  # nothing is held while the password is computed
    good = passwords.matches(found.password_hash if found else None, password)
    if not found or not good or found.disabled_at is not None:
        return Refusal()
    renewed = passwords.make_hash(password) if passwords.is_outdated(found.password_hash) else None
    begin_write()
    throttle.forgive(attempt, now)
    opened = _open(found.id, found.password_hash, renewed, now)
    db.session.commit()
    return opened or Refusal()


def _open(user_id: int, checked: str, renewed: str | None, now: int) -> Viewer | None:
    """Store a new log-in, unless the password that was `checked` has been changed or the user disabled meanwhile."""
    # The lock makes a change of password wait for this log-in, so that it finds it and ends it too.
    user = db.session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None or user.password_hash != checked or user.disabled_at is not None:
        return None
    if renewed:
        user.password_hash = renewed
    user.last_log_in = now
    token = secrets.token_urlsafe(32)
    login = LoginSession(
        id=fingerprint(token),
        user_id=user.id,
        created_at=now,
        idle_ends_at=now + idle_time(),
        ends_at=now + 24 * HOUR * int(current_app.config["LOGIN_MAX_DAYS"]),
    )
    db.session.add(login)
    db.session.execute(delete(LoginSession).where(LoginSession.ends_at <= now))
    return Viewer(user.id, user.email, user.role, login.idle_ends_at, login.ends_at, token)


def idle_time() -> int:
    """Return how long a log-in lasts without a page being asked for, in microseconds."""
    return HOUR * int(current_app.config["LOGIN_IDLE_HOURS"])


def prolong(user: Viewer, now: int) -> None:
    """Move the idle end of a log-in; at most once a minute, for it is a write on what is otherwise a read."""
    if now + idle_time() - user.idle_ends_at < MINUTE:
        return
    db.session.rollback()
    longer = update(LoginSession).where(LoginSession.id == fingerprint(user.token))
    with impatience(), suppress(OperationalError):
        db.session.execute(longer.values(idle_ends_at=now + idle_time()))
    db.session.commit()


def log_out(token: str, now: int) -> None:
    """End one log-in for good: its cookie is worth nothing from now on."""
    begin_write()
    end_log_ins(LoginSession.id == fingerprint(token), now)
    db.session.commit()


def log_out_everywhere(user_id: int, now: int) -> None:
    """End all log-ins of a user."""
    begin_write()
    end_log_ins(LoginSession.user_id == user_id, now)
    db.session.commit()


def create_user(email: str, role: str, teams: Sequence[str], password: str, now: int) -> None:
    """Store a user who may log in. Raises RefusedError with the reason."""
    hashed = passwords.make_hash(checked_password(password))
    _add_user(email, role, teams, hashed, now)
    db.session.commit()


def invite(email: str, role: str, teams: Sequence[str], now: int) -> str:
    """Store a user who sets his own password; return what his link holds. Raises RefusedError with the reason."""
    token = links.put(_add_user(email, role, teams, "", now), now + links.INVITATION)
    db.session.commit()
    return token


def _add_user(email: str, role: str, teams: Sequence[str], hashed: str, now: int) -> int:
    """Begin a transaction and store a user in it; return his id."""
    email = normal(email)
    if "@" not in email or len(email) > 320:
        raise RefusedError(_("%(email)r is no e-mail address", email=email))
    if teams and role != "manager":
        raise RefusedError(
            _(
                "only a manager manages teams; a %(role)s belongs to those that the people file says",
                role=role,
            )
        )
    begin_write()
    if db.session.scalar(select(User.id).where(User.email == email)) is not None:
        db.session.rollback()
        raise RefusedError(_("there is a user %(email)s already", email=email))
    managed = [ManagedTeam(team_id=team_id) for team_id in _team_ids(teams)]
    user = User(email=email, role=role, password_hash=hashed, created_at=now, manages=managed)
    db.session.add(user)
    db.session.flush()
    return user.id


def new_link(user_id: int, now: int) -> str:
    """Make a user another link, in place of any before; return what it holds. Raises RefusedError with the reason.

    It is a reset for who has a password, which opens until he sets another, and else his invitation once more.
    """
    begin_write()
    user = db.session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None or user.disabled_at is not None:
        db.session.rollback()
        raise RefusedError(_("Who is disabled gets no link."))
    token = links.put(user_id, now + (links.RESET if user.password_hash else links.INVITATION))
    db.session.commit()
    return token


def follow(token: str, address: str | None, now: int) -> str | Refusal:
    """Return the e-mail address of who may set his password by this link, or say no; tries count as log-ins do."""
    attempt = throttle.link_attempt(address)
    begin_write()
    retry_at = throttle.take(attempt, now)
    db.session.commit()
    if retry_at is not None:
        return Refusal(retry_at)
    email = link_owner(token, now)
    if email is None:
        return Refusal()
    begin_write()
    throttle.forgive(attempt, now)
    db.session.commit()
    return email


def set_password_by_link(token: str, password: str, address: str | None, now: int) -> str | Refusal:
    """Give who has this link the password that he chose, once, and end all his log-ins; return his e-mail address.

    Raises RefusedError for a password that is too short or too long.
    """
    found = follow(token, address, now)
    if isinstance(found, Refusal):
        return found
    hashed = passwords.make_hash(checked_password(password))
    begin_write()
    user_id = links.use(token, now)
    mine = (User.id == user_id) & User.disabled_at.is_(None)
    changed = db.session.scalar(update(User).where(mine).values(password_hash=hashed).returning(User.id))
    if changed is None:
        db.session.rollback()
        return Refusal()
    end_log_ins(LoginSession.user_id == changed, now)
    db.session.commit()
    return found


def set_password(email: str, password: str, now: int) -> None:
    """Give a user a new password and end all his log-ins. Raises RefusedError with the reason."""
    hashed = passwords.make_hash(checked_password(password))
    begin_write()
    mine = user_id(email)
    db.session.execute(update(User).where(User.id == mine).values(password_hash=hashed))
    links.void(mine)
    end_log_ins(LoginSession.user_id == mine, now)
    db.session.commit()


def user_id(email: str) -> int:
    """Return the id of the user with this e-mail address. Raises RefusedError if there is none."""
    found = db.session.scalar(select(User.id).where(User.email == normal(email)))
    if found is None:
        db.session.rollback()
        raise RefusedError(_("there is no user %(email)s", email=normal(email)))
    return found


def checked_password(password: str) -> str:
    """Return `password` if it is long enough and not longer than is hashed. Raises RefusedError otherwise."""
    if not passwords.MIN_LENGTH <= len(password) <= passwords.MAX_LENGTH:
        told = {"least": passwords.MIN_LENGTH, "most": passwords.MAX_LENGTH}
        raise RefusedError(_("a password has %(least)d to %(most)d characters", **told))
    return password


def normal(email: str) -> str:
    """Return an e-mail address as users are stored and looked up: without spaces around it, in lower case."""
    return email.strip().lower()


def create_screen(name: str, now: int) -> str:
    """Store a wall screen and return its token, which nobody can read again. Raises RefusedError with the reason.

    A name that a revoked screen had is free: the new one takes its place.
    """
    if not name.strip():
        raise RefusedError(_("a screen needs a name"))
    token = secrets.token_urlsafe(32)
    begin_write()
    if screens.hang(name, fingerprint(token), now) is None:
        db.session.rollback()
        raise RefusedError(_("there is a screen %(name)r already", name=name))
    db.session.commit()
    return token


def note_seen(found: KnownScreen, now: int) -> None:
    """Write down which screens asked, at most once a minute: it is a write on what is otherwise a read."""
    sightings = screens.sightings(current_app)
    sightings.ids.add(found.id)
    due = sightings.due(now)
    if not due:
        return
    db.session.rollback()
    with impatience(), suppress(OperationalError):
        screens.see(due, now)
    db.session.commit()


def revoke_screen(name: str, now: int) -> None:
    """Keep a screen from showing the wall, from its next poll on. Raises RefusedError with the reason."""
    begin_write()
    if not screens.take_down(name, now):
        db.session.rollback()
        raise RefusedError(_("there is no screen %(name)r that is not revoked", name=name))
    db.session.commit()


def end_log_ins(logins: ColumnElement[bool], now: int) -> None:
    """End log-ins, and let every process forget whom it knew; part of the caller's transaction."""
    open_ones = update(LoginSession).where(logins, LoginSession.revoked_at.is_(None))
    db.session.execute(open_ones.values(revoked_at=now))
    move_stamp()


def _team_ids(names: Iterable[str]) -> list[int]:
    wanted = list(dict.fromkeys(names))
    known = dict(db.session.execute(select(Team.name, Team.id).where(Team.name.in_(wanted))).all())
    missing = [name for name in wanted if name not in known]
    if missing:
        db.session.rollback()
        raise RefusedError(
            _("there is no team %(team)r; teams come with `flask people load`", team=missing[0])
        )
    return [known[name] for name in wanted]
