"""Whatever is written, parsing gives an agreement or its faults, and nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.agreement import Agreement
from scoring.faults import AgreementError
from tests.scoring.making import COUNT, RATIO, TIMELY, parse, written

KEYS = {
    "": ["agreement", "definitions", "calendar", "service_level", "quarter", "bonus"],
    "agreement": ["name", "starts", "timezone", "fiscal_year_starts", "metric_that_matters"],
    "calendar": ["workdays", "opens", "closes", "holidays", "closed"],
    "service_level": [
        *("id", "name", "side", "scored", "measure", "direction", "every", "of", "over", "clock", "distinct"),
        *("weeks_met", "min_volume", "target", "exceed", "team_target", "team_exceed", "points"),
    ],
    "clock": ["start", "stop", "pause", "resume", "where", "within", "hours", "handover"],
    "of": ["kind", "where"],
    "target": ["months", "improve_by", "exceed_by"],
    "points": ["met", "exceeded"],
    "where": ["region", "a.b"],
    "quarter": ["settlement"],
    "bonus": ["currency", "ties", "team_bonus", "cap", "budget", "second_approval_above", "prize", "rate"],
    "prize": ["board", "side", "places", "min_points", "min_met", "name"],
    "rate": ["board", "side", "per_point", "min_points", "min_met", "name"],
}  # fmt: skip
WORDS = [
    *(
        "lead.assigned",
        "2026-07",
        "Europe/Berlin",
        "9",
        "09:00",
        "24:00",
        "mon",
        "DE",
        "count",
        "timely",
        "week",
    ),
    *("24h", "0.5d", "rep", "subject", "carry", "", " ", "é", "\0", "calls", "EUR", "1000.00", "0.005"),
]
NUMBERS = [
    *(
        "0",
        "1",
        "3",
        "10",
        "-1",
        "0.9",
        "1e3",
        "1e400",
        "-0.0",
        "nan",
        "inf",
        "0x" + "f" * 4000,
        "9" * 20,
        "true",
    ),
    *("2026-12-24", "2026-12-24T00:00:00Z", "09:00:00"),
]


def quoted(text: str) -> str:
    escaped = "".join(one if one.isprintable() and one not in '"\\' else f"\\U{ord(one):08x}" for one in text)
    return f'"{escaped}"'


def inline(value: Any) -> str:
    """Write a value as TOML on one line; numbers come as text, texts as a pair with their mark."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return quoted(value[1]) if isinstance(value, tuple) else str(value)


words = st.one_of(st.sampled_from(WORDS), st.text(st.characters(exclude_categories=["Cs"]), max_size=5))
scalars = st.one_of(st.sampled_from(NUMBERS), st.tuples(st.just("text"), words))
junk = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3), max_leaves=4)


def tables(place: str, depth: int = 0) -> st.SearchStrategy[Any]:
    """Tables like those of an agreement: known keys with values that may or may not belong there."""
    known: dict[str, st.SearchStrategy[Any]] = {}
    for key in KEYS[place]:
        name = "of" if key == "over" else key
        inner = tables(name, depth + 1) if name in KEYS and depth < 4 else junk
        known[key] = st.one_of(junk, inner, st.lists(inner, max_size=2))
    return st.fixed_dictionaries({}, optional={**known, "other": junk})


def attempt(text: str) -> Agreement | None:
    try:
        return parse(text)
    except AgreementError as error:
        return None if error.faults and str(error) else pytest.fail("refused without a reason")


@given(tables(""))
def test_any_agreement_like_toml_is_read_or_refused(table: dict[str, Any]) -> None:
    attempt("\n".join(f"{key} = {inline(value)}" for key, value in table.items()))


@given(st.sampled_from([COUNT, RATIO, TIMELY]), st.sampled_from(KEYS["service_level"]), st.data())
def test_any_value_of_a_level_is_read_or_refused(written_level: str, key: str, data: st.DataObject) -> None:
    inner = tables("of" if key == "over" else key) if key in KEYS or key == "over" else junk
    value = inline(data.draw(st.one_of(junk, inner)))
    lines = [line for line in written_level.splitlines() if not line.startswith(f"{key} =")]
    attempt(written("\n".join(lines), f"\n{key} = {value}"))


@given(tables("bonus"))
def test_any_bonus_plan_is_read_or_refused(table: dict[str, Any]) -> None:
    attempt(written(COUNT, "\n[bonus]\n" + "\n".join(f"{key} = {inline(one)}" for key, one in table.items())))


@given(st.integers(0, 600), st.text(max_size=3), st.integers(0, 5))
def test_any_slip_of_the_pen_is_read_or_refused(place: int, slipped: str, lost: int) -> None:
    text = written(COUNT, RATIO.replace("calls", "share"), TIMELY)
    attempt(text[:place] + slipped + text[place + lost :])


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert attempt(text) is None
