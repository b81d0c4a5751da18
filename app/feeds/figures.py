"""What is read from the deliveries of a feed, and how lengths of time are written and said."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from babel.dates import format_timedelta
from flask_babel import gettext as _
from flask_babel import ngettext

from app.lateness import due_after
from app.wording import locale

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}
MOST_EVERY = 999
"""The largest number of minutes, hours or days that can be expected."""
PAUSE = MINUTE
"""Batches that come within so long of each other are one delivery: a large file comes in many."""

_EVERY = re.compile(rf"([1-9]\d{{0,{len(str(MOST_EVERY)) - 1}}})([{''.join(UNITS)}])")


class Delivery(NamedTuple):
    """Activities that came together: when, the newest of them, and how many were new."""

    received_at: int
    last_at: int
    size: int


def grouped(batches: Iterable[Delivery]) -> list[Delivery]:
    """Return the deliveries that `batches`, the newest first, were parts of, the newest first."""
    found: list[Delivery] = []
    before = 0
    for batch in batches:
        if found and before - batch.received_at <= PAUSE:
            last = found[-1]
            newest = max(last.last_at, batch.last_at)
            found[-1] = Delivery(last.received_at, newest, last.size + batch.size)
        else:
            found.append(batch)
        before = batch.received_at
    return found


def usual_delay(deliveries: Sequence[Delivery]) -> int | None:
    """Return how old the newest activity of a delivery usually is when it comes: the median, never below 0."""
    delays = [max(one.received_at - one.last_at, 0) for one in deliveries]
    return median_low(delays) if delays else None


def usual_rhythm(deliveries: Sequence[Delivery]) -> int | None:
    """Return the time that usually lies between deliveries, the newest of them first: the median; none for one."""
    gaps = [later.received_at - earlier.received_at for later, earlier in pairwise(deliveries)]
    return median_low(gaps) if gaps else None


def state(delivered_at: int | None, every: int | None, now: int) -> str:
    """Return the state of a feed: `late`, `in_time`, or `free` if nothing is expected."""
    if every is None:
        return "free"
    return "late" if due_after(delivered_at, every) < now else "in_time"


def read_every(text: str) -> int | None:
    """Return what is expected in microseconds, from `1d`, `6h`, `30m`, or None from `none`. Raises ValueError."""
    if text == "none":
        return None
    found = _EVERY.fullmatch(text)
    if not found:
        raise ValueError(text)
    return int(found[1]) * UNITS[found[2]]


def split_every(every: int) -> tuple[int, str]:
    """Return what is expected as a number and the largest unit that it is whole in."""
    unit = next(unit for unit, length in reversed(UNITS.items()) if every % length == 0)
    return every // UNITS[unit], unit


def every_words(every: int | None) -> str:
    """Return in words how often a feed is expected."""
    if every is None:
        return _("nothing is expected")
    number, unit = split_every(every)
    return {
        "m": ngettext("every minute", "every %(num)d minutes", number),
        "h": ngettext("every hour", "every %(num)d hours", number),
        "d": ngettext("every day", "every %(num)d days", number),
    }[unit]


def length_words(length: int) -> str:
    """Return a length of time roughly, in words: "3 hours"."""
    if length < SECOND:
        return _("less than a second")
    return format_timedelta(timedelta(microseconds=length), locale=locale())
