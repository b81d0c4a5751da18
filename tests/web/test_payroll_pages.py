"""The pages on which bonuses go to payroll, and are paid."""

import pytest
from flask import Flask
from sqlalchemy import false, select
from sqlalchemy.orm import Session, scoped_session

from app.bonuses import queries, rights, service
from app.bonuses.rows import Format
from app.extensions import db
from app.models.bonuses import Bonus
from tests.cast import logged_in
from tests.services.money import NOW, approved, bonus_of, user
from tests.web.bonuses import company

EXPORT = "/bonuses/payroll/export"
FORMAT = "/bonuses/payroll/format"
SENT = {
    "separator": ",",
    "decimal_sign": ".",
    "columns": "key = Personalnummer\namount=Betrag\nwage_type",
    "wage_type": "900",
    "cap": "901",
}


@pytest.fixture(autouse=True)
def facts(session: scoped_session[Session]) -> None:
    company()


def less(key: str, amount: int) -> None:
    """Take something back from a rep, approved."""
    service.adjust(bonus_of(key).id, amount, "cancelled", user("ada"), NOW)
    service.approve(bonus_of(key).id, user("eva"), NOW)


def states() -> set[str]:
    return set(db.session.scalars(select(Bonus.state)))


def test_what_is_approved_goes_is_downloaded_and_is_paid_once(app: Flask) -> None:
    approved("jan", 12_345)
    ada = logged_in(app, "ada")
    assert "€123.45" in ada.get("/bonuses/payroll").text
    assert "Send to payroll?" in ada.get(EXPORT).text
    assert ada.post(EXPORT).location == "/bonuses/payroll"
    (batch,) = queries.batches()
    page = ada.get("/bonuses/payroll").text
    assert batch.number in page
    assert "Nothing waits" in page
    file = ada.get(f"/bonuses/payroll/{batch.id}/file")
    assert file.data == ada.get(f"/bonuses/payroll/{batch.id}/file").data
    assert "jan;Jan;BONUS;123,45;EUR;2026-Q3;prize[1]" in file.data.decode()
    assert file.headers["Content-Disposition"] == f'attachment; filename="payroll-{batch.number}.csv"'
    assert file.headers["Cache-Control"] == "no-store"
    assert file.mimetype == "text/csv"
    assert states() == {"exported"}
    paid = f"/bonuses/payroll/{batch.id}/paid"
    assert f"Is batch {batch.number} paid?" in ada.get(paid).text
    assert ada.post(paid).status_code == 303
    assert states() == {"paid"}
    assert "It was marked as paid" in ada.get(paid).text
    again = ada.post(paid)
    assert (again.status_code, "marked as paid already" in again.text) == (409, True)


def test_what_is_nothing_or_less_is_carried_forward(app: Flask) -> None:
    approved("jan", 10_000)
    less("jan", -15_000)
    ada = logged_in(app, "ada")
    page = ada.get("/bonuses/payroll").text
    assert "-€50.00" in page
    assert "Carried forward" in page
    assert EXPORT not in page
    assert "Nothing is approved" in ada.get(EXPORT).text
    refused = ada.post(EXPORT)
    assert (refused.status_code, "Nothing is approved" in refused.text) == (409, True)
    assert queries.batches() == []


@pytest.mark.parametrize("more", ["file", "paid"])
def test_there_is_no_such_batch(app: Flask, more: str) -> None:
    ada = logged_in(app, "ada")
    assert ada.get(f"/bonuses/payroll/999/{more}").status_code == 404
    assert ada.post("/bonuses/payroll/999/paid").status_code == 404


def test_formulas_are_no_formulas_in_the_file(app: Flask) -> None:
    approved("jan", 100)
    service.adjust(bonus_of("jan").id, 100, "=1+1;@x", user("ada"), NOW)
    service.approve(bonus_of("jan").id, user("eva"), NOW)
    service.set_format(
        Format(columns=(("key", "=rep"), ("amount", "n"), ("reason", "why"))), user("ada"), NOW
    )
    mara = logged_in(app, "mara")
    mara.post(EXPORT)
    (batch,) = queries.batches()
    lines = mara.get(f"/bonuses/payroll/{batch.id}/file").data.decode().splitlines()
    assert lines[0].endswith("'=rep;n;why")
    assert 'jan;1,00;"\'=1+1;@x"' in lines


def test_admins_choose_how_the_file_is_written(app: Flask) -> None:
    ada = logged_in(app, "ada")
    assert "key = rep\nname = name" in ada.get(FORMAT).text.replace("\r", "")
    looked = ada.post(FORMAT, data={**SENT, "preview": "yes"})
    assert looked.status_code == 200
    assert "Personalnummer,Betrag,wage_type\nr-17,1000.00,900\nr-17,-125.50,901" in looked.text.replace(
        "\r", ""
    )
    assert queries.payroll_format() == Format()
    assert ada.post(FORMAT, data=SENT).status_code == 303
    kept = queries.payroll_format()
    assert kept.columns == (("key", "Personalnummer"), ("amount", "Betrag"), ("wage_type", "wage_type"))
    assert (kept.separator, kept.decimal_sign, kept.bom) == (",", ".", False)
    assert (kept.wage_type, kept.wage_types) == ("900", {"cap": "901"})


def test_managers_do_not(app: Flask) -> None:
    mara = logged_in(app, "mara")
    assert FORMAT not in mara.get("/bonuses/payroll").text
    assert mara.get(FORMAT).status_code == mara.post(FORMAT, data=SENT).status_code == 403


def test_who_lost_his_rights_while_he_asked_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    approved("jan", 12_345)
    ada = logged_in(app, "ada")
    monkeypatch.setattr(rights, "_ABLE", rights._ABLE.where(false()))  # as if she was disabled just now
    for answer in (ada.get("/bonuses"), ada.post(FORMAT, data=SENT)):
        assert answer.status_code == 403
        assert "You may not log in any more." in answer.text
    assert queries.payroll_format() == Format()


@pytest.mark.parametrize("act", [{}, {"preview": "yes"}])
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"separator": "|"}, "separator"),
        ({"decimal_sign": ","}, "decimal_sign"),
        ({"columns": ""}, "columns"),
        ({"columns": "key\nwho\namount"}, "columns"),
        ({"columns": "key"}, "columns"),
        ({"columns": "key\nkey\namount"}, "columns"),
        ({"wage_type": " "}, "wage_type"),
        ({"wage_type": "x" * 41}, "wage_type"),
        ({"cap": "x" * 41}, "wage_type"),
    ],
)
def test_faults_of_a_format_stand_beside_the_field(
    app: Flask, act: dict[str, str], change: dict[str, str], field: str
) -> None:
    refused = logged_in(app, "ada").post(FORMAT, data={**SENT, **change, **act})
    assert (refused.status_code, f'id="{field}-fault"' in refused.text) == (422, True)
    assert queries.payroll_format() == Format()
