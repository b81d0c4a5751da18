"""Build a case by hand: one level, a few people, a few activities."""

from collections.abc import Sequence
from datetime import datetime

from .cases import HEADER_OF_ABSENCES, Case
from .reference import Result, reckon

CLOCK = 'start = "lead.assigned", stop = "lead.disposed", pause = "lead.held", resume = "lead.freed"'
PEOPLE = ("A,A,,Red,sales,,", "B,B,,Blue,sales,,")

Row = tuple[str, ...]


def clock_level(within: str, more: str = "") -> str:
    """Return a level with a clock, `more` being further terms of it."""
    return f'measure = "timely"\nclock = {{ {CLOCK}, within = "{within}"{more} }}\ntarget = 0.5\n'


def agreement(level: str, calendar: str = "", starts: str = "2026-01", zone: str = "Europe/Berlin") -> str:
    """Return an agreement with one level of the side sales, its points given."""
    return (
        f'[agreement]\nname = "Small"\nstarts = "{starts}"\ntimezone = "{zone}"\n'
        f"[calendar]\n{calendar}\n"
        f'[[service_level]]\nid = "it"\nname = "It"\nside = "sales"\npoints = {{ met = 10, exceeded = 15 }}\n{level}'
    )


def reckoned(level: str, rows: Sequence[Row], as_of: str, calendar: str = "", people: Row = PEOPLE) -> Result:
    """Reckon one level over rows of (kind, at, rep, subject, value), the last ones optional."""
    lines = [",".join((f"a{n:03}", *row, *("",) * (5 - len(row)))) for n, row in enumerate(rows)]
    case = Case(
        agreements=[agreement(level, calendar)],
        people_csv="\n".join(("rep,name,email,team,side,starts,ends", *people)),
        absences_csv=HEADER_OF_ABSENCES,
        activities=[("default", "\n".join(("id,kind,at,rep,subject,value", *lines)))],
        as_of=datetime.fromisoformat(as_of),
    )
    return reckon(case, case.as_of)


def clocks(within: str, rows: Sequence[Row], more: str = "", calendar: str = "") -> Result:
    """Reckon the clocks of rows of (kind without "lead.", at, rep) about one lead, long after."""
    full = [(f"lead.{kind}", at, rep, "lead 1") for kind, at, rep in rows]
    return reckoned(clock_level(within, more), full, "2026-12-31T00:00+01:00", calendar)
