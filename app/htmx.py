"""What the server and htmx 4 say to each other; see https://four.htmx.org for the names."""

import json
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue


class Script(NamedTuple):
    """A script: where the CDN has it, the hash it must have there, and our copy's place in static/."""

    cdn: str
    integrity: str
    copy: str


VERSION = "4.0.1"
CORE = Script(
    f"https://cdn.jsdelivr.net/npm/htmx.org@{VERSION}/dist/htmx.min.js",
    "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn",
    "vendor/htmx.min.js",
)
PTAG = Script(
    f"https://cdn.jsdelivr.net/npm/htmx.org@{VERSION}/dist/ext/hx-ptag.min.js",
    "sha384-HKjZ8NvFiP6UyEpdzMpiw7NW2NK3mXwbnIUadnNaKolmI0J88RDE/3oaCaP3K28t",
    "vendor/ext/hx-ptag.min.js",
)
CDN_FILES = (CORE.cdn, PTAG.cdn)
"""The addresses that the content security policy allows: whole files, never the bare host."""
# What a reader has opened stays open when the piece around it comes anew: the server does not know of it.
KEPT = ["data-htmx-powered", "open"]
CONFIG = json.dumps(
    {"noSwap": [204, 304, "5xx"], "extensions": "ptag", "defaultTimeout": 10000, "morphIgnore": KEPT},
    separators=(",", ":"),
)
VARY = "HX-Request-Type, HX-Request"
"""What pages and partials depend on; `app.security` puts it on every response."""


def is_htmx() -> bool:
    """Return whether htmx asks, for a page or for a piece of one."""
    return request.headers.get("HX-Request") == "true"


def is_partial() -> bool:
    """Return whether a piece of a page is wanted rather than the page."""
    return request.headers.get("HX-Request-Type") == "partial"


def is_poll() -> bool:
    """Return whether a page asks by itself if something it shows has changed: nobody needs to sit in front of it."""
    return request.method == "GET" and "HX-PTag" in request.headers and is_partial()


def see_other(url: str) -> ResponseReturnValue:
    """Go on at `url` after a form that changed the session: htmx loads the page anew, so that nothing old stays."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, code=303)


def say(text: str, status: int) -> Response:
    """Say a sentence in the page's place for messages, whatever the request wanted to swap."""
    response = make_response(render_template("errors/_flash.html", text=text), status)
    response.headers["HX-Retarget"] = "#flash"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def page_shown() -> str | None:
    """Return the path and query of the page that htmx asks from, if it is one of ours."""
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    if shown.netloc != request.host:
        return None
    return shown.path + (f"?{shown.query}" if shown.query else "")
