"""The commands of the agreement: checked and loaded whole, or refused with every fault."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.models.agreement import AgreementVersion
from app.models.scores import ScoredMonth
from tests.services.facts import CALLS, at, people, text

Cli = Callable[..., Result]


@pytest.fixture(autouse=True)
def now(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2026-10-15T12:00"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "agreement.toml"
    path.write_text(text(CALLS), encoding="utf-8")
    return path


def versions() -> int:
    return int(db.session.scalar(select(func.count()).select_from(AgreementVersion)) or 0)


def test_check_stores_nothing(cli: Cli, file: Path) -> None:
    found = cli("agreement", "check", file)
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout == "Agreement: 1 service levels, in force from 2026-07\n"
    assert versions() == 0


def test_load_stores_and_scores(cli: Cli, file: Path) -> None:
    people(ann="North")
    found = cli("agreement", "load", file)
    assert (found.exit_code, found.stdout) == (0, "")
    assert found.stderr.splitlines()[0] == "Stored."
    assert versions() == 1
    assert db.session.scalar(select(func.count()).select_from(ScoredMonth)) == 4


def test_load_again_changes_nothing(cli: Cli, file: Path) -> None:
    cli("agreement", "load", file)
    found = cli("agreement", "load", file)
    assert (found.exit_code, found.stdout) == (0, "")
    assert found.stderr == "This version is in force already; nothing changed.\n"
    assert versions() == 1


@pytest.mark.parametrize("command", ["check", "load"])
def test_a_broken_one_is_refused_with_every_fault(cli: Cli, file: Path, command: str) -> None:
    file.write_text(text(CALLS.replace("target = 2", "goal = 2"), zone="Berlin"))
    found = cli("agreement", command, file)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.splitlines() == [
        f"Error: {file} is refused, nothing is stored:",
        '  agreement.timezone: "Berlin" is not a time zone, such as Europe/Berlin',
        "  service_level[calls].target: is missing",
        "  service_level[calls].goal: is not known here",
    ]
    assert versions() == 0


@pytest.mark.parametrize("command", ["check", "load"])
def test_what_contradicts_the_versions_there_are_is_refused(cli: Cli, file: Path, command: str) -> None:
    cli("agreement", "load", file)
    file.write_text(text(CALLS, starts="2026-09", zone="UTC"))
    found = cli("agreement", command, file)
    assert found.exit_code == 1
    assert "  agreement.timezone: changes in 2026-09, which is not the first month" in found.stderr
    assert versions() == 1


def test_a_byte_order_mark_is_no_fault(cli: Cli, file: Path) -> None:
    file.write_text(text(CALLS), encoding="utf-8-sig")
    assert cli("agreement", "check", file).exit_code == 0


def test_a_file_in_another_encoding_is_refused(cli: Cli, file: Path) -> None:
    file.write_bytes(b'[agreement]\nname = "M\xfcnchen"\n')
    found = cli("agreement", "load", file)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == f"Error: {file} is not UTF-8 at byte 21; save it as UTF-8.\n"


@pytest.mark.parametrize("path", ["missing.toml", "."])
def test_a_file_that_is_none_is_not_understood(cli: Cli, tmp_path: Path, path: str) -> None:
    assert cli("agreement", "load", tmp_path / path).exit_code == 2
