"""A rebuild from the activities, and every difference from what is stored."""

from sqlalchemy import select

from app.agreement.queries import timeline
from app.credit import credit, miscredited
from app.extensions import db
from app.models.scores import ScoredMonth
from app.progress import Progress
from app.scorekeeping.clockrun import ClockRun
from app.scorekeeping.clocks import rebuild_clocks
from app.scorekeeping.differences import difference, names_of_all
from app.scorekeeping.finals import Finals, finals
from app.scorekeeping.judging import MonthJudge
from app.scorekeeping.recounting import recount
from app.scorekeeping.roster import load_roster
from app.scorekeeping.standings import rank_periods
from app.scorekeeping.writing import write_scores
from scoring.periods import month_ends
from scoring.versions import Timeline


def rebuild_all(now: int, progress: Progress) -> list[str]:
    """Rebuild credits, and the scored months as of the moments they were scored; return the differences as lines.

    What is final is rebuilt from what its close rests on, and compared, not written. Part of the caller's transaction.
    """
    known = timeline()
    if known is None:
        return []
    names = names_of_all()
    closed = finals()
    differences = recount(closed, names, progress)
    for owner, line in list(miscredited()):
        credit(owner)
        differences.append(line)
    for as_of, months in _moments(known, closed):
        rebuild_clocks(ClockRun(known, as_of, closed), lambda _: None)
        roster = load_roster(None)
        for number, month in enumerate(months):
            progress("months rebuilt", number + 1, len(months))
            version = known.in_force(month)
            levels = version.agreement.levels if version else ()
            lines = (
                MonthJudge(known, version, month, roster, as_of, levels, closed).lines() if version else ()
            )
            changes = write_scores(month, roster, lines, now, "rebuild")
            differences += [difference(month, names, before, after) for before, after in changes]
        if rank_periods(known, months, None) and not differences:
            differences.append("standings: not what the stored scores add up to")
    return differences


def _moments(known: Timeline, closed: Finals) -> list[tuple[int, list[int]]]:
    """Return the moments of scoring, in order, with their months that are not final.

    What was over then is as of the last one, too.
    """
    scored = db.session.execute(select(ScoredMonth.month, ScoredMonth.as_of).order_by(ScoredMonth.month))
    found = dict(scored.all())
    last = max(found.values(), default=0)
    moments: dict[int, list[int]] = {}
    for month, as_of in found.items():
        if month in closed.months:
            continue
        over = as_of >= known.day_starts(month_ends(month))
        moments.setdefault(last if over else as_of, []).append(month)
    return sorted(moments.items())
