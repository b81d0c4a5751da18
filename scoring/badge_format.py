"""The written badges become `Badge` values; what cannot be earned is a fault."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from scoring.agreement import Badge, ServiceLevel
from scoring.faults import Fault, Table, shown

BOARDS = ("rep", "team")
METALS = ("bronze", "silver", "gold")
SPANS = ("month", "quarter", "year", "ever")
ID_LENGTH = NAME_LENGTH = 100
MOST_MONTHS = 120
MOST = 10**9


class Asked(NamedTuple):
    """A further number that a kind asks for: its key, the least and the most that it may be, and the default."""

    key: str
    least: int
    most: int
    default: int


class Kind(NamedTuple):
    """What may be written of a kind: whether a `level` is refused, may or must be there; spans; default span.

    `stepped` kinds have a threshold for each metal, the others one metal.
    """

    level: str
    spans: Sequence[str]
    span: str
    asked: Asked | None = None
    stepped: bool = False


KINDS = {
    "first_met": Kind("may", SPANS, "ever"),
    "streak": Kind("may", SPANS, "year", stepped=True),
    "clean_sheet": Kind("no", SPANS, "month"),
    "all_exceeded": Kind("no", SPANS, "month"),
    "most_improved": Kind("no", SPANS[1:], "quarter", Asked("min_gain", 1, MOST, 1)),
    "comeback": Kind("may", SPANS, "quarter", Asked("missed", 1, MOST_MONTHS, 2)),
    "milestone": Kind("must", SPANS, "ever", stepped=True),
    "fastest": Kind("must", SPANS[1:], "quarter", Asked("min_volume", 1, MOST, 5)),
    "champion": Kind("no", SPANS[1:], "quarter"),
    "by_hand": Kind("no", SPANS, "month", Asked("limit", 1, 1000, 3)),
}


def read_badges(file: Table, levels: Sequence[ServiceLevel]) -> tuple[Badge, ...]:
    """Read the badges in a file of these service levels."""
    found = file.take("badge")
    if found is None:
        return ()
    if not isinstance(found, list) or not found:
        file.fault("badge", "is not a list of badges: write [[badge]] above each")
        return ()
    ids: set[str] = set()
    return tuple(_read(one, number, ids, levels, file.faults) for number, one in enumerate(found, 1))


def _read(
    found: Any, number: int, ids: set[str], levels: Sequence[ServiceLevel], faults: list[Fault]
) -> Badge:
    """Read the badge that stands as the `number`th; `ids` are those of the badges before it."""
    written = found.get("id") if isinstance(found, Mapping) else None
    known = isinstance(written, str) and written.strip() and written not in ids
    table = Table(found, f"badge[{written if known else number}]", faults)
    badge_id = table.text("id", required=True)
    if badge_id in ids:
        table.fault("id", f"{shown(badge_id)} is the id of an earlier badge too")
    if len(badge_id) > ID_LENGTH:
        table.fault("id", f"is longer than {ID_LENGTH} characters")
    ids.add(badge_id)
    kind = table.choice("kind", tuple(KINDS), "", required=True)
    name = table.text("name", badge_id)
    if len(name) > NAME_LENGTH:
        table.fault("name", f"is longer than {NAME_LENGTH} characters")
    about = table.text("about")
    if not kind:
        # Which keys it may have is not known: to call them unknown would mislead.
        return Badge(badge_id, name, "", frozenset(), "", "", "", (), 0, about)
    badge = _of_kind(table, badge_id, name, kind, about, levels)
    table.close()
    return badge


def _of_kind(
    table: Table, badge_id: str, name: str, kind: str, about: str, levels: Sequence[ServiceLevel]
) -> Badge:
    rules = KINDS[kind]
    boards = _boards(table, kind)
    level = _level(table, kind, boards, levels)
    return Badge(
        id=badge_id,
        name=name,
        kind=kind,
        boards=boards,
        side="" if kind == "by_hand" else _side(table, bool(level), levels),
        level=level,
        span=table.choice("span", rules.spans, rules.span),
        steps=_steps(table, kind)
        if rules.stepped
        else ((table.choice("metal", METALS, "gold"), Fraction(1)),),
        least=table.whole(*rules.asked) if rules.asked else 0,
        about=about,
    )


def _boards(table: Table, kind: str) -> frozenset[str]:
    boards = table.words("board") if table.has("board") else ("rep",)
    for board in boards:
        if board not in BOARDS:
            table.fault("board", f"{shown(board)} is none of {', '.join(BOARDS)}")
        elif kind == "by_hand" and board == "team":
            table.fault("board", "is given to reps only")
    return frozenset(boards)


def _side(table: Table, has_level: bool, levels: Sequence[ServiceLevel]) -> str:
    side = table.text("side")
    if side and has_level:
        table.fault("side", "means nothing beside a level, which has its side")
    elif side and side not in [level.side for level in levels]:
        table.fault("side", f"{shown(side)} is not the side of a service level")
    return side


def _level(table: Table, kind: str, boards: frozenset[str], levels: Sequence[ServiceLevel]) -> str:
    asked = KINDS[kind].level
    if asked == "no":
        return ""
    written = table.text("level", required=asked == "must")
    level = next((one for one in levels if one.id == written), None)
    if level is None:
        if written:
            table.fault("level", f"{shown(written)} is not the id of a service level")
        return written
    for board in sorted(boards.difference(level.scored).intersection(BOARDS)):
        table.fault("level", f"{shown(written)} is not scored for {board}s")
    if wrong := _unfit(kind, level):
        table.fault("level", f"{shown(written)} {wrong}")
    return written


def _unfit(kind: str, level: ServiceLevel) -> str:
    """Return why a badge of a kind cannot be about a level."""
    if kind not in ("milestone", "fastest"):
        return ""
    if level.weekly:
        return "is judged by weeks, and keeps no amount of a month"
    if kind == "milestone":
        fits = level.additive and level.direction == "at_least"
        return "" if fits else "is not a count or a sum of which more is better"
    fits = level.measure == "timely" or (level.measure == "mean" and level.direction == "at_most")
    return "" if fits else "is neither timely nor a mean of which less is better"


def _steps(table: Table, kind: str) -> tuple[tuple[str, Fraction], ...]:
    found = [(metal, _threshold(table, metal, kind)) for metal in METALS if table.has(metal)]
    if not found:
        table.fault("", f"has no threshold: write {', '.join(METALS)}, or one of them")
    steps = [(metal, asked) for metal, asked in found if asked is not None]
    for (_, lower), (metal, higher) in pairwise(steps):
        if higher <= lower:
            table.fault(metal, "does not ask more than the metal before it")
    return tuple(steps)


def _threshold(table: Table, metal: str, kind: str) -> Fraction | None:
    if kind == "streak":
        return Fraction(table.whole(metal, 2, MOST_MONTHS, 2))
    asked = table.number(metal)
    if asked is not None and asked <= 0:
        table.fault(metal, "is not above 0")
    return asked
