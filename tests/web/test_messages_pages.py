"""The pages about messages: what a person chooses, the link that ends a kind, and the outbox as admins see it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app.extensions import db
from app.models.messages import REFUSED, UNCERTAIN, Message
from app.models.users import User
from app.outbox import links, queries, service
from app.outbox.rows import BY_DEFAULT, Choice
from tests.cast import NOW, email, logged_in

SLACK = "https://hooks.slack.com/services/T000/B000/secretsecret"

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture(autouse=True)
def set_up(app: Flask) -> None:
    app.config |= {
        "SMTP_URL": "smtp://127.0.0.1",
        "MAIL_FROM": "baton@example.com",
        "PUBLIC_URL": "https://baton.example.com/here",
    }


@pytest.fixture
def ines(app: Flask) -> FlaskClient:
    return logged_in(app, "ines")


def id_of(name: str) -> int:
    return db.session.scalars(select(User.id).where(User.email == email(name))).one()


def choice(name: str = "ines") -> Choice:
    return queries.choice_of(id_of(name))


def test_without_a_choice_both_kinds_come_by_e_mail(ines: FlaskClient) -> None:
    page = ines.get("/account/messages").text
    ticked = re.findall(r'value="([a-z/]+)"\s+checked', page)
    assert ticked == ["reminder/email", "digest/email"]
    assert len(re.findall(r'name="wanted"', page)) == 6
    assert "/account/messages" in ines.get("/account").text


def test_what_was_chosen_is_kept_and_the_webhook_not_shown(ines: FlaskClient) -> None:
    sent = {"wanted": ["reminder/slack", "digest/email"], "slack": f" {SLACK} "}
    answer = ines.post("/account/messages", data=sent)
    assert (answer.status_code, answer.location) == (303, "/account/messages")
    kept = "exceptions/email"  # which is for managers, and not on her page
    assert choice() == Choice(frozenset({*sent["wanted"], kept}), SLACK)
    page = ines.get("/account/messages").text
    assert "Now: hooks.slack.com … cret" in page
    assert SLACK not in page
    assert "/B000" not in page
    ines.post("/account/messages", data={"wanted": ["reminder/slack"]})
    assert choice() == Choice(frozenset({"reminder/slack", kept}), SLACK)
    ines.post("/account/messages", data={"wanted": ["reminder/email"], "no_slack": "y"})
    assert choice() == Choice(frozenset({"reminder/email", kept}))


def test_a_manager_may_have_the_exceptions_too(app: Flask) -> None:
    mara = logged_in(app, "mara")
    page = mara.get("/account/messages").text
    assert "Exceptions of the day before" in page
    assert re.findall(r'value="(exceptions[a-z/]+)"\s+checked', page) == ["exceptions/email"]
    mara.post("/account/messages", data={"wanted": ["digest/email"]})
    assert choice("mara") == Choice(frozenset({"digest/email"}))


def test_a_channel_without_an_address_is_refused_beside_its_field(ines: FlaskClient) -> None:
    answer = ines.post("/account/messages", data={"wanted": ["reminder/teams"]})
    assert answer.status_code == 422
    assert "Paste the address of your webhook here" in answer.text
    assert re.search(r'value="reminder/teams"\s+checked', answer.text)
    assert choice() == BY_DEFAULT


def test_a_webhook_that_leads_elsewhere_is_refused_beside_its_field(ines: FlaskClient) -> None:
    answer = ines.post("/account/messages", data={"slack": "https://evil.example/x", "teams": "x" * 1001})
    assert answer.status_code == 422
    assert "Webhooks on this host are not allowed here." in answer.text
    assert "That is too long." in answer.text
    assert choice() == BY_DEFAULT


def test_one_button_mutes_everything(ines: FlaskClient) -> None:
    service.choose(id_of("ines"), BY_DEFAULT._replace(slack=SLACK))
    assert ines.post("/account/messages/mute").status_code == 303
    assert choice() == Choice(frozenset(), SLACK)
    assert "checked" not in ines.get("/account/messages").text


def test_without_a_channel_the_page_says_so(app: Flask, ines: FlaskClient) -> None:
    app.config |= {"SMTP_URL": "", "PUBLIC_URL": ""}
    page = ines.get("/account/messages").text
    assert "Baton sends no messages here yet" in page
    assert 'name="wanted"' not in page


def stop_link(name: str = "ines", kind: str = "reminder") -> str:
    address = links.unsubscribe(id_of(name), kind, "email")
    assert address.startswith("https://baton.example.com/here/messages/stop/")
    return address.removeprefix("https://baton.example.com/here")


def test_a_link_ends_one_kind_without_a_log_in(app: Flask, session: scoped_session[Session]) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client, address = app.test_client(), stop_link()
    assert "Reminders by e-mail: they stop at once." in client.get(address).text
    assert choice() == BY_DEFAULT, "a program that follows links ends nothing"
    answer = client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "You get no more of this" in answer.text) == (200, True)
    assert choice() == Choice(frozenset({"digest/email", "exceptions/email"}))
    assert choice("jan") == BY_DEFAULT


@pytest.mark.parametrize(
    "spoil", [lambda token: f"{token}x", lambda token: f"x{token}", lambda _token: "nonsense"]
)
def test_a_link_that_nobody_signed_ends_nothing(app: Flask, spoil: object) -> None:
    address = stop_link()
    path, token = address.rsplit("/", 1)
    client = app.test_client()
    for method in ("GET", "POST"):
        assert client.open(f"{path}/{spoil(token)}", method=method).status_code == 404  # type: ignore[operator]
    assert choice() == BY_DEFAULT


def test_admins_see_what_waits_and_what_failed(app: Flask) -> None:
    ada = logged_in(app, "ada")
    page = ada.get("/admin/messages").text
    assert "Nothing waits to be sent." in page
    assert "Nothing: every message was taken." in page
    service.put("digest", 1, {id_of("ines"): ["email"], id_of("jan"): ["email", "slack"]}, NOW)
    first, second, _third = db.session.scalars(select(Message).order_by(Message.id))
    first.state, first.ended_at, first.tries, first.error = REFUSED, NOW, 6, "550 <b>nobody</b>"
    second.state, second.ended_at, second.tries, second.error = UNCERTAIN, NOW + 1, 1, "No answer came"
    db.session.commit()
    page = ada.get("/admin/messages").text
    assert "1 message waits to be sent" in page
    assert page.index(email("jan")) < page.index(email("ines"))
    assert "550 &lt;b&gt;nobody&lt;/b&gt;" in page
    app.config |= {"SMTP_URL": "", "WEBHOOK_HOSTS": ""}
    assert "No channel is set up" in ada.get("/admin/messages").text
