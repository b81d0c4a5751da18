"""The pages on which a manager says what a screen shows, and looks at it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.auth import screens, service
from app.auth.service import RefusedError
from app.extensions import db
from app.models.users import Screen
from app.programme import MOST_ITEMS, STANDARD, Item, programme_of
from app.wall.arranging import edits
from app.wall.scenes import KINDS
from tests import factories
from tests.cast import logged_in

VERSION = re.compile(r'name="version" value="(\d+)"')
NAMES = re.compile(r'/programme/\d+">([^<]+)</a>')


class Hall:
    """A screen, and its programme as somebody arranges it."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.token = client, token
        self.id = db.session.scalars(select(Screen.id)).one()
        self.address = f"/screens/{self.id}/programme"

    @property
    def page(self) -> str:
        """The programme's page."""
        return self.client.get(self.address).text

    def post(self, path: str, version: str | None = None, **sent: str) -> int:
        """Send a form with the version of the page as it is, or another; return the status."""
        seen = version or VERSION.findall(self.page)[0]
        return self.client.post(self.address + path, data={"version": seen, **sent}).status_code

    def items(self) -> tuple[Item, ...]:
        """What it shows."""
        return programme_of(self.id)


@pytest.fixture
def hall(app: Flask, cast: None) -> Hall:
    token = service.create_screen("Hall", clock.now())
    return Hall(logged_in(app, "mara"), token)


def test_the_standard_programme_is_a_beginning(hall: Hall) -> None:
    assert "This is the standard programme" in hall.page
    assert NAMES.findall(hall.page) == [str(KINDS[item.kind].name) for item in STANDARD]
    assert "Back to the standard programme" not in hall.page
    assert hall.post("/2/move", way="up") == 303
    assert hall.items()[:2] == (STANDARD[1], STANDARD[0])
    assert hall.items()[2:] == STANDARD[2:]
    assert "a round takes" in hall.page


def test_items_are_added_changed_moved_and_removed(hall: Hall) -> None:
    assert 'name="text"' in hall.client.get(f"{hall.address}/add?kind=message").text
    assert hall.post("/add?kind=message", text=" Cake <at> four ", seconds="15") == 303
    last = len(STANDARD) + 1
    assert hall.items()[-1] == Item("message", "", 15, "Cake <at> four")
    assert "Cake &lt;at&gt; four" in hall.page
    assert 'value="Cake &lt;at&gt; four"' in hall.client.get(f"{hall.address}/{last}").text
    assert hall.post(f"/{last}", text="Cake at five", seconds="300") == 303
    assert hall.post(f"/{last}/move", way="up") == 303
    assert hall.post("/1/move", way="up") == 303
    assert hall.items() == (*STANDARD[:-1], Item("message", "", 300, "Cake at five"), STANDARD[-1])
    assert "Remove A message?" in hall.client.get(f"{hall.address}/{last - 1}/remove").text
    assert hall.post(f"/{last - 1}/remove") == 303
    assert hall.items() == STANDARD
    assert "Back to the standard programme?" in hall.client.get(f"{hall.address}/reset").text
    assert hall.post("/reset") == 303
    assert "This is the standard programme" in hall.page


def test_what_a_kind_of_item_is_about(hall: Hall) -> None:
    factories.world(months=1)
    assert hall.post("/add?kind=reps", side="sales", seconds="60") == 303
    assert hall.post("/add?kind=metric", level="revenue", seconds="90") == 303
    assert hall.items()[-2:] == (Item("reps", "sales", 60, ""), Item("metric", "", 90, "revenue"))
    page = re.sub(r"\s+", " ", hall.page)
    assert '<span class="item-about">Sales</span> · 1 minute' in page
    assert '<span class="item-about">Revenue won</span> · 1 min 30 s' in page
    assert '<option value="sales" selected>' in hall.client.get(f"{hall.address}/{len(STANDARD) + 1}").text
    for wrong in ({"kind": "reps", "side": "nowhere"}, {"kind": "metric", "level": "nothing"}):
        kind = wrong.pop("kind")
        assert hall.post(f"/add?kind={kind}", **wrong, seconds="60") == 422


WRONG = [
    ({"seconds": "4", "text": "x"}, "from 5 to 300"),
    ({"seconds": "301", "text": "x"}, "from 5 to 300"),
    ({"seconds": "", "text": "x"}, "from 5 to 300"),
    ({"seconds": "20", "text": " "}, "Write what the screen is to say"),
    ({"seconds": "20", "text": "x" * 201}, "at most 200 characters"),
    ({"seconds": "20", "text": "a\0b"}, "cannot be shown"),
]


def test_what_is_wrong_stands_beside_the_field(hall: Hall) -> None:
    for sent, fault in WRONG:
        refused = hall.client.post(f"{hall.address}/add?kind=message", data=sent)
        assert (refused.status_code, fault in refused.text) == (422, True), sent
    assert hall.items() == STANDARD


def test_the_last_writer_does_not_undo_what_he_has_not_seen(app: Flask, hall: Hall) -> None:
    (seen, *_rest) = VERSION.findall(hall.page)
    ada = Hall(logged_in(app, "ada"), hall.token)
    ada.post("/1/remove")
    for path, sent in (
        ("/1/remove", {}),
        ("/2/move", {"way": "up"}),
        ("/1", {"seconds": "99"}),
        ("/reset", {}),
        ("/reset", {"version": "no number"}),
    ):
        assert hall.post(path, **{"version": seen, **sent}) == 303
        assert "Somebody else changed this programme meanwhile" in hall.page
    assert hall.items() == STANDARD[1:]


def test_a_programme_is_neither_endless_nor_empty(session: scoped_session[Session]) -> None:
    one = STANDARD[0]
    with pytest.raises(RefusedError, match="24 items at most"):
        edits.added((one,) * MOST_ITEMS, one)
    with pytest.raises(RefusedError, match="only item"):
        edits.without((one,), 1)
    assert edits.moved((one,), 1, 0) == (one,)
    assert edits.moved(STANDARD, 1, 3) == (*STANDARD[1:3], one, *STANDARD[3:])


def test_a_full_programme_says_so(hall: Hall) -> None:
    for _item in range(MOST_ITEMS - len(STANDARD)):
        assert hall.post("/add?kind=countdown", seconds="5") == 303
    assert "Remove one first" in hall.page
    assert hall.post("/add?kind=countdown", seconds="5") == 303
    assert len(hall.items()) == MOST_ITEMS


def test_a_change_reaches_the_screen(hall: Hall) -> None:
    before = screens.screen_of(hall.token)
    assert before
    assert before.programme == STANDARD
    hall.post("/1/remove")
    with hall.client.application.app_context():
        after = screens.screen_of(hall.token)
    assert after
    assert after.programme == STANDARD[1:]


def test_the_preview_shows_one_item_after_the_other(hall: Hall) -> None:
    assert "Nothing to say at the moment" in hall.client.get(f"{hall.address}/preview").text
    factories.world(months=1)
    first = hall.client.get(f"{hall.address}/preview").text
    assert f"1 of {len(STANDARD)} on Hall" in first
    assert "Northern Lights" in first
    assert "htmx" not in first, "a preview asks for nothing by itself"
    assert f"at={len(STANDARD)}" in first
    last = hall.client.get(f"{hall.address}/preview?at=999").text
    assert f"{len(STANDARD)} of {len(STANDARD)} on Hall" in last
    assert "at=1" in last
    for odd in ("0", "-1", "x", "9999999999999999999999"):
        assert f"1 of {len(STANDARD)}" in hall.client.get(f"{hall.address}/preview?at={odd}").text


PAGES = ("", "/preview", "/add?kind=race", "/1", "/1/remove", "/reset")
ACTS = ("/add?kind=race", "/1", "/1/move", "/1/remove", "/reset")
SENT = {"version": "0", "seconds": "20", "side": ""}


def test_it_is_for_managers(app: Flask, hall: Hall) -> None:
    ines = logged_in(app, "ines")
    assert {ines.get(hall.address + path).status_code for path in PAGES} == {403}
    assert {ines.post(hall.address + path, data=SENT).status_code for path in ACTS} == {403}
    app.config["WTF_CSRF_ENABLED"] = True
    assert {hall.client.post(hall.address + path, data=SENT).status_code for path in ACTS} == {400}
    assert hall.items() == STANDARD


def test_there_is_no_such_screen_nor_item(hall: Hall) -> None:
    nowhere = "/screens/999999/programme"
    assert {hall.client.get(nowhere + path).status_code for path in PAGES} == {404}
    assert {hall.client.post(nowhere + path, data=SENT).status_code for path in ACTS} == {404}
    odd = ("/0", "/10", "/10/remove", "/add?kind=nothing", "/add")
    assert {hall.client.get(hall.address + path).status_code for path in odd} == {404}
