"""Reps are reminded of their clocks once, while there is time left, never at night, and each as he chose."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from app import clock
from app.extensions import db
from app.models.users import User
from app.outbox import service as outbox
from app.outbox.rows import BY_DEFAULT
from app.reminders import service
from app.scorekeeping import service as scorekeeping
from tests.services.closing import Moment
from tests.services.facts import DISPOSED, act, agree, at, happened, people
from tests.services.post import Postbox, may_log_in, postbox, states

WALL = DISPOSED.replace("within", "hours = 'wall', within")


@pytest.fixture
def box(app: Flask, moment: Moment) -> Iterator[Postbox]:
    """A company with two reps who log in, and a mail server."""
    moment(at("2026-09-08T09:00"))  # a Tuesday
    app.config["DIGEST_AT"] = "00:00"
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


def test_several_that_are_due_at_once_are_one_message(
    box: Postbox, company: list[int], moment: Moment
) -> None:
    happened(
        act("lead.assigned", "2026-09-08T09:00", "ann", "L1"),
        act("lead.assigned", "2026-09-08T09:30", "ann", "L2"),
        act("lead.assigned", "2026-09-08T09:30", "bob", "L3"),
        act("lead.assigned", "2026-09-07T09:30", "bob", "over before the worker looks again"),
    )
    post(moment, "2026-09-08T16:00")
    assert box.subjects("ann") == ["2 deadlines are near"]
    assert box.subjects("bob") == ["L3: due September 9, 9:30 AM, 1 h 30 min of business time left"]
    (text,) = [one.get_body(("plain",)).get_content() for one in box.mails if one["To"] == "ann@example.com"]
    assert text.index("- L1") < text.index("- L2")
    assert "over before" not in "".join(str(one) for one in box.mails)


@pytest.mark.parametrize(
    "what",
    [
        act("lead.disposed", "2026-09-08T15:00", "ann", "L1"),
        act("lead.held", "2026-09-08T15:00", "ann", "L1"),
        act("lead.assigned", "2026-09-08T15:00", "bob", "L1"),
    ],
    ids=["stopped", "on hold", "handed over"],
)
def test_what_no_more_runs_for_him_is_not_sent(
    box: Postbox, company: list[int], moment: Moment, what: dict[str, object]
) -> None:
    happened(act("lead.assigned", "2026-09-08T09:00", "ann", "L1"))
    moment(at("2026-09-08T15:00"))
    scorekeeping.catch_up(clock.now(), "test")
    service.decide(clock.now())
    assert states() == ["waiting"]
    happened(what)
    post(moment, "2026-09-08T15:01")
    assert (box.mails, states()) == ([], ["void"])


def test_who_gets_a_clock_with_its_time_is_reminded_himself(
    box: Postbox, company: list[int], moment: Moment
) -> None:
    agree(DISPOSED.replace("within", 'handover = "carry", within'))
    happened(act("lead.assigned", "2026-09-08T09:00", "ann", "L1"))
    post(moment, "2026-09-08T15:00")
    happened(act("lead.assigned", "2026-09-08T15:30", "bob", "L1"))
    post(moment, "2026-09-08T15:31")
    assert [one["To"] for one in box.mails] == ["ann@example.com", "bob@example.com"]


def test_nobody_is_reminded_at_night(box: Postbox, company: list[int], moment: Moment) -> None:
    agree(WALL)
    happened(act("lead.assigned", "2026-09-09T02:00", "ann", "L1"))
    for night in ("2026-09-09T08:00", "2026-09-09T08:59"):
        post(moment, night)
    assert states() == []
    post(moment, "2026-09-09T09:00")
    assert box.subjects() == ["L1: due 10:00 AM, 1 h left"]


def test_what_could_not_be_sent_by_day_is_not_sent_at_night(
    box: Postbox, company: list[int], moment: Moment
) -> None:
    happened(act("lead.assigned", "2026-09-08T10:30", "ann", "L1"))
    box.to_address += ["451 later"] * 3
    post(moment, "2026-09-08T16:50")
    for later in ("2026-09-08T16:51", "2026-09-08T16:56", "2026-09-08T17:20", "2026-09-08T23:00"):
        post(moment, later)
    assert (box.mails, states()) == ([], ["waiting"])
    post(moment, "2026-09-09T09:00")
    assert box.subjects() == ["L1: due 10:30 AM, 1 h 30 min of business time left"]


def test_who_mutes_gets_nothing_more_and_may_change_his_mind(
    box: Postbox, company: list[int], moment: Moment
) -> None:
    outbox.stop(company[0], "reminder", "email")
    happened(act("lead.assigned", "2026-09-08T09:00", "ann", "L1"))
    post(moment, "2026-09-08T15:00")
    assert states() == []
    outbox.choose(company[0], BY_DEFAULT)
    service.decide(clock.now())
    outbox.stop(company[0], "reminder", "email")
    post(moment, "2026-09-08T15:02")
    assert (box.mails, states()) == ([], ["void"])


def test_who_is_disabled_gets_nothing(box: Postbox, company: list[int], moment: Moment) -> None:
    happened(act("lead.assigned", "2026-09-08T09:00", "ann", "L1"))
    db.session.execute(update(User).values(disabled_at=1))
    db.session.commit()
    post(moment, "2026-09-08T15:00")
    assert states() == []


def test_without_a_channel_nothing_is_queued(
    app: Flask, box: Postbox, company: list[int], moment: Moment
) -> None:
    app.config |= {"SMTP_URL": "", "WEBHOOK_HOSTS": ""}
    happened(act("lead.assigned", "2026-09-08T09:00", "ann", "L1"))
    post(moment, "2026-09-08T15:00")
    assert states() == []
