"""What a delivery of facts leaves behind in its own transaction: months that await scoring, and a moved stamp."""

from collections.abc import Iterable

from sqlalchemy import BigInteger, bindparam, insert, text

from app.extensions import db
from app.models.people import FIRST_DAY
from app.models.scores import Touched
from scoring.periods import month_of, month_of_week, week_of

LAST_MONTH = 9990 * 12
LAST_DAY_OF_NOTE = 9990 * 365
"""Days after this one lie in months that are never scored."""

Months = tuple[int, int]
"""A first and a last month, both included."""

_MOVE = text(
    """
    INSERT INTO stamp (id, number, data_as_of) VALUES (1, 1, :as_of)
    ON CONFLICT (id) DO UPDATE SET number = stamp.number + 1, data_as_of = COALESCE(:as_of, stamp.data_as_of)
    """
).bindparams(bindparam("as_of", type_=BigInteger))


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


def move_stamp(data_as_of: int | None = None) -> None:
    """Let everybody who looks at a board see that something changed, and how fresh the data are now."""
    db.session.execute(_MOVE, {"as_of": data_as_of})
