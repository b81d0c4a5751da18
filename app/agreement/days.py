"""Local days of stored activities: stamped when stored, and anew when the agreement's zone changes."""

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.sql.expression import bindparam

from app.clock import EPOCH
from app.extensions import db
from app.models.activities import Activity, Batch
from scoring.periods import month_of
from scoring.versions import Timeline

CHUNK = 20_000


def stamp_days(before: Timeline | None, after: Timeline | None) -> None:
    """Stamp all activities with their days if the zones differ; part of the caller's transaction."""
    if after is None or (before is not None and before.zones == after.zones):
        return
    last_id = 0
    columns = (Activity.id, Activity.at, Activity.local_at, Activity.day)
    while rows := db.session.execute(
        select(*columns).where(Activity.id > last_id).order_by(Activity.id).limit(CHUNK)
    ).all():
        last_id = rows[-1][0]
        changed = [
            stamp for row, at, local_at, day in rows if (stamp := _stamp(after, row, at, local_at, day))
        ]
        if changed:
            statement = (
                update(Activity.__table__)  # type: ignore[arg-type]
                .where(Activity.id == bindparam("row"))
                .values(at=bindparam("new_at"), day=bindparam("new_day"), month=bindparam("new_month"))
            )
            db.session.connection().execute(statement, changed)
    first, last = (
        select(end(Activity.at)).where(Activity.batch_id == Batch.id).scalar_subquery()
        for end in (func.min, func.max)
    )
    moved = {"last_at": func.coalesce(last, Batch.last_at), "next_at": first, "scored_at": None}
    db.session.execute(update(Batch).values(moved))


def _stamp(timeline: Timeline, row: int, at: int, local_at: int | None, day: int) -> dict[str, int] | None:
    placed = at
    if local_at is not None:
        placed = timeline.instant((EPOCH + timedelta(microseconds=local_at)).replace(tzinfo=None))
    stamped = timeline.day(placed)
    if placed == at and stamped == day:
        return None
    return {"row": row, "new_at": placed, "new_day": stamped, "new_month": month_of(stamped)}
