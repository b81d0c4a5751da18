"""The page of a proof: for the person and who leads him; reached from the sheet; with questions and their answers."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from app import clock
from app.extensions import db
from app.proof.figures import proof_url
from app.scorekeeping import service
from tests import cast
from tests.cast import logged_in
from tests.services.facts import CALLS, DISPOSED, act, agree, at, calls, happened, rep
from tests.web.paying import words

NOW = at("2026-10-15T12:00")
ASKED = "period=2026-Q3&month=2026-09&level="
OWN = f"/proof/rep/ines?{ASKED}calls"
TIMELY = f"/proof/rep/ines?{ASKED}disposed"
OF_TEAM = f"/proof/team/Nord?{ASKED}calls"
SAID = "I made this call on Monday.\nSee my notes."


@pytest.fixture(autouse=True)
def company(session: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    agree(CALLS, DISPOSED)
    cast.add_people()
    cast.add_users(ines="rep", ole="rep", jan="rep", nils="rep", mara="manager", ada="admin")
    happened(
        *calls("ines", "2026-09-01", "2026-09-02"),
        *calls("ole", "2026-09-03"),
        act("lead.assigned", "2026-09-01T09:00", "ines", "Hotel Adler"),
        act("lead.disposed", "2026-09-01T11:00", "ines", "Hotel Adler"),
    )
    service.catch_up(NOW, "test")


def activity(number: int = 0) -> int:
    """Return the id of one of the calls of Ines."""
    query = text("SELECT id FROM activity WHERE rep_id = :rep AND subject = '' ORDER BY id")
    return int(db.session.execute(query, {"rep": rep("ines")}).scalars().all()[number])


def asking(number: int = 0) -> str:
    return f"/questions/new?{ASKED}calls&activity={activity(number)}"


def last() -> int:
    """Return the number of the newest question."""
    return int(db.session.execute(text("SELECT max(id) FROM question")).scalar() or 0)


def ask(app: Flask, number: int = 0) -> str:
    """Ask as Ines about a call; return the address of the question."""
    assert logged_in(app, "ines").post(asking(number), data={"text": SAID}).status_code == 303
    return f"/questions/{last()}"


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("ines", [200, 200, 403]),
        ("ole", [403, 200, 403]),
        ("jan", [403, 403, 200]),
        ("nils", [403, 403, 403]),
        ("mara", [200, 200, 403]),
        ("ada", [200, 200, 200]),
    ],
)
def test_it_is_for_the_person_and_who_leads_him(app: Flask, who: str, statuses: list[int]) -> None:
    paths = (OWN, OF_TEAM, f"/proof/rep/jan?{ASKED}calls")
    assert [logged_in(app, who).get(path).status_code for path in paths] == statuses


@pytest.mark.parametrize(
    "asked",
    ["", f"{ASKED}nothing", "period=2026-Q3&month=2026-12&level=calls", "period=x&month=2026-09&level=calls"],
)
def test_what_is_no_score_has_no_proof(app: Flask, asked: str) -> None:
    assert logged_in(app, "ada").get(f"/proof/rep/ines?{asked}").status_code == 404


def test_every_mark_of_a_sheet_leads_to_it(app: Flask) -> None:
    client = logged_in(app, "ines")
    for board, path in (("rep/ines", OWN), ("team/Nord", OF_TEAM)):
        explained = client.get(f"/explanation/{board}?{ASKED}calls").text
        assert f'href="{path.replace("&", "&amp;")}"' in explained
        assert f'href="/sheet/{board}?{ASKED}calls"'.replace("&", "&amp;") in client.get(path).text
    with app.test_request_context():
        assert proof_url("rep", "ines", "2026-Q3", "2026-09", "calls") == OWN


def test_it_reads_like_a_statement(app: Flask) -> None:
    told = words(logged_in(app, "ines").get(OWN).text)
    assert "calls Ines, September 2026 Met provisional +10 points" in told
    assert "Reached 2 records 2 To meet it 2 × 22 of 22 working days at least 2" in told
    assert "At least 2 “call made” each month for each full-time rep." in told
    assert "Agreement , in force from July 2026" in told
    assert "The records that count 2" in told
    assert "Nothing of this kind was left out." in told
    clocks = words(logged_in(app, "ines").get(TIMELY).text)
    assert "Hotel Adler in time Tue, Sep 1, 9:00 AM → 11:00 AM: 2 h of 8 h 2 h of 8 h Question this" in clocks
    assert (
        "Facts as of 12:00 PM, people and absences as they are now. Days and times are those of Europe/Berlin."
        in told
    )


def test_many_records_are_turned_over_by_pages(app: Flask) -> None:
    happened(*(act("call.made", f"2026-09-04T{9 + one // 60:02}:{one % 60:02}", "ines") for one in range(43)))
    happened(*(act("call.made", f"2026-10-20T{9 + one // 60:02}:{one % 60:02}", "ines") for one in range(43)))
    service.catch_up(NOW, "test")
    client = logged_in(app, "ada")
    assert client.get(OWN).text.count('id="record-') == 40
    second = client.get(f"{OWN}&page=2").text
    assert second.count('id="record-') == 5
    assert "45 records" in words(second)
    assert words(client.get(f"{OWN}&page=99").text) == words(second)
    ahead = f"/proof/rep/ines?{ASKED.replace('Q3', 'Q4').replace('09', '10')}calls&left=2"
    assert words(client.get(ahead).text).count("later than the moment of scoring") == 4


@pytest.mark.parametrize("path", [OWN, TIMELY, OF_TEAM])
def test_it_asks_as_often_however_much_there_is(app: Flask, path: str) -> None:
    client = logged_in(app, "ada")
    few = asked(client, path)
    happened(
        *(act("call.made", f"2026-09-07T09:{one:02}", "ines") for one in range(30)),
        *(act("lead.assigned", f"2026-09-08T09:{one:02}", "ines", f"L{one}") for one in range(30)),
        *(act("lead.disposed", f"2026-09-08T12:{one:02}", "ines", f"L{one}") for one in range(30)),
    )
    service.catch_up(NOW, "test")
    assert asked(client, path) == few
    assert few <= 24


def asked(client: FlaskClient, path: str) -> int:
    """Return how many statements a page takes."""
    found: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(found)


class TestQuestions:
    """A rep asks about a record, who leads him answers, and both stay."""

    def test_it_is_asked_answered_and_asked_again(self, app: Flask) -> None:
        ines, mara = logged_in(app, "ines"), logged_in(app, "mara")
        assert f'href="{asking()}"'.replace("&", "&amp;") in ines.get(OWN).text
        assert "calls, September 2026 The record When What About Tue, Sep 1, 12:00 PM call made" in words(
            ines.get(asking()).text
        )
        address = ask(app)
        assert "awaits an answer" in words(ines.get(OWN).text)
        assert "Ines awaits an answer calls, September 2026 I made this call" in words(
            mara.get("/questions").text
        )
        answered = mara.post(address, data={"text": "It was Tuesday.", "outcome": "stands"})
        assert (answered.status_code, answered.location) == (303, address)
        told = words(ines.get(address).text)
        assert (
            "answered: it stands What was said ines@example.com 12:00 PM I made this call on Monday." in told
        )
        assert "mara@example.com 12:00 PM It was Tuesday. answered: it stands Ask again" in told
        ines.post(address, data={"text": "And the other one?"})
        mara.post(address, data={"text": "Oh.", "outcome": "mended"})
        assert "answered: it will be corrected" in words(ines.get(OWN).text)
        assert db.session.execute(text("SELECT count(*) FROM question_entry")).scalar() == 4

    def test_a_clock_is_questioned(self, app: Flask) -> None:
        ines = logged_in(app, "ines")
        path = f"/questions/new?{ASKED}disposed&subject=Hotel+Adler&started={at('2026-09-01T09:00')}"
        assert path.replace("&", "&amp;") in ines.get(TIMELY).text
        assert ines.post(path, data={"text": SAID}).location.startswith("/proof/rep/ines?")
        page = words(ines.get(f"/questions/{last()}").text)
        assert "disposed, September 2026 Hotel Adler in time Tue, Sep 1" in page
        assert "awaits an answer" in words(ines.get(TIMELY).text)

    def test_who_is_quicker_is_first(self, app: Flask) -> None:
        address = ask(app)
        again = logged_in(app, "ines").post(asking(), data={"text": SAID}, follow_redirects=True)
        assert "You asked already" in words(again.text)
        answer = {"text": "No.", "outcome": "stands"}
        assert logged_in(app, "ada").post(address, data=answer).status_code == 303
        assert logged_in(app, "mara").post(address, data=answer).status_code == 403
        assert db.session.execute(text("SELECT count(*) FROM question_entry")).scalar() == 2

    def test_nobody_else_sees_it(self, app: Flask) -> None:
        address = ask(app)
        found = {
            who: logged_in(app, who).get(address).status_code
            for who in ("ines", "ole", "jan", "nils", "mara", "ada")
        }
        assert found == {"ines": 200, "ole": 403, "jan": 403, "nils": 403, "mara": 200, "ada": 200}
        assert "awaits an answer" in words(logged_in(app, "mara").get(OF_TEAM).text)
        assert "awaits an answer" not in words(logged_in(app, "ole").get(OF_TEAM).text)
        assert logged_in(app, "ines").get("/questions").status_code == 403

    def test_nobody_answers_himself(self, app: Flask) -> None:
        db.session.execute(text("UPDATE \"user\" SET role = 'admin' WHERE email = 'ines@example.com'"))
        db.session.commit()
        address = ask(app)
        ines = logged_in(app, "ines")
        assert ines.post(address, data={"text": "Yes.", "outcome": "mended"}).status_code == 403
        assert "Nobody asks anything" in ines.get("/questions").text

    @pytest.mark.parametrize(
        "given", ["", "activity=x", "activity=99999999", "subject=L&started=1", "activity={other}"]
    )
    def test_only_records_behind_ones_own_scores_are_questioned(self, app: Flask, given: str) -> None:
        other = db.session.execute(
            text("SELECT max(id) FROM activity WHERE rep_id = :rep"), {"rep": rep("ole")}
        ).scalar()
        path = f"/questions/new?{ASKED}calls&{given.format(other=other)}"
        ines = logged_in(app, "ines")
        assert [ines.get(path).status_code, ines.post(path, data={"text": SAID}).status_code] == [404, 404]
        assert logged_in(app, "mara").get(asking()).status_code == 404

    @pytest.mark.parametrize("text_", ["", " ", "x" * 2001, "\0"])
    def test_what_cannot_be_kept_is_refused(self, app: Flask, text_: str) -> None:
        ines = logged_in(app, "ines")
        refused = ines.post(asking(), data={"text": text_})
        assert refused.status_code == 422
        assert 'aria-invalid="true"' in refused.text
        address = ask(app)
        assert (
            logged_in(app, "mara").post(address, data={"text": text_, "outcome": "stands"}).status_code == 422
        )

    def test_a_record_that_is_gone_leaves_its_question(self, app: Flask) -> None:
        address = ask(app)
        db.session.execute(text("DELETE FROM score"))
        db.session.commit()
        assert "This record is not behind the score any more" in words(
            logged_in(app, "ines").get(address).text
        )

    @pytest.mark.parametrize("table", ["question", "question_entry"])
    @pytest.mark.parametrize("act_", ["DELETE FROM {0}", "UPDATE {0} SET {1} = {1}"])
    def test_what_was_said_stays(self, app: Flask, table: str, act_: str) -> None:
        ask(app)
        column = "month" if table == "question" else "text"
        with pytest.raises(DBAPIError, match="stay as they are"), db.session.begin_nested():
            db.session.execute(text(act_.format(table, column)))
