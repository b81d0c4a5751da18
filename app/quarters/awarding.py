"""What a close gives by the bonus plan of its quarter becomes proposed bonuses, in the transaction of the close."""

from app.badges import queries as badges
from app.bonuses import service as bonuses
from app.bonuses.rows import Close
from app.models.quarters import QuarterClose
from app.scorekeeping import queries as scores
from scoring.agreement import BonusPlan
from scoring.bonus import Entitlement, entitlements
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
    """Return what everyone is entitled to by standings and badges of `quarter` as they are stored."""
    standings, shares = scores.placed(quarter.label), scores.members_of_teams(known, quarter)
    return entitlements(plan, standings, shares, badges.holders(quarter))
