"""The letters of reminders and of the morning digest, written when they are sent: as things are then."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.agreement.queries import timeline
from app.auth import queries as auth
from app.leaderboard import figures as boards
from app.leaderboard import queries as leaderboard
from app.outbox.errors import NotNowError
from app.outbox.figures import block
from app.outbox.rows import Action, Block, Letter, Line, Outgoing
from app.reminders import figures, queries
from app.reminders.queries import Told
from app.wording import date_name
from scoring.periods import month_of
from scoring.reminders import opens_at
from scoring.versions import Timeline

ENDPOINT = "auth.front"
LOOKED_BACK = 31
"""Days within which the last working day is looked for."""


def reminder(message: Outgoing, now: int) -> Letter | None:
    """Return a reminder of those of its clocks that still run; never while business is closed."""
    known = timeline()
    found = queries.still_open(message.user_id, message.about, now) if known else []
    if known is None or not found:
        return None
    opens = opens_at(known.terms_of(month_of(known.day(now))).business, now)
    if opens > now:
        raise NotNowError(opens)
    lines = [figures.due_line(one, known, now) for one in found]
    if len(found) == 1:
        subject = f"{found[0].subject}: {figures.due_words(found[0], known, now)}"
        opening = _("There is still time for this one.")
    else:
        subject = ngettext("%(num)d deadline is near", "%(num)d deadlines are near", len(found))
        opening = _("There is still time for each of these.")
    return Letter(subject, opening, [block("", lines)], Action(_("See where you stand"), ENDPOINT))


class Day(NamedTuple):
    """What a digest tells of some reps: what is due on its day, and what was missed since the last working day."""

    due: list[Told]
    missed: list[Told]

    def of(self, rep_id: int) -> "Day":
        """Return what of it is one rep's."""
        return Day(*([one for one in some if one.rep_id == rep_id] for some in self))


def digest(message: Outgoing, now: int) -> Letter | None:
    """Return what a person's day holds, and his teams'; None if that is nothing, or its day is over."""
    known = timeline()
    if known is None or known.day(now) != message.about:
        return None
    email, role = queries.user(message.user_id)
    rep = auth.rep_with_email(email, message.about)
    if rep and queries.is_absent(rep.id, message.about):
        rep = None
    own = _day([rep.id] if rep else [], known, now)
    teams = auth.managed_teams(message.user_id) if role == "manager" else frozenset()
    blocks = own_blocks(own, known, now) + team_blocks(teams, known, now)
    if not blocks:
        return None
    subject = figures.counted(len(own.due), len(own.missed)) or _("Your teams today")
    opening = (standing(rep.id, known, now) if rep else "") or _("Good morning.")
    return Letter(subject, opening, blocks, Action(_("See where you stand"), ENDPOINT))


def own_blocks(own: Day, known: Timeline, now: int) -> list[Block]:
    """Return what of his own a rep has before him and behind him."""
    found = []
    if own.due:
        found.append(block(_("Due today"), [figures.due_line(one, known, now) for one in own.due]))
    if own.missed:
        since = _("Missed since %(day)s", day=date_name(_last_working_day(known, known.day(now))))
        found.append(block(since, [figures.missed_line(one, known, now) for one in own.missed]))
    return found


def team_blocks(teams: Collection[int], known: Timeline, now: int) -> list[Block]:
    """Return, for each team of a manager in which something is due or was missed, who has how much of it."""
    members = queries.members(teams, known.day(now)) if teams else {}
    found = []
    for team, reps in members.items():
        day = _day(list(reps), known, now)
        lines = [
            Line(name, figures.counted(len(mine.due), len(mine.missed)))
            for rep, name in reps.items()
            if any(mine := day.of(rep))
        ]
        if lines:
            found.append(block(team, lines))
    return found


def standing(rep_id: int, known: Timeline, now: int) -> str:
    """Return where a rep stands among all reps in the running quarter; empty if nowhere yet."""
    quarter, _year = known.periods_of(month_of(known.day(now)))
    board = leaderboard.Board("rep", quarter.label, "")
    line = leaderboard.line_of(board, rep_id)
    if line is None:
        return ""
    shared = bool(leaderboard.ties(board, {line.rank}))
    return boards.standing_words(line, shared, *leaderboard.around(board, line))


def _day(reps: Sequence[int], known: Timeline, now: int) -> Day:
    today = known.day(now)
    first = _last_working_day(known, today)
    months = {month_of(first), month_of(today)}
    missed = queries.missed_on(reps, first, today, months)
    return Day(queries.due_between(reps, now, known.day_starts(today + 1)), missed)


def _last_working_day(known: Timeline, today: int) -> int:
    business = known.terms_of(month_of(today)).business
    return next(reversed(business.working_days(today - LOOKED_BACK, today)), today - 1)
