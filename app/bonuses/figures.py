"""What is reckoned and worded of bonuses: digests, kinds of rules, states in words, balances."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.models.bonuses import (
    APPROVED,
    AWARDED,
    DECLINED,
    EXPORTED,
    PAID,
    PROPOSED,
    SECONDED,
    SUPERSEDED,
)
from scoring.money import digits_of, in_minor_units


class Balance(NamedTuple):
    """Money in one currency: what earlier quarters left over, what was awarded, what was paid, what is owed.

    Of what is owed, `sent` is with payroll; the rest is carried forward until there is something to pay.
    """

    currency: str
    brought: int
    awarded: int
    paid: int
    owed: int
    sent: int


def canonical(basis: Mapping[str, Any]) -> str:
    """Return a basis as JSON that is the same for the same content."""
    return json.dumps(basis, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(
    before: str, payee: tuple[str, int], rule: str, money: tuple[int, str], basis: str, reason: str = ""
) -> str:
    """Return SHA-256 over what a bonus rests on: payee, rule, amount and currency, basis, a person's reason.

    And over the digest `before`: of the close that gives it, or of the bonus that it adjusts.
    """
    told = canonical(
        {"before": before, "payee": payee, "rule": rule, "money": money, "basis": basis, "reason": reason}
    )
    return hashlib.sha256(told.encode()).hexdigest()


def kind_of(rule: str) -> str:
    """Return the kind of a rule: prize, rate, badge, cap or adjustment."""
    return rule.partition("[")[0]


def needs_second(amount: int, second_above: int | None, adjusted: int = 0) -> bool:
    """Tell whether it takes two approvals to award an amount, or to take it back, after so much was `adjusted`."""
    return second_above is not None and abs(amount) + adjusted > second_above


def typed_amount(text: str, currency: str) -> int | None:
    """Return an amount as somebody typed it, such as -50 or 12,50, in minor units; none if it is no amount."""
    sign, digits = (-1, text[1:]) if text[:1] in ("-", "\N{MINUS SIGN}") else (1, text.removeprefix("+"))
    amount = in_minor_units(digits.replace(",", "."), digits_of(currency))
    return None if amount is None else sign * amount


def balance(currency: str, brought: int, lines: Iterable[tuple[str, int]]) -> Balance:
    """Return the balance of bonuses, state and amount of each, after what was `brought` forward."""
    sums = dict.fromkeys(AWARDED, 0)
    for state, amount in lines:
        if state in sums:
            sums[state] += amount
    awarded = sum(sums.values())
    return Balance(currency, brought, awarded, sums[PAID], brought + awarded - sums[PAID], sums[EXPORTED])


def state_words(state: str) -> str:
    """Return the state of a bonus in words."""
    return {
        PROPOSED: _("proposed"),
        SECONDED: _("approved once"),
        APPROVED: _("approved"),
        EXPORTED: _("sent to payroll"),
        PAID: _("paid"),
        DECLINED: _("declined"),
        SUPERSEDED: _("replaced by a later version of the quarter"),
    }[state]
