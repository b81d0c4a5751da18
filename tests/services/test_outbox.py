"""The outbox sends each message once: again if it was refused, never if it may have arrived, by one worker of two."""

import smtplib
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.extensions import db
from app.models.users import User
from app.outbox import mail, service
from app.outbox.rows import EMAIL
from tests.harness import close, make_app
from tests.services.closing import Moment
from tests.services.facts import at
from tests.services.post import LETTER, Postbox, may_log_in, postbox, put, row, say, states

NOON = at("2026-09-08T12:00")
MINUTE = 60_000_000


@pytest.fixture
def box(app: Flask, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    moment(NOON)
    monkeypatch.setitem(app.extensions, "baton_letters", {"reminder": say})
    with postbox(app) as found:
        yield found


PLACES = {"before": (mail, "connected"), "within": (mail, "deliver"), "after": (service, "_end")}


def die(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Send, and let the program be ended at a point: nothing after it is done."""

    def killed(*_given: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(*PLACES[where], killed)
        with pytest.raises(SystemExit):
            service.send_due()
    db.session.rollback()


def test_what_is_put_is_sent_once(box: Postbox) -> None:
    put()
    assert [service.send_due(), service.send_due()] == [1, 0]
    (sent,) = box.mails
    assert sent["To"] == "ann@example.com"
    assert sent["From"] == "Baton <baton@example.com>"
    assert sent["Subject"] == LETTER.subject
    assert sent["Message-ID"] == f"<{row().id}.{NOON}@example.com>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = (sent.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    assert "- L1 <!channel>\n  at 5 PM" in text
    assert "L1 &lt;!channel&gt;" in html
    assert 'href="https://baton.example.com/"' in html
    assert (row().state, row().tries, row().error) == ("sent", 1, "")


def test_the_same_is_not_put_twice(box: Postbox) -> None:
    put()
    with pytest.raises(IntegrityError):
        service.put("reminder", 1, {row().user_id: [EMAIL]}, clock.now())


def test_a_server_that_is_busy_is_asked_again_after_growing_pauses(box: Postbox, moment: Moment) -> None:
    put()
    box.to_address += ["451 come again"] * 3
    box.to_data += ["452 no room"] * 3
    now, waited = NOON, []
    while service.send_due():
        waited.append((row().next_at - now) // MINUTE)
        now = row().next_at
        moment(now - 1)
        assert service.send_due() == 0
        moment(now)
    assert waited[:-1] == [1, 5, 15, 60, 240]
    assert (row().state, row().tries, row().error, box.mails) == ("refused", 6, "452 no room", [])


@pytest.mark.parametrize("step", ["to_address", "to_data"])
def test_who_is_refused_for_good_is_not_asked_again(box: Postbox, step: str) -> None:
    put()
    getattr(box, step).append("550 nobody of that name")
    service.send_due()
    assert (row().state, row().tries, row().error) == ("refused", 1, "550 nobody of that name")


def test_a_server_that_is_down_costs_nothing(app: Flask, box: Postbox, moment: Moment) -> None:
    put()
    there = app.config["SMTP_URL"]
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    service.send_due()
    assert (row().state, row().error) == ("waiting", "ConnectionRefusedError: [Errno 111] Connection refused")
    app.config["SMTP_URL"] = there
    moment(NOON + MINUTE)
    service.send_due()
    assert states() == ["sent"]


def test_nothing_goes_in_the_clear_where_the_server_offers_no_encryption(app: Flask, box: Postbox) -> None:
    put()
    app.config["SMTP_URL"] = f"smtp+starttls://ann:secret@127.0.0.1:{box.port}"
    service.send_due()
    assert (row().state, box.mails) == ("waiting", [])
    assert row().error.startswith("SMTPNotSupportedError: STARTTLS")


def test_an_address_that_mail_servers_do_not_take_is_given_up(box: Postbox) -> None:
    put()
    db.session.execute(update(User).values(email="zoë@example.com"))
    db.session.commit()
    service.send_due()
    assert (row().state, row().error) == ("refused", "The mail server takes no such address.")


def test_silence_after_the_mail_is_not_answered_by_a_second_one(box: Postbox, moment: Moment) -> None:
    put()
    box.to_data.append("silence")
    service.send_due()
    moment(NOON + 600 * MINUTE)
    assert service.send_due() == 0
    assert len(box.mails) == 1
    assert row().error == "The mail server did not answer: SMTPServerDisconnected"


@pytest.mark.parametrize(
    ("where", "state", "mails"),
    [("before", "sent", 1), ("within", "uncertain", 0), ("after", "uncertain", 1)],
)
def test_a_program_that_was_ended_sends_nothing_twice(
    box: Postbox, moment: Moment, monkeypatch: pytest.MonkeyPatch, where: str, state: str, mails: int
) -> None:
    put()
    die(monkeypatch, where)
    moment(NOON + service.LEASE - 1)
    assert service.send_due() == 0
    moment(NOON + service.LEASE)
    while service.send_due():
        pass
    assert (states(), len(box.mails)) == ([state], mails)


def test_a_message_that_ends_the_program_each_time_is_given_up(
    box: Postbox, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    put()
    for number in range(len(service.PAUSES) + 1):
        moment(NOON + number * service.LEASE)
        assert service.send_due() if number else True, "who died is not taken over"
        die(monkeypatch, "before")
    moment(NOON + 100 * service.LEASE)
    service.send_due()
    assert (row().state, row().handed_at) == ("refused", None)


def test_who_was_taken_for_dead_does_not_go_on(
    box: Postbox, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sender that was stopped for minutes wakes up when another one has sent the message already."""
    put()
    real, taken = mail.connected, []

    def slow() -> smtplib.SMTP:
        if not taken:
            taken.append(True)
            moment(NOON + service.LEASE)
            service.send_due()
            service.send_due()
        return real()

    monkeypatch.setattr(mail, "connected", slow)
    service.send_due()
    assert (states(), len(box.mails), row().tries) == (["sent"], 1, 2)


def test_two_workers_at_once_send_once(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    app = make_app(fresh_database)
    app.extensions["baton_letters"] = {"reminder": say}
    with postbox(app) as box:
        with app.app_context():
            (user,) = may_log_in("ann")
            for about in range(8):
                service.put("reminder", about, {user: [EMAIL]}, clock.now())
            db.session.commit()

        def work() -> None:
            with app.app_context():
                while service.send_due():
                    pass

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        with app.app_context():
            assert (states(), len(box.mails)) == (["sent"] * 8, 8)
    close(app)
