"""Whose sheet it is, who is beside him, and which sheets are open to the reader."""

from typing import Any, NamedTuple

from flask import url_for

from app.auth.queries import Viewer
from app.leaderboard import figures as race
from app.scoresheet import queries
from app.wording import whole
from scoring.periods import Period


class Subject(NamedTuple):
    """Whose sheet it is: rep or team, row's id, key in addresses, name, and the team that gives the colour."""

    board: str
    id: int
    key: str
    name: str
    team_id: int

    @property
    def colour(self) -> str:
        """Return the class of the team's colour."""
        return race.colour(self.team_id)

    @property
    def letters(self) -> str:
        """Return the letters on the disc."""
        return race.initials(self.name)


class Neighbour(NamedTuple):
    """A team or a rep beside a sheet: name, addition, points, disc, and the address of the sheet if it is open."""

    name: str
    note: str
    points: str
    letters: str
    colour: str
    url: str


def sheet_url(subject: Subject, **asked: str) -> str:
    """Return the address of a sheet."""
    name = {"rep": "key", "team": "name"}[subject.board]
    return url_for(f"scoresheet.{subject.board}", **{name: subject.key}, **asked)  # type: ignore[arg-type]


def subject_rep(rep_id: int, key: str, name: str, period: Period | None) -> Subject:
    """Return a rep as the subject of a sheet, in the colour of the team that he was in last."""
    teams = queries.teams_of(rep_id, period) if period else []
    return Subject("rep", rep_id, key, name or key, teams[-1][0] if teams else 0)


def opens(viewer: Viewer, rep_id: int, team_id: int) -> bool:
    """Tell whether a rep's sheet, seen as a member of a team, is open to the viewer."""
    return viewer.role == "admin" or rep_id == viewer.rep_id or team_id in viewer.managed_team_ids


def team_opens(viewer: Viewer, team_id: int) -> bool:
    """Tell whether a team's sheet is open to the viewer."""
    return viewer.role == "admin" or team_id in viewer.managed_team_ids | viewer.team_ids


def beside(viewer: Viewer, subject: Subject, period: Period) -> dict[str, Any]:
    """Return the members of a team, or the teams of a rep."""
    if subject.board == "team":
        return {"members": members(viewer, subject.id, period), "teams": []}
    teams = queries.teams_of(subject.id, period)
    return {"members": [], "teams": [team(viewer, one, period) for one in teams]}


def team(viewer: Viewer, found: tuple[int, str, str], period: Period | None) -> Neighbour:
    """Return a team as it stands beside a sheet."""
    key, name, side = found
    url = (
        url_for("scoresheet.team", name=name, period=period and period.label)
        if team_opens(viewer, key)
        else ""
    )
    return Neighbour(name, side, "", race.initials(name), race.colour(key), url)


def members(viewer: Viewer, team_id: int, period: Period) -> list[Neighbour]:
    """Return who was in a team in a period, with their points on the board."""
    return [
        Neighbour(
            one.name or one.key,
            "",
            "" if one.points is None else whole(one.points),
            race.initials(one.name or one.key),
            race.colour(team_id),
            url_for("scoresheet.rep", key=one.key, period=period.label)
            if opens(viewer, one.id, team_id)
            else "",
        )
        for one in queries.members(team_id, period)
    ]


def open_teams(viewer: Viewer, period: Period | None) -> list[tuple[Neighbour, list[Neighbour]]]:
    """Return the teams whose sheets are open to the viewer, each with its members."""
    among = None if viewer.role == "admin" else viewer.managed_team_ids | viewer.team_ids
    return [
        (team(viewer, one, None), members(viewer, one[0], period) if period else [])
        for one in queries.teams(among)
    ]
