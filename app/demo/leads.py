"""How leads come about: delivered by marketing, some of them rejected as bad data, some met."""

import random
from dataclasses import dataclass
from itertools import count

from app.demo.amounts import amount, failures
from app.demo.calendar import day_of
from app.demo.cast import MARKETING
from app.demo.chance import early, some, weakness
from app.demo.company import Stint
from app.demo.names import BAD, CAMPAIGNS, SOURCES, account
from app.demo.story import Story
from scoring.agreement import Baseline
from scoring.attainment import EXCEEDED, MET
from scoring.periods import days_of_month, month_starts

FIRST_PART = 30
"""Of a hundred leads, how many are met in the first month, which later ones are compared with."""


@dataclass
class Lead:
    """A lead: when and by whom it was delivered, and what became of it on marketing's side."""

    at: int
    rep: str
    form: int
    grade: str
    subject: str = ""
    is_bad: bool = False


def deliver(story: Story) -> list[Lead]:
    """Tell of leads delivered, rejected and met; return them in order of time."""
    groups = {
        (team, month): _of_team(story, team, month, stints)
        for team, month, stints in story.team_months(MARKETING)
    }
    leads = sorted(
        (lead for group in groups.values() for lead in group), key=lambda lead: (lead.at, lead.rep)
    )
    draw = story.chance("names of leads")
    for number, lead in zip(count(10_001), leads):
        lead.subject = f"{account(draw)} L{number}"
        source, campaign = draw.choice(SOURCES), draw.choice(CAMPAIGNS)
        story.tell(
            lead.at,
            "lead.delivered",
            lead.rep,
            lead.subject,
            grade=lead.grade,
            source=source,
            campaign=campaign,
        )
    for (team, month), group in groups.items():
        _reject(story, team, month, group)
    for team in dict.fromkeys(team for team, _ in groups):
        _meet(story, {month: group for (one, month), group in groups.items() if one == team}, team)
    return leads


def _of_team(story: Story, team: str, month: int, stints: tuple[Stint, ...]) -> list[Lead]:
    draw = story.chance("leads", team, month)
    share = story.company.share(team, *days_of_month(month))
    total, good = (
        amount(level, outcome, share, draw.randrange(10))
        for level, outcome in (
            story.outcome_of(team, month, level_id) for level_id in ("leads-delivered", "qualified-leads")
        )
    )
    shares = story.share_out(total, stints, draw)
    # The same luck in both: who delivers more has more good ones.
    goods = dict(zip(stints, _parts(good, [part for _, part in shares]), strict=True))
    leads = []
    for stint, part in shares:
        grades = [draw.choice("AB") if number < goods[stint] else draw.choice("CD") for number in range(part)]
        leads += [
            Lead(story.at_work(draw, early(draw, stint.days), 8, 18), stint.rep, stint.form, grade)
            for grade in grades
        ]
    return leads


def _parts(total: int, wholes: list[int]) -> list[int]:
    """Return `total` in parts that are in proportion to `wholes`, none larger than its whole."""
    parts = [total * whole // sum(wholes) for whole in wholes]
    for place in sorted(range(len(wholes)), key=lambda place: parts[place] - wholes[place]):
        if sum(parts) < total and parts[place] < wholes[place]:
            parts[place] += 1
    return parts


def _reject(story: Story, team: str, month: int, group: list[Lead]) -> None:
    draw = story.chance("rejected", team, month)
    level, outcome = story.outcome_of(team, month, "bad-records")
    known = [lead for lead in group if day_of(lead.at) < month_starts(month + 1) - 6]
    for lead in some(draw, known, failures(level, outcome, len(group)), lambda one: weakness(one.form)):
        lead.is_bad = True
        story.tell(
            _later(story, draw, lead, month), "lead.rejected", lead.rep, lead.subject, reason=draw.choice(BAD)
        )


def _later(story: Story, draw: random.Random, lead: Lead, month: int) -> int:
    """Return a moment after a lead came, on a working day of `month`."""
    days = [day for day in story.calendar.of_month(month) if day > day_of(lead.at)]
    return story.at_work(draw, days[:10])


def _meet(story: Story, groups: dict[int, list[Lead]], team: str) -> None:
    """Let as many of a team's leads be met as the plan says, by what it did in the three months before."""
    past: list[tuple[int, int]] = []
    for month, group in groups.items():
        draw = story.chance("met", team, month)
        known = [
            lead for lead in group if not lead.is_bad and day_of(lead.at) < story.calendar.of_month(month)[-1]
        ]
        met = min(_meetings(story, team, month, len(group), past), len(known))
        past.append((met, len(group)))
        for lead in some(draw, known, met, lambda one: one.form):
            story.tell(_later(story, draw, lead, month), "meeting.booked", lead.rep, lead.subject)


def _meetings(story: Story, team: str, month: int, volume: int, past: list[tuple[int, int]]) -> int:
    level, outcome = story.outcome_of(team, month, "lead-to-meeting")
    assert isinstance(level.target, Baseline), "this level is compared with the months before"
    recent = past[-level.target.months :]
    met, whole = sum(one for one, _ in recent), sum(one for _, one in recent)
    if not whole:
        return volume * FIRST_PART // 100
    better = {EXCEEDED: 124, MET: 109}.get(outcome, 82)
    rounded_up = 0 if outcome not in (EXCEEDED, MET) else 100 * whole - 1
    return (met * better * volume + rounded_up) // (100 * whole)
