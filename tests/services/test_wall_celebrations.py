"""A wall celebrates what came about a moment ago by the course of things, until it is over."""

import json
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app import clock
from app.auth import service as auth
from app.extensions import db
from app.happenings.queries import MOST_NEWS
from app.models.activities import Source
from app.models.happenings import EXCEEDED, LEADER, MONTH, Happening
from app.models.people import Rep
from app.scorekeeping import service as scorekeeping
from app.wall.celebrations import LASTS, SECOND
from tests.services.badges import EARNED
from tests.services.closing import Moment
from tests.services.facts import CALLS, agree, at, calls, happened, month, people, rep
from tests.services.happenings import notice_all

NOON = at("2026-09-10T12:00")
JULY = ("2026-07-01", "2026-07-02", "2026-07-03", "2026-07-06")
SEPTEMBER = month("2026-09")
DAYS = ("2026-09-03", "2026-09-04", "2026-09-05", "2026-09-06")


@pytest.fixture
def wall(client: FlaskClient, moment: Moment) -> FlaskClient:
    """Return the browser of a screen, in a company where nothing is news yet."""
    moment(NOON)
    agree(CALLS, EARNED)
    people(ann="North", bob="South")
    score()
    client.get(f"/wall/open/{auth.create_screen('lobby', NOON)}")
    return client


def score() -> None:
    """Score what came, and notice what happened by it."""
    scorekeeping.catch_up_now()
    notice_all()


def celebrated(wall: FlaskClient) -> list[str]:
    """Return the texts of what is celebrated."""
    listed = wall.get("/wall").text.partition('<ol id="celebrations"')[2].partition("</ol>")[0]
    items = re.findall(r"<b dir=\"auto\">(.*?)</b>\s*<span dir=\"auto\">(.*?)</span>", listed)
    return [f"{name} {words}" for name, words in items]


def test_what_came_about_is_celebrated_until_it_is_over(wall: FlaskClient, moment: Moment) -> None:
    assert celebrated(wall) == []
    happened(*calls("ann", *DAYS))
    score()
    texts = celebrated(wall)
    assert any(text.startswith("Ann exceeded") for text in texts)
    assert any(text.startswith("Ann earned") for text in texts)
    assert f'data-until="{(NOON + LASTS) // SECOND}"' in wall.get("/wall").text
    moment(NOON + LASTS)
    assert celebrated(wall) == texts
    moment(clock.now() + 1)
    assert celebrated(wall) == []


def news(kind: str, number: int, **detail: object) -> None:
    """Store that something came about at noon."""
    its = {"board": "rep", "who": rep("ann"), "side": "", "month": SEPTEMBER, "at": NOON, "live": True}
    db.session.add(Happening(key=f"{kind} {number}", kind=kind, detail=json.dumps(detail), **its))
    db.session.commit()


def test_what_is_never_celebrated_hides_nothing(wall: FlaskClient) -> None:
    for number in range(MOST_NEWS):
        news(MONTH, number, met=1, exceeded=0, points=10)
    news(LEADER, 1)
    assert celebrated(wall) == ["Ann took the lead among all reps"]


def test_what_came_late_is_not(wall: FlaskClient) -> None:
    happened(*calls("ann", *JULY))
    score()
    assert celebrated(wall) == []


def test_while_a_feed_is_late_nobody_takes_a_lead(wall: FlaskClient) -> None:
    news(LEADER, 1)
    news(EXCEEDED, 1, level="calls", name="Calls")
    assert len(celebrated(wall)) == 2
    db.session.add(Source(name="CRM", required=True, expected_every=1, delivered_at=NOON - 2))
    db.session.commit()
    assert celebrated(wall) == ["Ann exceeded “Calls” in September 2026"]


def test_a_name_has_the_room_that_its_letters_take(wall: FlaskClient) -> None:
    happened(*calls("ann", *DAYS))
    score()
    db.session.execute(update(Rep).where(Rep.key == "ann").values(name="高橋さくら" * 2))
    db.session.commit()
    before_name = wall.get("/wall").text.partition('<b dir="auto">高橋さくら')[0]
    assert "name-medium" in before_name.rpartition("<li")[2].splitlines()[0]
