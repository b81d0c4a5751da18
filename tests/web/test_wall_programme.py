"""A wall shows the items of a programme one after the other, and goes on whatever happens."""

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.programme import Item
from app.stamp import Reading
from app.wall.scenes import KINDS, Figures
from tests.web.walls import ON_ONE, TODAY, Show, item

pytestmark = [ON_ONE, pytest.mark.usefixtures("noon")]


def failing(error: Exception) -> Figures:
    def figures(_item: Item, _now: Reading, _turn: int) -> dict[str, Any] | None:
        raise error

    return figures


def test_the_first_that_has_something_to_say_is_shown_and_names_the_next(world: None, html: Show) -> None:
    silent = Item("message", "", 30, "")
    text = html(item("race"), silent, silent, item("countdown"), at=1)
    assert 'data-at="3"' in text
    assert 'data-next="0"' in text
    assert 'data-seconds="10"' in text
    assert 'hx-get="/wall?at=1"' in text


def test_behind_the_end_it_begins_again(world: None, html: Show) -> None:
    text = html(item("race"), item("reps"), at=7)
    assert 'data-at="1"' in text
    assert 'data-next="0"' in text


@pytest.mark.parametrize("broken", [ZeroDivisionError(), ProgrammingError("", {}, ValueError())])
def test_a_scene_that_fails_does_not_stop_the_others(
    world: None, html: Show, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    monkeypatch.setitem(KINDS, "race", KINDS["race"]._replace(figures=failing(broken)))
    assert 'data-at="1"' in html(item("race"), item("reps"))


def test_a_scene_that_cannot_be_drawn_does_not_stop_the_others(
    world: None, html: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        KINDS, "race", KINDS["race"]._replace(figures=lambda _item, _now, _turn: {"bands": 1})
    )
    assert 'data-at="1"' in html(item("race"), item("reps"))


def test_without_the_database_none_is_passed_over(
    world: None, html: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = OperationalError("", {}, ValueError())
    monkeypatch.setitem(KINDS, "race", KINDS["race"]._replace(figures=failing(away)))
    with pytest.raises(OperationalError):
        html(item("race"), item("reps"))


def test_a_wall_says_when_nobody_is_there(world: None, html: Show) -> None:
    text = html(item("race"))
    assert 'data-closes="17:00"' in text
    assert 'data-opens="09:00"' in text
    assert 'data-opens=""' in html(item("race"), day=TODAY - 1)
