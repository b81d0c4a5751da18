"""What sales does with its leads: disposed in time or late, put on hold, handed over."""

import random
from collections import defaultdict
from dataclasses import dataclass, field

from app.demo.amounts import failures
from app.demo.calendar import day_of, moment
from app.demo.chance import some, weakness
from app.demo.company import Stint
from app.demo.leads import Lead
from app.demo.story import HOUR, Story, reps_of_sales
from scoring.calendar import MINUTE
from scoring.periods import month_of

WITHIN = 24 * 60 * MINUTE
HELD, HANDED_OVER = 6, 4
"""Of a hundred leads, how many are on hold for a while, and how many change hands."""
STOPS = ("lead.qualified", "lead.disqualified", "lead.returned")


@dataclass
class Path:
    """A lead's way through sales: what happens to it on the way to `ends`, and who disposes of it."""

    lead: Lead
    starts: int
    rep: str
    ends: int
    steps: list[tuple[int, str, str]] = field(default_factory=list)
    """Instant, kind and rep."""
    is_plain: bool = True


def dispose(story: Story, leads: list[Lead]) -> None:
    """Tell what became of `leads`: as many late ones as the plan says for each team and month."""
    draw = story.chance("dispositions")
    paths = [_path(story, draw, lead) for lead in leads]
    groups: dict[tuple[str, int], list[Path]] = defaultdict(list)
    for path in paths:
        got = next(at for at, kind, _ in reversed(path.steps) if kind == "lead.assigned")
        groups[story.team_of(path.rep, got), month_of(day_of(path.ends))].append(path)
    forms = story.forms
    for (team, month), group in groups.items():
        level, outcome = story.outcome_of(team, month, "lead-disposition")
        can_be_late = [path for path in group if path.is_plain and _decided_late(story, path) == month]
        late = some(
            draw, can_be_late, failures(level, outcome, len(group)), lambda path: weakness(forms[path.rep])
        )
        for path in late:
            path.ends = story.calendar.business.deadline(
                path.starts, WITHIN + draw.randrange(30, 600) * MINUTE
            )
    for path in paths:
        for at, kind, rep in path.steps:
            story.tell(at, kind, rep, path.lead.subject)
        story.tell(path.ends, _stop(draw, path.lead), path.rep, path.lead.subject)


def _decided_late(story: Story, path: Path) -> int:
    return month_of(day_of(story.calendar.business.deadline(path.starts, WITHIN)))


def _stop(draw: random.Random, lead: Lead) -> str:
    if lead.is_bad:
        return "lead.disqualified"
    return draw.choices(STOPS, (70, 10, 20) if lead.grade in "AB" else (15, 45, 40))[0]


def _path(story: Story, draw: random.Random, lead: Lead) -> Path:
    at = lead.at + draw.randrange(3, 45) * MINUTE
    rep = draw.choice(_reps(story, day_of(at))).rep
    business = story.calendar.business
    fate = draw.randrange(100)
    path = Path(lead, at, rep, 0, [(at, "lead.assigned", rep)], is_plain=fate >= HELD + HANDED_OVER)
    since = at
    if fate < HELD:
        held = business.deadline(at, draw.randrange(20, 200) * MINUTE)
        since = moment(
            _working_day_after(story, day_of(held), draw.randrange(2, 5)), draw.randrange(9, 12) * HOUR
        )
        path.steps += [(held, "lead.on_hold", rep), (since, "lead.off_hold", rep)]
    elif fate < HELD + HANDED_OVER:
        since = business.deadline(at, draw.randrange(30, 400) * MINUTE)
        path.rep = draw.choice([one for one in _reps(story, day_of(since)) if one.rep != rep]).rep
        path.steps.append((since, "lead.assigned", path.rep))
    longest = 1300 if path.is_plain else 400
    used = min(draw.randrange(10, longest), draw.randrange(10, longest))
    path.ends = business.deadline(since, used * MINUTE)
    return path


def _reps(story: Story, day: int) -> list[Stint]:
    """Return who can get a lead on `day`: whoever works on it, or the first day after, and on the three that follow."""
    first = _working_day_after(story, day - 1, 1)
    last = _working_day_after(story, first, 3)
    return [stint for stint in reps_of_sales(story, first) if story.company.is_there(stint.rep, last)]


def _working_day_after(story: Story, day: int, number: int) -> int:
    return story.calendar.working_days(day + 1, day + 20)[number - 1]
