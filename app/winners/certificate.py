"""A certificate to print: what was won, by whom, and what it rests on."""

from typing import NamedTuple

from flask import abort, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.stamp import Reading
from app.winners import figures, queries
from app.winners.queries import Closed, Win
from app.wording import capital, date_name, whole

SHORT_DIGEST = 16
"""Characters of a digest that are enough to find the close that it signs."""


class Certificate(NamedTuple):
    """A certificate in words; `room` is the class of how much room the name takes."""

    rank: int
    place: str
    name: str
    room: str
    board: str
    quarter: str
    figures: list[tuple[str, str, str]]
    agreement: str
    closed: str
    version: int
    digest: str
    back: str


def certificate(label: str, board: str, who: str, now: Reading) -> Certificate:
    """Return the certificate of who (side and key) was on a podium of a final quarter; 404 for anybody else."""
    quarter = next((one for one in queries.closed_quarters() if one.label == label), None) or abort(404)
    podium = [one for one in queries.wins() if one.first == quarter.first and one.board == board]
    return _of(next((one for one in podium if figures.address(one) == who), None) or abort(404), quarter, now)


def _of(one: Win, quarter: Closed, now: Reading) -> Certificate:
    version = now.line.in_force(quarter.last)
    assert version, "what is final was judged by an agreement"
    return Certificate(
        one.rank,
        capital(figures.place_words(one)),
        one.name,
        figures.room(one.name),
        _board(one),
        figures.quarter_name(quarter, now.line),
        [
            ("", whole(one.points), ngettext("point", "points", one.points)),
            ("exceeded", whole(one.exceeded), ngettext("level exceeded", "levels exceeded", one.exceeded)),
            ("met", whole(one.met), ngettext("level met", "levels met", one.met)),
        ],
        version.agreement.name,
        date_name(now.line.day(quarter.closed_at)),
        quarter.version,
        quarter.digest[:SHORT_DIGEST],
        url_for("winners.quarter", label=quarter.label),
    )


def _board(one: Win) -> str:
    if one.side:
        return {"team": _("Teams of %(side)s", side=one.side), "rep": _("Reps of %(side)s", side=one.side)}[
            one.board
        ]
    return {"team": _("All teams"), "rep": _("All reps")}[one.board]
