"""A difference between a score as it is stored and as it was rebuilt, in words."""

from sqlalchemy import select

from app.extensions import db
from app.models.people import Rep, Team
from app.scorekeeping.judging import ScoreLine
from scoring.periods import month_label

Names = dict[tuple[str, int], str]


def names_of_all() -> Names:
    """Return the keys of reps and the names of teams, by board and row id."""
    names = {("rep", key): name for key, name in db.session.execute(select(Rep.id, Rep.key))}
    names.update({("team", key): name for key, name in db.session.execute(select(Team.id, Team.name))})
    return names


def difference(month: int, names: Names, before: ScoreLine | None, after: ScoreLine | None) -> str:
    """Return in words how a score as it was rebuilt differs from the one that is stored."""
    line = after or before
    assert line is not None, "a change has at least one end"
    place = f"{month_label(month)} {line.board} {names.get((line.board, line.who), line.who)} {line.level}"
    return f"{place}: stored {_figures(before)}, rebuilt {_figures(after)}"


def _figures(line: ScoreLine | None) -> str:
    if line is None:
        return "nothing"
    return f"{line.attainment} {line.points} points (value {line.value}, target {line.target})"
