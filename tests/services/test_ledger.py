"""The ledger is one chain; whatever is changed of it, or of what it tells of, is noticed."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import text

from app.bonuses import service
from app.extensions import db
from app.ledger import queries
from app.ledger.chain import BEGINNING
from app.scorekeeping.checks import run_checks
from tests.services.money import (
    LIMIT,
    NOW,
    approved,
    bonus_of,
    close,
    company,
    entries,
    gives,
    sent,
    unguard,
    user,
)

Cli = Callable[..., Result]


@pytest.fixture(autouse=True)
def facts(session: Any) -> None:
    """Let one bonus be paid, one be sent, one be approved, and one be proposed."""
    company()
    approved("ines", 100)
    service.mark_paid(sent(), user("mara"), NOW)
    close(gives("ines", 100), gives("ole", 200), gives("jan", LIMIT + 1), version=2)
    service.approve(bonus_of("ole").id, user("ada"), NOW)
    sent()
    service.approve(bonus_of("jan").id, user("ada"), NOW)
    service.approve(bonus_of("jan").id, user("mara"), NOW)
    close(gives("jan", LIMIT + 1), gives("ines", 100), gives("ole", 200), gives("mia", 5), version=3)


def test_entries_count_from_one_without_gap() -> None:
    assert [one[:2] + one[3:] for one in entries()] == [
        (1, "award", 100),
        (2, "payment", -100),
        (3, "award", 200),
        (4, "award", LIMIT + 1),
    ]
    assert queries.head().seq == 4
    assert queries.verify() == []


def test_a_head_that_was_noted_is_found_again() -> None:
    noted = queries.head().hash
    for earlier in ("", BEGINNING, noted):
        assert queries.verify(earlier) == []
    service.approve(bonus_of("mia").id, user("ada"), NOW)
    assert queries.head().hash != noted
    assert queries.verify(noted) == []
    assert queries.verify("f" * 64) == [f"no entry has the hash that was noted: {'f' * 64}"]


def tampered(table: str, statement: str) -> list[str]:
    """Return what is noticed after a statement was run past the triggers."""
    unguard(table)
    db.session.execute(text(statement))
    return queries.verify()


OTHER = {
    "at": "at + 1",
    "by": "(SELECT max(id) FROM \"user\")",
    "bonus_id": "(SELECT max(id) FROM bonus)",
    "board": "'team'",
    "who": "who + 1",
    "quarter": "quarter + 3",
    "amount": "amount + 1",
    "currency": "'USD'",
    "batch_id": "(SELECT max(id) FROM payroll_batch)",
    "note": "'x'",
    "hash": "'x'",
}  # fmt: skip


@pytest.mark.parametrize("column", OTHER)
@pytest.mark.parametrize("seq", [1, 4])
def test_a_changed_entry_is_noticed(column: str, seq: int) -> None:
    change = f'UPDATE ledger_entry SET "{column}" = {OTHER[column]} WHERE seq = {seq}'  # noqa: S608 - written above
    assert f"entry {seq}: its hash is not that of the one before and of what it says" in tampered(
        "ledger_entry", change
    )


def test_another_kind_is_noticed() -> None:
    found = tampered("ledger_entry", "UPDATE ledger_entry SET kind = 'payment' WHERE seq = 4")
    assert any("its hash is not" in one for one in found)


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_an_entry_that_is_gone_is_noticed(seq: int) -> None:
    assert tampered("ledger_entry", f"DELETE FROM ledger_entry WHERE seq = {seq}")  # noqa: S608 - a number


def test_the_last_entry_gone_with_its_head_is_noticed_by_its_bonus() -> None:
    db.session.execute(
        text("UPDATE ledger_head SET seq = 3, hash = (SELECT hash FROM ledger_entry WHERE seq = 3)")
    )
    found = tampered("ledger_entry", "DELETE FROM ledger_entry WHERE seq = 4")
    jan = bonus_of("jan")
    assert found == [
        f"bonus {jan.id} (approved): no award is in the ledger",
        f"rep {jan.who}: the ledger says 0 EUR, the statement {LIMIT + 1}",
    ]


def test_a_head_that_says_something_else_is_noticed() -> None:
    db.session.execute(text("UPDATE ledger_head SET seq = 5"))
    assert [one[:13] for one in queries.verify()] == ["the head says"]


BONUS = {
    "amount = amount + 1": "tells of another award",
    "who = who + 100": "tells of another award",
    "board = 'team'": "tells of another award",
    "quarter = quarter + 3": "tells of another award",
    "currency = 'USD'": "tells of another award",
    "digest = 'x'": "tells of another award",
    "approved_at = approved_at + 1": "names another approval",
    "approved_by = (SELECT max(id) FROM \"user\")": "names another approval",
    "state = 'declined', batch_id = NULL": "an award is in the ledger",
}  # fmt: skip


@pytest.mark.parametrize("change", BONUS)
@pytest.mark.parametrize("state", ["paid", "exported", "approved"])
def test_a_changed_bonus_is_noticed(change: str, state: str) -> None:
    found = tampered("bonus", f"UPDATE bonus SET {change} WHERE state = '{state}'")  # noqa: S608 - written above
    assert any(BONUS[change] in one for one in found)


@pytest.mark.parametrize("state", ["proposed", "declined"])
def test_a_bonus_made_approved_past_the_program_is_noticed(state: str) -> None:
    one = bonus_of("mia").id
    if state == "declined":
        service.decline(one, "no", user("ada"), NOW)
    change = (
        f"UPDATE bonus SET state = 'approved', approved_by = {user('eva')}, approved_at = 1 WHERE id = {one}"  # noqa: S608
    )
    found = tampered("bonus", change)
    assert f"bonus {one} (approved): no award is in the ledger" in found
    assert f"bonus {one} (approved): the last that happened to it is {state}" in found


def test_a_payment_past_the_program_is_noticed() -> None:
    one = bonus_of("ole").id
    change = (
        "UPDATE payroll_batch SET state = 'paid', paid_at = 1, paid_by = created_by WHERE state = 'exported'"
    )
    db.session.execute(text(change))
    found = tampered("bonus", f"UPDATE bonus SET state = 'paid' WHERE id = {one}")  # noqa: S608 - a number
    assert f"bonus {one} (paid): no payment is in the ledger" in found
    assert "batch 2026-0002 (paid): the ledger names another payment" in found
    assert any("the statement 0" in line for line in found)


def test_a_payment_with_another_batch_is_noticed() -> None:
    one = bonus_of("ines").id
    change = f"UPDATE bonus SET batch_id = (SELECT max(id) FROM payroll_batch) WHERE id = {one}"  # noqa: S608
    found = tampered("bonus", change)
    assert f"bonus {one} (paid): entry 2 tells of another payment" in found
    assert "batch 2026-0001 (paid): its bonuses are not those of its total" in found


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        ("total = total + 1", "its bonuses are not those of its total"),
        ("currency = 'USD'", "its bonuses are not those of its total"),
        ("content = 'x'", "its file is not the one that was sent"),
        ("digest = 'x'", "its file is not the one that was sent"),
        ("paid_at = paid_at + 1", "the ledger names another payment"),
        ("number = '2026-0009'", "tells of another payment"),
    ],
)
def test_a_changed_batch_is_noticed(change: str, noticed: str) -> None:
    found = tampered("payroll_batch", f"UPDATE payroll_batch SET {change} WHERE state = 'paid'")  # noqa: S608
    assert any(noticed in one for one in found)


def test_an_event_that_is_gone_is_noticed() -> None:
    found = tampered("bonus_event", "DELETE FROM bonus_event WHERE what = 'paid'")
    assert found == [f"bonus {bonus_of('ines').id} (paid): the last that happened to it is exported"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_entry_without_its_bonus_is_noticed(database: str) -> None:
    db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    one = bonus_of("jan").id
    for table in ("bonus_event", "ledger_entry"):
        unguard(table)
    found = tampered("bonus", f"DELETE FROM bonus WHERE id = {one}")  # noqa: S608 - a number
    assert "entry 4: its bonus is not there" in found


def test_the_command_tells_that_all_is_well(cli: Cli) -> None:
    found = cli("ledger", "verify")
    head = queries.head()
    assert (found.exit_code, found.stdout) == (0, f"4 {head.hash}\n")
    assert found.stderr == "The ledger is whole.\n"
    assert cli("ledger", "verify", "--noted", head.hash).exit_code == 0


def test_the_command_tells_each_difference(cli: Cli) -> None:
    tampered("ledger_entry", "UPDATE ledger_entry SET amount = amount + 1 WHERE seq = 4")
    db.session.commit()
    found = cli("ledger", "verify", "--noted", "x")
    assert found.exit_code == 1
    assert found.stdout.splitlines()[:2] == [
        "entry 4: its hash is not that of the one before and of what it says",
        "no entry has the hash that was noted: x",
    ]
    assert found.stderr == "4 differences.\n"


def test_the_checks_look_at_the_ledger_too() -> None:
    tampered("ledger_entry", "UPDATE ledger_entry SET note = 'x' WHERE seq = 4")
    faulty = {result.name for result in run_checks() if result.faults}
    assert faulty == {"the ledger is whole, and tells what bonuses, batches and statements tell"}
