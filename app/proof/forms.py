"""The forms of a question about a record: what is asked, and what is answered."""

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.forms import promise as _

LONGEST = 2_000
"""Characters of what is asked, or answered."""


def outcomes() -> dict[str, str]:
    """Return what an answer can come to."""
    return {
        "stands": gettext("The record stands as it is"),
        "mended": gettext("It will be corrected where it comes from"),
    }


class AskForm(FlaskForm):
    """What a rep asks about a record."""

    def __init__(self, **values: Any) -> None:
        """Take what was sent."""
        FlaskForm.__init__(self, **values)

    text = TextAreaField(
        _("What you want to say"),
        [
            DataRequired(_("Write what there is to say.")),
            Length(max=LONGEST, message=_("Write at most %(max)d characters.")),
        ],
    )

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse what no database keeps."""
        if "\0" in (field.data or ""):
            raise ValidationError(gettext("This holds a character that cannot be kept."))


class AnswerForm(AskForm):
    """What a manager answers, and what that comes to."""

    outcome = SelectField(_("The answer"), choices=outcomes)
