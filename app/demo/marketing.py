"""Marketing's chapters: pipeline, events, and customer meetings listened in."""

from fractions import Fraction
from itertools import count

from app.demo.amounts import amount, failures
from app.demo.calendar import moment
from app.demo.cast import MARKETING
from app.demo.chance import early, shared_out, some, weakness
from app.demo.names import EVENTS, account
from app.demo.story import HOUR, Story
from app.demo.weeks import weekly_amounts
from scoring.calendar import HOUR as HOUR_OF_CLOCK
from scoring.periods import days_of_month

SOURCED_A_MONTH = 5
EVENTS_A_MONTH = 4
ROUND = 100
"""Amounts of pipeline are in whole hundreds."""


def pipeline(story: Story) -> None:
    """Tell of the pipeline that marketing sources."""
    for team, month, stints in story.team_months(MARKETING):
        draw = story.chance("pipeline", team, month)
        level, outcome = story.outcome_of(team, month, "pipeline")
        share = story.company.share(team, *days_of_month(month))
        total = amount(level, outcome, share, draw.randrange(10)) // ROUND + 1
        for stint, part in story.share_out(total, stints, draw):
            deals = max(1, len(stint.days) * SOURCED_A_MONTH // 21)
            for value in shared_out(part, [draw.randrange(40, 190) for _ in range(deals)]):
                at = story.at_work(draw, early(draw, stint.days))
                story.tell(at, "pipeline.sourced", stint.rep, account(draw), value * ROUND)


def events(story: Story) -> None:
    """Tell of events, and of when their leads were in the database."""
    numbers = count(301)
    for team, month, stints in story.team_months(MARKETING):
        draw = story.chance("events", team, month)
        level, outcome = story.outcome_of(team, month, "event-leads")
        last = days_of_month(month)[1] - 3
        held = [
            (stint, day)
            for stint in stints
            if (days := [day for day in stint.days if day < last])
            for day in sorted(draw.sample(days, min(EVENTS_A_MONTH, len(days))))
        ]
        late = some(draw, held, failures(level, outcome, len(held)), lambda one: weakness(one[0].form))
        for stint, day in held:
            ended = moment(day, draw.randrange(15 * HOUR, 21 * HOUR))
            within = (27, 60) if (stint, day) in late else (2, 22)
            loaded = ended + HOUR_OF_CLOCK * draw.randrange(*within) + draw.randrange(HOUR_OF_CLOCK)
            name = f"{draw.choice(EVENTS)} E{next(numbers)}"
            story.tell(ended, "event.ended", stint.rep, name)
            story.tell(loaded, "event.leads_loaded", stint.rep, name)


def listening(story: Story) -> None:
    """Tell of the customer meetings that marketing listened in."""
    for week in weekly_amounts(story, MARKETING, "customer-meetings", Fraction(225, 100)):
        for stint, number in week.parts:
            for _ in range(number):
                at = story.at_work(week.draw, stint.days, 9, 16)
                story.tell(at, "meeting.listened", stint.rep, account(week.draw))
