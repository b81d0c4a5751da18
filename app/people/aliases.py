"""Decisions that an owner is an alias of a rep, or no more: parts of a transaction that a service begins and ends."""

from flask_babel import gettext as _
from sqlalchemy import insert, select

from app.credit import credit, sent_under
from app.delivery import Months, months_of, move_stamp, touch
from app.extensions import db
from app.models.activities import Activity
from app.models.people import Absence, Alias, Rep
from app.names import make_ids
from app.people import queries
from app.people.edits import EditError


def decide(owner: str, rep: str | None, by: str, now: int) -> bool:
    """Let `owner` be an alias of `rep`, or without one of nobody; return whether that is not decided already.

    What came under it is credited anew. Part of the caller's transaction, beside which nobody stores activities or
    people. Raises EditError.
    """
    if queries.alias_of(owner) == rep:
        return False
    if rep is not None:
        _check(owner, rep)
    ids = make_ids(Rep.key, [one for one in (owner, rep) if one is not None])
    key, meant = ids[owner], None if rep is None else ids[rep]
    values = {"owner_id": key, "rep_id": meant, "decided_at": now, "decided_by": by}
    db.session.execute(insert(Alias).values(values))
    credit(key)
    touch(_months(key), f"alias {owner}", key)
    move_stamp()
    return True


def _check(owner: str, rep: str) -> None:
    """Raise EditError unless `rep` was ever in a team, and `owner` never was and is not meant by others."""
    if owner == rep:
        raise EditError("rep", _("This is the same key."))
    if meant := queries.alias_of(rep):
        told = {"rep": rep, "meant": meant}
        raise EditError("rep", _("%(rep)s is an alias of %(meant)s: name %(meant)s.", **told))
    if not queries.rep_named(rep):
        raise EditError("rep", _("There is no rep with the key %(rep)s.", rep=rep))
    if queries.rep_named(owner):
        raise EditError(
            "owner",
            _(
                "%(owner)s is a rep with memberships. Withdraw all of them first, if it is only a name.",
                owner=owner,
            ),
        )
    if others := queries.alias_rows(owner):
        told = {"owner": owner, "aliases": ", ".join(one.key for one in others)}
        raise EditError("owner", _("%(owner)s has aliases: %(aliases)s. Withdraw them first.", **told))


def _months(owner: int) -> list[Months]:
    """Return the months of all activities and absences of an owner."""
    months = db.session.scalars(select(Activity.month).where(sent_under([owner])).distinct())
    leaves = db.session.execute(select(Absence.starts, Absence.ends).where(Absence.rep_id == owner))
    return [*((month, month) for month in months), *(months_of(*days) for days in leaves)]
