"""What the running quarter may cost: at the least, as it stands, and at the most, against the budget."""

from typing import NamedTuple

from flask_babel import gettext as _

from app.bonuses.shown import quarter_name
from app.scorekeeping import queries as scores
from app.stamp import Reading
from app.wording import capital, money
from scoring.agreement import BonusPlan
from scoring.bonus import Exposure, exposure
from scoring.outlook import best, reach, summed
from scoring.periods import Period, a_month, month_of
from scoring.versions import Timeline

FULL = 10_000
"""The width of the bar in hundredths of a percent."""


class Mark(NamedTuple):
    """An amount on the bar: its kind, what it is, the amount in words, and where it ends on the bar."""

    kind: str
    name: str
    amount: str
    at: str


class Outlook(NamedTuple):
    """What a quarter may cost, in words and drawn; `budget` is empty where the agreement names none."""

    quarter: str
    marks: list[Mark]
    budget: Mark | None
    verdict: str


def has_plan(now: Reading) -> bool:
    """Tell whether the running quarter has a bonus plan."""
    return now.timeline is not None and now.line.bonus_plan_of(_quarter(now)) is not None


def running(now: Reading) -> Outlook | None:
    """Return what the running quarter may cost; none without a plan."""
    found = now.line.bonus_plan_of(_quarter(now)) if now.timeline else None
    if found is None:
        return None
    _version, plan = found
    return outlook(
        capital(quarter_name(now.line, _quarter(now).first)), plan, reckoned(now.line, plan, now.day)
    )


def _quarter(now: Reading) -> Period:
    return now.line.periods_of(month_of(now.day))[0]


def reckoned(known: Timeline, plan: BonusPlan, today: int) -> Exposure:
    """Return the exposure of the quarter that runs on this day, by the standings as they are stored."""
    this = month_of(today)
    quarter = known.periods_of(this)[0]
    finished = summed(scores.placed(a_month(month).label) for month in quarter.months if month < this)
    current = scores.placed(quarter.label)
    left = reach(known.terms_of(month).agreement for month in quarter.months if month >= this)
    shares = scores.members_of_teams(known, quarter)
    return exposure(plan, finished, current, best(finished, current, left), shares)


def outlook(quarter: str, plan: BonusPlan, costs: Exposure) -> Outlook:
    """Return an exposure in words, and where each amount ends on a bar that all of them fit on."""
    widest = max(costs.most, plan.budget or 0, 1)

    def mark(kind: str, name: str, amount: int) -> Mark:
        hundredths = max(amount, 0) * FULL // widest
        return Mark(kind, name, money(amount, plan.currency), f"{hundredths // 100}.{hundredths % 100:02}%")

    marks = [
        mark("least", _("At the least, by the months that are over"), costs.least),
        mark("likely", _("As it stands"), costs.likely),
        mark("most", _("At the most"), costs.most),
    ]
    budget = None if plan.budget is None else mark("budget", _("Budget"), plan.budget)
    verdict = _verdict(plan, costs)
    if plan.badges:
        verdict = _("%(verdict)s What badges are worth comes on top of it.", verdict=verdict)
    return Outlook(quarter, marks, budget, verdict)


def _verdict(plan: BonusPlan, costs: Exposure) -> str:
    """Return how an exposure compares with the budget, in a sentence."""
    if plan.budget is None:
        return _("The agreement names no budget.")
    if costs.likely > plan.budget:
        above = money(costs.likely - plan.budget, plan.currency)
        return _("As it stands, the quarter costs %(amount)s more than the budget.", amount=above)
    if costs.most > plan.budget:
        above = money(costs.most - plan.budget, plan.currency)
        return _("As it stands it is within the budget; at the most it is %(amount)s above.", amount=above)
    return _("Whatever happens, it is within the budget.")
