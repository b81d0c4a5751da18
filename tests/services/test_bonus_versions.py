"""A quarter is closed again: what was decided stays, what was not is replaced, and the difference is proposed."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.bonuses import service
from app.bonuses.rows import Close
from app.extensions import db
from app.models.bonuses import Bonus
from tests.services.money import (
    LIMIT,
    NOW,
    QUARTER,
    bonus_of,
    close,
    company,
    entries,
    gives,
    plan,
    sent,
    user,
)


@pytest.fixture(autouse=True)
def facts(session: Any) -> None:
    company()


def all_of(quarter: int = QUARTER) -> list[tuple[int, str, int, str]]:
    """Return version, rule, amount and state of all bonuses of a quarter."""
    columns = (Bonus.version, Bonus.rule, Bonus.amount, Bonus.state)
    rows = db.session.execute(select(*columns).where(Bonus.quarter == quarter).order_by(Bonus.id))
    return [tuple(row) for row in rows]


def test_what_was_not_decided_is_replaced() -> None:
    close(gives("ines", 100), gives("ole", LIMIT + 1), gives("jan", 7))
    service.approve(bonus_of("ole").id, user("ada"), NOW)
    assert close(gives("ines", 150), gives("ole", LIMIT + 1), version=2) == 2
    assert all_of() == [
        (1, "prize[1]", 100, "superseded"),
        (1, "prize[1]", LIMIT + 1, "superseded"),
        (1, "prize[1]", 7, "superseded"),
        (2, "prize[1]", 150, "proposed"),
        (2, "prize[1]", LIMIT + 1, "proposed"),
    ]
    assert json.loads(bonus_of("ines").basis) == {"kind": "prize", "rank": 1}


@pytest.mark.parametrize("state", ["approved", "exported", "paid"])
@pytest.mark.parametrize(("amount", "difference"), [(150, 50), (40, -60), (100, None)])
def test_what_was_decided_stays_and_the_difference_is_proposed(
    state: str, amount: int, difference: int | None
) -> None:
    close(gives("ines", 100))
    decide(bonus_of("ines").id, state)
    proposed = close(gives("ines", amount), version=2)
    assert all_of()[0] == (1, "prize[1]", 100, state)
    assert all_of()[1:] == ([] if difference is None else [(2, "prize[1]", difference, "proposed")])
    assert proposed == len(all_of()) - 1
    if difference is not None:
        told = {"kind": "prize", "rank": 1, "before": 100, "after": amount, "declined": 0}
        assert json.loads(bonus_of("ines").basis) == told


def decide(bonus: int, state: str) -> None:
    """Bring a bonus into a state."""
    if state == "declined":
        service.decline(bonus, "no", user("ada"), NOW)
        return
    service.approve(bonus, user("ada"), NOW)
    if state in ("exported", "paid"):
        batch = sent()
        if state == "paid":
            service.mark_paid(batch, user("ada"), NOW)


def test_what_falls_away_is_taken_back() -> None:
    close(gives("ines", 100))
    decide(bonus_of("ines").id, "paid")
    assert close(version=2) == 1
    assert all_of() == [(1, "prize[1]", 100, "paid"), (2, "prize[1]", -100, "proposed")]
    assert json.loads(bonus_of("ines").basis) == {"before": 100, "after": 0, "declined": 0}


@pytest.mark.parametrize(("amount", "proposed"), [(0, []), (40, []), (100, []), (150, [50])])
def test_what_was_declined_is_neither_proposed_again_nor_taken_back(amount: int, proposed: list[int]) -> None:
    close(gives("ines", 100))
    decide(bonus_of("ines").id, "declined")
    close(*([gives("ines", amount)] if amount else []), version=2)
    assert [one[2] for one in all_of()[1:]] == proposed
    if proposed:
        told = {"kind": "prize", "rank": 1, "before": 0, "after": 150, "declined": 100}
        assert json.loads(bonus_of("ines").basis) == told


@pytest.mark.parametrize(("amount", "proposed"), [(20, [-20]), (40, []), (70, []), (100, []), (130, [30])])
def test_what_was_left_to_somebody_stays_his(amount: int, proposed: list[int]) -> None:
    close(gives("ines", 100))
    decide(bonus_of("ines").id, "approved")
    close(gives("ines", 40), version=2)
    decide(bonus_of("ines", amount=-60).id, "declined")
    close(gives("ines", amount), version=3)
    assert [one[2] for one in all_of()[2:]] == proposed


def test_a_third_version_counts_all_that_was_decided() -> None:
    close(gives("ines", 100))
    decide(bonus_of("ines").id, "paid")
    close(gives("ines", 150), version=2)
    decide(bonus_of("ines").id, "approved")
    close(gives("ines", 120), version=3)
    close(gives("ines", 150), version=4)
    assert all_of() == [
        (1, "prize[1]", 100, "paid"),
        (2, "prize[1]", 50, "approved"),
        (3, "prize[1]", -30, "superseded"),
    ]


def test_each_rule_is_by_itself() -> None:
    close(gives("ines", 100), gives("ines", 30, "rate[1]"))
    decide(bonus_of("ines", amount=30).id, "approved")
    close(gives("ines", 130), version=2)
    assert all_of()[2:] == [(2, "rate[1]", -30, "proposed"), (2, "prize[1]", 130, "proposed")]


def test_told_twice_it_proposes_once() -> None:
    given = (gives("ines", 100), gives("ole", 50))
    assert close(*given) == 2
    assert close(*given) == 0
    decide(bonus_of("ines").id, "approved")
    assert close(*given) == 0
    assert close(gives("ines", 150), version=2) == 1
    assert close(gives("ines", 150), version=2) == 0
    decide(bonus_of("ines").id, "approved")
    assert close(gives("ines", 150), version=2) == 0
    assert close(*given) == 0
    assert [one[3] for one in all_of()] == ["approved", "superseded", "approved"]


def test_adjustments_are_peoples_own() -> None:
    close(gives("ines", 100))
    decide(bonus_of("ines").id, "approved")
    service.adjust(bonus_of("ines").id, 20, "why", user("eva"), NOW)
    close(gives("ines", 100), version=2)
    assert all_of() == [(1, "prize[1]", 100, "approved"), (1, "adjustment", 20, "proposed")]


def test_a_close_leaves_other_quarters_alone() -> None:
    close(gives("ines", 100))
    made = Close(QUARTER - 3, "2026-Q2", 2, "digest", None)
    assert service.propose(made, [gives("ines", 5)], plan(), NOW) == 1
    assert all_of() == [(1, "prize[1]", 100, "proposed")]


def test_another_currency_takes_back_what_was_given_in_the_old_one() -> None:
    close(gives("ines", LIMIT))
    decide(bonus_of("ines").id, "approved")
    other = replace(plan(), currency="CHF", second_approval_above=None)
    made = Close(QUARTER, "2026-Q3", 2, "digest", None)
    assert service.propose(made, [gives("ines", 9)], other, NOW) == 2
    query = select(Bonus.currency, Bonus.amount, Bonus.second_above).where(Bonus.version == 2)
    assert sorted(map(tuple, db.session.execute(query))) == [("CHF", 9, None), ("EUR", -LIMIT, LIMIT)]


def test_without_a_plan_any_more_the_old_limit_holds() -> None:
    close(gives("ines", LIMIT))
    decide(bonus_of("ines").id, "approved")
    made = Close(QUARTER, "2026-Q3", 2, "digest", None)
    assert service.propose(made, [], None, NOW) == 1
    assert (bonus_of("ines").amount, bonus_of("ines").second_above) == (-LIMIT, LIMIT)


def test_the_close_that_is_taken_back_leaves_nothing() -> None:
    close(gives("ines", 100))
    made = Close(QUARTER, "2026-Q3", 2, "digest", None)
    service.propose(made, [gives("ines", 5)], plan(), NOW)
    db.session.rollback()
    assert all_of() == [(1, "prize[1]", 100, "proposed")]
    assert entries() == []
