"""The health of the feeds, and what is expected of them, for admins."""

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth.access import admin
from app.feeds import health as state
from app.feeds import queries, service
from app.feeds.forms import ExpectationForm, form_for, prefix_of
from app.htmx import see_other

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/admin/feeds")
@admin
def health() -> ResponseReturnValue:
    """Show how each feed is, and what awaits scoring."""
    return page({})


@blueprint.post("/admin/feeds/<int(max=2147483647):number>")
@admin
def expect(number: int) -> ResponseReturnValue:
    """Say what is expected of a feed."""
    name = queries.feed_name(number)
    if name is None:
        abort(404)
    form = ExpectationForm(prefix=prefix_of(number))
    if not form.validate():
        return page({number: form}), 422
    service.expect(name, form.every, form.required.data)
    flash(_("What is expected of %(name)s is saved.", name=name))
    return see_other(url_for("feeds.health") + f"#feed-{number}")


def page(sent: dict[int, ExpectationForm]) -> str:
    """Render the page, with the forms that were `sent` as they were filled in."""
    now = clock.now()
    feeds = [
        (one, sent.get(one.feed.id) or form_for(one.feed), state.refused(one.feed.id))
        for one in state.feeds(now)
    ]
    return render_template("feeds/health.html", feeds=feeds, scoring=state.scoring(now), night=state.night())
