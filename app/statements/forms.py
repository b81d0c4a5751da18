"""The forms of a dispute: what is said in it, and how it ends."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired

from app.forms import promise as _


class TextForm(FlaskForm):
    """What somebody says in a dispute."""

    def __init__(self, **values: Any) -> None:
        """Take what was sent."""
        FlaskForm.__init__(self, **values)

    text = TextAreaField(_("What you want to say"), [InputRequired(_("Write what there is to say."))])


class AnswerForm(TextForm):
    """What who decides says, and whether the dispute ends by it."""

    outcome = SelectField(
        _("The dispute"),
        choices=[
            ("", _("goes on")),
            ("upheld", _("is upheld: the rep is right")),
            ("rejected", _("is rejected: it stays as it is")),
        ],
    )
