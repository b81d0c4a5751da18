"""Walls as tests draw them: on a Monday in September, in the made-up company."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask import Flask, g

from app.programme import Item
from app.stamp import reading
from app.wall.page import At, draw
from scoring.periods import month_of
from tests import factories

NOW = 1_789_984_800_000_000
"""21 September 2026, a Monday, at noon in the agreement's zone."""
TODAY = date(2026, 9, 21).toordinal()
THIS = month_of(TODAY)

ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What a scene says is the same on both engines: each scene's statements run on both in the first test."""

Show = Callable[..., str]
"""Draws a wall."""


def scored(text: str) -> None:
    """Store the company with five months of scores by an agreement."""
    line = factories.agreement(THIS - 4, text)
    factories.people()
    factories.scores(line, range(THIS - 4, THIS + 1), TODAY)
    factories.stamp(NOW)


def item(kind: str, side: str = "") -> Item:
    return Item(kind, side, 10, "Cake at three" if kind == "message" else "")


def drawn(app: Flask, *items: Item, at: int = 0, turn: int = 0, **known: object) -> str:
    """Return what a wall with a programme is drawn as; `known` is read otherwise than it is stored."""
    with app.test_request_context("/wall"):
        g.pop("baton_reading", None)
        return draw(items, At(at, turn), reading()._replace(**known))  # type: ignore[arg-type]


def in_words(html: str) -> str:
    """Return what a reader of a wall reads."""
    text = re.sub(r"<svg.*?</svg>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(text).split())
