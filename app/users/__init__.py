"""Users, as admins keep them: who may log in, in which role, and the links by which they set their passwords."""

from flask import Flask

from app.users import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
