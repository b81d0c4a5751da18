"""The form on which a person chooses what he gets, and where."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectMultipleField, StringField
from wtforms.validators import Length, Optional, ValidationError

from app.forms import promise as _
from app.forms import tidy
from app.outbox.errors import ForbiddenAddressError
from app.outbox.rows import CHANNELS, KINDS, WEBHOOKS, Choice, wish
from app.outbox.webhooks import checked

LONGEST_ADDRESS = 1000


def wishes() -> dict[str, str]:
    """Return what can be wanted; the page has its own words for it."""
    return {wish(kind, way): "" for kind in KINDS for way in CHANNELS}


def leads_where_it_may(_form: object, field: Field) -> None:
    """Refuse the address of a webhook that leads elsewhere."""
    try:
        checked(field.data)
    except ForbiddenAddressError as forbidden:
        raise ValidationError(str(forbidden)) from None


def address_field(label: str) -> StringField:
    """Return the field for the address of a webhook; it never shows what is stored."""
    rules = [Optional(), Length(max=LONGEST_ADDRESS, message=_("That is too long.")), leads_where_it_may]
    return StringField(label, filters=[tidy], validators=rules)


class ChoiceForm(FlaskForm):
    """What one gets by which channel, and the webhooks of one's own: a new one, or none any more."""

    wanted = SelectMultipleField(choices=wishes)
    slack = address_field(_("Address of your Slack webhook"))
    teams = address_field(_("Address of your Teams webhook"))
    no_slack = BooleanField(_("Forget the Slack webhook"))
    no_teams = BooleanField(_("Forget the Teams webhook"))

    def __init__(self, kinds: Collection[str], **given: Any) -> None:
        """Take the kinds that the page offers, and what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)
        self.kinds = kinds

    def chosen(self, before: Choice) -> Choice:
        """Return what was chosen; an address that was not typed anew, and what is not on offer, stay as they were."""
        addresses = {
            channel: "" if self[f"no_{channel}"].data else self[channel].data or getattr(before, channel)
            for channel in WEBHOOKS
        }
        kept = frozenset(one for one in before.wanted if one.partition("/")[0] not in self.kinds)
        return Choice(kept.union(self.wanted.data or ()), **addresses)

    def lacks_address(self, before: Choice) -> bool:
        """Note beside its field that a channel was chosen without a webhook; return whether any was."""
        choice = self.chosen(before)
        lacking = [
            channel
            for channel in WEBHOOKS
            if not getattr(choice, channel)
            and any(wish(kind, channel) in choice.wanted for kind in self.kinds)
        ]
        for channel in lacking:
            self[channel].errors = [gettext("Paste the address of your webhook here to get messages there.")]
        return bool(lacking)
