"""One row about people becomes values, checked; what is wrong with it raises RowError with the reason."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from app.intake.faults import RowError
from app.intake.templates import Render
from app.intake.values import shorten
from app.models.people import FIRST_DAY, LAST_DAY

MEMBERSHIP = ("rep", "name", "email", "team", "side", "starts", "ends")
MEMBERSHIP_NEEDED = ("rep", "team", "side")
ABSENCE = ("rep", "starts", "ends")

LONGEST = {"rep": 200, "name": 200, "email": 320, "team": 200, "side": 80}

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

Cells = Sequence[str]
Renders = Mapping[str, Render]
ReadDay = Callable[[str], int]


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
    if email and not _EMAIL.fullmatch(email):
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
