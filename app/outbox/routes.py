"""What a person gets and where, the links by which he gets no more, and the outbox as an admin sees it."""

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth.access import admin, logged_in, public
from app.auth.queries import current_user
from app.htmx import see_other
from app.outbox import figures, links, page, queries, service
from app.outbox.forms import ChoiceForm
from app.outbox.rows import kinds_for

blueprint = Blueprint("outbox", __name__)


@blueprint.get("/account/messages")
@logged_in
def preferences() -> ResponseReturnValue:
    """Show what one gets, and by which channel."""
    user = current_user()
    choice, kinds = queries.choice_of(user.id), kinds_for(user.role)
    shown = page.preferences(kinds, choice, choice.wanted)
    return render_template("outbox/preferences.html", form=ChoiceForm(kinds, formdata=None), **shown)


@blueprint.post("/account/messages")
@logged_in
def choose() -> ResponseReturnValue:
    """Keep what one wants to get."""
    user = current_user()
    kinds = kinds_for(user.role)
    form = ChoiceForm(kinds)
    before = queries.choice_of(user.id)
    if not form.validate() or form.lacks_address(before):
        ticked = frozenset(form.wanted.data or ())
        shown = page.preferences(kinds, before, ticked)
        return render_template("outbox/preferences.html", form=form, **shown), 422
    service.choose(user.id, form.chosen(before))
    flash(_("Your choice is saved."))
    return see_other(url_for("outbox.preferences"))


@blueprint.post("/account/messages/mute")
@logged_in
def mute() -> ResponseReturnValue:
    """Send who is asking nothing at all any more; his webhooks stay for when he changes his mind."""
    user = current_user()
    service.choose(user.id, queries.choice_of(user.id)._replace(wanted=frozenset()))
    flash(_("You get no messages any more."))
    return see_other(url_for("outbox.preferences"))


@blueprint.get("/messages/stop/<token>")
@public
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Ask once more: programs that look through mail follow its links."""
    return stopping(token, done=False)


@blueprint.post("/messages/stop/<token>")
@public
def stop(token: str) -> ResponseReturnValue:
    """Send a person no more of a kind by a channel, as the link says that was signed for him."""
    service.stop(*(links.read(token) or abort(404)))
    return stopping(token, done=True)


@blueprint.get("/admin/messages")
@admin
def health() -> ResponseReturnValue:
    """Show what waits to be sent, and what could not be."""
    return render_template("outbox/health.html", **page.health(clock.now()))


def stopping(token: str, *, done: bool) -> str:
    """Render the page on which a person ends a kind of message, or is told that it has ended."""
    _user, kind, channel = links.read(token) or abort(404)
    return render_template("outbox/stop.html", done=done, what=figures.way_words(kind, channel))
