"""To whom activities are credited: the rep whom their owner was decided to mean, else the owner himself.

An activity keeps the owner that it was sent under; whom it is credited to follows from the decisions about aliases.
"""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select, update
from sqlalchemy.orm import aliased

from app.among import Among
from app.extensions import db
from app.models.activities import Activity
from app.models.people import Alias, Rep

FEW = 100
"""Up to so many owners are asked for by name; of more, all aliases are read."""

MEANT = func.coalesce(Rep.alias_of, Rep.id)
"""The id of the rep whom a key means: the one that it is an alias of, else itself."""

# Built once: for a single activity, to build them would cost more than to run them.
_ALIASES: Any = select(Rep.id, Rep.alias_of).where(Rep.alias_of.is_not(None))
_THESE = _ALIASES.where(Among(Rep.id, "owners"))


def rep_meant(key: str | None) -> ScalarSelect[int]:
    """Return the id of the rep whom `key` means, to compare with."""
    named = aliased(Rep)
    return select(func.coalesce(named.alias_of, named.id)).where(named.key == key).scalar_subquery()


def aliases_among(owners: Collection[int]) -> dict[int, int]:
    """Return whom those of `owners` mean that are aliases; there may be others in it."""
    if len(owners) > FEW:
        return dict(db.session.execute(_ALIASES).all())
    return dict(db.session.execute(_THESE, {"owners": list(owners)}).all())


def sent_under(owners: Any) -> ColumnElement[bool]:
    """Return the condition that an activity was sent under one of `owners`: ids, or a parameter for them."""
    himself = and_(Activity.owner_id.is_(None), Activity.rep_id.in_(owners))
    return or_(Activity.owner_id.in_(owners), himself)


def credit(owner: int, until: int | None = None) -> None:
    """Credit what was and will be sent under `owner` as was decided last, or last up to the decision `until`.

    Part of the caller's transaction.
    """
    decisions = select(Alias.rep_id).where(Alias.owner_id == owner)
    if until is not None:
        decisions = decisions.where(Alias.id <= until)
    rep = db.session.scalar(decisions.order_by(Alias.id.desc()).limit(1))
    db.session.execute(update(Rep).where(Rep.id == owner).values(alias_of=rep))
    whose = {"rep_id": rep or owner, "owner_id": owner if rep else None}
    db.session.execute(update(Activity).where(sent_under([owner])).values(whose))


def decided_since(last: int) -> dict[int, int]:
    """Return the owners about whom something was decided after the decision `last`, and whom each meant until then."""
    later = select(Alias.owner_id).where(Alias.id > last)
    meant = {owner: owner for owner in db.session.scalars(later)}
    before = select(Alias.owner_id, Alias.rep_id).where(Alias.id <= last, Alias.owner_id.in_(list(meant)))
    for owner, rep in db.session.execute(before.order_by(Alias.id)) if meant else ():
        meant[owner] = rep or owner
    return meant


def miscredited() -> Iterator[tuple[int, str]]:
    """Yield the owners of whom something is not credited as was decided last, each with what it is."""
    decided = dict(db.session.execute(select(Alias.owner_id, Alias.rep_id).order_by(Alias.id)).all())
    marked = dict(db.session.execute(_ALIASES).all())
    apart: Any = select(Activity.owner_id, Activity.rep_id).where(Activity.owner_id.is_not(None))
    himself: Any = select(Activity.rep_id, Activity.rep_id).where(
        Activity.owner_id.is_(None), Activity.rep_id.in_(select(Alias.owner_id))
    )
    found = {(owner, marked.get(owner, owner)) for owner in {*decided, *marked}}
    for query in (apart, himself):
        found.update((owner, rep) for owner, rep in db.session.execute(query.distinct()))
    keys = dict(db.session.execute(select(Rep.id, Rep.key)).all())
    for owner, rep in sorted(found):
        meant = decided.get(owner) or owner
        if rep != meant:
            yield owner, f"what came under {keys[owner]} is credited to {keys[rep]}, not to {keys[meant]}"
