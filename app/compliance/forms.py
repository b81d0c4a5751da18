"""The form of a note about an exception."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from app.forms import promise as _

LONGEST = 2_000
"""Characters of a note."""


class NoteForm(FlaskForm):
    """What somebody found out, or did."""

    def __init__(self, **values: Any) -> None:
        """Take what was sent."""
        FlaskForm.__init__(self, **values)

    text = TextAreaField(
        _("Note"),
        [
            DataRequired(_("Write what there is to say.")),
            Length(max=LONGEST, message=_("Write at most %(max)d characters.")),
            Regexp(r"[^\0]*\Z", message=_("Write words only.")),
        ],
    )
