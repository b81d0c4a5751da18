"""The feed: what happened, for everybody who is logged in; kudos from colleagues, not to oneself."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from app.extensions import db
from app.happenings import page, queries
from app.models.happenings import Happening
from app.scorekeeping import service as scorekeeping
from tests.cast import logged_in
from tests.services.badges import EARNED
from tests.services.closing import CLOSED
from tests.services.facts import CALLS, agree, calls, happened
from tests.services.happenings import notice_all
from tests.web.test_board_live import PARTIAL
from tests.web.test_board_live import queries as statements

ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What a page says to whom is the same on both engines: the statements behind it are tested on each."""


@pytest.fixture(autouse=True)
def company(session: scoped_session[Session], cast: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store the cast; Ines and Jan have met levels in August of 2026, and Ines has just exceeded one in October."""
    monkeypatch.setattr("app.clock.now", lambda: CLOSED)
    agree(CALLS, EARNED)
    happened(*calls("ines", "2026-08-03", "2026-08-04"), *calls("jan", "2026-08-03", "2026-08-04"))
    scorekeeping.catch_up_now()
    notice_all()
    happened(*calls("ines", "2026-10-06", "2026-10-07", "2026-10-08", "2026-10-09"))
    scorekeeping.catch_up_now()
    notice_all()


def words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", text, flags=re.DOTALL)).split())


def feed(client: FlaskClient, asked: str = "") -> str:
    answer = client.get(f"/feed{asked}")
    assert answer.status_code == 200
    return words(answer.text.partition('<main id="main"')[2].partition("</main>")[0])


def exceeded() -> int:
    """Return the happening that Ines exceeded a level."""
    found = db.session.scalar(
        select(Happening.id).where(Happening.kind == "exceeded", Happening.board == "rep")
    )
    assert found
    return found


def kudos(client: FlaskClient, number: int, act: str = "kudos", **more: dict[str, str]) -> int:
    return client.post(f"/feed/{number}/{act}", **more).status_code  # type: ignore[arg-type]


class TestFeed:
    @ON_ONE
    def test_everybody_reads_what_happened(self, app: Flask) -> None:
        for who in ("jan", "nils", "mara", "ada"):
            found = feed(logged_in(app, who))
            assert "Ines exceeded “calls” in October 2026 Nord, 9:00" in found
            assert " today " in found
            assert "Jan completed August 2026 with 10 points; levels: 1 met" in found
            assert "Ines earned “clean”, gold: August 2026" in found

    @ON_ONE
    def test_of_one_team_or_of_ones_own(self, app: Flask) -> None:
        jan = logged_in(app, "jan")
        assert "Ines" not in feed(jan, "?team=S%C3%BCd")
        assert "Jan completed" in feed(jan, "?team=S%C3%BCd")
        assert "Ines" not in feed(jan, "?mine=1")
        assert "Jan" not in feed(logged_in(app, "mara"), "?mine=1")
        assert jan.get("/feed?team=nowhere").status_code == 404

    def test_page_after_page(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(page, "LINES", 3)
        client, address, seen = logged_in(app, "jan"), "/feed", list[str]()
        while address:
            text = client.get(address).text
            seen += re.findall(r'<li id="happening-(\d+)"', text)
            older = re.search(r'href="([^"]*)" rel="next"', text)
            address = unescape(older[1]) if older else ""
        every = [one.id for one in queries.page(None, None, 1000)]
        assert list(map(int, seen)) == every
        assert len(every) > 6

    @ON_ONE
    @pytest.mark.parametrize("before", ["nonsense", "1-", f"{'9' * 40}-1"])
    def test_an_odd_address_is_the_newest(self, app: Flask, before: str) -> None:
        assert "Ines exceeded" in feed(logged_in(app, "jan"), f"?before={before}")

    @ON_ONE
    def test_while_nothing_happened(self, app: Flask) -> None:
        db.session.execute(update(Happening).values(gone_at=CLOSED, live=False))
        db.session.commit()
        assert "Nothing yet" in feed(logged_in(app, "jan"))

    def test_a_poll_of_what_has_not_changed_reads_nothing(self, app: Flask) -> None:
        jan = logged_in(app, "jan")
        first = jan.get("/feed", headers=PARTIAL)
        assert first.text.lstrip().startswith('<div id="feed"')
        with statements() as seen:
            again = jan.get("/feed", headers={**PARTIAL, "HX-PTag": first.headers["HX-PTag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert not [one for one in seen if "happening" in one]

    def test_statements_are_few(self, app: Flask) -> None:
        jan = logged_in(app, "jan")
        jan.get("/feed")
        with statements() as seen:
            jan.get("/feed", headers=PARTIAL)
        assert len(seen) <= 18


class TestKudos:
    def test_they_are_given_seen_and_taken_back(self, app: Flask) -> None:
        jan, number = logged_in(app, "jan"), exceeded()
        assert 'aria-pressed="false"' in jan.get("/feed").text
        answer = jan.post(f"/feed/{number}/kudos?team=Nord")
        assert (answer.status_code, answer.location) == (303, f"/feed?team=Nord#happening-{number}")
        assert kudos(jan, number) == 303
        assert "Kudos 1 : Ines exceeded “calls” in October 2026 Kudos from Jan" in feed(jan)
        assert "Kudos from Jan" in feed(logged_in(app, "nils"))
        assert "Kudos from Jan" in words(logged_in(app, "ines").get("/me").text)
        assert kudos(jan, number, "kudos/back") == 303
        assert "Kudos from" not in feed(jan)

    @ON_ONE
    def test_htmx_gets_the_line_by_itself(self, app: Flask) -> None:
        number = exceeded()
        text = logged_in(app, "jan").post(f"/feed/{number}/kudos", headers=PARTIAL).text
        assert text.lstrip().startswith(f'<li id="happening-{number}"')
        assert 'aria-pressed="true"' in text
        assert f'hx-post="/feed/{number}/kudos/back"' in text

    @ON_ONE
    def test_not_to_oneself(self, app: Flask) -> None:
        ines, number = logged_in(app, "ines"), exceeded()
        assert kudos(ines, number) == 403
        assert f'action="/feed/{number}/kudos"' not in ines.get("/feed").text
        team = db.session.scalar(select(Happening.id).where(Happening.board == "team"))
        assert team
        assert kudos(logged_in(app, "jan"), team) == 303

    @ON_ONE
    @pytest.mark.parametrize("who", ["nils", "mara", "ada"])
    def test_who_is_no_rep_gives_none(self, app: Flask, who: str) -> None:
        client, number = logged_in(app, who), exceeded()
        assert [kudos(client, number), kudos(client, number, "kudos/back")] == [403, 403]
        assert "aria-pressed" not in client.get("/feed").text.partition('id="feed"')[2].partition("</ul>")[0]

    @ON_ONE
    def test_not_for_what_is_gone(self, app: Flask) -> None:
        number = exceeded()
        db.session.execute(update(Happening).values(gone_at=CLOSED, live=False))
        db.session.commit()
        jan = logged_in(app, "jan")
        assert [kudos(jan, number), kudos(jan, number, "kudos/back"), kudos(jan, 999_999)] == [404, 404, 404]
