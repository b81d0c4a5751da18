"""A parameter for many values finds the same on both databases."""

import pytest
from sqlalchemy import insert, select

from app.among import Among
from app.extensions import db
from app.models.activities import Kind

pytestmark = pytest.mark.usefixtures("session")
LONGEST = Kind.__table__.c.name.type.length


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ([], []),
        (["call.made"], ["call.made"]),
        (["meeting.held", "call.made", "unheard.of"], ["call.made", "meeting.held"]),
        (["x" * LONGEST], ["x" * LONGEST]),
        (["x" * LONGEST + "y"], []),
    ],
)
def test_what_is_among_the_values_is_found_whole(asked: list[str], found: list[str]) -> None:
    names = ("call.made", "meeting.held", "x" * LONGEST)
    db.session.execute(insert(Kind), [{"name": name} for name in names])
    which = select(Kind.name).where(Among(Kind.name, "names"), Kind.id > 0).order_by(Kind.name)
    assert list(db.session.scalars(which, {"names": asked})) == found
    other = select(Kind.name).where(~Among(Kind.name, "names"))
    assert len(db.session.scalars(other, {"names": asked}).all()) == len(names) - len(found)
