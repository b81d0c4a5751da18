"""Users in words."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

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


def when(instant: int, known: Reading) -> str:
    """Return an instant in the agreement's zone, in UTC while there is no agreement."""
    zone = known.timeline.zone_on(known.day) if known.timeline else ZoneInfo("UTC")
    return moment(instant, zone, known.day)


def shown(person: Person, known: Reading, now: int) -> Shown:
    """Return a user in words, as he is at `now`."""
    roles = {"rep": _("Rep"), "manager": _("Manager"), "admin": _("Admin")}
    return Shown(
        person.id,
        person.email,
        roles[person.role],
        ", ".join(name for _id, name in person.teams) or "–",
        state(person, known, now),
        "–" if person.last_log_in is None else when(person.last_log_in, known),
    )


def state(person: Person, known: Reading, now: int) -> str:
    """Return whether a user may log in, and until when his link works, in words."""
    if person.disabled:
        return _("disabled")
    open_until = when(person.link_ends, known) if person.link_ends and person.link_ends > now else ""
    if person.has_password:
        return (
            _("may log in, reset link until %(moment)s", moment=open_until) if open_until else _("may log in")
        )
    if open_until:
        return _("invited, link until %(moment)s", moment=open_until)
    return _("invited, the link ran out")
