"""Activities as JSON lines."""

import json
from pathlib import Path

import pytest

from tests.loading import Cli, reasons, stored, told

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FINE = {"id": "1", "kind": "call.made", "at": "2026-10-01", "rep": "ann", "subject": "s", "value": 1}


def write_lines(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def line(**changes: object) -> str:
    return json.dumps(FINE | changes)


def test_json_lines_say_the_same_as_csv(cli: Cli, at_work: Path) -> None:
    rows = [
        line(account="ACME", note="", attributes={"size": 5, "new": True, "gone": None, "price": 1}),
        '{"id": 2, "kind": "call.made", "at": "2026-10-01T10:00Z", "rep": "ann", "value": 1.50, "rate": 1.50}',
    ]
    assert told(cli("activities", "load", write_lines(at_work / "a.jsonl", *rows))) == [2, 0, 0, 0]
    csv = at_work / "a.csv"
    csv.write_text(
        "id,kind,at,rep,subject,value,account,new,price,rate,size\n"
        "1,call.made,2026-10-01,ann,s,1,ACME,true,1,,5\n2,call.made,2026-10-01T10:00Z,ann,,1.5,,,,1.50,\n"
    )
    assert told(cli("activities", "load", csv)) == [0, 2, 0, 0]


def test_numbers_never_pass_through_a_binary_float(cli: Cli, at_work: Path) -> None:
    values = ["99999999999.9999", "1e3", "-0.0001", '"12.5"', "null", '""', "12E-1", "0e-999999999", "-0"]
    rows = [line(id=str(number), value=0)[:-2] + f"{value}}}" for number, value in enumerate(values)]
    assert told(cli("activities", "load", write_lines(at_work / "a.jsonl", *rows)))[0] == len(values) - 1
    assert [row[5] for row in stored()] == [
        999_999_999_999_999,
        10_000_000,
        -1,
        125_000,
        None,
        None,
        12_000,
        0,
    ]


REFUSED = {
    "{": "is not JSON at character 2",
    '{"id": "1"} x': "is not JSON at character 13",
    "[1]": "is not a JSON object",
    "[" * 100_000: "is nested too deeply",
    line(id=["1"]): "“id” is a list or an object; only texts and numbers can be read",
    line(id=None): "id is empty",
    line(at=1_790_811_000): "at is a number: write ISO 8601",
    line(value=True): "value is neither a number nor a text",
    line(value="1,5"): "value: “1,5” is not a decimal number",
    line(value=0)[:-2] + "1.00001}": "value: “1.00001” has more than 4 decimal places",
    line(value=0)[:-2] + "1e11}": "is not below 100,000,000,000",
    line(value=0)[:-2] + "1e999999999}": "is out of range",
    line(value=0)[:-2] + "1e9999999999999999999999}": "holds a number that is too large",
    line(value=0)[:-2] + "NaN}": "NaN is not a number",
    line(value=0)[:-2] + "1" * 5_000 + "}": "is out of range",
    '{"id": "1", "id": "2"}': "names “id” twice",
    line(attributes="x"): "attributes is not an object",
    line(attributes={"size": [1]}): "“size” is a list or an object",
    line(attributes={"size": "x"}, size="y"): "“size” stands both in attributes and beside it",
    line(subject="\0"): "holds a NUL character",
    line(subject="\ud800"): "holds half of a character",
    line(note="x" * (4 << 20)): "is longer than 4 MB",
}


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[:60])
def test_a_line_is_refused_and_the_others_are_stored(cli: Cli, at_work: Path, row: str) -> None:
    file = write_lines(at_work / "a.ndjson", line(id="fine"), row, "", line(id="ok"))
    result = cli("activities", "load", file)
    assert told(result) == [2, 0, 0, 1]
    assert REFUSED[row] in reasons(file)[0]
    assert "line 2: " in result.stderr


def test_json_is_known_by_what_it_is(cli: Cli, at_work: Path) -> None:
    assert told(cli("activities", "load", write_lines(at_work / "a.txt", "", line())))[0] == 1


def test_a_conflict_keeps_the_line(cli: Cli, at_work: Path) -> None:
    cli("activities", "load", write_lines(at_work / "a.jsonl", line(), line(value=2)))
    assert '""value"": 2' in (at_work / "a.jsonl.refused.csv").read_text()


def test_a_mapping_is_for_csv(cli: Cli, at_work: Path) -> None:
    mapping = at_work / "m.toml"
    mapping.write_text('activity = [{ id = "{a}", kind = "x", at = "{b}", rep = "{c}" }]')
    result = cli("activities", "load", write_lines(at_work / "a.jsonl", line()), "--map", mapping)
    assert result.exit_code == 1
    assert "A mapping is for CSV" in result.stderr
