"""The page of a rep: where he stands, what is due, what is still needed; and the ledger of his points."""

from flask import Flask

from app.rep import routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.blueprint)
