"""Batches are all there or not: a load that dies keeps what it had, two at once get along, and none stores twice."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.activities import service
from app.activities.known import Known, NoAgreementError
from app.activities.rows import Row
from app.extensions import db
from app.models.activities import Activity, Batch
from app.models.people import Rep
from app.patience import patiently
from tests.databases import by_day
from tests.harness import close, make_app
from tests.loading import NOW, Cli, batches, load_agreement, some, stored, told, write
from tests.source import ROOT

MAPPING = """
activity = [
  { id = "{id}:a", kind = "a", at = "{at}", rep = "{rep}", when = { value = { empty = false } } },
  { id = "{id}:b", kind = "b", at = "{at}", rep = "{rep}" },
]
"""


def row(key: str, rep: str = "ann", **changes: Any) -> Row:
    fields = {"kind": "call.made", "at": 0, "local": None, "rep": rep, "subject": "", "value": None}
    return (key, *(fields | changes).values(), None)


def test_batches_hold_whole_rows(cli: Cli, at_work: Path) -> None:
    mapping = at_work / "m.toml"
    mapping.write_text(MAPPING)
    file = write(at_work / "a.csv", *some(5), "x,,2026-10-01,ann,,", *some(2, 5))
    result = cli("activities", "load", file, "--map", mapping, "--batch-size", "3")
    assert told(result) == [15, 0, 0, 0]
    assert batches() == [4, 4, 3, 4]


@pytest.mark.parametrize("size", [1, 100, 1_200])
def test_many_rows_are_stored_and_found_again(cli: Cli, at_work: Path, size: int) -> None:
    file = write(at_work / "a.csv", *some(1_201))
    words = ("activities", "load", file, "--batch-size", str(max(size, 20)))
    assert told(cli(*words)) == [1_201, 0, 0, 0]
    write(file, *some(1_200), "a1200,call.made,2026-10-01,ann,other,7", *some(700, 1_201))
    assert told(cli(*words)) == [700, 1_200, 1, 0]
    assert sum(batches()) == len(stored()) == 1_901


def test_a_row_is_stored_by_itself(session: Any, at_work: Path) -> None:
    assert service.store([row("1")], "api", NOW).new == 1
    assert service.store([row("1"), row("1", rep="zoe"), row("2")], "api", NOW).conflicts == [(1, "rep")]
    assert batches() == [1, 1]


@pytest.mark.parametrize("number", [3, 600])
def test_what_others_stored_in_the_meantime_is_found(
    session: Any, at_work: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(service, "_are_likely_there", lambda *_: False)
    rows = [row(str(one)) for one in range(number)]
    service.store(rows[1:], "api", NOW)
    outcome = service.store([*rows[:2], row("2", value=1), *rows[3:]], "api", NOW)
    assert (outcome.new, outcome.repeated, outcome.conflicts) == (1, number - 2, [(2, "value")])
    assert batches() == [number - 1, 1]
    assert service.store(rows, "api", NOW).repeated == number
    assert len(batches()) == 2


def test_names_that_were_rolled_back_are_made_again(session: Any, at_work: Path) -> None:
    known = Known()
    service.store([row("1")], "api", NOW, known)
    service.store([row("1", rep="zoe")], "api", NOW, known)
    assert db.session.scalar(select(func.count()).where(Rep.key == "zoe")) == 0
    service.store([row("2", rep="zoe")], "api", NOW, known)
    assert [key for key, *_ in stored("api")] == ["1", "2"]


def test_without_an_agreement_nothing_is_stored(session: Any) -> None:
    known = Known()
    with pytest.raises(NoAgreementError):
        service.store([row("1")], "api", NOW, known)
    load_agreement()
    assert service.store([row("1")], "api", NOW, known).new == 1


def test_a_lock_is_waited_for_and_a_breakdown_is_not(session: Any) -> None:
    faults = [Exception("database is locked"), Exception("disk I/O error")]

    def transaction() -> None:
        if faults:
            raise OperationalError("", {}, faults.pop(0))

    with pytest.raises(OperationalError, match="disk"):
        patiently(transaction)
    patiently(transaction)


def flask(url: str, *words: str | Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": "test", "BATON_ENV": "local"}
    command = [sys.executable, "-m", "flask", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=-1, stderr=-1)


def wait_for_batches(number: int) -> None:
    limit = time.monotonic() + 120
    while time.monotonic() < limit:
        db.session.rollback()
        if len(batches()) >= number:
            return
        time.sleep(0.01)
    raise AssertionError("no batch came")


@by_day("sqlite")
def test_a_killed_load_keeps_what_it_had_and_a_second_finishes_it(
    fresh_database: str, tmp_path: Path
) -> None:
    app = make_app(fresh_database)
    file = write(tmp_path / "a.csv", *some(6_000))
    with app.app_context():
        load_agreement()
        killed = flask(fresh_database, "activities", "load", file, "--batch-size", "50")
        wait_for_batches(2)
        killed.kill()
        killed.communicate()
        kept = sum(batches())
        assert len(stored()) == kept >= 100
        db.session.rollback()
        second = flask(fresh_database, "activities", "load", file)
        out, err = second.communicate()
        assert second.returncode == 0, err
        assert [int(line.split()[-1]) for line in out.splitlines()[:2]] == [6_000 - kept, kept]
        assert len(stored()) == 6_000
        assert db.session.scalar(select(func.count()).where(Batch.scored_at.is_(None))) == 0
    close(app)


@by_day("postgresql")
def test_two_loads_of_one_file_at_once_store_each_row_once(fresh_database: str, tmp_path: Path) -> None:
    app = make_app(fresh_database)
    file = write(tmp_path / "a.csv", *some(4_000))
    with app.app_context():
        load_agreement()
        sizes = ("700", "300")
        loads = [flask(fresh_database, "activities", "load", file, "--batch-size", size) for size in sizes]
        results = [load.communicate() for load in loads]
        assert [load.returncode for load in loads] == [0, 0], "\n".join(err[-2_000:] for _, err in results)
        figures = [[int(line.split()[-1]) for line in out.splitlines()[:3]] for out, _ in results]
        assert [sum(column) for column in zip(*figures, strict=True)] == [4_000, 4_000, 0]
        assert db.session.scalar(select(func.count()).select_from(Activity)) == 4_000
        assert sum(batches()) == 4_000
    close(app)
