"""The forms on which a manager says how a screen behaves, and a rep what walls call him."""

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import Length, Optional, ValidationError

from app.auth.screens import Settings
from app.forms import printable, tidy
from app.forms import promise as _

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
LONGEST_NAME = 60


def a_time(_form: object, field: StringField) -> None:
    """Refuse what is no time of the day."""
    if not TIME.fullmatch(field.data or ""):
        raise ValidationError(_("Write a time such as 18:30."))


class SettingsForm(FlaskForm):
    """Whether a screen may sound, when it is quiet, and whether it dims."""

    sound = BooleanField(_("It may sound when something is celebrated"))
    quiet_from = StringField(_("Quiet from"), filters=[tidy], validators=[Optional(), a_time])
    quiet_to = StringField(_("until"), filters=[tidy], validators=[Optional(), a_time])
    dims = BooleanField(_("It dims outside of office hours"))

    def __init__(self, **given: Any) -> None:
        """Take what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)

    def validate_quiet_to(self, field: StringField) -> None:
        """Refuse half of a time, and one without any length."""
        if field.data == (self.quiet_from.data or "") and field.data:
            raise ValidationError(_("It ends when it begins."))

    def lacks_half(self) -> bool:
        """Note beside the field that is missing that a quiet time has two ends; return whether one is missing."""
        lacking = [one for one in (self.quiet_from, self.quiet_to) if not one.data]
        if len(lacking) == 1:
            lacking[0].errors = [_("A quiet time has a beginning and an end.")]
        return len(lacking) == 1

    def settings(self) -> Settings:
        """Return what was entered."""
        quiet = (self.quiet_from.data or "", self.quiet_to.data or "")
        return Settings(bool(self.sound.data), *quiet, bool(self.dims.data))


class WallNameForm(FlaskForm):
    """What walls call a rep; `initials` is a button of its own."""

    name = StringField(
        _("Your name on the wall"),
        filters=[tidy],
        validators=[Length(max=LONGEST_NAME, message=_("Write at most %(max)d characters.")), printable],
    )
    initials = BooleanField()

    def __init__(self, **given: Any) -> None:
        """Take what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)
