"""Badges follow the scores until their quarter is final; then they are facts, which nothing takes away but a person."""

import json

import pytest
from sqlalchemy import select

from app.badges import queries
from app.extensions import db
from app.models.badges import BadgeAward
from app.models.people import Team
from app.quarters import service as quarters
from app.scorekeeping import service as scorekeeping
from app.stamp import stamps
from tests.services.badges import (
    EARNED,
    FASTEST,
    cabinet,
    earned_in,
    facts,
    has,
    participants,
    provisional,
)
from tests.services.closing import CLOSED, LATER, Moment, reopened
from tests.services.facts import CALLS, DISPOSED, act, agree, at, calls, happened, month, people, rep
from tests.services.test_facts_stay import refused
from tests.web.test_board_live import queries as statements

pytestmark = pytest.mark.usefixtures("session", "moment")

JULY, AUGUST, SEPTEMBER = (
    ("2026-07-01", "2026-07-02"),
    ("2026-08-03", "2026-08-04"),
    ("2026-09-01", "2026-09-02"),
)


def score() -> None:
    scorekeeping.catch_up_now()


@pytest.fixture
def company(moment: Moment) -> None:
    """Ann meets in each month of the quarter, Bob misses July and meets in August."""
    agree(CALLS, EARNED)
    people(ann="North", bob="South")
    happened(*calls("ann", *JULY, *AUGUST, *SEPTEMBER), *calls("bob", *AUGUST))
    score()


@pytest.mark.usefixtures("company")
class TestFinality:
    def test_what_is_over_is_provisional_until_it_is_final(self) -> None:
        expected = [
            *("best gold 2026-Q3", "clean gold 2026-07", "clean gold 2026-08", "clean gold 2026-09"),
            *("first gold ever", "many bronze ever", "row bronze 2026", "row silver 2026"),
        ]
        assert has("ann", final=False) == expected
        assert has("bob", final=False) == ["again gold 2026-Q3", "clean gold 2026-08", "first gold ever"]
        assert facts() == {}
        quarters.close("2026-Q3", None)
        assert has("ann", final=True) == expected
        assert provisional() == {}

    def test_a_close_awards_what_cabinets_showed(self) -> None:
        shown = provisional()
        assert earned_in("2026-Q3", CLOSED) == shown.keys()
        quarters.close("2026-Q3", None)
        assert {key: repr(json.loads(text)) for key, text in facts().items()}.keys() == shown.keys()
        row = db.session.scalars(select(BadgeAward).filter_by(badge="row", metal="bronze")).one()
        assert (row.kind, row.name, row.awarded_at, row.given_by) == ("streak", "row", CLOSED, None)
        assert json.loads(row.evidence) == {"asked": 2, "months": [month("2026-07"), month("2026-08")]}

    def test_late_data_add_and_take_nothing_back(self, moment: Moment) -> None:
        quarters.close("2026-Q3", None)
        before = facts()
        moment(LATER)
        reopened()
        happened(*calls("bob", *JULY, *SEPTEMBER, "2026-09-03", "2026-09-04", "2026-09-05", "2026-09-07"))
        score()
        assert has("bob", final=True) == ["again gold 2026-Q3", "clean gold 2026-08", "first gold ever"]
        assert "best gold 2026-Q3" in has("bob", final=False), "he is the champion as it stands now"
        assert "best gold 2026-Q3" in has("ann", final=True), "and she was when it was final"
        quarters.close("2026-Q3", None)
        after = facts()
        assert before.items() <= after.items()
        assert "row silver 2026" in has("bob", final=True)

    def test_what_was_awarded_is_not_earned_again(self, moment: Moment) -> None:
        quarters.close("2026-Q3", None)
        moment(at("2027-01-20T09:00"))
        happened(*calls("ann", "2026-10-01", "2026-10-02"))
        score()
        assert has("ann", final=False) == ["best gold 2026-Q4", "clean gold 2026-10"], (
            "not for the first time"
        )

    def test_the_database_keeps_them(self) -> None:
        quarters.close("2026-Q3", None)
        assert refused("UPDATE badge_award SET metal = 'gold'")
        assert refused("DELETE FROM badge_award")

    def test_a_running_month_earns_milestones_only(self, moment: Moment) -> None:
        moment(at("2026-10-12T18:00"))
        happened(*calls("ann", "2026-10-01", "2026-10-02", "2026-10-05"))
        score()
        assert "many gold ever" in has("ann")
        assert "clean gold 2026-10" not in has("ann")


def test_the_most_improved_gained_most_since_the_quarter_before(moment: Moment) -> None:
    agree(CALLS, EARNED)
    people(ann="North", bob="South")
    happened(*calls("ann", *JULY), *calls("bob", *JULY, *AUGUST))
    moment(at("2027-01-20T09:00"))
    happened(
        *calls("ann", "2026-10-01", "2026-10-02", "2026-11-02", "2026-11-03"), *calls("bob", "2026-10-01")
    )
    score()
    (found,) = (one for one in cabinet(rep("ann")) if one.badge == "better")
    assert (found.span, found.month) == ("2026-Q4", month("2026-12"))
    assert found.evidence == {"points": 20, "before": 10, "gain": 10, "tied": 1, "side": ""}


class TestFastest:
    def test_by_the_part_of_the_time_that_clocks_used(self) -> None:
        """Ann uses 1 and 2 of 8 hours, Bob 2 and 2; Cem is quicker, once only."""
        agree(CALLS, DISPOSED, FASTEST)
        people(ann="North", bob="South", cem="South")
        for number, (who, hours) in enumerate((("ann", 1), ("ann", 2), ("bob", 2), ("bob", 2), ("cem", 1))):
            moments = (f"2026-08-0{3 + number % 2}T10:00", f"2026-08-0{3 + number % 2}T{10 + hours}:00")
            happened(
                *(act(kind, when, who, f"L{number}")
                  for kind, when in zip(("lead.assigned", "lead.disposed"), moments, strict=True))
            )  # fmt: skip
        score()
        assert has("ann") == ["fast gold 2026-Q3"]
        assert has("bob") == has("cem") == []
        (found,) = cabinet(rep("ann"))
        assert found.evidence == {
            "level": "disposed", "measure": "timely", "value": "3/16", "cases": 2, "tied": 1
        }  # fmt: skip
        teams = dict(db.session.execute(select(Team.name, Team.id)).all())
        (of_team,) = cabinet(teams["South"], "team") or cabinet(teams["North"], "team")
        assert (of_team.evidence["value"], of_team.evidence["cases"]) == ("3/16", 2)

    def test_a_breached_clock_has_used_all_of_its_time(self) -> None:
        agree(CALLS, DISPOSED, FASTEST)
        people(ann="North")
        happened(
            act("lead.assigned", "2026-08-03T09:00", "ann", "L1"),
            act("lead.assigned", "2026-08-03T09:00", "ann", "L2"),
            act("lead.disposed", "2026-08-03T13:00", "ann", "L2"),
        )
        score()
        (found,) = cabinet(rep("ann"))
        assert found.evidence["value"] == "3/4"

    def test_by_the_mean_of_values(self) -> None:
        answers = CALLS.replace('"calls"', '"disposed"').replace(
            '"count"', '"mean"\ndirection = "at_most"'
        ).replace("target = 2\nexceed = 4", "target = 60")  # fmt: skip
        agree(answers, FASTEST)
        people(ann="North", bob="South")
        made = (("ann", 30), ("ann", 50), ("bob", 41), ("bob", 40))
        happened(*(act("call.made", "2026-08-03T10:00", who, "", str(value)) for who, value in made))
        score()
        (found,) = cabinet(rep("ann"))
        assert (found.evidence["value"], found.evidence["measure"]) == ("40", "mean")


def test_what_is_read_of_a_rep_does_not_grow_with_the_board(moment: Moment) -> None:
    agree(CALLS, EARNED)
    people(**{f"r{number}": "North" for number in range(9)})
    happened(*(one for number in range(9) for one in calls(f"r{number}", *JULY, *AUGUST)))
    score()
    now = stamps().read()
    with statements() as few:
        queries.cabinet("rep", rep("r1"), now)
    assert len(few) <= 8


def test_nearest_and_latest(moment: Moment) -> None:
    agree(CALLS, EARNED)
    people(ann="North")
    happened(*calls("ann", *JULY, *AUGUST))
    score()
    now = stamps().read()
    assert next(iter(queries.latest("rep", rep("ann"), now))).badge == "best"
    nearest = queries.nearest("rep", rep("ann"), now)
    assert nearest
    assert (nearest.badge.id, nearest.metal) == ("many", "gold")
    assert len(list(participants())) == 2
