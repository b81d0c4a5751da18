"""The page that tells what the running quarter may cost."""

import pytest
from flask import Flask

from app import clock
from app.bonuses.exposing import outlook
from app.scorekeeping import service as scorekeeping
from scoring.bonus import Exposure
from tests.cast import add_people, add_users, logged_in
from tests.scoring.plans import plan
from tests.services.facts import CALLS, agree, at, calls, happened

pytestmark = pytest.mark.usefixtures("session")

PLAN = """
[bonus]
currency = "EUR"
budget = "500.00"

[[bonus.prize]]
board = "rep"
places = ["100.00"]
min_points = 1

[[bonus.rate]]
board = "rep"
side = "sales"
per_point = "2.00"
"""


def test_three_figures_stand_beside_the_budget(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2026-11-20T12:00"))
    agree(CALLS, more=PLAN)
    add_people()
    add_users(mara="manager")
    november = calls("ines", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05")
    happened(*calls("ines", "2026-10-05", "2026-10-06"), *november)
    scorekeeping.catch_up_now()
    page = logged_in(app, "mara").get("/bonuses/exposure").text
    # October gave Ines 10 points, November 15 so far. All three of sales can still have 15 from either open month.
    for amount in ("€120.00", "€150.00", "€300.00", "€500.00"):
        assert f"<dd>{amount}</dd>" in page
    assert "Fourth quarter 2026: Whatever happens, it is within the budget." in page
    assert '<rect class="exposure-most" x="0" y="20%" width="60.00%"' in page


def test_without_an_agreement_every_page_says_so(app: Flask) -> None:
    add_people()
    add_users(ada="admin")
    ada = logged_in(app, "ada")
    assert "has no bonus plan" in ada.get("/bonuses").text
    assert "has no bonus plan" in ada.get("/bonuses/exposure").text
    assert "Nothing waits" in ada.get("/bonuses/payroll").text
    assert "How it looks" not in ada.get("/bonuses/payroll/format").text


@pytest.mark.parametrize(
    ("budget", "costs", "verdict", "ends"),
    [
        (None, (0, 0, 0), "names no budget", ["0.00%", "0.00%", "0.00%"]),
        (300_00, (0, 100_00, 200_00), "Whatever happens", ["0.00%", "33.33%", "66.66%"]),
        (
            300_00,
            (100_00, 300_00, 400_00),
            "at the most it is €100.00 above",
            ["25.00%", "75.00%", "100.00%"],
        ),
        (100_00, (-50_00, 150_00, 200_00), "costs €50.00 more than", ["0.00%", "75.00%", "100.00%"]),
    ],
)
def test_the_verdict(budget: int | None, costs: tuple[int, int, int], verdict: str, ends: list[str]) -> None:
    found = outlook("Q4", plan(budget=budget), Exposure(*costs))
    assert verdict in found.verdict
    assert [mark.at for mark in found.marks] == ends
