"""The pages of bonuses, for managers and admins: the desk, one bonus, what a quarter may cost, payroll."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth.access import admin, manager
from app.auth.queries import current_user
from app.bonuses import exposing, page, payrollpage, queries, service
from app.bonuses.errors import BonusError, EntryError, ForbiddenError, MissingError
from app.bonuses.forms import AdjustForm, FormatForm, ReasonForm
from app.htmx import see_other
from app.stamp import reading

blueprint = Blueprint("bonuses", __name__)

NUMBER = "<int(max=2147483647):number>"


@blueprint.get("/bonuses")
@manager
def index() -> ResponseReturnValue:
    """Show what awaits a decision first, then what was decided."""
    now, sums = reading(), queries.sums()
    if not sums:
        return render_template("bonuses/empty.html", planned=exposing.has_plan(now))
    asked = page.read_asked(request.args, sums, now) or abort(404)
    return render_template("bonuses/index.html", **page.desk(asked, sums, now, current_user()))


@blueprint.get(f"/bonuses/{NUMBER}")
@manager
def bonus(number: int) -> ResponseReturnValue:
    """Show one bonus with its proof, its history, and what the reader may do."""
    return bonus_page(the_bonus(number))


@blueprint.post(f"/bonuses/{NUMBER}/approve")
@manager
def approve(number: int) -> ResponseReturnValue:
    """Approve a bonus, for the first or the second time."""
    line = the_bonus(number)
    try:
        state = service.approve(number, current_user().id, clock.now())
    except BonusError as error:
        return refused(error, lambda fault: bonus_page(the_bonus(number), fault))
    told = {
        "approved": _("The bonus of %(who)s is approved."),
        "seconded": _("Approved once. The bonus of %(who)s needs another person's approval."),
    }
    flash(told[state] % {"who": line.payee.called})
    return see_other(url_for("bonuses.index"))


@blueprint.get(f"/bonuses/{NUMBER}/decline")
@manager
def ask_to_decline(number: int) -> ResponseReturnValue:
    """Ask for the reason before a bonus is declined."""
    line = the_bonus(number)
    if line.refusal("decline"):
        return bonus_page(line, line.refusal("decline")), 403
    return act_page(line, "decline", ReasonForm(formdata=None))


@blueprint.post(f"/bonuses/{NUMBER}/decline")
@manager
def decline(number: int) -> ResponseReturnValue:
    """Decline a bonus for a reason."""
    line, form = the_bonus(number), ReasonForm()
    if not form.validate():
        return act_page(line, "decline", form), 422
    try:
        service.decline(number, form.reason.data or "", current_user().id, clock.now())
    except BonusError as error:
        return not_done(error, line, "decline", form)
    flash(_("The bonus of %(who)s is declined.", who=line.payee.called))
    return see_other(url_for("bonuses.index"))


@blueprint.get(f"/bonuses/{NUMBER}/adjust")
@manager
def ask_to_adjust(number: int) -> ResponseReturnValue:
    """Ask by how much a bonus should be more or less, and why."""
    line = the_bonus(number)
    if line.refusal("adjust"):
        return bonus_page(line, line.refusal("adjust")), 403
    return act_page(line, "adjust", AdjustForm(line.currency, formdata=None))


@blueprint.post(f"/bonuses/{NUMBER}/adjust")
@manager
def adjust(number: int) -> ResponseReturnValue:
    """Propose what a bonus should have been more or less, as an entry of its own."""
    line = the_bonus(number)
    form = AdjustForm(line.currency)
    if not form.validate():
        return act_page(line, "adjust", form), 422
    asked = (number, form.minor_units() or 0, form.reason.data or "")
    try:
        made = service.adjust(*asked, current_user().id, clock.now())
    except BonusError as error:
        return not_done(error, line, "adjust", form)
    flash(_("The adjustment is proposed. Another person has to approve it."))
    return see_other(url_for("bonuses.bonus", number=made))


@blueprint.get("/bonuses/exposure")
@manager
def exposure() -> ResponseReturnValue:
    """Show what the running quarter costs at the least, as it stands, and at the most."""
    return render_template("bonuses/exposure.html", exposure=exposing.running(reading()))


@blueprint.get("/bonuses/payroll")
@manager
def payroll() -> ResponseReturnValue:
    """Show what is approved and not sent yet, and the batches that went to payroll."""
    return payroll_page()


@blueprint.get("/bonuses/payroll/export")
@manager
def ask_to_export() -> ResponseReturnValue:
    """Ask once more before a batch is made."""
    return render_template("bonuses/export.html", **payrollpage.due())


@blueprint.post("/bonuses/payroll/export")
@manager
def export() -> ResponseReturnValue:
    """Make a batch for each currency of what is approved."""
    try:
        made = service.export(queries.payroll_format(), current_user().id, clock.now())
    except BonusError as error:
        return refused(error, payroll_page)
    for number in made:
        batch = queries.batch(number) or abort(404)
        flash(_("Batch %(number)s is made: download its file for payroll.", number=batch.number))
    return see_other(url_for("bonuses.payroll"))


@blueprint.get(f"/bonuses/payroll/{NUMBER}/file")
@manager
def file(number: int) -> ResponseReturnValue:
    """Send the file of a batch, the same bytes each time."""
    name, content = queries.batch_file(number) or abort(404)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype="text/csv", headers=headers)


@blueprint.get(f"/bonuses/payroll/{NUMBER}/paid")
@manager
def ask_to_mark_paid(number: int) -> ResponseReturnValue:
    """Ask once more before a batch is marked as paid."""
    return render_template("bonuses/paid.html", batch=payrollpage.batch(number, reading()) or abort(404))


@blueprint.post(f"/bonuses/payroll/{NUMBER}/paid")
@manager
def mark_paid(number: int) -> ResponseReturnValue:
    """Mark a batch as paid, once."""
    try:
        service.mark_paid(number, current_user().id, clock.now())
    except BonusError as error:
        return refused(error, payroll_page)
    batch = queries.batch(number) or abort(404)
    flash(_("Batch %(number)s is paid, and so are all its bonuses.", number=batch.number))
    return see_other(url_for("bonuses.payroll"))


@blueprint.get("/bonuses/payroll/format")
@admin
def file_format() -> ResponseReturnValue:
    """Show how the file for payroll is written, with a few made-up lines of it."""
    return format_page(FormatForm(queries.payroll_format()))


@blueprint.post("/bonuses/payroll/format")
@admin
def set_format() -> ResponseReturnValue:
    """Show how the file would look, or keep its format."""
    form = FormatForm()
    if not form.validate():
        return format_page(form), 422
    try:
        if "preview" in request.form:
            queries.check_format(form.format())
            return format_page(form)
        service.set_format(form.format(), current_user().id, clock.now())
    except EntryError as error:
        form[error.field if error.field in form else "wage_type"].errors = [str(error)]
        return format_page(form), 422
    flash(_("From the next batch on the file is written like this."))
    return see_other(url_for("bonuses.file_format"))


def the_bonus(number: int) -> queries.DeskLine:
    """Return a bonus as its reader may see it, or 404."""
    return queries.bonus(number, current_user().id, clock.now()) or abort(404)


def bonus_page(line: queries.DeskLine, fault: str = "") -> str:
    """Render the page of a bonus, with why something could not be done."""
    about = page.one(line, reading(), current_user())
    return render_template("bonuses/bonus.html", **about, refused=fault)


def act_page(line: queries.DeskLine, act: str, form: ReasonForm) -> str:
    """Render the form by which a bonus is declined or adjusted."""
    return render_template(f"bonuses/{act}.html", **page.one(line, reading(), current_user()), form=form)


def payroll_page(fault: str = "") -> str:
    """Render the page of payroll, with why something could not be done."""
    return render_template("bonuses/payroll.html", **payrollpage.context(reading()), refused=fault)


def format_page(form: FormatForm) -> str:
    """Render the form of the file's format, with a preview where it can be written."""
    preview = "" if form.errors else payrollpage.preview(form.format(), reading())
    return render_template("bonuses/format.html", form=form, preview=preview, columns=payrollpage.columns())


def not_done(error: BonusError, line: queries.DeskLine, act: str, form: ReasonForm) -> ResponseReturnValue:
    """Answer that a bonus was neither declined nor adjusted: beside the field, or on its page."""
    if isinstance(error, EntryError):
        form[error.field].errors = [str(error)]
        return act_page(line, act, form), 422
    return refused(error, lambda fault: bonus_page(the_bonus(line.id), fault))


def refused(error: BonusError, render: Callable[[str], str]) -> ResponseReturnValue:
    """Answer why something was not done: 404 for what there is not, 403 for who may not, 409 for what came first."""
    if isinstance(error, MissingError):
        abort(404)
    return render(str(error)), 403 if isinstance(error, ForbiddenError) else 409
