"""Generate small adversarial cases from a seed."""

from random import Random

from .cases import Case
from .made_activities import make_activities
from .made_agreements import make_agreements
from .made_people import make_people
from .plan import make_plan


def generate(seed: int, size: int = 1, *, zone_moves: bool = False) -> Case:
    """Return the case of a seed; `size` multiplies reps and activities.

    With `zone_moves` a later version may have another time zone, which R27 allows where a fiscal year starts.
    """
    plan = make_plan(Random(seed), size, zone_moves)
    agreements = make_agreements(plan)
    cast = make_people(plan)
    return Case(agreements, cast.people_csv, cast.absences_csv, make_activities(plan, cast), plan.as_of)
