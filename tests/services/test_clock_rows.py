"""Clocks as they are stored: what became of each, when, and on which day it was got."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.clock import to_instant
from app.extensions import db
from app.models.scores import ClockRow
from app.scorekeeping import service
from tests.services.facts import CALLS, DISPOSED, act, agree, at, day, happened, month, people, scores, stale

pytestmark = pytest.mark.usefixtures("session")
NOW = at("2026-09-10T12:00")
CARRIED = DISPOSED.replace('within = "8h"', 'within = "8h", handover = "carry"')


def rows(*names: str) -> list[tuple[Any, ...]]:
    columns = [getattr(ClockRow, name) for name in names]
    return [
        tuple(row) for row in db.session.execute(select(*columns).order_by(ClockRow.got, ClockRow.started))
    ]


def test_a_clock_that_is_handed_over_leaves_two_rows() -> None:
    agree(CARRIED)
    happened(
        act("lead.assigned", "2026-08-31T16:00", "ann", "L1"),
        act("lead.assigned", "2026-09-01T10:00", "bob", "L1"),
        act("lead.disposed", "2026-09-01T11:00", "bob", "L1"),
    )
    service.catch_up(NOW, "test")
    assert rows("state", "got_day", "day", "month", "started") == [
        ("carried", day("2026-08-31"), None, None, at("2026-08-31T16:00")),
        ("met", day("2026-09-01"), day("2026-09-01"), month("2026-09"), at("2026-08-31T16:00")),
    ]


def test_deadlines_are_stored_where_there_is_one() -> None:
    agree(DISPOSED)
    happened(
        act("lead.assigned", "2026-09-10T10:00", "ann", "L1"),
        act("lead.assigned", "2026-09-10T10:00", "ann", "L2"),
        act("lead.held", "2026-09-10T11:00", "ann", "L2"),
    )
    service.catch_up(NOW, "test")
    assert sorted(rows("subject", "state", "deadline", "ended")) == [
        ("L1", "open", at("2026-09-11T10:00"), None),
        ("L2", "held", None, None),
    ]


def test_a_time_that_nobody_lives_to_see_used_up_has_no_deadline() -> None:
    agree(DISPOSED.replace('"8h"', '"999999999d"'))
    happened(act("lead.assigned", "2026-09-10T10:00", "ann", "L1"))
    service.catch_up(NOW, "test")
    assert rows("state", "deadline") == [("open", None)]


def test_only_starts_that_satisfy_where_start() -> None:
    agree(DISPOSED.replace('within = "8h"', 'within = "8h", where = { region = "north" }'))
    people(ann="North")
    happened(
        act("lead.assigned", "2026-09-09T10:00", "ann", "L1", region="north"),
        act("lead.assigned", "2026-09-09T10:00", "ann", "L2", region="south"),
        act("lead.assigned", "2026-09-09T10:00", "ann", "L3"),
        act("lead.disposed", "2026-09-09T11:00", "ann", "L1"),
    )
    service.catch_up(NOW, "test")
    assert rows("subject", "state") == [("L1", "met")]


def test_days_do_not_begin_on_a_quarter_of_an_hour_everywhere() -> None:
    """Until 1972 a day in Liberia began 44 minutes and 30 seconds after midnight in London."""
    agree(DISPOSED, zone="Africa/Monrovia", starts="1971-01")
    moments = [to_instant(datetime(1971, 2, 1, 0, 44, second, tzinfo=UTC)) for second in (20, 29, 30, 40)]
    happened(*(act("lead.assigned", one, "ann", f"L{number}") for number, one in enumerate(moments)))
    service.catch_up(moments[-1], "test")
    assert [got for (got,) in rows("got_day")] == [day("1971-01-31")] * 2 + [day("1971-02-01")] * 2


def test_a_clock_counts_where_the_month_of_its_decision_has_the_level() -> None:
    agree(DISPOSED)
    agree(CALLS, starts="2026-09")
    people(ann="North")
    happened(
        act("lead.assigned", "2026-08-31T09:00", "ann", "L1"),
        act("lead.disposed", "2026-08-31T10:00", "ann", "L1"),
        act("lead.assigned", "2026-08-31T16:00", "ann", "L2"),
        act("lead.disposed", "2026-09-01T10:00", "ann", "L2"),
    )
    service.catch_up(NOW, "test")
    assert scores("2026-08") == {("ann", "disposed"): ("met", 20)}
    assert scores("2026-09") == {("ann", "calls"): ("missed", 0)}
    assert rows("state", "month") == [("met", month("2026-08")), ("met", month("2026-09"))]


def test_the_terms_of_a_clock_are_those_of_the_day_it_started() -> None:
    agree(DISPOSED)
    agree(DISPOSED.replace('"8h"', '"2h"'), starts="2026-09")
    people(ann="North")
    happened(
        act("lead.assigned", "2026-08-31T16:00", "ann", "L1"),
        act("lead.assigned", "2026-09-01T09:00", "ann", "L2"),
        act("lead.disposed", "2026-09-01T15:00", "ann", "L1"),
        act("lead.disposed", "2026-09-01T15:00", "ann", "L2"),
    )
    service.catch_up(NOW, "test")
    assert rows("subject", "state") == [("L1", "met"), ("L2", "breached")]
    assert stale(NOW) == {}
