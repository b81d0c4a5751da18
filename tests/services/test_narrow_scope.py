"""Scoring only whom activities touched leaves every board as scoring everyone would."""

import random
import re
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import event, select

from app import clock
from app.agreement.queries import timeline
from app.extensions import db
from app.models.people import Rep
from app.models.scores import Standing
from app.people import service as people_service
from app.scorekeeping import lines, queue, service, standings
from app.scorekeeping.clockrun import ClockRun
from app.scorekeeping.clocks import touched_subjects
from app.scorekeeping.finals import Finals
from app.scorekeeping.queue import read_queue
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
    rep,
    scores,
    stale,
)

pytestmark = pytest.mark.usefixtures("session")
NOW = at("2026-10-15T12:00")
MINUTE, HOUR, DAY = (seconds * 10**6 for seconds in (60, 3_600, 86_400))
KINDS = ("call.made", "call.made", "call.made", "lead.assigned", "lead.disposed")


def company() -> dict[str, str]:
    """Put twelve reps into four teams, one of whom changes his team, and return them."""
    reps = {f"rep{number:02}": f"Team {number % 4}" for number in range(12)}
    people(**reps)
    member("mover", "Team 0", ends="2026-09-10")
    member("mover", "Team 1", starts="2026-09-10")
    return reps | {"mover": ""}


@pytest.mark.parametrize("seed", range(3))
def test_boards_are_those_of_scoring_everyone_as_time_goes_on(seed: int) -> None:
    """Also when activities are dated ahead, and clocks run out, weeks and months end with nobody acting."""
    agree(CALLS, CALLS_A_WEEK, DISPOSED, BETTER)
    reps = sorted(company())
    chance, now = random.Random(seed), NOW
    service.catch_up(now, "all")
    for _ in range(12):
        if chance.random() < 0.7:
            ahead = now + chance.randrange(-20 * DAY, 4 * DAY)
            happened(
                act(chance.choice(KINDS), ahead, chance.choice(reps), f"L{chance.randrange(9)}"),
                act(chance.choice(KINDS), now, chance.choice(reps), f"L{chance.randrange(9)}"),
            )
        now += chance.choice((0, MINUTE, 7 * HOUR, DAY, 5 * DAY))
        service.catch_up(now, "some")
    assert stale(now) == {}


@pytest.mark.parametrize("seed", range(3))
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


def test_within_a_week_nobody_is_judged_but_who_is_touched() -> None:
    agree(CALLS, CALLS_A_WEEK)
    people(ann="North", bob="South")
    service.catch_up(NOW, "all")
    happened(*calls("ann", "2026-10-14"))
    with patch.object(service, "write_scores", wraps=service.write_scores) as written:
        service.catch_up(NOW + DAY, "one more call")
        service.catch_up(NOW + 2 * DAY, "nothing")
    (call,) = written.call_args_list
    assert {member.rep for member in call.args[1].members.values()} == {rep("ann")}
    assert stale(NOW + 2 * DAY) == {}


def test_each_level_is_judged_of_those_whom_it_concerns() -> None:
    agree(CALLS, DISPOSED, BETTER)
    people(ann="North", bob="South", cem="West")
    happened(act("lead.assigned", "2026-10-14T09:00", "cem", "L1"))
    service.catch_up(NOW, "all")
    happened(
        *calls("ann", "2026-10-14"),
        act("lead.assigned", "2026-10-15T09:00", "bob", "L2"),
        act("lead.disposed", "2026-10-14T10:00", "ann", "L1"),
    )
    with patch.object(service, "write_scores", wraps=service.write_scores) as written:
        service.catch_up(NOW, "one call, one clock that opened, and one that was decided")
    judged = {
        (level, one) for call in written.call_args_list for level in call.args[5] for one in call.args[1].reps
    }
    assert judged == {("calls", rep("ann")), ("better", rep("ann")), ("disposed", rep("cem"))}
    assert stale(NOW) == {}


@pytest.mark.parametrize("seed", range(3))
def test_those_who_are_passed_move_together(seed: int) -> None:
    agree(CALLS)
    people(**{f"rep{number:02}": "North" for number in range(3 * lines.TOGETHER)})
    chance, reps = random.Random(seed), [f"rep{number:02}" for number in range(3 * lines.TOGETHER)]
    for one in reps[: 2 * lines.TOGETHER]:
        happened(*calls(one, *["2026-09-01"] * chance.choice((2, 4))))
    service.catch_up(NOW, "all")
    for some in (reps[-1:], reps[-4:-1], reps[:2] + reps[-5:-4]):
        for one in some:
            happened(*calls(one, *["2026-09-02"] * chance.choice((2, 4))))
        service.catch_up(NOW, "some pass others")
        assert stale(NOW) == {}


def test_a_short_run_leaves_some_to_the_next() -> None:
    agree(CALLS)
    reps = {f"rep{number}": "North" for number in range(3)}
    people(**reps)
    service.catch_up(NOW, "all")
    with patch.object(queue, "SOME", 4):
        for one in reps:
            happened(*calls(one, "2026-10-13", "2026-10-14"))
        with patch.object(clock, "now", lambda: NOW):
            assert service.catch_up_arrived()
            assert scores("2026-10", "calls")["rep2"] == ("missed", 0)
            assert not service.catch_up_arrived()
            assert scores("2026-10", "calls")["rep2"] == ("met", 10)
            assert not service.catch_up_arrived(), "somebody else did it"
    assert stale(NOW) == {}


def test_a_new_day_opens_with_the_ranks_of_the_one_before() -> None:
    agree(CALLS)
    people(ann="North", bob="North")
    service.catch_up(NOW, "all")
    happened(*calls("bob", "2026-10-14", "2026-10-15"))
    service.catch_up(NOW, "two calls")
    assert movement() == {"ann": (2, 1), "bob": (1, 1)}
    assert service.catch_up(NOW + DAY, "a day later").changed
    assert movement() == {"ann": (2, 2), "bob": (1, 1)}


def movement() -> dict[str, tuple[int, int | None]]:
    """Return each rep's rank in October, and the one with which the day opened."""
    db.session.expire_all()
    lines = select(Rep.key, Standing.rank, Standing.opening_rank).join(Rep, Rep.id == Standing.who)
    october = lines.where(Standing.period == "2026-10", Standing.board == "rep", Standing.side == "")
    return {key: (rank, opening) for key, rank, opening in db.session.execute(october)}


def scans(act: Callable[[], object]) -> list[str]:
    """Return the steps of what `act` asks of SQLite that go through a whole table of facts or of what follows."""
    asked: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        asked.extend([] if many or statement.startswith(("INSERT", "PRAGMA")) else [(statement, given)])

    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", hear)
    act()
    event.remove(connection, "before_cursor_execute", hear)
    assert asked
    return [
        f"{step}: {statement}"
        for statement, given in asked
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE"))
        for *_, step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        if re.match(r"SCAN (activity|clock|batch|score|standing|points_change|correction)\b", step)
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_activity_makes_no_statement_go_through_all_facts() -> None:
    """What SQLite does does not depend on how much there is: it keeps no statistics unless asked to."""
    agree(CALLS, CALLS_A_WEEK, DISPOSED, BETTER)
    people(ann="North", bob="South")
    happened(*calls("ann", "2026-09-01"), act("lead.assigned", "2026-09-07T09:00", "ann", "L1"))
    service.catch_up(NOW, "all")

    def two() -> None:
        happened(*calls("ann", "2026-09-02"), act("lead.disposed", "2026-09-07T10:00", "ann", "L1"))
        service.catch_up(NOW + MINUTE, "two")

    assert scans(two) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_activities_of_one_moment_make_no_statement_go_through_all_facts() -> None:
    """Neither to read those of its subject in full, nor to see whether one before brought an overdue clock to light."""
    agree(DISPOSED)
    people(ann="North")
    happened(act("lead.assigned", "2026-09-07T09:00", "ann", "L1"))
    service.catch_up(NOW, "all")

    def two() -> None:
        happened(*(act(f"lead.{what}", "2026-09-20T10:00", "ann", "L1") for what in ("held", "disposed")))
        service.catch_up(NOW + MINUTE, "two")

    assert scans(two) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_alias_makes_no_statement_go_through_all_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Months are scored for everyone then, as after a move; that goes through the activities of a month."""
    agree(CALLS, DISPOSED)
    people(ann="North", bob="South")
    happened(*calls("a.nn", "2026-09-01"), act("lead.assigned", "2026-09-07T09:00", "a.nn", "L1"))
    service.catch_up(NOW, "all")
    monkeypatch.setattr(people_service, "catch_up_now", lambda _cause: None)
    for meant in ("ann", "bob", None):
        assert scans(partial(people_service.decide_alias, "a.nn", meant, "test", NOW)) == []
    known = timeline()
    assert known
    run = ClockRun(known, NOW, Finals())
    assert scans(lambda: touched_subjects(run, read_queue(NOW))) == []
