"""What tests of aliases share: activities under any name, decisions, and to whom activities are credited."""

from sqlalchemy import select

from app.activities import service as activities
from app.activities.rows import Row
from app.extensions import db
from app.models.activities import Activity
from app.models.people import Rep
from app.people import service
from app.scorekeeping import service as scorekeeping
from tests.services.facts import at, scores, stale

NOW = at("2026-10-15T12:00")
ADA = "ada@example.com"


def row(
    key: str, who: str, when: str = "2026-09-01T12:00", kind: str = "call.made", subject: str = ""
) -> Row:
    """Return an activity as it is sent."""
    return key, kind, at(when), None, who, subject, None, None


def store(*rows: Row) -> activities.Outcome:
    """Store activities, and score them."""
    outcome = activities.store(rows, "default", NOW)
    scorekeeping.catch_up(NOW, "activities")
    return outcome


def decide(owner: str, rep: str | None = None) -> bool:
    """Let an owner be an alias of a rep, or of nobody."""
    return service.decide_alias(owner, rep, ADA, NOW)


def credited() -> dict[str, tuple[str, str | None]]:
    """Return to whom each activity is credited, and the alias that it was sent under."""
    keys = dict(db.session.execute(select(Rep.id, Rep.key)).all())
    rows = db.session.execute(select(Activity.key, Activity.rep_id, Activity.owner_id))
    return {key: (keys[rep], keys.get(owner)) for key, rep, owner in rows}


def calls() -> dict[str, tuple[str, int]]:
    """Return the scores for calls in September, which must be those of scoring everything anew."""
    assert stale(NOW) == {}
    return scores("2026-09", "calls")
