"""What a load of people stores, counts and tells, and which months it has scored anew."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models.agreement import AgreementVersion
from app.models.people import FIRST_DAY, LAST_DAY, Rep
from app.models.scores import ClockRow, Stamp
from app.people import service
from app.people.reading import read_people
from scoring.periods import month_of
from tests.loading import Cli, members, reasons, settle, told, touched, write

HEADER = "rep,name,email,team,side,starts,ends"
COUNTED = ("new", "changed", "withdrawn", "repeated", "refused rows")
OCTOBER = 739_890
"""The first of October 2026."""


def load(cli: Cli, at_work: Path, *rows: str) -> list[int]:
    return told(cli("people", "load", write(at_work / "p.csv", *rows, header=HEADER)), *COUNTED)


def reps() -> dict[str, tuple[str, str]]:
    return {rep.key: (rep.name, rep.email) for rep in db.session.scalars(select(Rep))}


def test_memberships_are_stored(cli: Cli, at_work: Path) -> None:
    rows = (
        " ann , Ann Ö., Ann@Example.COM ,Nord, sales ,,2026-10-01",
        "ann,Ann P.,ann@example.com,Süd,sales,2026-10-01,",
        "bob,,,Markt,marketing,,",
    )
    assert load(cli, at_work, *rows) == [3, 0, 0, 0, 0]
    assert members() == [
        ("ann", "Nord", "sales", FIRST_DAY, OCTOBER),
        ("ann", "Süd", "sales", OCTOBER, LAST_DAY),
        ("bob", "Markt", "marketing", FIRST_DAY, LAST_DAY),
    ]
    assert reps() == {"ann": ("Ann P.", "ann@example.com"), "bob": ("bob", "")}


def test_loading_again_changes_nothing(cli: Cli, at_work: Path) -> None:
    rows = ("ann,Ann,a@x,Nord,sales,,", "bob,Bob,b@x,Nord,sales,2026-10-01,2026-11-01")
    load(cli, at_work, *rows)
    before = (members(), reps(), db.session.scalar(select(Stamp.number)))
    assert load(cli, at_work, *rows) == [0, 0, 0, 2, 0]
    assert (members(), reps(), db.session.scalar(select(Stamp.number))) == before


def test_a_row_replaces_withdraws_and_what_is_left_out_stays(cli: Cli, at_work: Path) -> None:
    load(
        cli,
        at_work,
        "ann,Ann,,Nord,sales,2026-10-01,",
        "bob,Bob,,Nord,sales,2026-10-01,",
        "cyd,Cyd,,Nord,sales,,",
    )
    changes = ("ann,Ann,,Süd,sales,2026-10-01,", "bob,,,,,2026-10-01,2026-10-01")
    assert load(cli, at_work, *changes) == [0, 1, 1, 0, 0]
    assert [row[:2] for row in members()] == [("ann", "Süd"), ("cyd", "Nord")]
    assert reps()["bob"] == ("", "")


def test_the_name_is_that_of_the_latest_row(cli: Cli, at_work: Path) -> None:
    load(cli, at_work, "ann,Ann New,new@x,Nord,sales,2026-10-01,", "ann,Ann Old,old@x,Nord,sales,,2026-10-01")
    assert reps()["ann"] == ("Ann New", "new@x")
    load(cli, at_work, "ann,,,,,2026-10-01,2026-10-01")
    assert reps()["ann"] == ("Ann Old", "old@x")


def test_a_team_changes_side_as_a_whole(cli: Cli, at_work: Path) -> None:
    load(cli, at_work, "ann,Ann,,Nord,sales,,", "bob,Bob,,Nord,sales,,")
    assert load(cli, at_work, "ann,Ann,,Nord,marketing,,") == [0, 0, 0, 0, 1]
    assert load(cli, at_work, "ann,Ann,,Nord,marketing,,", "bob,Bob,,Nord,marketing,,") == [0, 2, 0, 0, 0]
    assert {row[2] for row in members()} == {"marketing"}


def file(at_work: Path, *rows: str) -> Any:
    return read_people(write(at_work / "p.csv", *rows, header=HEADER)).rows


def awaited(at_work: Path, *rows: str) -> list[tuple[int, int]]:
    """Return the months that await scoring after a load, those before it settled; as distances from October 2026."""
    settle()
    service.load_people(file(at_work, *rows), "people")
    return [(first - month_of(OCTOBER), last - month_of(OCTOBER)) for first, last in touched()]


def test_months_of_changed_days_await_scoring(session: Any, at_work: Path) -> None:
    # The week of the first of September belongs to September, as that of the last of November does to December.
    assert awaited(at_work, "ann,Ann,,Nord,sales,2026-09-01,2026-10-15") == [(-1, 0)]
    assert awaited(at_work, "ann,Ann,,Nord,sales,2026-09-01,2026-12-01") == [(0, 2)]
    assert awaited(at_work, "ann,Ann,new@x,Nord,sales,2026-09-01,2026-12-01") == []
    assert reps()["ann"] == ("Ann", "new@x")


def test_months_without_an_end_await_scoring_as_one(session: Any, at_work: Path) -> None:
    awaited(
        at_work, "ann,Ann,,Nord,sales,,", "bob,Bob,,Nord,sales,2026-10-01,", "cyd,,,Nord,sales,,9999-12-31"
    )
    assert touched() == [(0, 9990 * 12)]


def test_a_new_name_makes_boards_anew(session: Any, at_work: Path) -> None:
    awaited(at_work, "ann,Ann,,Nord,sales,2026-10-05,2026-10-09")
    number = db.session.scalar(select(Stamp.number))
    assert awaited(at_work, "ann,Anna,,Nord,sales,2026-10-05,2026-10-09") == [(0, 0)]
    assert db.session.scalar(select(Stamp.number)) == number + 1


def test_months_that_clocks_were_decided_in_await_scoring(session: Any, at_work: Path) -> None:
    awaited(at_work, "ann,Ann,,Nord,sales,2026-09-01,2026-10-01")
    rep = db.session.scalars(select(Rep)).one()
    version = db.session.scalars(select(AgreementVersion)).one()
    known = {"level": "x", "subject": "s", "state": "met", "started": 0, "got": 0, "used": 0}
    clock = ClockRow(
        rep_id=rep.id, version_id=version.id, got_day=OCTOBER - 5, month=month_of(OCTOBER) + 4, **known
    )
    db.session.add(clock)
    db.session.commit()
    assert awaited(at_work, "ann,Ann,,Süd,sales,2026-09-01,2026-10-01") == [(-1, 0), (4, 4)]


def test_it_is_told_what_came_of_each_row(cli: Cli, at_work: Path) -> None:
    rows = (
        "ann,A,,Nord,sales,,",
        "ann,B,,Nord,sales,,",
        "bob,Bob,,Nord,sales,,",
        "bob,Bob,,Süd,sales,2026-10-01,",
    )
    path = write(at_work / "p.csv", *rows, header=HEADER)
    result = cli("people", "load", path)
    assert told(result, *COUNTED, "replaced by a later row") == [2, 0, 0, 0, 1, 1]
    assert result.exit_code == 1
    assert "line 5: overlaps line 4: Nord" in result.stderr
    assert reasons(path) == ["overlaps line 4: Nord"]


REFUSED = {
    ",Ann,,Nord,sales,,": "rep is empty",
    "ann,Ann,,,sales,,": "team is empty",
    "ann,Ann,,Nord,,,": "side is empty",
    "ann,Ann,,Nord,sales,2026-10-02,2026-10-01": "ends before it starts",
    "ann,Ann,,Nord,sales,1.10.2026,": "starts: “1.10.2026” is not a date",
    "ann,Ann,,Nord,sales,,2026-10-01T10:00": "ends: “2026-10-01T10:00” is not a date such as 2026-09-30",
    "ann,Ann,ann at x,Nord,sales,,": "email: “ann at x” is not an address",
    f"{'r' * 201},Ann,,Nord,sales,,": "rep is 201 characters long, the most is 200",
    f"ann,Ann,,Nord,{'s' * 81},,": "side is 81 characters long, the most is 80",
    "ann,Ann,,Nord,sales,": "has another number of cells (6) than the header (7)",
    "ann,A\0,,Nord,sales,,": "name holds a NUL character",
}


@pytest.mark.parametrize("row", REFUSED)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_row_is_refused_and_the_others_are_stored(cli: Cli, at_work: Path, row: str) -> None:
    assert load(cli, at_work, "bob,Bob,,Nord,sales,,", row, ",,,,,,") == [1, 0, 0, 0, 1]
    assert REFUSED[row] in reasons(at_work / "p.csv")[0]
    assert [one[0] for one in members()] == ["bob"]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("rep,team", "no column is called side"),
        ("rep,team,side,start", "start is not known"),
        ("rep,team,side,", "“” is not known"),
        ("rep,team,side,rep", "more than one column is called rep"),
        ("sales_agent,manager", "--map, see docs/loading.md"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_header_is_refused(cli: Cli, at_work: Path, header: str, message: str) -> None:
    result = cli("people", "load", write(at_work / "p.csv", header=header))
    assert result.exit_code == 1
    assert message in result.stderr


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_columns_may_be_in_any_order_and_some_left_out(cli: Cli, at_work: Path) -> None:
    path = write(at_work / "p.csv", "sales;Nord;ann", header="side;team;rep")
    assert told(cli("people", "load", path), "new") == [1]
    assert members() == [("ann", "Nord", "sales", FIRST_DAY, LAST_DAY)]
    assert db.session.scalar(select(func.count()).select_from(Rep)) == 1
