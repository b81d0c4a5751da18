"""The board is live by a version: who has the newest is told so without any query of rows."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, scoped_session

from app.clock import now
from app.extensions import db
from app.models.scores import Standing
from app.stamp import KEPT_PIECES, Reading, Stamps
from tests import factories

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@contextmanager
def queries() -> Iterator[list[str]]:
    """Collect the statements that reach the database."""
    seen: list[str] = []
    connection = db.session.connection()

    def note(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(connection.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(connection.engine, "before_cursor_execute", note)


@pytest.fixture
def open_board(app: Flask, session: scoped_session[Session]) -> FlaskClient:
    """Return the browser of someone who is logged in to a whole company."""
    factories.world(months=3)
    factories.user("ada@example.com", "admin")
    return factories.log_in(app.test_client(), "ada@example.com")


def test_the_page_includes_the_piece_with_its_version(open_board: FlaskClient) -> None:
    page = open_board.get("/board")
    piece = open_board.get("/board", headers=PARTIAL)
    assert piece.text in page.text
    assert piece.headers["HX-PTag"] in piece.text
    assert 'hx-trigger="every 5s"' in piece.text
    assert "HX-Request-Type" in ", ".join(piece.headers.getlist("Vary"))
    assert "ETag" not in piece.headers


def test_a_poll_of_what_has_not_changed_reads_no_rows(open_board: FlaskClient) -> None:
    tag = open_board.get("/board", headers=PARTIAL).headers["HX-PTag"]
    with queries() as seen:
        answer = open_board.get("/board", headers={**PARTIAL, "HX-PTag": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert not [statement for statement in seen if "standing" in statement]


def test_a_change_shows(open_board: FlaskClient) -> None:
    before = open_board.get("/board?board=rep", headers=PARTIAL)
    db.session.query(Standing).filter_by(board="rep", place=1).update({"points": 7777})
    factories.stamp(now())
    tag = before.headers["HX-PTag"]
    after = open_board.get("/board?board=rep", headers={**PARTIAL, "HX-PTag": tag})
    assert after.status_code == 200
    assert "7,777" in after.text
    assert after.headers["HX-PTag"] != tag


def test_the_poll_keeps_filters_and_page(open_board: FlaskClient) -> None:
    text = open_board.get("/board?board=rep&side=sales&q=a&period=2026-08", headers=PARTIAL).text
    assert 'hx-get="/board?board=rep&amp;period=2026-08&amp;side=sales&amp;q=a"' in text


def test_a_piece_is_rendered_once_for_each_version(open_board: FlaskClient, app: Flask) -> None:
    stamps = app.extensions["baton_stamps"]
    stamps.memo_ns = 10**15
    try:
        first = open_board.get("/board", headers=PARTIAL)
        with queries() as seen:
            again = open_board.get("/board", headers=PARTIAL)
        assert again.data == first.data
        assert not [statement for statement in seen if "standing" in statement]
    finally:
        stamps.memo_ns, stamps.reading = 0, None
        stamps.pieces.clear()


def test_what_is_kept_has_a_limit(app: Flask) -> None:
    stamps = Stamps("build", 1000)
    for number in range(KEPT_PIECES + 5):
        stamps.piece(number, "tag", lambda: "text")
    assert len(stamps.pieces) == KEPT_PIECES
    assert 0 not in stamps.pieces


def test_of_many_who_ask_at_once_one_reads_the_stamp(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.test_request_context():
        stamps, reading = Stamps("build", 60_000), Stamps("build", 0).read()
    reads: list[bool] = []

    def read() -> Reading:
        reads.append(True)
        time.sleep(0.05)
        return reading

    monkeypatch.setattr(stamps, "_read", read)
    with ThreadPoolExecutor(4) as pool:
        assert {found.tag for found in pool.map(lambda _: stamps.read(), range(4))} == {reading.tag}
    assert len(reads) == 1


def test_of_many_who_ask_at_once_one_draws() -> None:
    stamps = Stamps("build", 1000)
    drawn: list[bool] = []

    def draw() -> str:
        drawn.append(True)
        time.sleep(0.05)
        return "text"

    with ThreadPoolExecutor(4) as pool:
        pieces = pool.map(lambda _: stamps.piece("key", "tag", draw), range(4))
    assert (set(pieces), len(drawn), stamps.turns) == ({b"text"}, 1, {})
    with pytest.raises(ZeroDivisionError):
        stamps.piece("other", "tag", lambda: str(1 // 0))
    assert stamps.piece("other", "tag", lambda: "mended") == b"mended"


def test_the_cost_of_a_board_is_that_of_its_page(open_board: FlaskClient) -> None:
    open_board.get("/board?board=rep", headers=PARTIAL)
    with queries() as few:
        open_board.get("/board?board=rep", headers=PARTIAL)
    assert len(few) <= 14


def test_the_session_of_who_is_logged_out_ends_the_poll(open_board: FlaskClient, app: Flask) -> None:
    tag = open_board.get("/board", headers=PARTIAL).headers["HX-PTag"]
    answer = app.test_client().get("/board", headers={**PARTIAL, "HX-PTag": tag})
    assert answer.status_code == 401
    assert "/login" in answer.headers["HX-Redirect"]
