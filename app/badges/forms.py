"""The forms with which managers give badges and take them back."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired

from app.forms import promise as _


class RevokeForm(FlaskForm):
    """Why a badge is taken back."""

    def __init__(self, **values: Any) -> None:
        """Take what was sent."""
        FlaskForm.__init__(self, **values)

    reason = TextAreaField(_("Why it is taken back"), [DataRequired(_("Say why it is taken back."))])


class GiveForm(FlaskForm):
    """Which badge is given, and what for; `badges` are those to choose from: id and name."""

    def __init__(self, badges: list[tuple[str, str]], **values: Any) -> None:
        """Take what was sent."""
        FlaskForm.__init__(self, **values)
        self.badge.choices = badges

    badge = SelectField(_("Badge"))
    reason = TextAreaField(_("What it is for"), [DataRequired(_("Say what it is for."))])
