"""The badges that the demo's managers have given: what no score shows."""

from typing import NamedTuple

from app import clock
from app.badges import service
from app.demo import logins
from app.demo.queries import reps_by_key
from app.users import queries as users

DAY = 86_400_000_000


class Thanks(NamedTuple):
    """A badge given so many days ago."""

    by: str
    rep: str
    badge: str
    days: int
    reason: str


GIVEN = (
    Thanks(
        logins.MANAGER,
        "ines",
        "assist",
        40,
        "Walked the new colleague through a hand-over of nine open leads.",
    ),
    Thanks(
        logins.MANAGER,
        "priya",
        "assist",
        12,
        "Called the customer back the same hour, though it was not hers.",
    ),
    Thanks(logins.MANAGER, "camille", "team-spirit", 75, "Kept the demo room running for two weeks."),
    Thanks(
        logins.OTHER_MANAGER, "kofi", "assist", 20, "Notes so clear that sales could act on them at once."
    ),
    Thanks(
        logins.OTHER_MANAGER, "thandiwe", "team-spirit", 25, "Answered every question about the campaign."
    ),
    Thanks(
        logins.OTHER_MANAGER, "noor", "assist", 3, "Flagged forty duplicates before they reached anybody."
    ),
)


def give() -> None:
    """Give the badges, each on its day."""
    ids = {one.email: one.id for one in users.people()}
    reps = reps_by_key()
    for one in GIVEN:
        service.give(one.badge, reps[one.rep], one.reason, ids[one.by], clock.now() - one.days * DAY)
