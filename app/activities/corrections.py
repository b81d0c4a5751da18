"""Corrections: entries that take the place of an activity or withdraw it. All stay; only the last of a chain counts.

Order does not matter: a correction may come before what it corrects. Of two corrections of one activity the first
stands; who wants to correct further names the one that stands.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import bindparam, exists, func, insert, select, update

from app.activities import storing
from app.activities.storing import Content, Prepared
from app.extensions import db
from app.models.activities import Activity, Correction

ASKED = 5_000
TURN = 0x636F7272
"""The name of the lock in PostgreSQL: a number for this purpose alone."""


_LOCK_ALONE, _LOCK_SHARED = (
    select(take(TURN)) for take in (func.pg_advisory_xact_lock, func.pg_advisory_xact_lock_shared)
)
_correction = Correction.__table__.c
_OF_SOURCE = _correction.source_id == bindparam("source")
_ANY_EARLY = select(exists().where(_OF_SOURCE, _correction.activity_id.is_(None)))
_ANY_WITHDRAWAL = select(exists().where(_OF_SOURCE, _correction.replaced_by.is_(None)))


class Correcting(NamedTuple):
    """A correction on its way in: its own id, that of what it corrects, and what takes its place, if anything does."""

    key: str
    of_key: str
    row: Prepared | None

    @property
    def meaning(self) -> tuple[str, Content | None]:
        """Return what it says, apart from its id."""
        return self.of_key, storing.content(self.row) if self.row else None


class Head(NamedTuple):
    """What stands for an activity: the last of its corrections, how many there are, and its content, if any."""

    key: str
    number: int
    content: Content | None


def lock(*, alone: bool) -> None:
    """Let nothing be stored beside corrections, or decisions about aliases; SQLite has one writer anyhow.

    They may be about what is being stored at that moment, and neither would see the other.
    """
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(_LOCK_ALONE if alone else _LOCK_SHARED)


def heads(keys: Collection[str], source: int) -> dict[str, Head]:
    """Return what stands for those of the activities `keys` that were corrected."""
    found: dict[str, Head] = {}
    looking = {key: key for key in keys}
    while looking:
        steps = _corrected_by(looking.values(), source)
        looking = {key: steps[last] for key, last in looking.items() if steps.get(last, key) != key}
        for key, last in looking.items():
            found[key] = Head(last, found[key].number + 1 if key in found else 1, None)
    contents = dict(storing.stored([head.key for head in found.values()], source))
    return {key: head._replace(content=contents.get(head.key)) for key, head in found.items()}


def write(entries: Sequence[Correcting], source: int, batch: int) -> dict[int, str]:
    """Store `entries` in `batch`; return the reasons of those that are refused, by number, empty for repeats.

    Part of the caller's transaction, which holds the lock alone.
    """
    refused = _refused(entries, source)
    taken = [entry for number, entry in enumerate(entries) if number not in refused]
    if rows := sorted(entry.row for entry in taken if entry.row):
        storing.insert_new(rows, source, batch)
    ids = _ids([key for entry in taken for key in (entry.key, entry.of_key)], source)
    values = [
        {
            "source_id": source,
            "key": entry.key,
            "of_key": entry.of_key,
            "activity_id": ids.get(entry.of_key),
            "replaced_by": ids[entry.key] if entry.row else None,
            "batch_id": batch,
        }
        for entry in taken
    ]
    if values:
        db.session.execute(insert(Correction), values)
    _mark([entry.of_key for entry in taken], source)
    place_early(source)
    return refused


def place_early(source: int) -> None:
    """Let corrections that came before what they correct take effect on what has come; part of the transaction."""
    if not db.session.scalar(_ANY_EARLY, {"source": source}):
        return
    early = Correction.source_id == source, Correction.activity_id.is_(None)
    keys = list(db.session.scalars(select(Correction.of_key).where(*early)))
    come = select(Activity.id).where(Activity.source_id == source, Activity.key == Correction.of_key)
    db.session.execute(update(Correction).where(*early).values(activity_id=come.scalar_subquery()))
    _mark(keys, source)


def _refused(entries: Sequence[Correcting], source: int) -> dict[int, str]:
    keys = [entry.key for entry in entries]
    there = _known(keys, source)
    activities = dict(storing.stored(keys, source))
    standing = _corrected_by([key for entry in entries for key in (entry.key, entry.of_key)], source)
    withdrawn = {
        key for key, (_of, content) in _known([e.of_key for e in entries], source).items() if not content
    }
    refused: dict[int, str] = {}
    for number, entry in enumerate(entries):
        if entry.key in there:
            same = there[entry.key] == entry.meaning
            refused[number] = (
                "" if same else _("conflicts with the correction that was there first under this id")
            )
        elif entry.key in activities:
            refused[number] = _("has the id of an activity; a correction needs one of its own")
        elif entry.of_key in standing:
            refused[number] = _(
                "was corrected already by %(key)s: correct that one", key=standing[entry.of_key]
            )
        elif entry.of_key in withdrawn:
            refused[number] = _("was withdrawn: send the activity under a new id")
        elif entry.key == entry.of_key or _leads_to(entry, standing, source):
            refused[number] = _("would correct itself")
        elif entry.row is None and entry.key in standing:
            refused[number] = _("has the id of what is corrected; a withdrawal is nothing to correct")
        else:
            there[entry.key] = entry.meaning
            standing[entry.of_key] = entry.key
            withdrawn |= {entry.key} if entry.row is None else set()
    return refused


def _leads_to(entry: Correcting, standing: Mapping[str, str], source: int) -> bool:
    """Tell whether what corrects `entry`, by `standing` or further on, is in the end what it corrects."""
    key = standing.get(entry.key)
    while key is not None and key != entry.of_key:
        key = standing.get(key) or _corrected_by([key], source).get(key)
    return key is not None


def withdrawals(keys: Sequence[str], source: int) -> set[str]:
    """Return those of `keys` that are ids of withdrawals; usually there are none at all."""
    if not db.session.scalar(_ANY_WITHDRAWAL, {"source": source}):
        return set()
    empty = Correction.source_id == source, Correction.replaced_by.is_(None)
    found: set[str] = set()
    for start in range(0, len(keys), ASKED):
        chosen = Correction.key.in_(keys[start : start + ASKED])
        found.update(db.session.scalars(select(Correction.key).where(*empty, chosen)))
    return found


def _known(keys: Sequence[str], source: int) -> dict[str, tuple[str, Content | None]]:
    """Return the corrections among `keys`, each with what it corrects and the content that it put there."""
    found = dict(_pairs(Correction.key, Correction.of_key, Correction.key, keys, source))
    contents = dict(storing.stored(list(found), source))
    return {key: (of_key, contents.get(key)) for key, of_key in found.items()}


def _corrected_by(keys: Iterable[str], source: int) -> dict[str, str]:
    return dict(_pairs(Correction.of_key, Correction.key, Correction.of_key, sorted(set(keys)), source))


def _ids(keys: Sequence[str], source: int) -> Mapping[str, int]:
    return dict(_pairs(Activity.key, Activity.id, Activity.key, keys, source))


def _pairs(left: Any, right: Any, column: Any, keys: Sequence[str], source: int) -> Iterator[Any]:
    for start in range(0, len(keys), ASKED):
        chosen = column.class_.source_id == source, column.in_(keys[start : start + ASKED])
        yield from db.session.execute(select(left, right).where(*chosen))


def _mark(keys: Sequence[str], source: int) -> None:
    for start in range(0, len(keys), ASKED):
        chosen = Activity.source_id == source, Activity.key.in_(keys[start : start + ASKED])
        db.session.execute(update(Activity).where(*chosen, ~Activity.corrected).values(corrected=True))
