"""Which activities count, and to whom each is credited: as it stands, or as a close found it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.credit import decided_since, sent_under
from app.models.activities import Activity, Correction
from app.models.quarters import QuarterClose

_activity: Any = Activity.__table__.c
_OWNER = func.coalesce(_activity.owner_id, _activity.rep_id)


@dataclass(frozen=True)
class Basis:
    """The conditions that an activity counts; `rep` is whom it is credited to.

    `meant` are owners who meant somebody else then.
    """

    counted: tuple[ColumnElement[bool], ...]
    rep: Any
    meant: Mapping[int, int]

    def of_reps(self, reps: Collection[int]) -> ColumnElement[bool]:
        """Return the condition that an activity is credited to one of `reps`."""
        theirs: ColumnElement[bool] = _activity.rep_id.in_(reps)
        if not self.meant:
            return theirs
        owners = [owner for owner, rep in self.meant.items() if rep in reps]
        return or_(and_(theirs, _OWNER.not_in(list(self.meant))), sent_under(owners))


AS_IT_STANDS = Basis((~_activity.corrected,), _activity.rep_id, {})


def basis_of(close: QuarterClose) -> Basis:
    """Return what a close rests on: what had come by then, less what had been corrected by then."""
    corrected_later = select(Correction.activity_id).where(
        Correction.batch_id > close.last_batch, Correction.activity_id.is_not(None)
    )
    counted = (
        _activity.batch_id <= close.last_batch,
        or_(~_activity.corrected, _activity.id.in_(corrected_later)),
    )
    meant = decided_since(close.last_alias)
    rep = case(meant, value=_OWNER, else_=_activity.rep_id) if meant else _activity.rep_id
    return Basis(counted, rep, meant)
