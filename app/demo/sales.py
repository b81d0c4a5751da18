"""Sales' chapters: inbound demand, contacts, opportunities and calls."""

import random
from collections import defaultdict
from fractions import Fraction
from itertools import count

from app.demo.amounts import amount, failures, mean
from app.demo.calendar import day_of, moment
from app.demo.cast import SALES
from app.demo.chance import some, weakness
from app.demo.company import Stint
from app.demo.names import REASONS, ROLES, account
from app.demo.story import HOUR, Fact, Story
from app.demo.weeks import weekly_amounts
from scoring.calendar import MINUTE as MINUTE_OF_CLOCK
from scoring.periods import days_of_month, month_of

INBOUND_A_MONTH = 9
CALLS_A_MONTH = 9
ROUND = 50
"""Amounts of opportunities are in whole fifties."""


def inbound(story: Story) -> None:
    """Tell of inbound demand, and of when it was answered."""
    numbers = count(2_001)
    for team, month, stints in story.team_months(SALES):
        draw = story.chance("inbound", team, month)
        level, outcome = story.outcome_of(team, month, "inbound-answer")
        asked = [
            (stint, moment(draw.choice(stint.days), draw.randrange(9 * HOUR, 14 * HOUR)))
            for stint in stints
            for _ in range(_in_days(INBOUND_A_MONTH, stint))
        ]
        late = set(some(draw, asked, failures(level, outcome, len(asked)), lambda one: weakness(one[0].form)))
        for stint, at in asked:
            subject = f"{account(draw)} I{next(numbers)}"
            minutes = draw.randrange(135, 300) if (stint, at) in late else draw.randrange(6, 110)
            story.tell(at, "inbound.received", stint.rep, subject, account="target")
            story.tell(at + minutes * MINUTE_OF_CLOCK, "inbound.answered", stint.rep, subject)


def contacts(story: Story) -> None:
    """Tell of new contacts, and of the buyer roles filled in on those that matter."""
    groups: dict[tuple[str, int], list[tuple[Stint, int]]] = defaultdict(list)
    draw = story.chance("contacts")
    number = 20_000
    for week in weekly_amounts(story, SALES, "new-contacts", Fraction(170, 100)):
        for stint, made in week.parts:
            for _ in range(made):
                at = story.at_work(week.draw, stint.days)
                if week.draw.randrange(100) < 45:
                    groups[stint.team, month_of(day_of(at))].append((stint, at))
                else:
                    number += 1
                    story.tell(at, "contact.added", stint.rep, f"C{number}", tier="2")
    for (team, month), added in groups.items():
        level, outcome = story.outcome_of(team, month, "buyer-roles")
        bare = set(some(draw, added, failures(level, outcome, len(added)), lambda one: weakness(one[0].form)))
        for stint, at in added:
            number += 1
            role = "" if (stint, at) in bare else draw.choice(ROLES)
            story.tell(at, "contact.added", stint.rep, f"C{number}", tier="1", role=role)


def opportunities(story: Story) -> None:
    """Tell of opportunities created, and of those that closed with or without a reason."""
    pipeline: dict[str, list[Fact]] = defaultdict(list)
    number = 5_000
    for team, month, stints in story.team_months(SALES):
        draw = story.chance("opportunities", team, month)
        level, outcome = story.outcome_of(team, month, "opportunities")
        share = story.company.share(team, *days_of_month(month))
        for stint, made in story.share_out(amount(level, outcome, share, draw.randrange(10)), stints, draw):
            for at in sorted(story.at_work(draw, stint.days) for _ in range(made)):
                number += 1
                value = draw.randrange(60, 900) * ROUND
                subject = f"{account(draw)} O{number}"
                pipeline[stint.rep].append(story.tell(at, "opportunity.created", stint.rep, subject, value))
        _close(story, pipeline, (team, month, stints), draw)


def _close(
    story: Story,
    pipeline: dict[str, list[Fact]],
    team_month: tuple[str, int, tuple[Stint, ...]],
    draw: random.Random,
) -> None:
    """Close what a team's reps opened first; keep the newest open."""
    team, month, stints = team_month
    closed = [
        (stint, pipeline[stint.rep].pop(0))
        for stint in stints
        for _ in range(min(_in_days(5, stint), max(len(pipeline[stint.rep]) - 1, 0)))
    ]
    level, outcome = story.outcome_of(team, month, "win-loss")
    bare = some(draw, closed, failures(level, outcome, len(closed)), lambda one: weakness(one[0].form))
    for stint, deal in closed:
        later = [day for day in stint.days if day > day_of(deal.at)] or stint.days[-1:]
        at = max(story.at_work(draw, later), deal.at + MINUTE_OF_CLOCK)
        reason = "" if (stint, deal) in bare else draw.choice(REASONS)
        won = "won" if draw.randrange(100) < 34 else "lost"
        story.tell(at, "opportunity.closed", stint.rep, deal.subject, deal.value, result=won, reason=reason)


def calls(story: Story) -> None:
    """Tell of calls, each with the seconds until it was answered."""
    for team, month, stints in story.team_months(SALES):
        draw = story.chance("calls", team, month)
        level, outcome = story.outcome_of(team, month, "call-answer")
        wanted = mean(level, outcome, draw.randrange(10))
        answered = [
            (stint, draw.randrange(4, 30) * draw.randrange(4, 12) * draw.randrange(88, 113) // stint.form)
            for stint in stints
            for _ in range(_in_days(CALLS_A_MONTH, stint))
        ]
        slow = sum(seconds for _, seconds in answered)
        for stint, seconds in answered:
            waited = max(2, seconds * wanted * len(answered) // slow)
            story.tell(story.at_work(draw, stint.days), "call.answered", stint.rep, value=waited)


def _in_days(a_month: int, stint: Stint) -> int:
    """Return the part of `a_month` that falls to the days of `stint`, at least 1."""
    return max(1, len(stint.days) * a_month // 21)
