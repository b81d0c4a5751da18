"""Storing activities, wherever they come from: each id of a source once, in batches that are all there or not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, insert, update

from app.activities import corrections, storing
from app.activities.corrections import Correcting, Head, lock
from app.activities.known import Known, NoAgreementError
from app.activities.objects import Rejected, conflicts, read_objects
from app.activities.rows import Row
from app.activities.seen import Seen
from app.activities.storing import Content, Prepared
from app.delivery import move_stamp
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


@dataclass
class Outcome:
    """How many were stored, there already, or corrected; those that say otherwise, by number, with the reason."""

    new: int = 0
    repeated: int = 0
    corrected: int = 0
    conflicts: list[tuple[int, str]] = field(default_factory=list)


def store(
    rows: Sequence[Row], source: str, now: int, known: Known | None = None, *, correct: bool = False
) -> Outcome:
    """Store `rows` as one batch and commit; `known` may be kept from one batch to the next.

    With `correct` a row that says otherwise than what stands under its id corrects that.
    Raises NoAgreementError if there is no agreement whose days they could belong to.
    """
    kept = known or Known()
    return _commit(lambda: write(rows, source, now, kept, correct=correct), kept)


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


def write(rows: Sequence[Row], source: str, now: int, known: Known, *, correct: bool = False) -> Outcome:
    """Store `rows` as one batch, as a part of the caller's transaction."""
    corrections.lock(alone=correct)
    into = make_ids(Source.name, [source])[source]
    incoming = _Incoming(storing.prepare(rows, known))
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
        _note_delivered(into, now)
    outcome = incoming.outcome(inserted)
    return _settle(incoming, outcome, into, now, correct=correct) if outcome.conflicts else outcome


def _settle(incoming: "_Incoming", outcome: Outcome, into: int, now: int, *, correct: bool) -> Outcome:
    """Take conflicting rows for repeats of corrections where they are, and for corrections if those are wanted."""
    entries, numbers, rest = [], [], []
    heads = corrections.heads([incoming.rows[number][0] for number, _ in outcome.conflicts], into)
    for number, fields in outcome.conflicts:
        row = incoming.rows[number]
        head = heads.get(row[0], Head(row[0], 0, None))
        if head.number and head.content == storing.content(row):
            outcome.repeated += 1
        elif correct and number in incoming.other and (head.content or not head.number):
            key = f"{row[0]}~{head.number + 2}"
            entries.append(Correcting(key, head.key, (key, *row[1:])))
            numbers.append(number)
        else:
            rest.append((number, fields))
    made = _correct(entries, into, now) if entries else Outcome()
    outcome.corrected = made.corrected
    outcome.conflicts = sorted([*rest, *((numbers[number], why) for number, why in made.conflicts)])
    return outcome


def _correct(entries: Sequence[Correcting], into: int, now: int) -> Outcome:
    batch = _open_batch(into, now, [entry.row for entry in entries if entry.row], await_now=True)
    refused = corrections.write(entries, into, batch)
    taken = len(entries) - len(refused)
    _correct_batch(batch, taken)
    if taken:
        _note_delivered(into, now)
    repeated = sum(not reason for reason in refused.values())
    conflicts = [(number, reason) for number, reason in sorted(refused.items()) if reason]
    return Outcome(repeated=repeated, corrected=taken, conflicts=conflicts)


def examine(rows: Sequence[Row], source: str, known: Known, seen: Seen) -> Outcome:
    """Return what would become of `rows`, after those that were `seen` before them; nothing is stored."""
    into = find_ids(Source.name, [source]).get(source, 0)
    incoming = _Incoming(storing.prepare(rows, known))
    incoming.note(seen.find(incoming.keys))
    incoming.note(storing.stored(incoming.keys, into))
    fresh = incoming.fresh()
    seen.add({row[0]: storing.content(row) for row in fresh})
    return incoming.outcome(len(fresh))


def note_delivery(source: str, now: int) -> None:
    """Note that `source` delivered, also if there was nothing new in it: the data are as of `now`."""

    def transaction() -> None:
        begin_write()
        _note_delivered(make_ids(Source.name, [source])[source], now)
        db.session.commit()

    patiently(transaction)


def _note_delivered(source: int, now: int) -> None:
    """Note when a source delivered, and so how fresh the data are; part of the caller's transaction."""
    db.session.execute(update(Source).where(Source.id == source).values(delivered_at=now))
    move_stamp(now)


class _Incoming:
    """Rows on their way in: which are the first of their id, and which of those mean what stands there already."""

    def __init__(self, rows: list[Prepared]) -> None:
        self.rows = rows
        self.first: dict[str, int] = {}
        self.later: list[int] = []
        for number, row in enumerate(rows):
            if self.first.setdefault(row[0], number) != number:
                self.later.append(number)
        # Neighbours in the index are written together, and two loads take their locks in one order.
        self.keys = sorted(self.first)
        self.same: set[int] = set()
        self.other: dict[int, Content] = {}
        self.refused: set[str] = set()

    def note(self, standing: Iterable[tuple[str, Content]]) -> None:
        rows, first, content = self.rows, self.first, storing.content
        for key, meaning in standing:
            number = first[key]
            if meaning == content(rows[number]):
                self.same.add(number)
            else:
                self.other[number] = meaning

    def fresh(self) -> list[Prepared]:
        numbers = (self.first[key] for key in self.keys)
        return [
            self.rows[number]
            for number in numbers
            if not (number in self.same or number in self.other or self.rows[number][0] in self.refused)
        ]

    def outcome(self, inserted: int) -> Outcome:
        outcome = Outcome(inserted, len(self.same))
        taken = (number for number, row in enumerate(self.rows) if row[0] in self.refused)
        outcome.conflicts += [(number, _("id, which is that of a withdrawal")) for number in taken]
        for number in sorted([*self.other, *self.later]):
            row = self.rows[number]
            if row[0] in self.refused:
                continue
            first = self.first[row[0]]
            meaning = self.other.get(first) or storing.content(self.rows[first])
            if meaning == storing.content(row):
                outcome.repeated += 1
            else:
                outcome.conflicts.append((number, storing.difference(meaning, row)))
        return outcome


def _are_likely_there(keys: Sequence[str], into: int) -> bool:
    """Tell whether a few of `keys` are stored: then it is quicker to look for all of them before inserting any."""
    return len(keys) >= SAMPLE and any(storing.stored(keys[:: len(keys) // SAMPLE], into))


def _open_batch(into: int, now: int, rows: Sequence[Prepared], *, await_now: bool = False) -> int:
    """Make a batch that awaits its first activity, or this moment: what a correction takes away may have counted."""
    times = [row[2] for row in rows] + [now] * await_now
    first, last = min(times), max(times)
    values = {"source_id": into, "received_at": now, "size": len(rows), "last_at": last, "next_at": first}
    found: int = db.session.execute(insert(Batch).values(values).returning(Batch.id)).scalar_one()
    return found


def _correct_batch(batch: int, size: int) -> None:
    """Note the true size of a batch of which others had stored a part."""
    which = Batch.id == batch
    db.session.execute(update(Batch).where(which).values(size=size) if size else delete(Batch).where(which))
