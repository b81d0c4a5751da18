"""The exceptions of a working day: what was missed, who takes care of it, what was noted, the file."""

import csv
import re

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.compliance import queries
from app.compliance.exceptions import Entry, report
from app.extensions import db
from app.models.compliance import FollowUp
from app.scorekeeping import service as scorekeeping
from app.scoresheet import queries as sheets
from app.stamp import reading
from tests.cast import add_people, add_users, logged_in
from tests.services.facts import CALLS, CALLS_A_WEEK, DISPOSED, act, agree, at, calls, day, happened

NOW = at("2026-11-09T12:00")
"""A Monday: the report is that of Friday, and of the week that ended after it."""
FRIDAY = day("2026-11-06")
PAGE = "/team-report/exceptions"
LIMIT = CALLS.replace('"calls"', '"complaints"').replace("call.made", "complaint").replace(
    "target = 2\nexceed = 4", 'direction = "at_most"\ntarget = 2'
).replace("points = { met = 10, exceeded = 15 }", "points = { met = 10 }")  # fmt: skip


@pytest.fixture(autouse=True)
def company(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    """Store what happened up to Monday: Ole's clock ran out on Friday, Jan's too, and Ole made one call of two."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    agree(DISPOSED, CALLS_A_WEEK, LIMIT)
    add_people()
    add_users()
    happened(
        act("lead.assigned", "2026-11-05T12:00", "ole", "=L1"),
        act("lead.assigned", "2026-11-05T12:00", "jan", "L2"),
        act("lead.assigned", "2026-11-04T12:00", "ole", "L3"),
        *calls("ole", "2026-11-03"),
        *calls("ines", "2026-11-03", "2026-11-04", "2026-11-05"),
    )
    scorekeeping.catch_up(at("2026-11-04T09:00"), "early")
    scorekeeping.catch_up_now()


def entries(app: Flask, when: int = FRIDAY) -> list[Entry]:
    """Return what is reported of Nord."""
    teams = [queries.Team(*row) for row in sheets.teams(None) if row[1] == "Nord"]
    with app.test_request_context():
        return report(teams, when, reading(), NOW)


def told(app: Flask, when: int = FRIDAY) -> list[tuple[str, str]]:
    return [(one.name, one.told.replace("\u202f", " ")) for one in entries(app, when)]


def key(page: str) -> str:
    """Return the key of the first exception on a page."""
    found = re.search(r'id="exception-(\w+)"', page)
    assert found
    return found[1]


class TestReport:
    def test_names_what_was_missed(self, app: Flask) -> None:
        assert told(app) == [
            ("Ole", "=L1: time ran out on Fri, Nov 6, 12:00 PM"),
            ("Ole", "1, at least 2, in the week up to November 8, 2026"),
        ]
        assert told(app, day("2026-11-05")) == [("Ole", "L3: time ran out on Thu, Nov 5, 12:00 PM")]
        assert told(app, day("2026-11-04")) == []

    def test_a_week_is_proved_in_the_month_that_it_belongs_to(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "now", lambda: at("2026-11-02T12:00"))
        scorekeeping.score(None, at("2026-11-02T12:00"), "all")
        with app.test_request_context():
            urls = {one.name: one.url for one in entries(app, day("2026-10-30"))}
        assert urls.keys() == {"Nord", "Ole", "Ines"}
        assert urls["Ole"].endswith("?period=2026-Q4&month=2026-10&level=weekly-calls#explanation")

    def test_what_cannot_be_met_any_more(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        happened(*(act("complaint", "2026-11-09T10:00", "ines") for _ in range(3)))
        scorekeeping.catch_up_now()
        assert told(app, day("2026-11-09")) == [
            ("Ines", "3, at most 2: it cannot be met any more this month"),
        ]


class TestDoing:
    def test_one_takes_it(self, app: Flask) -> None:
        mara, ada = logged_in(app, "mara"), logged_in(app, "ada")
        where = f"{PAGE}/2026-11-06/{key(mara.get(PAGE).text)}"
        assert "2 exceptions, of which nobody takes care yet" in mara.get("/team-report").text
        assert mara.post(f"{where}/take").status_code == 303
        assert ada.post(f"{where}/take").status_code == 303
        assert "Somebody else was quicker" in ada.get("/account").text
        assert "Taken by mara@example.com, 12:00" in ada.get(PAGE).text
        assert "2 exceptions; nobody takes care of 1 yet" in mara.get("/team-report").text
        assert db.session.scalars(select(FollowUp.act)).all() == ["taken"]

    def test_notes_stay_also_when_it_is_settled(self, app: Flask) -> None:
        mara = logged_in(app, "mara")
        where = f"{PAGE}/2026-11-06/{key(mara.get(PAGE).text)}"
        assert mara.post(where, data={"text": " "}).status_code == 422
        assert mara.post(where, data={"text": "a\0b"}).status_code == 422
        assert mara.post(where, data={"text": "Ole was ill.\n<b>"}).status_code == 303
        assert "Ole was ill.\n&lt;b&gt;" in mara.get(where).text
        happened(act("lead.disposed", "2026-11-05T15:00", "ole", "=L1"))
        scorekeeping.catch_up_now()
        page = mara.get(PAGE).text
        assert "Settled since" in page
        assert "Ole was ill." in page

    def test_what_is_not_his_is_none(self, app: Flask) -> None:
        ada, mara = logged_in(app, "ada"), logged_in(app, "mara")
        keys = set(re.findall(r'id="exception-(\w+)"', ada.get(PAGE).text))
        theirs = keys - set(re.findall(r'id="exception-(\w+)"', mara.get(PAGE).text))
        where = f"{PAGE}/2026-11-06/{theirs.pop()}"
        assert ada.get(where).status_code == 200
        assert [mara.get(where).status_code, mara.post(f"{where}/take").status_code] == [404, 404]
        assert logged_in(app, "ines").post(f"{where}/take").status_code == 403

    def test_what_was_done_is_not_changed(self, app: Flask) -> None:
        mara = logged_in(app, "mara")
        mara.post(f"{PAGE}/2026-11-06/{key(mara.get(PAGE).text)}/take")
        for statement in ("DELETE FROM follow_up", "UPDATE follow_up SET text = 'x'"):
            with pytest.raises(DBAPIError, match="stay as they are"), db.session.begin_nested():
                db.session.execute(text(statement))


def test_the_file_is_harmless(app: Flask) -> None:
    mara = logged_in(app, "mara")
    where = f"{PAGE}/2026-11-06/{key(mara.get(PAGE).text)}"
    mara.post(where, data={"text": "=cmd()"})
    answer = mara.get(f"{PAGE}.csv?day=2026-11-06")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="exceptions-2026-11-06.csv"'
    _heads, first, second = csv.reader(answer.text.replace("\u202f", " ").splitlines())
    assert first == [
        *("2026-11-06", "clock breached", "Nord", "Ole", "disposed"),
        *("'=L1: time ran out on Fri, Nov 6, 12:00 PM", "", "mara@example.com: =cmd()", ""),
    ]
    assert second[:4] == ["2026-11-08", "week missed", "Nord", "Ole"]


@pytest.mark.parametrize("label", ["2026-11-09", "2026-11-10", "2026-06-30", "yesterday", "1-1-1"])
def test_only_days_that_are_over_have_a_report(app: Flask, label: str) -> None:
    assert logged_in(app, "ada").get(f"{PAGE}?day={label}").status_code == 404


def test_a_good_day_is_said_to_be_one(app: Flask) -> None:
    page = logged_in(app, "mara").get(f"{PAGE}?day=2026-11-04").text
    assert "Nothing was missed." in page
    assert 'href="/team-report/exceptions?day=2026-11-03"' in page
    assert 'href="/team-report/exceptions?day=2026-11-05"' in page
