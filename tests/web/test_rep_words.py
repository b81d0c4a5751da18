"""What is still needed, as a rep reads it after "To meet it:"."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask

from app.rep.drawing import reach_bar
from app.rep.figures import need_words
from app.wording import hours_words
from scoring import pace
from scoring.calendar import HOUR, MINUTE
from scoring.pace import Need
from tests.scoring.making import level

FRIDAY = date(2026, 7, 31).toordinal()
RATIO: dict[str, Any] = {"measure": "ratio"}
TIMELY: dict[str, Any] = {"measure": "timely"}
MEAN: dict[str, Any] = {"measure": "mean"}
AT_MOST: dict[str, Any] = {"direction": "at_most"}

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("need", "changes", "words"),
    [
        (Need(pace.MORE, amount=Fraction(5, 2)), {}, "2.5 more by Friday, July 31"),
        (Need(pace.MORE, amount=Fraction(1000, 3)), {}, "334 more by Friday, July 31"),
        (Need(pace.ROOM, amount=Fraction(10, 3)), AT_MOST, "at most 3.33 more until Friday, July 31"),
        (Need(pace.DONE), {}, "nothing more: it stays so"),
        (Need(pace.LOST), {}, "not possible any more this month"),
        (Need(pace.LASTS), RATIO, "something has to come of the next one"),
        (Need(pace.LASTS, count=2), RATIO, "nothing has to come of the next 2"),
        (Need(pace.WIDER, count=5), RATIO, "none in the next 5"),
        (Need(pace.WIDER, count=5), MEAN, "5 more, all close to 0"),
        (Need(pace.PART, count=10, most=10), RATIO, "whatever becomes of the next 10"),
        (Need(pace.PART, count=1), TIMELY, "the next one in time"),
        (Need(pace.PART, count=4), TIMELY, "all of the next 4 in time"),
        (Need(pace.PART, count=10, most=2), TIMELY, "at most 2 of the next 10 late"),
        (Need(pace.PART, count=4), RATIO, "all of the next 4"),
        (Need(pace.PART, count=10, most=1), RATIO, "all but 1 of the next 10"),
        (Need(pace.PART, count=4), RATIO | AT_MOST, "none of the next 4"),
        (Need(pace.PART, count=10, most=1), RATIO | AT_MOST, "at most 1 of the next 10"),
        (Need(pace.AVERAGE, count=9, amount=Fraction(533, 3)), MEAN | AT_MOST, "at most 177 on average in the next 9"),
        (Need(pace.AVERAGE, count=1, amount=Fraction(17, 2)), MEAN, "at least 8.5 in the next one"),
        (Need(pace.WEEKS, count=1, most=1), {}, "the week that is left"),
        (Need(pace.WEEKS, count=2, most=2), {}, "all 2 weeks that are left"),
        (Need(pace.WEEKS, count=1, most=3), {}, "1 of the 3 weeks that are left"),
        (Need(pace.VOLUME, count=2), RATIO, "2 more, so that it is judged"),
    ],
)  # fmt: skip
def test_what_is_needed(app: Flask, need: Need, changes: dict[str, Any], words: str) -> None:
    with app.test_request_context():
        assert need_words(need, level(**changes), FRIDAY) == words


def test_lengths_of_time_are_never_told_too_long(app: Flask) -> None:
    with app.test_request_context():
        told = [hours_words(one) for one in (0, 59 * MINUTE, HOUR, 2 * HOUR - 1, 26 * HOUR + 5 * MINUTE)]
    assert told == ["0 min", "59 min", "1 h", "1 h 59 min", "26 h 5 min"]


def test_a_bar_fits_whatever_stands_in_it(app: Flask) -> None:
    def bar(value: int | None, target: int | None, **changes: Any) -> str:
        goals = (None if target is None else Fraction(target), None)
        return reach_bar(level(**changes), None if value is None else Fraction(value), goals) or ""

    assert bar(None, None) == bar(0, 0) == ""
    assert 'class="baton"' in bar(40, 10)
    assert 'class="baton"' not in bar(None, 10)
    assert "reach-beyond" in bar(1, 10, **AT_MOST)
    assert '<rect class="reach-fill" x="0" y="18" width="0.00%"' in bar(-5, 10)
