"""The log-in form."""

from typing import Any, cast

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.auth.passwords import MAX_LENGTH


def _(text: str) -> str:
    """Return `text`, translated when it is shown; WTForms takes such a promise wherever it says `str`."""
    return cast(str, lazy_gettext(text))


class LoginForm(FlaskForm):
    """E-mail address, password, and where to go afterwards."""

    email = StringField(
        _("E-mail address"),
        validators=[
            InputRequired(_("Enter your e-mail address.")),
            Length(max=320, message=_("That is too long.")),
        ],
    )
    password = PasswordField(
        _("Password"),
        validators=[
            InputRequired(_("Enter your password.")),
            Length(max=MAX_LENGTH, message=_("That is too long.")),
        ],
    )
    next = HiddenField()

    def __init__(self, **given: Any) -> None:
        """Take what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)
