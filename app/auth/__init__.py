"""Log-in: who is asking, and what he may see."""

from flask import Flask

from app import clock
from app.auth import access, cli, queries, routes, screens
from app.extensions import login_manager
from app.htmx import is_poll


def init_app(app: Flask) -> None:
    """Hold every request of `app` to the access rules; register pages and commands."""
    # The rows of login_session say more than a look at address and browser, which logs out who changes networks; and
    # Flask-Login would take their hash on each request even when nobody compares it.
    app.config["SESSION_PROTECTION"] = None
    login_manager._session_identifier_generator = str
    login_manager.anonymous_user = queries.Nobody
    login_manager.user_loader(load)
    login_manager.init_app(app)
    app.extensions["baton_sightings"] = screens.Sightings()
    # There are no cookies to remember people by: looking for them on every answer would be for nothing.
    app.after_request_funcs[None].remove(login_manager._update_remember_cookie)
    app.before_request(access.gate)
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(cli.users)
    app.cli.add_command(cli.screens)


def load(token: str) -> queries.Viewer | None:
    """Return who logged in with `token`; a poll is content with what was true when the stamp last moved."""
    look_up = queries.viewer_who_polls if is_poll() else queries.viewer_of
    return look_up(token, clock.now())
