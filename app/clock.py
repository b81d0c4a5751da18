"""The one place that reads the wall clock; everything else is handed its moment.

Instants are whole microseconds since 1970 in UTC (`int`): exact, comparable, and the same on every database.
"""

import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def now() -> int:
    """Return this moment in microseconds since 1970, UTC."""
    return time.time_ns() // 1000


def to_instant(moment: datetime) -> int:
    """Return an aware `moment` in microseconds since 1970, UTC; exact, no float in between."""
    return (moment - EPOCH) // MICROSECOND


def to_datetime(instant: int) -> datetime:
    """Return `instant` (microseconds since 1970) as an aware datetime in UTC."""
    return EPOCH + timedelta(microseconds=instant)
