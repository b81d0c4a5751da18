"""Amounts of money are whole minor units, whatever the currency."""

from decimal import Decimal

import pytest

from scoring.money import digits_of, in_minor_units, in_units, is_currency


@pytest.mark.parametrize(("code", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ABC", 2)])
def test_digits_of_currencies(code: str, digits: int) -> None:
    assert is_currency(code)
    assert digits_of(code) == digits


@pytest.mark.parametrize("code", ["", "eur", "EU", "EURO", "E R", "ÉUR", "EUR\n"])
def test_what_is_no_currency(code: str) -> None:
    assert not is_currency(code)


@pytest.mark.parametrize(
    ("text", "digits", "amount"),
    [
        ("1000.00", 2, 100_000),
        ("1000.5", 2, 100_050),
        ("1000", 2, 100_000),
        ("0.01", 2, 1),
        ("007", 0, 7),
        ("1.234", 3, 1234),
        ("99999999999999999999.99", 2, 9_999_999_999_999_999_999_999),
    ],
)
def test_written_amounts(text: str, digits: int, amount: int) -> None:
    assert in_minor_units(text, digits) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.000,00",
        "1,000.00",
        "1000.",
        ".5",
        "1e3",
        "-1",
        "+1",
        " 1",
        "1\n",
        "1.005",
        "\u0661",
        "9" * 21,
        "inf",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert in_minor_units(text, 2) is None


def test_places_that_a_currency_has_not() -> None:
    assert in_minor_units("1.0", 0) is None
    assert in_minor_units("1.0000", 3) is None


def test_amounts_in_units_keep_their_digits() -> None:
    told = [str(in_units(amount, digits)) for amount, digits in ((100_000, 2), (-5, 2), (0, 3), (7, 0))]
    assert told == ["1000.00", "-0.05", "0.000", "7"]
    assert in_units(1, 4) == Decimal("0.0001")
