"""Storing activities, wherever they come from: each id of a source once, in batches that are all there or not."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import delete, insert, update

from app.activities import corrections, storing
from app.activities.corrections import Correcting, lock
from app.activities.incoming import Incoming, Outcome
from app.activities.known import Known, NoAgreementError
from app.activities.objects import Rejected, conflicts, read_objects
from app.activities.rows import Row
from app.activities.seen import Seen, SeenIds
from app.activities.storing import Prepared
from app.delivery import note_delivered
from app.extensions import begin_write, db
from app.models.activities import Batch, Source
from app.names import find_ids, make_ids
from app.patience import patiently

__all__ = [
    "NoAgreementError",
    "Outcome",
    "Rejected",
    "examine",
    "lock",
    "note_delivery",
    "store",
    "store_objects",
    "write",
]

SAMPLE = 16

# Built once: for a single activity, to build them would cost more than to run them.
_batch: Any = Batch.__table__
_OPEN_BATCH = insert(_batch).returning(_batch.c.id)


def store(
    rows: Sequence[Row],
    source: str,
    now: int,
    known: Known | None = None,
    before: SeenIds | None = None,
) -> Outcome:
    """Store `rows` as one batch and commit; `known` may be kept from one batch to the next.

    Given the ids that came `before` in a file, which these are added to, a row that says otherwise than what stands
    under its id corrects that, unless it is one of them.
    Raises NoAgreementError if there is no agreement whose days they could belong to.
    """
    kept = known or Known()
    outcome = _commit(lambda: write(rows, source, now, kept, before), kept)
    if before is not None:
        before.add(row[0] for row in rows)
    return outcome


def correct(entries: Sequence[tuple[str, str, Row | None]], source: str, now: int) -> Outcome:
    """Store corrections – own id, id of what is corrected, and what takes its place, or nothing – and commit."""
    kept = Known()

    def write_all() -> Outcome:
        corrections.lock(alone=True)
        into = make_ids(Source.name, [source])[source]
        prepared = iter(storing.prepare([row for _key, _of, row in entries if row], kept))
        return _correct(
            [Correcting(key, of, next(prepared) if row else None) for key, of, row in entries], into, now
        )

    return _commit(write_all, kept)


def _commit(write_all: Callable[[], Outcome], kept: Known) -> Outcome:
    def transaction() -> Outcome:
        begin_write()
        try:
            outcome = write_all()
        except BaseException:
            kept.forget()
            raise
        if outcome.new or outcome.corrected:
            db.session.commit()
            kept.keep()
        else:
            db.session.rollback()
            kept.forget()
        return outcome

    return patiently(transaction)


def store_objects(
    found: Sequence[Any], source: str, now: int, *, escaped: bool
) -> tuple[int, int, list[Rejected]]:
    """Store activities that are decoded JSON values and commit; return how many were new and repeated, and the rest.

    Raises NoAgreementError if there is no agreement whose days they could belong to.
    """
    read = read_objects(found, escaped=escaped)
    outcome = store(read.rows, source, now)
    mended = correct(read.corrections, source, now) if read.corrections else Outcome()
    accepted, repeated = outcome.new + mended.corrected, outcome.repeated + mended.repeated
    if repeated and not accepted:
        note_delivery(source, now)
    refused = conflicts(read, outcome.conflicts, mended.conflicts)
    return accepted, repeated, sorted([*read.rejected, *refused])


def write(rows: Sequence[Row], source: str, now: int, known: Known, before: SeenIds | None = None) -> Outcome:
    """Store `rows` as one batch, as a part of the caller's transaction; `before` is as in `store`."""
    corrections.lock(alone=before is not None)
    into = make_ids(Source.name, [source])[source]
    incoming = Incoming(storing.prepare(rows, known))
    if _are_likely_there(incoming.keys, into):
        incoming.note(storing.stored(incoming.keys, into))
    incoming.refused = corrections.withdrawals(incoming.keys, into)
    fresh = incoming.fresh()
    inserted = 0
    if fresh:
        batch = _open_batch(into, now, fresh)
        inserted = storing.insert_new(fresh, into, batch)
        if inserted < len(fresh):
            incoming.note(storing.stored([row[0] for row in fresh], into, batch))
            _correct_batch(batch, inserted)
    if inserted:
        corrections.place_early(into)
        note_delivered(into, now)
    if before is not None:
        return _let_correct(incoming, inserted, into, now, before)
    outcome = incoming.outcome(inserted)
    if outcome.conflicts:
        heads = corrections.heads([incoming.key(number) for number, _ in outcome.conflicts], into)
        incoming.forgive(outcome, heads)
    return outcome


def _let_correct(incoming: Incoming, inserted: int, into: int, now: int, before: SeenIds) -> Outcome:
    """Store corrections by those rows that say otherwise than what stands; return what became of all."""
    entries = incoming.corrections(corrections.heads(incoming.there(), into), before)
    outcome = incoming.outcome(inserted)
    if entries:
        made = _correct(list(entries.values()), into, now)
        outcome.corrected = made.corrected
        numbers = list(entries)
        refused = ((numbers[number], reason) for number, reason in made.conflicts)
        outcome.conflicts = sorted([*outcome.conflicts, *refused])
    return outcome


def _correct(entries: Sequence[Correcting], into: int, now: int) -> Outcome:
    batch = _open_batch(into, now, [entry.row for entry in entries if entry.row], await_now=True)
    refused = corrections.write(entries, into, batch)
    taken = len(entries) - len(refused)
    _correct_batch(batch, taken)
    if taken:
        note_delivered(into, now)
    repeated = sum(not reason for reason in refused.values())
    conflicts = [(number, reason) for number, reason in sorted(refused.items()) if reason]
    return Outcome(repeated=repeated, corrected=taken, conflicts=conflicts)


def examine(rows: Sequence[Row], source: str, known: Known, seen: Seen) -> Outcome:
    """Return what would become of `rows`, after those that were `seen` before them; nothing is stored."""
    into = find_ids(Source.name, [source]).get(source, 0)
    incoming = Incoming(storing.prepare(rows, known))
    incoming.note(seen.find(incoming.keys))
    incoming.note(storing.stored(incoming.keys, into))
    fresh = incoming.fresh()
    seen.add({row[0]: storing.content(row) for row in fresh})
    return incoming.outcome(len(fresh))


def note_delivery(source: str, now: int) -> None:
    """Note that `source` delivered, also if there was nothing new in it: the data are as of `now`."""

    def transaction() -> None:
        begin_write()
        note_delivered(make_ids(Source.name, [source])[source], now)
        db.session.commit()

    patiently(transaction)


def _are_likely_there(keys: Sequence[str], into: int) -> bool:
    """Tell whether a few of `keys` are stored: then it is quicker to look for all of them before inserting any."""
    return len(keys) >= SAMPLE and any(storing.stored(keys[:: len(keys) // SAMPLE], into))


def _open_batch(into: int, now: int, rows: Sequence[Prepared], *, await_now: bool = False) -> int:
    """Make a batch that awaits its first activity, or this moment: what a correction takes away may have counted."""
    times = [row[2] for row in rows] + [now] * await_now
    first, last = min(times), max(times)
    values = {"source_id": into, "received_at": now, "size": len(rows), "last_at": last, "next_at": first}
    found: int = db.session.execute(_OPEN_BATCH, values).scalar_one()
    return found


def _correct_batch(batch: int, size: int) -> None:
    """Note the true size of a batch of which others had stored a part."""
    which = Batch.id == batch
    db.session.execute(update(Batch).where(which).values(size=size) if size else delete(Batch).where(which))
