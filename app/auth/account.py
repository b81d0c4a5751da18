"""What the account page and the first steps show."""

from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.auth import queries
from app.auth.queries import Viewer
from app.stamp import reading
from app.wording import moment


class ShownLogin(NamedTuple):
    """A log-in in words: when it began, when it ends, whether it is the one that asks."""

    began: str
    ends: str
    here: bool


def context(user: Viewer, now: int) -> dict[str, Any]:
    """Return who one is and where one is logged in."""
    known = reading()
    here = queries.fingerprint(user.token)
    logins = [
        ShownLogin(
            moment(login.began, known.zone, known.day),
            moment(login.ends, known.zone, known.day),
            login.fingerprint == here,
        )
        for login in queries.open_logins(user.id, now)
    ]
    member, managed = queries.team_names(user)
    roles = {"rep": _("Rep"), "manager": _("Manager"), "admin": _("Admin")}
    return {
        "user": user,
        "role": roles[user.role],
        "rep": user.rep,
        "member": member,
        "managed": managed,
        "logins": logins,
    }


def first_steps() -> list[tuple[str, str]]:
    """Return the commands that lead from an empty installation to the first standings, each with what it does."""
    return [
        (
            ".venv/bin/flask people load people.csv",
            _("Who is in which team, and on which side of the agreement."),
        ),
        (
            ".venv/bin/flask agreement load agreement.toml",
            _("What both sides promised, and the points it earns."),
        ),
        (
            ".venv/bin/flask activities load activities.csv",
            _("What happened, from an export of your CRM; with --map any columns will do."),
        ),
        (".venv/bin/flask users create ines@example.com --role rep", _("Someone who may log in and see it.")),
    ]
