"""Users in words."""

from typing import NamedTuple

from flask_babel import gettext as _

from app.stamp import Reading
from app.users.queries import Person
from app.wording import moment


class Shown(NamedTuple):
    """A user in words."""

    id: int
    email: str
    role: str
    teams: str
    state: str
    last_log_in: str


def shown(person: Person, known: Reading, now: int) -> Shown:
    """Return a user in words, as he is at `now`."""
    roles = {"rep": _("Rep"), "manager": _("Manager"), "admin": _("Admin")}
    return Shown(
        person.id,
        person.email,
        roles[person.role],
        ", ".join(name for _id, name in person.teams) or "–",
        state(person, known, now),
        "–" if person.last_log_in is None else moment(person.last_log_in, known.zone, known.day),
    )


def state(person: Person, known: Reading, now: int) -> str:
    """Return whether a user may log in, and until when his link works, in words."""
    if person.disabled:
        return _("disabled")
    works = person.link_ends is not None and person.link_ends > now
    open_until = moment(person.link_ends or 0, known.zone, known.day) if works else ""
    if person.has_password:
        return (
            _("may log in, reset link until %(moment)s", moment=open_until) if open_until else _("may log in")
        )
    if open_until:
        return _("invited, link until %(moment)s", moment=open_until)
    return _("invited, the link ran out")
