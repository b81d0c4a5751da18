"""Which scene plays next: often one that changes who has how many points, never one that leads to absurd figures."""

import random
from fractions import Fraction
from typing import NamedTuple

from app.demo.queries import Colleague, Glance, Standing
from app.demo.scenes import SCENES, Scene
from scoring.agreement import Baseline, ServiceLevel
from scoring.attainment import EXCEEDED, TEAM, Goal, Tally, attain, points_of

DECISIVE = 55
"""Of a hundred scenes, how many are chosen because they change points."""
ENOUGH = Fraction(115, 100)
"""Of the count that exceeds: beyond it nobody does more of the same in a month."""
BRIGHT = 40
"""Of a hundred scores exceeded, from how many on things rather go wrong."""


class Choice(NamedTuple):
    """A scene with a rep, and the points that it would change for rep and team."""

    rep: Colleague
    scene: Scene
    gain: int


def choose(seen: Glance, draw: random.Random) -> list[Choice]:
    """Return the scenes that may play, in the order in which they should be tried."""
    choices = [
        Choice(rep, scene, _gain(seen, rep, scene))
        for rep in seen.colleagues
        for scene in SCENES
        if scene.side == rep.side and _is_believable(seen, rep, scene)
    ]
    draw.shuffle(choices)
    ordinary = sorted(choices, key=lambda one: draw.randrange(1, 1000) // one.scene.often)
    if draw.randrange(100) >= DECISIVE:
        return ordinary
    up = draw.randrange(100) < (70 if _brightness(seen) < BRIGHT else 30)
    decisive = [one for one in choices if (one.gain > 0 if up else one.gain < 0)]
    return decisive[:3] + ordinary


def _brightness(seen: Glance) -> int:
    exceeded = sum(one.attainment == EXCEEDED for one in seen.standings.values())
    return 100 * exceeded // max(len(seen.standings), 1)


def _is_believable(seen: Glance, rep: Colleague, scene: Scene) -> bool:
    """Tell whether the rep has not done too much of it: today, or this month for what is counted."""
    if seen.today[rep.key, scene.kind] >= scene.a_day:
        return False
    # Only counts and sums can grow without end; the others have a denominator.
    counted = (seen.standings.get(("rep", rep.id, level_id)) for level_id in scene.effects)
    return not any(
        one and one.whole is None and one.exceed is not None and one.made >= one.exceed * ENOUGH
        for one in counted
    )


def _gain(seen: Glance, rep: Colleague, scene: Scene) -> int:
    gain = 0
    for level_id, effect in scene.effects.items():
        level = seen.agreement.level(level_id)
        for who in (("rep", rep.id, level_id), ("team", rep.team_id, level_id)):
            standing = seen.standings.get(who)
            if level and standing and not level.weekly:
                gain += _change(level, who[0], standing, effect)
    return gain


def _change(level: ServiceLevel, board: str, standing: Standing, effect: tuple[int, int]) -> int:
    """Return the points that `effect` changes."""
    goal = _goal(level, board, standing)
    whole = None if standing.whole is None else standing.whole + effect[1]
    after = attain(level, Tally(standing.made + effect[0], whole), goal)
    return points_of(level, after) - points_of(level, standing.attainment)


def _goal(level: ServiceLevel, board: str, standing: Standing) -> Goal | None:
    if standing.target is not None:
        return Goal(standing.target, standing.exceed)
    if isinstance(level.target, Baseline) or (board == TEAM and level.additive):
        return None
    return Goal(level.target, level.exceed)
