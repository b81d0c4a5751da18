"""What the forms of all features share."""

import unicodedata
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import ValidationError


def promise(text: str) -> str:
    """Return `text`, translated when it is shown; WTForms takes such a promise wherever it says `str`."""
    return cast(str, lazy_gettext(text))


def tidy(text: str | None) -> str:
    """Return what was typed without spaces around it."""
    return (text or "").strip()


def printable(_form: object, field: StringField) -> None:
    """Refuse characters that nobody can see."""
    if any(unicodedata.category(letter) == "Cc" for letter in field.data or ""):
        raise ValidationError(_("This holds a character that cannot be shown."))
