"""The pages for admins about people: what they show, how a form is refused, and that what is asked for happens."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.models.people import FIRST_DAY, LAST_DAY, Absence
from app.models.users import ManagedTeam
from app.scorekeeping import service as scorekeeping
from tests.cast import logged_in
from tests.loading import members
from tests.services.facts import CALLS, agree, at, calls, day, happened, scores

NOW = at("2026-10-15T12:00")
OCTOBER = day("2026-10-01")
MOVE = "/admin/people/move/ines"


@pytest.fixture
def ada(app: Flask, session: Any, cast: None, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Return the browser of the admin, in the middle of October."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    agree(CALLS)
    happened(*calls("ines", "2026-09-01", "2026-09-02", *(f"2026-10-0{one}" for one in range(5, 9))))
    happened(*calls("zoe/1", "2026-09-03", "2026-10-01", "2026-10-02"))
    scorekeeping.catch_up(NOW, "activities")
    return logged_in(app, "ada")


def stays(key: str) -> list[tuple[Any, ...]]:
    return [(team, starts, ends) for who, team, _side, starts, ends in members() if who == key]


def test_reps_are_listed_and_found(ada: FlaskClient) -> None:
    text = ada.get("/admin/people").text
    assert all(name in text for name in ("Ines", "Ole", "Jan", "Mia", "4 reps", "Süd"))
    found = ada.get("/admin/people?q=INES@").text
    assert "1 rep" in found
    assert "Ole" not in found
    assert "Nobody is called so" in ada.get("/admin/people?q=%3Cb%3E").text


def test_an_empty_list_says_how_people_come_in(app: Flask, session: Any, cast: None) -> None:
    for one in ("membership", "rep"):
        db.session.execute(db.metadata.tables[one].delete())
    db.session.commit()
    assert "flask people load people.csv" in logged_in(app, "ada").get("/admin/people").text


def test_a_long_list_has_pages(ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.people.pages.LINES", 3)
    assert "Mia" not in ada.get("/admin/people?page=2").text
    assert "Ole" in ada.get("/admin/people?page=99").text
    assert 'aria-current="page">2' in ada.get("/admin/people?page=2").text


def test_a_move_is_shown_before_it_is_made(ada: FlaskClient) -> None:
    form = {"team": "Süd", "first": "2026-10-01"}
    shown = ada.post(MOVE, data={**form, "step": "preview"})
    assert shown.status_code == 200
    assert "What changes" in shown.text
    assert "<strong>10</strong>" in shown.text
    assert "fourth quarter 2026" in shown.text.lower()
    assert stays("ines") == [("Nord", FIRST_DAY, LAST_DAY)]
    made = ada.post(MOVE, data={**form, "step": "confirm"})
    assert (made.status_code, made.location) == (303, "/admin/people/rep/ines")
    assert stays("ines") == [("Nord", FIRST_DAY, OCTOBER), ("Süd", OCTOBER, LAST_DAY)]
    page = ada.get(made.location).text
    assert "The move is stored and scored." in page
    assert "September 30, 2026" in page


def test_a_change_that_moves_no_points_says_so(ada: FlaskClient) -> None:
    assert (
        "stay as they are, in every quarter"
        in ada.post(MOVE, data={"team": "Süd", "first": "2027-10-01"}).text
    )


REFUSED = [
    ("move", {"team": "", "first": "2026-10-01"}, "team", "Name a team."),
    ("move", {"team": " ", "first": "2026-10-01"}, "team", "Name a team."),
    ("move", {"team": "Süd", "first": ""}, "first", "Name a day."),
    ("move", {"team": "Süd", "first": " "}, "first", "Name a day."),
    ("move", {"team": "Süd", "first": "tomorrow"}, "first", "Write a day such as 2026-09-30."),
    ("move", {"team": "Süd", "first": "2026-10-01T10:00"}, "first", "Write a day such as 2026-09-30."),
    ("move", {"team": "Nord", "first": "2026-10-01"}, "team", "in this team on that day already"),
    ("move", {"team": "West", "first": "2026-10-01"}, "side", "choose its side"),
    ("move", {"team": "W\0", "first": "2026-10-01"}, "team", "cannot be shown"),
    ("move", {"team": "w" * 201, "first": "2026-10-01"}, "team", "too long"),
    ("add", {"team": "Süd", "first": "2026-10-01"}, "first", "is in Nord from the beginning on"),
    ("correct?starts=0", {"team": "Nord", "first": "2026-10-02", "last": "2026-10-01"}, "last", "before the first"),
    ("end?starts=0", {"last": ""}, "last", "Name a day."),
    ("rename", {"name": "Ines", "email": "at home"}, "email", "no e-mail address"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "form", "field", "reason"), REFUSED)
@pytest.mark.parametrize("step", ["preview", "confirm"])
def test_a_fault_stands_beside_its_field(
    ada: FlaskClient, act: str, form: dict[str, str], field: str, reason: str, step: str
) -> None:
    act, _sep, query = act.partition("?")
    answer = ada.post(f"/admin/people/{act}/ines?{query}", data={**form, "step": step})
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    place = answer.text.index(f'id="{field}-fault"')
    assert reason in answer.text[place : place + 200]
    assert f'aria-describedby="{field}-fault' in answer.text
    assert stays("ines") == [("Nord", FIRST_DAY, LAST_DAY)]


def test_a_membership_is_corrected_ended_and_withdrawn(ada: FlaskClient) -> None:
    place = "/admin/people/{}/ines?starts={}".format
    right = {"team": "Nord", "first": "2026-10-01", "last": "", "step": "confirm"}
    assert 'value="Nord"' in ada.get(place("correct", FIRST_DAY)).text
    assert ada.post(place("correct", FIRST_DAY), data=right).status_code == 303
    assert stays("ines") == [("Nord", OCTOBER, LAST_DAY)]
    ada.post(place("end", OCTOBER), data={"last": "2026-10-09", "step": "confirm"})
    assert stays("ines") == [("Nord", OCTOBER, OCTOBER + 9)]
    assert ada.get("/admin/people/rep/ines").text.count("October 9, 2026") == 1
    assert "Show what changes" in ada.get(place("withdraw", OCTOBER)).text
    gone = ada.post(place("withdraw", OCTOBER), data={"step": "confirm"})
    assert (gone.location, stays("ines")) == ("/admin/people", [])
    assert ada.get("/admin/people/rep/ines").status_code == 404


def test_a_rep_gets_another_name(ada: FlaskClient) -> None:
    assert 'value="ines@example.com"' in ada.get("/admin/people/rename/ines").text
    done = ada.post("/admin/people/rename/ines", data={"name": "Inès <b>", "email": "Ines@Example.COM"})
    assert done.status_code == 303
    text = ada.get(done.location).text
    assert "Inès &lt;b&gt;" in text
    assert "ines@example.com" in text


LOST = ["rep/zoe", "move/zoe", "rename/nobody", "end/ines?starts=5", "fly/ines", "correct/ines"]


@pytest.mark.parametrize("place", LOST)
def test_what_is_not_there_is_not_found(ada: FlaskClient, place: str) -> None:
    assert ada.get(f"/admin/people/{place}").status_code == 404
    if not place.startswith("rep/"):
        assert ada.post(f"/admin/people/{place}", data={"step": "confirm"}).status_code == 404


def test_an_unknown_owner_is_put_into_a_team(ada: FlaskClient) -> None:
    text = ada.get("/admin/unknown").text
    assert "zoe/1" in text
    assert "September 3, 2026" in text
    form = ada.get("/admin/people/new?rep=zoe/1&first=2026-09-03").text
    assert 'value="zoe/1"' in form
    given = {"rep": "zoe/1", "team": "West", "side": "sales", "first": "2026-10-01"}
    done = ada.post("/admin/people/new", data=given)
    assert done.location == "/admin/people/rep/zoe/1"
    assert scores("2026-10", "calls")["zoe/1"] == ("met", 10)
    assert "Everybody is known" in ada.get("/admin/unknown").text
    again = ada.post("/admin/people/new", data=given)
    assert again.status_code == 422
    assert "There is a rep with this key already." in again.text
    assert ada.post("/admin/people/new").status_code == 422


def test_an_absence_is_noted_with_its_last_day_and_withdrawn(ada: FlaskClient) -> None:
    page = "/admin/people/rep/ines"
    form = {"first": "2026-10-05", "last": "2026-10-06"}
    assert ada.post(page, data=form).status_code == 303
    one = db.session.scalars(select(Absence)).one()
    assert (one.starts, one.ends) == (OCTOBER + 4, OCTOBER + 6)
    assert "October 6, 2026" in ada.get(page).text
    assert "noted already" in ada.post(page, data=form).text
    place = f"/admin/people/absence/{one.id}"
    assert "Ines, away from October 5, 2026 to October 6, 2026." in ada.get(place).text
    assert ada.post(place).location == page
    assert db.session.scalar(select(func.count()).select_from(Absence)) == 0
    assert ada.post(place).status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [("2026-10-06", "2026-10-05", "The last day is before the first."), ("", "2026-10-05", "Name a day.")],
)
def test_an_absence_is_refused(ada: FlaskClient, first: str, last: str, reason: str) -> None:
    answer = ada.post("/admin/people/rep/ines", data={"first": first, "last": last})
    assert answer.status_code == 422
    assert reason in answer.text
    assert ada.post("/admin/people/rep/nobody", data={"first": first, "last": last}).status_code == 404


def test_teams_and_who_manages_them(ada: FlaskClient) -> None:
    text = ada.get("/admin/teams").text
    assert all(word in text for word in ("Nord", "Süd", "Markt", "marketing", "mara@example.com"))
    page = "/admin/teams/S%C3%BCd"
    assert "Jan" in ada.get(page).text
    assert ada.post(page, data={"email": "mara@example.com"}).status_code == 303
    assert "mara@example.com manages Süd now." in ada.get(page).text
    ada.post(page, data={"email": "mara@example.com"})
    assert db.session.scalar(select(func.count()).select_from(ManagedTeam)) == 2
    assert "will not see the sheets" in ada.get(f"{page}?remove=mara@example.com").text
    assert ada.post(page, data={"email": "mara@example.com", "remove": "yes"}).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(ManagedTeam)) == 1


@pytest.mark.parametrize("email", ["", "ines@example.com", "nobody@example.com"])
def test_only_a_manager_manages(ada: FlaskClient, email: str) -> None:
    answer = ada.post("/admin/teams/Nord", data={"email": email})
    assert answer.status_code == 422
    assert "Choose a manager." in answer.text
    assert ada.post("/admin/teams/Nowhere", data={"email": email}).status_code == 404
    assert ada.get("/admin/teams/Nowhere").status_code == 404


WRITES = ["people/new", "people/rep/ines", "people/move/ines", "people/absence/1", "teams/Nord"]


@pytest.mark.parametrize("place", WRITES)
def test_a_form_without_its_token_is_refused(app: Flask, ada: FlaskClient, place: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert ada.post(f"/admin/{place}", data={"step": "confirm"}).status_code == 400


@pytest.mark.parametrize("who", ["ines", "mara"])
@pytest.mark.parametrize("place", [*WRITES, "people", "unknown", "teams"])
def test_only_admins_are_let_in(app: Flask, cast: None, who: str, place: str) -> None:
    browser = logged_in(app, who)
    assert browser.get(f"/admin/{place}").status_code == 403
    if place in WRITES:
        assert browser.post(f"/admin/{place}").status_code == 403


ODD = [
    "people/rep/%00",
    "people/move/%00",
    "people/absence/99999999999999999999",
    "teams/%00",
    "teams/Nord?remove=%00",
]


@pytest.mark.parametrize(
    "place", [*ODD, "people?q=%00&page=99999999999999999999", "people/end/ines?starts=9e9"]
)
def test_an_odd_address_breaks_nothing(ada: FlaskClient, place: str) -> None:
    assert ada.get(f"/admin/{place}").status_code in (200, 404)
    assert ada.post(f"/admin/{place}", data={"email": "\0", "remove": "yes"}).status_code < 500
