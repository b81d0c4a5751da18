"""A company that pays bonuses, for tests of pages: the cast, a plan, and bonuses with their whole arithmetic.

Besides the cast, Otto is a manager who manages nobody, and Eva a second admin. It is October 2026.
"""

import re

from app.auth import service as auth
from scoring.bonus import Entitlement
from tests import cast
from tests.services.facts import agree
from tests.services.money import NOW, PLAN, rep


def company(plan: str = PLAN) -> None:
    """Store the company, and let everybody log in."""
    agree(more=plan, starts="2026-01")
    cast.add_people()
    cast.add_users()
    auth.create_user(cast.email("otto"), "manager", (), cast.PASSWORD, NOW)
    auth.create_user(cast.email("eva"), "admin", (), cast.PASSWORD, NOW)


def prize(key: str, amount: int) -> Entitlement:
    """Return the prize of a rep who is alone on the first place."""
    basis = {
        "kind": "prize",
        "rank": 1,
        "tied": 1,
        "ties": "split",
        "places": [amount],
        "name": "Best of all",
        "side": "sales",
        "points": 120,
        "met": 9,
        "min_points": 60,
        "min_met": 0,
    }
    return Entitlement("rep", rep(key), "prize[1]", amount, basis)


def points(key: str, amount: int) -> Entitlement:
    """Return what a rep gets for as many points as he has, a unit for each."""
    basis = {
        "kind": "rate",
        "rate": 1,
        "points": amount,
        "name": "",
        "side": "",
        "min_points": 0,
        "min_met": 0,
    }
    return Entitlement("rep", rep(key), "rate[1]", amount, basis)


def words(html: str) -> str:
    """Return the words of a page's content, as they follow each other."""
    content = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", content.partition(">")[2]).split())
