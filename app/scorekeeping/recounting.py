"""What a close made final is recounted from what the close rests on, and every difference told.

Facts stay and a close says up to which batch they had come: for the time of the recount, in a savepoint that is rolled
back, what came later is set aside, and what it corrected counts again.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, select, update

from app.agreement.queries import timeline_of
from app.credit import credit
from app.extensions import db
from app.models.activities import Activity, Correction
from app.models.people import Alias
from app.models.quarters import FinalClock, FinalScore, QuarterClose
from app.progress import Progress
from app.scorekeeping.clockrun import ClockRun
from app.scorekeeping.clocks import rebuild_clocks
from app.scorekeeping.differences import Names, difference
from app.scorekeeping.finals import COUNTED, Finals, counted_clocks, finals_of, rows_of
from app.scorekeeping.fingerprint import fingerprint
from app.scorekeeping.judging import MonthJudge, ScoreLine
from app.scorekeeping.roster import Member, Roster
from app.scorekeeping.writing import scores_of, stored_scores
from scoring.versions import Timeline

Lines = dict[tuple[int, str, int, str], ScoreLine]
"""Scores by month, board, participant and level."""


def recount(closed: Finals, names: Names, progress: Progress) -> list[str]:
    """Return how what was made final differs from what is shown, and from a recount; nothing is changed."""
    differences: list[str] = []
    for number, close_id in enumerate(closed.closes):
        progress("final quarters recounted", number, len(closed.closes))
        close = db.session.get_one(QuarterClose, close_id)
        final = _by_key(_final_lines(close))
        shown = _by_key(
            (month, line)
            for month in months_of(close)
            for line in stored_scores(month, load_roster_of(close), None).values()
        )
        differences += [f"{_name(close)}, shown: {line}" for line in _differing(names, final, shown)]
        savepoint = db.session.begin_nested()
        found, clocks = _recounted(close)
        savepoint.rollback()
        differences += [f"{_name(close)}, recounted: {line}" for line in _differing(names, final, found)]
        if clocks != fingerprint(rows_of([final_clocks(close.id)])):
            differences.append(f"{_name(close)}, recounted: its clocks are not those that were counted")
    return differences


def months_of(close: QuarterClose) -> range:
    """Return the months that a close made final."""
    return range(close.first, close.last + 1)


def load_roster_of(close: QuarterClose) -> Roster:
    """Return the roster that a close rests on."""
    kept = json.loads(close.roster)
    members = {row[0]: Member(*row) for row in kept["members"]}
    absences = {rep: [(starts, ends) for starts, ends in days] for rep, days in kept["absences"]}
    return Roster(members, absences, None)


def kept_roster(roster: Roster) -> str:
    """Return a roster of everyone as the text that a close keeps."""
    absences = sorted((rep, sorted(days)) for rep, days in roster.absences.items())
    return json.dumps(
        {"members": [list(one) for one in roster.members.values()], "absences": absences},
        separators=(",", ":"),
    )


def _name(close: QuarterClose) -> str:
    return f"{close.label} version {close.version}"


def _by_key(lines: Iterable[tuple[int, ScoreLine]]) -> Lines:
    return {(month, line.board, line.who, line.level): line for month, line in lines}


def _differing(names: Names, final: Lines, other: Lines) -> list[str]:
    return [
        difference(key[0], names, final.get(key), other.get(key))
        for key in sorted({**final, **other})
        if final.get(key) != other.get(key)
    ]


def _final_lines(close: QuarterClose) -> Iterator[tuple[int, ScoreLine]]:
    table: Any = FinalScore.__table__.c
    return scores_of(table, table.close_id == close.id)


def final_clocks(close_id: int) -> Select[Any]:
    """Return the query, columns COUNTED, of the clocks that a close counted."""
    table: Any = FinalClock.__table__.c
    return select(*(table[name] for name in COUNTED)).where(table.close_id == close_id)


def _recounted(close: QuarterClose) -> tuple[Lines, str]:
    """Return scores, and the fingerprint of clocks, by what `close` rests on; the caller rolls it back."""
    known = timeline_of(json.loads(close.versions))
    before = finals_of(json.loads(close.finals))
    _set_aside(close)
    rebuild_clocks(ClockRun(known, close.closed_at, before), lambda _: None)
    roster = load_roster_of(close)
    lines = _by_key(
        (month, line) for month in months_of(close) for line in _judged(known, month, roster, close, before)
    )
    return lines, fingerprint(rows_of(counted_clocks(known, months_of(close))))


def _judged(
    known: Timeline, month: int, roster: Roster, close: QuarterClose, before: Finals
) -> Iterator[ScoreLine]:
    version = known.in_force(month)
    if version:
        levels = version.agreement.levels
        yield from MonthJudge(known, version, month, roster, close.closed_at, levels, before).lines()


def _set_aside(close: QuarterClose) -> None:
    """Let activities, corrections and decisions about aliases that came after `close` be as if they had not."""
    last_batch = close.last_batch
    for owner in db.session.scalars(
        select(Alias.owner_id).where(Alias.id > close.last_alias).distinct()
    ).all():
        credit(owner, close.last_alias)
    later = select(Correction.activity_id).where(Correction.batch_id > last_batch)
    again = update(Activity).where(Activity.id.in_(later)).values(corrected=False)
    db.session.execute(again.execution_options(synchronize_session=False))
    gone = update(Activity).where(Activity.batch_id > last_batch).values(corrected=True)
    db.session.execute(gone.execution_options(synchronize_session=False))
