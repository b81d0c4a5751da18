"""What was decided about money is not changed: the database itself refuses, and holds that two people approve."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.bonuses import service
from app.extensions import db
from tests.services.money import LIMIT, NOW, QUARTER, approved, bonus_of, close, company, gives, sent, user


@pytest.fixture(autouse=True)
def facts(session: Any) -> None:
    """Let one bonus be paid, one be sent and one be proposed, and let there be disputes."""
    company()
    approved("ines", 100)
    service.mark_paid(sent(), user("ada"), NOW)
    close(gives("ines", 100), gives("ole", 50), version=2)
    service.approve(bonus_of("ole").id, user("ada"), NOW)
    sent()
    close(gives("ines", 100), gives("ole", 50), gives("jan", LIMIT + 1), version=3, by=user("eva"))
    service.open_dispute(QUARTER, None, "Why?", user("ines"), NOW)
    service.withdraw(service.open_dispute(QUARTER, None, "Why?", user("jan"), NOW), user("jan"), NOW)


def refusal(statement: str) -> str:
    """Return how the database refuses a statement, empty if it does not."""
    try:
        with db.session.begin_nested():
            db.session.execute(text(statement))
    except DBAPIError as error:
        return str(error.orig)
    return ""


APPEND_ONLY = {
    "bonus_event": ("id", "bonus_id", "at", "by", "what", "reason"),
    "ledger_entry": (
        *("seq", "at", "by", "kind", "bonus_id", "board", "who", "quarter", "amount", "currency"),
        *("batch_id", "note", "hash"),
    ),
    "dispute_message": ("id", "dispute_id", "at", "by", "text"),
    "bonus": (
        *("id", "quarter", "version", "board", "who", "rule", "amount", "currency", "basis", "digest"),
        *("reason", "of_id", "second_above", "proposed_by", "proposed_at"),
    ),
    "payroll_batch": ("id", "number", "created_at", "created_by", "currency", "total", "content", "digest"),
    "dispute": ("id", "rep_id", "quarter", "bonus_id", "opened_at", "opened_by"),
}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_facts_are_not_changed(table: str) -> None:
    told = {
        column: refusal(f'UPDATE {table} SET "{column}" = "{column}"')  # noqa: S608 - written above
        for column in APPEND_ONLY[table]
    }
    assert [column for column, why in told.items() if "stay as they are" not in why] == []


@pytest.mark.parametrize("table", [*APPEND_ONLY, "ledger_head"])
def test_facts_are_not_deleted(table: str) -> None:
    assert "stay as they are" in refusal(f"DELETE FROM {table}")  # noqa: S608 - the tables are written above


@pytest.mark.parametrize(
    ("table", "state"), [("bonus", "paid"), ("payroll_batch", "paid"), ("dispute", "withdrawn")]
)
def test_what_has_ended_is_not_changed(table: str, state: str) -> None:
    told = refusal(f"UPDATE {table} SET state = state WHERE state = '{state}'")  # noqa: S608 - written above
    assert "stay as they are" in told
    assert refusal(f"UPDATE {table} SET state = state WHERE state <> '{state}'") == ""  # noqa: S608


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_is_replaced(database: str) -> None:
    assert "stay as they are" in refusal("INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry")


@pytest.mark.parametrize(
    ("more", "allowed"),
    [
        ("seconded_by = {mara}", True),
        ("seconded_by = NULL", False),
        ("seconded_by = {ada}", False),
        ("seconded_by = {eva}", False),
        ("seconded_by = {mara}, approved_by = {eva}", False),
        ("seconded_by = {mara}, approved_at = NULL", False),
        ("seconded_by = {mara}, batch_id = (SELECT max(id) FROM payroll_batch)", False),
    ],
)
def test_the_database_knows_that_two_others_approve(more: str, allowed: bool) -> None:
    ids = {name: user(name) for name in ("ada", "mara", "eva")}
    words = more.format(**ids).split(", ")
    given = {"approved_by": f"approved_by = {ids['ada']}", "approved_at": "approved_at = 1"}
    given |= {word.partition(" ")[0]: word for word in words}
    values = ", ".join(given.values())
    told = refusal(f"UPDATE bonus SET state = 'approved', {values} WHERE state = 'proposed'")  # noqa: S608
    assert (told == "") == allowed


@pytest.mark.parametrize(
    "values", ["state = 'gone'", "state = 'exported'", "state = 'paid'", "state = 'approved'"]
)
def test_a_bonus_has_a_state_that_there_is(values: str) -> None:
    assert "ck_bonus" in refusal(f"UPDATE bonus SET {values} WHERE state = 'proposed'")  # noqa: S608
