"""How far a level is, drawn: a track with the marks of its goals, and the baton where the value stands."""

from fractions import Fraction

from markupsafe import Markup

from scoring import pace
from scoring.agreement import ServiceLevel

WHOLE = 9600
"""Where the longest track ends, in hundredths of a percent of the width: the rest is room for the baton."""
AIR = Fraction(5, 4)

TRACK = '<rect class="reach-track" x="0" y="18" width="{0}" height="10" rx="2"/>'
BEYOND = (
    '<rect class="reach-beyond" x="{0}" y="18" width="{1}" height="10"/>'
    '<rect class="hatched" x="{0}" y="18" width="{1}" height="10" fill="url(#running)"/>'
)
FILL = '<rect class="reach-fill" x="0" y="18" width="{0}" height="10" rx="2"/>'
GOAL = (
    '<line class="reach-goal" x1="{0}" x2="{0}" y1="14" y2="32"/>'
    '<svg x="{0}" y="0" overflow="visible"><use class="{1}" href="#mark-{1}" x="-7" width="14" height="14"/></svg>'
)
BATON = (
    '<svg x="{0}" y="23" overflow="visible"><rect class="baton-edge" x="-5" y="-12" width="10" height="24" rx="5"/>'
    '<rect class="baton" x="-3" y="-10" width="6" height="20" rx="3"/></svg>'
)


def reach_bar(
    level: ServiceLevel, value: Fraction | None, goals: tuple[Fraction | None, Fraction | None]
) -> Markup | None:
    """Return the track of a level as SVG; none where there is neither a value nor a goal to draw."""
    target, exceed = goals
    marks = [one for one in (value, target, exceed) if one is not None]
    top = max(marks, default=Fraction(0)) * AIR
    if top <= 0:
        return None
    if pace.is_part(level) and max(marks) <= 1:
        top = min(top, Fraction(1))

    def at(amount: Fraction) -> str:
        hundredths = int(max(amount, Fraction(0)) * WHOLE / top)
        return f"{hundredths // 100}.{hundredths % 100:02}%"

    parts = ['<svg class="reach" aria-hidden="true" focusable="false">', TRACK.format(at(top))]
    if level.direction == "at_most" and target is not None:
        parts.append(BEYOND.format(at(target), at(top - target)))
    if value is not None:
        parts.append(FILL.format(at(value)))
    parts += [
        GOAL.format(at(one), mark) for one, mark in ((target, "met"), (exceed, "exceeded")) if one is not None
    ]
    if value is not None:
        parts.append(BATON.format(at(value)))
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - numbers and the strings above
