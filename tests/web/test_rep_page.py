"""The page of a rep: what he sees in five seconds, who else may see it, and what it costs."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from app.extensions import db
from app.models.people import LAST_DAY, Membership, Rep
from app.models.scores import PointsChange
from app.scorekeeping.service import catch_up
from tests import factories
from tests.services.facts import (
    CALLS,
    CALLS_A_WEEK,
    DISPOSED,
    act,
    agree,
    at,
    calls,
    happened,
    month,
    people,
    rep,
)
from tests.web.test_board_live import PARTIAL, queries

ONE_ENGINE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""For what is decided after the last row was read."""
WEDNESDAY = "2026-09-16T12:00"
PLAN = """
[bonus]
currency = "EUR"
[[bonus.prize]]
name = "Best of sales"
board = "rep"
side = "sales"
places = ["500.00", "100.00"]
min_points = 20
[[bonus.rate]]
name = "Points"
board = "rep"
per_point = "1.50"
"""


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel("2026-09-16T10:00:00Z", tick=False):
        yield


def who(client: FlaskClient, name: str) -> FlaskClient:
    """Log in one of the company."""
    return factories.log_in(client, f"{name}@example.com")


def words(text: str, part: str) -> str:
    """Return what a section of the page says, by its id."""
    found = text[text.index(f'id="{part}"') :]
    return " ".join(re.sub(r"<[^>]*>", " ", found[found.index(">") + 1 : found.index("</section>")]).split())


@pytest.fixture
def company(session: scoped_session[Session]) -> None:
    """Store a company in mid-September: Ann leads by what she did, Bob follows, Cyd has done nothing."""
    agree(CALLS, DISPOSED, CALLS_A_WEEK, more=PLAN)
    people(ann="North", bob="North", cyd="South")
    for key in ("ann", "bob", "cyd"):
        db.session.execute(update(Rep).where(Rep.key == key).values(email=f"{key}@example.com"))
    db.session.commit()
    for name, role, *teams in (
        ("ann", "rep"), ("bob", "rep"), ("cyd", "rep"), ("ada", "admin"), ("mara", "manager", "North"),
        ("max", "manager", "South"), ("nils", "rep"),
    ):  # fmt: skip
        factories.user(f"{name}@example.com", role, *teams)
    happened(
        *calls("ann", "2026-09-07", "2026-09-08"),
        act("lead.assigned", "2026-09-08T09:00", "ann", "L1"),
        act("lead.disposed", "2026-09-08T10:00", "ann", "L1"),
    )
    catch_up(at("2026-09-09T12:00"), "activities of CRM")
    happened(
        *calls("ann", "2026-09-09", "2026-09-10"),
        *calls("bob", "2026-09-14"),
        act("lead.assigned", "2026-09-15T13:00", "ann", "Soon & Sons"),
        act("lead.assigned", "2026-09-16T11:00", "ann", "Later"),
        act("lead.assigned", "2026-09-14T09:00", "ann", "Held"),
        act("lead.held", "2026-09-14T10:30", "ann", "Held"),
    )
    catch_up(at(WEDNESDAY), "activities of CRM")


@pytest.mark.usefixtures("company")
class TestOwn:
    def test_where_he_stands(self, client: FlaskClient) -> None:
        text = who(client, "ann").get("/me").text
        stand = words(text, "stand")
        assert "1st of 3 reps" in stand
        assert "35 points" in stand

    def test_what_a_quarter_that_ended_now_would_bring(self, client: FlaskClient, app: Flask) -> None:
        ann = words(who(client, "ann").get("/me").text, "stand")
        assert "1st of 3 in sales: €552.50" in ann
        assert "Best of sales €500.00" in ann
        assert "Points €52.50" in ann
        assert "35 points ahead of Bob" in ann
        bob = words(who(app.test_client(), "bob").get("/me").text, "stand")
        assert "2nd of 3 in sales, shared" in bob
        assert "35 points to 1st place: Ann" in bob
        assert "20 more points, and this place brings €100.00." in bob

    def test_what_is_due_comes_by_deadline_in_business_time(self, client: FlaskClient) -> None:
        due = words(who(client, "ann").get("/me").text, "due")
        assert due.index("Soon &amp; Sons") < due.index("Later") < due.index("On hold") < due.index("Held")
        assert "today, 1:00" in due
        assert "soon 1 h of business time left" in due
        assert "tomorrow, 11:00" in due
        assert "7 h of business time left" in due
        assert "2 days old disposed on hold 1 h 30 min used" in due

    @ONE_ENGINE
    def test_what_is_needed_is_told_in_words(self, client: FlaskClient, app: Flask) -> None:
        ann = words(who(client, "ann").get("/me").text, "levels")
        assert "September 2026" in ann
        assert "To stay met at most 5 of the next 10 late" in ann
        assert "To meet the month all 3 weeks that are left" not in ann
        bob = words(who(app.test_client(), "bob").get("/me").text, "levels")
        assert "To meet it 1 more by Wednesday, September 30" in bob
        assert "To exceed it 3 more by Wednesday, September 30" in bob
        assert "This week, to meet it 1 more by Friday, September 18" in bob
        assert "To meet the month not possible any more this month" in bob

    def test_who_has_nothing_yet_is_told_what_will_be_here(self, client: FlaskClient) -> None:
        text = who(client, "cyd").get("/me").text
        assert "0 points" in words(text, "stand")
        assert "no clock runs" in words(text, "due")

    @ONE_ENGINE
    def test_the_front_page_of_a_rep_is_his_own(self, client: FlaskClient) -> None:
        assert who(client, "ann").get("/").location == "/me"
        assert 'aria-current="page">My page</a>' in client.get("/me").text

    @ONE_ENGINE
    def test_who_is_no_rep_is_sent_to_what_is_his(self, client: FlaskClient) -> None:
        places = {"mara": ("/me", "/team-report"), "ada": ("/me/points", "/board"), "nils": ("/me", "/board")}
        for name, (path, place) in places.items():
            assert who(client, name).get(path, follow_redirects=True).request.path == place

    @ONE_ENGINE
    def test_a_quarter_that_begins_has_no_points_yet(self, client: FlaskClient) -> None:
        with time_machine.travel("2026-10-01T06:00:00Z", tick=False):
            text = who(client, "ann").get("/me").text
        assert "No points this quarter yet" in words(text, "stand")
        assert "Nothing is scored this month" in words(text, "levels")
        assert 'href="/me/points"' in text

    def test_who_left_his_team_still_has_what_he_won(self, client: FlaskClient) -> None:
        gone = date(2026, 9, 14).toordinal()
        db.session.execute(update(Membership).where(Membership.ends == LAST_DAY).values(ends=gone))
        db.session.commit()
        text = who(client, "ann").get("/me").text
        assert "35 points" in words(text, "stand")


def test_without_an_agreement_there_is_a_page(app: Flask, client: FlaskClient, cast: None) -> None:
    client.post("/login", data={"email": "ines@example.com", "password": "correct-horse-7"})
    for path in ("/me", "/me/points"):
        assert "There is no agreement yet" in client.get(path).text


@pytest.mark.usefixtures("company")
class TestOthers:
    def test_a_managers_view_is_for_his_own_people(self, client: FlaskClient) -> None:
        chart = re.findall(r"/charts/points/light/\w+/ann", who(client, "ann").get("/me").text)[0]
        for name, status in {"ann": 200, "bob": 403, "mara": 200, "max": 403, "ada": 200}.items():
            who(client, name)
            for path in ("/reps/ann", "/points/rep/ann", chart):
                assert client.get(path).status_code == status
            assert client.get("/reps/nobody").status_code == 404

    @ONE_ENGINE
    def test_it_is_the_same_page(self, client: FlaskClient) -> None:
        text = who(client, "mara").get("/reps/ann").text
        assert 'hx-get="/reps/ann"' in text
        assert 'href="/points/rep/ann"' in text
        assert "€552.50" in words(text, "stand")


@pytest.mark.usefixtures("company")
class TestLive:
    def test_a_poll_of_what_has_not_changed_reads_nothing(self, client: FlaskClient) -> None:
        first = who(client, "ann").get("/me", headers=PARTIAL)
        assert first.text.lstrip().startswith('<section id="now"')
        with queries() as seen:
            again = client.get("/me", headers={**PARTIAL, "HX-PTag": first.headers["HX-PTag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert not [one for one in seen if re.search(r"standing|score\b|clock\b|rep\b", one)]

    @ONE_ENGINE
    def test_the_time_left_goes_on_though_nothing_else_does(self, client: FlaskClient) -> None:
        tag = who(client, "ann").get("/me", headers=PARTIAL).headers["HX-PTag"]
        with time_machine.travel("2026-09-16T10:30:00Z", tick=False):
            later = client.get("/me", headers={**PARTIAL, "HX-PTag": tag})
        assert later.status_code == 200
        assert "30 min of business time left" in words(later.text, "due")

    def test_what_it_costs(self, client: FlaskClient) -> None:
        who(client, "ann").get("/me")
        with queries() as seen:
            client.get("/me", headers=PARTIAL)
        assert len(seen) <= 36


@pytest.mark.usefixtures("company")
class TestPoints:
    def test_a_correction_is_a_reversal_and_a_new_entry(self, client: FlaskClient) -> None:
        text = who(client, "ann").get("/me/points").text
        rows = [
            " ".join(re.sub(r"<[^>]*>", " ", row).split())
            for row in re.findall(r"<tr.*?</tr>", text, re.DOTALL)
        ]
        mine = [row.partition("calls September, ")[2] for row in rows if " calls September, " in row]
        assert mine == [
            "exceeded. Because of: activities of CRM +15 35",
            "reversed. Because of: activities of CRM −10 20",
            "met. Because of: activities of CRM +10 10",
        ]  # fmt: skip
        assert "as the board has it: 35 35" in rows[-1]

    @ONE_ENGINE
    def test_others_stay_out_of_it(self, client: FlaskClient) -> None:
        causes = ("absence of ann", "absence of bob", "time, membership of bob", "alias robert")
        ann, july = rep("ann"), month("2026-07")
        db.session.add_all(
            PointsChange(at=number, board="rep", who=ann, month=july, level="calls", before=number, after=number + 1,
                         cause=cause)
            for number, cause in enumerate(causes)
        )  # fmt: skip
        db.session.commit()
        text = who(client, "ann").get("/me/points?period=2026-07").text
        assert set(re.findall("Because of: ([^<]*)<", text)) == {"absence of ann", "a change of people"}

    def test_a_period_without_entries_says_so(self, client: FlaskClient) -> None:
        assert "No entries in this period" in who(client, "ann").get("/me/points?period=2026-08").text
        assert client.get("/me/points?period=2026-13").status_code == 404


@ONE_ENGINE
@pytest.mark.usefixtures("company")
class TestCharts:
    def test_the_same_data_are_the_same_bytes_kept_by_browsers(self, client: FlaskClient) -> None:
        text = who(client, "ann").get("/me").text
        assert "Points by month: Jul 0, Aug 0, Sep 35." in text
        urls = sorted(set(re.findall(r"/charts/[\w/-]+", text)))
        assert len(urls) == 8
        from app.charts import drawing

        for url in (urls[0], urls[-1]):
            answer = client.get(url)
            assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
            assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
            drawing.draw.cache_clear()
            assert client.get(url).data == answer.data
            assert b"<dc:date>" not in answer.data

    def test_an_older_version_leads_to_the_newest(self, client: FlaskClient) -> None:
        url = re.findall(r"/charts/levels/dark/\w+/ann", who(client, "ann").get("/me").text)[0]
        answer = client.get("/charts/levels/dark/0123/ann")
        assert (answer.status_code, answer.location) == (303, url)
        for wrong in ("/charts/levels/pink/0123/ann", "/charts/pies/dark/0123/ann"):
            assert client.get(wrong).status_code == 404
