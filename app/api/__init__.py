"""The REST API: facts come in by themselves, standings and scores go out to other programs."""

from flask import Flask

from app.api import routes
from app.extensions import csrf


def init_app(app: Flask) -> None:
    """Register the API and the page that describes it; a token in a header is nothing that a browser sends unasked."""
    csrf.exempt(routes.blueprint)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(routes.pages)
