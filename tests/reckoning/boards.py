"""Add scores up and rank them (R22 to R24)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .people import People


@dataclass(frozen=True)
class Score:
    """Attainment and points of one participant for one level in one month."""

    board: str
    who: str
    month: str
    side: str
    service_level: str
    value: Fraction | None
    target: Fraction | None
    attainment: str
    points: int

    def as_dict(self) -> dict[str, Any]:
        """Return the score in the form of section 8, its numbers exact."""
        names = ("board", "who", "month", "service_level", "value", "target", "attainment", "points")
        return {name: getattr(self, name) for name in names}


def standings(scores: list[Score], people: People) -> dict[str, list[dict[str, Any]]]:
    """Rank teams and reps over some scores."""
    teams = [score for score in scores if score.board == "team"]
    reps = [score for score in scores if score.board == "rep"]
    return {"team": _board(teams, people), "rep": _board(reps, people)}


def _board(scores: list[Score], people: People) -> list[dict[str, Any]]:
    rows = [_row(who, scores, people) for who in sorted({score.who for score in scores})]
    for row in rows:
        row["rank"] = 1 + sum(_merit(other) > _merit(row) for other in rows)
    return sorted(rows, key=lambda row: (row["rank"], row["name"], row["who"]))


def _row(who: str, scores: list[Score], people: People) -> dict[str, Any]:
    own = [score for score in scores if score.who == who]
    return {
        "rank": 0,
        "who": who,
        "name": people.name(who) if own[0].board == "rep" else who,
        "points": sum(score.points for score in own),
        "exceeded": sum(score.attainment == "exceeded" for score in own),
        "met": sum(score.attainment == "met" for score in own),
    }


def _merit(row: dict[str, Any]) -> tuple[int, int, int]:
    return (row["points"], row["exceeded"], row["met"])
