"""The application as the tests hold it: in one transaction per test, with requests and commands kept apart."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.extensions import db

SETTINGS: Mapping[str, Any] = {
    "TESTING": True,
    "SECRET_KEY": "test",
    "WTF_CSRF_ENABLED": False,
    "HTMX_SOURCE": "local",
    "STAMP_MEMO_MS": "0",
    "SCORING_DELAY_MS": "0",
}

# A commit of the program must not end the transaction of the test: it releases a savepoint inside it.
db.session.session_factory.configure(join_transaction_mode="create_savepoint")


class Visitor(FlaskClient):
    """A test client whose requests share neither session nor `g` with the test, as if they came from outside."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Answer one request in an application context of its own; afterwards the test sees what it changed."""
        if self.preserve_context:  # `with client:` keeps the request's context on purpose
            return super().open(*args, **kwargs)
        kwargs.setdefault("buffered", True)
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        forget()
        return response


def forget() -> None:
    """Let the test's own session read again what others may have changed."""
    if has_app_context():
        db.session.expire_all()


def read_stamp_anew(app: Flask) -> None:
    """Let `app` take its last reading of the stamp for too old."""
    app.extensions["baton_stamps"].reading = None


def make_app(url: str, **settings: Any) -> Flask:
    """Compose the application on the database at `url` with the settings of the tests."""
    app = create_app({**SETTINGS, "DATABASE_URL": url, **settings})
    app.test_client_class = Visitor
    return app


def close(app: Flask) -> None:
    """Close the database connections that `app` keeps."""
    with app.app_context():
        db.engine.dispose()


def invoke(app: Flask, *words: str | Path) -> Result:
    """Run one command of `app` in this process; an exception of it fails the test."""
    with app.app_context():
        result = app.test_cli_runner().invoke(args=[str(word) for word in words], catch_exceptions=False)
    forget()
    return result


@contextmanager
def borrowed(app: Flask) -> Iterator[Flask]:
    """Put one connection with an open transaction in place of the engine of `app`; roll back and restore at the end."""
    config = dict(app.config)
    with app.app_context():
        engines = db.engines
    engine = engines[None]
    connection = engine.connect()
    transaction = connection.begin()
    engines[None] = connection
    # The stamp goes back with the transaction, which it never does in earnest: what is remembered by it has to go too.
    app.extensions.pop("baton_remembered", None)
    app.extensions["baton_stamps"].reading = app.extensions["baton_stamps"].known = None
    try:
        yield app
    finally:
        engines[None] = engine
        transaction.rollback()
        connection.close()
        app.config.clear()
        app.config.update(config)
