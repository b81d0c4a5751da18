"""The two lists of a proof, what counts and what was left out, as their templates show them."""

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.proof import figures, queries, records, runs
from app.proof.figures import Ran
from app.proof.proving import Proof
from app.proof.queries import Version
from app.proof.reckoning import UNIT, Reckoning
from app.proof.records import Record
from app.proof.rows import Key
from app.proof.runs import Run
from app.wording import number, whole
from scoring.agreement import ServiceLevel
from scoring.clocks import MET
from scoring.periods import month_of

LINES, CLOCKS = 40, 20
"""Records of a page, and clocks, which have more to say."""


class Entry(NamedTuple):
    """An activity in a list, in words; `instead` is what it replaced, or what took its place."""

    record: Key
    rep_id: int
    key: str
    when: str
    kind: str
    who: str
    subject: str
    value: str
    side: str
    about: str
    reason: str
    instead: str


class Timed(NamedTuple):
    """A clock in a list, in words."""

    record: Key
    rep_id: int
    subject: str
    who: str
    state: str
    words: str
    decided: str
    legs: list[Ran]
    held: str
    total: str
    late: str
    reason: str


def lines(level: ServiceLevel) -> int:
    """Return how many records stand on a page."""
    return CLOCKS if level.clock else LINES


def entries(proof: Proof, page: int, *, counting: bool) -> list[Entry] | list[Timed]:
    """Return one page of what counts, or of what was left out."""
    size = lines(proof.level)
    places = range((page - 1) * size, page * size)
    if proof.level.clock:
        return _clocks(proof, runs.page(proof.reckoned.found, places, counting=counting))
    return _records(proof, records.page(proof.reckoned.found, places, counting=counting))


def entry(proof: Proof, record: Key) -> Entry | Timed | None:
    """Return one record behind a score, whether it counts or not; None if it is not behind it."""
    found: list[Entry] | list[Timed] = []
    if proof.level.clock and record.started is not None:
        found = _clocks(proof, runs.one(proof.reckoned.found, record.subject, record.started))
    elif record.activity_id is not None and not proof.level.clock:
        found = _records(proof, records.one(proof.reckoned.found, record.activity_id))
    return next((one for one in found if proof.whose.board == "team" or one.rep_id == proof.whose.id), None)


def _records(proof: Proof, found: Sequence[Record]) -> list[Entry]:
    before, after = (
        queries.replaced([one.id for one in found]),
        queries.replacements([one.id for one in found if one.reason == records.CORRECTED]),
    )
    return [_entry(proof, one, before.get(one.id), after.get(one.id)) for one in found]


def _entry(proof: Proof, one: Record, before: Version | None, after: Version | None) -> Entry:
    return Entry(
        Key(one.id, "", None),
        one.rep_id,
        one.key,
        figures.when(one.at, proof.ground.known),
        _kind(one.kind),
        one.rep if proof.whose.board == "team" else "",
        one.subject,
        "" if one.value is None else _value(one.value),
        _side(proof.level, one),
        _about(proof.level, one),
        figures.reason_words(one.reason, week=one.bucket, month=proof.asked.month) if one.reason else "",
        _instead(proof, before, after),
    )


def _kind(kind: str) -> str:
    return kind.replace(".", " ").replace("_", " ")


def _value(value: int) -> str:
    return number(Fraction(value, UNIT), 4)


def _side(level: ServiceLevel, one: Record) -> str:
    """Return on which side of a fraction a record counts."""
    if level.measure != "ratio" or one.reason:
        return ""
    if one.above and one.below:
        return _("above and below the line")
    return _("above the line") if one.above else _("below the line")


def _about(level: ServiceLevel, one: Record) -> str:
    """Return the attributes that the conditions of a level ask for, as a record has them."""
    asked = [name for selector in (level.of, level.over) if selector for name, _values in selector.where]
    given = json.loads(one.attributes) if one.attributes and asked else {}
    return ", ".join(f"{name}: {given.get(name) or '–'}" for name in dict.fromkeys(asked))


def _instead(proof: Proof, before: Version | None, after: Version | None) -> str:
    if before:
        return _("instead of %(record)s", record=_version(proof, before))
    if after and after.kind is None:
        return _("withdrawn by %(key)s", key=after.key)
    return _("replaced by %(record)s", record=_version(proof, after)) if after else ""


def _version(proof: Proof, one: Version) -> str:
    parts = [one.key]
    if one.kind is not None and one.at is not None:
        parts += [_kind(one.kind), figures.when(one.at, proof.ground.known), one.rep or ""]
    parts += [one.subject or "", "" if one.value is None else _value(one.value)]
    return ", ".join(part for part in parts if part)


def _clocks(proof: Proof, found: Sequence[Run]) -> list[Timed]:
    told = runs.legs(proof.ground, proof.level, found)
    names = runs.names({leg.rep for legs in told.values() for leg in legs})
    return [_timed(proof, one, told, names) for one in found]


def _timed(proof: Proof, one: Run, told: runs.Legs, names: dict[int, str]) -> Timed:
    known = proof.ground.known
    version = known.terms_of(month_of(known.day(one.started)))
    level = version.agreement.level(proof.level.id) or proof.level
    assert level.clock, "a level that has clocks had terms when they started"
    legs = told.get((one.subject, one.rep_id, one.started, one.ended), ())
    days = not level.clock.business
    used = sum(leg.used for leg in legs)
    within = figures.duration(int(level.clock.within), days=days)
    late = one.state == "breached" and one.deadline is not None
    return Timed(
        Key(None, one.subject, one.started),
        one.rep_id,
        one.subject,
        one.rep if proof.whose.board == "team" else "",
        one.state,
        _state(one),
        figures.when(one.ended, known) if one.ended is not None else "",
        figures.ran(legs, level.clock, version.business, known, names),
        figures.on_hold_since(legs, one.ended if one.state == MET else None, known)
        if one.state in (MET, "held")
        else "",
        _("%(used)s of %(within)s", used=figures.duration(used, days=days), within=within),
        figures.when(one.deadline, known) if late and one.deadline is not None else "",
        _left_out(proof, one),
    )


def _state(one: Run) -> str:
    return {
        "met": _("in time"),
        "breached": _("too late"),
        "open": _("running"),
        "held": _("on hold"),
        "dropped": _("dropped"),
        "carried": _("handed over"),
    }[one.state]


def _left_out(proof: Proof, one: Run) -> str:
    if not one.reason:
        return ""
    if one.reason == runs.OTHER_TIME and one.counts_on is not None:
        return figures.other_time(one.counts_on, proof.asked.month, weekly=proof.level.weekly)
    return figures.reason_words(one.reason)


def columns(proof: Proof) -> dict[str, Any]:
    """Return which columns the lists of a proof have."""
    return {
        "whose": proof.whose,
        "with_values": proof.level.measure in ("sum", "mean"),
        "two_sided": proof.level.measure == "ratio",
    }


def sum_words(level: ServiceLevel, found: Reckoning) -> str:
    """Return what stands below the records that count: what they come to."""
    amount = records.amount(found.sums)
    match level.measure:
        case "sum" | "mean":
            total = number(Fraction(amount.total, UNIT), 4)
            return _("%(total)s from %(count)s values", total=total, count=whole(amount.valued))
        case "ratio":
            return _(
                "%(above)s above the line, %(below)s below",
                above=whole(amount.above),
                below=whole(amount.below),
            )
        case "timely":
            return _("%(above)s in time of %(below)s", above=whole(amount.above), below=whole(amount.below))
        case _:
            return ngettext("%(num)d record", "%(num)d records", amount.size)
