"""Draw memberships and absences."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .plan import Plan
from .times import DAY, days_of, first_day, shifted

# Names and keys that differ in case and accents, some the same, to order ties by.
NAMES = ("Ada", "ada", "Zoë", "Zoe", "Émile", "Bo", "Bo", "Ян", "李", "Max 10", "Max 9", "Öre")

Row = tuple[str, str, str, str, str, str, str]


@dataclass(frozen=True)
class Cast:
    """The keys of all reps, the days on which a rep joins, moves or leaves, people.csv and absences.csv."""

    reps: list[str]
    moves: list[tuple[str, date]]
    people_csv: str
    absences_csv: str


def make_people(plan: Plan) -> Cast:
    """Draw who is in which team when."""
    rng = plan.rng
    keys = [rng.choice(("r", "R", "é")) + str(n) for n in range(1, 1 + plan.size * rng.randint(6, 12))]
    rows: list[Row] = []
    for n, key in enumerate(keys):
        # One steady rep in each team keeps every board filled.
        steady = list(plan.teams)[n] if n < len(plan.teams) else None
        rows += _memberships(plan, key, steady)
    absences = [row for key in keys for row in _absences(plan, key)]
    rng.shuffle(absences)
    return Cast(
        reps=keys,
        moves=sorted({(row[0], date.fromisoformat(day)) for row in rows for day in row[5:] if day}),
        people_csv=table_text(("rep", "name", "email", "team", "side", "starts", "ends"), rows),
        absences_csv=table_text(("rep", "starts", "ends"), absences),
    )


def _memberships(plan: Plan, rep: str, steady: str | None) -> list[Row]:
    rng = plan.rng
    name = rng.choice(NAMES)
    teams = list(plan.teams)
    spans = [("", "")] if steady else _spans(plan)
    rows: list[Row] = []
    for starts, ends in spans:
        team = steady or rng.choice(teams)
        if plan.chance(0.15):
            name = rng.choice(NAMES)
        if starts and plan.chance(0.25):
            # As first loaded; the row after it puts it right.
            rows.append((rep, "Before", "", rng.choice(teams), "", starts, ends))
        rows.append((rep, name, f"{rep}@example.com", team, "", starts, ends))
    last = spans[-1][1]
    if last and plan.chance(0.6):
        # A membership after the last that was never so.
        starts = str(date.fromisoformat(last) + DAY * rng.randint(0, 9))
        rows.append((rep, "Never", "", rng.choice(teams), "", starts, ""))
        rows.append((rep, "Never", "", rows[-1][3], "", starts, starts))
    return [(*row[:4], plan.teams[row[3]], *row[5:]) for row in rows]


def _spans(plan: Plan) -> list[tuple[str, str]]:
    """Draw the half-open spans of a rep's memberships, in order and without overlap."""
    rng = plan.rng
    days = sorted({plan.any_day() for _ in range(3)})
    day, later = str(days[0]), str(days[-1] + DAY)
    gap_ends = str(days[0] + DAY * rng.randint(1, 25))
    saturday = days[0] + DAY * (5 - days[0].weekday())
    month_begins = str(first_day(shifted(plan.first, rng.randrange(plan.months))))
    return rng.choice(
        [
            [("", "")],
            [(day, "")],
            [("", later)],
            [("", month_begins)],
            [(day, later)],
            [("", day), (day, "")],
            [("", month_begins), (month_begins, "")],
            [("", day), (gap_ends, "")],
            [("", day), (day, later), (later, "")],
            [("", day), (day, gap_ends), (gap_ends, "")],
            [(str(saturday), str(saturday + 2 * DAY))],
            [(day, day)],
        ]
    )


def _absences(plan: Plan, rep: str) -> list[tuple[str, str, str]]:
    rng = plan.rng
    rows = []
    for _ in range(rng.choice((0, 1, 1, 2, 4))):
        starts = plan.any_day()
        rows.append((rep, str(starts), str(starts + DAY * rng.randint(1, 20))))
    if plan.chance(0.15):
        away = days_of(shifted(plan.first, rng.randrange(plan.months)))
        rows.append((rep, str(away[0]), str(away[-1] + DAY)))
    return rows


def table_text(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
