"""The page from which an admin goes on; each section is a page of the feature that it is about."""

from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.auth.access import admin

blueprint = Blueprint("admin", __name__)


class Section(NamedTuple):
    """A page for admins: its endpoint, its name, and what is done there."""

    endpoint: str
    name: str
    purpose: str


def sections() -> list[Section]:
    """Return the sections, in the order in which they are shown."""
    return [
        Section("people.index", _("People"), _("Who is in which team from when to when, and who is away.")),
        Section("people.teams", _("Teams"), _("Who is in each team today, and who manages it.")),
        Section(
            "people.unknown",
            _("Unknown owners"),
            _("Who has activities and was never in a team: nothing they do counts until you decide."),
        ),
        Section(
            "users.index", _("Users"), _("Who may log in, in which role, with invitations and new passwords.")
        ),
        Section(
            "screens.index", _("Screens"), _("Walls that show the races alone, without anybody's log-in.")
        ),
        Section(
            "feeds.health",
            _("Feeds"),
            _("Where activities come from, whether they come in time, what was refused."),
        ),
        Section(
            "outbox.health",
            _("Messages"),
            _("Reminders and digests: what waits to be sent, and what could not be."),
        ),
        Section(
            "tokens.index",
            _("Tokens"),
            _("Programs that send activities or read scores, each with a token of its own."),
        ),
        Section("api_pages.reference", _("API"), _("What programs can send and read, address by address.")),
    ]


@blueprint.get("/admin")
@admin
def index() -> ResponseReturnValue:
    """Show what there is to keep in order."""
    return render_template("admin/index.html")
