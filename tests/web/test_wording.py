"""Periods, ranks, numbers and moments as people say them."""

from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import force_locale

from app import wording
from app.finality import Closed
from app.periods import state_of, state_of_month, state_words
from scoring.fiscal import FiscalYears
from scoring.periods import a_month, month_starts

SEPTEMBER = 2026 * 12 + 8


@pytest.mark.parametrize(
    ("label", "fiscal", "name"),
    [
        ("2026-09", 1, "September 2026"),
        ("2026-Q1", 1, "first quarter 2026"),
        ("2026-Q2", 4, "second quarter 2026"),
        ("2026-Q3", 1, "third quarter 2026"),
        ("2026-Q4", 1, "fourth quarter 2026"),
        ("2026", 1, "2026"),
        ("2026", 4, "fiscal year 2026"),
    ],
)
def test_periods(app: Flask, label: str, fiscal: int, name: str) -> None:
    with app.test_request_context():
        assert wording.period_name(FiscalYears([(0, fiscal)]).period(label), fiscal) == name


def test_periods_of_a_year_that_lasts_longer(app: Flask) -> None:
    known = FiscalYears([(2026 * 12, 1), (2027 * 12 + 11, 12)])
    labels = ("2026-Q5", "2026-Q6", "2026-Q7", "2026-Q8", "2026")
    with app.test_request_context():
        said = [wording.period_name(known.period(label), 1) for label in labels]
    names = [f"{nth} quarter 2026" for nth in ("fifth", "sixth", "seventh", "eighth")]
    assert said == [*names, "fiscal year 2026"]


def test_ranks(app: Flask) -> None:
    with app.test_request_context():
        said = [wording.ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)]
    assert said == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th"]


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(1234567), 0, "1,234,567"),
        (Fraction(160, 21), 1, "7.6"),
        (Fraction(8), 2, "8"),
        (Fraction(-5, 2), 1, "-2.5"),
    ],
)
def test_numbers(app: Flask, value: Fraction, digits: int, text: str) -> None:
    with app.test_request_context():
        assert wording.number(value, digits) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (100_000, "EUR", "€1,000.00"),
        (-70_005, "EUR", "-€700.05"),
        (1000, "JPY", "¥1,000"),
        (1500, "KWD", "KWD\u00a01.500"),
        (1_234_567, "IQD", "IQD\u00a01,234.567"),
        (10**12, "USD", "$10,000,000,000.00"),
    ],
)
def test_money(app: Flask, amount: int, currency: str, text: str) -> None:
    with app.test_request_context():
        assert wording.money(amount, currency) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "1.000,00\u00a0€"), ("fr", "1\u202f000,00\u00a0€"), ("pt", "€\u00a01.000,00")],
)
def test_money_in_other_languages(app: Flask, language: str, text: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert wording.money(100_000, "EUR") == text


def test_percentages(app: Flask) -> None:
    with app.test_request_context():
        assert wording.percent(Fraction(9, 10)) == "90%"
        assert wording.percent(Fraction(3333, 10000), 2) == "33.33%"
        assert wording.percent(Fraction(1, 3)) == "33%"


@pytest.mark.parametrize(
    ("value", "bound", "direction", "digits"),
    [
        (Fraction(8996, 10000), Fraction(9, 10), "at_least", 4),
        (Fraction(95, 100), Fraction(9, 10), "at_least", 2),
        (Fraction(904, 10000), Fraction(9, 100), "at_most", 4),
        (Fraction(1, 3), Fraction(3333, 10000), "at_least", 2),
        (Fraction(9, 10) - Fraction(1, 10**9), Fraction(9, 10), "at_least", 6),
    ],
)
def test_enough_decimals_to_tell(value: Fraction, bound: Fraction, direction: str, digits: int) -> None:
    assert wording.digits_to_tell(value, [bound], 2, direction) == digits


def test_moments_have_their_date_unless_it_is_today(app: Flask) -> None:
    noon, today = 1_789_466_400_000_000, month_starts(SEPTEMBER) + 14
    zone = ZoneInfo("Europe/Berlin")
    with app.test_request_context():
        assert wording.moment(noon, zone, today) == "12:00\u202fPM"
        assert wording.moment(noon, zone, today + 1) == "September 15, 12:00\u202fPM"
        assert wording.moment(noon, zone, today + 366) == "September 15, 2026, 12:00\u202fPM"
        assert wording.date_name(today) == "September 15, 2026"


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [
        (-1, "ahead", "Begins tomorrow"),
        (-2, "ahead", "Begins in 2 days"),
        (0, "running", "Running: 30 days left"),
        (29, "running", "Running: last day"),
        (31, "provisional", "Provisional: over, not closed yet"),
    ],
)
def test_states(app: Flask, days: int, state: str, words: str) -> None:
    today = month_starts(SEPTEMBER) + days
    with app.test_request_context():
        assert state_of(a_month(SEPTEMBER), today, Closed()) == state
        assert state_words(a_month(SEPTEMBER), today, Closed()) == words


def test_a_month_runs_until_its_last_week_is_over(app: Flask) -> None:
    july = SEPTEMBER - 2
    first_of_august = month_starts(july + 1)
    assert state_of_month(july, first_of_august, Closed()) == "running"
    with app.test_request_context():
        assert state_words(a_month(july), first_of_august, Closed()) == "Running: its last week is not over"
    quarter = FiscalYears([(0, 1)]).period("2026-Q3")
    assert state_of(quarter, first_of_august, Closed()) == "running"
