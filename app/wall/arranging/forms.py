"""The form of an item of a programme; it asks for what the kind of item needs."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.forms import printable, tidy
from app.forms import promise as _
from app.programme import LONGEST, MOST_LETTERS, SHORTEST, Item
from app.wall.scenes import KINDS

Choices = list[tuple[str, str]]
SECONDS = _("Enter a whole number of seconds from 5 to 300.")


class ItemForm(FlaskForm):
    """For which side, for how long, and what else the kind of item asks for."""

    text = StringField(
        _("Message"),
        filters=[tidy],
        validators=[
            DataRequired(_("Write what the screen is to say.")),
            Length(max=MOST_LETTERS, message=_("Write at most %(max)d characters.")),
            printable,
        ],
    )
    level = SelectField(_("Service level"))
    side = SelectField(_("Side"))
    seconds = IntegerField(
        _("Seconds"), validators=[InputRequired(SECONDS), NumberRange(SHORTEST, LONGEST, SECONDS)], default=20
    )

    def __init__(self, kind: str, sides: Choices, levels: Choices, **given: Any) -> None:
        """Take the kind of item, what may be chosen, and what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)
        self.kind = kind
        self.side.choices, self.level.choices = sides, levels
        if not KINDS[kind].has_side:
            del self.side
        for asked, name in (("text", "text"), ("level", "level")):
            if KINDS[kind].detail != asked:
                delattr(self, name)

    def item(self) -> Item:
        """Return the item that was entered."""
        given = {name: field.data or "" for name, field in self._fields.items()}
        detail = given.get("text") or given.get("level") or ""
        return Item(self.kind, given.get("side", ""), self.seconds.data or SHORTEST, detail)
