"""How much there is to measure on, and the moment that everything is measured at."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.clock import to_instant

ZONE = ZoneInfo("Europe/Berlin")
PERIOD = "2026-Q3"
MONTHS = (2026 * 12 + 6, 2026 * 12 + 7, 2026 * 12 + 8)
MONDAY = datetime(2026, 6, 29, tzinfo=ZONE).toordinal()
"""The Monday before the quarter; no holiday and no clock change lies in it."""
WORKDAYS = 66
NOW = to_instant(datetime(2026, 9, 30, 18, tzinfo=ZONE))
"""The quarter's last evening: all of it has happened, and its boards still run."""
SECRET = "of the bench"  # noqa: S105 - of databases that are thrown away


@dataclass(frozen=True)
class Size:
    """How large the company is, and how often a figure is taken.

    Ten activities belong to each lead, and each lead starts a clock. `rows` are those of the CSV file that is loaded,
    `rounds` how often both sides of a comparison take their turn, `calls` how many calls or requests a turn has.
    """

    name: str
    reps: int
    teams: int
    activities: int
    rows: int
    rounds: int
    calls: int

    @property
    def leads(self) -> int:
        """Return the number of leads, which is that of clocks."""
        return self.activities // 10


SIZES = {
    "L": Size("L", reps=5_000, teams=250, activities=10_000_000, rows=1_000_000, rounds=5, calls=400),
    "S": Size("S", reps=50, teams=5, activities=100_000, rows=10_000, rounds=1, calls=20),
}
