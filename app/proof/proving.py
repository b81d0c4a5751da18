"""A score is proved: found as it stands or was made final, and recounted from what it rests on."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from app import clock
from app.proof import queries, reckoning
from app.proof.reckoning import Reckoning
from app.scorekeeping.telling import Ground, ground_of
from app.scoresheet.queries import Line
from scoring.agreement import ServiceLevel
from scoring.attainment import Judged
from scoring.periods import Period, month_label
from scoring.versions import Version


class Whose(NamedTuple):
    """Whose score it is: a rep or a team, by its row's id, with its key in addresses and its name."""

    board: str
    id: int
    key: str
    name: str


class Asked(NamedTuple):
    """Which score is to be proved, on which pages of its two lists the reader is."""

    period: Period
    month: int
    level: str
    page: int
    left: int


class Proof(NamedTuple):
    """A score with all that it rests on."""

    whose: Whose
    asked: Asked
    ground: Ground
    version: Version
    level: ServiceLevel
    score: Line
    reckoned: Reckoning

    @property
    def agrees(self) -> bool:
        """Tell whether the score is what its records come to now."""
        judged, score = self.reckoned.judged, self.score
        told = (score.numerator, score.denominator, score.target, score.attainment, score.points)
        return told == _figures(judged)


def _figures(judged: Judged) -> tuple[Any, ...]:
    target = judged.goal.target if judged.goal else None
    return judged.tally.numerator, judged.tally.denominator, target, judged.attainment, judged.points


def read_asked(period: Period, given: Mapping[str, str]) -> Asked | None:
    """Return what is asked for, or None if the month is not one of the period's."""
    month = next((one for one in period.months if month_label(one) == given.get("month")), None)
    if month is None:
        return None
    return Asked(period, month, given.get("level", ""), _number(given, "page"), _number(given, "left"))


def _number(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def prove(whose: Whose, asked: Asked) -> Proof | None:
    """Return the proof of a score, or None if there is no such score."""
    ground = ground_of(whose.board, whose.id, asked.month, clock.now())
    version = ground.known.in_force(asked.month) if ground else None
    level = version.agreement.level(asked.level) if version else None
    if ground is None or version is None or level is None:
        return None
    score = queries.score(whose.board, whose.id, asked.month, level.id, ground.close)
    if score is None:
        return None
    reckoned = reckoning.reckon(ground, version, level, asked.month)
    return Proof(whose, asked, ground, version, level, score, reckoned)
