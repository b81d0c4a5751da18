"""The pages on which managers end a quarter and award its bonuses; each is a page of the feature that it is about."""

from typing import NamedTuple

from flask import Flask
from flask_babel import gettext as _


class Section(NamedTuple):
    """A page for managers: its endpoint and its name."""

    endpoint: str
    name: str


def sections() -> list[Section]:
    """Return the sections, in the order in which they are shown."""
    return [Section("quarters.index", _("Quarters")), Section("statements.disputes", _("Disputes"))]


def init_app(app: Flask) -> None:
    """Let the frame around these pages ask for the sections."""
    app.jinja_env.globals["desk_sections"] = sections
