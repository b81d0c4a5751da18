"""Bonuses for tests of pages: the company of `tests.services.money`, able to log in, and how pages are asked."""

from sqlalchemy import update

from app.auth import service as auth
from app.clock import now
from app.extensions import db
from app.models.users import User
from scoring.bonus import Entitlement
from tests.cast import PASSWORD
from tests.services import money

BASIS = {
    "kind": "prize",
    "name": "Best of the quarter",
    "side": "sales",
    "rank": 1,
    "tied": 3,
    "ties": "split",
    "places": [100_000, 50_000, 25_000],
    "points": 105,
    "met": 7,
    "min_points": 60,
    "min_met": 0,
}


def company() -> None:
    """Let there be the company of money, and let everybody log in with the password of the cast."""
    money.company()
    auth.create_user("somebody@example.com", "rep", [], PASSWORD, now())
    hashed = db.session.query(User.password_hash).filter_by(email="somebody@example.com").scalar()
    db.session.execute(update(User).values(password_hash=hashed))
    db.session.commit()


def path(key: str, more: str = "") -> str:
    """Return the address of the newest bonus of a rep, or of a team by its name."""
    return f"/bonuses/{money.bonus_of(key).id}{more}"


def gives(key: str, amount: int, rule: str = "prize[1]") -> Entitlement:
    """Return what a rep, or a team by its name, is entitled to, with all that a prize tells."""
    given = money.gives(key, amount, rule)
    return Entitlement(given.board, given.who, rule, amount, BASIS)
