"""A bonus is proposed, approved or declined, adjusted; each once, and never from a state in which it cannot be."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from app.bonuses import queries, service
from app.bonuses.errors import EntryError, ForbiddenError, MissingError, StateError
from app.bonuses.moving import LONGEST
from app.extensions import db
from app.models.bonuses import Bonus, BonusEvent
from app.models.users import User
from tests.cast import email
from tests.services.facts import at
from tests.services.money import (
    LIMIT,
    NOW,
    QUARTER,
    approved,
    bonus_of,
    close,
    company,
    entries,
    gives,
    rep,
    sent,
    team,
    user,
)


@pytest.fixture(autouse=True)
def facts(session: Any) -> None:
    company()


def events(bonus_id: int) -> list[tuple[str, str, str]]:
    return [(one.what, one.by, one.reason) for one in queries.history(bonus_id)]


def test_a_close_proposes_what_it_gives() -> None:
    assert close(gives("ines", 100_000), gives("Süd", 7, "rate[1]")) == 2
    mine = bonus_of("ines")
    assert (mine.quarter, mine.version, mine.rule, mine.amount) == (QUARTER, 1, "prize[1]", 100_000)
    assert (mine.currency, mine.state, mine.second_above) == ("EUR", "proposed", LIMIT)
    assert json.loads(mine.basis) == {"kind": "prize", "rank": 1}
    assert len(mine.digest) == 64
    assert events(mine.id) == [("proposed", "", "")]
    assert bonus_of("Süd").board == "team"


def test_who_closes_by_hand_proposes() -> None:
    close(gives("ines", 1), by=user("eva"))
    assert bonus_of("ines").proposed_by == user("eva")
    assert events(bonus_of("ines").id) == [("proposed", email("eva"), "")]


def test_a_close_without_bonuses_proposes_none() -> None:
    assert close() == 0
    assert db.session.scalar(select(Bonus.id)) is None


def test_an_approval_enters_the_award() -> None:
    close(gives("ines", LIMIT))
    mine = bonus_of("ines")
    assert service.approve(mine.id, user("ada"), NOW) == "approved"
    mine = bonus_of("ines")
    assert (mine.state, mine.approved_by, mine.approved_at) == ("approved", user("ada"), NOW)
    assert mine.seconded_by is None
    assert entries() == [(1, "award", mine.id, LIMIT)]
    assert events(mine.id)[1:] == [("approved", email("ada"), "")]


@pytest.mark.parametrize("amount", [LIMIT + 1, -LIMIT - 1])
def test_above_the_limit_two_approve(amount: int) -> None:
    close(gives("ines", amount))
    mine = bonus_of("ines")
    assert service.approve(mine.id, user("ada"), NOW) == "seconded"
    assert entries() == []
    with pytest.raises(ForbiddenError, match="somebody else's"):
        service.approve(mine.id, user("ada"), NOW)
    assert service.approve(mine.id, user("otto"), NOW + 1) == "approved"
    mine = bonus_of("ines")
    assert (mine.seconded_by, mine.approved_by) == (user("ada"), user("otto"))
    assert (mine.seconded_at, mine.approved_at) == (NOW, NOW + 1)
    assert entries() == [(1, "award", mine.id, amount)]


def test_what_was_approved_once_may_be_declined() -> None:
    close(gives("ines", LIMIT + 1))
    mine = bonus_of("ines")
    service.approve(mine.id, user("ada"), NOW)
    service.decline(mine.id, " counted twice ", user("ada"), NOW)
    assert bonus_of("ines").state == "declined"
    assert events(mine.id)[-1] == ("declined", email("ada"), "counted twice")
    assert entries() == []


@pytest.mark.parametrize("state", ["approved", "exported", "paid", "declined", "superseded"])
def test_what_is_decided_stays_decided(state: str) -> None:
    close(gives("ines", 100))
    mine = bonus_of("ines")
    if state == "declined":
        service.decline(mine.id, "no", user("ada"), NOW)
    elif state == "superseded":
        close(gives("ines", 200), version=2)
    else:
        service.approve(mine.id, user("ada"), NOW)
    if state in ("exported", "paid"):
        batch = sent()
        if state == "paid":
            service.mark_paid(batch, user("ada"), NOW)
    before = entries()
    for act in (
        lambda: service.approve(mine.id, user("otto"), NOW),
        lambda: service.decline(mine.id, "no", user("otto"), NOW),
    ):
        with pytest.raises(StateError, match="already"):
            act()
    assert bonus_of("ines", amount=100).state == state
    assert entries() == before


@pytest.mark.parametrize("reason", ["", "  \n", "x" * (LONGEST + 1), "a\0b"])
def test_a_reason_is_needed(reason: str) -> None:
    close(gives("ines", 100))
    mine = bonus_of("ines")
    for act in (
        lambda: service.decline(mine.id, reason, user("ada"), NOW),
        lambda: service.adjust(mine.id, 5, reason, user("ada"), NOW),
    ):
        with pytest.raises(EntryError) as refused:
            act()
        assert refused.value.field == "reason"
    assert len(events(mine.id)) == 1


def test_an_adjustment_is_a_bonus_of_its_own() -> None:
    of = approved("ines", 100)
    added = service.adjust(of, -30, "a lead was a duplicate", user("eva"), NOW)
    one = bonus_of("ines")
    assert (one.id, one.of_id, one.rule, one.amount) == (added, of, "adjustment", -30)
    assert (one.reason, one.state, one.proposed_by) == ("a lead was a duplicate", "proposed", user("eva"))
    assert (one.currency, one.second_above, one.version) == ("EUR", LIMIT, 1)
    assert json.loads(one.basis) == {"kind": "adjustment", "of": of, "rule": "prize[1]", "amount": 100}
    with pytest.raises(ForbiddenError, match="You proposed"):
        service.approve(added, user("eva"), NOW)
    service.approve(added, user("ada"), NOW)
    assert entries()[1:] == [(2, "award", added, -30)]


def test_the_same_may_be_adjusted_again() -> None:
    of = approved("ines", 100)
    for _time in range(2):
        service.adjust(of, -30, "why", user("eva"), NOW)
    assert db.session.query(Bonus).filter_by(rule="adjustment").count() == 2


PARTS = (LIMIT - 20, 20, -1)


def test_the_limit_is_for_all_adjustments_of_a_quarter_together() -> None:
    close(gives("ole", LIMIT))
    parts = [
        service.adjust_payee("rep", rep("ines"), QUARTER, amount, "why", user("eva"), NOW) for amount in PARTS
    ]
    assert [service.approve(part, user("ada"), NOW) for part in parts] == ["approved", "approved", "seconded"]
    assert service.approve(bonus_of("ole").id, user("ada"), NOW) == "approved"
    told = {line.id: line.needs_second for line in queries.desk(user("ada"), NOW)}
    assert [told[part] for part in parts] == [False, False, True]
    other = service.adjust_payee("rep", rep("ole"), QUARTER, LIMIT, "why", user("eva"), NOW)
    assert service.approve(other, user("otto"), NOW) == "approved"


def test_what_was_replaced_is_not_adjusted() -> None:
    close(gives("ines", 100))
    mine = bonus_of("ines").id
    close(gives("ines", 150), version=2)
    with pytest.raises(StateError, match="later version"):
        service.adjust(mine, 5, "why", user("eva"), NOW)


def test_an_adjustment_may_stand_for_no_bonus() -> None:
    close(gives("ole", 5), version=3)
    added = service.adjust_payee("rep", rep("ines"), QUARTER, LIMIT + 1, "forgotten", user("eva"), NOW)
    one = bonus_of("ines")
    assert (one.id, one.of_id, one.amount, one.version) == (added, None, LIMIT + 1, 3)
    assert (one.currency, one.second_above) == ("EUR", LIMIT)
    assert json.loads(one.basis) == {"kind": "adjustment"}
    service.adjust_payee("team", team("Nord"), QUARTER, 5, "an evening together", user("eva"), NOW)
    assert bonus_of("Nord").amount == 5


@pytest.mark.parametrize("amount", [0, 10**12 + 1, -(10**12) - 1])
def test_an_adjustment_is_of_something(amount: int) -> None:
    of = approved("ines", 100)
    with pytest.raises(EntryError) as refused:
        service.adjust(of, amount, "why", user("eva"), NOW)
    assert refused.value.field == "amount"


@pytest.mark.parametrize(
    ("quarter", "now"),
    [(QUARTER + 1, NOW), (QUARTER, at("2026-09-30T12:00")), (QUARTER - 12, NOW)],
    ids=["no quarter", "not over", "before the agreement"],
)
def test_an_adjustment_is_for_a_quarter_with_bonuses(quarter: int, now: int) -> None:
    with pytest.raises(EntryError) as refused:
        service.adjust_payee("rep", rep("ines"), quarter, 5, "why", user("eva"), now)
    assert refused.value.field == "quarter"


def test_what_is_not_there() -> None:
    for act in (
        lambda: service.approve(404, user("ada"), NOW),
        lambda: service.decline(404, "why", user("ada"), NOW),
        lambda: service.adjust(404, 5, "why", user("ada"), NOW),
        lambda: service.adjust_payee("rep", 404, QUARTER, 5, "why", user("ada"), NOW),
        lambda: service.adjust_payee("wall", 1, QUARTER, 5, "why", user("ada"), NOW),
    ):
        with pytest.raises(MissingError, match="There is no such"):
            act()


def test_who_may_not_log_in_any_more_decides_nothing() -> None:
    close(gives("ines", 100))
    ada = user("ada")
    db.session.query(User).filter_by(id=ada).update({"disabled_at": NOW})
    db.session.commit()
    with pytest.raises(ForbiddenError, match="log in"):
        service.approve(bonus_of("ines").id, ada, NOW)
    assert db.session.query(BonusEvent).count() == 1
