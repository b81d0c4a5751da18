"""What a close makes final is copied and signed: scores, standings, clocks counted, and what they rest on."""

import json
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, Text, func, insert, literal, select, type_coerce

from app.extensions import db
from app.models.activities import Batch
from app.models.people import Alias
from app.models.quarters import FinalClock, FinalScore, FinalStanding, QuarterClose
from app.models.scores import Score, Standing
from app.scorekeeping.finals import COUNTED, Finals, counted_clocks, rows_of
from app.scorekeeping.fingerprint import fingerprint
from app.scorekeeping.queries import PARTICIPANTS
from app.scorekeeping.recounting import kept_roster
from app.scorekeeping.roster import load_roster
from app.scorekeeping.writing import EXACT
from scoring.periods import Period
from scoring.versions import Timeline

SCORE = (
    "board", "who", "month", "level", "side", "version_id", "numerator", "denominator", "value", "target", "exceed",
    "attainment", "points",
)  # fmt: skip
STANDING = ("side", "board", "who", "key", "name", "place", "rank", "points", "exceeded", "met")


def freeze(
    known: Timeline, closed: Finals, quarter: Period, version: int, now: int, by: int | None
) -> QuarterClose:
    """Store the figures of `quarter` as a version of what is final; part of the caller's transaction."""
    batches, activities = db.session.execute(
        select(func.coalesce(func.max(Batch.id), 0), func.coalesce(func.sum(Batch.size), 0))
    ).one()
    close = QuarterClose(
        first=quarter.first,
        last=quarter.last,
        label=quarter.label,
        version=version,
        closed_at=now,
        closed_by=by,
        last_batch=batches,
        last_alias=db.session.scalar(select(func.max(Alias.id))) or 0,
        activities=int(activities),
        versions=json.dumps([one.id for one in known.versions]),
        finals=json.dumps(closed.closes),
        roster=kept_roster(load_roster(None)),
    )
    figures = _figures(known, quarter)
    close.digest = signed(
        close, {name: fingerprint(rows_of(queries)) for name, (_, _, queries) in figures.items()}
    )
    db.session.add(close)
    db.session.flush()
    for model, columns, queries in figures.values():
        for query in queries:
            rows = query.add_columns(literal(close.id))
            db.session.execute(insert(model).from_select([*columns, "close_id"], rows))
    return close


def signed(close: QuarterClose, figures: dict[str, str]) -> str:
    """Return the digest of a close: over what it rests on, and the fingerprints of what it made final."""
    names = (
        "first",
        "last",
        "label",
        "version",
        "closed_at",
        "last_batch",
        "last_alias",
        "activities",
        "versions",
        "finals",
        "roster",
    )
    facts = {name: getattr(close, name) for name in names}
    return sha256(json.dumps({**facts, "figures": figures}, sort_keys=True).encode()).hexdigest()


def signed_again(close: QuarterClose) -> str:
    """Return the digest of a close anew, from what it has stored: it differs if anything of it was touched."""
    kept: dict[str, tuple[Any, tuple[str, ...]]] = {
        "scores": (FinalScore, SCORE),
        "standings": (FinalStanding, STANDING),
        "clocks": (FinalClock, COUNTED),
    }
    return signed(
        close, {name: fingerprint(rows_of([_of_close(*one, close.id)])) for name, one in kept.items()}
    )


def _of_close(model: Any, columns: tuple[str, ...], close_id: int) -> Select[Any]:
    table = model.__table__.c
    return select(*_plain(table, columns)).where(table.close_id == close_id)


def _figures(known: Timeline, quarter: Period) -> dict[str, tuple[Any, tuple[str, ...], list[Select[Any]]]]:
    """Return, by name, the table, columns and queries of what is made final."""
    score: Any = Score.__table__.c
    scores = select(*_plain(score, SCORE)).where(score.month.between(quarter.first, quarter.last))
    return {
        "scores": (FinalScore, SCORE, [scores]),
        "standings": (FinalStanding, STANDING, [_standings(quarter.label, board) for board in PARTICIPANTS]),
        "clocks": (FinalClock, COUNTED, counted_clocks(known, quarter.months)),
    }


def _standings(label: str, board: str) -> Select[Any]:
    table, key, name = PARTICIPANTS[board]
    line: Any = Standing.__table__.c
    named = func.coalesce(func.nullif(name, ""), key)
    columns = [line.side, line.board, line.who, key, named, *(line[one] for one in STANDING[5:])]
    return select(*columns).join(table, table.id == line.who).where(line.period == label, line.board == board)


def _plain(table: Any, columns: tuple[str, ...]) -> list[Any]:
    """Return columns as they are stored: exact numbers stay the texts that they are."""
    return [type_coerce(table[name], Text) if name in EXACT else table[name] for name in columns]
