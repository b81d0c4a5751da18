"""Memberships and absences by the day (section 2.1)."""

import csv
import io
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Membership:
    """One row: a rep in a team from a day (None: always) up to, not including, a day (None: open)."""

    rep: str
    name: str
    team: str
    side: str
    starts: date | None
    ends: date | None

    def covers(self, day: date) -> bool:
        """Tell whether a day lies in it; a withdrawn one covers none."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day < self.ends)

    def withdrawn(self) -> bool:
        """Tell whether the row says that it was never so."""
        return self.starts is not None and self.starts == self.ends


@dataclass(frozen=True)
class People:
    """All memberships and absences as loaded."""

    memberships: tuple[Membership, ...]
    absences: tuple[tuple[str, date, date], ...]

    @classmethod
    def read(cls, people_csv: str, absences_csv: str) -> "People":
        """Read both files; a row with the same rep and first day replaces the earlier one."""
        rows: dict[tuple[str, str], Membership] = {}
        for row in csv.DictReader(io.StringIO(people_csv, newline="")):
            starts, ends = _day(row["starts"]), _day(row["ends"])
            member = Membership(row["rep"], row["name"], row["team"], row["side"], starts, ends)
            rows[row["rep"], row["starts"]] = member
        standing = tuple(member for member in rows.values() if not member.withdrawn())
        absences = tuple(
            (row["rep"], date.fromisoformat(row["starts"]), date.fromisoformat(row["ends"]))
            for row in csv.DictReader(io.StringIO(absences_csv, newline=""))
        )
        return cls(standing, absences)

    def membership(self, rep: str, day: date) -> Membership | None:
        """Return the one membership of a rep on a day, if any."""
        return next((row for row in self.memberships if row.rep == rep and row.covers(day)), None)

    def owes(self, row: Membership, day: date) -> bool:
        """Tell whether a membership covers a day on which its rep is not absent."""
        return row.covers(day) and not any(
            rep == row.rep and starts <= day < ends for rep, starts, ends in self.absences
        )

    def reps(self) -> list[str]:
        """Return the keys of all reps."""
        return sorted({row.rep for row in self.memberships})

    def teams(self) -> list[str]:
        """Return the names of all teams."""
        return sorted({row.team for row in self.memberships})

    def name(self, rep: str) -> str:
        """Return the name on the row that starts latest."""
        rows = [row for row in self.memberships if row.rep == rep]
        return max(rows, key=lambda row: row.starts or date.min).name


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
