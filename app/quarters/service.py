"""Quarters are closed and opened again: each transition is one conditional statement, together with its effects."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.agreement.queries import timeline
from app.badges import service as badges
from app.delivery import move_stamp
from app.extensions import begin_write, db
from app.models.quarters import AGREED, ASKED, FINAL, REFUSED, REOPENED, Quarter, QuarterClose, Reopening
from app.models.scores import Touched
from app.patience import patiently
from app.quarters import queries
from app.quarters.awarding import award
from app.quarters.figures import LONGEST_REASON
from app.quarters.queries import Close, State
from app.scorekeeping import service as scorekeeping
from scoring.periods import Period


class QuarterError(Exception):
    """What was asked for cannot be done with this quarter; `reasons` say why."""

    def __init__(self, reasons: Sequence[str]) -> None:
        """Take the reasons, in words."""
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def close(label: str, by: int | None) -> Close:
    """Make the quarter called `label` final, closed by a user or by the nightly run, and commit. Raises QuarterError.

    What had been received is scored first: first all of it, then, holding the door, what came in the meantime.
    """
    patiently(scorekeeping.catch_up_now)
    return patiently(lambda: _close(label, by))


def _close(label: str, by: int | None) -> Close:
    now = scorekeeping.begin_close()
    known = timeline()
    one = queries.state_of(known, known.day(now), label) if known else None
    if known is None or one is None:
        raise _refused(_("There is no quarter %(label)s that has begun.", label=label))
    if one.state == FINAL:
        raise _refused(_("%(label)s is final already.", label=label))
    reasons = queries.obstacles(known, queries.states(known, known.day(now)), one, now)
    if reasons:
        raise _refused(*reasons)
    version = one.close.version + 1 if one.close else 1
    quarter = Period(label, "quarter", one.span.first, one.span.last)
    frozen = scorekeeping.freeze(known, quarter, version, now, by)
    _make_final(one, frozen)
    badges.award(known, quarter, frozen)
    award(known, quarter, frozen)
    move_stamp()
    db.session.commit()
    return queries.closes(frozen.first)[0]


def ask_to_reopen(label: str, reason: str, by: int) -> None:
    """Ask for a final quarter to be opened again, and commit. Raises QuarterError."""
    begin_write()
    one = _final(label)
    if not reason.strip():
        raise _refused(_("Say why the quarter is to be opened again."))
    assert one.close, "what is final was closed"
    row = {"close_id": one.close.id, "reason": reason.strip()[:LONGEST_REASON], "answer": ""}
    try:
        db.session.execute(insert(Reopening).values(**row, asked_at=clock.now(), asked_by=by, state=ASKED))
    except IntegrityError as error:
        raise _refused(_("Somebody has asked for that already.")) from error
    db.session.commit()


def agree(number: int, by: int) -> None:
    """Open a quarter again as another person asked, commit, and score it by what has come. Raises QuarterError."""

    def transaction() -> None:
        begin_write()
        close_id = _answer(number, AGREED, by, "")
        opened = (
            update(Quarter)
            .where(Quarter.close_id == close_id, Quarter.state == FINAL)
            .values(state=REOPENED)
            .returning(Quarter.first, Quarter.last, Quarter.label)
        )
        first, last, label = db.session.execute(opened).one()
        cause = f"{label} reopened"
        db.session.add(Touched(first=first, last=last, clocks=True, cause=cause))
        move_stamp()
        db.session.commit()

    patiently(transaction)
    patiently(scorekeeping.catch_up_now)


def refuse(number: int, by: int, answer: str) -> None:
    """Let a quarter stay final that somebody asked to open again, and commit; who asked may take it back so, too."""
    begin_write()
    _answer(number, REFUSED, by, answer.strip()[:LONGEST_REASON])
    db.session.commit()


def _answer(number: int, state: str, by: int, answer: str) -> int:
    """Decide a request that is still open, and return the close that it is about."""
    conditions = [Reopening.id == number, Reopening.state == ASKED]
    conditions += [Reopening.asked_by != by] if state == AGREED else []
    decided = (
        update(Reopening)
        .where(*conditions)
        .values(state=state, decided_at=clock.now(), decided_by=by, answer=answer)
    )
    close_id: int | None = db.session.scalar(decided.returning(Reopening.close_id))
    if close_id is None:
        raise _refused(_("Another person than the one who asked has to agree, and only once."))
    return close_id


def _final(label: str) -> State:
    known = timeline()
    one = queries.state_of(known, known.day(clock.now()), label) if known else None
    if one is None or one.state != FINAL:
        raise _refused(_("%(label)s is not final.", label=label))
    return one


def _make_final(one: State, frozen: QuarterClose) -> None:
    values = {"state": FINAL, "version": frozen.version, "close_id": frozen.id}
    if one.close is None:
        span = one.span
        row = Quarter(first=span.first, last=span.last, label=span.label, **values)
        db.session.add(row)
        db.session.flush()
        return
    reopened = (
        Quarter.first == frozen.first,
        Quarter.state == REOPENED,
        Quarter.version == one.close.version,
    )
    changed = db.session.execute(update(Quarter).where(*reopened).values(values))
    assert changed.rowcount == 1, "it is the turn of one alone"  # type: ignore[attr-defined]


def _refused(*reasons: str) -> QuarterError:
    db.session.rollback()
    return QuarterError(reasons)
