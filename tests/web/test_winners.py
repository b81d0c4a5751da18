"""The winners' pages: podiums with their ties and sides, history, trophies, certificates; nothing that is not final."""

import json
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, scoped_session

from app.extensions import db
from app.models.people import Rep, Team
from app.models.quarters import FINAL, REOPENED, FinalStanding, Quarter, QuarterClose
from app.quarters import service as quarters
from tests.cast import logged_in
from tests.services import closing
from tests.services.closing import CLOSED
from tests.services.facts import CALLS, agree, at, calls, happened, month
from tests.web.test_board_live import queries

LONG = "Maximiliana Donaudampfschifffahrtsgesellschaftskapitänin-Xyz"
MARKETING = CALLS.replace('"calls"', '"leads"').replace('"sales"', '"marketing"')
LINKS = re.compile(r'href="(/winners/[^"]+/certificate/[^"]+)"')

Line = tuple[str, str, str, int, int]
"""Side, board, key, rank, points."""


@pytest.fixture(autouse=True)
def company(session: scoped_session[Session], cast: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store the cast and an agreement of two sides, on a day on which the third quarter of 2026 can be closed."""
    monkeypatch.setattr("app.clock.now", lambda: CLOSED)
    agree(CALLS, MARKETING)


@pytest.fixture
def ines(app: Flask) -> FlaskClient:
    """Return the browser of a rep of Nord."""
    return logged_in(app, "ines")


def final(label: str, *lines: Line, names: dict[str, str] | None = None) -> int:
    """Store a quarter that is final with the given lines on its boards; return the id of its close."""
    year, number = map(int, label.split("-Q"))
    first = month(f"{year}-{3 * number - 2:02}")
    span = {"first": first, "last": first + 2, "label": label}
    close = QuarterClose(
        **span, version=1, closed_at=CLOSED, last_batch=0, last_alias=0, activities=0, versions=json.dumps([]),
        finals=json.dumps([]), roster="", digest="0123456789abcdef" * 4,
    )  # fmt: skip
    db.session.add(close)
    db.session.flush()
    db.session.add(Quarter(**span, state=FINAL, version=1, close_id=close.id))
    ids = {
        "rep": dict(db.session.execute(select(Rep.key, Rep.id)).all()),
        "team": dict(db.session.execute(select(Team.name, Team.id)).all()),
    }
    for place, (side, board, key, rank, points) in enumerate(lines, 1):
        row = {"close_id": close.id, "side": side, "board": board, "who": ids[board][key], "key": key}
        row |= {"name": (names or {}).get(key, key.title()), "place": place, "rank": rank, "points": points}
        db.session.execute(insert(FinalStanding).values(**row, exceeded=2, met=1))
    db.session.commit()
    return close.id


def words(client: FlaskClient, address: str = "/winners", part: str = "main") -> str:
    """Return what a page says, or its element with the id `part`."""
    answer = client.get(address)
    assert answer.status_code == 200
    found = re.search(rf'<(\w+)[^>]*\bid="{part}".*', answer.text, re.DOTALL)
    assert found
    text = found.group().partition("<section id=" if part == "quarter" else f"</{found.group(1)}>")[0]
    return " ".join(unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", text, flags=re.DOTALL)).split())


def test_without_a_final_quarter_the_page_says_what_makes_one(app: Flask, ines: FlaskClient) -> None:
    assert "Nobody has won yet" in words(ines)
    assert "made final, by the nightly run or by a manager" in words(ines)
    assert "/quarters" not in ines.get("/winners").text
    assert 'href="/quarters"' in logged_in(app, "mara").get("/winners").text
    assert 'href="/winners" aria-current="page"' in " ".join(ines.get("/winners").text.split())


def test_a_quarter_that_was_closed_has_its_winners(ines: FlaskClient) -> None:
    happened(*calls("ines", "2026-08-03", "2026-08-04"), *calls("jan", "2026-08-05"))
    quarters.close("2026-Q3", None)
    podium = words(ines, part="quarter")
    assert "Final since October 12, 2026" in podium
    assert "Reps 1st place Ines you 10 points" in podium
    assert "Jan" not in podium, "he has no points"


class TestPodium:
    def test_equal_ranks_are_shared_and_the_next_is_left_out(self, ines: FlaskClient) -> None:
        final("2026-Q3", ("", "rep", "ines", 1, 50), ("", "rep", "ole", 1, 50), ("", "rep", "jan", 3, 40))
        podium = words(ines, part="quarter")
        assert re.findall(r"(?:shared )?\d\w\w place \w+", podium) == [
            "shared 1st place Ines",
            "shared 1st place Ole",
            "3rd place Jan",
        ]

    def test_each_side_has_its_own(self, ines: FlaskClient) -> None:
        final(
            "2026-Q3",
            *(("sales", "team", "Nord", 1, 30), ("marketing", "team", "Markt", 1, 20)),
            *(("", "team", "Nord", 1, 30), ("", "team", "Markt", 2, 20)),
        )
        podium = words(ines, part="quarter")
        assert "All sides" not in podium
        assert re.findall(r"(Sales|Marketing) Teams (\d\w\w place \w+)", podium) == [
            ("Sales", "1st place Nord"),
            ("Marketing", "1st place Markt"),
        ]

    def test_one_side_is_all(self, ines: FlaskClient) -> None:
        final("2026-Q3", ("sales", "team", "Nord", 1, 30), ("", "team", "Nord", 1, 30))
        assert words(ines, part="quarter").count("1st place") == 1
        assert "All sides Teams 1st place Nord your team 30 points" in words(ines, part="quarter")

    def test_who_has_no_points_wins_nothing(self, ines: FlaskClient) -> None:
        final("2026-Q3", ("", "rep", "ines", 1, 0), ("", "rep", "ole", 1, 0))
        assert "Nobody has scored a point" in words(ines)

    def test_long_names_are_whole_and_nothing_in_them_is_markup(self, ines: FlaskClient) -> None:
        assert len(LONG) == 60
        names = {"ines": LONG, "ole": '<b>"Ole" & Co</b>', "jan": "東京 مبيعات"}
        final(
            "2026-Q3", ("", "rep", "ines", 1, 9), ("", "rep", "ole", 2, 8), ("", "rep", "jan", 3, 7),
            names=names,
        )  # fmt: skip
        text = ines.get("/winners").text
        assert "<b>&#34;Ole&#34; &amp; Co</b>" not in text
        assert all(name in unescape(text) for name in names.values())
        for link in LINKS.findall(text):
            assert ines.get(link).status_code == 200

    def test_a_crowd_is_there_on_request(self, ines: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.winners.page.STEPS", (0, 1))
        monkeypatch.setattr("app.winners.page.SHOWN", 2)
        final("2026-Q3", *(("", "rep", key, 1, 9) for key in ("ines", "jan", "mia", "ole")))
        podium = words(ines, part="quarter")
        assert podium.index("Jan") < podium.index("and 2 more") < podium.index("Mia")

    @pytest.mark.parametrize(
        ("who", "sheets"),
        [
            ("ines", {"/sheet/rep/ines", "/sheet/team/Nord"}),
            ("jan", {"/sheet/rep/jan"}),
            ("nils", set()),
            ("mara", {"/sheet/rep/ines", "/sheet/team/Nord"}),
            ("ada", {"/sheet/rep/ines", "/sheet/rep/jan", "/sheet/team/Nord"}),
        ],
    )
    def test_sheets_are_linked_for_whom_they_are_open(self, app: Flask, who: str, sheets: set[str]) -> None:
        final("2026-Q3", ("", "rep", "ines", 1, 9), ("", "rep", "jan", 2, 8), ("", "team", "Nord", 1, 9))
        client = logged_in(app, who)
        links = re.findall(r'href="(/sheet/[^"]+\?period=2026-Q3)"', client.get("/winners").text)
        assert {link.partition("?")[0] for link in links} == sheets
        assert {client.get(link).status_code for link in links} <= {200}

    def test_it_leads_to_its_boards(self, ines: FlaskClient) -> None:
        final("2026-Q3", ("sales", "rep", "ines", 1, 9), ("marketing", "rep", "mia", 1, 8))
        text = unescape(ines.get("/winners").text)
        for link in re.findall(r'href="(/board\?[^"]+)"', text):
            assert ines.get(link).status_code == 200
        assert "/board?board=rep&side=marketing&period=2026-Q3" in text


class TestOverTheYears:
    @pytest.fixture(autouse=True)
    def years(self, company: None) -> None:
        agree(CALLS, starts="2026-01", now="2026-01-01T00:00")
        final("2026-Q1", ("", "team", "Süd", 1, 9), ("", "team", "Nord", 2, 7), names={"Süd": "Südwest"})
        final("2026-Q2", ("", "team", "Süd", 1, 9), ("", "team", "Nord", 1, 9), ("", "rep", "jan", 1, 4))
        final("2026-Q3", ("", "team", "Süd", 1, 8), ("", "rep", "jan", 1, 5), ("", "rep", "ole", 2, 4))

    def test_the_history_has_the_first_of_every_quarter(self, ines: FlaskClient) -> None:
        found = words(ines, part="history")
        assert found.index("Third quarter 2026") < found.index("Second quarter 2026")
        assert re.search(r"Second quarter 2026 .*Süd Nord 9 points .*Jan 4 points", found)
        assert "Ole" not in found
        assert words(ines, "/winners/2026-Q2").startswith("Winners Second quarter 2026")

    def test_trophies_are_those_of_a_team_under_any_name(self, ines: FlaskClient) -> None:
        cabinet = words(ines, part="cabinet")
        assert cabinet.index("Süd 3 × 1st") < cabinet.index("Nord 1 × 1st, 1 × 2nd")
        assert "Q1 2026 as Südwest." in cabinet
        assert "shared 1st place, Second quarter 2026" in cabinet

    def test_titles_are_of_reps_who_were_first(self, ines: FlaskClient) -> None:
        found = words(ines, part="titles")
        assert "Jan 2 × 1st" in found
        assert "Ole" not in found

    def test_a_reopened_quarter_has_no_winners(self, ines: FlaskClient) -> None:
        db.session.execute(update(Quarter).where(Quarter.label == "2026-Q3").values(state=REOPENED))
        db.session.commit()
        page = words(ines)
        assert page.startswith("Winners Second quarter 2026")
        assert "Third quarter 2026 was opened again" in page
        assert "Third quarter 2026 Opened again: no winners" in words(ines, part="history")
        assert "Süd 2 × 1st" in words(ines, part="cabinet")
        assert "It has no winners until it is final once more" in words(ines, "/winners/2026-Q3", "quarter")
        assert ines.get("/winners/2026-Q3/certificate/team/all/S%C3%BCd").status_code == 404

    def test_more_quarters_take_no_more_queries(self, ines: FlaskClient) -> None:
        with queries() as few:
            ines.get("/winners")
        for label in ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"):
            final(label, *(("", "team", name, 1, 5) for name in ("Nord", "Süd", "Markt")))
        with queries() as many:
            ines.get("/winners")
        assert len(many) == len(few) <= 20


def test_a_version_of_its_own_has_its_own_winners(ines: FlaskClient) -> None:
    happened(*calls("ines", "2026-08-03", "2026-08-04"))
    quarters.close("2026-Q3", None)
    happened(*calls("jan", "2026-08-03", "2026-08-04", "2026-08-05", "2026-08-06"))
    closing.reopened()
    assert "Nobody has won yet" in words(ines)
    assert "Third quarter 2026 was opened again" in words(ines)
    quarters.close("2026-Q3", None)
    assert "1st place Jan 15 points" in words(ines, part="quarter")
    assert "version 2" in words(ines, "/winners/2026-Q3/certificate/rep/sales/jan")


class TestCertificate:
    def test_says_what_was_won_and_what_it_rests_on(self, ines: FlaskClient) -> None:
        final("2026-Q3", ("sales", "rep", "jan", 2, 1234), ("marketing", "rep", "mia", 1, 1))
        paper = words(ines, "/winners/2026-Q3/certificate/rep/sales/jan")
        for told in (
            *("Agreement", "Third quarter 2026", "2nd place", "Jan", "Reps of sales", "1,234 points"),
            *("2 levels exceeded", "1 level met", "Made final on October 12, 2026", "version 1"),
            "0123456789abcdef",
        ):
            assert told in paper
        assert "0123456789abcdef0" not in paper

    @pytest.mark.parametrize(
        "address",
        [
            *("2026-Q3/certificate/rep/sales/ole", "2026-Q3/certificate/rep/all/jan"),
            *("2026-Q3/certificate/rep/marketing/jan", "2026-Q3/certificate/team/sales/jan"),
            *("2026-Q2/certificate/rep/sales/jan", "2026-Q3/certificate/rep/sales/", "2026-Q4", "nonsense"),
        ],
    )
    def test_is_for_who_was_on_the_podium(self, ines: FlaskClient, address: str) -> None:
        final(
            "2026-Q3",
            *(
                ("sales", "rep", "jan", 2, 9),
                ("sales", "rep", "ole", 4, 3),
                ("marketing", "rep", "mia", 1, 1),
            ),
        )
        assert ines.get(f"/winners/{address}").status_code == 404

    @pytest.mark.parametrize(
        ("name", "room"),
        [("Jan", "short"), ("Thandiwe Mokoena-Ncube", "medium"), (LONG, "long"), ("東" * 31, "longest")],
    )
    def test_a_name_gets_the_room_it_needs(self, ines: FlaskClient, name: str, room: str) -> None:
        final("2026-Q3", ("", "rep", "jan", 1, 9), names={"jan": name})
        assert f"name-{room}" in ines.get("/winners/2026-Q3/certificate/rep/all/jan").text

    def test_a_side_may_be_called_anything(self, ines: FlaskClient) -> None:
        final("2026-Q3", ("sales/EMEA", "rep", "jan", 1, 9), ("all", "rep", "mia", 1, 1))
        links = LINKS.findall(ines.get("/winners").text)
        assert len(links) == 2
        assert {ines.get(link).status_code for link in links} == {200}


def test_no_page_speaks_of_money(ines: FlaskClient) -> None:
    prize = '[bonus]\ncurrency = "EUR"\n[[bonus.prize]]\nboard = "rep"\nplaces = ["1000.00"]\n'
    agree(CALLS, starts="2026-07", now="2026-07-02T00:00", more=prize)
    happened(*calls("ines", "2026-08-03", "2026-08-04"))
    quarters.close("2026-Q3", None)
    for address in ("/winners", "/winners/2026-Q3", "/winners/2026-Q3/certificate/rep/all/ines"):
        text = words(ines, address)
        assert "Ines" in text
        assert not re.search(r"EUR|€|1[,.]?000|[Bb]onus|[Pp]rize", text)


def test_the_day_is_that_of_the_agreement(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.clock.now", lambda: at("2026-10-13T00:30"))
    happened(*calls("ines", "2026-08-03", "2026-08-04"))
    quarters.close("2026-Q3", None)
    assert "since October 13, 2026" in words(logged_in(app, "ines"), part="quarter")
