"""Money as whole minor units of a currency, never rounded: the written amount and back."""

import re
from decimal import Decimal

WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
DIGITS = dict.fromkeys(WHOLE.split(), 0) | dict.fromkeys(THOUSANDTHS.split(), 3) | {"CLF": 4, "UYW": 4}
"""Digits after the point by ISO 4217 where they are not two."""
MOST_DIGITS = 4

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_AMOUNT = re.compile(r"\d{1,20}(?:\.(\d+))?", re.ASCII)


def is_currency(code: str) -> bool:
    """Tell whether `code` has the form of a currency of ISO 4217."""
    return _CURRENCY.fullmatch(code) is not None


def digits_of(currency: str) -> int:
    """Return how many digits amounts of `currency` have after the point."""
    return DIGITS.get(currency, 2)


def in_units(amount: int, digits: int) -> Decimal:
    """Return `amount` minor units in units of a currency with `digits`, with all of them: 100000 is 1000.00 with 2."""
    return Decimal(amount).scaleb(-digits)


def in_minor_units(text: str, digits: int) -> int | None:
    """Return the amount written like 1000.00 in minor units of a currency with `digits`; none if it is no amount."""
    found = _AMOUNT.fullmatch(text)
    if not found or len(found[1] or "") > digits:
        return None
    return int(Decimal(text).scaleb(digits))
