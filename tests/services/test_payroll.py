"""What is approved goes to payroll once, in a file that payroll can read, and is paid once."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from app.bonuses import queries, service
from app.bonuses.errors import EntryError, MissingError, StateError
from app.bonuses.queries import Step
from app.bonuses.rows import COLUMNS, Close, Format
from app.extensions import db
from app.models.people import Rep
from tests.cast import email
from tests.services.facts import at
from tests.services.money import (
    EARLIER,
    NOW,
    QUARTER,
    approved,
    bonus_of,
    close,
    company,
    entries,
    gives,
    plan,
    rep,
    sent,
    user,
)

PLAIN = Format(bom=False, columns=(("key", "who"), ("amount", "how much")))


@pytest.fixture(autouse=True)
def facts(session: Any) -> None:
    company()


def lines(batch: int) -> list[str]:
    """Return the lines of a batch's file."""
    found = queries.batch_file(batch)
    assert found
    return found[1].decode("utf-8").split("\r\n")


def test_what_is_approved_goes_and_is_paid_once() -> None:
    first, second = approved("ines", 100), approved("ole", 250)
    close(gives("jan", 7))
    batch = sent()
    assert (bonus_of("ines").state, bonus_of("ole").state, bonus_of("jan").state) == (
        "exported",
        "exported",
        "proposed",
    )
    assert bonus_of("ines").batch_id == batch
    with pytest.raises(StateError, match="Nothing"):
        sent()
    service.mark_paid(batch, user("mara"), NOW + 1)
    assert bonus_of("ines").state == "paid"
    assert entries()[2:] == [(3, "payment", first, -100), (4, "payment", second, -250)]
    with pytest.raises(StateError, match="already"):
        service.mark_paid(batch, user("ada"), NOW + 2)
    assert len(entries()) == 4
    assert [one.what for one in queries.history(first)] == ["proposed", "approved", "exported", "paid"]


def test_a_batch_tells_who_made_it_of_what() -> None:
    approved("ines", 100)
    approved("ines", 30, quarter=EARLIER)
    approved("ole", 250)
    batch = sent()
    service.mark_paid(batch, user("mara"), NOW + 1)
    (found,) = queries.batches()
    assert found == queries.batch(batch)
    assert (found.number, found.currency, found.total, found.state) == ("2026-0001", "EUR", 380, "paid")
    assert (found.bonuses, found.payees) == (3, 2)
    assert found.created == Step(email("eva"), NOW)
    assert found.paid == Step(email("mara"), NOW + 1)
    assert queries.batch(batch + 1) is None
    assert queries.batch_file(batch + 1) is None


def test_numbers_count_within_a_year_of_the_agreements_zone() -> None:
    numbers = []
    for turn, moment in enumerate(("2026-12-31T23:59", "2027-01-01T00:00", "2027-06-01T00:00")):
        approved("ines", 100, version=turn + 1) if turn == 0 else adjusted(100)
        (batch,) = service.export(PLAIN, user("eva"), at(moment))
        numbers.append(getattr(queries.batch(batch), "number", None))
    assert numbers == ["2026-0001", "2027-0001", "2027-0002"]


def adjusted(amount: int) -> int:
    """Let Ines have an approved adjustment; return its id."""
    added = service.adjust_payee("rep", rep("ines"), QUARTER, amount, "why", user("eva"), NOW)
    service.approve(added, user("ada"), NOW)
    return added


def test_less_than_nothing_is_carried_forward() -> None:
    approved("ines", 100)
    service.mark_paid(sent(), user("ada"), NOW)
    adjusted(-150)
    approved("ole", 10)
    due = [(one.payee.key, one.amount, one.bonuses, one.sent) for one in queries.due()]
    assert due == [("ines", -150, 1, False), ("ole", 10, 1, True)]
    assert lines(sent())[1:-1] == ["ole;Ole;BONUS;0,10;EUR;2026-Q3;prize[1];2026-0002"]
    adjusted(150)
    with pytest.raises(StateError, match="Nothing"):
        sent()
    adjusted(1)
    batch = queries.batch(sent())
    assert batch
    assert (batch.total, batch.bonuses) == (1, 3)
    assert queries.due() == []


def test_each_currency_goes_by_itself() -> None:
    approved("ines", 100)
    made = Close(EARLIER, "2026-Q2", 1, "digest", None)
    service.propose(made, [gives("ines", 30), gives("ole", -5)], replace(plan(), currency="JPY"), NOW)
    db.session.commit()
    service.approve(bonus_of("ines", amount=30).id, user("ada"), NOW)
    service.approve(bonus_of("ole").id, user("ada"), NOW)
    first, second = service.export(PLAIN, user("eva"), NOW)
    assert lines(first) == ["who;how much", "ines;1,00", ""]
    assert lines(second) == ["who;how much", "ines;30", ""]
    assert getattr(queries.batch(second), "number", None) == "2026-0002"
    assert bonus_of("ole").state == "approved"


def test_the_file_is_the_same_each_time() -> None:
    approved("ines", 100)
    batch = sent()
    name, content = queries.batch_file(batch) or ("", b"")
    assert name == "payroll-2026-0001.csv"
    assert content.startswith(b"\xef\xbb\xbfrep;name;wage type;amount;")
    db.session.execute(update(Rep).where(Rep.key == "ines").values(name="Somebody Else"))
    service.set_format(PLAIN, user("ada"), NOW)
    service.mark_paid(batch, user("ada"), NOW)
    assert queries.batch_file(batch) == (name, content)
    found = queries.batch(batch)
    assert found
    assert found.digest == hashlib.sha256(content).hexdigest()


def test_every_column() -> None:
    close(gives("Nord", 123456))
    service.approve(bonus_of("Nord").id, user("ada"), NOW)
    service.approve(bonus_of("Nord").id, user("otto"), NOW)
    of = approved("ines", 100)
    added = service.adjust(of, -30, "=1+1", user("eva"), NOW)
    service.approve(added, user("ada"), NOW)
    form = Format(",", ".", False, [(one, one) for one in COLUMNS], "900", {"adjustment": "901"})
    (batch,) = service.export(form, user("eva"), NOW)
    assert lines(batch) == [
        "key,name,email,board,wage_type,amount,currency,quarter,rule,reason,bonus,batch,date",
        f"ines,Ines,ines@example.com,rep,900,1.00,EUR,2026-Q3,prize[1],,{of},2026-0001,2026-10-15",
        f"ines,Ines,ines@example.com,rep,901,-0.30,EUR,2026-Q3,adjustment,'=1+1,{added},2026-0001,2026-10-15",
        f"Nord,Nord,,team,900,1234.56,EUR,2026-Q3,prize[1],,{bonus_of('Nord').id},2026-0001,2026-10-15",
        "",
    ]


def test_no_cell_is_a_formula_and_none_breaks_out_of_its_column() -> None:
    db.session.execute(update(Rep).where(Rep.key == "ines").values(name='@cmd;"x"\n'))
    approved("ines", 100)
    form = Format(";", ",", False, [("key", "=who"), ("name", "name"), ("amount", "n")], "+A")
    (batch,) = service.export(form, user("eva"), NOW)
    assert lines(batch) == ["'=who;name;n", 'ines;"\'@cmd;""x""\n";1,00', ""]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"separator": "|"}, "separator"),
        ({"decimal_sign": "'"}, "decimal_sign"),
        ({"separator": ","}, "decimal_sign"),
        ({"columns": [("key", "a"), ("amount", "b"), ("salary", "c")]}, "columns"),
        ({"columns": [("key", "a"), ("amount", "b"), ("key", "c")]}, "columns"),
        ({"columns": [("key", "a")]}, "columns"),
        ({"columns": []}, "columns"),
        ({"columns": [("key", ""), ("amount", "b")]}, "columns"),
        ({"columns": [("key", "a\nb"), ("amount", "b")]}, "columns"),
        ({"columns": [("key", "a" * 101), ("amount", "b")]}, "columns"),
        ({"wage_type": " "}, "wage_type"),
        ({"wage_type": "9" * 41}, "wage_type"),
        ({"wage_types": {"gift": "1"}}, "wage_types"),
        ({"wage_types": {"prize": ""}}, "wage_types"),
    ],
)
def test_a_format_that_payroll_could_not_read(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(EntryError) as refused:
        service.set_format(replace(Format(), **changes), user("ada"), NOW)
    assert refused.value.field == field
    assert queries.payroll_format() == Format()


def test_a_format_is_kept() -> None:
    form = Format(
        "\t", ".", False, (("amount", "Betrag"), ("key", "Nummer")), "9", {"prize": "7", "cap": "8"}
    )
    service.set_format(Format(), user("ada"), NOW)
    service.set_format(form, user("ada"), NOW)
    assert queries.payroll_format() == form


def test_there_is_no_such_batch() -> None:
    with pytest.raises(MissingError):
        service.mark_paid(404, user("ada"), NOW)
