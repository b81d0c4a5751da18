"""The page on which an admin keeps the tokens of programs in order."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.auth.access import admin
from app.tokens import figures, queries, service
from app.tokens.forms import TokenForm

blueprint = Blueprint("tokens", __name__)


@blueprint.get("/admin/tokens")
@admin
def index() -> ResponseReturnValue:
    """List the tokens, and offer a new one."""
    return page(TokenForm(formdata=None))


@blueprint.post("/admin/tokens")
@admin
def create() -> ResponseReturnValue:
    """Make a token; it is on the answer itself, for no other page can show it again."""
    form = TokenForm()
    if not form.validate():
        return page(form), 422
    asked = (form.name.data or "", form.scopes.data or (), form.source.data or "", form.days.data)
    try:
        token = service.create_token(*asked, clock.now())
    except service.RefusedError as refused:
        form[refused.field].errors = [str(refused)]
        return page(form), 422
    return page(TokenForm(formdata=None), (form.name.data or "", token)), 201


@blueprint.get("/admin/tokens/revoke")
@admin
def ask_to_revoke() -> ResponseReturnValue:
    """Ask once more before a token is revoked."""
    found = queries.token_called(request.args.get("name", ""))
    if found is None:
        abort(404, _("There is no such token."))
    return render_template("tokens/revoke.html", token=figures.shown(found, clock.now()))


@blueprint.post("/admin/tokens/revoke")
@admin
def revoke() -> ResponseReturnValue:
    """Revoke a token."""
    name = request.form.get("name", "")
    try:
        service.revoke_token(name, clock.now())
    except service.RefusedError as refused:
        flash(str(refused), "error")
    else:
        flash(_("%(name)s may use the API no more.", name=name), "info")
    return redirect(url_for("tokens.index"), code=303)


def page(form: TokenForm, made: tuple[str, str] | None = None) -> str:
    """Render the list with the form, and a token that was just made, name and token, above them."""
    listed = figures.listed(queries.all_tokens(), clock.now())
    return render_template(
        "tokens/index.html", form=form, tokens=listed, made=made, purposes=figures.purposes()
    )
