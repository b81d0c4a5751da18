"""Activities sent by a program: the same rules as a file of JSON lines, each activity judged on its own."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.activities import Activity, Batch, Source
from app.models.scores import Stamp
from app.scorekeeping import queries
from tests.cast import add_people
from tests.loading import NOW, load_agreement
from tests.programs import Program, call, make_token, told


@pytest.fixture
def crm(app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    load_agreement()
    add_people()
    return Program(app, make_token(source="hubspot"))


def receipt(accepted: int = 0, repeated: int = 0, *rejected: tuple[int, str | None, str]) -> dict[str, Any]:
    listed = [{"index": index, "id": key, "errors": [error]} for index, key, error in rejected]
    return {"accepted": accepted, "repeated": repeated, "rejected": listed}


def test_activities_are_stored_and_scored(crm: Program) -> None:
    answer = crm.post(call("a", value="12.50"), call("b", subject="Lead 7"))
    assert (answer.status_code, answer.json) == (200, receipt(2))
    rows = db.session.execute(
        select(Activity.key, Activity.value, Activity.subject, Source.name)
        .join(Source, Source.id == Activity.source_id)
        .order_by(Activity.key)
    )
    assert list(rows) == [("a", 125_000, "", "hubspot"), ("b", None, "Lead 7", "hubspot")]
    found = queries.scores(_period("2026-10"), "ines")
    assert [(one.level, one.points) for one in found if one.points] == [("calls", 10)]
    assert db.session.scalars(select(Batch.scored_at)).all() == [NOW]


def _period(label: str) -> Any:
    from app.agreement.queries import timeline

    line = timeline()
    assert line
    return line.period(label)


def test_what_came_twice_counts_once(crm: Program) -> None:
    assert crm.post(call("a"), call("a")).json == receipt(1, 1)
    assert crm.post(call("a"), call("b")).json == receipt(1, 1)
    assert crm.post(call("b")).json == receipt(0, 1)


def test_a_repeat_says_how_fresh_the_data_are(crm: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    crm.post(call("a"))
    monkeypatch.setattr(clock, "now", lambda: NOW + 5)
    crm.post(call("a"))
    assert db.session.scalar(select(Stamp.data_as_of)) == NOW + 5


def test_good_ones_are_stored_although_others_are_refused(crm: Program) -> None:
    crm.post(call("a"))
    answer = crm.post(
        call("a", rep="ole", value=3),
        call("b"),
        {**call("c"), "kind": "Call"},
        "no object",
        {**call("d"), "at": 5},
        call("e", value="many"),
    )
    conflict = "conflicts with what was there first under this id: rep, value"
    assert answer.json == receipt(
        1,
        0,
        (0, "a", conflict),
        (2, "c", "kind: “Call” is not dotted lower case such as lead.assigned"),
        (3, None, "is not a JSON object"),
        (4, "d", "at is a number: write ISO 8601, such as 2026-09-30T17:00+02:00"),
        (5, "e", "value: “many” is not a decimal number such as 1234.5"),
    )


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("0.1", 1_000),
        ("12345678901.1234", 123_456_789_011_234),
        ("1e3", 10_000_000),
        ("-0.0001", -1),
        ('"0.1"', 1_000),
        ("null", None),
    ],
)
def test_numbers_are_read_exactly(crm: Program, written: str, stored: int | None) -> None:
    text = json.dumps({"activities": [call("a", value=0)]}).replace('"value": 0', f'"value": {written}')
    assert crm.send("POST", "/activities", text).json == receipt(1)
    assert db.session.scalar(select(Activity.value)) == stored


@pytest.mark.parametrize("written", ["0.00001", "1e11", "1e400", "true", "[]"])
def test_numbers_that_cannot_be_stored_are_refused(crm: Program, written: str) -> None:
    text = json.dumps({"activities": [call("a", value=0), call("b")]})
    answer = crm.send("POST", "/activities", text.replace('"value": 0', f'"value": {written}'))
    assert answer.json is not None
    assert (answer.json["accepted"], [one["index"] for one in answer.json["rejected"]]) == (1, [0])


def test_characters_that_cannot_be_stored_refuse_their_activity_alone(crm: Program) -> None:
    answer = crm.post(call("a\0"), call("b", subject="\ud800"), call("c", note="\0"), call("d", subject="é"))
    assert answer.json is not None
    assert (answer.json["accepted"], [one["index"] for one in answer.json["rejected"]]) == (1, [0, 1, 2])


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ("", 400, "is not JSON"),
        ("{", 400, "is not JSON"),
        (b"\xff", 400, "not UTF-8 at byte 1"),
        ('{"activities": [{"id": 1, "id": 2}]}', 400, "names “id” twice"),
        ('{"activities": [{"value": NaN}]}', 400, "NaN is not a number"),
        ("[" * 100_000, 400, "nested too deeply"),
        ("[]", 422, "does not fit"),
        ("{}", 422, "does not fit"),
        ('{"activities": {}}', 422, "does not fit"),
        ('{"activities": [], "more": 1}', 422, "does not fit"),
        (json.dumps({"activities": [{}] * 1_001}), 422, "does not fit"),
        (" " * 5_000_000, 413, "exceeds"),
    ],
)
def test_what_is_no_delivery_is_refused_whole(crm: Program, body: Any, status: int, reason: str) -> None:
    assert reason in told(crm.send("POST", "/activities", body), status)


def test_faults_are_told_with_their_places(crm: Program) -> None:
    answer = crm.send("POST", "/activities", '{"activities": 1, "more": 2}')
    assert answer.json is not None
    assert [one["place"] for one in answer.json["errors"]] == ["activities", "more"]


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "text/csv"}, {"Content-Type": ""}, {"Content-Encoding": "gzip"}]
)
def test_only_plain_json_is_read(crm: Program, headers: dict[str, str]) -> None:
    assert "Send JSON" in told(crm.send("POST", "/activities", "{}", **headers), 415)


def test_a_thousand_at_once(crm: Program) -> None:
    assert crm.post(*(call(str(number)) for number in range(1_000))).json == receipt(1_000)
    assert crm.post(*(call(str(number)) for number in range(1_000))).json == receipt(0, 1_000)


def test_nothing_sent_is_nothing_stored(crm: Program) -> None:
    assert crm.post().json == receipt()


def test_without_an_agreement_there_are_no_days(app: Flask, session: Any) -> None:
    assert "no agreement" in told(Program(app, make_token()).post(call("a")), 409)


def test_a_correction_takes_a_place_and_a_withdrawal_takes_one_away(crm: Program) -> None:
    crm.post(call("a"), call("b"))
    found = crm.post({**call("a2", rep="dora"), "corrects": "a"}, {"id": "w", "withdraws": "b"})
    assert found.json == receipt(2)
    counted = select(Activity.key).where(~Activity.corrected)
    assert db.session.scalars(counted).all() == ["a2"]
    assert crm.post({"id": "w", "withdraws": "b"}).json == receipt(0, 1)


def test_corrections_are_refused_with_their_place(crm: Program) -> None:
    crm.post(call("a"), {"id": "w", "withdraws": "a"})
    found = crm.post(
        call("ok"),
        {"id": "x", "withdraws": "a"},
        {"id": "y", "withdraws": "ok", "kind": "call.made"},
        {"id": "z", "withdraws": ""},
        {**call("v"), "corrects": "o" * 501},
    )
    assert found.json == receipt(
        1,
        0,
        (1, "x", "was corrected already by w: correct that one"),
        (2, "y", "withdraws: goes with nothing but an id, not with kind"),
        (3, "z", "withdraws is empty"),
        (4, "v", "corrects is 501 characters long, the most is 500"),
    )


def test_half_a_character_in_an_id_does_not_spoil_the_receipt(crm: Program) -> None:
    half = '{"id": "\\ud800", "kind": "x"}'
    found = crm.send("POST", "/activities", f'{{"activities": [{half}, {json.dumps(call("a"))}]}}')
    assert found.status_code == 200
    assert found.json
    assert (found.json["accepted"], [one["index"] for one in found.json["rejected"]]) == (1, [0])


def test_a_name_twice_among_many_is_found_at_once(crm: Program) -> None:
    many = ", ".join(f'"n{number}": 1' for number in range(50_000))
    found = crm.send("POST", "/activities", f'{{"activities": [{{{many}, "n7": 2}}]}}')
    assert (found.status_code, "n7" in found.text) == (400, True)
