"""Reps are reminded of their clocks once, while there is time left, never at night, and each as he chose."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app import clock
from app.outbox import service as outbox
from app.reminders import service
from app.scorekeeping import service as scorekeeping
from tests.services.closing import Moment
from tests.services.facts import DISPOSED, act, agree, at, happened, people
from tests.services.post import Postbox, may_log_in, postbox, states

WALL = DISPOSED.replace("within", "business = false, within")


@pytest.fixture
def box(app: Flask, moment: Moment) -> Iterator[Postbox]:
    """A company with two reps who log in, and a mail server."""
    moment(at("2026-09-08T09:00"))  # a Tuesday
    with postbox(app) as found:
        yield found


@pytest.fixture
def company(box: Postbox) -> list[int]:
    agree(DISPOSED)
    people(ann="North", bob="South")
    return may_log_in("ann", "bob")


def post(moment: Moment, when: str) -> None:
    """Let the worker look at a moment: score, decide, send."""
    moment(at(when))
    scorekeeping.catch_up(clock.now(), "test")
    service.decide(clock.now())
    while outbox.send_due():
        pass


def test_a_reminder_comes_at_three_quarters_and_once(
    box: Postbox, company: list[int], moment: Moment
) -> None:
    happened(act("lead.assigned", "2026-09-08T09:00", "ann", "L1"))
    post(moment, "2026-09-08T14:59")
    assert box.mails == []
    post(moment, "2026-09-08T15:00")
    post(moment, "2026-09-08T15:01")
    (mail,) = box.mails
    assert mail["To"] == "ann@example.com"
    assert mail["Subject"] == "L1: due 5:00 PM, 2 h of business time left"
    assert mail["List-Unsubscribe"].startswith("<https://baton.example.com/messages/stop/")
    assert states() == ["sent"]
