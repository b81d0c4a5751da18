"""Disputes as they are read: what about, what was said, and what the reader may do."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, func, select

from app.bonuses import rights
from app.bonuses.payees import Act, Payee, Step, steps
from app.extensions import db
from app.models.bonuses import OPEN, Dispute, DisputeMessage
from app.models.people import Rep


class Message(NamedTuple):
    """What somebody said in a dispute, by e-mail address; `of_rep` tells whether it was who disputes."""

    at: int
    by: str
    text: str
    of_rep: bool


@dataclass(frozen=True)
class Case:
    """A dispute about a quarter, or a bonus of it, with all that was said.

    `acts` are what its reader may do: say, resolve and withdraw.
    """

    id: int
    payee: Payee
    quarter: int
    bonus_id: int | None
    state: str
    opened: Step
    closed: Step | None
    messages: tuple[Message, ...]
    acts: tuple[Act, ...]


def cases(
    by: int, rep_id: int | None = None, state: str | None = None, places: range | None = None
) -> list[Case]:
    """Return the disputes, of a rep and in a state if given: open ones first, then the newest first.

    Of many, those on some `places` if given, counted from 0.
    """
    asked = {Dispute.rep_id: rep_id, Dispute.state: state}
    which = [column == wanted for column, wanted in asked.items() if wanted is not None]
    return _cases(by, *which, places=places)


def number_of_cases() -> int:
    """Return how many disputes there are."""
    return db.session.scalar(select(func.count()).select_from(Dispute)) or 0


def case(dispute_id: int, by: int) -> Case | None:
    """Return one dispute; who may read it is for the caller to ask."""
    return next(iter(_cases(by, Dispute.id == dispute_id)), None)


def _cases(by: int, *which: ColumnElement[bool], places: range | None = None) -> list[Case]:
    who, step = rights.reader(by), steps()
    query = select(*Dispute.__table__.c, Rep.key, Rep.name, Rep.email).join(Rep, Rep.id == Dispute.rep_id)
    query = query.where(*which).order_by(Dispute.state != OPEN, Dispute.id.desc())
    if places is not None:
        query = query.offset(places.start).limit(len(places))
    rows: Sequence[Any] = db.session.execute(query).all()
    said: dict[int, list[Row[Any]]] = defaultdict(list)
    messages = select(*DisputeMessage.__table__.c).order_by(DisputeMessage.id)
    for one in db.session.execute(messages.where(DisputeMessage.dispute_id.in_([row.id for row in rows]))):
        said[one.dispute_id].append(one)
    return [
        Case(
            **{name: getattr(row, name) for name in ("id", "quarter", "bonus_id", "state")},
            payee=Payee("rep", row.rep_id, row.key, row.name),
            opened=step(row.opened_by, row.opened_at),
            closed=step(row.closed_by, row.closed_at) if row.closed_at is not None else None,
            messages=tuple(_message(one, step(one.by, one.at).by, row.email) for one in said[row.id]),
            acts=_acts(who, row),
        )
        for row in rows
    ]


def _message(row: Row[Any], by: str, of: str) -> Message:
    return Message(row.at, by, row.text, by == of)


def _acts(who: rights.Actor, row: Row[Any]) -> tuple[Act, ...]:
    closed = "" if row.state == OPEN else _("This dispute is closed already.")
    rules = {"say": rights.to_say, "resolve": rights.to_resolve, "withdraw": rights.to_withdraw}
    return tuple(Act(name, closed or rule(who, row.rep_id)) for name, rule in rules.items())
