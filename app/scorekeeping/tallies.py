"""Tallies of a month or its weeks: what was counted for memberships is summed for reps and teams.

Different subjects are no sum: they are counted for each.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fractions import Fraction

from app.scorekeeping.counting import Counting, Stretch, kind_ids
from app.scorekeeping.roster import Member, Roster
from app.scorekeeping.selects import Where
from scoring.agreement import Selector, ServiceLevel
from scoring.attainment import Tally

UNIT = 10_000
"""Stored values are in ten-thousandths."""
VALUED = ("sum", "mean")
"""The measures that look at values."""

TRUE_DAYS = ("true",)
"""Clocks by the days of their decisions: what baselines look at (R17)."""
COUNTED = ("due", "moved")
"""Clocks by the days on which they count, beside quarters that are final."""

Key = tuple[int, int]
"""A participant's row id, and the week, or 0 where a month is tallied."""


class Amount:
    """Activities counted, those of them with a value, and the sum of the values; of clocks, those decided and met."""

    __slots__ = ("count", "total", "valued")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.count = self.valued = self.total = 0

    def add(self, count: int, valued: int, total: int) -> None:
        """Add to it."""
        self.count += count
        self.valued += valued
        self.total += total


NOTHING = Amount()


@dataclass(frozen=True)
class Pool:
    """Amounts of the reps and teams on one side."""

    side: str
    reps: dict[Key, Amount] = field(default_factory=lambda: defaultdict(Amount))
    teams: dict[Key, Amount] = field(default_factory=lambda: defaultdict(Amount))

    def add(self, member: Member, week: int, count: int, valued: int, total: int) -> None:
        """Add what was counted for a membership, if it is on this side."""
        if member.side == self.side:
            self.reps[member.rep, week].add(count, valued, total)
            self.teams[member.team, week].add(count, valued, total)

    def of(self, board: str) -> dict[Key, Amount]:
        """Return the amounts of reps or of teams."""
        return self.teams if board == "team" else self.reps


@dataclass(frozen=True)
class LevelTally:
    """A service level's amounts; of a ratio `over` counts the denominator."""

    level: ServiceLevel
    found: Pool
    over: Pool | None = None

    def of(self, board: str, who: int, week: int = 0) -> Tally:
        """Return the tally of a rep or a team."""
        amount = self.found.of(board).get((who, week), NOTHING)
        match self.level.measure:
            case "count":
                return Tally(amount.count)
            case "sum":
                return Tally(Fraction(amount.total, UNIT))
            case "mean":
                return Tally(Fraction(amount.total, UNIT), amount.valued)
            case "ratio":
                assert self.over is not None, "a ratio is over something"
                return Tally(amount.count, self.over.of(board).get((who, week), NOTHING).count)
            case _:  # timely: clocks met are its total, clocks decided its count
                return Tally(amount.total, amount.count)


def tally_levels(
    levels: Iterable[ServiceLevel],
    stretch: Stretch,
    roster: Roster,
    today: tuple[int, int],
    clock_passes: tuple[str, ...],
) -> dict[str, LevelTally]:
    """Return the tallies of `levels` over `stretch`; `today` is the day and the instant of the moment of scoring.

    `clock_passes` says by which of their days clocks count: COUNTED, or TRUE_DAYS.
    """
    counting = Counting(stretch, roster, today)
    wanted = list(levels)
    clocks = _clocks(counting, [level for level in wanted if level.clock], clock_passes)
    pools = _selected(counting, [level for level in wanted if level.of and not level.distinct])
    tallies = {}
    for level in wanted:
        if level.clock:
            tallies[level.id] = LevelTally(level, clocks[level.id])
        elif level.distinct:
            tallies[level.id] = LevelTally(level, _subjects(counting, level))
        else:
            assert level.of is not None, "every measure but timely selects activities"
            over = pools[level.side, level.over] if level.over else None
            tallies[level.id] = LevelTally(level, pools[level.side, level.of], over)
    return tallies


def _selected(counting: Counting, levels: list[ServiceLevel]) -> dict[tuple[str, Selector], Pool]:
    """Return what the selectors of `levels` find on their sides: those that ask for no attributes in one pass."""
    pools: dict[tuple[str, Selector], Pool] = {}
    wanted: dict[Where, dict[str, list[Pool]]] = defaultdict(lambda: defaultdict(list))
    for level in levels:
        for selector in filter(None, (level.of, level.over)):
            if (level.side, selector) not in pools:
                pool = pools[level.side, selector] = Pool(level.side)
                for kind in selector.kinds:
                    wanted[selector.where][kind].append(pool)
    valued = {kind for level in levels if level.of and level.measure in VALUED for kind in level.of.kinds}
    ids = kind_ids({kind for kinds in wanted.values() for kind in kinds})
    for where, kinds in wanted.items():
        _count(
            counting,
            {ids[kind]: kinds[kind] for kind in kinds if kind in ids},
            {ids.get(kind) for kind in valued},
            where,
        )
    return pools


def _count(
    counting: Counting, wanted: Mapping[int, list[Pool]], valued: AbstractSet[int | None], where: Where
) -> None:
    """Add the activities of each kind to the pools that want them; values are only looked at where they are wanted."""
    members = counting.roster.members
    plain = [kind for kind in wanted if kind not in valued]
    rows = counting.activities(plain, [kind for kind in wanted if kind in valued], where)
    for membership, kind, week, count, with_value, total in rows:
        for pool in wanted[kind]:
            pool.add(members[membership], week, count, with_value, total)


def _subjects(counting: Counting, level: ServiceLevel) -> Pool:
    pool = Pool(level.side)
    for board in ("rep", "team"):
        for who, week, count in counting.subjects(level, board):
            pool.of(board)[who, week].count = count
    return pool


def _clocks(counting: Counting, levels: list[ServiceLevel], passes: tuple[str, ...]) -> dict[str, Pool]:
    pools = {level.id: Pool(level.side) for level in levels}
    members = counting.roster.members
    for membership, level, week, decided, met in counting.clocks(list(pools), passes) if pools else ():
        if level is not None:
            pools[level].add(members[membership], week, decided, 0, met)
    return pools
