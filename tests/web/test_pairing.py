"""A screen is paired: it shows a code, a manager enters it, and the screen turns to the wall."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from app import clock
from app.auth import screens, service, throttle
from app.extensions import db
from app.models.screens import ScreenPairing
from app.models.users import Screen
from app.pairing import codes
from tests.cast import logged_in
from tests.harness import read_stamp_anew

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
CODE = re.compile(r'class="pairing-code">(\w{3}-\w{3})<')
UNKNOWN = "CCC-CCC"


class Waiting:
    """A screen that waits: its browser, and the code that it shows."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        page = self.client.get("/wall", follow_redirects=True)
        assert page.request.path == "/wall/pair"
        self.code = shown(page)

    def poll(self) -> TestResponse:
        """Ask as the page does every few seconds."""
        return self.client.get("/wall/pair", headers={**PARTIAL, "HX-PTag": codes.plain(self.code)})


def shown(page: TestResponse) -> str:
    (code,) = CODE.findall(page.text)
    return str(code)


def pair(manager: FlaskClient, code: str, name: str = "Hall") -> TestResponse:
    return manager.post("/screens/pair", data={"code": code, "name": name})


@pytest.fixture
def mara(app: Flask, cast: None) -> FlaskClient:
    return logged_in(app, "mara")


@pytest.fixture
def screen(app: Flask, cast: None) -> Waiting:
    return Waiting(app)


def hung() -> list[str]:
    return list(db.session.scalars(select(Screen.name)))


def test_a_code_that_is_typed_any_way_turns_the_screen_to_the_wall(
    screen: Waiting, mara: FlaskClient
) -> None:
    assert (screen.poll().status_code, screen.poll().data) == (304, b"")
    paired = pair(mara, f" {screen.code.lower().replace('-', ' ')} ", " Hall ")
    assert paired.status_code == 303
    page = mara.get(paired.location).text
    assert "Hall is paired" in page
    assert "shows the wall now" in page
    turned = screen.poll()
    assert (turned.status_code, turned.headers["HX-Redirect"]) == (204, "/wall")
    assert screen.client.get("/wall").status_code == 200
    assert screen.client.get("/wall/pair").location == "/wall"


def test_it_keeps_its_cookie_while_a_process_does_not_know_yet_that_it_was_paired(
    app: Flask, screen: Waiting, mara: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["baton_stamps"], "memo_ns", 600 * 1_000_000_000)
    assert screen.client.get("/wall").location == "/wall/pair"
    assert pair(mara, screen.code).status_code == 303
    early = screen.poll()
    assert (early.status_code, "Set-Cookie" in early.headers) == (304, False)
    assert shown(screen.client.get("/wall", follow_redirects=True)) == screen.code
    read_stamp_anew(app)
    assert screen.poll().headers["HX-Redirect"] == "/wall"
    assert screen.client.get("/wall").status_code == 200


def test_the_screen_holds_its_cookie_from_the_beginning(app: Flask, screen: Waiting) -> None:
    again = screen.client.get("/wall/pair")
    assert (shown(again), "Set-Cookie" in again.headers) == (screen.code, False)
    first = app.test_client().get("/wall/pair").headers["Set-Cookie"]
    assert "HttpOnly" in first
    token = first.partition("=")[2].partition(";")[0]
    row = db.session.scalars(select(ScreenPairing).order_by(ScreenPairing.expires_at.desc())).first()
    assert row
    kept = f"{row.token_hash} {row.code_hash}"
    assert token not in kept
    assert codes.code_of(token) not in kept


def test_wrong_codes_are_few(app: Flask, screen: Waiting, mara: FlaskClient) -> None:
    assert "six letters and digits" in pair(mara, "ABC-DEF").text
    for _guess in range(throttle.PER_PERSON):
        wrong = pair(mara, UNKNOWN)
        assert (wrong.status_code, "No screen shows this code" in wrong.text) == (422, True)
    assert pair(mara, screen.code).status_code == 429
    assert "Try again in 15 minutes" in pair(mara, screen.code).text
    assert pair(logged_in(app, "ada"), screen.code).status_code == 303


def test_a_right_code_clears_the_count(app: Flask, mara: FlaskClient) -> None:
    for name in ("Hall", "Canteen"):
        assert [pair(mara, UNKNOWN).status_code for _guess in range(throttle.PER_PERSON - 1)] == [422] * 4
        assert pair(mara, Waiting(app).code, name).status_code == 303


def test_a_code_runs_out_and_the_next_one_comes_by_itself(screen: Waiting, mara: FlaskClient) -> None:
    db.session.execute(update(ScreenPairing).values(expires_at=clock.now()))
    db.session.commit()
    assert pair(mara, screen.code).status_code == 422
    fresh = screen.poll()
    assert (fresh.status_code, shown(fresh) != screen.code) == (200, True)
    assert db.session.scalar(select(func.count()).select_from(ScreenPairing)) == 1
    assert pair(mara, shown(fresh)).status_code == 303


def test_a_code_works_once(app: Flask, screen: Waiting, mara: FlaskClient) -> None:
    assert pair(mara, screen.code).status_code == 303
    assert pair(logged_in(app, "ada"), screen.code, "Canteen").status_code == 422
    assert hung() == ["Hall"]


def test_a_name_that_is_taken_uses_up_neither_code_nor_tries(screen: Waiting, mara: FlaskClient) -> None:
    service.create_screen("Hall", clock.now())
    for _try in range(throttle.PER_PERSON + 1):
        assert "Choose another name" in pair(mara, screen.code).text
    assert pair(mara, screen.code, "Canteen").status_code == 303


def test_under_the_name_of_a_revoked_screen_a_new_one_takes_its_place(
    app: Flask, screen: Waiting, mara: FlaskClient
) -> None:
    place = pair(mara, screen.code).location
    mara.post(place, data={"sound": "y"})
    mara.post(f"{place}/revoke")
    gone = screen.client.get("/wall", headers=PARTIAL)
    assert (gone.status_code, gone.headers["HX-Redirect"]) == (401, "/wall/pair")
    assert '<option value="Hall">' in mara.get("/screens/pair").text
    other = Waiting(app)
    assert pair(mara, other.code).location == place
    cookie = other.client.get_cookie("baton-screen")
    assert cookie
    found = screens.screen_of(cookie.value)
    assert found
    assert found.settings.sound
    assert screen.client.get("/wall").location == "/wall/pair"


def test_codes_are_few_from_one_address(app: Flask, cast: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PER_ADDRESS", 1)
    screen = Waiting(app)
    late = app.test_client()
    page, piece = late.get("/wall/pair"), late.get("/wall/pair", headers=PARTIAL)
    assert (page.status_code, piece.status_code) == (429, 429)
    assert "Too many codes" in page.text
    assert piece.headers["HX-PTag"]
    assert screen.poll().status_code == 304


def test_two_screens_never_show_the_same_code(
    app: Flask, screen: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = screen.client.get_cookie("baton-screen")
    assert cookie
    tokens = [cookie.value, cookie.value, "another"]
    monkeypatch.setattr("app.pairing.service.secrets.token_urlsafe", lambda _length: tokens.pop(0))
    assert Waiting(app).code == codes.shown(codes.code_of("another"))
    assert tokens == []


def test_the_picture_leads_past_the_log_in_to_the_form(app: Flask, cast: None) -> None:
    phone = app.test_client()
    asked = phone.get("/screens/pair?code=k7m4px")
    assert asked.location == "/login?next=/screens/pair?code%3Dk7m4px"
    assert 'value="K7M-4PX"' in logged_in(app, "mara").get("/screens/pair?code=k7m4px").text
    assert 'value=""' in logged_in(app, "mara").get("/screens/pair?code=nonsense").text
    assert logged_in(app, "ines").get("/screens/pair?code=k7m4px").status_code == 403


def test_the_picture_is_drawn_for_codes_alone(client: FlaskClient) -> None:
    drawn = client.get("/wall/pair/K7M4PX.svg")
    assert (drawn.mimetype, b"<svg" in drawn.data) == ("image/svg+xml", True)
    assert drawn.data != client.get("/wall/pair/K7M4PY.svg").data
    assert client.get("/wall/pair/K7M4P0.svg").status_code == 404


def test_a_screen_needs_a_name(screen: Waiting, mara: FlaskClient) -> None:
    for name in ("", " ", "x" * 201, "Ha\0ll"):
        refused = pair(mara, screen.code, name)
        assert (refused.status_code, 'id="name-fault"' in refused.text) == (422, True), name
    assert hung() == []
