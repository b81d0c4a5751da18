"""Whole exports through a mapping: the one that is shipped, and one that is unlike it in everything."""

import csv
from pathlib import Path

import pytest

from app.activities.reading import open_delivery
from app.clock import to_datetime
from app.intake.faults import Refusal
from app.intake.mapping import parse_mapping
from app.people.reading import read_people
from tests.loading import Cli, members, reasons, stored, told
from tests.source import ROOT

MAVEN = parse_mapping((ROOT / "mappings" / "maven-crm.toml").read_text())

UNLIKE = """
[file]
separator = ";"
quote = "'"
encoding = "cp1252"
skip = 2
dates = ["%d.%m.%Y %H:%M", "%d.%m.%Y", "iso"]
timezone = "America/New_York"
decimal = ","
thousands = "."
currency = ["EUR", "€"]

[people]
when = { Rolle = { not = ["Chef", "Aushilfe"] } }
rep = "{Kürzel|lower}"
name = "{Verkäufer}"
email = "{Verkäufer|slug}@example.de"
team = "{Gebiet}"
side = "vertrieb"
starts = "{Seit}"

[[activity]]
when = { Angelegt = { empty = false } }
id = "{Nr}/neu"
kind = "lead.assigned"
at = "{Angelegt}"
rep = "{Kürzel|lower}"
subject = "Lead {Nr}"
attributes = { Quelle = "{Quelle|strip}", art = "fix" }

[[activity]]
when = { Status = ["Gewonnen", "Verloren"], Quelle = { not = "Test" } }
id = "{Nr}/ende"
kind = "lead.{Status|lower}"
at = "{Ende} {Uhrzeit}"
rep = "{Kürzel|lower}"
subject = "Lead {Nr}"
value = "{Betrag}"

[[activity]]
when = { Status = "Gewonnen", Notiz = { empty = true } }
id = "{Nr}/rüge"
kind = "record.incomplete"
at = "{Ende}"
rep = "{Kürzel|lower}"
"""

LEADS = """Export vom 1.11.2026;;;

Nr;Kürzel;Quelle;Status;Angelegt;Ende;Uhrzeit;Betrag;Notiz;
1;MÜ; Messe ;Gewonnen;01.10.2026 09:30;25.10.2026;02:30;'€ 1.234,56';;
2;MÜ;Web;Verloren ;2026-10-02T10:00+02:00;03.10.2026;12:00;-5;'zu
teuer; ''kein Bedarf''';
3;SÖ;Test;Verloren;02.10.2026;04.10.2026;12:00;1;;
4;SÖ;Web;Offen;;;;;;
5;SÖ;Web;Gewonnen;02.10.2026;31.11.2026;12:00;1.5;;
6;SÖ;Web;Gewonnen;02.10.2026;30.11.2026;12:00;1.5;x;
"""

PEOPLE = """Verkäufer

Kürzel;Verkäufer;Gebiet;Rolle;Seit
MÜ;Jörg Müller;Süd;Verkauf;01.09.2026
SÖ;Åsa Söder;Süd;Verkauf;
CH;Karl Chef;Süd;Chef;
"""


def test_an_export_unlike_any_other_needs_no_code(cli: Cli, at_work: Path) -> None:
    (at_work / "m.toml").write_text(UNLIKE, encoding="utf-8")
    leads, people = at_work / "leads.txt", at_work / "people.txt"
    leads.write_text(LEADS, encoding="cp1252")
    people.write_text(PEOPLE, encoding="cp1252")
    result = cli("people", "load", people, "--map", at_work / "m.toml")
    assert told(result, "new", "refused rows", "rows without a person") == [2, 0, 1]
    result = cli("activities", "load", leads, "--map", at_work / "m.toml")
    assert told(result, "new", "refused rows", "rows without activity") == [6, 2, 1]
    web, fair = '{"Quelle":"Web","art":"fix"}', '{"Quelle":"Messe","art":"fix"}'
    assert stored() == [
        ("1/ende", "lead.gewonnen", "2026-10-25T06:30:00+00:00", "mü", "Lead 1", 12_345_600, None),
        ("1/neu", "lead.assigned", "2026-10-01T13:30:00+00:00", "mü", "Lead 1", None, fair),
        ("1/rüge", "record.incomplete", "2026-10-24T22:00:00+00:00", "mü", "", None, None),
        ("2/ende", "lead.verloren", "2026-10-03T16:00:00+00:00", "mü", "Lead 2", -50_000, None),
        ("2/neu", "lead.assigned", "2026-10-02T08:00:00+00:00", "mü", "Lead 2", None, web),
        (
            "3/neu",
            "lead.assigned",
            "2026-10-01T22:00:00+00:00",
            "sö",
            "Lead 3",
            None,
            web.replace("Web", "Test"),
        ),
    ]
    assert [reason.partition(":")[0] for reason in reasons(leads)] == ["activity[2]", "activity[2]"]
    assert "“31.11.2026 12:00” is in none of the date formats" in reasons(leads)[0]
    assert "value: “1.5” is not a number such as 1.234,5" in reasons(leads)[1]
    assert [row[:3] for row in members()] == [("mü", "Süd", "vertrieb"), ("sö", "Süd", "vertrieb")]


def test_the_encoding_of_a_mapping_can_be_overruled(cli: Cli, at_work: Path) -> None:
    (at_work / "m.toml").write_text(UNLIKE, encoding="utf-8")
    people = at_work / "people.txt"
    people.write_text(PEOPLE, encoding="cp850")
    result = cli("people", "load", people, "--map", at_work / "m.toml", "--encoding", "cp850")
    assert told(result, "new") == [2]


def activities(delivery_path: Path, mapped: bool) -> list[tuple[object, ...]]:
    delivery = open_delivery(delivery_path, MAVEN if mapped else None)
    try:
        reads = list(delivery.rows())
    finally:
        delivery.close()
    assert not [read for read in reads if isinstance(read, Refusal)]
    return [row for _line, rows in reads for row in rows]


def test_the_shipped_mapping_gives_exactly_the_activities(cases: Path) -> None:
    source = cases / "maven-crm"
    mapped = activities(source / "source" / "sales_pipeline.csv", mapped=True)
    own = activities(source / "activities.csv", mapped=False)
    assert len(own) == 15_011
    assert mapped == own


def test_the_shipped_mapping_gives_exactly_the_people(cases: Path) -> None:
    source = cases / "maven-crm"
    mapped = read_people(source / "source" / "sales_teams.csv", MAVEN)
    own = read_people(source / "people.csv")
    assert mapped.refusals == own.refusals == []
    assert [row.meaning() for row in mapped.rows] == [row.meaning() for row in own.rows]
    assert len(own.rows) == 35


@pytest.mark.parametrize("of", ["activity", "people"])
def test_the_shipped_mapping_says_what_it_is_for(of: str) -> None:
    entries = MAVEN.activities if of == "activity" else (MAVEN.people,)
    assert all(entry and entry.columns() for entry in entries)


def test_moments_of_the_shipped_mapping_are_days(cases: Path) -> None:
    path = cases / "maven-crm" / "source" / "sales_pipeline.csv"
    with path.open(encoding="utf-8", newline="") as file:
        month, day, year = next(csv.DictReader(file))["engage_date"].split("/")
    _key, _kind, at, local, *_rest = activities(path, mapped=True)[0]
    assert at is None
    assert to_datetime(int(str(local))).date().isoformat() == f"{year}-{int(month):02}-{int(day):02}"
