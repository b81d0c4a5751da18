"""The page of the feeds' health: each in words, and what is expected of it by a form."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.extensions import db
from app.feeds import service
from app.feeds.figures import DAY, HOUR
from app.feeds.rows import Refused
from app.models.activities import Batch, Source
from tests.cast import logged_in


@pytest.fixture
def admin(app: Flask, cast: None) -> FlaskClient:
    return logged_in(app, "ada")


@pytest.fixture
def feed(session: scoped_session[Session]) -> int:
    """Return the id of a feed that delivered an hour ago."""
    at = clock.now() - HOUR
    source = Source(name="CRM <b>", delivered_at=at)
    db.session.add(source)
    db.session.flush()
    db.session.add(Batch(source_id=source.id, received_at=at, size=1234, last_at=at - DAY))
    db.session.commit()
    return source.id


def stored(feed: int) -> tuple[int | None, bool]:
    row = db.session.execute(select(Source.expected_every, Source.required).where(Source.id == feed)).one()
    return row[0], row[1]


def test_without_feeds_the_page_says_how_activities_come_in(admin: FlaskClient) -> None:
    page = admin.get("/admin/feeds")
    assert page.status_code == 200
    assert "flask activities load activities.csv" in page.text
    assert "Nothing awaits scoring." in page.text


def test_a_feed_is_shown_with_its_deliveries_and_refusals(admin: FlaskClient, feed: int) -> None:
    service.note_refusals("CRM <b>", clock.now(), [Refused("a.csv", 7, "id-7", "at is <empty>")])
    page = admin.get("/admin/feeds").text
    assert "CRM &lt;b&gt;" in page
    assert "nothing is expected" in page
    assert "1,234" in page
    assert "1 day" in page
    assert "a.csv, line 7" in page
    assert "at is &lt;empty&gt;" in page


def test_what_is_expected_is_saved(admin: FlaskClient, feed: int) -> None:
    prefix = f"feed-{feed}-"
    sent = {f"{prefix}number": "6", f"{prefix}unit": "h", f"{prefix}required": "y"}
    saved = admin.post(f"/admin/feeds/{feed}", data=sent)
    assert (saved.status_code, saved.location) == (303, f"/admin/feeds#feed-{feed}")
    assert stored(feed) == (6 * HOUR, True)
    page = admin.get("/admin/feeds").text
    assert "What is expected of CRM &lt;b&gt; is saved." in page
    assert "in time, required" in page
    admin.post(f"/admin/feeds/{feed}", data={f"{prefix}number": "", f"{prefix}unit": "d"})
    assert stored(feed) == (None, False)


@pytest.mark.parametrize("number", ["0", "1000", "x", "-1"])
def test_what_cannot_be_expected_is_said_beside_the_field(admin: FlaskClient, feed: int, number: str) -> None:
    prefix = f"feed-{feed}-"
    refused = admin.post(f"/admin/feeds/{feed}", data={f"{prefix}number": number, f"{prefix}unit": "h"})
    assert refused.status_code == 422
    assert f'id="{prefix}number-fault"' in refused.text
    assert f'value="{number}"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert stored(feed) == (None, False)


def test_there_is_no_other_feed(admin: FlaskClient, feed: int) -> None:
    assert admin.post(f"/admin/feeds/{feed + 1}", data={}).status_code == 404


@pytest.mark.parametrize("who", ["ines", "mara"])
def test_it_is_for_admins(app: Flask, cast: None, feed: int, who: str) -> None:
    client = logged_in(app, who)
    assert client.get("/admin/feeds").status_code == 403
    assert client.post(f"/admin/feeds/{feed}", data={"required": "y"}).status_code == 403
    assert stored(feed) == (None, False)


def test_nobody_posts_from_elsewhere(app: Flask, admin: FlaskClient, feed: int) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert admin.post(f"/admin/feeds/{feed}", data={}).status_code == 400
