"""The board: standings as a table that reads without colours, for whatever scope is asked."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from app.extensions import db
from app.leaderboard.figures import initials, standing_words
from app.leaderboard.queries import Line
from app.models.people import Rep, Team
from app.models.scores import Standing
from scoring.periods import month_starts
from tests import factories

NOON = "2026-09-15T10:00:00Z"
NOW = 1_789_466_400_000_000
SEPTEMBER = 2026 * 12 + 8
TODAY = month_starts(SEPTEMBER) + 14


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ranked(session: scoped_session[Session]) -> None:
    """Store three teams and five reps on the board of the third quarter, with a tie, and who may look at it."""
    factories.agreement(SEPTEMBER - 5)
    factories.people(
        ["Ann", "Bo", "Cy", "Dee", "Eve"], {"North": "sales", "South": "sales", "Market": "marketing"}
    )
    factories.user("r1@example.com", "rep")
    factories.user("ada@example.com", "admin")
    factories.user("max@example.com", "manager", "North")
    factories.stamp(NOW)


def rep_id(name: str) -> int:
    return int(db.session.query(Rep.id).filter(Rep.name == name).scalar())


def stand(name: str, place: int, rank: int, points: int, opening: int | None, **other: str) -> None:
    """Put a rep (or a team, by `board`) on a board of all sides."""
    board = other.get("board", "rep")
    table = Rep if board == "rep" else Team
    who = db.session.query(table.id).filter(table.name == name).scalar()
    db.session.add(
        Standing(
            period=other.get("period", "2026-Q3"), side=other.get("side", ""), board=board, who=who, place=place,
            rank=rank, points=points, exceeded=1, met=2, opening_rank=opening, opened=TODAY,
        )
    )  # fmt: skip
    db.session.commit()


def five() -> None:
    for name, place, rank, points, opening in (
        ("Bo", 1, 1, 90, 3), ("Ann", 2, 2, 75, 2), ("Cy", 3, 2, 75, 1), ("Dee", 4, 4, 10, None), ("Eve", 5, 5, 0, 4),
    ):  # fmt: skip
        stand(name, place, rank, points, opening)


def board(client: FlaskClient, asked: str = "board=rep", who: str = "ada@example.com") -> str:
    factories.log_in(client, who)
    answer = client.get(f"/board?{asked}")
    assert answer.status_code == 200
    return answer.text


def line(text: str, name: str) -> str:
    """Return the words of one line of a board."""
    found = next(row for row in re.findall(r"<tr.*?</tr>", text, re.DOTALL) if f">{name}</a>" in row)
    return " ".join(re.sub(r"<title>.*?</title>|<[^>]*>", " ", found).split())


@pytest.mark.usefixtures("ranked")
class TestLines:
    def test_ties_movement_and_gap_are_words(self, client: FlaskClient) -> None:
        five()
        text = board(client)
        assert line(text, "Bo").startswith("1 up 2 B Bo")
        assert line(text, "Ann").startswith("=2 – A Ann")
        assert line(text, "Cy").startswith("=2 down 1")
        assert line(text, "Dee").startswith("4 new")
        assert "in the lead" in line(text, "Bo")
        assert "−15" in line(text, "Ann")
        assert "15 points behind the leader" in line(text, "Ann")

    def test_it_is_a_table_with_caption_and_scopes(self, client: FlaskClient) -> None:
        five()
        text = board(client)
        assert re.search(r"<caption[^>]*>\s*Reps, third quarter 2026\. Running: 16 days left", text)
        assert text.count('scope="col"') == 6
        assert text.count('scope="row"') == 5

    def test_legs_are_the_months(self, client: FlaskClient) -> None:
        five()
        stand("Ann", 1, 1, 50, 1, period="2026-07")
        stand("Ann", 1, 1, 25, 1, period="2026-09")
        row = next(row for row in re.findall(r"<tr.*?</tr>", board(client), re.DOTALL) if ">Ann</a>" in row)
        assert re.findall(r"<title>(.*?)</title>", row) == ["July: 50", "September: 25"]
        assert row.count("url(#provisional)") == row.count("url(#running)") == 1

    def test_a_closed_period_moves_against_the_one_before(self, client: FlaskClient) -> None:
        stand("Ann", 1, 1, 20, 9, period="2026-08")
        stand("Ann", 3, 3, 10, 9, period="2026-07")
        text = board(client, "board=rep&period=2026-08")
        assert line(text, "Ann").startswith("1 up 2")
        assert "Provisional: over, not closed yet" in text

    def test_reps_show_the_team_they_were_in(self, client: FlaskClient) -> None:
        five()
        assert "North" in line(board(client), "Cy")


@pytest.mark.usefixtures("ranked")
class TestScope:
    def test_search_leaves_ranks_alone(self, client: FlaskClient) -> None:
        five()
        text = board(client, "board=rep&q=DÉE")
        assert line(text, "Dee").startswith("4 new")
        assert "1 found" in text
        assert ">Bo</a>" not in text

    def test_nobody_found(self, client: FlaskClient) -> None:
        five()
        assert "Nobody of this name" in board(client, "board=rep&q=%3Cb%3E")

    def test_a_side_has_its_own_ranks(self, client: FlaskClient) -> None:
        stand("Market", 3, 3, 5, 3, board="team")
        stand("Market", 1, 1, 5, 1, board="team", side="marketing")
        assert line(board(client, "board=team"), "Market").startswith("3 –")
        assert line(board(client, "board=team&side=marketing"), "Market").startswith("1 –")

    @pytest.mark.parametrize("asked", ["period=2026-Q5", "period=x", "board=x", "side=finance"])
    def test_what_there_is_not(self, client: FlaskClient, asked: str) -> None:
        factories.log_in(client, "ada@example.com")
        assert client.get(f"/board?{asked}").status_code == 404

    def test_ways_to_other_periods(self, client: FlaskClient) -> None:
        text = board(client, "board=rep&period=2026-08&side=sales")
        assert 'href="/board?board=rep&amp;period=2026-07&amp;side=sales" rel="prev"' in text
        assert 'href="/board?board=rep&amp;period=2026-09&amp;side=sales" rel="next"' in text
        assert 'rel="next"' not in client.get("/board?period=2026-09").text
        assert 'rel="prev"' not in client.get("/board?period=2026-04").text


def test_pages_are_cut_by_place(client: FlaskClient, session: scoped_session[Session]) -> None:
    factories.agreement(SEPTEMBER)
    factories.people([f"Rep {number:02}" for number in range(1, 31)], {"East": "sales"})
    factories.user("ada@example.com", "admin")
    for number in range(1, 31):
        stand(f"Rep {number:02}", number, number, 100 - number, number)
    text = board(client, "board=rep&page=2")
    assert line(text, "Rep 26").startswith("26 –")
    assert ">Rep 25</a>" not in text
    assert "74" in line(text, "Rep 26")
    assert ">Rep 26</a>" in client.get("/board?board=rep&page=99").text


@pytest.mark.usefixtures("ranked")
class TestOwn:
    def test_one_is_told_where_one_stands(self, client: FlaskClient) -> None:
        five()
        text = board(client, who="r1@example.com")
        assert "You share the 2nd place, 15 points behind Bo." in text
        assert f'data-own="r{rep_id("Ann")} t' in text
        assert f"#row-r{rep_id('Ann')}" in text

    def test_the_polled_piece_is_the_same_for_everyone(self, app: Flask) -> None:
        five()
        pieces = set()
        for who in ("r1@example.com", "ada@example.com", "max@example.com"):
            client = factories.log_in(app.test_client(), who)
            pieces.add(client.get("/board?board=rep", headers={"HX-Request-Type": "partial"}).text)
        assert len(pieces) == 1

    def test_who_may_open_which_sheet(self, app: Flask) -> None:
        north = db.session.query(Team.id).filter(Team.name == "North").scalar()
        text = {who: board(app.test_client(), who=f"{who}@example.com") for who in ("ada", "max", "r1")}
        assert 'data-open="all"' in text["ada"]
        assert f'data-open="t{north}"' in text["max"]
        assert f'data-open="r{rep_id("Ann")} t' in text["r1"]

    def test_the_leader_and_equal_points(self, client: FlaskClient) -> None:
        stand("Ann", 1, 1, 50, 1)
        stand("Bo", 2, 2, 50, 2)
        assert "You are in the lead, on equal points with Bo." in board(client, who="r1@example.com")
        mine = client.get("/board/mine?board=rep")
        assert mine.status_code == 200
        assert 'id="mine"' in mine.text


def a_line(rank: int, points: int, name: str = "Ann") -> Line:
    return Line(1, rank, rank, points, 1, 2, None, "a", name, "")


@pytest.mark.parametrize(
    ("line", "shared", "above", "below", "said"),
    [
        (a_line(1, 9), False, None, None, "You are in the lead."),
        (a_line(1, 9), True, None, a_line(3, 1), "You share the lead."),
        (a_line(1, 9), False, None, a_line(2, 8, "Bo"), "You are in the lead, 1 point ahead of Bo."),
        (a_line(3, 9), False, a_line(2, 9, "Bo"), None, "You are 3rd, on equal points with Bo."),
        (a_line(3, 9), True, a_line(2, 24, "Bo"), None, "You share the 3rd place, 15 points behind Bo."),
        (a_line(3, 9), False, a_line(2, 2024, "Bo"), None, "You are 3rd, 2,015 points behind Bo."),
    ],
)
def test_standing_in_words(
    app: Flask, line: Line, shared: bool, above: Line | None, below: Line | None, said: str
) -> None:
    with app.test_request_context():
        assert standing_words(line, shared, above, below) == said


@pytest.mark.parametrize(
    ("name", "letters"), [("Zoë van den Berg", "ZB"), ("Ann", "A"), ("R&D – 7", "R7"), ("–", "?")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


class TestEmpty:
    def test_without_an_agreement(self, client: FlaskClient, session: scoped_session[Session]) -> None:
        factories.user("ada@example.com", "admin")
        assert "There is no agreement yet" in board(client)
        assert client.get("/board/mine").status_code == 404

    @pytest.mark.usefixtures("ranked")
    def test_a_quarter_without_scores_shows_the_way_to_the_last_one(self, client: FlaskClient) -> None:
        stand("Ann", 1, 1, 50, 1, period="2026-Q2")
        text = board(client)
        assert "No one is scored here yet" in text
        assert 'href="/board?board=rep&amp;period=2026-Q2"' in text

    @pytest.mark.usefixtures("ranked")
    def test_a_period_that_has_not_begun(self, client: FlaskClient) -> None:
        text = board(client, "board=rep&period=2026-10")
        assert "Begins in 16 days" in text
        assert "The race has not begun" in text
