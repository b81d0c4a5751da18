"""What the pages of a day's exceptions show, gathered for their templates."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.compliance import exceptions, nudging
from app.compliance.daily import Step
from app.compliance.exceptions import Entry, Exceptions
from app.compliance.queries import Team
from app.compliance.rows import Key, Reach
from app.periods import page_asked, turns
from app.stamp import Reading
from app.wording import date_name, moment, whole
from scoring.periods import month_of

ROWS = 50
"""Exceptions of a page."""


class Said(NamedTuple):
    """A step in words; `text` is empty for who took it."""

    by: str
    when: str
    text: str


class Shown(NamedTuple):
    """An exception as it is shown; `taken` says by whom, empty if nobody takes care of it yet.

    `nudges` say who had its rep reminded. `nudge_url` is empty if he cannot be; `unreached` says why not.
    """

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
    nudges: list[str]
    nudge_url: str
    unreached: str


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


def context(teams: Sequence[Team], day: int, page: str, now: Reading, at: int) -> dict[str, Any]:
    """Return what a page of a day shows."""
    found = Exceptions(teams, day, now, at)
    pages = max(-(-len(found.keys) // ROWS), 1)
    number = page_asked(page, pages)
    business = now.line.terms_of(month_of(day)).business
    before, after = exceptions.working_day_before(business, day), exceptions.span(business, day)[1]
    return {
        "day_name": date_name(day),
        "summary": summary(found),
        "entries": shown(found.entries(found.keys[(number - 1) * ROWS : number * ROWS]), day, now),
        "pages": turns(number, pages, lambda one: day_url(day, page=one)),
        "before": day_url(before) if read_day(date.fromordinal(before).isoformat(), now) else "",
        "after": day_url(after) if after < now.day else "",
        "file_url": url_for("compliance.exceptions_file", day=date.fromordinal(day).isoformat()),
    }


def shown(entries: Collection[Entry], day: int, now: Reading) -> list[Shown]:
    """Return exceptions as pages show them."""
    reached = nudging.reach([one.key.who for one in entries if nudging.concerns(one)])
    return [_shown(one, day, now, reached) for one in entries]


def _shown(one: Entry, day: int, now: Reading, reached: Mapping[int, Reach]) -> Shown:
    where: dict[str, Any] = {"day": date.fromordinal(day).isoformat(), "key": one.key.digest}
    taken = one.taken
    refusal = nudging.refusal(one, reached, now) if nudging.concerns(one) else ""
    return Shown(
        one.key.digest,
        one.key.kind,
        exceptions.kind_words(one.key.kind),
        one.name,
        one.teams,
        one.level,
        one.told,
        one.url,
        url_for("compliance.exception", **where),
        url_for("compliance.take", **where),
        _("Taken by %(who)s, %(when)s", who=taken.by, when=_when(taken, now)) if taken else "",
        [Said(step.by, _when(step, now), step.text) for step in one.notes],
        [_("Reminded by %(who)s, %(when)s", who=step.by, when=_when(step, now)) for step in one.nudges],
        url_for("compliance.remind", **where) if nudging.concerns(one) and not refusal else "",
        "" if nudging.is_done(one, now) else refusal,
    )


def _when(step: Step, now: Reading) -> str:
    return moment(step.at, now.zone, now.day)


def day_url(day: int, *, page: int = 1) -> str:
    """Return the address of a page of a day."""
    label = date.fromordinal(day).isoformat()
    return url_for("compliance.exceptions_of_day", day=label, page=page if page > 1 else None)


def place_url(found: Exceptions, key: Key, day: int) -> str:
    """Return where an exception stands among those of its day."""
    page = found.keys.index(key) // ROWS + 1
    return f"{day_url(day, page=page)}#exception-{key.digest}"


def summary(found: Exceptions) -> str:
    """Return how many exceptions there are, and how many of them nobody takes care of."""
    if not found.keys:
        return _("Nothing was missed. That is worth a word to the teams.")
    count = ngettext("%(num)d exception", "%(num)d exceptions", len(found.keys))
    if not found.alone:
        return _("%(count)s, each taken care of", count=count)
    if found.alone == len(found.keys):
        return _("%(count)s, of which nobody takes care yet", count=count)
    return _("%(count)s; nobody takes care of %(alone)s yet", count=count, alone=whole(found.alone))
