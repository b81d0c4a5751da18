"""The statement of each rep, and the disputes about it: for the person, for managers and admins, for nobody else."""

from flask import Flask

from app.statements import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
