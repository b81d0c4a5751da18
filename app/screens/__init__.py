"""Wall screens, as admins keep them: each with a token that is shown once, until it is revoked."""

from flask import Flask

from app.screens import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
