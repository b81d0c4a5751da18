"""Fixtures of all pages' tests: the named cast, stored and able to log in."""

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import add_people, add_users


@pytest.fixture
def cast(session: scoped_session[Session]) -> None:
    """Store teams, reps and users; see `tests.cast` for who they are."""
    add_people()
    add_users()
