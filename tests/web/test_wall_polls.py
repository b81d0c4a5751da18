"""Polls of a screen: the short way answers as the long one does, and only what the long one would."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, local
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app import clock
from app.auth import screens, service
from app.extensions import db
from app.models.scores import Stamp
from app.models.users import Screen
from app.stamp import Reading
from app.wall import page, polls
from app.wall.celebrations import Celebration
from tests.harness import close, make_app, read_stamp_anew
from tests.services.facts import CALLS, agree
from tests.web.counting import statements

Headers = dict[str, str]


@pytest.fixture
def app(fresh_database: str) -> Iterator[Flask]:
    app = make_app(fresh_database, STAMP_MEMO_MS="600000")
    yield app
    close(app)


@pytest.fixture
def screen(app: Flask) -> FlaskClient:
    with app.app_context():
        token = service.create_screen("Hall", clock.now())
    client = app.test_client()
    client.set_cookie("baton-screen", token)
    return client


def poll(screen: FlaskClient, tag: str, path: str = "/wall", **more: str) -> TestResponse:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-PTag": tag, **more}
    return screen.get(path, headers=headers)


@pytest.fixture
def tag(screen: FlaskClient) -> str:
    return poll(screen, "old").headers["HX-PTag"]


@pytest.fixture
def asked(app: Flask) -> list[str]:
    """Return what goes the long way from here on."""
    paths: list[str] = []
    app.before_request_funcs[None].insert(0, lambda: paths.append("long"))
    return paths


def test_the_short_way_answers_like_the_long_one(
    app: Flask, screen: FlaskClient, tag: str, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = poll(screen, tag)
    assert (short.status_code, short.data, asked) == (304, b"", [])
    monkeypatch.setattr(polls.ShortWay, "poll_of", lambda *_args: None)
    long = poll(screen, tag)
    assert (long.status_code, long.data, asked) == (304, b"", ["long"])
    assert sorted(short.headers) == sorted(long.headers)


def test_a_wall_that_was_drawn_is_handed_out_as_it_is(
    screen: FlaskClient, tag: str, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = poll(screen, "old")
    assert (short.status_code, asked) == (200, [])
    monkeypatch.setattr(polls.ShortWay, "poll_of", lambda *_args: None)
    long = poll(screen, "old")
    assert (long.data, asked) == (short.data, ["long"])
    assert sorted(short.headers) == sorted(long.headers)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"path": "/board"}, 303),
        ({"path": "/wall/pair"}, 204),
        ({"path": "/wall?at=1"}, 200),
        ({"path": "/wall?at=x"}, 404),
        ({"path": "/wall?who=1"}, 304),
        ({"HX-Request-Type": "full"}, 200),
    ],
)
def test_everything_else_goes_the_long_way(
    screen: FlaskClient, tag: str, asked: list[str], change: Headers, status: int
) -> None:
    answer = poll(screen, **{"tag": tag, **change})  # type: ignore[arg-type]
    assert asked == ["long"]
    assert answer.status_code in (status, 401)


def test_each_scene_has_a_version_of_its_own(screen: FlaskClient, tag: str, asked: list[str]) -> None:
    following = poll(screen, tag, "/wall?at=1")
    assert (following.status_code, asked) == (200, ["long"])
    other = following.headers["HX-PTag"]
    assert other != tag
    assert (poll(screen, other, "/wall?at=1").status_code, asked) == (304, ["long"])
    assert (poll(screen, tag, "/wall?at=1").data, asked) == (following.data, ["long"])
    assert (poll(screen, tag, "/wall?at=0").status_code, asked) == (304, ["long"])


def test_each_turn_of_a_scene_has_one(screen: FlaskClient, tag: str, asked: list[str]) -> None:
    following = poll(screen, tag, "/wall?at=0.1")
    other = following.headers["HX-PTag"]
    assert (following.status_code, other != tag, asked) == (200, True, ["long"])
    assert (poll(screen, other, "/wall?at=0.1").status_code, asked) == (304, ["long"])
    assert (poll(screen, tag, "/wall?at=0.1").data, asked) == (following.data, ["long"])


def test_strangers_get_nothing_by_knowing_the_version(app: Flask, tag: str, asked: list[str]) -> None:
    stranger = app.test_client()
    assert poll(stranger, tag).status_code == 401
    stranger.set_cookie("baton-screen", "made-up")
    stranger.set_cookie("other", "x")
    assert poll(stranger, tag).status_code == 401
    assert asked == ["long", "long"]


def test_revoked_screen_is_out_when_the_stamp_is_read_anew(app: Flask, screen: FlaskClient, tag: str) -> None:
    with app.app_context():
        service.revoke_screen("Hall", clock.now())
    read_stamp_anew(app)
    assert poll(screen, tag).status_code == 401


def test_path_is_that_of_the_wall(app: Flask) -> None:
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    assert rules["wall.wall"] == polls.PATH


def seen_at(app: Flask) -> int | None:
    with app.app_context():
        return db.session.scalar(select(Screen.seen_at))


def test_who_was_answered_by_the_short_way_is_written_down_by_the_long_one(
    app: Flask, screen: FlaskClient, tag: str, asked: list[str]
) -> None:
    sightings = app.extensions["baton_sightings"]
    assert seen_at(app), "it came the long way first"
    with app.app_context():
        db.session.execute(update(Screen).values(seen_at=None))
        db.session.commit()
    poll(screen, tag)
    assert (asked, len(sightings.ids)) == ([], 1)
    read_stamp_anew(app)
    poll(screen, tag)
    assert (asked, seen_at(app)) == (["long"], None), "less than a minute has passed"
    read_stamp_anew(app)
    sightings.written_at = 0
    poll(screen, tag)
    assert seen_at(app)
    assert not sightings.ids


class Together(dict[str, Any]):
    """What is remembered, where so many look before the first of them goes on."""

    def __init__(self, many: int) -> None:
        super().__init__()
        self.here, self.mine = Barrier(many), local()

    def get(self, *given: Any) -> Any:
        """Return what was found before the others came."""
        found = super().get(*given)
        if not hasattr(self.mine, "looked"):
            self.mine.looked = True
            self.here.wait(60)
        return found


def test_of_screens_that_ask_at_once_one_reads_them_all(
    app: Flask, screen: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie, read, reads = screen.get_cookie("baton-screen"), screens._good_screens, list[str]()
    assert cookie

    def noted() -> screens.Screens:
        reads.append("all")
        return read()

    def ask(_number: int) -> int:
        client = app.test_client()
        client.set_cookie("baton-screen", cookie.value)
        return poll(client, "old").status_code

    monkeypatch.setattr(screens, "_good_screens", noted)
    app.extensions["baton_remembered"] = Together(4)
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(ask, range(4))] == [200] * 4
    assert reads == ["all"]


def test_scores_alone_have_nothing_else_read_or_drawn_again(
    app: Flask, screen: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        agree(CALLS)
    asked = ("FROM screen", "agreement_version.text", "FROM source", "FROM quarter")
    celebrate, celebrated = page.celebrations, list[Reading]()

    def note(now: Reading, moment: int) -> list[Celebration]:
        celebrated.append(now)
        return celebrate(now, moment)

    def after(*moved: str) -> set[str]:
        """Return which of these a poll asks for when numbers of the stamp have moved."""
        with app.app_context():
            db.session.execute(update(Stamp).values({name: Stamp.__table__.c[name] + 1 for name in moved}))
            db.session.commit()
            read_stamp_anew(app)
            with statements() as seen:
                assert poll(screen, "old").status_code == 200
        return {one for one in asked if any(one in statement for statement in seen)}

    monkeypatch.setattr(page, "celebrations", note)
    for moved, found in ((("number", "rest"), set(asked)), (("number",), set())) * 2:
        assert after(*moved) == found
        assert len(celebrated) == (1 if found else 0)
        celebrated.clear()
