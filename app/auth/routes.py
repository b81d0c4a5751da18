"""The front page, log in and out, one's own account, and the link by which one sets a password."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_user
from werkzeug.exceptions import TooManyRequests

from app import clock
from app.auth import account as shown
from app.auth import queries, service
from app.auth.access import logged_in, public
from app.auth.forms import LoginForm, PasswordForm
from app.auth.queries import Viewer, current_user
from app.auth.service import Refusal
from app.htmx import see_other

blueprint = Blueprint("auth", __name__)


@blueprint.get("/")
@logged_in
def front() -> ResponseReturnValue:
    """Send each role where it wants to be."""
    user = current_user()
    if user.role == "admin" and queries.nothing_loaded():
        return render_template("auth/first_steps.html", steps=shown.first_steps())
    if user.role == "rep" and user.rep_key:
        return see_other(url_for("rep.own"))
    if user.role == "manager":
        return see_other(url_for("compliance.report"))
    return see_other(url_for("leaderboard.board"))


@blueprint.get("/login")
@public
def login() -> ResponseReturnValue:
    """Show the log-in form."""
    back = local_path(request.args.get("next"))
    if queries.viewer():
        return see_other(back)
    return login_page(LoginForm(formdata=None, next=back))


@blueprint.post("/login")
@public
def log_in() -> ResponseReturnValue:
    """Log in, and go on to the page that was asked for."""
    form = LoginForm()
    if not form.validate():
        return login_page(form), 422
    now = clock.now()
    found = service.log_in(form.email.data or "", form.password.data or "", request.remote_addr, now)
    if isinstance(found, Viewer):
        begin_session(found)
        return see_other(local_path(form.next.data))
    if found.retry_at is not None:
        raise too_many(found.retry_at - now)
    form.password.errors = [_("E-mail address or password is wrong.")]
    return login_page(form), 422


@blueprint.post("/logout")
@public
def log_out() -> ResponseReturnValue:
    """End this log-in; who has none any more is not asked to log in first."""
    end_session(clock.now())
    return see_other(url_for("auth.login"))


@blueprint.get("/account")
@logged_in
def account() -> ResponseReturnValue:
    """Show who one is, and where one is logged in."""
    return render_template("auth/account.html", **shown.context(current_user(), clock.now()))


@blueprint.post("/account/log-out-everywhere")
@logged_in
def log_out_everywhere() -> ResponseReturnValue:
    """End all log-ins of who is asking, this one too."""
    service.log_out_everywhere(current_user().id, clock.now())
    session.clear()
    return see_other(url_for("auth.login"))


@blueprint.get("/welcome/<token>")
@public
def welcome(token: str) -> ResponseReturnValue:
    """Ask who follows an invitation, or a link to a new password, for the password that he wants."""
    now = clock.now()
    found = service.follow(token, request.remote_addr, now)
    if isinstance(found, Refusal):
        return no_link(found, now)
    return render_template("auth/welcome.html", form=PasswordForm(formdata=None), email=found)


@blueprint.post("/welcome/<token>")
@public
def welcomed(token: str) -> ResponseReturnValue:
    """Set the password that was chosen, once, and go on to log in with it."""
    form, now, address = PasswordForm(), clock.now(), request.remote_addr
    if form.validate():
        found = service.set_password_by_link(token, form.password.data or "", address, now)
    else:
        found = service.follow(token, address, now)
    if isinstance(found, Refusal):
        return no_link(found, now)
    if form.errors:
        return render_template("auth/welcome.html", form=form, email=found), 422
    end_session(now)
    flash(_("Your password is set. Log in with it."))
    return see_other(url_for("auth.login"))


def no_link(refusal: Refusal, now: int) -> ResponseReturnValue:
    """Say that a link works no longer: in the same words whether it ran out, was used, or never was."""
    if refusal.retry_at is not None:
        raise too_many(refusal.retry_at - now)
    return render_template("auth/no_link.html"), 404


def end_session(now: int) -> None:
    """End this browser's log-in, if there is one, and forget what it held."""
    user = queries.viewer()
    if user:
        service.log_out(user.token, now)
    session.clear()


def begin_session(user: Viewer) -> None:
    """Bind this browser to a new log-in; nothing of the session before it lives on."""
    end_session(clock.now())
    login_user(user)


def login_page(form: LoginForm) -> str:
    """Render the log-in page; demo log-ins are on it in the demo alone."""
    config = current_app.config
    demo = config.get("DEMO_LOGINS", ()) if config["BATON_ENV"] == "demo" else ()
    insecure = not request.is_secure and not is_own_machine(request.remote_addr)
    return render_template("auth/login.html", form=form, demo_logins=demo, insecure=insecure)


def is_own_machine(address: str | None) -> bool:
    """Return whether a request came from this machine itself: nobody can read along there."""
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def too_many(wait: int) -> TooManyRequests:
    """Return the refusal of who tried too often and may try again in `wait` microseconds."""
    minutes = max(1, -(-wait // service.MINUTE))
    text = ngettext("Try again in %(num)d minute.", "Try again in %(num)d minutes.", minutes)
    return TooManyRequests(text, retry_after=-(-wait // 1_000_000))


def local_path(target: str | None) -> str:
    """Return `target` if it is a path of this site, else the front page: nobody is sent elsewhere by a link to us."""
    front_page = url_for("auth.front")
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return front_page
    if any(ord(letter) <= 32 for letter in target) or urlsplit(target).netloc:
        return front_page
    return front_page if urlsplit(target).path in (url_for("auth.login"), url_for("auth.log_out")) else target
