"""Amounts as people type them."""

import pytest

from app.bonuses.figures import typed_amount


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        *(
            ("12.50", "EUR", 1250),
            ("-12,5", "EUR", -1250),
            ("+3", "EUR", 300),
            ("\N{MINUS SIGN}3", "EUR", -300),
        ),
        *(("1,000.00", "EUR", None), ("--3", "EUR", None), ("3 €", "EUR", None), ("", "EUR", None)),
        *(("3.5", "JPY", None), ("350", "JPY", 350), ("0.125", "KWD", 125)),
    ],
)
def test_amounts_as_people_type_them(text: str, currency: str, amount: int | None) -> None:
    assert typed_amount(text, currency) == amount
