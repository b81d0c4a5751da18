"""What a team wins goes to its members by their shares of the quarter, or to the team itself."""

from fractions import Fraction

from scoring.bonus import Member
from scoring.ranking import Total, rank
from tests.scoring.plans import board, members, number, plan, prize, rate, reckon, told

TEAMS = board("T 90", "U 80", "V 70")


def test_members_get_it_by_their_shares() -> None:
    shares = {"T": members(A=1, B="1/2", C="1/4")}
    found = reckon(plan(prize(1000_00, board="team")), teams=TEAMS, shares=shares)
    assert told(found) == ["A 571.43", "B 285.71", "C 142.86"]


def test_what_remains_over_equal_shares_goes_by_name_then_key() -> None:
    shares = {"T": members(C="1/3", B="1/3", A="1/3")}
    found = reckon(plan(prize(1000_00, board="team")), teams=TEAMS, shares=shares)
    assert told(found) == ["A 333.34", "B 333.33", "C 333.33"]
    same = {Member("Same", f"key {who}", number(who)): Fraction(1) for who in "BA"}
    same[Member("Earlier", "z", number("Z"))] = Fraction(1)
    found = reckon(plan(prize(1000_00, board="team")), teams=TEAMS, shares={"T": same})
    assert told(found) == ["Z 333.34", "A 333.33", "B 333.33"]


def test_who_was_never_there_gets_nothing() -> None:
    shares = {"T": members(A=0, B="1/100"), "U": members(C=1)}
    assert told(reckon(plan(prize(1_00, board="team")), teams=TEAMS, shares=shares)) == ["B 1.00"]


def test_a_unit_too_few_for_all_goes_to_the_first() -> None:
    assert told(reckon(plan(rate(1, board="team")), teams=board("T 1"), shares={"T": members(A=1, B=1)})) == [
        "A 0.01 rate[1]"
    ]


def test_without_a_member_it_stays_with_the_team() -> None:
    shares = {"T": members(A=0), "U": members(B=1)}
    found = reckon(plan(prize(1000_00, 500_00, 250_00, board="team")), teams=TEAMS, shares=shares)
    assert told(found) == ["B 500.00", "T* 1000.00", "V* 250.00"]


def test_teams_may_keep_it() -> None:
    given = plan(prize(1000_00, 500_00, board="team"), rate(1_00, board="team"), team_bonus="team")
    assert told(reckon(given, teams=TEAMS, shares={"T": members(A=1)})) == [
        "T* 1000.00", "U* 500.00", "T* 90.00 rate[1]", "U* 80.00 rate[1]", "V* 70.00 rate[1]",
    ]  # fmt: skip


def test_teams_that_are_tied_divide_first_and_then_their_members() -> None:
    given = plan(prize(1000_00, board="team"))
    shares = {"T": members(A=1, B=1, C=1), "U": members(D=1, E=1), "V": members(F=1)}
    found = reckon(given, teams=board("T 90", "U 90", "V 90"), shares=shares)
    assert told(found) == ["A 111.12", "B 111.11", "C 111.11", "D 166.67", "E 166.66", "F 333.33"]


def test_who_was_in_two_teams_gets_one_amount_with_a_part_from_each() -> None:
    shares = {"T": members(A="1/4", B="3/4"), "U": members(A="1/2", C="1/2")}
    found = reckon(
        plan(prize(1000_00, 500_00, board="team", name="Team of the quarter")), teams=TEAMS, shares=shares
    )
    assert told(found) == ["A 500.00", "B 750.00", "C 250.00"]
    told_of_all = {
        "kind": "prize", "tied": 1, "ties": "split", "name": "Team of the quarter", "side": "", "met": 0,
        "min_points": 0, "min_met": 0, "shares": "1", "amount": 250_00,
    }  # fmt: skip
    first = {"rank": 1, "places": [1000_00], "points": 90, "team": number("T"), "team_name": "Name T"}
    second = {"rank": 2, "places": [500_00], "points": 80, "team": number("U"), "team_name": "Name U"}
    assert found[0].basis == {
        "kind": "part",
        "parts": [
            {**told_of_all, **first, "team_amount": 1000_00, "share": "1/4"},
            {**told_of_all, **second, "team_amount": 500_00, "share": "1/2"},
        ],
    }


def test_the_cap_is_over_own_money_and_that_of_teams() -> None:
    given = plan(prize(300_00), prize(1000_00, board="team"), cap=700_00)
    found = reckon(given, board("A 9", "B 8"), TEAMS, {"T": members(A=1, B=1)})
    assert told(found) == ["A 300.00", "A 500.00 prize[2]", "B 500.00 prize[2]", "A -100.00 cap"]
    assert found[-1].basis["lines"] == [["prize[1]", 300_00], ["prize[2]", 500_00]]


def test_a_team_and_a_rep_with_one_id_are_two() -> None:
    teams = rank([Total(number("A"), "Name A", "Name A", 9, 0, 0)])
    given = plan(prize(10_00), prize(20_00, board="team"), team_bonus="team", cap=5_00)
    assert told(reckon(given, board("A 9"), teams)) == ["A 10.00", "A* 20.00 prize[2]", "A -5.00 cap"]
