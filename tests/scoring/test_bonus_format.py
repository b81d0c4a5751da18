"""What the bonus plan of an agreement says is what is paid; every fault is named with its place."""

import pytest

from scoring.agreement import BonusPlan, Prize, Rate
from tests.scoring.making import COUNT, HEAD, faults, parse, written

WHOLE = """
[quarter]
settlement = 10

[bonus]
currency = "EUR"
ties = "each"
team_bonus = "team"
cap = "2000.00"
budget = 10000
second_approval_above = "0"

[[bonus.prize]]
board = "rep"
side = "sales"
places = ["1000.00", 500, "250.5"]
min_points = 60
min_met = 5
name = "Quarter's prize"

[[bonus.prize]]
board = "team"
places = ["3000"]

[[bonus.rate]]
board = "rep"
side = "sales"
per_point = "2.00"
min_points = 50
min_met = 4
name = "Points"

[[bonus.rate]]
board = "team"
per_point = "0.01"
"""
PRIZE = '[bonus]\ncurrency = "EUR"\n[[bonus.prize]]\nboard = "rep"\nplaces = ["1000.00"]\n'
RATE = '[bonus]\ncurrency = "EUR"\n[[bonus.rate]]\nboard = "rep"\nper_point = "2.00"\n'
NO_AMOUNT = "is not an amount, such as 1000.00"
NOT_FROM = "is not an amount from"


def plan(text: str) -> BonusPlan:
    found = parse(written(COUNT, text)).bonus
    assert found
    return found


def test_a_whole_plan() -> None:
    found = plan(WHOLE)
    assert (found.currency, found.ties, found.team_bonus) == ("EUR", "each", "team")
    assert (found.cap, found.budget, found.second_approval_above) == (200_000, 1_000_000, 0)
    assert found.prizes == (
        Prize("prize[1]", "rep", "sales", (100_000, 50_000, 25_050), 60, 5, "Quarter's prize"),
        Prize("prize[2]", "team", "", (300_000,), 1, 0, ""),
    )
    assert found.rates == (
        Rate("rate[1]", "rep", "sales", 200, 50, 4, "Points"),
        Rate("rate[2]", "team", "", 1, 0, 0, ""),
    )


def test_defaults() -> None:
    found = plan(PRIZE)
    assert (found.ties, found.team_bonus, found.rates) == ("split", "members", ())
    assert (found.cap, found.budget, found.second_approval_above) == (None, None, None)
    assert plan(RATE).prizes == ()


def test_an_agreement_without_bonuses() -> None:
    agreement = parse(written())
    assert (agreement.settlement, agreement.bonus) == (5, None)


@pytest.mark.parametrize("days", [0, 10, 60])
def test_settlement(days: int) -> None:
    assert parse(written(COUNT, f"[quarter]\nsettlement = {days}")).settlement == days


@pytest.mark.parametrize(
    ("currency", "amount", "minor"), [("JPY", "1000", 1000), ("KWD", "1.5", 1500), ("CLF", "1", 10_000)]
)
def test_amounts_have_the_digits_of_their_currency(currency: str, amount: str, minor: int) -> None:
    assert plan(PRIZE.replace("EUR", currency).replace("1000.00", amount)).prizes[0].places == (minor,)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("[quarter]\nsettlement = 61", "quarter.settlement: 61 is not a whole number from 0 to 60"),
        ("[quarter]\nsettlement = true", "quarter.settlement: True is not a whole number from 0 to 60"),
        ("[quarter]\nclose = 5", "quarter.close: is not known here"),
        ('[bonus]\ncurrency = "EUR"', "bonus: has no prize, no rate and no badge"),
        ("[[bonus]]", "bonus: [{}] is not a table"),
    ],
)
def test_the_tables(line: str, fault: str) -> None:
    assert faults(written(COUNT, line)) == [fault]


def test_a_number_instead_of_a_table() -> None:
    assert faults("bonus = 1\nquarter = 2\n" + written()) == [
        "quarter: 2 is not a table",
        "bonus: 1 is not a table",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('currency = "EUR"', "", "currency: is missing"),
        ('"EUR"', '"Euro"', 'currency: "Euro" is not a currency, such as EUR'),
        ('"EUR"', "7", "currency: 7 is not a text"),
        ('"EUR"', '"EUR"\nties = "share"', 'ties: "share" is none of split, each'),
        ('"EUR"', '"EUR"\nteam_bonus = "rep"', 'team_bonus: "rep" is none of members, team'),
        ('"EUR"', '"EUR"\ncap = 10.5', f"cap: 10.5 {NO_AMOUNT}"),
        ('"EUR"', '"EUR"\ncap = true', f"cap: True {NO_AMOUNT}"),
        ('"EUR"', '"EUR"\ncap = 0', "cap: 0 is not an amount from 0.01 to 10000000000.00"),
        ('"EUR"', '"EUR"\nbudget = -1', "budget: -1 is not an amount from 0.01 to 10000000000.00"),
        (
            '"EUR"',
            '"EUR"\nsecond_approval_above = "10000000000.01"',
            'second_approval_above: "10000000000.01" is not an amount from 0.00 to 10000000000.00',
        ),
        ('"EUR"', '"EUR"\nfloor = "1.00"', "floor: is not known here"),
        ('board = "rep"\n', "", "prize[1].board: is missing"),
        ('"rep"', '"all"', 'prize[1].board: "all" is none of rep, team'),
        ('"rep"', '"rep"\nside = "seles"', 'prize[1].side: "seles" is not the side of a service level'),
        ('"rep"', '"rep"\nmin_points = -1', "prize[1].min_points: -1 is not a whole number from 0 to 1000000000"),
        ('"rep"', '"rep"\nmin_met = "5"', 'prize[1].min_met: "5" is not a whole number from 0 to 1000000000'),
        ('"rep"', '"rep"\nname = ""', 'prize[1].name: "" is not a text'),
        ('"rep"', '"rep"\nper_point = "1.00"', "prize[1].per_point: is not known here"),
        ('places = ["1000.00"]', "", "prize[1].places: is missing"),
        ('["1000.00"]', '"1000.00"', 'prize[1].places: "1000.00" is not a list of amounts'),
        ('["1000.00"]', "[]", "prize[1].places: [] is not a list of amounts"),
        ('"1000.00"', '"1.000,00"', f'prize[1].places: "1.000,00" {NO_AMOUNT}'),
        ('"1000.00"', '"1000.005"', f'prize[1].places: "1000.005" {NO_AMOUNT}'),
        ('"1000.00"', "1000.00", f"prize[1].places: 1000.00 {NO_AMOUNT}"),
        ('"1000.00"', '"0.00"', 'prize[1].places: "0.00" is not an amount from 0.01 to 10000000000.00'),
        ('"1000.00"', '500, "1000.00"', "prize[1].places: give a lower rank more than a higher one"),
        ("[[bonus.prize]]", "[bonus.prize]", "prize: is not a list of prizes: write [[bonus.prize]] above each"),
    ],
)  # fmt: skip
def test_prizes(old: str, new: str, fault: str) -> None:
    assert faults(written(COUNT, PRIZE.replace(old, new))) == [f"bonus.{fault}"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('per_point = "2.00"', "", "per_point: is missing"),
        ('"2.00"', "2.00", f"per_point: 2.00 {NO_AMOUNT}"),
        ('"2.00"', '"0"', 'per_point: "0" is not an amount from 0.01 to 10000000.00'),
        ('"2.00"', '"10000000.01"', 'per_point: "10000000.01" is not an amount from 0.01 to 10000000.00'),
        ('"2.00"', "0x" + "f" * 4000, f"per_point: a number of thousands of digits {NOT_FROM} 0.01 to 10000000.00"),
        ('"2.00"', '"2.00"\nplaces = ["1.00"]', "places: is not known here"),
        ('"2.00"', '"2.00"\nmin_points = 0.5', "min_points: 0.5 is not a whole number from 0 to 1000000000"),
    ],
)  # fmt: skip
def test_rates(old: str, new: str, fault: str) -> None:
    assert faults(written(COUNT, RATE.replace(old, new))) == [f"bonus.rate[1].{fault}"]


def test_each_of_several_is_named_by_its_number() -> None:
    second = PRIZE + '[[bonus.prize]]\nboard = "team"\nplaces = ["1.00", "x", "2.00", "y"]\nbadge = 1\n'
    assert faults(written(COUNT, second)) == [
        f'bonus.prize[2].places: "x" {NO_AMOUNT}',
        f'bonus.prize[2].places: "y" {NO_AMOUNT}',
        "bonus.prize[2].badge: is not known here",
    ]
    assert faults(f"bonus.currency = 'EUR'\nbonus.rate = [3, []]\n{HEAD}{COUNT}") == [
        "bonus.rate[1]: 3 is not a table",
        "bonus.rate[2]: [] is not a table",
    ]


def test_examples_of_amounts_are_of_the_currency() -> None:
    told = {"JPY": "1000", "KWD": "1000.000", "kwd": "1000.0000"}
    for currency, example in told.items():
        text = PRIZE.replace("EUR", currency).replace('"1000.00"', '"1.00000"')
        fault = f'bonus.prize[1].places: "1.00000" is not an amount, such as {example}'
        assert faults(written(COUNT, text))[-1] == fault


def test_of_no_currency_amounts_may_have_the_digits_of_any() -> None:
    text = PRIZE.replace("EUR", "kwd").replace("1000.00", "1.500")
    assert faults(written(COUNT, text)) == ['bonus.currency: "kwd" is not a currency, such as EUR']
