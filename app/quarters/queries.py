"""Reads of quarters: in which state each is, what stands against closing it, what came too late for it."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, or_, select

from app import lateness
from app.extensions import db
from app.models.activities import Activity, Batch, Correction, Kind
from app.models.people import Rep
from app.models.quarters import ASKED, FinalStanding, Quarter, QuarterClose, Reopening
from app.models.scores import ClockRow, Standing
from app.models.users import User
from app.quarters.spans import Span, spans
from app.scorekeeping.queries import PARTICIPANTS
from app.wording import date_name
from scoring.clocks import OPEN
from scoring.versions import Timeline

NAMED = 5
"""Clocks, or feeds, that are named; of more it is enough to know how many."""


class Close(NamedTuple):
    """A version of a quarter that was made final; `by` is the address of who closed it, empty for the nightly run."""

    id: int
    version: int
    at: int
    by: str
    digest: str


class State(NamedTuple):
    """A quarter with its state (running, provisional, final, reopened) and its newest close, if there is one."""

    span: Span
    state: str
    close: Close | None


class Asked(NamedTuple):
    """A request to reopen a quarter that awaits a second person."""

    id: int
    reason: str
    at: int
    by_id: int
    by: str


class Late(NamedTuple):
    """An activity, or a correction of one, that came after its quarter was closed."""

    id: int
    key: str
    kind: str
    rep: str
    at: int
    received_at: int
    corrects: bool


class Line(NamedTuple):
    """A line of a board of a quarter as it was made final and as it stands now; either may be missing."""

    board: str
    side: str
    name: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None


_CLOSE = (
    QuarterClose.id,
    QuarterClose.version,
    QuarterClose.closed_at,
    func.coalesce(User.email, ""),
    QuarterClose.digest,
)
_CLOSES = select(*_CLOSE).outerjoin(User, User.id == QuarterClose.closed_by)


def states(known: Timeline, today: int) -> list[State]:
    """Return the quarters that have begun, the oldest first."""
    closed = {first: (state, close) for first, state, close in _closed()}
    return [_state(span, closed.get(span.first), today) for span in spans(known, today)]


def state_of(known: Timeline, today: int, label: str) -> State | None:
    """Return the quarter called `label`, if it has begun."""
    return next((one for one in states(known, today) if one.span.label == label), None)


def closes(first: int) -> list[Close]:
    """Return all versions of the quarter that begins with a month, the newest first."""
    query = _CLOSES.where(QuarterClose.first == first).order_by(QuarterClose.version.desc())
    return [Close(*row) for row in db.session.execute(query)]


def obstacles(known: Timeline, all_states: Sequence[State], one: State, now: int) -> list[str]:
    """Return why a quarter cannot be closed at `now`, in words; nothing if it can."""
    today = known.day(now)
    if today < one.span.closable:
        return [
            _(
                "Late data still count: it can be closed from %(day)s on.",
                day=date_name(one.span.closable),
            )
        ]
    earlier = [other for other in all_states if other.span.last < one.span.first]
    found = [
        _("%(quarter)s comes first.", quarter=other.span.label) for other in earlier if other.close is None
    ]
    late = lateness.overdue(lateness.awaited(), now)
    found += [_("The required feed %(name)s is late.", name=feed.name) for feed in late]
    return found + _open_clocks(known, one.span)


def asked(close_id: int) -> Asked | None:
    """Return the request to reopen a close that awaits an answer."""
    columns = (Reopening.id, Reopening.reason, Reopening.asked_at, Reopening.asked_by, User.email)
    query = select(*columns).join(User, User.id == Reopening.asked_by)
    row = db.session.execute(query.where(Reopening.close_id == close_id, Reopening.state == ASKED)).first()
    return Asked(*row) if row else None


def late(close_id: int, limit: int) -> tuple[int, list[Late]]:
    """Return how many activities and corrections came too late for a close, and the newest of them."""
    close = db.session.get_one(QuarterClose, close_id)
    corrects = Correction.activity_id.is_not(None)
    columns: list[Any] = [
        Activity.id,
        Activity.key,
        Kind.name,
        Rep.key,
        Activity.at,
        Batch.received_at,
        corrects,
    ]
    of_quarter = Activity.month.between(close.first, close.last)
    found = (
        select(*columns)
        .join(Kind, Kind.id == Activity.kind_id)
        .join(Rep, Rep.id == Activity.rep_id)
        .outerjoin(
            Correction, (Correction.activity_id == Activity.id) & (Correction.batch_id > close.last_batch)
        )
        .join(Batch, Batch.id == func.coalesce(Correction.batch_id, Activity.batch_id))
        .where(of_quarter, or_(Activity.batch_id > close.last_batch, corrects))
    )
    count = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = db.session.execute(found.order_by(Batch.received_at.desc(), Activity.id.desc()).limit(limit))
    return count, [Late(*row) for row in rows]


def changed_lines(one: State) -> list[Line]:
    """Return the lines of the boards of a reopened quarter that are not as its newest close made them final."""
    assert one.close, "only what was closed is reopened"
    was, now = FinalStanding.__table__.c, Standing.__table__.c
    before = _lines(was, was.close_id == one.close.id)
    after = _lines(now, now.period == one.span.label)
    changed = {where for where in {**before, **after} if before.get(where) != after.get(where)}
    names = {
        (board, key): name
        for board in PARTICIPANTS
        for key, name in _names(board, {who for other, _side, who in changed if other == board})
    }
    return sorted(
        Line(board, side, names[board, who], before.get((board, side, who)), after.get((board, side, who)))
        for board, side, who in changed
    )


def _lines(table: Any, which: Any) -> dict[tuple[str, str, int], tuple[int, int]]:
    rows = db.session.execute(
        select(table.board, table.side, table.who, table.rank, table.points).where(which)
    )
    return {(board, side, who): (rank, points) for board, side, who, rank, points in rows}


def _names(board: str, who: Collection[int]) -> Iterable[Any]:
    table, key, name = PARTICIPANTS[board]
    return db.session.execute(
        select(table.id, func.coalesce(func.nullif(name, ""), key)).where(table.id.in_(who))
    )


def _closed() -> Iterable[tuple[int, str, Close]]:
    columns = (Quarter.first, Quarter.state, *_CLOSE)
    query = select(*columns).join(QuarterClose, QuarterClose.id == Quarter.close_id)
    for row in db.session.execute(query.outerjoin(User, User.id == QuarterClose.closed_by)):
        yield row[0], row[1], Close(*row[2:])


def _state(span: Span, closed: tuple[str, Close] | None, today: int) -> State:
    if closed:
        return State(span, *closed)
    return State(span, "running" if today < span.over else "provisional", None)


def _open_clocks(known: Timeline, span: Span) -> list[str]:
    """Return in words which clocks may still be decided within the quarter: they run, and their time ends in it."""
    running = (ClockRow.state == OPEN, ClockRow.deadline < known.day_starts(span.over))
    count = db.session.scalar(select(func.count()).select_from(ClockRow).where(*running)) or 0
    if not count:
        return []
    subjects = db.session.scalars(
        select(ClockRow.subject).where(*running).order_by(ClockRow.deadline).limit(NAMED)
    )
    return [
        ngettext(
            "A clock of the quarter is still open: %(subjects)s.",
            "%(num)d clocks of the quarter are still open, first %(subjects)s.",
            count,
            subjects=", ".join(subjects),
        )
    ]
