"""Every fault is named with its place; a file that breaks anything is refused whole."""

import pytest

from scoring.faults import AgreementError, Fault, shown
from tests.scoring.making import COUNT, HEAD, RATIO, TIMELY, faults, parse, written

CALL = "service_level[calls]"
NO_TIME = "is not a time of day from 00:00 to 24:00, such as 09:00"
NO_DAY = "is not a day, such as 2026-12-24"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('name = "Agreement"', "agreement.name: is missing"),
        ('starts = "2026-07"', "agreement.starts: is missing"),
        ('timezone = "Europe/Berlin"', "agreement.timezone: is missing"),
    ],
)
def test_what_the_head_needs(line: str, fault: str) -> None:
    assert faults(written().replace(line, "")) == [fault]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"2026-07"', '"2026-7"', 'agreement.starts: "2026-7" is not a month, such as 2026-07'),
        ('"2026-07"', '"1899-12"', 'agreement.starts: "1899-12" is not a month, such as 2026-07'),
        ('"2026-07"', "2026-07-01", "agreement.starts: 2026-07-01 is not a text"),
        (
            '"Europe/Berlin"',
            '"Berlin"',
            'agreement.timezone: "Berlin" is not a time zone, such as Europe/Berlin',
        ),
        ('"Europe/Berlin"', '"../x"', 'agreement.timezone: "../x" is not a time zone, such as Europe/Berlin'),
        (
            '"Europe/Berlin"',
            '"Europe"',
            'agreement.timezone: "Europe" is not a time zone, such as Europe/Berlin',
        ),
        ('"Agreement"', '" "', 'agreement.name: " " is not a text'),
        ('"Agreement"', '"a\\u0000b"', 'agreement.name: "a\\u0000b" is not a text'),
        ('"Agreement"', f'"{"x" * 201}"', "agreement.name: is longer than 200 characters"),
        ('"Agreement"', "7", "agreement.name: 7 is not a text"),
    ],
)
def test_the_head(old: str, new: str, fault: str) -> None:
    assert faults(written().replace(old, new)) == [fault]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("fiscal_year_starts = 0", "agreement.fiscal_year_starts: 0 is not a whole number from 1 to 12"),
        ("fiscal_year_starts = 13", "agreement.fiscal_year_starts: 13 is not a whole number from 1 to 12"),
        ("fiscal_year_starts = true", "agreement.fiscal_year_starts: True is not a whole number from 1 to 12"),
        ("fiscal_year_starts = 4.0", "agreement.fiscal_year_starts: 4.0 is not a whole number from 1 to 12"),
        ('metric_that_matters = "x"', 'agreement.metric_that_matters: "x" is not the id of a service level'),
        ("signed = true", "agreement.signed: is not known here"),
        ("[definitions]\nmql = 3", "definitions.mql: 3 is not a text"),
        ("[definitions]\n[definitions.mql]", "definitions.mql: {} is not a text"),
        ("[calender]", "calender: is not known here"),
        ('[calendar]\nholidays = "XX"', 'calendar.holidays: "XX" is not known'),
        ('[calendar]\nopens = "9"', f'calendar.opens: "9" {NO_TIME}'),
        ('[calendar]\nopens = "9"\ncloses = "08:00"', f'calendar.opens: "9" {NO_TIME}'),
        ('[calendar]\ncloses = "24:01"', f'calendar.closes: "24:01" {NO_TIME}'),
        ("[calendar]\ncloses = 17", "calendar.closes: 17 is not a text"),
        ('[calendar]\ncloses = "09:00"', "calendar.closes: is not later than opens on the same day"),
        ('[calendar]\nopens = "18:00"', "calendar.closes: is not later than opens on the same day"),
        ('[calendar]\nopens = "24:00"\ncloses = "24:00"', "calendar.closes: is not later than opens on the same day"),
        ('[calendar]\nworkdays = "Tue"', 'calendar.workdays: "Tue" is none of mon, tue, wed, thu, fri, sat, sun'),
        ("[calendar]\nworkdays = []", "calendar.workdays: [] is not a text or a list of texts"),
        ('[calendar]\nworkdays = ["mon", "mon"]', "calendar.workdays: names the same twice"),
        ('[calendar]\nclosed = "2026-12-24"', 'calendar.closed: "2026-12-24" is not a list of days'),
        ('[calendar]\nclosed = ["24.12.2026"]', 'calendar.closed: "24.12.2026" is not a day, such as 2026-12-24'),
        ("[calendar]\nclosed = [2026-12-24T00:00:00]", f"calendar.closed: 2026-12-24 00:00:00 {NO_DAY}"),
        ("[calendar]\nclosed = [24]", "calendar.closed: 24 is not a day, such as 2026-12-24"),
        ('[calendar]\nlunch = "12:00"', "calendar.lunch: is not known here"),
    ],
)  # fmt: skip
def test_head_and_calendar(line: str, fault: str) -> None:
    assert faults(written(line + "\n", COUNT)) == [fault]


def test_tables_that_are_none() -> None:
    assert faults("agreement = 1") == ["agreement: 1 is not a table", "service_level: is missing"]
    assert faults("service_level = 1\n" + HEAD) == [
        "service_level: is not a list of service levels: write [[service_level]] above each"
    ]
    assert faults("service_level = []\n" + HEAD) == [
        "service_level: is not a list of service levels: write [[service_level]] above each"
    ]
    assert faults('service_level = ["calls", {}]\n' + HEAD)[0] == 'service_level[1]: "calls" is not a table'
    assert faults("") == ["agreement: is missing", "service_level: is missing"]


def test_what_a_level_needs() -> None:
    expected = [f"{CALL}.{key}: is missing" for key in ("measure", "target", "points", "side")]
    assert faults(HEAD + '[[service_level]]\nid = "calls"') == expected
    assert faults(written(COUNT.replace('of = { kind = "call.made" }', ""))) == [f"{CALL}.of: is missing"]
    ratio = RATIO.replace('over = { kind = "call.asked" }', "")
    assert faults(written(ratio)) == [f"{CALL}.over: is missing"]


def test_a_level_is_named_by_its_id_or_its_number() -> None:
    unnamed, empty, same = COUNT.replace('"calls"', "5"), COUNT.replace('"calls"', '""'), COUNT
    text = written(COUNT, unnamed, COUNT.replace('id = "calls"', ""), empty, same)
    assert faults(text) == [
        "service_level[2].id: 5 is not a text",
        "service_level[3].id: is missing",
        'service_level[4].id: "" is not a text',
        'service_level[5].id: "calls" is the id of an earlier service level too',
    ]


def test_numbers_of_unnamed_levels_are_no_ids() -> None:
    unnamed = COUNT.replace('id = "calls"', "")
    assert faults(written(unnamed, COUNT.replace("calls", "1"))) == ["service_level[1].id: is missing"]


def test_an_id_has_an_end() -> None:
    long = "x" * 101
    (fault,) = faults(written(COUNT.replace("calls", long)))
    assert fault == f"service_level[{long}].id: is longer than 100 characters"


def test_all_faults_at_once() -> None:
    broken = TIMELY.replace('"24h"', '"24 hours"').replace('"sales"', "7").replace("met = 10", "met = -1")
    text = written('[calendar]\nopens = "nine"\n', COUNT + "weight = 2\n", broken).replace("2026-07", "soon")
    assert faults(text) == [
        'agreement.starts: "soon" is not a month, such as 2026-07',
        'calendar.opens: "nine" is not a time of day from 00:00 to 24:00, such as 09:00',
        "service_level[calls].weight: is not known here",
        "service_level[disposal].points.met: -1 is not a whole number from 0 to 1000000",
        'service_level[disposal].clock.within: "24 hours" is not a number with m, h or d',
        "service_level[disposal].side: 7 is not a text",
    ]


def test_what_is_not_toml() -> None:
    (fault,) = faults("[agreement\n")
    assert fault.startswith("file: is not TOML: ")


@pytest.mark.parametrize(
    "value", ["[" * 5000, "9" * 5000, "1e99999999999999999999"], ids=["deep", "long", "large"]
)
def test_toml_that_python_cannot_read(value: str) -> None:
    assert faults(f"x = {value}{']' * value.count('[')}") == [
        "file: holds a number too large or tables too deep"
    ]


def test_the_error_says_everything() -> None:
    with pytest.raises(AgreementError) as caught:
        parse("")
    assert caught.value.faults == [Fault("agreement", "is missing"), Fault("service_level", "is missing")]
    assert str(caught.value) == "agreement: is missing\nservice_level: is missing"


def test_long_values_are_quoted_in_short() -> None:
    assert shown("x" * 100) == '"' + "x" * 56 + "…"
    assert shown("x" * 58) == '"' + "x" * 58 + '"'
    assert shown(1 << 100_000) == shown([1 << 100_000]) == "a number of thousands of digits"
