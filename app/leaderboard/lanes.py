"""The lane of a race, drawn: a bar in legs, one for each month, and the baton where it ends."""

from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

TRACK = 8600
"""Where the leader's lane ends, in hundredths of a percent of its width: the rest is room for the gap's figure."""

GOAL = Markup('<line class="goal" x1="86%" x2="86%" y1="0" y2="100%"/>')
BATON = (
    '<svg x="{0}" y="50%" overflow="visible"><rect class="baton-edge" x="-5" y="-13" width="10" height="26" rx="5"/>'
    '<rect class="baton" x="-3" y="-11" width="6" height="22" rx="3"/></svg>'
)
GAP = '<text x="{0}" y="50%" dx="12" dy="0.35em">−{1}</text>'
LEG = '<rect class="leg" x="{0}" y="25%" width="{1}" height="50%">{2}</rect>'
TITLE = "<title>{0}: {1}</title>"
HATCH = '<rect class="hatched" x="{0}" y="25%" width="{1}" height="50%" fill="url(#{2})"/>'
SEAM = '<rect class="seam" x="{0}" width="2" height="100%"/>'

Months = Sequence[tuple[str, str]]
"""The months of a lane: name, and state, which is final or names a hatching."""


def on_track(points: int, leader: int) -> int:
    """Return where `points` end beside a leader's, in hundredths of a percent of the lane's width."""
    return max(points, 0) * TRACK // leader if leader > 0 else 0


def percent(hundredths: int) -> str:
    """Return hundredths of a percent as SVG wants it."""
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def lane(
    points: Sequence[int],
    months: Months,
    leader: int,
    total: int,
    show: Callable[[int], str],
    *,
    titled: bool = True,
) -> Markup:
    """Return the lane of someone with `points` in each of `months` and `total` in all, beside a `leader`'s, as SVG.

    `show` formats numbers; where nobody can point at a leg it need not be `titled`. Lines of a board are drawn by the
    dozen: plain strings cost a tenth of a template.
    """
    parts = ['<svg class="lane" aria-hidden="true" focusable="false">', GOAL]
    passed = start = 0
    for month, (name, state) in zip(points, months, strict=True):
        passed += month
        end = on_track(passed, leader)
        if end > start:
            at, width = percent(start), percent(end - start)
            title = TITLE.format(escape(name), show(month)) if titled else ""
            parts.append(LEG.format(at, width, title))
            if state != "final":
                parts.append(HATCH.format(at, width, state))
            if start:
                parts.append(SEAM.format(at))
        start = end
    stands = percent(on_track(total, leader))
    parts.append(BATON.format(stands))
    if leader > total:
        parts.append(GAP.format(stands, show(leader - total)))
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 - numbers, names of months that were escaped, and the strings above
