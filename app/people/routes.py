"""Pages on which an admin keeps people in order: who is in which team, who is away, who manages whom."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth.access import admin
from app.auth.queries import current_user
from app.people import pages, queries, service
from app.people.edits import EditError
from app.people.forms import ACTS, AliasForm, AwayForm, EnterForm, ManagerForm, PersonForm, StepForm
from app.stamp import reading

blueprint = Blueprint("people", __name__)


@blueprint.get("/admin/people")
@admin
def index() -> ResponseReturnValue:
    """List the reps."""
    search, page = request.args.get("q", "").strip(), request.args.get("page", 1, int)
    return render_template("people/index.html", **pages.people(search, page, reading()))


@blueprint.get("/admin/unknown")
@admin
def unknown() -> ResponseReturnValue:
    """List the owners of activities whom nobody put into a team yet."""
    return render_template("people/unknown.html", **pages.unknown(request.args.get("page", 1, int)))


@blueprint.get("/admin/people/new")
@admin
def new() -> ResponseReturnValue:
    """Ask for a rep and his first team; the key and the day may be handed in."""
    given = {name: request.args.get(name, "") for name in ("rep", "first")}
    return enter_page(EnterForm(formdata=None, **given))


@blueprint.post("/admin/people/new")
@admin
def enter() -> ResponseReturnValue:
    """Put somebody into a first team, scored at once."""
    form = EnterForm()
    if form.validate():
        edit = form.edit("", 0)
        try:
            service.change(edit)
        except EditError as error:
            form.blame(error)
        else:
            flash(_("%(rep)s is in a team now, and scored.", rep=edit.rep))
            return redirect(url_for("people.rep", key=edit.rep), 303)
    return enter_page(form), 422


@blueprint.get("/admin/people/rep/<path:key>")
@admin
def rep(key: str) -> ResponseReturnValue:
    """Show a rep with memberships and absences."""
    return rep_page(key, AwayForm(formdata=None))


@blueprint.get("/admin/people/<any(add, move, end, correct, withdraw, rename):act>/<path:key>")
@admin
def change(act: str, key: str) -> ResponseReturnValue:
    """Ask what is to be changed about a rep."""
    begin = pages.stored(act, key, started(), reading()) or abort(404)
    return change_page(act, key, ACTS[act](formdata=None, **begin))


@blueprint.post("/admin/people/<any(add, move, end, correct, withdraw, rename):act>/<path:key>")
@admin
def changed(act: str, key: str) -> ResponseReturnValue:
    """Show what a change would do; or make it, once that was seen."""
    form = ACTS[act]() if pages.stored(act, key, started(), reading()) else abort(404)
    if not form.validate():
        return change_page(act, key, form), 422
    edit = form.edit(key, started())
    try:
        if form.previewed and form.step.data != "confirm":
            lines = service.preview(edit)
            shown = pages.effects([key], getattr(edit, "team", ""), lines, reading())
            return change_page(act, key, form, **shown)
        service.change(edit)
    except EditError as error:
        form.blame(error)
        return change_page(act, key, form), 422
    flash(str(form.done))
    known = queries.rep_named(key)
    return redirect(url_for("people.rep", key=key) if known else url_for("people.index"), 303)


@blueprint.post("/admin/people/rep/<path:key>")
@admin
def away(key: str) -> ResponseReturnValue:
    """Note an absence."""
    form = AwayForm()
    if queries.rep_named(key) and form.validate():
        try:
            service.add_absence(form.row(key))
        except EditError as error:
            form[error.field].errors = [str(error)]
        else:
            flash(_("The absence is noted and scored."))
            return redirect(url_for("people.rep", key=key), 303)
    return rep_page(key, form), 422


@blueprint.get("/admin/people/absence/<int(max=2147483647):absence>")
@admin
def absence(absence: int) -> ResponseReturnValue:
    """Ask whether an absence is to be withdrawn."""
    found = pages.leave(absence) or abort(404)
    return render_template("people/absence.html", **found)


@blueprint.post("/admin/people/absence/<int(max=2147483647):absence>")
@admin
def back(absence: int) -> ResponseReturnValue:
    """Withdraw an absence."""
    found = pages.leave(absence) or abort(404)
    service.withdraw_absence(absence)
    flash(_("The absence is withdrawn; those days are scored again."))
    return redirect(url_for("people.rep", key=found["key"]), 303)


@blueprint.get("/admin/people/alias")
@admin
def alias() -> ResponseReturnValue:
    """Ask whose alias an owner key is; both may be handed in."""
    return alias_page(
        AliasForm(formdata=None, **{name: request.args.get(name, "") for name in ("owner", "rep")})
    )


@blueprint.post("/admin/people/alias")
@admin
def decide() -> ResponseReturnValue:
    """Show what an alias would do; or decide it, once that was seen."""
    form = AliasForm()
    if not form.validate():
        return alias_page(form), 422
    owner, rep = form.owner.data or "", form.rep.data or ""
    asked = owner, rep, current_user().email, clock.now()
    try:
        if form.step.data != "confirm":
            lines = service.preview_alias(*asked)
            return alias_page(form, **pages.alias_effects(owner, rep, lines, reading()))
        service.decide_alias(*asked)
    except EditError as error:
        form.blame(error)
        return alias_page(form), 422
    told = {"owner": owner, "rep": rep}
    flash(_("%(owner)s is an alias of %(rep)s: what came under it is credited and scored.", **told))
    return redirect(url_for("people.rep", key=rep), 303)


@blueprint.get("/admin/people/unalias/<path:key>")
@admin
def unalias(key: str) -> ResponseReturnValue:
    """Show what was decided about an alias, and ask whether it is to be withdrawn."""
    return unalias_page(key)


@blueprint.post("/admin/people/unalias/<path:key>")
@admin
def withdraw(key: str) -> ResponseReturnValue:
    """Show what it would do to withdraw an alias; or withdraw it, once that was seen."""
    found = pages.alias(key, reading()) or abort(404)
    asked = key, None, current_user().email, clock.now()
    if StepForm().step.data != "confirm":
        lines = service.preview_alias(*asked)
        return unalias_page(key, **pages.alias_effects(key, None, lines, reading()))
    service.decide_alias(*asked)
    flash(_("%(owner)s is no alias any more: what came under it waits for a decision.", owner=key))
    known = queries.rep_named(found["rep"])
    return redirect(url_for("people.rep", key=found["rep"]) if known else url_for("people.unknown"), 303)


@blueprint.get("/admin/teams")
@admin
def teams() -> ResponseReturnValue:
    """List the teams with their members and managers."""
    return render_template("people/teams.html", teams=pages.teams(reading()))


@blueprint.get("/admin/teams/<path:name>")
@admin
def team(name: str) -> ResponseReturnValue:
    """Show who is in a team and who manages it."""
    return team_page(name, ManagerForm(formdata=None))


@blueprint.post("/admin/teams/<path:name>")
@admin
def manage(name: str) -> ResponseReturnValue:
    """Let somebody manage a team, or no more."""
    form = ManagerForm()
    if name not in queries.team_sides():
        abort(404)
    email = form.email.data
    try:
        if form.remove.data:
            service.remove_manager(name, email)
            flash(_("%(email)s manages %(team)s no more.", email=email, team=name))
        else:
            service.add_manager(name, email)
            flash(_("%(email)s manages %(team)s now.", email=email, team=name))
    except EditError as error:
        form.email.errors = [str(error)]
        return team_page(name, form), 422
    return redirect(url_for("people.team", name=name), 303)


def started() -> int:
    """Return the day on which the membership starts that is to be changed."""
    return request.args.get("starts", -1, int)


def enter_page(form: EnterForm) -> str:
    """Render the form for a rep and his first team."""
    known = queries.team_sides()
    form.offer(queries.side_names())
    return render_template("people/new.html", form=form, teams=known)


def rep_page(key: str, form: AwayForm) -> str:
    """Render the page of a rep."""
    return render_template("people/rep.html", form=form, **(pages.person(key, reading()) or abort(404)))


def change_page(act: str, key: str, form: PersonForm, **preview: Any) -> str:
    """Render the form of a change, with what it would do if that is known."""
    form.offer(queries.side_names())
    found = pages.person(key, reading()) or abort(404)
    stay = next((one for one in found["stays"] if one.starts == started()), None)
    known = queries.team_sides()
    return render_template(
        "people/change.html", **found, act=act, form=form, stay=stay, teams=known, **preview
    )


def alias_page(form: AliasForm, **preview: Any) -> str:
    """Render the form of an alias, with what it would do if that is known."""
    return render_template("people/alias.html", form=form, **pages.owners_to_name(), **preview)


def unalias_page(key: str, **preview: Any) -> str:
    """Render the page of an alias, with what it would do to withdraw it if that is known."""
    found = pages.alias(key, reading()) or abort(404)
    return render_template("people/unalias.html", form=StepForm(formdata=None), **{**found, **preview})


def team_page(name: str, form: ManagerForm) -> str:
    """Render the page of a team."""
    found = pages.team(name, reading()) or abort(404)
    form.email.choices = pages.managers_to_add(found["managers"])
    remove = request.args.get("remove")
    asked = remove if remove in found["managers"] else None
    return render_template("people/team.html", form=form, team=found, remove=asked)
