"""The forms to log in and to set a password."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.auth.passwords import MAX_LENGTH, MIN_LENGTH
from app.forms import promise as _


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


class PasswordForm(FlaskForm):
    """A password of one's own, twice: nobody sees what he types."""

    password = PasswordField(
        _("New password"),
        validators=[
            InputRequired(_("Choose a password.")),
            Length(MIN_LENGTH, MAX_LENGTH, _("A password has at least 10 characters and at most 1,000.")),
        ],
    )
    again = PasswordField(
        _("The same once more"),
        validators=[EqualTo("password", _("These two are not the same."))],
    )

    def __init__(self, **given: Any) -> None:
        """Take what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)
