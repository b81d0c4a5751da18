"""Many managers press at the same moment: one pairs the screen, and no change of a programme is lost."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from app.auth import service as auth
from app.auth.service import RefusedError
from app.extensions import db
from app.models.users import Screen
from app.pairing import codes, service
from app.programme import STANDARD, Item, programme_of
from app.wall.arranging import edits
from app.wall.arranging.service import arrange
from tests.harness import close, make_app

MANY = 6
NOW = 1_790_000_000_000_000


@pytest.fixture
def shared(fresh_database: str) -> Iterator[Flask]:
    app = make_app(fresh_database)
    yield app
    close(app)


def at_once(app: Flask, press: Callable[[int], object]) -> Counter[str]:
    barrier = Barrier(MANY)

    def one(number: int) -> str:
        with app.test_request_context():
            barrier.wait(60)
            try:
                return type(press(number)).__name__
            except RefusedError:
                return "refused"

    with ThreadPoolExecutor(MANY) as pool:
        return Counter(pool.map(one, range(MANY)))


def test_one_pairs_the_screen_and_no_change_is_lost(shared: Flask) -> None:
    with shared.app_context():
        token = service.wait(None, NOW)
        assert isinstance(token, str)
        code = codes.code_of(token)
        auth.create_screen("Canteen", NOW)
    told = at_once(shared, lambda by: service.pair(code, f"Hall {by}", by, None, NOW))
    assert told == {"int": 1, "Refusal": MANY - 1}
    with shared.app_context():
        canteen, hall = db.session.scalars(select(Screen.id).order_by(Screen.name))
    added = at_once(
        shared, lambda by: arrange(hall, lambda items: edits.added(items, Item("message", "", 20, str(by))))
    )
    removed = at_once(shared, lambda _by: arrange(canteen, lambda items: edits.without(items, 1), 0))
    assert added == {"NoneType": MANY}
    assert removed == {"NoneType": 1, "refused": MANY - 1}
    with shared.app_context():
        assert programme_of(hall)[: len(STANDARD)] == STANDARD
        assert {item.detail for item in programme_of(hall)[len(STANDARD) :]} == {*"012345"}
        assert programme_of(canteen) == STANDARD[1:]
