"""Bonuses: proposed as a quarter is closed, approved by people, sent to payroll, paid, disputed."""

from flask import Flask
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from app.bonuses import routes
from app.bonuses.errors import ForbiddenError
from app.errors import refused


def init_app(app: Flask) -> None:
    """Register the pages, and what answers somebody who lost his rights while he asked for one."""
    app.register_blueprint(routes.blueprint)
    app.register_error_handler(ForbiddenError, forbidden)


def forbidden(error: ForbiddenError) -> ResponseReturnValue:
    """Say why somebody may not do, or see, what he asked for."""
    return refused(Forbidden(str(error)))
