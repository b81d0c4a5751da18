"""One row about people becomes values, checked; what is wrong with it raises RowError with the reason."""

import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from flask_babel import gettext as _

from app.intake.faults import RowError
from app.intake.templates import Render
from app.intake.values import read_day as read_iso
from app.intake.values import shorten
from app.models.people import FIRST_DAY, LAST_DAY

MEMBERSHIP = ("rep", "name", "email", "team", "side", "starts", "ends")
MEMBERSHIP_NEEDED = ("rep", "team", "side")
ABSENCE = ("rep", "starts", "ends")
ALIAS = ("owner", "rep")

LONGEST = {"owner": 200, "rep": 200, "name": 200, "email": 320, "team": 200, "side": 80}

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

Cells = Sequence[str]
Renders = Mapping[str, Render]
ReadDay = Callable[[str], int]
Told = Mapping[str, str]
"""What is told of a membership or an absence, by the names of columns; an empty text says nothing."""


class Member(NamedTuple):
    """A row about a membership: `line` in its file, 0 if it is stored. With `ends` at `starts` it withdraws one."""

    line: int
    rep: str
    name: str
    email: str
    team: str
    side: str
    starts: int
    ends: int
    cells: Cells = ()

    @property
    def withdrawn(self) -> bool:
        """Tell whether it withdraws the membership with its start."""
        return self.starts == self.ends

    def meaning(self) -> tuple[str, ...] | tuple[str | int, ...]:
        """Return what it says, wherever it stands."""
        return self[1:8]


class Away(NamedTuple):
    """A row about an absence."""

    line: int
    rep: str
    starts: int
    ends: int
    cells: Cells = ()


class Named(NamedTuple):
    """A row about an alias: the owner whom activities name, and the rep whom that means."""

    line: int
    owner: str
    rep: str
    cells: Cells = ()


def read_member(line: int, cells: Cells, renders: Renders, read_day: ReadDay) -> Member:
    """Return the membership that a row tells of."""
    texts = {name: renders[name](cells).strip() if name in renders else "" for name in MEMBERSHIP}
    check_length(texts)
    starts = day_of("starts", texts["starts"], read_day, FIRST_DAY)
    ends = day_of("ends", texts["ends"], read_day, LAST_DAY)
    if ends < starts:
        raise RowError(_("ends before it starts"))
    for name in MEMBERSHIP_NEEDED:
        if not texts[name] and (name == "rep" or ends > starts):
            raise RowError(_("%(name)s is empty", name=name))
    email = texts["email"].lower()
    if email and not is_address(email):
        raise RowError(_("email: %(text)s is not an address", text=shorten(email)))
    rep = texts["rep"]
    return Member(line, rep, texts["name"] or rep, email, texts["team"], texts["side"], starts, ends, cells)


def read_away(line: int, cells: Cells, renders: Renders, read_day: ReadDay) -> Away:
    """Return the absence that a row tells of."""
    texts = {name: renders[name](cells).strip() for name in ABSENCE}
    check_length(texts)
    for name in ABSENCE:
        if not texts[name]:
            raise RowError(_("%(name)s is empty", name=name))
    starts = day_of("starts", texts["starts"], read_day, FIRST_DAY)
    ends = day_of("ends", texts["ends"], read_day, LAST_DAY)
    if ends <= starts:
        raise RowError(_("ends is not after starts: it is the first day that he is back"))
    return Away(line, texts["rep"], starts, ends, cells)


def read_named(line: int, cells: Cells, renders: Renders, _read_day: ReadDay) -> Named:
    """Return the alias that a row tells of."""
    return named(line, renders["owner"](cells), renders["rep"](cells), cells)


def named(line: int, owner: str, rep: str, cells: Cells = ()) -> Named:
    """Return a row about an alias. Raises RowError if one of its keys is none."""
    texts = {"owner": owner.strip(), "rep": rep.strip()}
    check_length(texts)
    for name in ALIAS:
        if not texts[name]:
            raise RowError(_("%(name)s is empty", name=name))
    return Named(line, **texts, cells=cells)


def is_address(text: str) -> bool:
    """Tell whether `text` can be an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def check_length(texts: Mapping[str, str]) -> None:
    """Raise RowError if a text is longer than can be stored."""
    for name, most in LONGEST.items():
        if len(texts.get(name, "")) > most:
            told = {"name": name, "length": len(texts[name]), "most": most}
            raise RowError(_("%(name)s is %(length)d characters long, the most is %(most)d", **told))


def day_of(name: str, text: str, read: ReadDay, default: int) -> int:
    """Return the day written in `text`, or `default` if it is empty; the reason of a refusal names the field."""
    if not text:
        return default
    try:
        return read(text)
    except RowError as error:
        raise RowError(f"{name}: {error}") from None


class Fault(NamedTuple):
    """What is wrong with one of them, by its place from 0."""

    place: int
    reason: str


def read_memberships(rows: Sequence[Told]) -> tuple[list[Member], list[Fault]]:
    """Return the memberships that `rows` tell of, numbered from 1, and what is wrong with them or between them."""
    renders = {name: itemgetter(place) for place, name in enumerate(MEMBERSHIP)}
    members: list[Member] = []
    faults: list[Fault] = []
    for index, row in enumerate(rows):
        try:
            found = read_member(index + 1, [row.get(name, "") for name in MEMBERSHIP], renders, read_iso)
            _check_beside(found, members)
        except RowError as error:
            faults.append(Fault(index, str(error)))
        else:
            members.append(found)
    return members, faults


def _check_beside(one: Member, others: Sequence[Member]) -> None:
    """Raise RowError if a membership has no days, or contradicts one that was told before it."""
    if one.withdrawn:
        raise RowError(_("ends is not after starts"))
    for other in others:
        if one.starts < other.ends and other.starts < one.ends:
            raise RowError(_("overlaps the membership in %(team)s", team=other.team))
        if one.team == other.team and one.side != other.side:
            raise RowError(_("team %(team)s is on side %(side)s above", team=one.team, side=other.side))


def read_absences(rows: Sequence[Told]) -> tuple[list[Away], list[Fault]]:
    """Return the absences that `rows` tell of, numbered from 1, and what is wrong with them."""
    renders = {name: itemgetter(place) for place, name in enumerate(ABSENCE)}
    found: list[Away] = []
    faults: list[Fault] = []
    for index, row in enumerate(rows):
        try:
            found.append(read_away(index + 1, [row.get(name, "") for name in ABSENCE], renders, read_iso))
        except RowError as error:
            faults.append(Fault(index, str(error)))
    return found, faults
