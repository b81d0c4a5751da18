"""The form that says what is expected of a feed."""

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from app.feeds.figures import MOST_EVERY, UNITS, split_every
from app.feeds.queries import Feed
from app.forms import promise as _


def units() -> dict[str, str]:
    """Return the units that a length of time can be given in."""
    return {"m": gettext("minutes"), "h": gettext("hours"), "d": gettext("days")}


class ExpectationForm(FlaskForm):
    """How often a feed should deliver, and whether boards say when it does not."""

    number = IntegerField(
        _("Expected every"),
        validators=[
            Optional(),
            NumberRange(1, MOST_EVERY, _("Enter a whole number from 1 to 999, or nothing.")),
        ],
    )
    unit = SelectField(_("Unit"), choices=units, default="d")
    required = BooleanField(_("Required: boards say when it is late"))

    def __init__(self, **given: Any) -> None:
        """Take what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)

    @property
    def every(self) -> int | None:
        """Return what is expected, in microseconds."""
        return self.number.data * UNITS[self.unit.data] if self.number.data else None


def form_for(feed: Feed) -> ExpectationForm:
    """Return the form of a feed as it is; its fields have names of their own, for a page has one for each feed."""
    number, unit = (None, "d") if feed.every is None else split_every(feed.every)
    begin = {"number": number, "unit": unit, "required": feed.required}
    return ExpectationForm(formdata=None, prefix=prefix_of(feed.id), **begin)


def prefix_of(number: int) -> str:
    """Return what the fields of a feed's form begin with."""
    return f"feed-{number}-"
