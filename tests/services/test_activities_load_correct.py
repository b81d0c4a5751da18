"""Files loaded with --correct: a changed row corrects what stands; of two rows with one id in a file the first does."""

from collections.abc import Sequence
from pathlib import Path
from sys import getsizeof
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.activities import service as activities
from app.activities.seen import SeenIds
from app.extensions import db
from app.models.activities import Activity
from tests import loading
from tests.loading import Cli, reasons, told, write

HEAD = "1,call.made,2026-10-01T08:00Z,ann,s,2"
CHANGED = "1,call.made,2026-10-01T09:00Z,ann,s,2"
AGAIN = CHANGED.replace("ann", "bob")
FIGURES = ("new", "repeated", "conflicting")


def counting() -> set[str]:
    return set(db.session.scalars(select(Activity.key).where(~Activity.corrected)))


@pytest.fixture
def export(at_work: Path, cli: Cli) -> Any:
    """Return what loads a file of some lines and returns its figures, those of corrections last."""

    def load(*lines: str, words: Sequence[str] = ("--correct",)) -> list[int]:
        result = cli("activities", "load", write(at_work / "a.csv", *lines), *words)
        return [*told(result, *FIGURES), loading.counts(result).get("corrected", 0)]

    return load


def test_a_changed_row_of_a_file_corrects(export: Any) -> None:
    assert export(HEAD, "2,call.made,2026-10-02,bob,,") == [2, 0, 0, 0]
    assert export(CHANGED, "2,call.made,2026-10-02,bob,,", words=()) == [0, 1, 1, 0]
    assert export(CHANGED, "2,call.made,2026-10-02,bob,,") == [0, 1, 0, 1]
    assert export(CHANGED) == [0, 1, 0, 0]
    assert export(CHANGED, words=()) == [0, 1, 0, 0]
    assert counting() == {"1~2", "2"}


def test_a_row_may_change_again_and_back(export: Any) -> None:
    export(HEAD)
    assert export(CHANGED) == [0, 0, 0, 1]
    assert export(AGAIN) == [0, 0, 0, 1]
    assert counting() == {"1~3"}
    assert export(CHANGED) == [0, 0, 0, 1]
    assert export(HEAD) == [0, 0, 0, 1]
    assert counting() == {"1~5"}
    assert export(HEAD) == [0, 1, 0, 0]


# What stands before, and a file of rows with one id: what comes of it, the first time and loaded again.
ONE_ID = [
    ([], [HEAD, CHANGED], [1, 0, 1, 0], [0, 1, 1, 0]),
    ([], [HEAD, HEAD, CHANGED, HEAD, CHANGED], [1, 2, 2, 0], [0, 3, 2, 0]),
    ([HEAD], [HEAD, CHANGED], [0, 1, 1, 0], [0, 1, 1, 0]),
    ([HEAD], [CHANGED, AGAIN], [0, 0, 1, 1], [0, 1, 1, 0]),
    ([HEAD], [CHANGED, HEAD], [0, 0, 1, 1], [0, 1, 1, 0]),
    ([HEAD], [CHANGED, CHANGED, HEAD, CHANGED], [0, 2, 1, 1], [0, 3, 1, 0]),
    ([HEAD, CHANGED], [CHANGED, AGAIN], [0, 1, 1, 0], [0, 1, 1, 0]),
    ([HEAD, CHANGED], [CHANGED, HEAD], [0, 1, 1, 0], [0, 1, 1, 0]),
    ([HEAD, CHANGED], [AGAIN, CHANGED], [0, 0, 1, 1], [0, 1, 1, 0]),
    ([HEAD, CHANGED], [HEAD, CHANGED], [0, 0, 1, 1], [0, 1, 1, 0]),
]


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize(("before", "rows", "first", "then"), ONE_ID)
def test_of_rows_of_a_file_with_one_id_the_first_stands(
    export: Any, before: list[str], rows: list[str], first: list[int], then: list[int], size: int
) -> None:
    for one in before:
        export(one)
    words = ("--correct", "--batch-size", str(size))
    assert export(*rows, words=words) == first
    (stands,) = counting()
    assert export(*rows, words=words) == then
    assert counting() == {stands}


@pytest.mark.parametrize("size", ["1", "100"])
def test_the_row_that_is_refused_is_told(export: Any, at_work: Path, size: str) -> None:
    other = "2,call.made,2026-10-02,bob,,"
    export(HEAD, other, CHANGED, other, words=("--correct", "--batch-size", size))
    assert reasons(at_work / "a.csv") == ["conflicts with what was there first under the id “1”: at"]


def test_what_was_withdrawn_is_not_brought_back_by_a_file(export: Any) -> None:
    export(HEAD)
    activities.correct([("w", "1", None)], "default", clock.now())
    for size in ("1", "100"):
        words = ("--correct", "--batch-size", size)
        assert export(CHANGED, AGAIN, words=words) == [0, 0, 2, 0]
        assert export(HEAD, CHANGED, words=words) == [0, 1, 1, 0]
    assert counting() == set()


def test_a_dry_run_corrects_nothing(at_work: Path, cli: Cli) -> None:
    result = cli("activities", "load", write(at_work / "a.csv", HEAD), "--correct", "--dry-run")
    assert result.exit_code == 2
    assert "Give one of --correct and --dry-run." in result.stderr


def test_ids_that_came_before_are_known_in_little_memory() -> None:
    seen = SeenIds()
    for start in range(0, 100_000, 10_000):
        seen.add(str(number) for number in range(start, start + 10_000))
    assert all(str(number) in seen for number in range(0, 100_000, 777))
    assert not any(str(number) in seen for number in range(100_000, 200_000, 777))
    assert sum(getsizeof(batch) for batch in seen.batches) < 900_000
