"""What pages load: own files under a version of their content, htmx from the CDN or from here."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, current_app

import config
from app import htmx
from app.wording import locale

BUILT_FROM = ("app", "scoring", "templates", "static")
A_MONTH = 30 * 24 * 3600


def build_id(root: Path) -> str:
    """Return what tells this build from any other: a hash of all that decides what a page looks like."""
    found = hashlib.sha256()
    for folder in BUILT_FROM:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                found.update(str(path.relative_to(root)).encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:10]


def init_app(app: Flask) -> None:
    """Give own files their version, so that browsers may keep them, and templates what they need to load htmx."""
    app.config["BUILD_ID"] = build_id(config.ROOT)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_MONTH
    app.jinja_env.globals |= {"htmx": htmx, "htmx_source": app.config["HTMX_SOURCE"], "language": language}
    # Lines that hold only a tag of Jinja's leave no empty line behind: a board is half as long.
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_defaults(add_version)


def language() -> str:
    """Return the reader's language as HTML names it."""
    return str(locale()).replace("_", "-")


def add_version(endpoint: str, values: dict[str, Any]) -> None:
    """Add the build to the address of an own file: a new build is a new address."""
    if endpoint == "static":
        values.setdefault("v", current_app.config["BUILD_ID"])
