"""The forms by which a quarter is opened again."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.forms import promise as _
from app.quarters.figures import LONGEST_REASON


class ReopenForm(FlaskForm):
    """Why a final quarter is to be opened again."""

    def __init__(self, **values: Any) -> None:
        """Take what was sent."""
        FlaskForm.__init__(self, **values)

    reason = TextAreaField(
        _("Reason"),
        [InputRequired(_("Say why the quarter is to be opened again.")), Length(max=LONGEST_REASON)],
    )


class RefuseForm(FlaskForm):
    """Why it is not."""

    def __init__(self, **values: Any) -> None:
        """Take what was sent."""
        FlaskForm.__init__(self, **values)

    answer = TextAreaField(_("Answer"), [Optional(), Length(max=LONGEST_REASON)])
