"""The written bonus plan becomes a `BonusPlan`; what cannot be paid is a fault."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from scoring.agreement import Badge, BadgePrize, BonusPlan, Prize, Rate
from scoring.faults import Table, shown
from scoring.money import MOST_DIGITS, digits_of, in_minor_units, in_units, is_currency

MOST = 10**12
MOST_PER_POINT = 10**9
"""No amount has more minor units, so that no sum of them outgrows what databases count in."""
MOST_ASKED = 10**9


def read_bonus(file: Table, sides: Collection[str], badges: Sequence[Badge]) -> BonusPlan | None:
    """Read the plan in a file whose service levels are of `sides`, with these `badges`; none if it has none."""
    if not file.has("bonus"):
        return None
    found = file.take("bonus")
    table = Table(found, "bonus", file.faults)
    if isinstance(found, Mapping) and not found.keys() & {"prize", "rate", "badge"}:
        table.fault("", "has no prize, no rate and no badge")
    currency, digits = _currency(table)
    plan = BonusPlan(
        currency=currency,
        ties=table.choice("ties", ("split", "each"), "split"),
        team_bonus=table.choice("team_bonus", ("members", "team"), "members"),
        cap=_amount(table, "cap", digits),
        budget=_amount(table, "budget", digits),
        second_approval_above=_amount(table, "second_approval_above", digits, least=0),
        prizes=tuple(_prize(one, f"prize[{number}]", digits, sides) for number, one in _each(table, "prize")),
        rates=tuple(_rate(one, f"rate[{number}]", digits, sides) for number, one in _each(table, "rate")),
        badges=_badges(table, digits, badges),
    )
    table.close()
    return plan


def _currency(table: Table) -> tuple[str, int]:
    """Return the currency and the digits of its amounts; of one that is none, the most that any has."""
    currency = table.text("currency", required=True)
    if is_currency(currency):
        return currency, digits_of(currency)
    if currency:
        table.fault("currency", f"{shown(currency)} is not a currency, such as EUR")
    return currency, MOST_DIGITS


def _each(table: Table, key: str) -> list[tuple[int, Table]]:
    found = table.take(key)
    if found is None:
        return []
    if not isinstance(found, list) or not found:
        table.fault(key, f"is not a list of {key}s: write [[{table.place}.{key}]] above each")
        return []
    return [
        (number, Table(one, f"{table.place}.{key}[{number}]", table.faults))
        for number, one in enumerate(found, 1)
    ]


def _prize(table: Table, rule: str, digits: int, sides: Collection[str]) -> Prize:
    prize = Prize(
        rule=rule,
        board=_board(table),
        side=_side(table, sides),
        places=_places(table, digits),
        # Before anything is scored everybody shares the first rank: for nothing there is no prize.
        min_points=table.whole("min_points", 0, MOST_ASKED, 1),
        min_met=table.whole("min_met", 0, MOST_ASKED, 0),
        name=table.text("name"),
    )
    table.close()
    return prize


def _rate(table: Table, rule: str, digits: int, sides: Collection[str]) -> Rate:
    rate = Rate(
        rule=rule,
        board=_board(table),
        side=_side(table, sides),
        per_point=_amount(table, "per_point", digits, most=MOST_PER_POINT, required=True) or 0,
        min_points=table.whole("min_points", 0, MOST_ASKED, 0),
        min_met=table.whole("min_met", 0, MOST_ASKED, 0),
        name=table.text("name"),
    )
    table.close()
    return rate


def _badges(table: Table, digits: int, badges: Sequence[Badge]) -> tuple[BadgePrize, ...]:
    known = {badge.id: badge for badge in badges}
    found: dict[str, BadgePrize] = {}
    for number, one in _each(table, "badge"):
        written = one.text("badge", required=True)
        badge = known.get(written)
        if written and badge is None:
            one.fault("badge", f"{shown(written)} is not the id of a badge")
        elif badge and badge.kind == "by_hand":
            one.fault("badge", f"{shown(written)} is given by hand: money takes a score")
        elif written in found:
            one.fault("badge", f"{shown(written)} is paid for by an earlier one already")
        amount = _amount(one, "amount", digits, required=True) or 0
        one.close()
        found[written] = BadgePrize(f"badge[{number}]", written, amount, badge.name if badge else "")
    return tuple(found.values())


def _board(table: Table) -> str:
    return table.choice("board", ("rep", "team"), "rep", required=True)


def _side(table: Table, sides: Collection[str]) -> str:
    side = table.text("side")
    if side and side not in sides:
        table.fault("side", f"{shown(side)} is not the side of a service level")
    return side


def _places(table: Table, digits: int) -> tuple[int, ...]:
    found = table.take("places", required=True)
    if found is None:
        return ()
    if not isinstance(found, list) or not found:
        table.fault("places", f"{shown(found)} is not a list of amounts")
        return ()
    amounts = tuple(_as_amount(table, "places", one, digits) for one in found)
    if list(amounts) != sorted(amounts, reverse=True) and all(amounts):
        table.fault("places", "give a lower rank more than a higher one")
    return amounts


def _amount(
    table: Table, key: str, digits: int, *, least: int = 1, most: int = MOST, required: bool = False
) -> int | None:
    found = table.take(key, required=required)
    return None if found is None else _as_amount(table, key, found, digits, least, most)


def _as_amount(table: Table, key: str, found: Any, digits: int, least: int = 1, most: int = MOST) -> int:
    """Return `found`, which stands at `key`, in minor units of a currency with `digits`; 0 if it is no amount."""
    amount = None
    if isinstance(found, str):
        amount = in_minor_units(found, digits)
    elif isinstance(found, int) and not isinstance(found, bool):
        amount = found * 10**digits
    if amount is None:
        table.fault(key, f"{shown(found)} is not an amount, such as {in_units(1000 * 10**digits, digits)}")
    elif not least <= amount <= most:
        table.fault(
            key, f"{shown(found)} is not an amount from {in_units(least, digits)} to {in_units(most, digits)}"
        )
    else:
        return amount
    return 0
