"""Fixtures of all pages' tests: the named cast, stored and able to log in; and walls at their moment."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests import factories
from tests.cast import add_people, add_users
from tests.web.walls import NOW, Show, drawn, scored


@pytest.fixture
def cast(session: scoped_session[Session]) -> None:
    """Store teams, reps and users; see `tests.cast` for who they are."""
    add_people()
    add_users()


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the moment at which walls are drawn."""
    monkeypatch.setattr("app.clock.now", lambda: NOW)


@pytest.fixture
def world(session: scoped_session[Session]) -> None:
    """Store the company with scores."""
    scored(factories.AGREEMENT)


@pytest.fixture
def html(app: Flask) -> Show:
    """Return `html(*items, at=0, turn=0, late=())`: what a wall with this programme is drawn as."""
    return partial(drawn, app)
