"""The agreement as plain sentences: each made from the terms that it is judged by."""

import textwrap
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from app.agreement.figures import Clause, clause
from app.agreement.times import calendar_words
from app.extensions import db
from app.models.agreement import Holiday
from scoring.agreement import Agreement
from scoring.agreement_format import parse_agreement
from tests import factories

SEPTEMBER = 2026 * 12 + 8
HEAD = """
[agreement]
name = "SLA"
starts = "2026-07"
timezone = "Europe/Berlin"
{agreement}
[calendar]
{calendar}
[[service_level]]
id = "one"
name = "One"
side = "sales"
points = {{ met = 10, exceeded = 15 }}
{level}
"""
COUNT = 'measure = "count"\nof = { kind = "a.b" }\n'
RATIO = 'measure = "ratio"\nof = { kind = "a.b" }\nover = { kind = ["a.b", "c.d_e"] }\n'
MEAN = 'measure = "mean"\nof = { kind = "a.b" }\n'
CLOCK = 'measure = "timely"\ntarget = 0.9\nclock.start = "a.b"\nclock.stop = ["c.d", "e.f"]\n'


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel("2026-09-15T10:00:00Z", tick=False):
        yield


def parsed(level: str, calendar: str = "", agreement: str = "") -> Agreement:
    return parse_agreement(
        HEAD.format(level=textwrap.dedent(level), calendar=calendar, agreement=agreement), lambda _: None
    )


def words(app: Flask, level: str, calendar: str = "") -> Clause:
    found = parsed(level, calendar)
    with app.test_request_context():
        return clause(found.levels[0], found.calendar)


EACH = " each month for each full-time rep."
BASELINE = " one's own baseline each month."

PROMISES = [
    (COUNT + "target = 20", "At least 20 “a b”" + EACH),
    (COUNT + 'target = 20\ndirection = "at_most"', "At most 20 “a b”" + EACH),
    (COUNT + 'target = 4\ndistinct = "subject"', "At least 4 different subjects of “a b”" + EACH),
    (COUNT + 'target = 4\nevery = "week"', "At least 4 “a b” each week for each full-time rep."),
    (
        'measure = "sum"\nof = { kind = "a.b" }\ntarget = 2500.5',
        "The values of “a b” add up to at least 2,500.5" + EACH,
    ),
    (RATIO + "target = 0.3333", "“a b” come to at least 33.33% of all “a b” or “c d e” each month."),
    (MEAN + 'target = 120\ndirection = "at_most"', "The average value of “a b” is at most 120 each month."),
    (
        CLOCK + 'clock.within = "24h"',
        (
            "At least 90% of all “a b” are followed by “c d” or “e f” within 24 "
            "business hours (= 3 working days) each month."
        ),
    ),
    (
        COUNT + "target = { months = 3, improve_by = 0.10 }",
        "The number of “a b” is at least 10% above" + BASELINE,
    ),
    (
        RATIO + 'direction = "at_most"\ntarget = { months = 3, improve_by = 0.10 }',
        "The part that “a b” come to of all “a b” or “c d e” is at least 10% below" + BASELINE,
    ),
    (
        COUNT + 'distinct = "subject"\ntarget = { months = 3, improve_by = 0.1 }',
        "The number of different subjects of “a b” is at least 10% above" + BASELINE,
    ),
    (
        CLOCK.replace("0.9", "{ months = 1, improve_by = 0 }") + 'clock.within = "2d"\nclock.hours = "wall"',
        "The part of “a b” followed by “c d” or “e f” within 2 days is at least 0% above" + BASELINE,
    ),
    (
        'measure = "count"\ntarget = 1\nof = { kind = "a.b", where = { x = ["p", "q"], y = "" } }',
        "At least 1 “a b” with x “p” or “q” and y empty" + EACH,
    ),
]


@pytest.mark.parametrize(("level", "promise"), PROMISES)
def test_promises(app: Flask, level: str, promise: str) -> None:
    assert words(app, level).promise == promise


WITHIN = [
    ('"30m"', "30 business minutes"),
    ('"4h"', "4 business hours"),
    ('"8h"', "8 business hours (= 1 working day)"),
    ('"2d"', "2 working days (= 16 business hours)"),
    ('"1.5d"', "1.5 working days (= 12 business hours)"),
    ('"1m"\nclock.hours = "wall"', "1 minute"),
    ('"24h"\nclock.hours = "wall"', "24 hours"),
]


@pytest.mark.parametrize(("within", "shown"), WITHIN)
def test_times(app: Flask, within: str, shown: str) -> None:
    assert f"within {shown} each month" in words(app, f"{CLOCK}clock.within = {within}").promise


RULES = [
    (COUNT + "target = 20\nexceed = 30", "Exceeded at 30."),
    (RATIO + "target = 0.1\nmin_volume = 5", "Judged once there are 5."),
    (COUNT + 'target = 4\nevery = "week"', "The month counts as every week of it does."),
    (COUNT + 'target = 4\nevery = "week"\nweeks_met = 0.75', "when at least 75% of its weeks are."),
    (
        COUNT + "target = 10\nteam_target = 30",
        "A team as a whole owes at least 30, whatever its size, and can only meet it.",
    ),
    (COUNT + "target = 10\nteam_target = 30\nteam_exceed = 40", "whatever its size; exceeded at 40."),
    (COUNT + 'target = 10\nscored = ["rep"]', "Judged for reps only."),
    (COUNT + 'target = 10\nscored = ["team"]', "Judged for teams only."),
    (
        COUNT + "target = { months = 1, improve_by = 0.1, exceed_by = 0.2 }",
        "one's own result of the month before. Exceeded at 20% more than it.",
    ),
    (
        MEAN + 'direction = "at_most"\ntarget = { months = 3, improve_by = 0.1, exceed_by = 0.2 }',
        "of the 3 months before. Exceeded at 20% less than it.",
    ),
    (CLOCK + 'clock.within = "8h"', "the time starts again for him"),
    (CLOCK + 'clock.within = "8h"\nclock.handover = "carry"', "it goes on with the time already used."),
    (
        CLOCK + 'clock.within = "8h"\nclock.pause = "p.q"\nclock.resume = "r.s"',
        "The time stands still from “p q” to “r s”.",
    ),
    (CLOCK + 'clock.within = "8h"\nclock.pause = "p.q"', "The time stands still from “p q” on."),
]


@pytest.mark.parametrize(("level", "rule"), RULES)
def test_rules(app: Flask, level: str, rule: str) -> None:
    assert rule in " ".join(words(app, level).rules)


def test_points(app: Flask) -> None:
    assert words(app, COUNT + "target = 2").points == "10 points when met"
    assert words(app, COUNT + "target = 2\nexceed = 3").points == "10 points when met, 15 when exceeded"


CALENDARS = [
    ("", "", "Business time runs Monday to Friday from 9:00\u202fAM to 5:00\u202fPM."),
    ('workdays = ["mon", "wed", "sat"]', "", "runs Monday, Wednesday, and Saturday from"),
    ('closes = "24:00"', "", "to 12:00\u202fAM"),
    ("", "", "Every day, week and month is cut in Central European Time (Europe/Berlin)."),
    ("", "", "No public holidays are left out."),
    ('holidays = "DE-BY"', "", "Public holidays: Germany (DE-BY)."),
    ('closed = ["2026-12-24"]', "", "Closed besides: December 24, 2026."),
    ("", "fiscal_year_starts = 4", "The fiscal year starts in April."),
]


@pytest.mark.parametrize(("calendar", "agreement", "sentence"), CALENDARS)
def test_calendar(app: Flask, calendar: str, agreement: str, sentence: str) -> None:
    with app.test_request_context():
        assert sentence in " ".join(calendar_words(parsed(COUNT + "target = 1", calendar, agreement)))


@pytest.fixture
def reader(client: FlaskClient, session: scoped_session[Session]) -> FlaskClient:
    """Return the browser of a rep who reads."""
    factories.user("r1@example.com", "rep")
    return factories.log_in(client, "r1@example.com")


def test_the_page(reader: FlaskClient) -> None:
    version = factories.agreement(SEPTEMBER).versions[0]
    factories.people(["Ann"], {"North": "sales"})
    db.session.add(Holiday(version_id=version.id, day=739_900, name="Reformation Day"))
    db.session.commit()
    text = reader.get("/agreement").text
    for part in (
        "Marketing promises",
        "No team is on this side yet.",
        "North",
        "MQL",
        "Lead",
        "In force",
        "Sales promises",
    ):
        assert part.lower() in text.lower()
    assert text.index('id="lead-disposition"') < text.index('id="revenue"')
    assert "the metric that matters" in text


def test_versions_can_be_chosen(reader: FlaskClient) -> None:
    for month in (SEPTEMBER - 3, SEPTEMBER - 1, SEPTEMBER + 2):
        factories.agreement(month)
    text = reader.get("/agreement").text
    assert "In force, until November 2026 begins" in text
    assert "Was in force until August 2026 began" in reader.get("/agreement?version=2026-06").text
    assert "Will be in force from November 2026 on" in reader.get("/agreement?version=2026-11").text
    assert reader.get("/agreement?version=2026-12").status_code == 404


def test_without_an_agreement(reader: FlaskClient) -> None:
    assert "There is no agreement yet" in reader.get("/agreement").text
