"""What a delivery of facts leaves behind in its own transaction: months that await scoring, and a moved stamp."""

from collections.abc import Iterable

from sqlalchemy import BigInteger, bindparam, insert, text

from app.extensions import db
from app.models.people import FIRST_DAY
from app.models.scores import Touched
from scoring.calendar import MINUTE
from scoring.periods import month_of, month_of_week, week_of

LAST_MONTH = 9990 * 12
LAST_DAY_OF_NOTE = 9990 * 365
"""Days after this one lie in months that are never scored."""

Months = tuple[int, int]
"""A first and a last month, both included."""

_MOVE = text(
    """
    INSERT INTO stamp (id, number, rest) VALUES (1, 1, 1)
    ON CONFLICT (id) DO UPDATE SET number = stamp.number + 1, rest = stamp.rest + 1
    """
)
# Freshness is shown to the minute, of the feed that delivers and of the whole.
_SAME = """stamp.data_as_of / :minute = :now / :minute AND EXISTS (
    SELECT * FROM source WHERE id = :source AND delivered_at / :minute = :now / :minute
)"""
_DELIVER = text(
    f"""
    INSERT INTO stamp (id, number, rest, data_as_of) VALUES (1, 1, 1, :now)
    ON CONFLICT (id) DO UPDATE SET
        number = stamp.number + CASE WHEN {_SAME} THEN 0 ELSE 1 END,
        rest = stamp.rest + CASE WHEN {_SAME} THEN 0 ELSE 1 END,
        data_as_of = :now
    """  # noqa: S608 - no value stands in it
).bindparams(*(bindparam(name, type_=BigInteger) for name in ("now", "minute", "source")))
_DELIVERED = text("UPDATE source SET delivered_at = :now WHERE id = :source").bindparams(
    bindparam("now", type_=BigInteger)
)


def months_of(starts: int, ends: int) -> Months:
    """Return the months that the days from `starts` up to, not including, `ends` lie in, or their weeks."""
    first = 0 if starts <= FIRST_DAY else min(month_of(starts), month_of_week(week_of(starts)))
    if ends > LAST_DAY_OF_NOTE:
        return first, LAST_MONTH
    return first, max(month_of(ends - 1), month_of_week(week_of(ends - 1)))


def touch(spans: Iterable[Months], cause: str, owner: int | None = None) -> None:
    """Have months scored anew, with the clocks that the activities of `owner` are about; spans that meet become one."""
    merged: list[Months] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    common = {"clocks": False, "cause": cause[:200], "owner_id": owner}
    rows = [{"first": first, "last": last, **common} for first, last in merged]
    if rows:
        db.session.execute(insert(Touched), rows)


def move_stamp() -> None:
    """Let everybody who looks at a board see that something changed; scores move the stamp by themselves."""
    db.session.execute(_MOVE)


def note_delivered(source: int, now: int) -> None:
    """Note that a source delivered, and so how fresh the data are; part of the caller's transaction.

    That is shown to the minute, and moves the stamp once in each. What was delivered is shown when it is scored, and
    then moves the stamp.
    """
    told = {"source": source, "now": now}
    db.session.execute(_DELIVER, {**told, "minute": MINUTE})
    db.session.execute(_DELIVERED, told)
