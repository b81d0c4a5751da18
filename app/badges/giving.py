"""Badges that people give and take back, each by one statement; part of the caller's transaction."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from app import unnoticed
from app.agreement.queries import timeline
from app.badges.errors import BadgeError
from app.badges.rights import hold_to_rights
from app.extensions import db
from app.models.badges import BadgeAward, BadgeRevocation
from app.wording import month_name
from scoring.agreement import Badge
from scoring.badges import BY_HAND, span_of
from scoring.periods import month_of

LONGEST_REASON = 2000


def give(badge_id: str, rep: int, reason: str, by: int, now: int) -> int:
    """Give a rep a badge, within the giver's limit of the month, and return the award's id. Raises BadgeError."""
    line = timeline()
    if line is None:
        raise BadgeError(_("There is no such badge to give."))
    day = line.day(now)
    hold_to_rights(by, "rep", rep, day)
    version = line.in_force(month_of(day))
    badge = version.agreement.badge(badge_id) if version else None
    if version is None or badge is None or badge.kind != BY_HAND:
        raise BadgeError(_("There is no such badge to give."))
    values = {
        "board": "rep",
        "who": rep,
        "badge": badge.id,
        "kind": badge.kind,
        "name": badge.name,
        "metal": badge.steps[0][0],
        "span": span_of(line, badge.span, month_of(day)),
        "month": month_of(day),
        "version_id": version.id,
        "evidence": "{}",
        "awarded_at": now,
        "given_by": by,
        "reason": written(reason, _("Say what it is for.")),
    }
    number = _given(values, badge)
    unnoticed.leave(month_of(day), [("rep", rep)], live=True)
    return number


def revoke(award_id: int, reason: str, by: int, now: int) -> None:
    """Take a badge back. Raises BadgeError."""
    found = db.session.get(BadgeAward, award_id)
    line = timeline()
    if found is None or line is None:
        raise BadgeError(_("There is no such badge."))
    hold_to_rights(by, found.board, found.who, line.day(now))
    why = written(reason, _("Say why it is taken back."))
    row = {"award_id": award_id, "at": now, "by": by, "reason": why}
    adding = insert_into(BadgeRevocation).values(row).on_conflict_do_nothing()
    if db.session.scalar(adding.returning(BadgeRevocation.award_id)) is None:
        raise BadgeError(_("It was taken back already."))
    unnoticed.leave(found.month, [(found.board, found.who)], live=False)


def written(reason: str, asked: str) -> str:
    """Return a reason as it is kept. Raises BadgeError with what is `asked` if there is none."""
    if not reason.strip():
        raise BadgeError(asked)
    return reason.strip()[:LONGEST_REASON]


def insert_into(model: Any) -> Any:
    """Return an insert of the database at hand, which can leave out what is there already."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(model)


def _given(values: dict[str, Any], badge: Badge) -> int:
    """Insert as the next turn of the giver's month, while one is left: the unique key makes the turn his alone.

    Where two of his hands give at once, one of them finds its turn taken, and tries the next.
    """
    turn = select(func.count() + 1).where(*_same(values, "given_by", "badge", "month")).scalar_subquery()
    columns = BadgeAward.__table__.c
    row = select(*(literal(value, columns[name].type) for name, value in values.items()), turn)
    adding = insert_into(BadgeAward).from_select([*values, "turn"], row.where(turn <= badge.least))
    while True:
        award_id: int | None = db.session.scalar(adding.on_conflict_do_nothing().returning(BadgeAward.id))
        if award_id is not None:
            return award_id
        _say_why_not(values, badge.least)


def _say_why_not(values: dict[str, Any], limit: int) -> None:
    """Raise BadgeError for what stands against giving a badge; nothing does if only the turn was taken."""
    had = select(BadgeAward.id).where(*_same(values, "board", "who", "badge", "metal", "span"))
    if db.session.scalar(had):
        raise BadgeError(_("This badge was given for this time already."))
    given = select(func.count()).where(*_same(values, "given_by", "badge", "month"))
    if (db.session.scalar(given) or 0) >= limit:
        raise BadgeError(
            ngettext(
                "You have given it once in %(month)s; that is as often as you may.",
                "You have given it %(num)d times in %(month)s; that is as often as you may.",
                limit,
                month=month_name(values["month"]),
            )
        )


def _same(values: dict[str, Any], *names: str) -> list[ColumnElement[bool]]:
    return [getattr(BadgeAward, name) == values[name] for name in names]
