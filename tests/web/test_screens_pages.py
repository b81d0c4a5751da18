"""The pages on which managers keep screens, and people say what walls call them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.auth import queries, screens, service
from app.auth.screens import Settings
from app.extensions import db
from app.models.people import Rep
from app.models.scores import Stamp
from app.models.users import Screen
from app.names import wall_name
from app.screens import figures
from app.screens.queries import Kept
from app.stamp import reading
from scoring.calendar import HOUR, MINUTE
from tests.cast import logged_in


@pytest.fixture
def mara(app: Flask, cast: None) -> FlaskClient:
    return logged_in(app, "mara")


@pytest.fixture
def token(cast: None) -> str:
    """Hang a screen in the hall; return its token."""
    return service.create_screen("Hall", clock.now())


@pytest.fixture
def hall(token: str) -> str:
    """Return the address of the page of the screen in the hall."""
    return f"/screens/{db.session.scalars(select(Screen.id).where(Screen.name == 'Hall')).one()}"


def stamp() -> int:
    return db.session.scalar(select(Stamp.number)) or 0


def test_without_screens_the_page_says_how_to_get_one(mara: FlaskClient) -> None:
    page = mara.get("/screens").text
    assert "No screen hangs yet" in page
    assert "http://localhost/wall" in page


def test_what_admins_keep_is_found_from_one_page(app: Flask, cast: None) -> None:
    page = logged_in(app, "ada").get("/admin").text
    assert all(f'href="{address}"' in page for address in ("/admin/feeds", "/admin/users", "/screens"))


def test_a_screen_shows_the_wall_until_it_is_revoked(
    app: Flask, mara: FlaskClient, token: str, hall: str
) -> None:
    screen = app.test_client()
    assert screen.get(f"/wall/open/{token}").status_code == 303
    assert screen.get("/wall").status_code == 200
    (ask,) = re.findall(r'href="(/screens/\d+/revoke)"', mara.get("/screens").text)
    assert "Revoke Hall?" in mara.get(ask).text
    assert screen.get("/wall").status_code == 200
    assert mara.post(ask).location == "/screens"
    assert screen.get("/wall").location == "/wall/pair"
    listed = mara.get("/screens").text
    assert "Hall shows the wall no more." in listed
    assert "revoked " in listed
    assert "Pair another screen under this name" in mara.get(hall).text


def test_revoking_twice_says_so(mara: FlaskClient, hall: str) -> None:
    mara.post(f"{hall}/revoke")
    mara.get("/screens")
    assert mara.post(f"{hall}/revoke").status_code == 303
    assert "that is not revoked" in mara.get("/screens").text


def test_how_a_screen_behaves_is_remembered_with_it(mara: FlaskClient, token: str, hall: str) -> None:
    before = stamp()
    found = screens.screen_of(token)
    assert found
    assert found.settings == Settings(sound=False, quiet_from="", quiet_to="", dims=True)
    saved = mara.post(hall, data={"sound": "y", "quiet_from": "18:30", "quiet_to": "07:00"})
    assert (saved.status_code, saved.location) == (303, hall)
    page = mara.get(hall).text
    assert 'value="18:30"' in page
    assert stamp() > before
    kept = db.session.scalars(select(Screen)).one()
    assert (kept.sound, kept.quiet_from, kept.quiet_to, kept.dims) == (True, "18:30", "07:00", False)


def test_a_quiet_time_has_two_ends(mara: FlaskClient, hall: str) -> None:
    for starts, ends, fault in (
        ("18:30", "", "a beginning and an end"),
        ("", "07:00", "a beginning and an end"),
        ("25:00", "07:00", "a time such as"),
        ("07:00", "07:00", "ends when it begins"),
    ):
        refused = mara.post(hall, data={"quiet_from": starts, "quiet_to": ends})
        assert (refused.status_code, fault in refused.text) == (422, True), (starts, ends)


def test_there_is_no_other_screen(mara: FlaskClient) -> None:
    for path in ("/screens/999999", "/screens/999999/revoke"):
        assert (mara.get(path).status_code, mara.post(path).status_code) == (404, 404)


def test_it_is_not_for_reps(app: Flask, hall: str) -> None:
    ines = logged_in(app, "ines")
    answers = [ines.get("/screens"), ines.get(hall), ines.post(hall), ines.post(f"{hall}/revoke")]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert [(one.name, one.revoked) for one in queries.all_screens()] == [("Hall", False)]


def test_nobody_posts_from_elsewhere(app: Flask, mara: FlaskClient, hall: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert [mara.post(path).status_code for path in (hall, f"{hall}/revoke", "/screens/pair")] == [400] * 3


SEEN = {
    None: "not seen yet",
    2 * MINUTE: "shows the wall now",
    12 * MINUTE: "seen 12 min ago",
    3 * HOUR + MINUTE: "seen 3 h 1 min ago",
    48 * HOUR: "seen September 19",
}


def test_when_a_screen_was_seen(session: scoped_session[Session]) -> None:
    moment = 1_790_000_000_000_000
    behaves = Settings(sound=False, quiet_from="", quiet_to="", dims=True)
    for ago, words in SEEN.items():
        kept = Kept(1, "Hall", moment, None if ago is None else moment - ago, None, behaves)
        assert figures.shown(kept, reading(), moment).seen.startswith(words)


def test_a_rep_says_what_walls_call_him(app: Flask, cast: None) -> None:
    ines = logged_in(app, "ines")
    rep = db.session.scalars(select(Rep.id).where(Rep.key == "ines")).one()

    def called() -> str:
        with app.app_context():
            return wall_name(rep, "Ines")

    assert "Empty: Ines" in ines.get("/account/wall-name").text
    before = stamp()
    for sent, name in (({"name": " Nessie "}, "Nessie"), ({"initials": "y", "name": "x"}, "I"), ({}, "Ines")):
        assert ines.post("/account/wall-name", data=sent).status_code == 303
        assert called() == name
        assert f"Walls call you {name}." in ines.get("/account/wall-name").text
    assert stamp() == before + 3
    for wrong in ("x" * 61, "a\tb"):
        assert ines.post("/account/wall-name", data={"name": wrong}).status_code == 422
    assert called() == "Ines"


def test_no_wall_shows_an_address(session: scoped_session[Session]) -> None:
    names = [wall_name(1, name) for name in ("ines.albrecht@example.com", "@x", "Ines Albrecht")]
    assert names == ["ines.albrecht", "?", "Ines Albrecht"]


def test_who_is_no_rep_is_on_no_wall(app: Flask, cast: None) -> None:
    nils = logged_in(app, "nils")
    assert "walls show nothing of you" in nils.get("/account/wall-name").text
    assert nils.post("/account/wall-name", data={"name": "Nils"}).status_code == 404
    assert "wall-name" not in nils.get("/account").text
    assert "wall-name" in logged_in(app, "ines").get("/account").text
