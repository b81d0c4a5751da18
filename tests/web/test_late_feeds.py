"""A required feed that is late shows on board, sheet and wall as soon as it is, and what is kept stays right."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from werkzeug.test import TestResponse

from app import clock
from app.activities import service as activities
from app.auth import service as auth
from app.extensions import db
from app.feeds import service
from app.feeds.figures import HOUR
from app.models.activities import Source
from tests import factories
from tests.harness import close, make_app, read_stamp_anew

NOON = 1_789_984_800_000_000
"""21 September 2026 at noon in the agreement's zone."""
PIECES = ("/board", "/board?board=rep", "/sheet/rep/r1", "/wall")
WORDS = "late: the feed CRM last delivered 12:00"


class Watch:
    """The time, which the test moves, and the statements that reached the database since."""

    def __init__(self) -> None:
        self.now = NOON
        self.seen: list[str] = []

    def note(self, _connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement != "BEGIN":
            self.seen.append(statement)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    found = Watch()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


@pytest.fixture
def app(fresh_database: str, watch: Watch) -> Iterator[Flask]:
    """Yield a company with a feed that has just delivered, and is expected and required every hour."""
    app = make_app(fresh_database, STAMP_MEMO_MS="600000")
    with app.app_context():
        factories.world(NOON, months=3)
        factories.user("ada@example.com", "admin")
        db.session.add(Source(name="CRM", delivered_at=NOON))
        db.session.commit()
        service.expect("CRM", HOUR, required=True)
        event.listen(db.engine, "before_cursor_execute", watch.note)
    yield app
    close(app)


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """Return the browser of an admin, which holds a screen's cookie too."""
    client = factories.log_in(app.test_client(), "ada@example.com")
    with app.app_context():
        client.set_cookie("baton-screen", auth.create_screen("Hall", NOON))
    return client


def poll(browser: FlaskClient, path: str, tag: str = "old") -> TestResponse:
    """Ask for a piece when the process trusts its last look at the stamp no more."""
    read_stamp_anew(browser.application)
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-PTag": tag}
    return browser.get(path, headers=headers)


@pytest.mark.parametrize("path", PIECES)
def test_a_feed_that_becomes_late_shows_although_nothing_was_written(
    browser: FlaskClient, watch: Watch, path: str
) -> None:
    before = poll(browser, path)
    tag = before.headers["HX-PTag"]
    assert "late:" not in before.text
    watch.now = NOON + HOUR
    assert poll(browser, path, tag).status_code == 304
    watch.now += 1
    after = poll(browser, path, tag)
    assert after.status_code == 200
    assert WORDS in after.text.replace("\u202f", " ").replace(" PM", "")
    assert poll(browser, path, after.headers["HX-PTag"]).status_code == 304
    with browser.application.app_context():
        activities.note_delivery("CRM", watch.now)
    again = poll(browser, path, after.headers["HX-PTag"])
    assert (again.status_code, "late:" in again.text) == (200, False)


def test_a_poll_of_what_has_not_changed_asks_for_no_feed(browser: FlaskClient, watch: Watch) -> None:
    tag = poll(browser, "/board").headers["HX-PTag"]
    watch.now = NOON + HOUR
    watch.seen.clear()
    assert poll(browser, "/board", tag).status_code == 304
    (statement,) = watch.seen
    assert "FROM stamp" in statement
    assert "source" not in statement


def test_feeds_become_late_one_after_another(browser: FlaskClient, watch: Watch) -> None:
    with browser.application.app_context():
        for name in ("Web", "Shop", "Fair"):
            activities.note_delivery(name, NOON + HOUR)
            service.expect(name, HOUR, required=True)
    tags, texts = [], []
    for later in (1, HOUR + 1, 2 * HOUR + 1):
        watch.now = NOON + later
        answer = poll(browser, "/board", tags[-1] if tags else "old")
        tags.append(answer.headers["HX-PTag"])
        texts.append(answer.text)
    assert len(set(tags)) == 3
    assert "late:" not in texts[0]
    assert "the feed CRM" in texts[1]
    assert "the feed Fair" not in texts[1]
    assert "the feed Fair" in texts[2]
    assert "and 2 more" in texts[2]


def test_a_feed_that_is_not_required_is_the_admins_affair(browser: FlaskClient, watch: Watch) -> None:
    with browser.application.app_context():
        service.expect("CRM", HOUR, required=False)
    watch.now = NOON + 2 * HOUR
    assert "late:" not in poll(browser, "/board").text
    assert "feed-late" in browser.get("/admin/feeds").text


def test_a_feed_that_never_delivered_is_late(browser: FlaskClient) -> None:
    with browser.application.app_context():
        db.session.add(Source(name="Shop"))
        db.session.commit()
        service.expect("Shop", HOUR, required=True)
    assert "late: the feed Shop has not delivered yet" in poll(browser, "/wall").text
