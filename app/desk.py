"""The pages of managers: their teams, then the end of a quarter; each is a page of the feature that it is about."""

from typing import NamedTuple

from flask import Flask, request, url_for
from flask_babel import gettext as _


class Section(NamedTuple):
    """A page for managers: its name, its address, and whether the reader is on it or on a page below it."""

    name: str
    url: str
    here: bool


def sections() -> list[Section]:
    """Return the sections, in the order in which they are shown."""
    named = {
        "compliance.report": _("Team report"),
        "bonuses.index": _("Bonuses"),
        "bonuses.exposure": _("What it may cost"),
        "bonuses.payroll": _("Payroll"),
        "statements.disputes": _("Disputes"),
        "proof.index": _("Questions"),
        "quarters.index": _("Quarters"),
        "screens.index": _("Screens"),
    }
    urls = {endpoint: url_for(endpoint) for endpoint in named}
    around = [url for url in urls.values() if f"{request.path}/".startswith(f"{url}/")]
    here = max(around, key=len, default="")
    return [Section(name, urls[endpoint], urls[endpoint] == here) for endpoint, name in named.items()]


def init_app(app: Flask) -> None:
    """Let the frame around these pages ask for the sections."""
    app.jinja_env.globals["desk_sections"] = sections
