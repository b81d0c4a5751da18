"""The forms on which an admin changes who is in which team, and who is away."""

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app.forms import printable, tidy
from app.forms import promise as _
from app.intake.faults import RowError
from app.intake.values import read_day
from app.people import edits
from app.people.edits import Edit, EditError
from app.people.rows import LONGEST, Away, is_address


def an_address(_form: object, field: StringField) -> None:
    """Refuse what cannot be an e-mail address."""
    if not is_address(field.data or ""):
        raise ValidationError(_("This is no e-mail address."))


class DayField(StringField):
    """A day as browsers send it; `ordinal` is `date.toordinal()`, or None while nothing is entered."""

    ordinal: int | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the day."""
        text = tidy(self.data)
        try:
            self.ordinal = read_day(text) if text else None
        except RowError:
            raise ValidationError(_("Write a day such as 2026-09-30.")) from None


def line(label: str, name: str, *needed: Any) -> StringField:
    """Return a field for a line of text that is stored as `name` of a rep."""
    most = LONGEST[name]
    validators = [*(needed or (Optional(),)), Length(max=most, message=_("That is too long.")), printable]
    return StringField(label, filters=[tidy], validators=validators)


class Form(FlaskForm):
    """A form that takes what was sent, or what it is given to begin with."""

    def __init__(self, **given: Any) -> None:
        """Take what was sent, or `given` values to begin with."""
        FlaskForm.__init__(self, **given)


class StepForm(Form):
    """A form that is sent twice: to see what it does, and to confirm it."""

    step = HiddenField()


class PersonForm(StepForm):
    """A form about a rep; what it says is laid over the memberships as an `edit`."""

    title: ClassVar[str] = ""
    submit: ClassVar[str] = ""
    done: ClassVar[str] = ""
    previewed: ClassVar[bool] = True

    def offer(self, sides: Iterable[str]) -> None:
        """Let choose among the sides that there are, if the form asks for one."""
        side = self._fields.get("side")
        if isinstance(side, SelectField):
            side.choices = [("", _("that of the team")), *((side, side) for side in sides)]

    def blame(self, error: EditError) -> None:
        """Put a refusal beside the field that it is about, or at the first one."""
        shown = [field for field in self if field.name not in ("csrf_token", "step")]
        named = [field for field in shown if field.name == error.field] or shown or [self.step]
        named[0].errors = [*named[0].errors, str(error)]

    def edit(self, rep: str, was: int) -> Edit:
        """Return what is asked for, about a rep and his membership that starts on the day `was`."""
        raise NotImplementedError


class TeamPart:
    """The fields that name a team."""

    team = line(_("Team"), "team", DataRequired(_("Name a team.")))
    side = SelectField(_("Side"), validate_choice=False, default="")


class DaysPart:
    """The days of a membership, of which either may be open."""

    first = DayField(_("First day"))
    last = DayField(_("Last day (included)"))

    @property
    def days(self) -> tuple[int, int]:
        """Return them as a half-open range."""
        return edits.span(self.first.ordinal, self.last.ordinal)


class NamePart:
    """What a rep is called."""

    name = line(_("Name"), "name")
    email = StringField(
        _("E-mail address"),
        filters=[tidy, str.lower],
        validators=[Optional(), Length(max=LONGEST["email"], message=_("That is too long.")), printable, an_address],
    )  # fmt: skip


class EnterForm(PersonForm, NamePart, TeamPart, DaysPart):
    """A rep with his first membership."""

    rep = line(_("Owner key"), "rep", DataRequired(_("Enter the key by which activities name this rep.")))
    title = _("Add a rep")

    def edit(self, rep: str, was: int) -> Edit:
        """Return the first membership; the key is that of the form."""
        text = {name: self[name].data for name in ("rep", "team", "side", "name", "email")}
        starts, ends = self.days
        return edits.Enter(**text, starts=starts, ends=ends)


class JoinForm(PersonForm, TeamPart, DaysPart):
    """A further membership."""

    title, submit, done = _("Add a membership"), _("Add the membership"), _("The membership is added.")

    def edit(self, rep: str, was: int) -> Edit:
        """Return the new membership."""
        return edits.Join(rep, self.team.data or "", self.side.data, *self.days)


class MoveForm(PersonForm, TeamPart):
    """Another team from a day on."""

    first = DayField(_("First day in the new team"), validators=[DataRequired(_("Name a day."))])
    title, submit, done = _("Move to another team"), _("Move"), _("The move is stored and scored.")

    def edit(self, rep: str, was: int) -> Edit:
        """Return the move."""
        return edits.Move(rep, self.team.data or "", self.side.data, self.first.ordinal or 0)


class EndForm(PersonForm):
    """The last day of a membership."""

    last = DayField(_("Last day in the team (included)"), validators=[DataRequired(_("Name a day."))])
    title, submit, done = _("End a membership"), _("End it"), _("The membership has an end.")

    def edit(self, rep: str, was: int) -> Edit:
        """Return the end."""
        return edits.End(rep, was, (self.last.ordinal or 0) + 1)


class CorrectForm(PersonForm, TeamPart, DaysPart):
    """A membership as it should have been."""

    title, submit, done = _("Correct a membership"), _("Correct it"), _("The membership is corrected.")

    def edit(self, rep: str, was: int) -> Edit:
        """Return the correction."""
        return edits.Correct(rep, was, self.team.data or "", self.side.data, *self.days)


class WithdrawForm(PersonForm):
    """A membership that should never have been."""

    title, submit, done = _("Withdraw a membership"), _("Withdraw it"), _("The membership is withdrawn.")

    def edit(self, rep: str, was: int) -> Edit:
        """Return the withdrawal."""
        return edits.Withdraw(rep, was)


class RenameForm(PersonForm, NamePart):
    """Another name or e-mail address."""

    title, submit, done = _("Change name or e-mail address"), _("Change"), _("Name and address are changed.")
    previewed = False

    def edit(self, rep: str, was: int) -> Edit:
        """Return the new name."""
        return edits.Rename(rep, self.name.data or "", self.email.data or "")


ACTS: dict[str, type[PersonForm]] = {
    "add": JoinForm,
    "move": MoveForm,
    "end": EndForm,
    "correct": CorrectForm,
    "withdraw": WithdrawForm,
    "rename": RenameForm,
}
"""What can be done about a rep, by the word in the page's address."""


class AwayForm(Form):
    """Days on which a rep owes nothing."""

    first = DayField(_("First day away"), validators=[DataRequired(_("Name a day."))])
    last = DayField(_("Last day away (included)"), validators=[DataRequired(_("Name a day."))])

    def row(self, rep: str) -> Away:
        """Return the absence. Raises EditError if its days are not in order."""
        starts, ends = self.first.ordinal or 0, (self.last.ordinal or 0) + 1
        if ends <= starts:
            raise EditError("last", str(_("The last day is before the first.")))
        return Away(1, rep, starts, ends)


class AliasForm(StepForm):
    """An owner key that means a rep."""

    owner = line(_("Alias"), "owner", DataRequired(_("Enter the key by which activities name the owner.")))
    rep = line(_("Rep"), "rep", DataRequired(_("Enter the key of the rep.")))

    def blame(self, error: EditError) -> None:
        """Put a refusal beside the field that it is about."""
        self[error.field].errors = [str(error)]


class ManagerForm(Form):
    """Somebody who manages a team from now on, or no more."""

    email = SelectField(_("Manager"), validate_choice=False, default="")
    remove = HiddenField()
