"""The bonus plan in words: what prizes and points are worth, for whom, and the rules that divide and limit them."""

from typing import NamedTuple

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext

from app.wording import capital, locale, money, ordinal, whole
from scoring.agreement import BadgePrize, BonusPlan, Prize, Rate


class Reward(NamedTuple):
    """A prize or a rate in words: its name, who gets it, under which conditions, and what it is worth."""

    name: str
    promise: str
    conditions: str
    worth: str


class PlanWords(NamedTuple):
    """A bonus plan in words: its rewards, how they are divided, and what limits them."""

    rewards: list[Reward]
    dividing: list[str]
    limits: list[str]


def plan_words(plan: BonusPlan) -> PlanWords:
    """Return a bonus plan as plain sentences."""
    rewards = [_prize(prize, plan.currency) for prize in plan.prizes]
    rewards += [_rate(rate, plan.currency) for rate in plan.rates]
    rewards += [_badge(prize, plan.currency) for prize in plan.badges]
    left_over = _(
        "Nothing is lost in rounding: what is left over goes to the largest remainders, of equal ones to who comes "
        "first by name."
    )
    return PlanWords(rewards, [*_ties(plan), *_teams(plan), left_over], _limits(plan))


def _prize(prize: Prize, currency: str) -> Reward:
    who = _who(prize)
    promise = ngettext(
        "Among the %(who)s, the first of a quarter wins a prize.",
        "Among the %(who)s, the first %(num)d of a quarter win a prize.",
        len(prize.places),
        who=who,
    )
    worth = [
        _("%(rank)s %(amount)s", rank=ordinal(rank), amount=money(amount, currency))
        for rank, amount in enumerate(prize.places, 1)
    ]
    name = prize.name or capital(_("prizes for %(who)s", who=who))
    return Reward(name, promise, _conditions(prize), format_list(worth, style="unit", locale=locale()))


def _rate(rate: Rate, currency: str) -> Reward:
    who = _who(rate)
    promise = capital(_("%(who)s are paid for their points of a quarter.", who=who))
    conditions = _conditions(rate)
    if rate.min_points > 1:
        conditions = _("%(conditions)s Then all points count.", conditions=conditions)
    name = rate.name or capital(_("points of %(who)s", who=who))
    return Reward(name, promise, conditions, _("%(amount)s a point", amount=money(rate.per_point, currency)))


def _badge(prize: BadgePrize, currency: str) -> Reward:
    promise = _("Each badge “%(name)s” that is earned in the quarter is paid.", name=prize.name)
    return Reward(prize.name, promise, "", _("%(amount)s each", amount=money(prize.amount, currency)))


def _who(rule: Prize | Rate) -> str:
    if rule.board == "rep":
        return _("reps of %(side)s", side=rule.side) if rule.side else _("reps of all sides")
    return _("teams of %(side)s", side=rule.side) if rule.side else _("teams of all sides")


def _conditions(rule: Prize | Rate) -> str:
    points = ngettext("%(count)s point", "%(count)s points", rule.min_points, count=whole(rule.min_points))
    met = ngettext(
        "%(count)s level met or exceeded",
        "%(count)s levels met or exceeded",
        rule.min_met,
        count=whole(rule.min_met),
    )
    asked = [words for words, least in ((points, rule.min_points), (met, rule.min_met)) if least]
    if not asked:
        return ""
    return _("Only with at least %(asked)s in the quarter.", asked=format_list(asked, locale=locale()))


def _ties(plan: BonusPlan) -> list[str]:
    if not plan.prizes:
        return []
    if plan.ties == "split":
        tied = _(
            "Those who share a rank share the prizes of all the places that they take up, in equal parts."
        )
    else:
        tied = _("Those who share a rank get the prize of that rank in full, each of them.")
    return [tied, _("Who does not qualify gets no prize, and nobody moves up instead.")]


def _teams(plan: BonusPlan) -> list[str]:
    if not plan.badges and not any(rule.board == "team" for rule in plan.rules):
        return []
    if plan.team_bonus == "team":
        return [_("What a team wins stays with the team.")]
    return [
        _(
            "What a team wins goes to its members, by the part of the quarter's working days that each was there."
        )
    ]


def _limits(plan: BonusPlan) -> list[str]:
    found = []
    if plan.cap is not None:
        cap = money(plan.cap, plan.currency)
        found.append(_("No rep gets more than %(amount)s for a quarter, all bonuses together.", amount=cap))
    if plan.second_approval_above is not None:
        limit = money(plan.second_approval_above, plan.currency)
        found.append(_("A bonus of more than %(amount)s has to be approved by two.", amount=limit))
    if plan.budget is not None:
        budget = money(plan.budget, plan.currency)
        found.append(_("The budget of a quarter is %(amount)s.", amount=budget))
    return [*found, _("A quarter is paid by the plan in force in its first month.")]
