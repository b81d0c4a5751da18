"""The forms by which an admin invites somebody, and says what he may do."""

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from app.forms import promise as _


def roles() -> dict[str, str]:
    """Return the roles there are, with their names."""
    return {"rep": gettext("Rep"), "manager": gettext("Manager"), "admin": gettext("Admin")}


class RoleForm(FlaskForm):
    """What somebody may do: his role, and the teams that he manages."""

    role = SelectField(_("Role"), choices=roles)
    teams = SelectMultipleField(_("Teams that a manager manages"), choices={})

    def __init__(self, names: dict[str, str], **given: Any) -> None:
        """Take the `names` of the teams there are, and what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)
        self.teams.choices = names

    def validate_teams(self, field: SelectMultipleField) -> None:
        """Refuse teams for who is no manager: he would not see that they are for nothing."""
        if field.data and self.role.data != "manager":
            raise ValidationError(_("Only a manager manages teams."))


class InviteForm(RoleForm):
    """Who is invited, and as what."""

    email = StringField(
        _("E-mail address"),
        validators=[
            InputRequired(_("Enter an e-mail address.")),
            Length(max=320, message=_("That is too long.")),
        ],
    )
