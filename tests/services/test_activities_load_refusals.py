"""Rows of activities that are refused, each with its line and reason, while the others are stored."""

import csv
from pathlib import Path

import pytest

from tests.loading import HEADER, Cli, reasons, some, stored, told, write

FINE = "ok,call.made,2026-10-01,ann,s,1"

REFUSED = {
    ",call.made,2026-10-01,ann,,": "id is empty",
    " \t,call.made,2026-10-01,ann,,": "id is empty",
    f"{'i' * 501},call.made,2026-10-01,ann,,": "id is 501 characters long, the most is 500",
    "1,,2026-10-01,ann,,": "kind is empty",
    "1,Call.made,2026-10-01,ann,,": "kind: “Call.made” is not dotted lower case such as lead.assigned",
    "1,call..made,2026-10-01,ann,,": "kind: “call..made” is not dotted lower case such as lead.assigned",
    "1,call made,2026-10-01,ann,,": "kind: “call made” is not dotted lower case such as lead.assigned",
    f"1,{'k' * 201},2026-10-01,ann,,": "kind is 201 characters long, the most is 200",
    "1,call.made,2026-10-01,,,": "rep is empty",
    f"1,call.made,2026-10-01,{'r' * 201},,": "rep is 201 characters long, the most is 200",
    f"1,call.made,2026-10-01,ann,{'s' * 501},": "subject is 501 characters long, the most is 500",
    "1,call.made,,ann,,": "at is empty",
    "1,call.made,2026-02-30,ann,,": "at: “2026-02-30” is not a date or time",
    "1,call.made,30.09.2026,ann,,": "at: “30.09.2026” is not a date or time",
    "1,call.made,2026-W40-1,ann,,": "at: “2026-W40-1” is not a date or time",
    "1,call.made,2026-10-01x10:00,ann,,": "at: “2026-10-01x10:00” is not a date or time",
    "1,call.made,1790811000,ann,,": "at: “1790811000” is not a date or time",
    "1,call.made,0001-12-31,ann,,": "is before the year 2 or after the year 9989",
    "1,call.made,9990-01-01,ann,,": "is before the year 2 or after the year 9989",
    "1,call.made,2026-10-01,ann,,1.00001": "value: “1.00001” has more than 4 decimal places",
    "1,call.made,2026-10-01,ann,,100000000000": "value: “100000000000” is not below 100,000,000,000",
    '1,call.made,2026-10-01,ann,,"1,5"': "value: “1,5” is not a decimal number such as 1234.5",
    "1,call.made,2026-10-01,ann,,1e3": "value: “1e3” is not a decimal number such as 1234.5",
    "1,call.made,2026-10-01,ann,,1_000": "value: “1_000” is not a decimal number such as 1234.5",
    "1,call.made,2026-10-01,ann,,.": "value: “.” is not a decimal number such as 1234.5",
    "1,call.made,2026-10-01,ann,,NaN": "value: “NaN” is not a decimal number such as 1234.5",
    "1,call.made,2026-10-01,ann,,٣": "value: “٣” is not a decimal number such as 1234.5",
    "1,call.made,2026-10-01,ann": "has another number of cells (4) than the header (6)",
    "1,call.made,2026-10-01,ann,,,,": "has another number of cells (8) than the header (6)",
    '1,"call"ed,2026-10-01,ann,,': "a quoted cell goes on after its closing quote",
    "1\0,call.made,2026-10-01,ann,,": "id holds a NUL character",
}


@pytest.mark.parametrize("row", REFUSED)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_row_is_refused_and_the_others_are_stored(cli: Cli, at_work: Path, row: str) -> None:
    file = write(at_work / "a.csv", FINE, row, FINE.replace("ok", "fine"))
    result = cli("activities", "load", file)
    assert told(result) == [2, 0, 0, 1]
    assert result.exit_code == 1
    assert REFUSED[row] in reasons(file)[0]
    assert f"line 3: {reasons(file)[0]}" in result.stderr
    assert [key for key, *_ in stored()] == ["fine", "ok"]


def test_lines_are_told_as_an_editor_counts_them(cli: Cli, at_work: Path) -> None:
    rows = [
        "",
        '1,call.made,2026-10-01,ann,"a',
        'b",',
        "2,call.made,never,ann,,",
        ",,,,,",
        "3,call.made,,ann,,",
    ]
    result = cli("activities", "load", write(at_work / "a.csv", *rows))
    assert told(result) == [1, 0, 0, 2]
    assert "line 5: at: “never”" in result.stderr
    assert "line 7: at is empty" in result.stderr


def test_refused_rows_keep_their_cells_and_run_in_no_spreadsheet(cli: Cli, at_work: Path) -> None:
    long = "x" * 600
    row = f"=1+1,Call,-5,@ann,+cmd,-7.5,{long}"
    file = write(at_work / "a.csv", row, header=f"{HEADER},note")
    out = at_work / "elsewhere.csv"
    cli("activities", "load", file, "--refused", out)
    head, refused = csv.reader(out.read_text().splitlines())
    assert head == ["line", "reason", *HEADER.split(","), "note"]
    assert refused[2:8] == ["'=1+1", "Call", "-5", "'@ann", "'+cmd", "-7.5"]
    assert refused[8] == f"{long[:500]}… (600 characters)"


def test_conflicts_keep_their_cells_in_every_batch(cli: Cli, at_work: Path) -> None:
    first = write(at_work / "first.csv", *some(9))
    cli("activities", "load", first)
    file = write(at_work / "a.csv", *(row.replace("ann", f"b{number}") for number, row in enumerate(some(9))))
    result = cli("activities", "load", file, "--batch-size", "2")
    assert told(result) == [0, 0, 9, 0]
    refused = (at_work / "a.csv.refused.csv").read_text().splitlines()[1:]
    assert [row.split(",")[0] for row in refused] == [str(line) for line in range(2, 11)]
    assert [f",b{number}," in row for number, row in enumerate(refused)] == [True] * 9


def test_only_the_first_reasons_are_shown(cli: Cli, at_work: Path) -> None:
    file = write(at_work / "a.csv", *(f"{number},call.made,,ann,," for number in range(30)))
    result = cli("activities", "load", file)
    assert result.stderr.count("at is empty") == 10
    assert f"30 refused in all; each with its reason in {file}.refused.csv" in result.stderr
    assert len(reasons(file)) == 30


def test_a_load_goes_on_where_refused_rows_cannot_be_written(cli: Cli, at_work: Path) -> None:
    file = write(at_work / "a.csv", FINE, "1,call.made,,ann,,")
    result = cli("activities", "load", file, "--refused", at_work / "nowhere" / "x.csv")
    assert told(result) == [1, 0, 0, 1]
    assert "could not be written" in result.stderr
    assert "Give --refused" in result.stderr


def test_without_refusals_no_file_is_made(cli: Cli, at_work: Path) -> None:
    file = write(at_work / "a.csv", FINE)
    assert cli("activities", "load", file, "--refused", file).exit_code == 2
    cli("activities", "load", file)
    assert [one.name for one in at_work.iterdir()] == ["a.csv"]
