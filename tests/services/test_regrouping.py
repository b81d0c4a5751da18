"""Who of a team did something changes no count, sum, ratio or mean of the team; a sheet adds up to its total."""

import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.extensions import db
from app.models.people import Team
from app.models.scores import Score, Standing
from app.scorekeeping import service
from scoring.periods import days_of_month, month_label
from tests.services.facts import CALLS, act, agree, at, day, happened, month, people

pytestmark = pytest.mark.usefixtures("session")
NOW = at("2026-10-15T12:00")
LEVELS = {
    "calls": CALLS,
    "different": CALLS.replace('"calls"', '"different"') + 'distinct = "subject"\n',
    "amount": CALLS.replace('"calls"', '"amount"').replace('"count"', '"sum"'),
    "average": CALLS.replace('"calls"', '"average"').replace('"count"', '"mean"'),
    "share": CALLS.replace('"calls"', '"share"').replace('"count"', '"ratio"')
    + 'over = { kind = "call.missed" }\n',
}
TEAM = ("ann", "bob", "cem")

months = itertools.count(month("2001-01"))
"""Each case has months of its own, for facts stay."""
cases = st.lists(
    st.tuples(
        st.sampled_from(["call.made", "call.missed"]),
        st.integers(0, 27),
        st.sampled_from(["", "L1", "L2"]),
        st.none() | st.fractions(-99, 99, max_denominator=16).filter(lambda part: 16 % part.denominator == 0),
        st.sampled_from(TEAM),
        st.sampled_from(TEAM),
    ),
    max_size=8,
)


@pytest.fixture
def company(session: Any) -> None:
    agree(*LEVELS.values(), starts="2001-01")
    people(ann="North", bob="North", cem="North", dan="South")


def team_values(of: int) -> dict[str, Fraction | None]:
    query = select(Score.level, Score.value).join(Team, Team.id == Score.who)
    rows = db.session.execute(query.where(Score.month == of, Score.board == "team", Team.name == "North"))
    return dict(rows.all())


def store(of: int, found: list[tuple[Any, ...]], place: int) -> None:
    first = days_of_month(of)[0] - day("2001-01-01")
    start = at("2001-01-01T12:00")
    done = [
        act(kind, start + (first + days) * 86_400_000_000, case[place], subject, value and str(value))
        for case in found
        for kind, days, subject, value in [case[:4]]
    ]
    happened(*done, act("call.made", start + first * 86_400_000_000, "dan", "L1", "7"))


@pytest.mark.usefixtures("company")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=cases)
def test_regrouping_changes_nothing_of_the_team(found: list[tuple[Any, ...]]) -> None:
    one, other = next(months), next(months)
    store(one, found, 4)
    store(other, found, 5)
    service.score([one, other], NOW, "test")
    assert team_values(one) == team_values(other)
    assert set(team_values(one)) == set(LEVELS)
    made = [case for case in found if case[0] == "call.made"]
    assert team_values(one)["calls"] == len(made)
    assert team_values(one)["amount"] == sum((case[3] or 0 for case in made), Fraction(0))
    sheet_adds_up(one)


def sheet_adds_up(of: int) -> None:
    """The scores of a month add up to its lines on the board."""
    scored = db.session.execute(
        select(Score.board, Score.who, Score.points, Score.attainment).where(Score.month == of)
    ).all()
    lines = db.session.scalars(
        select(Standing).where(Standing.period == month_label(of), Standing.side == "")
    )
    for line in lines:
        own = [
            (points, told) for board, who, points, told in scored if (board, who) == (line.board, line.who)
        ]
        assert line.points == sum(points for points, _ in own)
        assert line.exceeded == sum(told == "exceeded" for _, told in own)
        assert line.met == sum(told == "met" for _, told in own)
        assert len(own) == len(LEVELS)
