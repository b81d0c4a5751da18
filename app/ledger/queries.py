"""Reads of the ledger: its head, and whether it, the bonuses, the batches and the statements say the same."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.ledger import reconciling
from app.ledger.chain import BEGINNING, hash_of
from app.models.bonuses import LedgerEntry, LedgerHead

AT_ONCE = 1_000


class Head(NamedTuple):
    """The number and the hash of the last entry: who noted them can tell whether anything before was changed."""

    seq: int
    hash: str


def head() -> Head:
    """Return the head of the ledger."""
    return Head(*db.session.execute(select(LedgerHead.seq, LedgerHead.hash)).one())


def verify(noted: str = "") -> list[str]:
    """Return every difference between the ledger and what it tells of, none if all is well.

    `noted` is the hash of a head that somebody wrote down: it has to be found in the chain.
    """
    return [*_chain(noted), *reconciling.differences()]


def _chain(noted: str) -> Iterator[str]:
    """Yield where the chain is broken: a number is missing, an entry does not have its hash, the head is another."""
    seq, last, found = 0, BEGINNING, noted in ("", BEGINNING)
    columns = list(LedgerEntry.__table__.c)
    entries = db.session.execute(
        select(*columns).order_by(LedgerEntry.seq).execution_options(yield_per=AT_ONCE)
    )
    for entry in entries.mappings():
        if entry["seq"] != seq + 1:
            yield f"entry {seq + 1}: not there, the next one is {entry['seq']}"
        seq = entry["seq"]
        if entry["hash"] != hash_of(last, dict(entry)):
            yield f"entry {seq}: its hash is not that of the one before and of what it says"
        last = entry["hash"]
        found |= last == noted
    if head() != (seq, last):
        yield f"the head says {head().seq} {head().hash}, the last entry is {seq} {last}"
    if not found:
        yield f"no entry has the hash that was noted: {noted}"
