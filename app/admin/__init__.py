"""Administration: the frame around the pages on which an admin keeps people, log-ins and feeds in order."""

from flask import Flask

from app.admin import routes


def init_app(app: Flask) -> None:
    """Register the page that leads to the sections."""
    app.register_blueprint(routes.blueprint)
    app.jinja_env.globals["admin_sections"] = routes.sections
