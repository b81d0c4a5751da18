"""Writes of feeds: what is expected of them, and what was refused of what they brought."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select, update

from app.delivery import move_stamp
from app.extensions import begin_write, db
from app.feeds.rows import Refused
from app.models.activities import Refusal, Source
from app.names import make_ids
from app.patience import patiently

KEPT = 1_000
"""Refused rows that are kept of a source, the newest ones."""
LONGEST = 500
"""Characters of an id and of a reason that are kept."""


class UnknownFeedError(Exception):
    """There is no such feed; the text says so to the person who named it."""


def note_refusals(source: str, now: int, refusals: Sequence[Refused]) -> None:
    """Keep what was refused of a delivery of `source` at `now`, and commit; nothing to do for none."""
    if refusals:
        patiently(lambda: _keep(source, now, refusals[-KEPT:]))


def _keep(source: str, now: int, refusals: Sequence[Refused]) -> None:
    begin_write()
    of = make_ids(Source.name, [source])[source]
    rows = [
        {
            "source_id": of,
            "received_at": now,
            "file": storable(one.file, 200),
            "line": one.line,
            "key": storable(one.key, LONGEST),
            "reason": storable(one.reason, LONGEST),
        }
        for one in refusals
    ]
    db.session.execute(insert(Refusal), rows)
    oldest = select(Refusal.id).where(Refusal.source_id == of).order_by(Refusal.id.desc()).offset(KEPT - 1)
    too_old = Refusal.id < oldest.limit(1).scalar_subquery()
    db.session.execute(delete(Refusal).where(Refusal.source_id == of, too_old))
    db.session.commit()


def storable(text: str, most: int) -> str:
    """Return `text` as every database takes it – without NUL and halves of characters – cut after `most` characters."""
    whole = text.encode(errors="replace").decode().replace("\0", "\N{SYMBOL FOR NULL}")
    return whole if len(whole) <= most else f"{whole[: most - 1]}…"


def expect(name: str, every: int | None, required: bool | None) -> None:
    """Say how often a feed should deliver (microseconds, None: nothing is expected) and whether boards rest on it.

    `required` stays as it is if it is None. Raises UnknownFeedError.
    """
    values: dict[str, object] = {"expected_every": every}
    if required is not None:
        values["required"] = required
    begin_write()
    changed = update(Source).where(Source.name == name).values(values).returning(Source.id)
    if db.session.scalar(changed) is None:
        db.session.rollback()
        raise UnknownFeedError(
            _("No feed is called “%(name)s”: a feed is known from its first delivery on.", name=name)
        )
    move_stamp()
    db.session.commit()
