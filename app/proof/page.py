"""What the page of a proof shows, gathered for its template: verdict, arithmetic, rule, what counts, what does not."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.agreement.figures import clause
from app.auth.queries import Viewer
from app.periods import state_of_month, turns
from app.proof import adding, asking, figures, lists, queries
from app.proof.proving import Asked, Proof, Whose
from app.scoresheet.figures import attainment_words, points_words, reason
from app.scoresheet.figures import figures as figures_of
from app.stamp import Reading
from app.wording import capital, date_name, moment, month_name, period_name, whole
from scoring.periods import month_label


def context(proof: Proof, viewer: Viewer, now: Reading) -> dict[str, Any]:
    """Return what the page of a proof shows to its reader."""
    whose, level, score, found = proof.whose, proof.level, proof.score, proof.reckoned
    state = state_of_month(proof.asked.month, now.day, now.closed)
    shown = figures_of(score, level)
    return {
        "level": level,
        "month_name": month_name(proof.asked.month),
        "state": state,
        "score": score,
        "words": capital(attainment_words(score.attainment)),
        "why": reason(score, level, running=state == "running"),
        "points": points_words(score.points),
        "steps": adding.steps(level, whose.board, shown, score, found),
        "weeks": adding.weeks(level, whose.board, found.weeks),
        "past": adding.past(level, found.past),
        "agrees": proof.agrees,
        "clause": clause(level, proof.version.agreement.calendar),
        "version": proof.version.agreement.name,
        "version_from": month_name(proof.version.agreement.starts),
        "version_url": url_for(
            "agreement.page", version=month_label(proof.version.agreement.starts), _anchor=level.id
        ),
        "sheet_url": _sheet_url(whose, proof.asked),
        "rests_on": rests_on(proof, now),
        "mark_of": asking.marks(proof, viewer),
        **_lists(proof),
    }


def _lists(proof: Proof) -> dict[str, Any]:
    found, size = proof.reckoned, lists.lines(proof.level)
    left_out = sum(found.left_out.values())
    pages = [max(-(-many // size), 1) for many in (found.counting, left_out)]
    here, left = min(proof.asked.page, pages[0]), min(proof.asked.left, pages[1])
    return {
        "kind": "clocks" if proof.level.clock else "records",
        "counting": lists.entries(proof, here, counting=True),
        "counting_size": whole(found.counting),
        "counting_turns": turns(here, pages[0], lambda page: url(proof, page=page)),
        "left": lists.entries(proof, left, counting=False) if left_out else [],
        "left_size": whole(left_out),
        "left_turns": turns(left, pages[1], lambda page: url(proof, left=page)),
        "reasons": figures.reason_counts(found.left_out.items()),
        "sum": lists.sum_words(proof.level, found),
        **lists.columns(proof),
    }


def url(proof: Proof, *, page: int | None = None, left: int | None = None) -> str:
    """Return the address of this proof, on other pages of its lists."""
    asked, whose = proof.asked, proof.whose
    found = {"page": page or asked.page, "left": left or asked.left}
    about = {"rep": "key", "team": "name"}[whose.board]
    return url_for(
        f"proof.{whose.board}",
        period=asked.period.label,
        month=month_label(asked.month),
        level=asked.level,
        _anchor="left-out" if left else "counts",
        **{about: whose.key},  # type: ignore[arg-type]
        **{name: number for name, number in found.items() if number > 1},  # type: ignore[arg-type]
    )


def _sheet_url(whose: Whose, asked: Asked) -> str:
    about = {"rep": "key", "team": "name"}[whose.board]
    chosen = {"period": asked.period.label, "month": month_label(asked.month), "level": asked.level}
    return url_for(f"scoresheet.{whose.board}", **{about: whose.key}, **chosen)  # type: ignore[arg-type]


def rests_on(proof: Proof, now: Reading) -> list[str]:
    """Return in sentences which facts the score rests on, and in which zone its times are told."""
    ground, close = proof.ground, proof.ground.close
    zone = ground.known.zone_on(ground.known.day(ground.now))
    times = _("Days and times are those of %(zone)s.", zone=zone.key)
    if close is None:
        at = moment(ground.now, zone, now.day)
        return [_("Facts as of %(moment)s, people and absences as they are now.", moment=at), times]
    day = date_name(ground.known.day(close.closed_at))
    quarter = ground.known.periods_of(close.first)[0]
    name = capital(period_name(quarter, ground.known.fiscal_start(quarter.first)))
    found = [
        _(
            "%(quarter)s was made final on %(day)s, as version %(version)s. This rests on what had been received and "
            "corrected by then, and on the people, the absences and the agreement of then.",
            quarter=name, day=day, version=whole(close.version),
        ),
        _("What came later counts in no final quarter; it is listed above as left out."),
        times,
    ]  # fmt: skip
    then = queries.name_then(proof.whose.board, proof.whose.id, close)
    if then and then != proof.whose.name:
        found.append(_("The name was then %(name)s.", name=then))
    return found
