"""The arithmetic of a score in words: what was reached, what was owed and why, weeks and earlier months."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from babel.dates import format_interval
from flask_babel import gettext as _
from flask_babel import ngettext

from app.agreement.figures import amount, bound
from app.proof.reckoning import MonthPast, Reckoning, Share, WeekJudged
from app.scoresheet.figures import Figures, attainment_words, is_part
from app.scoresheet.queries import Line
from app.wording import locale, month_name, number, percent, whole
from scoring.agreement import Baseline, ServiceLevel
from scoring.attainment import Tally
from scoring.periods import days_of_week

DIGITS = 4


class Step(NamedTuple):
    """A line of the arithmetic: what it is, how it comes about, the amount."""

    name: str
    how: str
    amount: str


class Part(NamedTuple):
    """A week, or an earlier month, in words; `attainment` is empty where it is not judged."""

    name: str
    reached: str
    owed: str
    attainment: str
    words: str


def steps(level: ServiceLevel, board: str, shown: Figures, score: Line, found: Reckoning) -> list[Step]:
    """Return what was reached, what was owed, and what exceeding takes, each with how it comes about."""
    lines = [Step(_("Reached"), reached_words(level, found.judged.tally), shown.value or "–")]
    if score.target is not None:
        owed = owed_words(level, board, found)
        lines.append(Step(_("To meet it"), owed, bound(amount(score.target, level), level.direction)))
    if score.exceed is not None:
        lines.append(Step(_("To exceed it"), "", bound(amount(score.exceed, level), level.direction)))
    return lines


def reached_words(level: ServiceLevel, tally: Tally) -> str:
    """Return how what was reached comes about."""
    above, below = number(Fraction(tally.numerator), DIGITS), whole(tally.denominator or 0)
    if level.weekly:
        return ngettext(
            "%(above)s of %(num)d week that counts", "%(above)s of %(num)d weeks that count", tally.denominator or 0,
            above=above,
        )  # fmt: skip
    match level.measure:
        case "count" if level.distinct:
            return ngettext("%(num)d subject", "%(num)d different subjects", int(tally.numerator))
        case "count":
            return ngettext("%(num)d record", "%(num)d records", int(tally.numerator))
        case "sum":
            return _("the values added up")
        case "timely":
            return _("%(above)s in time ÷ %(below)s decided", above=above, below=below)
        case _:
            return f"{above} ÷ {below}"


def owed_words(level: ServiceLevel, board: str, found: Reckoning) -> str:
    """Return how what was owed comes about."""
    if isinstance(level.target, Baseline):
        return _baseline_words(level, level.target, found)
    if not level.additive or level.weekly:
        return ""
    if board == "team" and level.team_target is not None:
        return _("for the team as a whole")
    return f"{number(level.target, DIGITS)} × {share_words(board, found.share)}"


def share_words(board: str, share: Share) -> str:
    """Return a share: of a rep in working days, of a team in full-time reps."""
    if board == "team":
        return _("%(count)s full-time reps", count=number(share.part, 2))
    owed = share.part * share.working
    return _("%(owed)s of %(all)s working days", owed=number(owed), all=whole(share.working))


def _baseline_words(level: ServiceLevel, target: Baseline, found: Reckoning) -> str:
    made = sum((Fraction(one.past.tally.numerator) for one in found.past), Fraction(0))
    better = percent(target.improve_by, DIGITS - 2)
    known = {"made": number(made, DIGITS), "better": better}
    if level.additive:
        known["whole"] = number(sum((one.past.share for one in found.past), Fraction(0)), 2)
        known["share"] = number(found.share.part, 2)
        if level.direction == "at_most":
            return _("%(made)s ÷ %(whole)s full-time months × %(share)s, less %(better)s", **known)
        return _("%(made)s ÷ %(whole)s full-time months × %(share)s, plus %(better)s", **known)
    known["whole"] = whole(sum(one.past.tally.denominator or 0 for one in found.past))
    if level.direction == "at_most":
        return _("%(made)s ÷ %(whole)s of the months before, less %(better)s", **known)
    return _("%(made)s ÷ %(whole)s of the months before, plus %(better)s", **known)


def weeks(level: ServiceLevel, board: str, found: Sequence[WeekJudged]) -> list[Part]:
    """Return the weeks of a weekly level, each judged by itself."""
    return [_week(level, board, one) for one in found]


def _week(level: ServiceLevel, board: str, one: WeekJudged) -> Part:
    first, after = days_of_week(one.week)
    name = format_interval(date.fromordinal(first), date.fromordinal(after - 1), "MMMd", locale=locale())
    if not one.over:
        return Part(name, _amount(level, one.tally), "", "", _("not over yet"))
    if one.goal is None:
        return Part(name, _amount(level, one.tally), "", "", _("no working day here: it does not count"))
    target = one.goal.target
    owed = number(target, DIGITS) if level.additive or level.measure == "mean" else percent(target, 2)
    if level.additive and not (board == "team" and level.team_target is not None):
        owed = _("%(owed)s for %(share)s", owed=owed, share=share_words(board, one.share))
    return Part(name, _amount(level, one.tally), owed, one.attainment, attainment_words(one.attainment))


def past(level: ServiceLevel, found: Sequence[MonthPast]) -> list[Part]:
    """Return the months that a baseline looks back on."""
    return [
        Part(
            month_name(one.month),
            _amount(level, one.past.tally),
            _("share %(share)s", share=number(one.past.share, 2)) if level.additive else "",
            "",
            "",
        )
        for one in found
    ]


def _amount(level: ServiceLevel, tally: Tally) -> str:
    above = number(Fraction(tally.numerator), DIGITS)
    if tally.denominator is None:
        return above
    words = _("%(part)s of %(all)s", part=above, all=whole(tally.denominator))
    if level.measure == "mean":
        words = f"{above} ÷ {whole(tally.denominator)}"
    if tally.value is None or is_part(level):
        return words
    return f"{words} = {number(tally.value, DIGITS)}"
