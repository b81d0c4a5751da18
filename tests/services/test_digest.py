"""The digest of a morning: what is due, what was missed, where one stands; none if there is nothing to say."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.users import User
from app.outbox import service as outbox
from app.reminders import service
from app.scorekeeping import service as scorekeeping
from tests.services.closing import Moment
from tests.services.facts import CALLS, DISPOSED, absent, act, agree, at, calls, happened, people
from tests.services.post import Postbox, may_log_in, postbox, states

CLOSED = '\n[calendar]\nclosed = ["2026-09-10"]\n'


@pytest.fixture
def box(app: Flask, moment: Moment) -> Iterator[Postbox]:
    """Monday, 14 September 2026: L1 was missed on Friday, L2 is due today, L3 tomorrow."""
    moment(at("2026-09-07T09:00"))
    agree(DISPOSED, CALLS, more=CLOSED)
    people(ann="North", bob="South")
    may_log_in("ann", "bob")
    happened(
        act("lead.assigned", "2026-09-09T16:00", "ann", "L1"),
        act("lead.assigned", "2026-09-11T12:00", "ann", "L2"),
        act("lead.assigned", "2026-09-14T12:00", "ann", "L3"),
        *calls("ann", "2026-09-08", "2026-09-09"),
    )
    with postbox(app) as found:
        yield found


def post(moment: Moment, when: str) -> None:
    """Let the worker look at a moment."""
    moment(at(when))
    scorekeeping.catch_up(clock.now(), "test")
    service.decide(clock.now())
    while outbox.send_due():
        pass


def digests(box: Postbox) -> list[tuple[str, str, str]]:
    """Return whom the digests went to, what they are about, and what they say before the links."""
    texts = [one.get_body(("plain",)).get_content().replace("\r\n", "\n") for one in box.mails]
    told = [(one["To"].partition("@")[0], one["Subject"]) for one in box.mails]
    return [(*one, text.partition("\n\nSee where")[0]) for one, text in zip(told, texts, strict=True)]


def test_it_tells_what_is_due_and_was_missed(box: Postbox, moment: Moment) -> None:
    post(moment, "2026-09-14T07:59")
    assert states() == []
    post(moment, "2026-09-14T08:00")
    post(moment, "2026-09-14T08:01")
    text = (
        "You are in the lead, 10 points ahead of Bob.\n\nDue today\n- L2\n"
        "  disposed: due 12:00\N{NARROW NO-BREAK SPACE}PM, 3 h of business time left\n\n"
        "Missed since September 11, 2026\n- L1\n"
        "  disposed: time was up September 11, 4:00\N{NARROW NO-BREAK SPACE}PM"
    )
    assert digests(box) == [("ann", "1 due today, 1 missed", text)]
    assert sorted(states()) == ["sent", "void"]


@pytest.mark.parametrize("when", ["2026-09-10T08:00", "2026-09-12T08:00", "2026-09-14T12:00"])
def test_none_on_days_off_and_none_in_the_afternoon(box: Postbox, moment: Moment, when: str) -> None:
    moment(at(when))
    service.decide(clock.now())
    assert states() == []


def test_it_is_made_up_for_after_a_morning_without_a_worker(box: Postbox, moment: Moment) -> None:
    post(moment, "2026-09-14T11:59")
    assert "1 due today, 1 missed" in box.subjects("ann")


def test_one_that_could_not_be_sent_in_its_day_is_not_sent(box: Postbox, moment: Moment) -> None:
    box.to_address += ["451 later"] * 2
    post(moment, "2026-09-14T08:00")
    post(moment, "2026-09-15T07:00")
    assert (box.mails, states()) == ([], ["void", "void"])


def test_who_is_absent_is_told_nothing_of_his_own(box: Postbox, moment: Moment) -> None:
    absent("ann", "2026-09-14", "2026-09-15")
    db.session.commit()
    post(moment, "2026-09-14T08:00")
    assert box.mails == []


def test_a_manager_is_told_who_has_how_much(box: Postbox, moment: Moment) -> None:
    reps = db.session.scalars(select(User.id)).all()
    people(mara="South", cleo="North")
    (mara,) = may_log_in("mara", role="manager", teams=("North", "South"))
    outbox.stop(mara, "exceptions", "email")
    for user in reps:
        outbox.stop(user, "digest", "email")
    happened(act("lead.assigned", "2026-09-11T10:00", "bob", "L4"))
    post(moment, "2026-09-14T08:00")
    told = {to: (subject, text) for to, subject, text in digests(box)}
    text = (
        "You share the 2nd place, 10 points behind Ann.\n\nNorth\n- Ann\n  1 due today, 1 missed\n\n"
        "South\n- Bob\n  1 due today"
    )
    assert told["mara"] == ("Your teams today", text)


def test_of_many_the_first_are_named(box: Postbox, moment: Moment) -> None:
    more = range(30)
    happened(*(act("lead.assigned", "2026-09-11T12:00", "ann", f"M{number:02}") for number in more))
    post(moment, "2026-09-14T08:00")
    ((_to, subject, text),) = digests(box)
    assert subject == "31 due today, 1 missed"
    assert text.count("- M") == 19
    assert "- and 11 more\n" in text


def test_what_ended_long_ago_is_forgotten(box: Postbox, moment: Moment) -> None:
    post(moment, "2026-09-14T08:00")
    post(moment, "2026-12-14T08:00")
    assert len(states()) == 2
