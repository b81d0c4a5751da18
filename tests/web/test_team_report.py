"""The report of a manager's teams: levels at risk first, and the clocks that run."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.extensions import db
from app.models.people import Membership, Rep, Team
from app.scorekeeping import service as scorekeeping
from tests.cast import add_people, add_users, logged_in
from tests.services.facts import CALLS, CALLS_A_WEEK, DISPOSED, act, agree, at, calls, happened
from tests.web.counting import statements

NOW = at("2026-11-10T12:00")
"""A Tuesday, when six and a bit of November's 21 working days are over."""


@pytest.fixture(autouse=True)
def noon(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def company() -> None:
    """Store the cast and the agreement, with nothing done yet."""
    agree(CALLS.replace("target = 2", "target = 8").replace("exceed = 4\n", ""), DISPOSED, CALLS_A_WEEK)
    add_people()
    add_users()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def rows(page: str) -> list[str]:
    """Return the rows of the tables of levels, in words."""
    found = re.findall(r'<tr role="row" class="of-.*?</tr>', page, re.DOTALL)
    return [words(re.sub(r'<span class="level-name".*?</span>', "", row)) for row in found]


@pytest.mark.usefixtures("company")
class TestLevels:
    def test_who_falls_short_most_comes_first(self, app: Flask) -> None:
        happened(*calls("ines", *["2026-11-03"] * 3, *["2026-11-09"] * 2), *calls("jan", "2026-11-03"))
        scorekeeping.catch_up_now()
        page = logged_in(app, "mara").get("/team-report").text
        nord, ole, ines = rows(page)
        assert "Nord the team missed: 5 of 16 on pace for 16 of 16" in nord
        assert "Ole Nord missed: 0 of 8 at risk, on pace for 0 of 8" in ole
        assert "Ines Nord missed: 5 of 8 on pace for 16 of 8" in ines
        assert "1 of 2 reps will miss a level if it goes on like this." in page
        assert "6 of 21 working days are over." in page
        assert "Jan" not in page

    def test_each_cell_leads_to_its_proof(self, app: Flask) -> None:
        happened(*calls("ines", "2026-11-03"))
        scorekeeping.catch_up_now()
        mara = logged_in(app, "mara")
        page = mara.get("/team-report").text
        proof = "/sheet/rep/ines?period=2026-Q4&amp;month=2026-11&amp;level=calls"
        assert f'href="{proof}#explanation"' in page
        assert mara.get(proof.replace("&amp;", "&")).status_code == 200

    def test_an_admin_chooses_a_team(self, app: Flask) -> None:
        happened(*calls("jan", "2026-11-03"))
        scorekeeping.catch_up_now()
        ada = logged_in(app, "ada")
        assert len(rows(ada.get("/team-report").text)) == 5
        assert [row.split()[1] for row in rows(ada.get("/team-report?team=Süd").text)] == ["Süd", "Jan"]

    def test_another_managers_team_is_none(self, app: Flask) -> None:
        assert logged_in(app, "mara").get("/team-report?team=Süd").status_code == 404
        assert logged_in(app, "ines").get("/team-report").status_code == 403

    def test_long_lists_have_pages(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.compliance.page.ROWS", 2)
        happened(*calls("ines", "2026-11-03"))
        scorekeeping.catch_up_now()
        mara = logged_in(app, "mara")
        assert [len(rows(mara.get(f"/team-report?page={page}").text)) for page in (1, 2, "x")] == [2, 1, 2]

    def test_a_month_that_begins_has_no_pace(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "now", lambda: at("2026-11-02T09:10"))
        happened(*calls("ines", "2026-10-30"))
        scorekeeping.catch_up_now()
        page = logged_in(app, "mara").get("/team-report").text
        assert "The month begins" in page
        assert all("0 of 8 too early to tell" in row for row in rows(page)[1:])
        assert "Nobody is at risk" in page


@pytest.mark.usefixtures("company")
class TestClocks:
    def test_due_ones_come_by_deadline_with_the_time_left(self, app: Flask) -> None:
        happened(
            act("lead.assigned", "2026-11-10T09:00", "ines", "L1"),
            act("lead.assigned", "2026-11-09T16:00", "ole", "L2"),
            act("lead.assigned", "2026-11-04T09:00", "ole", "L3"),
            act("lead.assigned", "2026-11-09T09:00", "ole", "L4"),
            act("lead.held", "2026-11-09T10:00", "ole", "L4"),
            act("lead.assigned", "2026-11-09T16:00", "jan", "L5"),
        )
        scorekeeping.catch_up_now()
        shown = words(logged_in(app, "mara").get("/team-report").text).partition("Due next")[2]
        assert "4 h of business time left today, 4:00 PM Ole L2" in shown
        assert "5 h of business time left today, 5:00 PM Ines L1" in shown
        assert shown.index("L2") < shown.index("L1") < shown.index("On hold") < shown.index("L4")
        assert "1 day old Ole L4" in shown
        assert "Ole 1 1 1 Ines 1" in shown  # open, on hold, breached
        assert "L5" not in shown

    def test_none_is_good_news(self, app: Flask) -> None:
        assert "Nothing waits, and no clock was breached" in logged_in(app, "mara").get("/team-report").text


def test_who_has_no_team_is_told_what_comes(app: Flask) -> None:
    add_people()
    add_users(mara="manager", ada="admin")
    assert "There is no agreement yet" in logged_in(app, "mara").get("/team-report").text
    db.session.query(Membership).delete()
    db.session.execute(db.text("DELETE FROM managed_team"))
    db.session.commit()
    assert "You have no teams yet" in logged_in(app, "mara").get("/team-report").text


@pytest.mark.usefixtures("company")
def test_asks_the_database_as_often_for_many_as_for_few(app: Flask) -> None:
    mara = logged_in(app, "mara")
    counts = []
    for number in (0, 20):
        nord = db.session.query(Team).filter_by(name="Nord").one()
        for one in range(number):
            rep = Rep(key=f"x{one}", name=f"X {one}")
            rep.memberships = [Membership(team=nord, name=rep.name)]
            db.session.add(rep)
        db.session.commit()
        leads = [act("lead.assigned", "2026-11-10T09:00", f"x{one}", f"X{one}") for one in range(number)]
        happened(*calls("ines", "2026-11-03"), *leads)
        scorekeeping.score(None, NOW, "all")
        with statements() as found:
            page = mara.get("/team-report").text
        assert len(rows(page)) == 3 + number
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[0] < 36
