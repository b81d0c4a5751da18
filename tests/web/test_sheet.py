"""Score sheets: marks with values and targets that add up to the board's total, open to whom they concern."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from app.extensions import db
from app.models.agreement import AgreementVersion
from app.models.people import Rep
from app.models.scores import Score, Standing
from scoring.periods import month_starts
from tests import factories

NOON = "2026-09-15T10:00:00Z"
NOW = 1_789_466_400_000_000
AUGUST = 2026 * 12 + 7
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def company(session: scoped_session[Session]) -> None:
    """Store two teams with two reps, and who may look."""
    factories.agreement(AUGUST - 6)
    factories.people(["Ann", "Bo"], {"North": "sales", "Market": "marketing"})
    for email, role, *teams in (
        ("r1@example.com", "rep"), ("r2@example.com", "rep"), ("ada@example.com", "admin"),
        ("max@example.com", "manager", "Market"),
    ):  # fmt: skip
        factories.user(email, role, *teams)
    factories.stamp(NOW)


def score(level: str, value: Any, attainment: str, points: int, **other: Any) -> None:
    """Store a score of the rep Ann in August, or what `other` says."""
    who = db.session.query(Rep.id).filter(Rep.name == "Ann").scalar()
    version = db.session.query(AgreementVersion.id).scalar()
    terms = {
        "board": "rep",
        "who": who,
        "month": AUGUST,
        "side": "sales",
        "version_id": version,
        "numerator": None,
    }
    terms |= {"denominator": None, "target": None, "exceed": None} | other
    db.session.add(Score(level=level, value=value, attainment=attainment, points=points, **terms))
    db.session.commit()


def cells(text: str, name: str) -> list[str]:
    """Return the words in the cells of one level."""
    rows = re.findall(r"<tr.*?</tr>", text, re.DOTALL)
    row = next(row for row in rows if re.search(rf'rowheader"[^>]*>\s*{re.escape(name)}', row))
    found = re.findall(r"<td.*?</td>", row, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in found]


def sheet(client: FlaskClient, path: str = "/sheet/rep/r1", who: str = "r1@example.com") -> str:
    factories.log_in(client, who)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.usefixtures("company")
class TestMarks:
    def test_a_count_is_shown_with_what_is_owed(self, client: FlaskClient) -> None:
        score(
            "new-leads",
            Fraction(8),
            "met",
            10,
            side="marketing",
            numerator=Fraction(8),
            target=Fraction(160, 21),
        )
        assert cells(sheet(client), "New leads handed over")[1] == "met: 8 of 7.6 +10 points"

    def test_shares_show_what_they_are_made_of(self, client: FlaskClient) -> None:
        score(
            "lead-disposition", Fraction(19, 20), "met", 20,
            numerator=Fraction(19), denominator=Fraction(20), target=Fraction(9, 10), exceed=Fraction(97, 100),
        )  # fmt: skip
        text = sheet(client)
        assert cells(text, "New leads disposed")[1] == "met: 95% 19 of 20 in time +20 points"
        assert "the metric that matters" in text

    def test_weeks_means_and_sums(self, client: FlaskClient) -> None:
        score("contacts", Fraction(3, 4), "met", 5, numerator=Fraction(3), denominator=Fraction(4))
        score(
            "revenue", Fraction(312505, 10), "met", 10, numerator=Fraction(312505, 10), target=Fraction(25000)
        )
        score(
            "answer-time", Fraction(3101, 37), "met", 5,
            numerator=Fraction(3101), denominator=Fraction(37), target=Fraction(120), exceed=Fraction(60),
        )  # fmt: skip
        text = sheet(client)
        assert cells(text, "New contacts every week")[1] == "met: 3 of 4 weeks +5 points"
        assert cells(text, "Revenue won")[1] == "met: 31,250 of 25,000 +10 points"
        assert cells(text, "Average time")[1] == "met: 83.8 at most 120 +5 points"

    def test_a_narrow_miss_does_not_look_like_none(self, client: FlaskClient) -> None:
        score(
            "lead-disposition", Fraction(8999, 10000), "missed", 0,
            numerator=Fraction(8999), denominator=Fraction(10000), target=Fraction(9, 10), exceed=Fraction(97, 100),
        )  # fmt: skip
        assert cells(sheet(client), "New leads disposed")[1].startswith("missed: 89.99%")

    def test_no_data_is_a_dash(self, client: FlaskClient) -> None:
        score("lead-disposition", None, "no_data", 0, numerator=Fraction(0), denominator=Fraction(0))
        assert cells(sheet(client), "New leads disposed")[1] == "no data: – 0 points"

    def test_it_adds_up_to_the_total_on_the_board(self, client: FlaskClient) -> None:
        score("contacts", Fraction(1), "met", 5, numerator=Fraction(4), denominator=Fraction(4))
        score("revenue", Fraction(30000), "met", 10, numerator=Fraction(30000), target=Fraction(25000))
        score("revenue", Fraction(50000), "exceeded", 15, month=AUGUST + 1, target=Fraction(25000))
        who = db.session.query(Rep.id).filter(Rep.name == "Ann").scalar()
        db.session.add(
            Standing(period="2026-Q3", side="", board="rep", who=who, place=1, rank=1, points=30, exceeded=1, met=2,
                     opening_rank=None, opened=month_starts(AUGUST))
        )  # fmt: skip
        db.session.commit()
        text = sheet(client)
        assert cells(text, "Sum") == ["", "15", "15", "30"]
        assert "1st of 1 reps" in text
        assert "in-running" in text


@pytest.mark.usefixtures("company")
class TestExplanation:
    ASKED = "period=2026-Q3&month=2026-08&level=lead-disposition"

    @pytest.fixture(autouse=True)
    def judged(self, company: None) -> None:
        score(
            "lead-disposition", Fraction(19, 20), "met", 20,
            numerator=Fraction(19), denominator=Fraction(20), target=Fraction(9, 10), exceed=Fraction(97, 100),
        )  # fmt: skip

    def test_a_mark_says_what_it_is_made_of(self, client: FlaskClient) -> None:
        factories.log_in(client, "r1@example.com")
        text = client.get(f"/explanation/rep/r1?{self.ASKED}", headers=PARTIAL).text
        assert text.lstrip().startswith('<aside id="explanation"')
        for words in (
            "95%",
            "19 of 20 in time",
            "at least 90%",
            "at least 97%",
            "24 business hours (= 3 working days)",
        ):
            assert words in text
        assert 'href="/agreement?version=2026-02#lead-disposition"' in text

    def test_the_page_shows_the_same_without_script(self, client: FlaskClient) -> None:
        text = sheet(client, f"/sheet/rep/r1?{self.ASKED}")
        assert "19 of 20 in time" in text[text.index('id="explanation"') :]

    def test_there_is_none_of_what_is_not_scored(self, client: FlaskClient) -> None:
        factories.log_in(client, "r1@example.com")
        asked = self.ASKED.replace("2026-08", "2026-07")
        assert client.get(f"/explanation/rep/r1?{asked}").status_code == 404

    @pytest.mark.parametrize(
        ("level", "denominator", "month", "reason"),
        [
            ("lead-disposition", Fraction(3), AUGUST + 1, "judged once there are 5"),
            ("answer-time", Fraction(0), AUGUST, "nothing to judge"),
            ("conversion", Fraction(30), AUGUST, "no baseline"),
            ("contacts", None, AUGUST + 1, "No week of it is over yet"),
            ("contacts", None, AUGUST, "No week of it counts"),
        ],
    )
    def test_no_data_has_its_reason(
        self, client: FlaskClient, level: str, denominator: Fraction | None, month: int, reason: str
    ) -> None:
        score(level, None, "no_data", 0, denominator=denominator, month=month)
        factories.log_in(client, "r1@example.com")
        asked = f"period=2026-Q3&month=2026-{month % 12 + 1:02}&level={level}"
        assert reason in client.get(f"/explanation/rep/r1?{asked}").text

    def test_a_part_of_the_month_owes_a_part(self, client: FlaskClient) -> None:
        score("revenue", Fraction(9000), "met", 10, target=Fraction(25000 * 8, 21))
        factories.log_in(client, "r1@example.com")
        text = client.get("/explanation/rep/r1?period=2026-Q3&month=2026-08&level=revenue").text
        assert "25,000 for a full month; the working days here owe 9,523.8." in text


@pytest.mark.usefixtures("company")
class TestWho:
    @pytest.mark.parametrize(
        ("who", "path", "status"),
        [
            ("r1", "/sheet/rep/r1", 200),
            ("r1", "/sheet/rep/r2", 403),
            ("r1", "/sheet/team/Market", 200),
            ("r1", "/sheet/team/North", 403),
            ("max", "/sheet/rep/r1", 200),
            ("max", "/sheet/rep/r2", 403),
            ("max", "/explanation/team/North", 403),
            ("ada", "/sheet/rep/r2", 200),
            ("ada", "/sheet/rep/nobody", 404),
            ("ada", "/sheet/rep/r1?period=2026-13", 404),
        ],
    )
    def test_who_may_see_which(self, client: FlaskClient, who: str, path: str, status: int) -> None:
        factories.log_in(client, f"{who}@example.com")
        assert client.get(path).status_code == status

    def test_a_team_shows_its_members(self, client: FlaskClient) -> None:
        text = sheet(client, "/sheet/team/Market", "max@example.com")
        assert 'href="/sheet/rep/r1?period=2026-Q3">Ann</a>' in text
        assert "Nothing is scored here yet" in text

    def test_the_list_of_open_sheets(self, app: Flask) -> None:
        text = {
            who: sheet(app.test_client(), "/sheets", f"{who}@example.com") for who in ("ada", "max", "r2")
        }
        assert ">North</a>" in text["ada"]
        assert ">North</a>" not in text["max"]
        assert ">Market</a>" not in text["r2"]
        assert 'href="/sheet/rep/r2?period=2026-Q3">Bo</a>' in text["r2"]

    def test_a_sheet_is_polled_like_a_board(self, client: FlaskClient) -> None:
        factories.log_in(client, "r1@example.com")
        piece = client.get("/sheet/rep/r1", headers=PARTIAL)
        assert piece.text.lstrip().startswith('<section id="sheet"')
        polled = {**PARTIAL, "HX-PTag": piece.headers["HX-PTag"]}
        assert client.get("/sheet/rep/r1", headers=polled).status_code == 304


def test_without_an_agreement(client: FlaskClient, session: scoped_session[Session]) -> None:
    factories.people(["Ann"], {"North": "sales"})
    factories.user("r1@example.com", "rep")
    assert "There is no agreement yet" in sheet(client)
    assert ">North</a>" in sheet(client, "/sheets")
