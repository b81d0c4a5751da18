"""The messages about exceptions, written when they are sent: to managers each morning, and to reps who are reminded."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.compliance import daily, exceptions, queries
from app.compliance.day import day_before
from app.compliance.exceptions import Entry
from app.outbox.errors import NotNowError
from app.outbox.figures import block
from app.outbox.rows import Action, Block, Letter, Line, Outgoing
from app.stamp import stamps
from app.wording import date_name
from scoring.periods import month_of
from scoring.reminders import opens_at


def report(message: Outgoing, now: int) -> Letter | None:
    """Return what was missed in a manager's teams the working day before; None if nothing was, or its day is over."""
    known = stamps().read()
    if known.timeline is None or known.day != message.about:
        return None
    day = day_before(known)
    found = exceptions.report(queries.teams_led(message.user_id), day, known, now)
    left = [one for one in found if not one.is_settled]
    if not left:
        return None
    subject = ngettext(
        "%(num)d exception on %(day)s", "%(num)d exceptions on %(day)s", len(left), day=date_name(day)
    )
    asked = {"day": date.fromordinal(day).isoformat()}
    action = Action(_("Take care of them"), "compliance.exceptions_of_day", asked)
    return Letter(subject, _("This was missed in your teams."), blocks(left), action)


def blocks(entries: Iterable[Entry]) -> list[Block]:
    """Return exceptions team by team."""
    found: dict[str, list[Line]] = {}
    for one in entries:
        found.setdefault(one.teams or one.name, []).append(line(one))
    return [block(team, lines) for team, lines in found.items()]


def line(one: Entry) -> Line:
    """Return an exception with who takes care of it, if anybody does."""
    kind = exceptions.kind_words(one.key.kind)
    words = _("%(kind)s, %(level)s: %(told)s", kind=kind, level=one.level, told=one.told)
    if one.taken:
        words = _("%(words)s (taken by %(who)s)", words=words, who=one.taken.by)
    return Line(one.name, words)


def nudge(message: Outgoing, now: int) -> Letter | None:
    """Return what a manager has a rep reminded of, if it is still so; never while business is closed."""
    known = stamps().read()
    found = daily.nudged(message.about) if known.timeline else None
    entry = exceptions.still_one(found[0], known, now) if found else None
    if found is None or entry is None:
        return None
    opens = opens_at(known.line.terms_of(month_of(known.day)).business, now)
    if opens > now:
        raise NotNowError(opens)
    subject = _("%(who)s reminds you: %(level)s", who=found[1], level=entry.level)
    opening = _("Have a look at this, please.")
    about = Line(entry.told, f"{exceptions.kind_words(entry.key.kind)}, {entry.level}")
    action = Action(_("See how it came about"), entry.endpoint, entry.asked)
    return Letter(subject, opening, [block("", [about])], action)
