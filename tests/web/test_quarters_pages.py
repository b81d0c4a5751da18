"""The pages of quarters: what a manager sees and does, and what is refused."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app import clock
from app.extensions import db
from app.models.activities import Source
from app.models.quarters import Quarter, Reopening
from app.scorekeeping import service as scorekeeping
from tests.cast import email, logged_in
from tests.services.closing import CLOSED, LATER
from tests.services.facts import CALLS, agree, calls, happened

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PAGE = "/quarters/2026-Q3"


def stand(monkeypatch: pytest.MonkeyPatch, now: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture(autouse=True)
def quarter(cast: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the third quarter be over."""
    stand(monkeypatch, CLOSED)
    agree(CALLS)
    happened(*calls("ines", "2026-08-03", "2026-08-04"), *calls("jan", "2026-08-05"))
    scorekeeping.catch_up_now()


@pytest.fixture
def manager(app: Flask, quarter: None) -> FlaskClient:
    return logged_in(app, "mara")


@pytest.fixture
def admin(app: Flask, quarter: None) -> FlaskClient:
    return logged_in(app, "ada")


def asked() -> str:
    return f"{PAGE}/reopen/{db.session.scalars(select(Reopening.id)).one()}"


def state() -> str | None:
    db.session.expire_all()
    return db.session.scalar(select(Quarter.state))


@pytest.fixture
def closed(manager: FlaskClient) -> None:
    assert manager.post(f"{PAGE}/close").status_code == 303


def test_quarters_are_listed_with_their_states(manager: FlaskClient) -> None:
    page = manager.get("/quarters").text
    assert page.index("Fourth quarter 2026") < page.index("Third quarter 2026")
    assert "Provisional: it can be closed" in page


def test_what_has_not_begun_or_is_no_quarter_is_not_there(manager: FlaskClient) -> None:
    assert manager.get("/quarters/2026-Q1").status_code == 404
    assert manager.get("/quarters/nothing").status_code == 404


def test_closing_asks_once_more_and_then_shows_who_did_it(manager: FlaskClient) -> None:
    assert f'href="{PAGE}/close"' in manager.get(PAGE).text
    assert "another person has to approve them" in manager.get(f"{PAGE}/close").text
    assert state() is None
    assert manager.post(f"{PAGE}/close").location == PAGE
    page = manager.get(PAGE).text
    assert "2026-Q3 is final." in page
    assert f"October 12, 2026, by {email('mara')}" in page
    assert state() == "final"


def test_what_stands_against_closing_is_told(manager: FlaskClient) -> None:
    db.session.execute(update(Source).values(required=True, expected_every=1, delivered_at=1))
    db.session.commit()
    page = manager.get(PAGE).text
    assert "The required feed default is late." in page
    assert f'href="{PAGE}/close"' not in page
    refused = manager.post(f"{PAGE}/close")
    assert (refused.status_code, state()) == (409, None)
    assert "The required feed default is late." in refused.text


@pytest.mark.usefixtures("closed")
def test_boards_and_sheets_say_that_it_is_final(manager: FlaskClient) -> None:
    for path in ("/board?period=2026-Q3", "/sheet/team/Nord?period=2026-Q3"):
        page = manager.get(path).text
        assert "state-final" in page
        assert "<b>Final</b>" in page


@pytest.mark.usefixtures("closed")
def test_what_came_too_late_is_listed(manager: FlaskClient) -> None:
    happened(*calls("jan", "2026-08-06"))
    page = manager.get(PAGE).text
    assert "1 activity or correction came after the close and changes nothing here." in page
    assert "call.made" in page


@pytest.mark.usefixtures("closed")
class TestOpeningAgain:
    """A reason, and two people."""

    def test_takes_another_person(self, manager: FlaskClient, admin: FlaskClient) -> None:
        happened(*calls("jan", "2026-08-06"))
        assert manager.post(f"{PAGE}/reopen", data={"reason": "A feed was broken."}).status_code == 303
        assert "Another manager or admin has to agree" in manager.get(PAGE).text
        assert manager.post(f"{asked()}/agree").status_code == 409
        page = admin.get(PAGE).text
        assert "A feed was broken." in page
        assert email("mara") in page
        assert admin.post(f"{asked()}/agree").status_code == 303
        assert state() == "reopened"
        page = admin.get(PAGE).text
        assert "1st, 10 points" in page
        assert "Jan" in page
        assert admin.post(f"{PAGE}/close").status_code == 303
        assert "Version 2" in admin.get(PAGE).text

    def test_needs_a_reason(self, manager: FlaskClient) -> None:
        answer = manager.post(f"{PAGE}/reopen", data={"reason": ""})
        assert answer.status_code == 422
        assert "Say why the quarter is to be opened again." in answer.text

    def test_may_be_refused_with_an_answer(self, manager: FlaskClient, admin: FlaskClient) -> None:
        manager.post(f"{PAGE}/reopen", data={"reason": "Why not."})
        assert admin.post(f"{asked()}/refuse", data={"answer": "The feed was right."}).status_code == 303
        assert state() == "final"
        assert db.session.scalar(select(Reopening.answer)) == "The feed was right."
        assert "Why not." not in admin.get(PAGE).text

    def test_is_asked_for_once(self, manager: FlaskClient, admin: FlaskClient) -> None:
        manager.post(f"{PAGE}/reopen", data={"reason": "Why not."})
        again = admin.post(f"{PAGE}/reopen", data={"reason": "Me too."})
        assert again.status_code == 409
        assert "Somebody has asked for that already." in again.text

    def test_reasons_are_shown_as_they_were_typed(self, manager: FlaskClient) -> None:
        manager.post(f"{PAGE}/reopen", data={"reason": "<b>Why not.</b>"})
        assert "&lt;b&gt;Why not.&lt;/b&gt;" in manager.get(PAGE).text


def test_a_running_quarter_offers_nothing(manager: FlaskClient) -> None:
    page = manager.get("/quarters/2026-Q4").text
    assert "Running" in page
    assert "<form" not in page.partition("</header>")[2]


def test_a_late_feed_is_not_told_on_what_is_final(
    app: Flask, manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.execute(update(Source).values(required=True, expected_every=1, delivered_at=CLOSED))
    db.session.commit()
    assert manager.post(f"{PAGE}/close").status_code == 303
    stand(monkeypatch, LATER)
    later = logged_in(app, "mara")
    assert "late:" not in later.get("/board?period=2026-Q3").text
    assert "late:" in later.get("/board?period=2026-Q4").text
