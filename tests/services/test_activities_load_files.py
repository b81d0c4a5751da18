"""Files that are not what they should be: told so with what to do, and nothing of them is stored."""

import gzip
import zipfile
from pathlib import Path

import pytest

from tests.loading import HEADER, Cli, reasons, some, stored, told, write

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ROW = "1,call.made,2026-10-01,ann,s,1"


def test_a_byte_order_mark_is_no_part_of_the_first_column(cli: Cli, at_work: Path) -> None:
    for number, encoding in enumerate(("utf-8-sig", "utf-16", "utf-32")):
        file = at_work / encoding
        file.write_text(f"{HEADER}\n{ROW.replace('1', str(number), 1)}\n", encoding=encoding)
        assert told(cli("activities", "load", file)) == [1, 0, 0, 0]


def test_the_end_of_lines_may_be_any(cli: Cli, at_work: Path) -> None:
    file = at_work / "a.csv"
    for number, end in enumerate(("\n", "\r\n", "\r")):
        file.write_bytes(end.join([HEADER, ROW.replace("1", str(number), 1)]).encode())
        assert told(cli("activities", "load", file)) == [1, 0, 0, 0]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_noticed(cli: Cli, at_work: Path, separator: str) -> None:
    file = write(
        at_work / "a.csv", ROW.replace(",", separator), header=f"{HEADER},x, y".replace(",", separator)
    )
    file.write_text(file.read_text().replace("s" + separator + "1", separator.join(["s", "1", "a,b", ""])))
    assert told(cli("activities", "load", file)) == [1, 0, 0, 0]
    assert stored()[0][-1] == '{"x":"a,b"}'


def test_a_wrong_encoding_names_line_byte_and_option(cli: Cli, at_work: Path) -> None:
    file = at_work / "a.csv"
    text = f"{HEADER}\n{ROW}\n2,call.made,2026-10-01,Müller,,\n"
    file.write_bytes(text.encode("cp1252"))
    result = cli("activities", "load", file)
    assert result.exit_code == 1
    assert f"byte 0xFC in line 3 (byte {len(HEADER) + len(ROW) + 27} of the file)" in result.stderr
    assert "it is “ü”. Give its encoding, for example --encoding cp1252." in result.stderr
    assert stored() == []
    assert told(cli("activities", "load", file, "--encoding", "cp1252")) == [2, 0, 0, 0]
    assert stored()[1][3] == "Müller"


def test_a_text_cut_within_a_character_is_told(cli: Cli, at_work: Path) -> None:
    file = at_work / "a.csv"
    file.write_bytes(f"{HEADER}\n{ROW}\nü".encode()[:-1])
    assert "byte 0xC3 in line 3" in cli("activities", "load", file).stderr


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"", (), "is empty"),
        (b"\xef\xbb\xbf\n \n", (), "is empty"),
        (bytes(range(256)) * 20, (), "is not a text file"),
        (gzip.compress(b"x", mtime=0), (), "compressed with gzip"),
        (b"%PDF-1.7 ...", (), "a PDF"),
        (b"SQLite format 3\0....", (), "an SQLite database"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", (), "an old Excel workbook"),
        (HEADER.encode("utf-16-le"), (), "looks like UTF-16: give --encoding utf-16-le"),
        (f"\ufeff{HEADER}".encode(), ("--encoding", "cp1252"), "says itself that it is utf-8, not cp1252"),
        (b"\x81\n", ("--encoding", "cp1252"), "is not cp1252: byte 0x81 in line 1"),
        (b'[{"id": 1}]', (), "is a JSON array: write one object on each line"),
        (b"id;kind;rep\n", (), "no column is called at"),
        (b"opportunity,stage\n1,Won\n", (), "no column is called id, kind, at, rep"),
        (b"opportunity,stage\n1,Won\n", (), "--map, see docs/loading.md"),
        (f"{HEADER},,\n".encode(), (), "column 7 has no name; column 8 has no name"),
        (f"{HEADER},a,a\n".encode(), (), "more than one column is called a"),
        (b"id,kind,at,rep,Subject\n", (), "Subject has to be written in lower case"),
        (b'"id,kind\n', (), "a quoted cell is never closed"),
        (b"a," * 1_001, (), "has 1002 columns"),
    ],
)
def test_a_file_is_refused_whole(
    cli: Cli, at_work: Path, content: bytes, options: tuple[str, ...], message: str
) -> None:
    file = at_work / "a.csv"
    file.write_bytes(content)
    result = cli("activities", "load", file, *options)
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stdout == ""
    assert stored() == []


def test_a_workbook_is_refused(cli: Cli, at_work: Path) -> None:
    with zipfile.ZipFile(at_work / "a.xlsx", "w") as workbook:
        workbook.writestr("xl/workbook.xml", "<workbook/>")
    result = cli("activities", "load", at_work / "a.xlsx")
    assert "an Excel workbook or another ZIP archive. Save it as CSV." in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("nowhere.csv",),
        (".",),
        ("a.csv", "--encoding", "klingon"),
        ("a.csv", "--encoding", "base64"),
        ("a.csv", "--source", " "),
        ("a.csv", "--batch-size", "0"),
        ("a.csv", "--map", "nowhere.toml"),
        (),
    ],
)
def test_what_is_not_understood_ends_with_2(
    cli: Cli, at_work: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(at_work)
    write(at_work / "a.csv", ROW)
    assert cli("activities", "load", *words).exit_code == 2
    assert stored() == []


def test_a_cell_of_10_megabytes_is_refused(cli: Cli, at_work: Path) -> None:
    huge = "x" * (10 << 20)
    rows = [f"a,call.made,2026-10-01,ann,{huge},,", f'b,call.made,2026-10-01,ann,,,"{huge}"', f"{ROW},"]
    file = write(at_work / "a.csv", *rows, header=f"{HEADER},note")
    result = cli("activities", "load", file)
    assert told(result) == [1, 0, 0, 2]
    assert reasons(file) == [
        "subject is 10485760 characters long, the most is 500",
        "“note” is 10485760 characters long, the most is 10000",
    ]
    assert (at_work / "a.csv.refused.csv").stat().st_size < 5_000


def test_a_cell_larger_than_memory_should_hold_is_cut_off(cli: Cli, at_work: Path) -> None:
    file = write(at_work / "a.csv", f'"{"x" * (17 << 20)}",call.made', ROW)
    result = cli("activities", "load", file)
    assert told(result) == [1, 0, 0, 1]
    assert "line 2: a cell is larger than 16 MB, or a quoted cell is never closed" in result.stderr


def test_a_quote_that_is_never_closed_tells_what_it_swallowed(cli: Cli, at_work: Path) -> None:
    file = write(at_work / "a.csv", ROW, '2,call.made,2026-10-01,ann,"open,1', *some(100))
    result = cli("activities", "load", file)
    assert told(result) == [1, 0, 0, 1]
    assert "line 3: a quoted cell is never closed; the 100 lines after it are lost in it" in result.stderr
