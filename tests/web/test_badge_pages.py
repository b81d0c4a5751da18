"""The pages of badges: public standing, private evidence, a badge to print, and what managers give and take back."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app.extensions import db
from app.models.badges import BadgeAward
from app.quarters import service as quarters
from app.scorekeeping import service as scorekeeping
from tests.cast import logged_in
from tests.services.badges import EARNED, GIVEN
from tests.services.closing import CLOSED
from tests.services.facts import CALLS, agree, calls, happened
from tests.web.test_board_live import queries

ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What a page says to whom is the same on both engines: the statements behind it are tested on each."""
REASON = "for a hand-over that made my day"


@pytest.fixture(autouse=True)
def company(session: scoped_session[Session], cast: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store the cast; Ines meets in July and August of 2026, and the quarter is over."""
    monkeypatch.setattr("app.clock.now", lambda: CLOSED)
    agree(CALLS, EARNED, GIVEN)
    happened(*calls("ines", "2026-07-01", "2026-07-02", "2026-08-03", "2026-08-04"))
    scorekeeping.catch_up_now()


def words(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    main = answer.text.partition('<main id="main"')[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", main, flags=re.DOTALL)).split())


def award_of(badge: str) -> int:
    found = db.session.scalar(
        select(BadgeAward.id).where(BadgeAward.badge == badge, BadgeAward.board == "rep")
    )
    assert found
    return found


def give(client: FlaskClient, who: str = "ines", **form: str) -> int:
    return client.post(f"/badges/give/{who}", data={"badge": "thanks", "reason": REASON, **form}).status_code


class TestCabinet:
    def test_what_is_not_final_says_so(self, app: Flask) -> None:
        ines = logged_in(app, "ines")
        assert "August 2026 provisional Nothing missed in 2 months in a row" in words(
            ines, "/badges/rep/ines"
        )
        assert "badge-provisional" in ines.get("/badges/rep/ines").text
        quarters.close("2026-Q3", None)
        assert "badge-provisional" not in ines.get("/badges/rep/ines").text

    @ON_ONE
    @pytest.mark.parametrize(
        ("who", "sees"), [("ines", True), ("mara", True), ("ada", True), ("jan", False), ("nils", False)]
    )
    def test_everybody_sees_badges_and_few_what_they_rest_on(self, app: Flask, who: str, sees: bool) -> None:
        shown = words(logged_in(app, who), "/badges/rep/ines")
        assert "Badges of Ines" in shown
        assert "clean" in shown
        assert ("Levels: 1 met." in shown) is sees
        assert ("Next" in shown) is sees

    @ON_ONE
    def test_what_is_missing_for_the_next(self, app: Flask) -> None:
        shown = words(logged_in(app, "ines"), "/badges/rep/ines")
        assert "many gold 5 more" in shown
        assert "row silver 3 more months" in shown

    def test_a_team_has_one_too(self, app: Flask) -> None:
        assert "best" in words(logged_in(app, "jan"), "/badges/team/Nord")
        assert "Nothing here yet" in words(logged_in(app, "jan"), "/badges/team/Markt")
        assert logged_in(app, "jan").get("/badges/team/Nowhere").status_code == 404
        assert logged_in(app, "jan").get("/badges/rep/nobody").status_code == 404

    def test_all_badges(self, app: Flask) -> None:
        quarters.close("2026-Q3", None)
        shown = words(logged_in(app, "ines"), "/badges")
        assert "My cabinet" in shown
        assert "Awarded last" in shown
        assert (
            "Miss nothing in months in a row. Bronze for 2 months, silver for 3 months. Once a year." in shown
        )
        assert "My cabinet" not in words(logged_in(app, "nils"), "/badges")

    @ON_ONE
    def test_without_badges_the_page_says_where_they_come_from(self, app: Flask) -> None:
        agree(CALLS)
        assert "The agreement declares no badges" in words(logged_in(app, "nils"), "/badges")

    @ON_ONE
    def test_statements_are_few(self, app: Flask) -> None:
        ines = logged_in(app, "ines")
        ines.get("/badges/rep/ines")
        with queries() as seen:
            ines.get("/badges/rep/ines")
        assert len(seen) <= 22

    @ON_ONE
    def test_the_agreement_tells_them(self, app: Flask) -> None:
        assert "Given by a manager, for a reason. Once a month." in words(logged_in(app, "jan"), "/agreement")


def test_a_plan_that_pays_for_badges_is_told(app: Flask) -> None:
    paid = '\n[bonus]\ncurrency = "EUR"\n[[bonus.badge]]\nbadge = "clean"\namount = 50\n'
    agree(CALLS, EARNED, paid)
    shown = words(logged_in(app, "jan"), "/agreement")
    assert "Each badge “clean” that is earned in the quarter is paid. €50.00 each" in shown
    exposure = words(logged_in(app, "mara"), "/bonuses/exposure")
    assert "What badges are worth comes on top of it." in exposure


class TestPrinted:
    def test_a_final_badge_has_a_page(self, app: Flask) -> None:
        quarters.close("2026-Q3", None)
        page = f"/badges/award/{award_of('row')}"
        shown = words(logged_in(app, "ines"), page)
        assert "August 2026 row, bronze Ines Nothing missed in 2 months in a row" in shown
        assert "Awarded on October 12, 2026" in shown
        assert "Nothing missed" not in words(logged_in(app, "jan"), page)
        assert logged_in(app, "jan").get("/badges/award/999999").status_code == 404


class TestByHand:
    def test_a_manager_gives_and_everybody_reads_why(self, app: Flask) -> None:
        mara = logged_in(app, "mara")
        assert "Give a badge" in words(mara, "/badges/rep/ines")
        assert "You may give it 2 more times this month." in words(mara, "/badges/give/ines")
        assert give(mara) == 303
        shown = words(logged_in(app, "jan"), "/badges/rep/ines")
        assert f"Thank you gold October 2026 {REASON} Given by mara@example.com." in shown
        assert "Take it back" not in shown

    @ON_ONE
    @pytest.mark.parametrize(("who", "rep"), [("ines", "ole"), ("nils", "ines"), ("mara", "jan")])
    def test_nobody_else_does(self, app: Flask, who: str, rep: str) -> None:
        client = logged_in(app, who)
        assert give(client, rep) == client.get(f"/badges/give/{rep}").status_code == 403
        assert db.session.query(BadgeAward).count() == 0

    def test_what_stands_against_it_is_said_beside_the_field(self, app: Flask) -> None:
        mara = logged_in(app, "mara")
        assert give(mara, reason=" ") == give(mara, badge="row") == 422
        assert give(mara) == 303
        assert give(mara) == 422
        again = mara.post("/badges/give/ines", data={"badge": "thanks", "reason": REASON})
        assert "This badge was given for this time already." in again.text

    def test_it_is_taken_back_quietly(self, app: Flask) -> None:
        mara = logged_in(app, "mara")
        give(mara)
        address = f"/badges/award/{award_of('thanks')}/revoke"
        for stranger in ("ines", "jan"):
            assert logged_in(app, stranger).get(address).status_code == 403
        assert "Take this badge back?" in words(mara, address)
        assert mara.post(address, data={"reason": ""}).status_code == 422
        assert mara.post(address, data={"reason": "a mix-up"}).status_code == 303
        for who in ("ines", "mara"):
            shown = words(logged_in(app, who), "/badges/rep/ines")
            assert "Taken back by mara@example.com on October 12, 2026: a mix-up" in shown
        assert "Thank you" not in words(logged_in(app, "jan"), "/badges/rep/ines").partition("Not in this")[0]
        assert "mix-up" not in words(logged_in(app, "jan"), "/badges/rep/ines")
        assert (
            "Thank you" not in words(logged_in(app, "ada"), "/badges").partition("What there is to earn")[0]
        )
        assert mara.get(address.removesuffix("/revoke")).status_code == 404
        assert mara.post(address, data={"reason": "again"}).status_code == 404
