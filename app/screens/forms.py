"""The form by which an admin makes a screen."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.forms import promise as _
from app.forms import tidy


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
