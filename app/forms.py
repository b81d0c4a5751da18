"""What the forms of all features share."""

from typing import cast

from flask_babel import lazy_gettext


def promise(text: str) -> str:
    """Return `text`, translated when it is shown; WTForms takes such a promise wherever it says `str`."""
    return cast(str, lazy_gettext(text))


def tidy(text: str | None) -> str:
    """Return what was typed without spaces around it."""
    return (text or "").strip()
