"""Whatever happened in whatever order: after catching up, all that is stored is what scoring everything anew gives."""

from collections import Counter, defaultdict
from itertools import product
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from app.activities import service as activities
from app.agreement.queries import timeline
from app.extensions import db
from app.models.activities import Activity
from app.models.people import Membership
from app.models.scores import Score, Standing
from app.scorekeeping import service
from app.scorekeeping.checks import run_checks
from scoring.periods import month_label
from tests.services.facts import (
    BETTER,
    CALLS,
    CALLS_A_WEEK,
    DISPOSED,
    DISPOSED_A_WEEK,
    absent,
    act,
    agree,
    at,
    happened,
    member,
    month,
    people,
    stale,
    touch,
)

pytestmark = pytest.mark.usefixtures("session")
DAY = 24 * 3_600_000_000
KINDS = (
    "call.made",
    "call.made",
    "lead.assigned",
    "lead.assigned",
    "lead.disposed",
    "lead.held",
    "lead.freed",
    "note",
)
REPS = ("ann", "bob", "cem", "dan")
SLOW = DISPOSED_A_WEEK.replace('within = "8h"', 'within = "700h", hours = "wall"')
CARRIED = DISPOSED.replace('within = "8h"', 'within = "30h", handover = "carry"')
VERSIONS = [
    (CALLS, CALLS_A_WEEK, DISPOSED, SLOW, BETTER),
    (CALLS, CARRIED, SLOW, BETTER.replace("months = 2", "months = 1")),
    (CALLS_A_WEEK, SLOW.replace("700h", "1300h")),
]


class World:
    """A company to which something happens, step by step."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.now = at("2026-09-10T12:00")
        agree(*VERSIONS[0], starts="2026-06")
        people(ann="North", bob="North", cem="South")

    def moment(self) -> int:
        hour = self.chance.choice((9, 12, 12, 16, 20)) * DAY // 24
        return at("2026-05-25T00:00") + self.chance.randrange(150) * DAY + hour

    def day(self) -> str:
        return f"2026-{self.chance.randint(6, 10):02}-{self.chance.randint(1, 28):02}"

    def arrive(self) -> None:
        """Let a batch arrive, late or early, with ties."""
        chance = self.chance
        moments = [self.moment() for _ in range(3)]
        happened(
            *(
                act(
                    chance.choice(KINDS),
                    chance.choice(moments),
                    chance.choice(REPS),
                    f"L{chance.randint(1, 4)}",
                )
                for _ in range(chance.randint(1, 8))
            )
        )

    def correct(self) -> None:
        """Let something be withdrawn, or something else take its place; some name what comes later or never."""
        chance, number = self.chance, self.chance.randrange(10**9)
        keys = sorted(db.session.scalars(select(Activity.key)))
        of_key = chance.choice([*keys, f"later {number}"])
        row = (
            f"c{number}",
            chance.choice(KINDS),
            self.moment(),
            None,
            chance.choice(REPS),
            f"L{chance.randint(1, 4)}",
            None,
            None,
        )
        activities.correct([(f"c{number}", of_key, chance.choice((row, None)))], "default", self.now)

    def move(self) -> None:
        """Let someone change his team for good."""
        key, starts = self.chance.choice(REPS), self.day()
        db.session.query(Membership).filter(Membership.rep.has(key=key)).delete(synchronize_session=False)
        member(key, "South", "2026-01-01", starts)
        member(key, "North", starts)
        touch("2026-01")

    def leave(self) -> None:
        """Let someone be away for some days."""
        first, last = sorted((self.day(), self.day()))
        if first < last:
            absent(self.chance.choice(REPS), first, last)
            touch(first[:7], last[:7])

    def agree(self) -> None:
        """Let another version be in force, or another one in its place."""
        starts = self.chance.choice(("2026-06", "2026-07", "2026-09"))
        agree(*self.chance.choice(VERSIONS), starts=starts)

    def score_some(self) -> None:
        """Score a month alone, as of now or of an earlier moment."""
        months = [month(f"2026-{self.chance.randint(6, 9):02}")]
        service.score(months, self.now - self.chance.choice((0, 0, 40 * DAY)), "some")

    def go_back(self) -> None:
        """Score everything as of an earlier moment."""
        service.score(None, self.now - self.chance.randint(1, 60) * DAY, "back")

    def look_ahead(self) -> None:
        """Score everything as of a later moment."""
        service.score(None, self.now + self.chance.randint(1, 60) * DAY, "ahead")

    def step(self) -> None:
        """Let one thing happen, and time go on."""
        steps: list[Any] = [self.arrive, self.move, self.leave, self.agree]
        steps += [self.score_some, self.go_back, self.look_ahead, self.correct]
        self.chance.choices(steps, [10, 2, 2, 1, 3, 1, 1, 4])[0]()
        self.now += self.chance.choice((0, 0, 1, 5)) * DAY


def standings() -> dict[tuple[Any, ...], tuple[int, ...]]:
    lines = db.session.scalars(select(Standing))
    return {(one.period, one.side, one.board, one.who): (one.points, one.exceeded, one.met) for one in lines}


def sums_of_scores() -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Add up the scores of each month, quarter and year, for each side and for all."""
    sums: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    known = timeline()
    assert known
    for one in db.session.scalars(select(Score)):
        periods = [month_label(one.month), *(period.label for period in known.periods_with(one.month))]
        for key in product(periods, ("", one.side), (one.board,), (one.who,)):
            sums[key].update({"points": one.points, one.attainment: 1})
    return {key: (found["points"], found["exceeded"], found["met"]) for key, found in sums.items()}


@pytest.mark.parametrize("seed", range(8))
def test_catching_up_is_as_good_as_scoring_everything_anew(seed: int) -> None:
    world = World(seed)
    for _ in range(12):
        world.step()
        if world.chance.random() < 0.7:
            service.catch_up(world.now, "test")
            assert service.rebuild(keep=False, now=world.now) == []
    service.catch_up(world.now, "test")
    assert stale(world.now) == {}
    assert [result for result in run_checks() if result.faults] == []
    assert standings() == sums_of_scores()
