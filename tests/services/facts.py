"""Facts for the scorekeeping: an agreement, people and activities by direct rows, and what follows from them."""

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, select

from app.agreement import service as agreement
from app.agreement.queries import timeline
from app.extensions import Base, db
from app.models.activities import Activity, Batch, Kind, Source
from app.models.people import FIRST_DAY, LAST_DAY, Absence, Membership, Rep, Team
from app.models.scores import ClockRow, Score, Standing, Touched
from app.scorekeeping import service
from scoring.periods import at_local, month_label, month_of

BERLIN = ZoneInfo("Europe/Berlin")
UNIT = 10_000

HEAD = """
[agreement]
name = "Agreement"
starts = "{starts}"
timezone = "{zone}"
fiscal_year_starts = {fiscal}
"""
CALLS = """
[[service_level]]
id = "calls"
side = "sales"
measure = "count"
of = { kind = "call.made" }
target = 2
exceed = 4
points = { met = 10, exceeded = 15 }
"""
DISPOSED = """
[[service_level]]
id = "disposed"
side = "sales"
measure = "timely"
clock = { start = "lead.assigned", stop = "lead.disposed", pause = "lead.held", resume = "lead.freed", within = "8h" }
target = 0.5
points = { met = 20 }
"""
CALLS_A_WEEK = CALLS.replace('"calls"', '"weekly-calls"').replace("target = 2", 'every = "week"\ntarget = 2')
DISPOSED_A_WEEK = DISPOSED.replace('"disposed"', '"weekly-disposed"').replace(
    "target = 0.5", 'every = "week"\ntarget = 0.5'
)
BETTER = """
[[service_level]]
id = "better"
side = "sales"
measure = "count"
of = { kind = "call.made" }
target = { months = 2, improve_by = 0.10 }
points = { met = 5 }
"""

_ids = itertools.count(1)


def at(text: str) -> int:
    """Return the instant of `2026-09-01T10:00`, local time of Berlin."""
    return at_local(datetime.fromisoformat(text), BERLIN)


def day(text: str) -> int:
    """Return the day of `2026-09-01`."""
    return date.fromisoformat(text).toordinal()


def month(text: str) -> int:
    """Return the month of `2026-09`."""
    return month_of(day(f"{text}-01"))


def text(
    *levels: str, starts: str = "2026-07", zone: str = "Europe/Berlin", fiscal: int = 1, more: str = ""
) -> str:
    """Return an agreement of the given levels; without any, of calls."""
    return HEAD.format(starts=starts, zone=zone, fiscal=fiscal) + more + "".join(levels or (CALLS,))


def agree(*levels: str, now: str = "2026-07-01T00:00", **head: Any) -> bool:
    """Load an agreement of the given levels."""
    return agreement.load(text(*levels, **head), at(now))


def _id_of(table: type[Base], column: Any, name: str, **more: Any) -> int:
    found = db.session.scalar(select(table.id).where(column == name))  # type: ignore[attr-defined]
    if found is None:
        row = table(**{column.key: name}, **more)
        db.session.add(row)
        db.session.flush()
        found = row.id  # type: ignore[attr-defined]
    return int(found)


def rep(key: str) -> int:
    """Return the row id of a rep, made if he is not there."""
    return _id_of(Rep, Rep.key, key)


def member(key: str, team: str, starts: str = "", ends: str = "", side: str = "sales") -> None:
    """Put a rep, named like his key, into a team; part of the caller's transaction."""
    db.session.add(
        Membership(
            rep_id=rep(key), team_id=_id_of(Team, Team.name, team, side=side), name=key,
            starts=day(starts) if starts else FIRST_DAY, ends=day(ends) if ends else LAST_DAY,
        )
    )  # fmt: skip
    db.session.flush()
    db.session.query(Rep).filter_by(key=key).update({"name": key.title()})


def people(**teams: str) -> None:
    """Put reps into teams of sales for good: `people(ann="North", bob="South")`."""
    for key, team in teams.items():
        member(key, team)
    db.session.commit()


def absent(key: str, starts: str, ends: str) -> None:
    """Note an absence; part of the caller's transaction."""
    db.session.add(Absence(rep_id=rep(key), starts=day(starts), ends=day(ends)))


def touch(first: str, last: str = "", *, clocks: bool = False) -> None:
    """Note that months await scoring, and commit."""
    until = month(last) if last else 9990 * 12
    db.session.add(Touched(first=month(first), last=until, clocks=clocks, cause="a change"))
    db.session.commit()


def act(
    kind: str, when: str | int, who: str, subject: str = "", value: str | None = None, **more: Any
) -> dict[str, Any]:
    """Return an activity; `key` may name its id, further words are its attributes."""
    return {
        "kind": kind, "at": at(when) if isinstance(when, str) else when, "rep": who, "subject": subject,
        "value": None if value is None else int(Fraction(value) * UNIT), "key": more.pop("key", f"a{next(_ids):06}"),
        "local_at": more.pop("local_at", None), "attributes": json.dumps(more, ensure_ascii=False) if more else None,
    }  # fmt: skip


def happened(*activities: dict[str, Any], source: str = "default") -> None:
    """Store activities as one batch that awaits scoring, and commit."""
    known = timeline()
    assert known
    first, last = (end(one["at"] for one in activities) for end in (min, max))
    source_id = _id_of(Source, Source.name, source)
    batch = Batch(source_id=source_id, received_at=0, size=len(activities), last_at=last, next_at=first)
    db.session.add(batch)
    db.session.flush()
    for one in activities:
        moment = one["at"]
        local_day = known.day(moment)
        db.session.add(
            Activity(
                source_id=source_id, key=one["key"], kind_id=_id_of(Kind, Kind.name, one["kind"]), at=moment,
                local_at=one["local_at"], day=local_day, month=month_of(local_day), rep_id=rep(one["rep"]),
                subject=one["subject"], value=one["value"], attributes=one["attributes"], batch_id=batch.id,
            )
        )  # fmt: skip
    db.session.commit()


def calls(who: str, *days: str) -> list[dict[str, Any]]:
    """Return one call at noon of each day."""
    return [act("call.made", f"{one}T12:00", who) for one in days]


def scores(label: str = "", level: str = "", board: str = "rep") -> dict[Any, Any]:
    """Return attainment and points by participant, month and level, as far as these are not given."""
    names = select(Rep.id, Rep.key) if board == "rep" else select(Team.id, Team.name)
    who = dict(db.session.execute(names).all())
    found = {}
    for one in db.session.scalars(select(Score).where(Score.board == board)):
        if (not label or one.month == month(label)) and (not level or one.level == level):
            key = (who[one.who], *(() if label else (one.month,)), *(() if level else (one.level,)))
            found[key[0] if len(key) == 1 else key] = (one.attainment, one.points)
    return found


def derived() -> dict[str, list[Any]]:
    """Return all clocks, scores and standings as they are stored, without what only tells when they were written."""
    db.session.expire_all()

    def rows(*columns: Any) -> list[Any]:
        return sorted(map(tuple, db.session.execute(select(*columns))), key=repr)

    # What an open clock has used is as of the moment at which it was written.
    used = case((ClockRow.state == "open", 0), else_=ClockRow.used)
    clocks = [column for column in ClockRow.__table__.columns if column.name not in ("id", "used")]
    standings = [one for one in Standing.__table__.columns if one.name not in ("opening_rank", "opened")]
    return {
        "clocks": rows(*clocks, used),
        "scores": rows(*Score.__table__.columns),
        "standings": rows(*standings),
    }


def stale(now: int) -> dict[str, tuple[list[Any], list[Any]]]:
    """Score everything anew as of `now`; return what of it was stored and should not, and the other way round."""
    before = derived()
    service.score(None, now, "all")
    after = derived()
    found = {name: _difference(before[name], after[name]) for name in before}
    return {name: pair for name, pair in found.items() if any(pair)}


def _difference(before: Iterable[Any], after: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    one, other = set(before), set(after)
    return sorted(one - other, key=repr), sorted(other - one, key=repr)


def standings() -> dict[tuple[Any, ...], tuple[int, ...]]:
    lines = db.session.scalars(select(Standing))
    return {(one.period, one.side, one.board, one.who): (one.points, one.exceeded, one.met) for one in lines}


def sums_of_scores() -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Add up the scores of each month, quarter and year, for each side and for all."""
    sums: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    known = timeline()
    assert known
    for one in db.session.scalars(select(Score)):
        periods = [month_label(one.month), *(period.label for period in known.periods_of(one.month))]
        for key in product(periods, ("", one.side), (one.board,), (one.who,)):
            sums[key].update({"points": one.points, one.attainment: 1})
    return {key: (found["points"], found["exceeded"], found["met"]) for key, found in sums.items()}
