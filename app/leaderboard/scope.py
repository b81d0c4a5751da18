"""Which board is asked for, in its address."""

from collections.abc import Mapping
from typing import NamedTuple

from app.periods import read_period, sides
from scoring.periods import Period
from scoring.versions import Timeline

BOARDS = ("team", "rep")
LONGEST_SEARCH = 80


class Scope(NamedTuple):
    """Which lines of which board: `side` empty for all, `search` empty for everybody, `page` from 1."""

    board: str
    period: Period
    side: str
    search: str
    page: int

    def asked(self, **other: str | int) -> dict[str, str | int]:
        """Return the arguments of the address of this board, or of one that differs in `other`."""
        own: dict[str, str | int] = {
            "board": self.board, "period": self.period.label, "side": self.side, "q": self.search, "page": self.page,
        }  # fmt: skip
        asked = own | {"page": 1} | other if other else own
        return {key: value for key, value in asked.items() if value and not (key == "page" and value == 1)}


def read_scope(asked: Mapping[str, str], line: Timeline, today: int) -> Scope | None:
    """Return what is asked for, or None if there is no such board; without a period it is the running quarter."""
    board = asked.get("board") or "team"
    side = asked.get("side", "")
    period = read_period(asked.get("period", ""), line, today)
    if board not in BOARDS or period is None or (side and side not in sides(line)):
        return None
    page = asked.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Scope(board, period, side, asked.get("q", "").strip()[:LONGEST_SEARCH], max(number, 1))
