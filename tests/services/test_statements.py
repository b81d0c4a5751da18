"""What the desk and a rep's statement tell of the same bonuses."""

from typing import Any

import pytest

from app.bonuses import queries, service
from app.bonuses.errors import ForbiddenError
from app.bonuses.queries import Balance, Step
from tests.cast import email
from tests.services.money import (
    EARLIER,
    LIMIT,
    NOW,
    QUARTER,
    approved,
    bonus_of,
    close,
    company,
    gives,
    rep,
    sent,
    team,
    user,
)


@pytest.fixture(autouse=True)
def facts(session: Any) -> None:
    company()


def test_the_desk_lists_what_awaits_whom() -> None:
    close(gives("ole", LIMIT + 1), gives("ines", 100), gives("Nord", 7))
    close(gives("jan", 5), quarter=EARLIER)
    service.approve(bonus_of("ole").id, user("ada"), NOW)
    rows = queries.desk(user("mara"), NOW)
    assert [(one.quarter, one.payee.name) for one in rows] == [
        (QUARTER, "Ines"),
        (QUARTER, "Nord"),
        (QUARTER, "Ole"),
        (EARLIER, "Jan"),
    ]
    assert [bool(one.refusal("approve")) for one in rows] == [True, True, True, False]
    ole = rows[2]
    assert (ole.state, ole.needs_second, ole.proposed, ole.approved) == (
        "seconded",
        True,
        Step("", NOW),
        None,
    )
    assert ole.seconded == Step(email("ada"), NOW)
    assert ole.basis == {"kind": "prize", "rank": 1}
    assert (ole.payee.board, ole.payee.who, ole.payee.key) == ("rep", rep("ole"), "ole")
    assert rows[1].payee == ("team", team("Nord"), "Nord", "Nord")
    assert [act.name for act in ole.acts] == ["approve", "decline", "adjust"]


def test_the_desk_of_one_quarter_or_state() -> None:
    close(gives("ole", 100), gives("ines", 100))
    close(gives("jan", 5), quarter=EARLIER)
    service.decline(bonus_of("ole").id, "left us", user("ada"), NOW)
    one = queries.desk(user("ada"), NOW, state="declined")
    assert [(row.payee.key, row.answer) for row in one] == [("ole", "left us")]
    assert [row.payee.key for row in queries.desk(user("ada"), NOW, quarter=EARLIER)] == ["jan"]
    assert queries.desk(user("ada"), NOW, quarter=EARLIER, state="paid") == []


def test_the_desk_tells_what_became_of_a_bonus() -> None:
    bonus = approved("ines", 100)
    service.mark_paid(sent(), user("eva"), NOW)
    added = service.adjust(bonus, -5, "why", user("eva"), NOW)
    shown, adjustment = queries.bonus(bonus, user("ada"), NOW), queries.bonus(added, user("ada"), NOW)
    assert shown
    assert adjustment
    assert (shown.state, shown.batch, shown.approved) == ("paid", "2026-0001", Step(email("ada"), NOW))
    assert shown.refusal("approve") == shown.refusal("decline") == "This bonus is paid already."
    assert shown.refusal("adjust") == ""
    assert (adjustment.of_id, adjustment.reason, adjustment.proposed.by) == (bonus, "why", email("eva"))
    assert queries.bonus(404, user("ada"), NOW) is None


def test_nobody_looks_who_may_not_log_in() -> None:
    with pytest.raises(ForbiddenError):
        queries.desk(404, NOW)


def test_sums_by_quarter_and_state() -> None:
    close(gives("ole", 100), gives("ines", 150))
    approved("jan", 5, quarter=EARLIER)
    assert queries.sums() == [(QUARTER, "proposed", "EUR", 2, 250), (EARLIER, "approved", "EUR", 1, 5)]


def test_a_statement_tells_quarter_by_quarter() -> None:
    early = approved("ines", 300, quarter=EARLIER)
    service.mark_paid(sent(), user("eva"), NOW + 1)
    service.approve(service.adjust(early, -120, "counted twice", user("eva"), NOW), user("ada"), NOW)
    close(gives("ines", 200), gives("ines", 50, "rate[1]"), gives("ole", 1))
    service.approve(bonus_of("ines", amount=200).id, user("ada"), NOW)
    told = queries.statement(rep("ines"))
    assert told
    assert told.payee.name == "Ines"
    late, before = told.quarters
    assert (late.quarter, before.quarter) == (QUARTER, EARLIER)
    assert before.balances == (Balance("EUR", brought=0, awarded=180, paid=300, owed=-120, sent=0),)
    assert late.balances == (Balance("EUR", brought=-120, awarded=200, paid=0, owed=80, sent=0),)
    assert told.balances == (Balance("EUR", brought=0, awarded=380, paid=300, owed=80, sent=0),)
    assert [(one.rule, one.amount, one.state) for one in before.lines] == [
        ("prize[1]", 300, "paid"),
        ("adjustment", -120, "approved"),
    ]
    paid, adjustment = before.lines
    assert (paid.batch, paid.paid_at, paid.basis["rank"]) == ("2026-0001", NOW + 1, 1)
    assert (adjustment.of_id, adjustment.reason, adjustment.batch, adjustment.paid_at) == (
        early,
        "counted twice",
        "",
        None,
    )
    sent()
    told = queries.statement(rep("ines"))
    assert told
    assert told.balances == (Balance("EUR", brought=0, awarded=380, paid=300, owed=80, sent=80),)


def test_a_statement_tells_what_was_replaced_and_why_something_was_declined() -> None:
    close(gives("ines", 200), gives("ines", 50, "rate[1]"))
    service.decline(bonus_of("ines", amount=50).id, "not yet", user("ada"), NOW)
    close(gives("ines", 210), version=2)
    told = queries.statement(rep("ines"))
    assert told
    (quarter,) = told.quarters
    assert [(one.version, one.amount, one.state, one.answer) for one in quarter.lines] == [
        (1, 200, "superseded", ""),
        (1, 50, "declined", "not yet"),
        (2, 210, "proposed", ""),
    ]
    assert quarter.balances == (Balance("EUR", 0, 0, 0, 0, 0),)


def test_who_got_nothing_has_an_empty_statement() -> None:
    told = queries.statement(rep("jan"))
    assert told
    assert (told.payee.name, told.quarters, told.balances) == ("Jan", (), ())
    assert queries.statement(2**31 - 1) is None
