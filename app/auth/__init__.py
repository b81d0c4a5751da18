"""Log-in: who is asking, and what he may see."""

from flask import Flask

from app import clock
from app.auth import access, cli, queries, routes
from app.extensions import login_manager


def init_app(app: Flask) -> None:
    """Hold every request of `app` to the access rules; register pages and commands."""
    # The rows of login_session say more than a look at address and browser, which logs out who changes networks.
    app.config["SESSION_PROTECTION"] = None
    login_manager.anonymous_user = queries.Nobody
    login_manager.user_loader(lambda token: queries.viewer_of(token, clock.now()))
    login_manager.init_app(app)
    app.before_request(access.gate)
    app.register_blueprint(routes.blueprint)
    app.cli.add_command(cli.users)
    app.cli.add_command(cli.screens)
