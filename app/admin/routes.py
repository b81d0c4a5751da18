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
        Section(
            "feeds.health",
            _("Feeds"),
            _("Where activities come from, whether they come in time, what was refused."),
        ),
        Section(
            "users.index", _("Users"), _("Who may log in, in which role, with invitations and new passwords.")
        ),
        Section(
            "screens.index", _("Screens"), _("Walls that show the races alone, without anybody's log-in.")
        ),
    ]


@blueprint.get("/admin")
@admin
def index() -> ResponseReturnValue:
    """Show what there is to keep in order."""
    return render_template("admin/index.html")
