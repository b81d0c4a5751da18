"""Facts are appended and never changed: the database itself refuses; each change of points leaves a line."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.extensions import db
from app.models.scores import PointsChange
from app.scorekeeping import service
from tests.services.facts import CALLS, act, agree, at, calls, happened, month, people, rep, scores

NOW = at("2026-10-15T12:00")


@pytest.fixture(autouse=True)
def facts(session: Any) -> None:
    agree(CALLS)
    people(ann="North")
    happened(act("call.made", "2026-09-01T12:00", "ann", "L1", "5", stage="won"), *calls("ann", "2026-09-02"))
    service.catch_up(NOW, "activities september.csv")


def refused(statement: str) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(text(statement))
    except DBAPIError as error:
        return "stay as they are" in str(error)
    return False


@pytest.mark.parametrize(
    "column",
    ["source_id", "key", "kind_id", "local_at", "subject", "value", "attributes", "batch_id"],
)
def test_an_activity_is_not_changed(column: str) -> None:
    assert refused(f"UPDATE activity SET {column} = {column}")  # noqa: S608 - the columns are written above


@pytest.mark.parametrize("table", ["activity", "points_change"])
def test_facts_are_not_deleted(table: str) -> None:
    assert refused(f"DELETE FROM {table}")  # noqa: S608 - the tables are written above


@pytest.mark.parametrize("column", ["at", "points_change.before", "after", "cause"])
def test_the_history_is_not_changed(column: str) -> None:
    name = column.rpartition(".")[2]
    assert refused(f'UPDATE points_change SET "{name}" = "{name}"')  # noqa: S608 - the columns are written above


@pytest.mark.parametrize("column", ["at", "day", "month"])
def test_days_may_follow_the_zone(column: str) -> None:
    assert not refused(f"UPDATE activity SET {column} = {column}")  # noqa: S608 - the columns are written above


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_is_replaced(database: str) -> None:
    columns = "source_id, key, kind_id, at, day, month, rep_id, subject, batch_id"
    select_all = f"SELECT id, {columns} FROM activity"  # noqa: S608 - the columns are written above
    assert refused(f"INSERT OR REPLACE INTO activity (id, {columns}) {select_all}")


def history() -> list[tuple[Any, ...]]:
    columns = (
        PointsChange.at,
        PointsChange.board,
        PointsChange.before,
        PointsChange.after,
        PointsChange.cause,
    )
    query = select(*columns).where(PointsChange.month == month("2026-09")).order_by(PointsChange.id)
    return [tuple(row) for row in db.session.execute(query)]


def test_each_change_of_points_leaves_a_line_with_its_cause() -> None:
    happened(*calls("ann", "2026-09-03", "2026-09-04"))
    service.catch_up(NOW + 1, "x" * 300)
    assert sorted(history()) == [
        (NOW, "rep", 0, 10, "activities september.csv"),
        (NOW, "team", 0, 10, "activities september.csv"),
        (NOW + 1, "rep", 10, 15, "x" * 200),
        (NOW + 1, "team", 10, 15, "x" * 200),
    ]


def test_what_changes_no_points_leaves_no_line() -> None:
    happened(*calls("ann", "2026-09-03"))
    assert service.catch_up(NOW + 1, "another call").changed
    assert len(history()) == 2


def test_the_line_names_who_and_what() -> None:
    line = db.session.scalars(select(PointsChange).where(PointsChange.board == "rep")).one()
    assert (line.who, line.month, line.level) == (rep("ann"), month("2026-09"), "calls")
    assert scores("2026-09", "calls") == {"ann": ("met", 10)}
