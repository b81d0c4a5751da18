"""What admins change of users. There is always an admin who can log in: the last one stays what he is."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from app.auth.service import RefusedError, end_log_ins
from app.delivery import move_stamp
from app.extensions import begin_write, db
from app.models.people import Team
from app.models.users import LoginSession, ManagedTeam, PasswordLink, User


def assign(user_id: int, role: str, teams: Sequence[str]) -> None:
    """Give a user a role and, to a manager, the teams called `teams`. Raises RefusedError with the reason."""
    begin_write()
    if role != "admin":
        _keep_an_admin(user_id)
    db.session.execute(update(User).where(User.id == user_id).values(role=role))
    db.session.execute(delete(ManagedTeam).where(ManagedTeam.user_id == user_id))
    if role == "manager":
        found = db.session.scalars(select(Team.id).where(Team.name.in_(teams)))
        db.session.add_all(ManagedTeam(user_id=user_id, team_id=team_id) for team_id in found)
    # Polls remember who asks until the stamp moves.
    move_stamp()
    db.session.commit()


def disable(user_id: int, now: int) -> None:
    """Keep a user from logging in, end all his log-ins and his link. Raises RefusedError with the reason."""
    begin_write()
    _keep_an_admin(user_id)
    able = update(User).where(User.id == user_id, User.disabled_at.is_(None))
    db.session.execute(able.values(disabled_at=now))
    db.session.execute(delete(PasswordLink).where(PasswordLink.user_id == user_id))
    end_log_ins(LoginSession.user_id == user_id, now)
    db.session.commit()


def enable(user_id: int) -> None:
    """Let a user log in again, with the password that he had."""
    begin_write()
    db.session.execute(update(User).where(User.id == user_id).values(disabled_at=None))
    db.session.commit()


def _keep_an_admin(user_id: int) -> None:
    """Raise RefusedError if this user is the last admin who can log in.

    Their rows are locked in one order: of two admins who demote each other at once the second finds the first gone.
    """
    able = (User.role == "admin") & User.disabled_at.is_(None) & (User.password_hash != "")
    admins = db.session.scalars(select(User.id).where(able).order_by(User.id).with_for_update()).all()
    if list(admins) == [user_id]:
        db.session.rollback()
        raise RefusedError(_("This is the last admin who can log in. Let somebody else be one first."))
