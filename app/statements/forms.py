"""The forms of a dispute: what is said in it, and how it ends."""

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired

from app.forms import promise as _


def outcomes() -> dict[str, str]:
    """Return how a dispute can go on, or end."""
    return {
        "": gettext("goes on"),
        "upheld": gettext("is upheld: the rep is right"),
        "rejected": gettext("is rejected: it stays as it is"),
    }


class TextForm(FlaskForm):
    """What somebody says in a dispute."""

    def __init__(self, **values: Any) -> None:
        """Take what was sent."""
        FlaskForm.__init__(self, **values)

    text = TextAreaField(_("What you want to say"), [DataRequired(_("Write what there is to say."))])


class AnswerForm(TextForm):
    """What who decides says, and whether the dispute ends by it."""

    outcome = SelectField(_("The dispute"), choices=outcomes, default="")
