"""What docs/loading.md shows is true."""

import re
from pathlib import Path

import pytest

from app.intake.mapping import parse_mapping
from app.intake.templates import FILTERS, slug
from tests.loading import Cli, told
from tests.source import ROOT

PAGE = (ROOT / "docs" / "loading.md").read_text()


def examples(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_mapping_in_the_documentation_can_be_used() -> None:
    (text,) = examples("toml")
    mapping = parse_mapping(text)
    assert [len(entry.when) for entry in mapping.activities] == [1, 2, 2]
    assert mapping.people is not None
    assert all(f"`{name}`" in PAGE for name in FILTERS)
    assert "`Åsa O'Neil` becomes `asa.o.neil`" in PAGE
    assert slug("Åsa O'Neil") == "asa.o.neil"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_files_in_the_documentation_can_be_loaded(cli: Cli, at_work: Path) -> None:
    people, activities = examples("csv")
    (at_work / "people.csv").write_text(people)
    (at_work / "activities.csv").write_text(activities)
    assert told(cli("people", "load", at_work / "people.csv"), "new", "refused rows") == [3, 0]
    assert told(cli("activities", "load", at_work / "activities.csv")) == [3, 0, 0, 0]
