"""The scenes of the wall: each says what it is for, or nothing if it has nothing to say; none of them shows money."""

import json
import re

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, scoped_session

from app.auth import service as auth
from app.charts.figures import trend_data
from app.extensions import db
from app.lateness import Awaited
from app.models.agreement import AgreementVersion
from app.models.happenings import BADGE, Happening
from app.models.people import Rep
from app.models.quarters import REOPENED, Quarter
from app.models.scores import ClockRow, Score, Standing
from app.programme import STANDARD, Item
from app.stamp import reading
from app.wall.scenes import KINDS
from scoring.calendar import HOUR
from tests import factories
from tests.web.test_winners import final
from tests.web.walls import NOW, ON_ONE, THIS, TODAY, Show, in_words, item, scored

pytestmark = pytest.mark.usefixtures("noon")

PLAN = """
[bonus]
currency = "EUR"

[[bonus.prize]]
name = "A thousand: 1000.00 euros"
board = "rep"
side = "sales"
places = ["1000.00", "500.00"]
min_points = 1

[[bonus.prize]]
board = "team"
side = "marketing"
places = ["2500.00"]
min_points = 100000
"""
MONEY = r"€|EUR|1,?000\.00|500\.00|2,?500|thousand"
SAYS = {
    "race": ("Teams, third quarter 2026", "Sales", "Harbour", "Running: 10 days left"),
    "reps": ("Reps, third quarter 2026", "Marketing", "Ines Albrecht"),
    "levels": ("Service levels, September 2026", "New leads handed over", "Harbour Key accounts", "not yet"),
    "badges": ("New badges", "Amelie Roux", "Team spirit"),
    "metric": ("The metric that matters", "New leads disposed within 24 business hours", "at least 90%"),
    "due": ("2 open clocks end today", "Tomorrow", "Northern Lights"),
    "podium": ("Winners, second quarter 2026", "Sales, teams", "Events And Partner Marketing", "120 points"),
    "countdown": ("Third quarter 2026", "Working days left 8", "September 30, 2026", "August"),
    "message": ("Cake at three",),
    "bonus": ("Prizes, if the quarter ended now", "Sales, reps"),
}


@pytest.fixture
def world(session: scoped_session[Session]) -> None:
    """Store the company with a plan for bonuses, scores, clocks, a badge and a quarter that is final."""
    scored(factories.AGREEMENT + PLAN)
    final(
        "2026-Q2",
        ("sales", "team", "Harbour", 1, 120),
        ("marketing", "team", "Events and partner marketing", 1, 120),
        ("sales", "rep", "r1", 1, 90),
    )
    clocks()
    badge()


def clocks() -> None:
    """Let Ines have clocks that end today, tomorrow and in a week."""
    rep = db.session.scalar(select(Rep.id).where(Rep.key == "r1"))
    version = db.session.scalar(select(AgreementVersion.id))
    for number, hours in enumerate((1, 3, 23, 170)):
        db.session.add(
            ClockRow(
                level="lead-disposition", subject=f"lead {number}", rep_id=rep, version_id=version, state="open",
                started=NOW, got=NOW, got_day=TODAY, used=0, deadline=NOW + hours * HOUR,
            )
        )  # fmt: skip
    db.session.commit()


def badge() -> None:
    """Give Amelie a badge."""
    rep = db.session.scalar(select(Rep.id).where(Rep.name == "Amelie Roux"))
    told = {
        "badge": "by_hand",
        "name": "Team spirit",
        "metal": "silver",
        "by": "Mara",
        "reason": "for the cake",
    }
    its = {"kind": BADGE, "board": "rep", "who": rep, "side": "", "month": THIS, "at": NOW}
    db.session.add(Happening(key="given", detail=json.dumps(told), **its))
    db.session.commit()


@pytest.fixture
def words(html: Show) -> Show:
    """Return the same in words."""
    return lambda *items, **known: in_words(html(*items, **known))


def test_each_says_what_it_is_for(world: None, words: Show) -> None:
    for kind in KINDS:
        said = words(item(kind))
        assert [part for part in SAYS[kind] if part not in said] == [], said


@ON_ONE
def test_none_shows_money(world: None, html: Show) -> None:
    texts = [html(item(kind)) for kind in KINDS]
    assert re.findall(MONEY, " ".join(texts)) == []
    assert re.search(MONEY, PLAN)


@ON_ONE
def test_a_scene_of_one_side_names_nobody_of_another(world: None, words: Show) -> None:
    said = " ".join(words(item(kind, "marketing")) for kind, one in KINDS.items() if one.has_side)
    assert "Campaigns" in said
    assert "Harbour" not in said
    assert "Ines Albrecht" not in said


@ON_ONE
def test_before_there_are_scores_only_the_countdown_speaks(
    session: scoped_session[Session], words: Show
) -> None:
    factories.agreement(THIS - 4)
    silent = [kind for kind in KINDS if kind not in ("countdown", "message")]
    assert "The race has not begun" in words(*(item(kind) for kind in silent))
    assert "Working days left" in words(*STANDARD)
    assert "The race has not begun" in words(Item("message", "", 10, " "))


@ON_ONE
class TestRace:
    def test_a_late_feed_pauses_the_ranking(self, world: None, words: Show) -> None:
        db.session.execute(update(Standing).values(opening_rank=Standing.rank + 1))
        db.session.commit()
        assert "up 1" in words(item("race"))
        said = words(item("race"), late=(Awaited("CRM", NOW, NOW),))
        assert "Ranking paused late: the feed CRM last delivered 12:00" in said.replace("\u202f", " ")
        assert "up 1" not in said

    def test_ties_are_shared_and_nobody_is_behind_himself(self, world: None, words: Show) -> None:
        here = (Standing.period == "2026-Q3", Standing.side == "sales", Standing.board == "team")
        db.session.execute(update(Standing).where(*here, Standing.place <= 2).values(rank=1, points=900))
        db.session.execute(update(Standing).where(*here, Standing.place == 3).values(points=885))
        db.session.commit()
        said = words(item("race", "sales"))
        assert said.count("=1 ") == 2
        assert said.count("900") == 2
        assert "885 −15" in said


@ON_ONE
class TestBonus:
    def test_who_has_too_few_points_is_told_how_many_are_missing(self, world: None, words: Show) -> None:
        assert re.search(r"Marketing, teams 1 [\w ]+ 99,\d+ points to go", words(item("bonus")))
        sales = select(Standing.who).where(
            Standing.period == "2026-Q3",
            Standing.side == "sales",
            Standing.board == "rep",
            Standing.rank <= 2,
        )
        winners = db.session.scalars(select(Rep.name).where(Rep.id.in_(sales))).all()
        assert [name for name in winners if name not in words(item("bonus"))] == []


@ON_ONE
class TestPodium:
    def test_of_a_quarter_that_is_not_final_it_is_provisional(
        self, session: scoped_session[Session], words: Show
    ) -> None:
        scored(factories.AGREEMENT)
        final("2026-Q1", ("", "team", "Harbour", 1, 77))
        said = words(item("podium"))
        assert "Podium, second quarter 2026 Provisional: over, not closed yet" in said
        assert re.search(r"Sales, teams .*1st place, [\d,]+ points .*Sales, reps .*1st place", said)
        assert "77 points" not in said
        reopen = update(Quarter).values(first=THIS - 5, last=THIS - 3, state=REOPENED)
        db.session.execute(reopen)
        db.session.commit()
        assert "Podium, second quarter 2026 Reopened: to be made final again" in words(item("podium"))

    def test_without_anybody_in_the_last_quarter_there_is_none(
        self, session: scoped_session[Session], words: Show
    ) -> None:
        scored(factories.AGREEMENT)
        final("2026-Q1", ("", "team", "Harbour", 1, 77))
        db.session.execute(delete(Standing).where(Standing.period == "2026-Q2"))
        db.session.commit()
        assert "The race has not begun" in words(item("podium"))


@ON_ONE
class TestMetric:
    def test_a_screen_may_read_the_chart(self, app: Flask, world: None, html: Show) -> None:
        found = re.search(r'src="(/charts/trend/[^"]+)"', html(item("metric")))
        assert found
        screen = app.test_client()
        screen.set_cookie("baton-screen", auth.create_screen("lobby", NOW))
        chart = screen.get(found[1])
        assert (chart.status_code, chart.mimetype) == (200, "image/svg+xml")
        assert "immutable" in chart.headers["Cache-Control"]
        older = screen.get("/charts/trend/0123/lead-disposition")
        assert (older.status_code, older.location) == (303, found[1])
        assert screen.get("/charts/trend/0123/nothing").status_code == 404

    def test_a_chosen_level_is_shown_instead(self, world: None, words: Show) -> None:
        assert "Revenue won" in words(Item("metric", "", 10, "revenue"))
        assert "The race has not begun" in words(Item("metric", "", 10, "gone"))

    def test_a_sum_of_values_is_told_as_part_of_its_target(
        self, world: None, words: Show, html: Show, app: Flask
    ) -> None:
        revenue = Item("metric", "", 10, "revenue")
        found = re.search(r"Revenue won [\d,.]+% at least 100% of the target", words(revenue))
        assert found, words(revenue)
        chart = re.search(r'src="(/charts/trend/[^"]+)"(?s:.)*alt="([^"]*)"', html(revenue))
        assert chart
        assert re.findall(r"\d,?\d{3}\b(?!%)", chart[2]) == []
        with app.test_request_context("/wall"):
            panel = trend_data("revenue", reading())
        assert panel
        assert {dot.target for dot in panel.dots} == {1.0}
        assert all(dot.value is not None and dot.value < 100 for dot in panel.dots)

    def test_without_a_metric_it_is_the_level_that_fewest_teams_keep(
        self, session: scoped_session[Session], words: Show
    ) -> None:
        scored(factories.AGREEMENT.replace('metric_that_matters = "lead-disposition"', ""))
        here = (Score.board == "team", Score.month == THIS)
        db.session.execute(update(Score).where(*here).values(attainment="met"))
        db.session.execute(update(Score).where(*here, Score.level == "revenue").values(attainment="missed"))
        db.session.commit()
        assert "Revenue won" in words(item("metric"))
