"""What a load of absences stores, counts and tells."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.people import Absence, Rep
from app.people import service
from app.people.reading import read_absences
from scoring.periods import month_of
from tests.loading import Cli, reasons, settle, told, touched, write

HEADER = "rep,starts,ends"
OCTOBER = 739_890


def absences() -> list[tuple[str, int, int]]:
    query = select(Rep.key, Absence.starts, Absence.ends).join(Rep, Rep.id == Absence.rep_id)
    return sorted((key, starts - OCTOBER, ends - OCTOBER) for key, starts, ends in db.session.execute(query))


def test_absences_are_stored_once_and_may_overlap(cli: Cli, at_work: Path) -> None:
    rows = ("ann,2026-10-01,2026-10-03", "ann,2026-10-02,2026-10-05", "ann,2026-10-01,2026-10-03")
    path = write(at_work / "a.csv", *rows, header=HEADER)
    assert told(cli("absences", "load", path), "new", "repeated", "refused rows") == [2, 1, 0]
    assert absences() == [("ann", 0, 2), ("ann", 1, 4)]
    assert told(cli("absences", "load", path), "new", "repeated", "refused rows") == [0, 3, 0]
    assert len(absences()) == 2


def test_an_absence_of_a_stranger_is_kept_and_told(cli: Cli, at_work: Path) -> None:
    result = cli("absences", "load", write(at_work / "a.csv", "zoe,2026-10-01,2026-10-03", header=HEADER))
    assert result.exit_code == 0
    assert "Nobody knows: zoe" in result.stderr
    assert cli("people", "unknown").stdout == "zoe\n"


def test_its_months_await_scoring(session: Any, at_work: Path) -> None:
    settle()
    rows = write(at_work / "a.csv", "ann,2026-09-30,2026-10-02", "ann,2027-01-01,2027-01-02", header=HEADER)
    service.load_absences(read_absences(rows).rows, "absences")
    october = month_of(OCTOBER)
    # The first of January 2027 is a Friday: its week belongs to December.
    assert touched() == [(october - 1, october), (october + 2, october + 3)]


REFUSED = {
    ",2026-10-01,2026-10-03": "rep is empty",
    "ann,,2026-10-03": "starts is empty",
    "ann,2026-10-01,": "ends is empty",
    "ann,2026-10-01,2026-10-01": "ends is not after starts: it is the first day that he is back",
    "ann,2026-10-01,soon": "ends: “soon” is not a date",
}


@pytest.mark.parametrize("row", REFUSED)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_row_is_refused_and_the_others_are_stored(cli: Cli, at_work: Path, row: str) -> None:
    path = write(at_work / "a.csv", row, "bob,2026-10-01,2026-10-03", header=HEADER)
    result = cli("absences", "load", path)
    assert told(result, "new", "repeated", "refused rows") == [1, 0, 1]
    assert result.exit_code == 1
    assert REFUSED[row] in reasons(path)[0]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_header_is_refused(cli: Cli, at_work: Path) -> None:
    result = cli("absences", "load", write(at_work / "a.csv", header="rep,from,to"))
    assert (result.exit_code, "from is not known" in result.stderr) == (1, True)
