"""The loaded demo: what is promised of it is there, on any date."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from app.agreement.queries import timeline
from app.database import CURRENT, state
from app.demo import service
from app.demo.cast import SIDES
from app.extensions import db
from app.happenings import service as happenings
from app.models.happenings import Happening, Kudos
from app.models.scores import ClockRow, Score, Standing
from app.scorekeeping.checks import run_checks
from app.scorekeeping.queries import StandingLine, standings
from app.scorekeeping.service import rebuild
from scoring.periods import Period, a_month, month_of
from scoring.versions import Timeline
from tests.demo import MOMENTS, instant, load
from tests.harness import close

A_DAY = 86_400_000_000


class Demo:
    """A loaded demo, with what most promises ask of it."""

    def __init__(self, line: Timeline, now: int) -> None:
        self.line, self.now = line, now
        self.month = month_of(line.day(now))
        self.running = line.periods_of(self.month)[0]

    def quarters(self) -> list[Period]:
        """Return the quarters that are over, the oldest first."""
        return [
            self.line.periods_of(month)[0] for month in range(self.line.first_month, self.running.first, 3)
        ]

    def boards(self) -> list[list[StandingLine]]:
        """Return the team boards of both sides in each quarter that is over."""
        return [standings(quarter, side, "team") for side in SIDES for quarter in self.quarters()]


def leaders(period: Period, side: str) -> set[str]:
    return {one.name for one in standings(period, side, "team") if one.rank == 1}


def three_whole_quarters_and_the_one_that_runs_are_scored(demo: Demo) -> bool:
    return len(demo.quarters()) == 3 and len(standings(demo.running, "", "rep")) == 24


def the_lead_changes_within_every_quarter(demo: Demo) -> bool:
    return all(
        leaders(a_month(quarter.first), side).isdisjoint(leaders(quarter, side))
        for side in SIDES
        for quarter in demo.quarters()
    )


def the_winner_changes_from_quarter_to_quarter(demo: Demo) -> bool:
    return all(
        leaders(one, side).isdisjoint(leaders(other, side))
        for side in SIDES
        for one, other in pairwise(demo.quarters())
    )


def races_of_teams_are_close(demo: Demo) -> bool:
    return all(
        first.points > second.points >= third.points >= first.points * 7 // 10
        for first, second, third in demo.boards()
    )


def two_teams_tie_on_either_side(demo: Demo) -> bool:
    return [[one.rank for one in board] for board in demo.boards()].count([1, 2, 2]) == 2


def reps_are_spread(demo: Demo) -> bool:
    boards = [standings(quarter, side, "rep") for side in SIDES for quarter in demo.quarters()]
    return all(len({one.points for one in board}) * 2 >= len(board) for board in boards)


def attainments_are_mixed_in_months_that_are_over(demo: Demo) -> bool:
    query = select(Score.attainment, func.count()).where(Score.board == "rep", Score.month < demo.month)
    found = dict(db.session.execute(query.group_by(Score.attainment)).all())
    parts = {name: 100 * count // sum(found.values()) for name, count in found.items()}
    bounds = {"exceeded": (25, 42), "met": (32, 50), "missed": (15, 30), "no_data": (0, 5)}
    return all(least <= parts[name] <= most for name, (least, most) in bounds.items())


def clocks_were_met_breached_and_carried(demo: Demo) -> bool:
    found = dict(db.session.execute(select(ClockRow.state, func.count()).group_by(ClockRow.state)).all())
    return found["met"] > found["breached"] > 100 and found["carried"] > 50


def the_mover_is_scored_in_the_quarter_of_his_move(demo: Demo) -> bool:
    return "mateo" in [one.who for one in standings(demo.quarters()[-1], "sales", "rep")]


def the_day_began_with_a_rank_for_everybody(demo: Demo) -> bool:
    lines = db.session.execute(select(Standing.opened, Standing.opening_rank)).all()
    return max(opened for opened, _ in lines) == demo.line.day(demo.now) and all(rank for _, rank in lines)


def nothing_is_faulty_or_credited_to_nobody(demo: Demo) -> bool:
    return not any(result.faults or result.notes for result in run_checks())


def the_feed_tells_of_everything_with_kudos(demo: Demo) -> bool:
    kinds = set(db.session.scalars(select(Happening.kind).distinct()))
    applauded = db.session.scalar(select(func.count()).select_from(Kudos)) or 0
    return len(kinds) == 5 and applauded > 50 and not happenings.notice(demo.now)


def it_knows_its_own_day_and_data(demo: Demo) -> bool:
    today, tomorrow = service.state(demo.now), service.state(demo.now + A_DAY)
    return (today, tomorrow, service.strange()) == (service.OF_TODAY, service.OF_ANOTHER_DAY, "")


PROMISES: list[Callable[[Demo], bool]] = [
    three_whole_quarters_and_the_one_that_runs_are_scored,
    the_lead_changes_within_every_quarter,
    the_winner_changes_from_quarter_to_quarter,
    races_of_teams_are_close,
    two_teams_tie_on_either_side,
    reps_are_spread,
    attainments_are_mixed_in_months_that_are_over,
    clocks_were_met_breached_and_carried,
    the_mover_is_scored_in_the_quarter_of_his_move,
    the_day_began_with_a_rank_for_everybody,
    nothing_is_faulty_or_credited_to_nobody,
    the_feed_tells_of_everything_with_kudos,
    it_knows_its_own_day_and_data,
]


# The edges of year and quarter each time, what lies between them at night.
EACH_TIME = ("new year", "first minutes of a quarter")
DATES = [
    pytest.param(moment, id=name, marks=() if name in EACH_TIME else pytest.mark.nightly)
    for name, moment in MOMENTS.items()
]


@pytest.mark.parametrize("moment", DATES)
@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_the_demo_keeps_its_promises(fresh_database: str, moment: str) -> None:
    app = load(fresh_database, moment)
    with app.app_context():
        line = timeline()
        assert line
        demo = Demo(line, instant(moment))
        broken = [promise.__name__ for promise in PROMISES if not promise(demo)]
    close(app)
    assert broken == []


def test_it_equals_a_rebuild_and_can_be_cleared(fresh_database: str) -> None:
    app = load(fresh_database, "2026-11-18T15:30")
    now = instant("2026-11-18T16:30")
    with app.app_context():
        assert rebuild(keep=False, now=now) == []
        service.clear()
        assert (service.state(now), state()) == (service.EMPTY, CURRENT)
    close(app)
