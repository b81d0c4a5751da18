"""A rebuild from the activities, and every difference from what is stored."""

from sqlalchemy import select

from app.agreement.queries import timeline
from app.credit import credit, miscredited
from app.extensions import db
from app.models.people import Rep, Team
from app.models.scores import ScoredMonth
from app.progress import Progress
from app.scorekeeping.clockrun import ClockRun
from app.scorekeeping.clocks import rebuild_clocks
from app.scorekeeping.judging import MonthJudge, ScoreLine
from app.scorekeeping.roster import load_roster
from app.scorekeeping.standings import rank_periods
from app.scorekeeping.writing import write_scores
from scoring.periods import month_ends, month_label
from scoring.versions import Timeline


def rebuild_all(now: int, progress: Progress) -> list[str]:
    """Rebuild credits, and the scored months as of the moments they were scored; return the differences as lines.

    Part of the caller's transaction.
    """
    known = timeline()
    differences: list[str] = []
    for owner, line in list(miscredited()):
        credit(owner)
        differences.append(line)
    names = _names()
    for as_of, months in _moments(known) if known else ():
        assert known is not None, "months are scored by an agreement"
        rebuild_clocks(ClockRun(known, as_of), lambda _: None)
        roster = load_roster(None)
        for number, month in enumerate(months):
            progress("months rebuilt", number + 1, len(months))
            version = known.in_force(month)
            levels = version.agreement.levels if version else ()
            lines = MonthJudge(known, version, month, roster, as_of, levels).lines() if version else ()
            changes = write_scores(month, roster, lines, now, "rebuild")
            differences += [_told(month, names, before, after) for before, after in changes]
        if rank_periods(known, months, None) and not differences:
            differences.append("standings: not what the stored scores add up to")
    return differences


def _moments(known: Timeline) -> list[tuple[int, list[int]]]:
    """Return the moments of scoring, in order, with their months; what was over then is as of the last one, too."""
    scored = db.session.execute(select(ScoredMonth.month, ScoredMonth.as_of).order_by(ScoredMonth.month))
    found = dict(scored.all())
    last = max(found.values(), default=0)
    moments: dict[int, list[int]] = {}
    for month, as_of in found.items():
        over = as_of >= known.day_starts(month_ends(month))
        moments.setdefault(last if over else as_of, []).append(month)
    return sorted(moments.items())


def _names() -> dict[tuple[str, int], str]:
    names = {("rep", key): name for key, name in db.session.execute(select(Rep.id, Rep.key))}
    names.update({("team", key): name for key, name in db.session.execute(select(Team.id, Team.name))})
    return names


def _told(
    month: int, names: dict[tuple[str, int], str], before: ScoreLine | None, after: ScoreLine | None
) -> str:
    line = after or before
    assert line is not None, "a change has at least one end"
    place = f"{month_label(month)} {line.board} {names.get((line.board, line.who), line.who)} {line.level}"
    return f"{place}: stored {_figures(before)}, rebuilt {_figures(after)}"


def _figures(line: ScoreLine | None) -> str:
    if line is None:
        return "nothing"
    return f"{line.attainment} {line.points} points (value {line.value}, target {line.target})"
