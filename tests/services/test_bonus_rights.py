"""Who may decide about whose money: the same answer from the services and from what the desk says beforehand."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, update

from app.bonuses import queries, service
from app.bonuses.errors import BonusError, ForbiddenError
from app.bonuses.rows import Format
from app.extensions import db
from app.models.people import LAST_DAY, Membership
from app.models.users import ManagedTeam, User
from tests.services.facts import day
from tests.services.money import (
    LIMIT,
    NOW,
    QUARTER,
    bonus_of,
    close,
    company,
    gives,
    rep,
    sent,
    team,
    user,
)

ROLE, OWN, TEAM, PROPOSED, MAY = "decide about", "own bonus", "own team", "You proposed", ""

Act = Callable[[int, int], Any]
DECIDE: dict[str, Act] = {
    "approve": lambda bonus, by: service.approve(bonus, by, NOW),
    "decline": lambda bonus, by: service.decline(bonus, "why", by, NOW),
}


@pytest.fixture(autouse=True)
def facts(session: Any) -> None:
    company()


def answer(act: Act, bonus: int, by: str) -> str:
    """Return why somebody may not do something to a bonus, empty if he did it."""
    try:
        act(bonus, user(by))
    except ForbiddenError as refused:
        return str(refused)
    return ""


def check(name: str, bonus: int, by: str, expected: str) -> None:
    """Hold that somebody may do something to a bonus, or why not, and that the desk said so beforehand."""
    shown = queries.bonus(bonus, user(by), NOW)
    assert shown
    told = shown.refusal(name)
    assert expected in told
    assert bool(expected) == bool(told)
    assert answer(DECIDE[name], bonus, by) == told
    after = queries.bonus(bonus, user("ada"), NOW)
    assert after
    assert (after.state == "proposed") == bool(expected)


@pytest.mark.parametrize("name", DECIDE)
@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("ines", ROLE),
        ("jan", ROLE),
        ("nils", ROLE),
        ("mara", TEAM),
        ("otto", MAY),
        ("mia", MAY),
        ("ada", MAY),
        ("eva", MAY),
    ],
)
def test_a_bonus_of_a_rep(name: str, by: str, expected: str) -> None:
    close(gives("ines", 100))
    check(name, bonus_of("ines").id, by, expected)


@pytest.mark.parametrize("name", DECIDE)
@pytest.mark.parametrize(("by", "expected"), [("jan", ROLE), ("otto", TEAM), ("mara", MAY), ("ada", MAY)])
def test_a_bonus_of_a_team(name: str, by: str, expected: str) -> None:
    close(gives("Süd", 100))
    check(name, bonus_of("Süd").id, by, expected)


@pytest.mark.parametrize("name", DECIDE)
def test_ones_own_bonus(name: str) -> None:
    close(gives("mia", 100))
    check(name, bonus_of("mia").id, "mia", OWN)


def join(key: str, name: str, first: str, last: str = "") -> None:
    """Let a rep be in a team on these days."""
    ends = day(last) + 1 if last else LAST_DAY
    db.session.execute(delete(Membership).where(Membership.rep_id == rep(key)))
    mine = Membership(rep_id=rep(key), team_id=team(name), starts=day(first), ends=ends, name=key)
    db.session.add(mine)
    db.session.commit()


@pytest.mark.parametrize("name", DECIDE)
@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-10-01", "", TEAM),
        ("2026-07-01", "2026-07-01", TEAM),
        ("2026-09-30", "2026-09-30", TEAM),
        ("2026-01-01", "2026-06-30", MAY),
        ("2026-10-01", "2026-10-14", MAY),
        ("2026-10-16", "", MAY),
    ],
)
class TestTeamsOfThenAndNow:
    """The days of the quarter and today count, on either side."""

    def test_who_pays_was_in_the_team_of_the_manager(
        self, name: str, first: str, last: str, expected: str
    ) -> None:
        join("ines", "Süd", first, last)
        close(gives("ines", 100))
        check(name, bonus_of("ines").id, "otto", expected)

    def test_who_decides_was_in_the_team_of_the_rep(
        self, name: str, first: str, last: str, expected: str
    ) -> None:
        join("mia", "Nord", first, last)
        close(gives("ines", 100))
        check(name, bonus_of("ines").id, "mia", expected)

    def test_who_decides_was_in_the_team(self, name: str, first: str, last: str, expected: str) -> None:
        join("mia", "Nord", first, last)
        close(gives("Nord", 100))
        check(name, bonus_of("Nord").id, "mia", expected)


@pytest.mark.parametrize("name", DECIDE)
def test_who_proposed_does_not_decide(name: str) -> None:
    close(gives("ines", 100), by=user("eva"))
    check(name, bonus_of("ines").id, "eva", PROPOSED)


def test_who_approved_first_may_still_decline() -> None:
    close(gives("ines", LIMIT + 1))
    bonus = bonus_of("ines").id
    service.approve(bonus, user("ada"), NOW)
    shown = queries.bonus(bonus, user("ada"), NOW)
    assert shown
    assert "somebody else's" in shown.refusal("approve")
    assert shown.refusal("decline") == ""


def test_who_has_become_somebody_else_meanwhile() -> None:
    close(gives("ines", 100))
    db.session.execute(update(User).where(User.id == user("ada")).values(role="rep"))
    db.session.commit()
    check("approve", bonus_of("ines").id, "ada", ROLE)
    db.session.add(ManagedTeam(user_id=user("otto"), team_id=team("Nord")))
    db.session.commit()
    check("approve", bonus_of("ines").id, "otto", TEAM)


@pytest.mark.parametrize(
    ("by", "expected"), [("ines", ROLE), ("nils", ROLE), ("mia", OWN), ("mara", MAY), ("ada", MAY)]
)
def test_adjusting(by: str, expected: str) -> None:
    close(gives("mia", 100))
    bonus = bonus_of("mia").id
    shown = queries.bonus(bonus, user(by), NOW)
    assert shown
    assert expected in shown.refusal("adjust")
    assert answer(lambda of, who: service.adjust(of, 5, "why", who, NOW), bonus, by) == shown.refusal(
        "adjust"
    )
    again = answer(
        lambda _of, who: service.adjust_payee("rep", rep("mia"), QUARTER, 5, "why", who, NOW), 0, by
    )
    assert again == shown.refusal("adjust")
    assert (bonus_of("mia").rule == "adjustment") == (expected == MAY)


@pytest.mark.parametrize(
    ("by", "may"), [("ines", False), ("nils", False), ("mara", True), ("mia", True), ("ada", True)]
)
def test_payroll_is_for_managers_and_admins(by: str, may: bool) -> None:
    close(gives("ines", 100))
    service.approve(bonus_of("ines").id, user("ada"), NOW)
    if may:
        (batch,) = service.export(Format(), user(by), NOW)
        service.mark_paid(batch, user(by), NOW)
    else:
        with pytest.raises(ForbiddenError):
            service.export(Format(), user(by), NOW)
        batch = sent()
        with pytest.raises(ForbiddenError):
            service.mark_paid(batch, user(by), NOW)
    assert bonus_of("ines").state == ("paid" if may else "exported")


@pytest.mark.parametrize("by", ["ines", "mara"])
def test_the_format_is_for_admins(by: str) -> None:
    with pytest.raises(BonusError, match="Admins"):
        service.set_format(Format(), user(by), NOW)
