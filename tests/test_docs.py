"""The documentation names what there is, its links lead somewhere, and no file names a place of one machine."""

import dataclasses
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import config
from scoring.agreement import BadgePrize, BonusPlan, Prize, Rate
from scoring.badge_format import KINDS, METALS, SPANS
from tests.harness import make_app
from tests.scoring.making import COUNT, parse, written
from tests.source import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TEXT = "\n".join(page.read_text() for page in PAGES)

# Put together here, so that this file does not name them either.
HOSTS = [
    ".".join(name) for name in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org"))
]


def leaves(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the words of every command in `group` that is defined in app/, not by Flask or an extension."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*words, name))
        elif command.callback and command.callback.__module__.startswith("app."):
            yield " ".join((*words, name))


def own_commands() -> list[str]:
    """Return the commands of this program."""
    return list(leaves(make_app("sqlite://").cli))


def files() -> list[Path]:
    """Return the files of the project: what is committed, or could be."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_every_command_is_documented() -> None:
    missing = [name for name in own_commands() if f"flask {name}" not in TEXT]
    assert not missing


def test_documented_commands_exist() -> None:
    known = {*own_commands(), "db", "run", "shell", "routes", "COMMAND"}
    told = re.findall(r"\.venv/bin/flask ([\w-]+)(?: ([a-z-]+))?", TEXT)
    unknown = [words for words in told if not {words[0], " ".join(words)} & known]
    assert not unknown


def test_every_key_is_documented() -> None:
    missing = [key for key in config.DEFAULTS if not re.search(rf"\b{key}\b", TEXT)]
    assert not missing


def test_the_documented_badges_are_some_and_all_kinds_and_keys_are_told() -> None:
    told = (ROOT / "docs" / "scoring-rules.md").read_text()
    _plan, example = re.findall(r"```toml\n(.*?)```", told, re.DOTALL)
    levels = COUNT.replace('"calls"', '"lead-disposition"')
    assert len(parse(written(levels, example)).badges) == example.count("[[badge]]") == 3
    keys = {rules.asked.key for rules in KINDS.values() if rules.asked} | {"metal", "about", "level"}
    assert [name for name in (*KINDS, *METALS, *SPANS, *keys) if f"`{name}`" not in told] == []


def test_the_documented_bonus_plan_is_one_and_all_its_keys_are_told() -> None:
    told = (ROOT / "docs" / "scoring-rules.md").read_text()
    example, _badges = re.findall(r"```toml\n(.*?)```", told, re.DOTALL)
    bonus = parse(written(COUNT, example)).bonus
    assert bonus
    assert [rule.rule for rule in bonus.rules] == ["prize[1]", "rate[1]"]
    fields = {
        field.name for kind in (BonusPlan, Prize, Rate, BadgePrize) for field in dataclasses.fields(kind)
    }
    assert fields - {"rule", "prizes", "rates", "badges"} <= {*re.findall(r"^\| `(\w+)`", told, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not lost


def test_no_file_names_a_place_of_one_machine() -> None:
    places = [*HOSTS, str(ROOT), f"{Path.home()}/"]
    found = []
    for path in files():
        text = path.read_bytes().decode(errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {place}" for place in places if place in text]
    assert not found
