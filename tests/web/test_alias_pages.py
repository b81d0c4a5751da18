"""The pages on which an admin says whose alias an owner key is: seen first, decided, listed, and withdrawn."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.people import queries
from app.scorekeeping import service as scorekeeping
from tests.cast import logged_in
from tests.services.facts import CALLS, agree, at, calls, happened, scores

NOW = at("2026-10-15T12:00")
ALIAS, UNALIAS = "/admin/people/alias", "/admin/people/unalias/i/nes"


@pytest.fixture
def ada(app: Flask, session: Any, cast: None, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Return the browser of the admin; in October somebody called i/nes called thrice, and Ines did once."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    agree(CALLS)
    happened(*calls("i/nes", "2026-10-05", "2026-10-06", "2026-10-07"), *calls("ines", "2026-10-08"))
    scorekeeping.catch_up(NOW, "activities")
    return logged_in(app, "ada")


def send(browser: FlaskClient, place: str = ALIAS, step: str = "confirm", **form: str) -> Any:
    return browser.post(place, data={"owner": "i/nes", "rep": "ines", "step": step, **form})


def test_an_alias_is_seen_before_it_is_decided(ada: FlaskClient) -> None:
    assert "/admin/people/alias?owner=i/nes" in ada.get("/admin/unknown").text
    form = ada.get(f"{ALIAS}?owner=i/nes").text
    assert 'value="i/nes"' in form
    assert '<option value="ines">Ines</option>' in form
    shown = send(ada, step="preview")
    assert shown.status_code == 200
    assert "3 activities came under i/nes, from October 5, 2026 to October 7, 2026." in shown.text
    assert "<strong>15</strong>" in shown.text
    assert queries.aliases() == {}
    made = send(ada)
    assert (made.status_code, made.location) == (303, "/admin/people/rep/ines")
    assert scores("2026-10", "calls")["ines"] == ("exceeded", 15)
    page = ada.get(made.location).text
    assert "i/nes is an alias of ines: what came under it is credited and scored." in page
    assert "ada@example.com" in page
    assert 'href="/admin/people/unalias/i/nes"' in page
    assert "Everybody is known" in ada.get("/admin/unknown").text


def test_an_alias_changes_hands_and_is_withdrawn(ada: FlaskClient) -> None:
    send(ada)
    shown = send(ada, step="preview", rep="jan").text
    assert all(f'<th scope="row">{name}</th>' in shown for name in ("Ines", "Jan", "Nord", "Süd"))
    send(ada, rep="jan")
    assert scores("2026-10", "calls")["jan"] == ("met", 10)
    asked = ada.get(UNALIAS).text
    assert asked.index("an alias of jan") < asked.index("an alias of ines")
    seen = ada.post(UNALIAS, data={"step": "preview"}).text
    assert "Withdraw it" in seen
    assert "<strong>0</strong>" in seen
    assert queries.aliases() == {"i/nes": "jan"}
    gone = ada.post(UNALIAS, data={"step": "confirm"})
    assert gone.location == "/admin/people/rep/jan"
    assert "i/nes is no alias any more" in ada.get(gone.location).text
    assert "None is known." in ada.get(gone.location).text
    assert "i/nes" in ada.get("/admin/unknown").text
    assert ada.post(UNALIAS, data={"step": "confirm"}).status_code == 404


def test_what_nothing_came_under_is_an_alias_of_what_will(ada: FlaskClient) -> None:
    assert "No activity came under new yet." in send(ada, step="preview", owner="new").text
    assert send(ada, owner="new").status_code == 303
    assert queries.aliases() == {"new": "ines"}


REFUSED = [
    ({"owner": ""}, "owner", "Enter the key by which activities name the owner."),
    ({"rep": " "}, "rep", "Enter the key of the rep."),
    ({"owner": "\0"}, "owner", "cannot be shown"),
    ({"owner": "x" * 201}, "owner", "too long"),
    ({"rep": "nobody"}, "rep", "There is no rep with the key nobody."),
    ({"rep": "i/nes"}, "rep", "This is the same key."),
    ({"owner": "jan"}, "owner", "jan is a rep with memberships."),
]


@pytest.mark.parametrize(("form", "field", "reason"), REFUSED)
@pytest.mark.parametrize("step", ["preview", "confirm"])
def test_a_fault_stands_beside_its_field(
    ada: FlaskClient, form: dict[str, str], field: str, reason: str, step: str
) -> None:
    answer = send(ada, step=step, **form)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    place = answer.text.index(f'id="{field}-fault"')
    assert reason in answer.text[place : place + 200]
    assert queries.aliases() == {}


def test_an_alias_is_put_into_no_team(ada: FlaskClient) -> None:
    send(ada)
    answer = ada.post("/admin/people/new", data={"rep": "i/nes", "team": "Nord"})
    assert answer.status_code == 422
    place = answer.text.index('id="rep-fault"')
    assert "i/nes is an alias of ines: name ines" in answer.text[place : place + 200]


@pytest.mark.parametrize("place", ["people/unalias/nobody", "people/unalias/%00"])
def test_what_is_no_alias_is_not_found(ada: FlaskClient, place: str) -> None:
    assert ada.get(f"/admin/{place}").status_code == 404
    assert ada.post(f"/admin/{place}", data={"step": "confirm"}).status_code == 404


@pytest.mark.parametrize("place", [ALIAS, UNALIAS])
def test_only_admins_are_let_in_and_a_form_without_its_token_is_refused(
    app: Flask, ada: FlaskClient, place: str
) -> None:
    for who in ("ines", "mara"):
        browser = logged_in(app, who)
        assert browser.get(place).status_code == 403
        assert browser.post(place).status_code == 403
    app.config["WTF_CSRF_ENABLED"] = True
    assert send(ada, place).status_code == 400


def test_an_odd_address_breaks_nothing(ada: FlaskClient) -> None:
    assert ada.get(f"{ALIAS}?owner=%00").status_code == 404
    assert "&lt;b&gt;" in ada.get(f"{ALIAS}?owner=%3Cb%3E&rep={'x' * 999}").text
