"""The pages on which managers keep screens, and people say what walls call them."""

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth import service as auth
from app.auth.access import logged_in, manager
from app.auth.queries import LinkedRep, current_user
from app.auth.service import RefusedError
from app.htmx import see_other
from app.leaderboard.figures import initials
from app.screens import figures, queries, service
from app.screens.forms import SettingsForm, WallNameForm
from app.screens.queries import Kept
from app.stamp import reading

blueprint = Blueprint("screens", __name__)

SCREEN = "/screens/<int(max=2147483647):number>"


@blueprint.get("/screens")
@manager
def index() -> ResponseReturnValue:
    """List the screens, and when each last asked for something to show."""
    known, now = reading(), clock.now()
    screens = [figures.shown(one, known, now) for one in queries.all_screens()]
    return render_template("screens/index.html", screens=screens)


@blueprint.get(SCREEN)
@manager
def screen(number: int) -> ResponseReturnValue:
    """Show one screen, with all that can be changed of it."""
    kept = the_screen(number)
    return screen_page(kept, SettingsForm(formdata=None, **kept.settings._asdict()))


@blueprint.post(SCREEN)
@manager
def save(number: int) -> ResponseReturnValue:
    """Change how a screen behaves."""
    kept, form = the_screen(number), SettingsForm()
    if not form.validate() or form.lacks_half():
        return screen_page(kept, form), 422
    service.keep(number, form.settings())
    flash(_("Saved: %(name)s does so from now on.", name=kept.name))
    return see_other(url_for("screens.screen", number=number))


@blueprint.get(SCREEN + "/revoke")
@manager
def ask(number: int) -> ResponseReturnValue:
    """Ask once more before a screen is revoked."""
    return render_template("screens/ask.html", screen=the_screen(number))


@blueprint.post(SCREEN + "/revoke")
@manager
def revoke(number: int) -> ResponseReturnValue:
    """Keep a screen from showing the wall."""
    name = the_screen(number).name
    try:
        auth.revoke_screen(name, clock.now())
    except RefusedError as refused:
        flash(str(refused), "error")
    else:
        flash(_("%(name)s shows the wall no more.", name=name))
    return see_other(url_for("screens.index"))


@blueprint.get("/account/wall-name")
@logged_in
def ask_name() -> ResponseReturnValue:
    """Ask what walls are to call who is asking."""
    rep = current_user().rep
    chosen = queries.chosen_name(rep.id) if rep else ""
    return name_page(WallNameForm(formdata=None, name=chosen), rep)


@blueprint.post("/account/wall-name")
@logged_in
def choose_name() -> ResponseReturnValue:
    """Let walls call who is asking what he chose, his initials, or his name."""
    rep, form = current_user().rep or abort(404), WallNameForm()
    if not form.validate():
        return name_page(form, rep), 422
    service.call(rep.id, initials(rep.name) if form.initials.data else form.name.data or "")
    flash(_("Walls call you %(name)s.", name=queries.chosen_name(rep.id) or rep.name))
    return see_other(url_for("screens.ask_name"))


def the_screen(number: int) -> Kept:
    """Return the screen with this id, or 404."""
    return queries.screen(number) or abort(404)


def screen_page(kept: Kept, form: SettingsForm) -> str:
    """Render one screen, with the form as it was sent or as the screen is."""
    shown = figures.shown(kept, reading(), clock.now())
    return render_template("screens/screen.html", screen=shown, form=form)


def name_page(form: WallNameForm, rep: LinkedRep | None) -> str:
    """Render the page on which a rep says what walls call him."""
    letters = initials(rep.name) if rep else ""
    return render_template("screens/wall_name.html", form=form, rep=rep, initials=letters)
