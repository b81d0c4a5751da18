"""The form by which an admin makes a screen."""

from typing import Any, cast

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length


def _(text: str) -> str:
    """Return `text`, translated when it is shown; WTForms takes such a promise wherever it says `str`."""
    return cast(str, lazy_gettext(text))


def tidy(text: str | None) -> str:
    """Return what was typed without spaces around it."""
    return (text or "").strip()


class ScreenForm(FlaskForm):
    """What a screen is called."""

    name = StringField(
        _("Name"),
        filters=[tidy],
        validators=[
            InputRequired(_("Name the screen: by where it hangs, for example.")),
            Length(max=200, message=_("That is too long.")),
        ],
    )

    def __init__(self, **given: Any) -> None:
        """Take what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)
