"""The nightly run closes what is due, once, and tells what is wrong."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.extensions import db
from app.models.activities import Source
from app.models.quarters import NightlyRun, QuarterClose
from app.nightly import queries, service
from tests.services.closing import Moment, state
from tests.services.facts import at, day

pytestmark = pytest.mark.usefixtures("session", "quarter")


def test_it_closes_the_quarters_whose_time_has_come(moment: Moment) -> None:
    moment(at("2027-01-20T09:00"))
    told = service.run()
    assert told.done == ["2026-Q3 is final, version 1.", "2026-Q4 is final, version 1."]
    assert told.faults == []
    assert service.run() == service.Told([], [])


def test_it_waits_for_late_data(moment: Moment) -> None:
    moment(at("2026-10-05T00:00"))
    assert service.run() == service.Told([], [])
    assert state() == "provisional"


def test_what_stands_against_one_is_told_and_holds_up_the_next(moment: Moment) -> None:
    moment(at("2027-01-20T09:00"))
    db.session.execute(update(Source).values(required=True, expected_every=1, delivered_at=1))
    db.session.commit()
    assert service.run().faults == ["2026-Q3 was not closed: The required feed default is late."]
    assert db.session.scalars(select(QuarterClose.id)).all() == []


def test_it_runs_once_a_day(moment: Moment) -> None:
    assert service.run_if_due() == service.Told(["2026-Q3 is final, version 1."], [])
    assert service.run_if_due() is None
    moment(at("2026-10-13T00:01"))
    assert service.run_if_due() == service.Told([], [])
    last = queries.last_run()
    assert last == queries.Run(at("2026-10-13T00:01"), 0, [])


def test_a_run_that_died_is_taken_over_after_an_hour(moment: Moment) -> None:
    started = at("2026-10-12T00:00")
    db.session.add(NightlyRun(day=day("2026-10-12"), started_at=started))
    db.session.commit()
    moment(started + service.LEASE - 1)
    assert service.run_if_due() is None
    moment(started + service.LEASE + 1)
    assert service.run_if_due() is not None


def test_money_that_disagrees_with_the_ledger_is_told(session: Session) -> None:
    db.session.execute(text("UPDATE ledger_head SET seq = 7"))
    db.session.commit()
    assert any(line.startswith("Ledger: ") for line in service.run().faults)
