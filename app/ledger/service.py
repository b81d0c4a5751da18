"""The only place that writes the ledger. It does not commit: an entry stands or falls with what it tells of."""

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from app.extensions import db
from app.ledger.chain import hash_of
from app.ledger.rows import Line
from app.models.bonuses import LedgerEntry, LedgerHead

_HEAD = select(LedgerHead.seq, LedgerHead.hash).where(LedgerHead.id == 1).with_for_update()


def append(lines: Sequence[Line], by: int, now: int) -> None:
    """Enter `lines`, at least one, after the last entry, as a part of the caller's transaction.

    Who else appends waits for its end.
    """
    number, last = db.session.execute(_HEAD).one()
    entries = []
    for seq, line in enumerate(lines, number + 1):
        entry = {"seq": seq, "at": now, "by": by, **line._asdict()}
        last = hash_of(last, entry)
        entries.append({**entry, "hash": last})
    db.session.execute(insert(LedgerEntry), entries)
    moved = update(LedgerHead).where(LedgerHead.id == 1)
    db.session.execute(moved.values(seq=number + len(entries), hash=last))
