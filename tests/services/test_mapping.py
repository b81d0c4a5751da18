"""Mappings that are wrong: every fault at once, each with its place."""

from pathlib import Path

import pytest

from app.intake.mapping import Mapping, MappingError, parse_mapping
from app.intake.templates import compile_template, parse_template, slug
from tests.loading import Cli, write

ENTRY = '[[activity]]\nid = "{id}"\nkind = "x"\nat = "{at}"\nrep = "{rep}"\n'


def faults(text: str) -> list[str]:
    with pytest.raises(MappingError) as caught:
        parse_mapping(text)
    return [str(fault) for fault in caught.value.faults]


FAULTY = {
    "id = ": "mapping: is not TOML",
    "": "mapping: has neither [[activity]] nor [people]: nothing would become of a row",
    'activity = "x"': "activity: write [[activity]], in double brackets",
    "activity = [3]": "activity[1]: 3 is not a table",
    "[activity]": "activity: write [[activity]], in double brackets",
    f"{ENTRY}colour = 'x'": "activity[1].colour: is not known here",
    f"{ENTRY}[files]": "files: is not known here",
    f"{ENTRY}[file]\nencodings = 'x'": "file.encodings: is not known here",
    f"{ENTRY}[file]\nseparator = ';;'": 'file.separator: ";;" is not one character, or “tab”',
    f"{ENTRY}[file]\nseparator = 7": "file.separator: 7 is not a text",
    f"{ENTRY}[file]\nquote = ','": 'file.quote: "," is not one character, or “none”',
    f"{ENTRY}[file]\nskip = -1": "file.skip: -1 is not a whole number from 0 to 1000",
    f"{ENTRY}[file]\nencoding = 'klingon'": 'file.encoding: "klingon" is no encoding, such as utf-8 or cp1252',
    f"{ENTRY}[file]\ndates = ['%d.%m.%Y', '%H:%M']": 'file.dates: "%H:%M" is not a date format, such as %d.%m.%Y',
    f"{ENTRY}[file]\ndates = '%Q'": 'file.dates: "%Q" is not a date format, such as %d.%m.%Y',
    f"{ENTRY}[file]\ntimezone = 'Mars'": 'file.timezone: "Mars" is not a time zone, such as Europe/Berlin',
    f"{ENTRY}[file]\ndecimal = '1'": 'file.decimal: "1" is not a decimal sign',
    f"{ENTRY}[file]\nthousands = '.'": 'file.thousands: "." is not a sign between thousands',
    '[[activity]]\nid = "x"\nkind = "y"\nrep = "z"': "activity[1].at: is missing",
    ENTRY.replace('"{id}"', "5"): "activity[1].id: 5 is not a text",
    ENTRY.replace("{id}", "{id"): "activity[1].id: a single {: write {{ for the character itself",
    ENTRY.replace("{id}", "{}"): "activity[1].id: braces without a column",
    ENTRY.replace(
        "{id}", "{id|big}"
    ): "activity[1].id: no filter is called big; there are lower, slug, strip, upper",
    f"{ENTRY}when = 3": "activity[1].when: 3 is not a table",
    f"{ENTRY}when = {{ a = 3 }}": "activity[1].when.a: 3 is not a text, a list of texts, or a table",
    f"{ENTRY}when = {{ a = [] }}": "activity[1].when.a: [] is not a text, a list of texts, or a table",
    f"{ENTRY}when = {{ a = {{}} }}": "activity[1].when.a: holds neither empty nor not",
    f"{ENTRY}when = {{ a = {{ empty = 'no' }} }}": 'activity[1].when.a.empty: "no" is neither true nor false',
    f"{ENTRY}when = {{ a = {{ not = 3 }} }}": "activity[1].when.a.not: 3 is not a text or a list of texts",
    f"{ENTRY}when = {{ a = {{ is = 'x', not = 'y' }} }}": "activity[1].when.a.is: is not known here",
    f"{ENTRY}attributes = {{ a = 3 }}": "activity[1].attributes.a: 3 is not a text",
    '[people]\nrep = "{a}"\nteam = "{b}"': "people.side: is missing",
    '[people]\nrep = "{a}"\nteam = "{b}"\nside = "x"\nattributes = {}': "people.attributes: is not known here",
}


@pytest.mark.parametrize("text", FAULTY)
def test_a_fault_is_told_with_its_place(text: str) -> None:
    assert [fault for fault in faults(text) if fault.startswith(FAULTY[text])], faults(text)


def test_all_faults_are_told_at_once() -> None:
    text = ENTRY.replace("{id}", "{id|big}") + ENTRY.replace("{at}", "{at|}") + "[file]\nskip = 'x'\n[people]"
    places = [fault.partition(":")[0] for fault in faults(text)]
    assert places == [
        "file.skip",
        "activity[1].id",
        "activity[2].at",
        "people.rep",
        "people.team",
        "people.side",
    ]


def render(template: str, **cells: str) -> str:
    parts, wrong = parse_template(template)
    assert not wrong
    places = {name: place for place, name in enumerate(cells)}
    return compile_template(parts, places)(list(cells.values()))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("", ""),
        ("as it is", "as it is"),
        ("{a}", " Ann Ödegård "),
        ("{ a | strip | upper }!", "ANN ÖDEGÅRD!"),
        ("{{{a|strip|lower}}}", "{ann ödegård}"),
        ("{a|slug}@example.com", "ann.odegard@example.com"),
        ("{b}:{b}", "7:7"),
    ],
)
def test_a_template_becomes_text(template: str, text: str) -> None:
    assert render(template, a=" Ann Ödegård ", b="7") == text


def test_a_slug_is_fit_for_an_address() -> None:
    names = ["Anna Snelling", "  Jörg-Uwe  Weiß ", "Łukasz Żak", "O'Neil, Sean", "李", "Ærø"]
    slugs = ["anna.snelling", "jorg.uwe.weiss", "lukasz.zak", "o.neil.sean", "", "aero"]
    assert [slug(name) for name in names] == slugs


def test_what_is_left_out_has_a_meaning() -> None:
    found: Mapping = parse_mapping(ENTRY)
    assert (found.dialect.separator, found.dialect.quote, found.dialect.skip) == (",", '"', 0)
    assert (found.encoding, found.people, found.dates.formats) == (None, None, ("iso",))
    assert found.numbers.read("-1.5") == -15_000


def load(cli: Cli, at_work: Path, mapping: str, header: str) -> str:
    (at_work / "m.toml").write_text(mapping)
    result = cli("activities", "load", write(at_work / "a.csv", header=header), "--map", at_work / "m.toml")
    assert result.exit_code == (1 if result.stderr else 0)
    return result.stderr


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_columns_that_are_not_there_are_told_at_once(cli: Cli, at_work: Path) -> None:
    text = load(
        cli,
        at_work,
        f"{ENTRY}when = {{ stage = 'x' }}\nattributes = {{ n = '{{nope}}' }}",
        "id,rep,reps,stages",
    )
    assert "activity[1].at: the file has no column at; it has: id, rep, reps, stages" in text
    assert "activity[1].when.stage: the file has no column stage; did you mean stages?" in text
    assert "activity[1].attributes.n: the file has no column nope" in text
    assert "has more than one column id" in load(cli, at_work, ENTRY, "id,at,rep,id")
    assert load(cli, at_work, ENTRY, "id,at,rep,,more,more") == ""


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_mapping_is_for_what_it_has(cli: Cli, at_work: Path) -> None:
    assert "The mapping has no [[activity]]" in load(
        cli, at_work, '[people]\nrep="a"\nteam="b"\nside="c"', "a"
    )
    (at_work / "m.toml").write_text(ENTRY)
    result = cli("people", "load", at_work / "a.csv", "--map", at_work / "m.toml")
    assert "The mapping has no [people]" in result.stderr
    (at_work / "m.toml").write_bytes(b"\xff")
    result = cli("people", "load", at_work / "a.csv", "--map", at_work / "m.toml")
    assert (result.exit_code, "m.toml cannot be read" in result.stderr) == (1, True)
    (at_work / "m.toml").write_text("[file]")
    result = cli("people", "load", at_work / "a.csv", "--map", at_work / "m.toml")
    assert (result.exit_code, "m.toml is refused:\n" in result.stderr) == (1, True)
