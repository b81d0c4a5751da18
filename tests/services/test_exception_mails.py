"""Managers get the exceptions of the working day before in the morning: once, their own, and only if there are any."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.compliance import service as compliance
from app.compliance.rows import BREACH, Key
from app.extensions import db
from app.models.messages import Message
from app.models.users import User
from app.outbox import service as outbox
from app.reminders import service
from app.scorekeeping import service as scorekeeping
from tests.cast import add_people, add_users, email
from tests.services.closing import Moment
from tests.services.facts import CALLS_A_WEEK, DISPOSED, act, agree, at, calls, day, happened, rep
from tests.services.post import Postbox, postbox

MONDAY = "2026-11-09T08:00"


@pytest.fixture
def box(app: Flask, moment: Moment) -> Iterator[Postbox]:
    """Clocks of Ole and of Jan ran out on Friday, and Ole made one call of two that week; Mara has Ole's team."""
    moment(at("2026-11-02T09:00"))
    agree(DISPOSED, CALLS_A_WEEK)
    add_people()
    add_users(mara="manager", ada="admin", jan="rep")
    happened(
        act("lead.assigned", "2026-11-05T12:00", "ole", "L1"),
        act("lead.assigned", "2026-11-05T12:00", "jan", "L2"),
        *calls("ole", "2026-11-03"),
        *calls("ines", "2026-11-03", "2026-11-04", "2026-11-05"),
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


def reports(box: Postbox) -> list[EmailMessage]:
    return [one for one in box.mails if "exception" in one["Subject"]]


def plain(mail: EmailMessage) -> str:
    """Return what a mail says before the links by which one gets no more."""
    text: str = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return text.replace("\r\n", "\n").replace("\u202f", " ").partition("\n\n-- ")[0]


def test_it_tells_what_was_missed_and_who_takes_care(box: Postbox, moment: Moment) -> None:
    ada = db.session.scalars(select(User.id).where(User.email == email("ada"))).one()
    breach = Key(BREACH, "rep", rep("ole"), "disposed", day("2026-11-06"), "L1")
    compliance.take(breach, ada, clock.now())
    post(moment, "2026-11-09T07:59")
    assert reports(box) == []
    post(moment, MONDAY)
    post(moment, "2026-11-09T08:01")
    (mail,) = reports(box)
    assert (mail["To"], mail["Subject"]) == (email("mara"), "2 exceptions on November 6, 2026")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert plain(mail) == (
        "This was missed in your teams.\n\nNord\n"
        "- Ole\n  clock breached, disposed: L1: time ran out on Fri, Nov 6, 12:00 PM (taken by ada@example.com)\n"
        "- Ole\n  week missed, weekly-calls: 1, at least 2, in the week up to November 8, 2026\n\n"
        "Take care of them: https://baton.example.com/team-report/exceptions?day=2026-11-06"
    )
    html: str = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert 'href="https://baton.example.com/team-report/exceptions?day=2026-11-06"' in html


@pytest.mark.parametrize("when", ["2026-11-05T08:00", "2026-11-07T08:00"], ids=["a good day", "Saturday"])
def test_without_an_exception_nothing_is_sent(box: Postbox, moment: Moment, when: str) -> None:
    post(moment, when)
    assert reports(box) == []


def test_what_was_settled_is_not_told(box: Postbox, moment: Moment) -> None:
    happened(act("lead.disposed", "2026-11-05T15:00", "ole", "L1"), *calls("ole", "2026-11-04"))
    post(moment, MONDAY)
    assert reports(box) == []


def test_who_wants_none_or_manages_no_more_gets_none(box: Postbox, moment: Moment) -> None:
    moment(at(MONDAY))
    scorekeeping.catch_up(clock.now(), "test")
    service.decide(clock.now())
    kinds = db.session.scalars(select(Message.user_id).where(Message.kind == "exceptions")).all()
    mara = db.session.scalars(select(User.id).where(User.email == email("mara"))).one()
    assert kinds == [mara]
    db.session.execute(update(User).where(User.id == mara).values(role="rep"))
    db.session.commit()
    outbox.send_due()
    assert reports(box) == []
    db.session.execute(update(User).where(User.id == mara).values(role="manager"))
    db.session.commit()
    outbox.stop(mara, "exceptions", "email")
    post(moment, "2026-11-10T08:00")
    assert db.session.scalars(select(Message.user_id).where(Message.kind == "exceptions")).all() == [mara]
