"""What a close gives by the bonus plan of its quarter becomes proposed bonuses, in the transaction of the close."""

from fractions import Fraction

from sqlalchemy import select

from app.bonuses import service as bonuses
from app.bonuses.rows import Close
from app.extensions import db
from app.models.people import Rep
from app.models.quarters import QuarterClose
from app.scorekeeping import queries as scores
from scoring.agreement import BonusPlan
from scoring.bonus import Entitlement, Member, entitlements
from scoring.periods import Period
from scoring.versions import Timeline


def award(known: Timeline, quarter: Period, frozen: QuarterClose) -> int:
    """Propose the bonuses of `quarter` by what was `frozen`; return how many are new."""
    plan = plan_of(known, quarter)
    given = given_by(plan, known, quarter) if plan else []
    close = Close(frozen.first, frozen.label, frozen.version, frozen.digest, frozen.closed_by)
    return bonuses.propose(close, given, plan, frozen.closed_at)


def plan_of(known: Timeline, quarter: Period) -> BonusPlan | None:
    """Return the plan that holds for `quarter`, if there is one."""
    found = known.bonus_plan_of(quarter)
    return found[1] if found else None


def given_by(plan: BonusPlan, known: Timeline, quarter: Period) -> list[Entitlement]:
    """Return what everyone is entitled to by the standings of `quarter` as they are stored."""
    return entitlements(plan, scores.placed(quarter.label), members_of_teams(known, quarter))


def members_of_teams(known: Timeline, quarter: Period) -> dict[int, dict[Member, Fraction]]:
    """Return, by team, the share of `quarter` that each member was there for, as the plan wants to know it."""
    parts = scores.team_parts(known, quarter)
    reps = {rep for members in parts.values() for rep in members}
    named = {
        key: Member(name or text, text, key) for key, text, name in db.session.execute(_REPS) if key in reps
    }
    return {team: {named[rep]: part for rep, part in members.items()} for team, members in parts.items()}


_REPS = select(Rep.id, Rep.key, Rep.name)
