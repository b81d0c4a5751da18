"""Scoring only whom activities touched leaves every board as scoring everyone would."""

import random
from unittest.mock import patch

import pytest

from app.scorekeeping import service, standings
from tests.services.facts import (
    BETTER,
    CALLS,
    CALLS_A_WEEK,
    DISPOSED,
    act,
    agree,
    at,
    calls,
    happened,
    member,
    people,
    stale,
)

pytestmark = pytest.mark.usefixtures("session")
NOW = at("2026-10-15T12:00")
KINDS = ("call.made", "call.made", "call.made", "lead.assigned", "lead.disposed")


def company() -> dict[str, str]:
    """Put twelve reps into four teams, one of whom changes his team, and return them."""
    reps = {f"rep{number:02}": f"Team {number % 4}" for number in range(12)}
    people(**reps)
    member("mover", "Team 0", ends="2026-09-10")
    member("mover", "Team 1", starts="2026-09-10")
    return reps | {"mover": ""}


@pytest.mark.parametrize("seed", range(5))
def test_boards_are_those_of_scoring_everyone(seed: int) -> None:
    agree(CALLS, CALLS_A_WEEK, DISPOSED, BETTER)
    reps = sorted(company())
    service.catch_up(NOW, "all")
    chance = random.Random(seed)
    for _ in range(12):
        rows = [
            act(
                chance.choice(KINDS),
                NOW - chance.randrange(90 * 86_400) * 10**6,
                rep,
                f"L{chance.randrange(9)}",
            )
            for rep in chance.sample(reps, 2)
        ]
        happened(*rows)
        service.catch_up(NOW, "some")
    assert stale(NOW) == {}


def test_nobody_is_ranked_when_no_total_moved() -> None:
    agree(CALLS)
    people(ann="North", bob="North")
    happened(*calls("ann", "2026-09-01", "2026-09-02"))
    service.catch_up(NOW, "all")
    happened(*calls("ann", "2026-09-03"))
    with patch.object(service, "rank_periods", wraps=standings.rank_periods) as ranked:
        assert service.catch_up(NOW, "one more call").changed
    assert not ranked.called
    assert stale(NOW) == {}
