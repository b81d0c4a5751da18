"""People as a program tells them: what is sent is the whole truth about one rep."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.people import Absence, Membership, Rep, Team
from app.people import service as people
from app.scorekeeping import queries
from tests.cast import add_people
from tests.loading import NOW, load_agreement
from tests.programs import Program, call, make_token, told


@pytest.fixture
def hr(app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    load_agreement()
    add_people()
    return Program(app, make_token("hr"))


def nord(**days: str) -> dict[str, str]:
    return {"team": "Nord", "side": "sales", **days}


def sued(**days: str) -> dict[str, str]:
    return {"team": "Süd", "side": "sales", **days}


def put(hr: Program, key: str, *memberships: dict[str, str], **more: Any) -> Any:
    return hr.send("PUT", f"/people/{key}", {"memberships": memberships, **more})


def stored(key: str) -> list[tuple[str, int, int]]:
    rows = select(Team.name, Membership.starts, Membership.ends).join(Membership.team).join(Membership.rep)
    return [tuple(row) for row in db.session.execute(rows.where(Rep.key == key).order_by(Membership.starts))]


def test_a_new_rep(hr: Program) -> None:
    answer = put(hr, "lea", nord(starts="2026-10-01"), name="Lea", email="Lea@Example.com")
    assert (answer.status_code, answer.json) == (200, {"who": "lea", "changed": True})
    assert stored("lea") == [("Nord", 739_890, 3_652_060)]
    rep = db.session.scalars(select(Rep).where(Rep.key == "lea")).one()
    assert (rep.name, rep.email) == ("Lea", "lea@example.com")


def test_the_same_again_changes_nothing(hr: Program) -> None:
    asked = {"name": "Lea", "email": "lea@example.com"}
    assert put(hr, "lea", nord(), **asked).json["changed"] is True
    assert put(hr, "lea", nord(), **asked).json["changed"] is False


def test_what_is_not_told_is_withdrawn(hr: Program) -> None:
    put(hr, "ines", nord(ends="2026-10-01"), sued(starts="2026-10-01"))
    assert [team for team, *_days in stored("ines")] == ["Nord", "Süd"]
    put(hr, "ines", sued(starts="2026-11-01"))
    assert stored("ines") == [("Süd", 739_921, 3_652_060)]
    put(hr, "ines")
    assert stored("ines") == []
    assert stored("ole"), "others stay"


def test_an_alias_is_put_into_no_team(hr: Program) -> None:
    people.decide_alias("i.nes", "ines", "test", NOW)
    answer = put(hr, "i.nes", nord())
    reason = "i.nes is an alias of ines: name ines, or withdraw the alias first."
    assert answer.status_code == 422
    assert answer.json["errors"] == [{"place": "memberships[0]", "message": reason}]
    assert stored("i.nes") == []


def test_a_move_takes_the_points_along(hr: Program) -> None:
    hr.post(call("a"), call("b"))
    put(hr, "ines", sued())
    line = [one for one in queries.scores(period("2026-10")) if one.who in ("Nord", "Süd")]
    reached = {(one.who, one.value) for one in line if one.level == "calls"}
    assert {who: int(value or 0) for who, value in reached} == {"Nord": 0, "Süd": 2}


def period(label: str) -> Any:
    from app.agreement.queries import timeline

    line = timeline()
    assert line
    return line.period(label)


@pytest.mark.parametrize(
    ("memberships", "place", "reason"),
    [
        ([nord(starts="2026-10-01", ends="2026-10-01")], "memberships[0]", "not after"),
        ([nord(starts="2026-10-02", ends="2026-10-01")], "memberships[0]", "before"),
        ([nord(), sued(starts="2026-10-01")], "memberships[1]", "overlaps the membership in Nord"),
        ([{"team": "Nord", "side": "marketing"}], "memberships[0]", "is on side sales already"),
        ([{"team": " ", "side": "sales"}], "memberships[0]", "team is empty"),
        ([{"team": "", "side": "sales"}], "memberships[0].team", "at least 1"),
        ([nord(since="2026-10-01")], "memberships[0].since", "not permitted"),
        ([nord(starts="yesterday")], "memberships[0].starts", "date"),
        ([nord(starts="2026-10-01T00:00")], "memberships[0].starts", "date"),
        (
            [
                {"team": "New", "side": "sales", "ends": "2026-10-01"},
                {"team": "New", "side": "marketing", "starts": "2026-10-01"},
            ],
            "memberships[1]",
            "is on side sales above",
        ),
    ],
)
def test_what_cannot_stand_changes_nothing(
    hr: Program, memberships: list[dict[str, str]], place: str, reason: str
) -> None:
    before = stored("ines")
    answer = put(hr, "ines", *memberships)
    assert told(answer, 422)
    (fault,) = answer.json["errors"]
    assert fault["place"] == place
    assert reason in fault["message"]
    assert stored("ines") == before


@pytest.mark.parametrize(
    "more", [{"email": "ines"}, {"name": "x" * 201}, {"name": 1}, {"name": "\0"}, {"title": "Dr"}]
)
def test_people_that_do_not_fit(hr: Program, more: dict[str, Any]) -> None:
    told(put(hr, "ines", nord(), **more), 422)


@pytest.mark.parametrize(("key", "status"), [("%20", 422), ("x" * 201, 422), ("a%0Ab", 404), ("a%00", 404)])
def test_keys_that_cannot_be(hr: Program, key: str, status: int) -> None:
    told(put(hr, key), status)
    told(hr.send("PUT", f"/people/{key}/absences", {"absences": []}), status)


def absent(*days: tuple[str, str]) -> dict[str, Any]:
    return {"absences": [{"starts": starts, "ends": ends} for starts, ends in days]}


def away() -> list[tuple[int, int]]:
    return [
        tuple(row)
        for row in db.session.execute(select(Absence.starts, Absence.ends).order_by(Absence.starts))
    ]


def test_absences_are_told_whole(hr: Program) -> None:
    first, second = ("2026-10-01", "2026-10-05"), ("2026-10-12", "2026-10-13")
    answer = hr.send("PUT", "/people/ines/absences", absent(first, second, second))
    assert answer.json == {"who": "ines", "changed": True}
    assert away() == [(739_890, 739_894), (739_901, 739_902)]
    assert hr.send("PUT", "/people/ines/absences", absent(second, first)).json == {
        "who": "ines",
        "changed": False,
    }
    hr.send("PUT", "/people/ines/absences", absent(second))
    assert away() == [(739_901, 739_902)]
    hr.send("PUT", "/people/ines/absences", absent())
    assert away() == []


def test_absences_that_cannot_be(hr: Program) -> None:
    answer = hr.send("PUT", "/people/ines/absences", absent(("2026-10-02", "2026-10-01")))
    assert told(answer, 422)
    assert answer.json is not None
    assert answer.json["errors"][0]["place"] == "absences[0]"
    assert away() == []


def test_absences_lessen_what_is_owed(hr: Program) -> None:
    hr.post(call("a"))
    assert attainment() == "missed"
    hr.send("PUT", "/people/ines/absences", absent(("2026-10-01", "2026-10-16")))
    assert attainment() == "met"


def attainment() -> str:
    (found,) = [one for one in queries.scores(period("2026-10"), "ines") if one.level == "calls"]
    return found.attainment


def test_keys_may_hold_anything(hr: Program) -> None:
    assert put(hr, "Jörg%20%2F%20%C3%89mile", nord()).json == {"who": "Jörg / Émile", "changed": True}
    assert (hr.get("/participants/J%C3%B6rg%20%2F%20%C3%89mile").json or {})["name"] == "Jörg / Émile"
