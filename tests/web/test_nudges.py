"""A manager has a rep reminded of an exception: once a day, by the channels that the rep chose, never at night."""

import csv
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.compliance import service
from app.compliance.errors import NotRemindedError
from app.compliance.rows import BREACH, WEEK, Key, Reach
from app.extensions import db
from app.models.compliance import Nudge
from app.models.messages import Message
from app.models.people import Team
from app.models.users import User
from app.outbox import service as outbox
from app.scorekeeping import service as scorekeeping
from tests.cast import add_people, add_users, email, logged_in
from tests.services.facts import CALLS_A_WEEK, DISPOSED, act, agree, at, calls, day, happened, rep
from tests.services.post import Postbox, postbox
from tests.web.counting import statements
from tests.web.paying import words

NOON = at("2026-11-09T12:00")
"""A Monday: the report is that of Friday, and of the week that ended after it."""
PAGE = "/team-report/exceptions"


@pytest.fixture(autouse=True)
def box(app: Flask, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    """Clocks of Ole and Jan ran out on Friday; Ole made one call of two in the week, and so missed it."""
    stand(monkeypatch, NOON)
    agree(DISPOSED, CALLS_A_WEEK)
    add_people()
    add_users(ines="rep", ole="rep", mara="manager", ada="admin")
    happened(
        act("lead.assigned", "2026-11-05T12:00", "ole", "L1"),
        act("lead.assigned", "2026-11-05T12:00", "jan", "L2"),
        *calls("ole", "2026-11-03"),
        *calls("ines", "2026-11-03", "2026-11-04", "2026-11-05"),
    )
    scorekeeping.catch_up_now()
    with postbox(app) as found:
        yield found


@pytest.fixture
def mara(app: Flask) -> FlaskClient:
    return logged_in(app, "mara")


def stand(monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def user(name: str) -> int:
    return db.session.scalars(select(User.id).where(User.email == email(name))).one()


def remind(client: FlaskClient, name: str = "Ole") -> str:
    """Press the first button by which somebody is reminded; return the page that follows, in words."""
    page = client.get(PAGE).text
    found = re.search(rf'action="([^"]*/remind)">(?:(?!</form>).)*: {name},', page, re.DOTALL)
    assert found, f"{name} can be reminded"
    return words(client.post(found[1], follow_redirects=True).text)


BREACHED = Key(BREACH, "rep", 0, "disposed", day("2026-11-06"), "L1")


def where(key: Key) -> str:
    return f"{PAGE}/2026-11-06/{key.digest}/remind"


def of_ole() -> Key:
    return BREACHED._replace(who=rep("ole"))


class TestSending:
    def test_he_gets_what_it_is_about_once(
        self, app: Flask, box: Postbox, mara: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = remind(mara)
        assert "Ole gets a reminder (E-mail)." in page
        assert "Reminded by mara@example.com, 12:00 PM" in page
        outbox.send_due()
        (mail,) = box.mails
        assert (mail["To"], mail["Subject"]) == (email("ole"), "mara@example.com reminds you: disposed")
        told = mail.get_body(("plain",)).get_content().replace("\r\n", "\n").replace("\u202f", " ")
        assert told.startswith(
            "Have a look at this, please.\n\n- L1: time ran out on Fri, Nov 6, 12:00 PM\n"
            "  clock breached, disposed\n\nSee how it came about: https://baton.example.com/sheet/rep/ole?"
        )
        address = re.search(r"about: https://baton\.example\.com(\S+)", told)
        assert address
        assert logged_in(app, "ole").get(address[1]).status_code == 200
        again = words(mara.post(where(of_ole()), follow_redirects=True).text)
        assert "Ole is reminded of it already today." in again
        stand(monkeypatch, NOON + 86_400_000_000)
        logged_in(app, "mara").post(where(of_ole()))
        assert sorted(db.session.scalars(select(Nudge.on_day))) == [day("2026-11-09"), day("2026-11-10")]
        file = logged_in(app, "mara").get(f"{PAGE}.csv?day=2026-11-06").text.splitlines()
        assert [line[-1] for line in csv.reader(file)] == ["Reminded by", email("mara"), ""]

    def test_nobody_is_reminded_at_night(
        self, box: Postbox, mara: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stand(monkeypatch, at("2026-11-09T20:00"))
        assert "It goes out when business opens: tomorrow, 9:00 AM." in remind(mara)
        outbox.send_due()
        assert box.mails == []
        stand(monkeypatch, at("2026-11-10T09:00"))
        outbox.send_due()
        assert box.subjects() == ["mara@example.com reminds you: disposed"]

    def test_what_was_settled_before_is_not_sent(self, box: Postbox, mara: FlaskClient) -> None:
        remind(mara)
        happened(act("lead.disposed", "2026-11-05T15:00", "ole", "L1"))
        scorekeeping.catch_up_now()
        outbox.send_due()
        assert (box.mails, db.session.scalars(select(Message.state)).all()) == ([], ["void"])
        assert mara.post(where(of_ole())).status_code == 404

    def test_the_link_in_it_ends_reminders(self, app: Flask, box: Postbox, mara: FlaskClient) -> None:
        remind(mara)
        outbox.send_due()
        address = box.mails[0]["List-Unsubscribe"].strip("<>").removeprefix("https://baton.example.com")
        answer = app.test_client().post(address, data={"List-Unsubscribe": "One-Click"})
        assert "Reminders by e-mail" in answer.text
        assert (
            "No reminder reaches Ole, who has muted them or chose no channel that is set up here."
            in mara.get(f"{PAGE}").text
        )


class TestRefusing:
    @pytest.mark.parametrize(
        ("why", "told"),
        [
            ("muted", "No reminder reaches Ole, who has muted them or chose no channel that is set up here."),
            ("disabled", "No reminder reaches Ole, who has no log-in here."),
            ("unset", "Nobody can be reminded here: neither e-mail nor webhooks are set up."),
        ],
    )
    def test_it_is_said_why_nothing_reaches_him(
        self, app: Flask, mara: FlaskClient, why: str, told: str
    ) -> None:
        if why == "muted":
            outbox.stop(user("ole"), "reminder", "email")
        elif why == "disabled":
            db.session.execute(
                text('UPDATE "user" SET disabled_at = 1 WHERE email = :ole'), {"ole": email("ole")}
            )
            db.session.commit()
        else:
            app.config |= {"SMTP_URL": "", "WEBHOOK_HOSTS": ""}
        page = mara.get(PAGE).text
        assert told in page
        assert "/remind" not in page
        assert told in words(mara.post(where(of_ole()), follow_redirects=True).text)
        assert db.session.scalars(select(Nudge.id)).all() == []

    def test_only_who_leads_him_reminds(self, app: Flask, mara: FlaskClient) -> None:
        of_jan = Key(BREACH, "rep", rep("jan"), "disposed", day("2026-11-06"), "L2")
        assert mara.post(where(of_jan)).status_code == 404
        assert logged_in(app, "ines").post(where(of_ole())).status_code == 403
        assert logged_in(app, "ada").post(where(of_ole())).status_code == 303
        assert db.session.scalars(select(Nudge.by)).all() == [user("ada")]

    def test_a_team_is_no_person(self, app: Flask) -> None:
        found = re.findall(r'id="exception-(\w+)".*?</li>', logged_in(app, "ada").get(PAGE).text, re.DOTALL)
        sued = db.session.scalars(select(Team.id).where(Team.name == "Süd")).one()
        of_sued = Key(WEEK, "team", sued, "weekly-calls", day("2026-11-08"), "")
        assert of_sued.digest in found
        assert logged_in(app, "ada").post(where(of_sued)).status_code == 404

    def test_of_two_who_press_at_once_one_reminds(self) -> None:
        reach = Reach(user("ole"), ("email",))
        service.nudge(of_ole(), reach, user("ada"), day("2026-11-09"), NOON)
        with pytest.raises(NotRemindedError, match="quicker"):
            service.nudge(of_ole(), reach, user("mara"), day("2026-11-09"), NOON)
        assert len(db.session.scalars(select(Message.id)).all()) == 1

    @pytest.mark.parametrize("statement", ["DELETE FROM nudge", "UPDATE nudge SET at = 1"])
    def test_it_stays(self, statement: str) -> None:
        service.nudge(of_ole(), Reach(user("ole"), ()), user("ada"), day("2026-11-09"), NOON)
        with pytest.raises(DBAPIError, match="stay as they are"), db.session.begin_nested():
            db.session.execute(text(statement))


class TestMany:
    def test_long_days_have_pages(self, mara: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.compliance.day.ROWS", 1)
        pages = [mara.get(f"{PAGE}?day=2026-11-06&page={page}").text for page in (1, 2, "9", "x")]
        keys = [re.findall(r'id="exception-(\w+)"', page) for page in pages]
        assert [len(found) for found in keys] == [1] * 4
        assert (keys[0] == keys[3] != keys[1], keys[1] == keys[2]) == (True, True)
        assert "2 exceptions, of which nobody takes care yet" in pages[1]
        taken = mara.post(f"{PAGE}/2026-11-06/{keys[1][0]}/take")
        assert taken.location == f"{PAGE}?day=2026-11-06&page=2#exception-{keys[1][0]}"

    def test_the_page_asks_as_often_for_many_as_for_few(self, mara: FlaskClient) -> None:
        counts = []
        for number in (0, 20):
            leads = [act("lead.assigned", "2026-11-05T12:00", "ines", f"X{one}") for one in range(number)]
            happened(*leads, act("lead.assigned", "2026-11-05T12:00", "ole", f"Y{number}"))
            scorekeeping.catch_up_now()
            with statements() as found:
                page = mara.get(PAGE).text
            counts.append((len(found), page.count("exception-breach")))
        assert counts[0][0] == counts[1][0] <= 24
        assert [shown for _found, shown in counts] == [2, 23]
