"""What a running quarter may cost: by what is finished, as it stands, and at the most."""

from scoring.bonus import Exposure, Shares, Standings, exposure
from tests.scoring.plans import board, members, number, plan, prize, rate

NOTHING = {("rep", ""): board("A 0", "B 0")}
FINISHED = {("rep", ""): board("A 30", "B 20")}
CURRENT = {("rep", ""): board("A 40", "B 35")}
BEST = {("rep", ""): board("A 90", "B 80")}
NOBODY: Shares = {}


def test_points_and_prizes() -> None:
    given = plan(prize(100, 50, 25, min_points=35), rate(2))
    assert exposure(given, FINISHED, CURRENT, BEST, NOBODY) == Exposure(100, 300, 515)
    assert exposure(given, NOTHING, NOTHING, BEST, NOBODY) == Exposure(0, 0, 515)
    assert exposure(given, BEST, BEST, BEST, NOBODY) == Exposure(490, 490, 515)


def test_the_cap_bounds_each_and_all() -> None:
    assert exposure(plan(rate(2), cap=170), FINISHED, CURRENT, BEST, NOBODY) == Exposure(100, 150, 330)
    given = plan(prize(1000, 500), rate(2), cap=170)
    assert exposure(given, FINISHED, CURRENT, BEST, NOBODY) == Exposure(340, 340, 340)


def test_the_cap_does_not_bound_teams() -> None:
    standings: Standings = {("team", ""): board("T 9"), ("rep", ""): board("A 9")}
    given = plan(prize(1000, board="team"), rate(7, board="team"), prize(50), team_bonus="team", cap=40)
    assert exposure(given, standings, standings, standings, NOBODY) == Exposure(1103, 1103, 1103)


def test_members_of_teams_are_capped_though_no_board_knows_them() -> None:
    standings = {("team", ""): board("T 9")}
    shares = {number("T"): members(A=1, B=1), number("U"): members(B=1, C=1)}
    given = plan(prize(1000, board="team"), cap=40)
    assert exposure(given, standings, standings, standings, shares) == Exposure(80, 80, 120)


def test_ties_of_which_each_is_paid_cost_what_they_stand_at() -> None:
    tied = {("rep", ""): board("A 40", "B 40")}
    given = plan(prize(100, 50), ties="each")
    assert exposure(given, tied, tied, tied, NOBODY) == Exposure(200, 200, 200)
    assert exposure(given, tied, CURRENT, BEST, NOBODY) == Exposure(150, 150, 150)
