"""What the pages of a day's exceptions show, gathered for their templates."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.compliance import exceptions
from app.compliance.daily import Step
from app.compliance.exceptions import Entry
from app.compliance.queries import Team
from app.stamp import Reading
from app.wording import date_name, moment, whole
from scoring.periods import month_of


class Said(NamedTuple):
    """A step in words; `text` is empty for who took it."""

    by: str
    when: str
    text: str


class Shown(NamedTuple):
    """An exception as it is shown; `taken` says by whom, empty if nobody takes care of it yet."""

    key: str
    kind: str
    kind_words: str
    name: str
    teams: str
    level: str
    told: str
    proof: str
    url: str
    take_url: str
    taken: str
    notes: list[Said]


def day_before(now: Reading) -> int:
    """Return the working day before today."""
    return exceptions.working_day_before(now.line.terms_of(month_of(now.day)).business, now.day)


def read_day(label: str, now: Reading) -> int | None:
    """Return the day asked for, the working day before today if none is; None for what is no day that is over."""
    if not label:
        return day_before(now)
    try:
        day = date.fromisoformat(label).toordinal()
    except ValueError:
        return None
    return day if now.line.first_month <= month_of(day) and day < now.day else None


def context(teams: Sequence[Team], day: int, now: Reading, at: int) -> dict[str, Any]:
    """Return what the page of a day shows."""
    entries = exceptions.report(teams, day, now, at)
    business = now.line.terms_of(month_of(day)).business
    before, after = exceptions.working_day_before(business, day), exceptions.span(business, day)[1]
    return {
        "day_name": date_name(day),
        "summary": summary(entries),
        "entries": [shown(one, day, now) for one in entries],
        "before": day_url(before) if read_day(date.fromordinal(before).isoformat(), now) else "",
        "after": day_url(after) if after < now.day else "",
        "file_url": url_for("compliance.exceptions_file", day=date.fromordinal(day).isoformat()),
    }


def shown(one: Entry, day: int, now: Reading) -> Shown:
    """Return an exception as pages show it."""
    where = {"day": date.fromordinal(day).isoformat(), "key": one.key.digest}
    taken = one.taken
    return Shown(
        one.key.digest,
        one.key.kind,
        exceptions.kind_words(one.key.kind),
        one.name,
        one.teams,
        one.level,
        one.told,
        one.url,
        url_for("compliance.exception", **where),  # type: ignore[arg-type]
        url_for("compliance.take", **where),  # type: ignore[arg-type]
        _("Taken by %(who)s, %(when)s", who=taken.by, when=_when(taken, now)) if taken else "",
        [Said(step.by, _when(step, now), step.text) for step in one.notes],
    )


def _when(step: Step, now: Reading) -> str:
    return moment(step.at, now.zone, now.day)


def day_url(day: int) -> str:
    """Return the address of the page of a day."""
    return url_for("compliance.exceptions_of_day", day=date.fromordinal(day).isoformat())


def summary(entries: Sequence[Entry]) -> str:
    """Return how many exceptions there are, and how many of them nobody takes care of."""
    if not entries:
        return _("Nothing was missed. That is worth a word to the teams.")
    count = ngettext("%(num)d exception", "%(num)d exceptions", len(entries))
    alone = sum(one.taken is None for one in entries)
    if not alone:
        return _("%(count)s, each taken care of", count=count)
    return _("%(count)s; nobody takes care of %(alone)s yet", count=count, alone=whole(alone))
