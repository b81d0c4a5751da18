"""Reads of scores and standings, and whether what they rest on has been scored."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, case, exists, func, or_, select, union_all

from app.agreement.queries import timeline
from app.credit import rep_meant
from app.extensions import db
from app.models.activities import Batch
from app.models.people import Rep, Team
from app.models.scores import ClockRow, Score, ScoredMonth, Stamp, Standing, Touched
from app.scorekeeping.finals import finals
from app.scorekeeping.judging import MonthJudge
from app.scorekeeping.roster import Shares, load_roster
from app.scorekeeping.rows import MissedWeek
from scoring.attainment import Week
from scoring.bonus import Member
from scoring.calendar import BusinessTime
from scoring.clocks import OPEN
from scoring.periods import Period, days_of_month, month_of, month_of_week
from scoring.ranking import Placed, Total
from scoring.versions import Timeline

PARTICIPANTS: dict[str, Any] = {"rep": (Rep, Rep.key, Rep.name), "team": (Team, Team.name, Team.name)}


class StandingLine(NamedTuple):
    """A line of a board with the participant's key and name."""

    rank: int
    who: str
    name: str
    points: int
    exceeded: int
    met: int


class Awaiting(NamedTuple):
    """Facts that no score rests on yet: batches, since when the oldest of them waits, and changes of months."""

    batches: int
    since: int | None
    changes: int


class ScoreEntry(NamedTuple):
    """A score with the participant's key; `month` as year × 12 + month − 1."""

    board: str
    who: str
    month: int
    level: str
    value: Fraction | None
    target: Fraction | None
    attainment: str
    points: int


def standings(period: Period, side: str, board: str, places: range | None = None) -> list[StandingLine]:
    """Return a board (rep or team) of `period` in its order, or some `places` of it; an empty `side` means all."""
    table, key, name = PARTICIPANTS[board]
    found = (
        select(Standing.rank, key, name, Standing.points, Standing.exceeded, Standing.met)
        .join(table, table.id == Standing.who)
        .where(Standing.period == period.label, Standing.side == side, Standing.board == board)
        .order_by(Standing.place)
    )
    if places is not None:
        found = found.where(Standing.place.between(places.start, places.stop - 1))
    rows = db.session.execute(found)
    return [StandingLine(rank, who, shown or who, *figures) for rank, who, shown, *figures in rows]


def placed(period: str) -> dict[tuple[str, str], list[Placed]]:
    """Return the stored standings of a period by board and side (empty: all), as the one function ranked them."""
    found: dict[tuple[str, str], list[Placed]] = {}
    for board, (table, key, name) in PARTICIPANTS.items():
        columns = (Standing.side, Standing.rank, Standing.place, Standing.who, key, name)
        figures = (Standing.points, Standing.exceeded, Standing.met)
        lines = select(*columns, *figures).join(table, table.id == Standing.who)
        lines = lines.where(Standing.period == period, Standing.board == board).order_by(Standing.place)
        for side, rank, place, who, known_as, shown, *merit in db.session.execute(lines):
            line = Placed(rank, place, Total(who, known_as, shown or known_as, *merit))
            found.setdefault((board, side), []).append(line)
    return found


def team_parts(
    known: Timeline, quarter: Period, reps: frozenset[int] | None = None
) -> dict[int, dict[int, Fraction]]:
    """Return, by team and rep, the share of `quarter` that each was in each team (R5): in all, or those of `reps`."""
    terms = known.terms_of_quarter(quarter)
    if terms is None:
        return {}
    days = days_of_month(quarter.first)[0], days_of_month(quarter.last)[1]
    return load_roster(reps).parts(terms.business, *days)


def members_of_teams(
    known: Timeline, quarter: Period, of: frozenset[int] | None = None
) -> dict[int, dict[Member, Fraction]]:
    """Return, by team, the share of `quarter` that each member was there for, as a bonus plan wants to know it.

    The teams are all, or those that the reps `of` are or were in.
    """
    parts = team_parts(known, quarter, of)
    reps = {rep for members in parts.values() for rep in members}
    asked = select(Rep.id, Rep.key, Rep.name)
    if of is not None:
        asked = asked.where(Rep.id.in_(reps))
    named = {
        key: Member(name or text, text, key) for key, text, name in db.session.execute(asked) if key in reps
    }
    return {team: {named[rep]: part for rep, part in members.items()} for team, members in parts.items()}


def weeks_of_rep(known: Timeline, rep_id: int, now: int) -> dict[str, list[tuple[int, Week]]]:
    """Return, by weekly level, the weeks of the month that runs as a rep has them, also those that are not over."""
    month = month_of(known.day(now))
    version = known.in_force(month)
    weekly = [level for level in version.agreement.levels if level.weekly] if version else []
    if version is None or not weekly:
        return {}
    judge = MonthJudge(known, version, month, load_roster(frozenset((rep_id,))), now, weekly, finals())
    return judge.weeks_of(rep_id)


def shares_over(
    reps: frozenset[int], business: BusinessTime, spans: Sequence[tuple[int, int]]
) -> list[Shares]:
    """Return the shares of `reps`, and of the whole teams that they are or were in, over each range of days (R5)."""
    roster = load_roster(reps)
    return [roster.shares(business, *span) for span in spans]


def missed_weeks(known: Timeline, week: int, reps: frozenset[int], now: int) -> list[MissedWeek]:
    """Return who of `reps`, and of the teams that they are or were in, missed which weekly level in `week`."""
    month = month_of_week(week)
    version = known.in_force(month)
    weekly = [level for level in version.agreement.levels if level.weekly] if version else []
    if version is None or not weekly:
        return []
    judge = MonthJudge(known, version, month, load_roster(reps), now, weekly, finals())
    return list(judge.missed(week))


def scores(period: Period, who: str | None = None) -> list[ScoreEntry]:
    """Return the scores of `period`, of the rep or team `who` only if given, by board, participant, month and level.

    A rep may be called by an alias.
    """
    queries = []
    for board, (table, key, _) in PARTICIPANTS.items():
        columns = (Score.month, Score.level, Score.value, Score.target, Score.attainment, Score.points)
        query = (
            select(Score.board, key.label("key"), *columns)
            .join(table, table.id == Score.who)
            .where(Score.board == board, Score.month.between(period.first, period.last))
        )
        called = Rep.id == rep_meant(who) if board == "rep" else key == who
        queries.append(query if who is None else query.where(called))
    found = [ScoreEntry(*row) for query in queries for row in db.session.execute(query)]
    return sorted(found, key=lambda one: (one.board, one.who, one.month, one.level))


def is_participant(who: str) -> bool:
    """Tell whether there is a rep or a team called `who`."""
    keys = union_all(select(Rep.id).where(Rep.key == who), select(Team.id).where(Team.name == who))
    return db.session.execute(keys.limit(1)).first() is not None


def sides() -> list[str]:
    """Return the sides that teams are on."""
    return sorted(db.session.scalars(select(Team.side).distinct()))


def unscored_months(known: Timeline, period: Period, now: int) -> tuple[list[int], int]:
    """Return the months of `period` that were never scored though they had begun, and the moment to score them as of.

    That is the moment of the months of `period` that were scored, so that all are as of one; else now.
    """
    query = select(ScoredMonth.month, ScoredMonth.as_of)
    scored = dict(db.session.execute(query.where(ScoredMonth.month.between(period.first, period.last))).all())
    moment = max(scored.values(), default=now)
    last = min(period.last, month_of(known.day(moment)))
    return [
        month for month in range(max(period.first, known.first_month), last + 1) if month not in scored
    ], moment


def awaiting(now: int) -> Awaiting:
    """Return what no score rests on yet, as of `now`; a batch waits from its receipt, or from its next activity on."""
    since = func.min(case((Batch.next_at > Batch.received_at, Batch.next_at), else_=Batch.received_at))
    batches, oldest = db.session.execute(select(func.count(), since).where(Batch.next_at <= now)).one()
    return Awaiting(batches, oldest, db.session.scalar(select(func.count()).select_from(Touched)) or 0)


_batch, _touched = Batch.__table__.c, Touched.__table__.c
_AWAITS = select(
    or_(exists().where(_batch.next_at <= bindparam("now", type_=BigInteger)), exists().where(_touched.id > 0))
)


def awaits_scoring(now: int) -> bool:
    """Tell whether facts are stored that no score rests on yet."""
    return bool(db.session.scalar(_AWAITS, {"now": now}))


def scored_as_of() -> int | None:
    """Return the moment that the newest scores stand as of; None if nothing was scored."""
    return db.session.scalar(select(func.max(ScoredMonth.as_of)))


def is_due(now: int) -> bool:
    """Tell whether there is anything to score: facts that await it, a clock that ran out, a day that began."""
    known = timeline()
    if known is None:
        return False
    as_of = db.session.scalar(select(Stamp.clocks_as_of))
    if as_of is None or as_of > now or known.day(as_of) != known.day(now):
        return True
    return awaits_scoring(now) or _is_late(known, now)


def _is_late(known: Timeline, now: int) -> bool:
    """Tell whether an open clock ran out: since its deadline time has run for it, not only passed.

    What ran until a day closed is overdue when the next working day opens, and not all night.
    """
    open_late = (ClockRow.state == OPEN, ClockRow.deadline < now)
    found = select(ClockRow.version_id, ClockRow.level, func.min(ClockRow.deadline)).where(*open_late)
    versions = {version.id: version for version in known.versions}
    for version_id, level_id, deadline in db.session.execute(
        found.group_by(ClockRow.version_id, ClockRow.level)
    ):
        version = versions.get(version_id)
        level = version.agreement.level(level_id) if version else None
        if version is None or level is None or level.clock is None or not level.clock.business:
            return True
        if deadline is None or version.business.elapsed(deadline, now):
            return True
    return False
