"""The badges of a quarter for which everybody on a board is compared, as the stored standings and scores have it."""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from app.extensions import db
from app.models.people import Membership, Team
from app.models.scores import ClockRow, Score, Standing
from app.stamp import Reading, stamps
from scoring.agreement import Badge, ServiceLevel
from scoring.badges import OF_QUARTERS, Earned, Evidence, span_of
from scoring.best import champions, fastest, most_improved, pooled
from scoring.clocks import BREACHED, MET
from scoring.periods import Period, days_of_month, month_ends
from scoring.ranking import Placed, Total
from scoring.versions import Timeline

Best = dict[int, list[Earned]]
"""What was earned in a quarter, by who."""


def best(line: Timeline, board: str, quarter: Period, today: int) -> Best:
    """Return what is earned on a board of `quarter`, once it is over, by the terms of its first scored month."""
    version = line.terms_of_quarter(quarter) if today >= month_ends(quarter.last) else None
    found: Best = {}
    for badge in version.agreement.badges if version else ():
        if version and badge.kind in OF_QUARTERS and board in badge.boards:
            ((metal, _asked),) = badge.steps
            for who, evidence in _best(
                line, board, quarter, badge, version.agreement.level(badge.level)
            ).items():
                span = span_of(line, badge.span, quarter.last)
                one = Earned(badge.id, badge.kind, metal, span, quarter.last, evidence)
                found.setdefault(who, []).append(one)
    return found


def kept(now: Reading, board: str, quarter: Period) -> Best:
    """Return the same, compared once until what boards show changes."""

    def compare() -> str:
        found = best(now.line, board, quarter, now.day)
        return json.dumps({who: [vars(one) for one in earned] for who, earned in found.items()})

    known = json.loads(stamps().piece(("best", board, quarter.label), now.tag, compare))
    return {int(who): [Earned(**one) for one in earned] for who, earned in known.items()}


def _best(
    line: Timeline, board: str, quarter: Period, badge: Badge, level: ServiceLevel | None
) -> dict[int, Evidence]:
    if badge.kind == "fastest":
        assert level, "the format lets it be about a level only"
        about = {"level": level.id, "measure": level.measure}
        measure = _times if level.clock else _means
        found = fastest(pooled(measure(line, board, quarter, level)), badge.least)
    elif badge.kind == "champion":
        about = {"side": badge.side}
        found = champions(_lines(quarter, badge.side, board))
    else:
        about = {"side": badge.side}
        before = line.periods_of(quarter.first - 1)[0]
        found = most_improved(
            _lines(quarter, badge.side, board), _lines(before, badge.side, board), badge.least
        )
    return {who: {**evidence, **about} for who, evidence in found.items()}


def _lines(quarter: Period, side: str, board: str) -> list[Placed]:
    """Return the lines of a quarter's board without names: nobody is called here."""
    columns = (Standing.rank, Standing.place, Standing.who, Standing.points, Standing.exceeded, Standing.met)
    rows = db.session.execute(
        select(*columns).where(
            Standing.period == quarter.label, Standing.side == side, Standing.board == board
        )
    )
    return [Placed(rank, place, Total(who, "", "", *merit)) for rank, place, who, *merit in rows]


def _means(
    _line: Timeline, board: str, quarter: Period, level: ServiceLevel
) -> Iterator[tuple[int, Fraction, int]]:
    """Yield who, sum of values and number of values, as the scores of the months have them."""
    rows = db.session.execute(
        select(Score.who, Score.numerator, Score.denominator).where(
            Score.board == board,
            Score.level == level.id,
            Score.month.between(quarter.first, quarter.last),
        )
    )
    for who, numerator, denominator in rows:
        if numerator is not None and denominator is not None:
            yield who, numerator, int(denominator)


def _times(
    line: Timeline, board: str, quarter: Period, level: ServiceLevel
) -> Iterator[tuple[int, Fraction, int]]:
    """Yield who, parts of the time used added up, and clocks decided; a breached clock has used all of it.

    Clocks are credited as scores credit them: in the month in which they count, to the team of the day they were got.
    """
    who: Any = Membership.rep_id if board == "rep" else Membership.team_id
    first, after = days_of_month(quarter.first)[0], days_of_month(quarter.last)[1]
    day = func.coalesce(ClockRow.counts_on, ClockRow.day)
    there = (Membership.starts <= ClockRow.got_day) & (Membership.ends > ClockRow.got_day)
    rows = db.session.execute(
        select(who, ClockRow.version_id, ClockRow.state, func.count(), func.sum(ClockRow.used))
        .join(Membership, (Membership.rep_id == ClockRow.rep_id) & there)
        .join(Team, (Team.id == Membership.team_id) & (Team.side == level.side))
        .where(ClockRow.level == level.id, ClockRow.state.in_((MET, BREACHED)), day >= first, day < after)
        .group_by(who, ClockRow.version_id, ClockRow.state)
    )
    within = {one.id: one.agreement.level(level.id) for one in line.versions}
    for key, version, state, clocks, used in rows:
        terms = within.get(version)
        allowed = terms.clock.within if terms and terms.clock else None
        if state == BREACHED or allowed is None:
            yield key, Fraction(clocks), clocks
        else:
            yield key, Fraction(int(used)) / allowed, clocks
