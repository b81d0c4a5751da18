"""The form that makes a token."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.forms import promise as _

SCOPES: Any = ["ingest", "read"]
"""The stubs do not know yet that a choice may be a plain text."""


class TokenForm(FlaskForm):
    """Name, what it may do, the feed its activities belong to, and how long it lasts."""

    name = StringField(
        _("Name"),
        validators=[
            InputRequired(_("Enter a name: it says which program this is.")),
            Length(max=200, message=_("That is too long.")),
        ],
    )
    scopes = SelectMultipleField(
        _("What it may do"),
        choices=SCOPES,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(_("Choose what the token may do."))],
    )
    source = StringField(
        _("Source"),
        default="default",
        validators=[
            InputRequired(_("Enter the feed that its activities belong to.")),
            Length(max=200, message=_("That is too long.")),
        ],
    )
    days = IntegerField(
        _("Days until it ends"),
        validators=[
            Optional(),
            NumberRange(1, 3_650, message=_("Enter a number of days from 1 to 3650, or nothing.")),
        ],
    )

    def __init__(self, **given: Any) -> None:
        """Take what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)
