"""The forms by which bonuses are declined and adjusted, and by which admins say how payroll's file is written."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.bonuses.figures import typed_amount
from app.bonuses.rows import RULE_KINDS, Format
from app.forms import promise as _

LONGEST_REASON = 2_000


class ReasonForm(FlaskForm):
    """Why something is done with money."""

    def __init__(self, **given: Any) -> None:
        """Take what was sent."""
        FlaskForm.__init__(self, **given)

    reason = TextAreaField(
        _("Reason"),
        [
            DataRequired(_("Say why: it is kept with the money.")),
            Length(max=LONGEST_REASON, message=_("Write at most %(max)d characters.")),
        ],
    )


class AdjustForm(ReasonForm):
    """By how much a bonus is to be more or less, and why."""

    amount = StringField(_("Amount"), [DataRequired(_("Give an amount, more or less than nothing."))])

    def __init__(self, currency: str, **given: Any) -> None:
        """Take the currency of the bonus, and what was sent."""
        ReasonForm.__init__(self, **given)
        self.currency = currency

    def validate_amount(self, field: StringField) -> None:
        """Refuse what is no amount of the bonus's currency."""
        if self.minor_units() is None:
            raise ValidationError(_("Write an amount such as 50 or -12.50, with a point and no other signs."))

    def minor_units(self) -> int | None:
        """Return the amount in minor units; none if it is no amount."""
        return typed_amount((self.amount.data or "").strip(), self.currency)


class FormatForm(FlaskForm):
    """How the file for payroll is written; columns are lines of `column = heading`, in their order."""

    separator = SelectField(
        _("Between columns"),
        choices=lambda: [(";", _("a semicolon")), (",", _("a comma")), ("\t", _("a tab"))],
    )
    decimal_sign = SelectField(
        _("Decimal sign of amounts"), choices=lambda: [(",", _("a comma")), (".", _("a point"))]
    )
    bom = BooleanField(_("Begin with a byte order mark, so that Excel reads accents right"))
    columns = TextAreaField(_("Columns"), [DataRequired(_("Name at least the columns key and amount."))])
    wage_type = StringField(_("Wage type"), [DataRequired(_("Give a wage type."))])
    prize = StringField(_("Wage type of prizes"))
    rate = StringField(_("Wage type of points"))
    badge = StringField(_("Wage type of badges"))
    cap = StringField(_("Wage type of what the cap takes off"))
    adjustment = StringField(_("Wage type of adjustments"))

    def __init__(self, stored: Format | None = None) -> None:
        """Take what was sent, or the `stored` format to begin with."""
        if stored is None:
            FlaskForm.__init__(self)
            return
        begin = {
            **{name: getattr(stored, name) for name in ("separator", "decimal_sign", "bom", "wage_type")},
            "columns": "\n".join(f"{column} = {heading}" for column, heading in stored.columns),
            **stored.wage_types,
        }
        FlaskForm.__init__(self, formdata=None, **begin)

    def format(self) -> Format:
        """Return the format as it was typed; the service says what is wrong with it."""
        own = {kind: (self[kind].data or "").strip() for kind in RULE_KINDS}
        return Format(
            self.separator.data,
            self.decimal_sign.data,
            bool(self.bom.data),
            tuple(_column(line) for line in (self.columns.data or "").splitlines() if line.strip()),
            (self.wage_type.data or "").strip(),
            {kind: wage_type for kind, wage_type in own.items() if wage_type},
        )


def _column(line: str) -> tuple[str, str]:
    """Return a column and its heading, which is its own name where none is given."""
    name, _sign, heading = line.partition("=")
    return name.strip(), heading.strip() or name.strip()
