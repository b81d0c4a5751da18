"""The form on which a manager enters the code of a screen, and names it."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from app.forms import printable, tidy
from app.forms import promise as _
from app.pairing.codes import is_code, plain


def a_code(_form: object, field: StringField) -> None:
    """Refuse what is no code of a screen, without counting it as a guess."""
    if not is_code(plain(field.data or "")):
        raise ValidationError(_("A code is six letters and digits such as K7M-4PX."))


class PairForm(FlaskForm):
    """The code that a screen shows, and what the screen is called."""

    code = StringField(
        _("Code on the screen"), filters=[tidy], validators=[DataRequired(_("Enter the code.")), a_code]
    )
    name = StringField(
        _("Name of the screen"),
        filters=[tidy],
        validators=[
            DataRequired(_("Name the screen: by where it hangs, for example.")),
            Length(max=200, message=_("That is too long.")),
            printable,
        ],
    )

    def __init__(self, **given: Any) -> None:
        """Take what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)
