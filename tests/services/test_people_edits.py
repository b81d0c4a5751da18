"""Changes of memberships as an admin asks for them: what is stored, what is refused, and that a preview tells it."""

from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from app import clock
from app.extensions import db
from app.models.agreement import AgreementVersion
from app.models.people import FIRST_DAY, LAST_DAY, Absence
from app.models.scores import PointsChange, Stamp, Standing, Touched
from app.people import edits, queries, service
from app.people.edits import Edit, EditError
from app.people.rows import Away
from app.scorekeeping import service as scorekeeping
from tests.loading import members
from tests.services.facts import CALLS, agree, at, calls, day, derived, happened, people, scores, stale

NOW = at("2026-10-15T12:00")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


JUNE, AUGUST, OCTOBER = day("2026-06-01"), day("2026-08-01"), day("2026-10-01")


@pytest.fixture(autouse=True)
def company(session: Any) -> None:
    agree(CALLS)
    people(ann="North", bob="South")
    happened(
        *calls("ann", "2026-09-01", "2026-09-02", "2026-10-05", "2026-10-06"), *calls("bob", "2026-10-06")
    )
    happened(*calls("zoe", "2026-09-03", "2026-10-01", "2026-10-02"))
    scorekeeping.catch_up(NOW, "activities")


def stays(key: str) -> list[tuple[Any, ...]]:
    return [(team, starts, ends) for who, team, _side, starts, ends in members() if who == key]


def refused(edit: Edit) -> str:
    """Return the field that a refusal of `edit` stands beside; nothing may have been stored."""
    before = members()
    with pytest.raises(EditError) as error:
        service.change(edit)
    assert members() == before
    assert db.session.scalar(select(func.count()).select_from(Touched)) == 0
    return error.value.field


def test_a_move_cuts_one_membership_and_begins_another() -> None:
    service.change(edits.Move("ann", "South", "", OCTOBER))
    assert stays("ann") == [("North", FIRST_DAY, OCTOBER), ("South", OCTOBER, LAST_DAY)]
    assert scores("2026-10", "calls", "team") == {"South": ("missed", 0)}
    assert scores("2026-09", "calls", "team")["North"] == ("met", 10)
    assert not stale(NOW)


def test_a_move_ends_where_the_next_membership_begins() -> None:
    service.change(edits.Move("ann", "South", "", OCTOBER))
    service.change(edits.Move("ann", "West", "sales", AUGUST))
    assert stays("ann") == [
        ("North", FIRST_DAY, AUGUST),
        ("South", OCTOBER, LAST_DAY),
        ("West", AUGUST, OCTOBER),
    ]


def test_a_move_on_the_first_day_replaces_the_team() -> None:
    service.change(edits.Correct("ann", FIRST_DAY, "North", "", AUGUST, LAST_DAY))
    service.change(edits.Move("ann", "South", "", AUGUST))
    assert stays("ann") == [("South", AUGUST, LAST_DAY)]


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (edits.Move("ann", "North", "", OCTOBER), "team"),
        (edits.Move("ann", "West", "", OCTOBER), "side"),
        (edits.Move("ann", "West", "moon", OCTOBER), "side"),
        (edits.Move("ann", "South", "marketing", OCTOBER), "side"),
        (edits.Move("zoe", "South", "", OCTOBER), "first"),
        (edits.Join("ann", "South", "", OCTOBER, LAST_DAY), "first"),
        (edits.Join("zoe", "South", "", OCTOBER, LAST_DAY), "team"),
        (edits.Enter("ann", "South", "", OCTOBER, LAST_DAY, "Ann", ""), "rep"),
        (edits.Enter("zoe", "South", "", OCTOBER, AUGUST, "Zoe", ""), "last"),
        (edits.Correct("ann", FIRST_DAY, "North", "", OCTOBER, OCTOBER), "last"),
        (edits.Correct("ann", OCTOBER, "North", "", OCTOBER, LAST_DAY), "team"),
        (edits.Withdraw("ann", OCTOBER), "team"),
        (edits.Rename("zoe", "Zoe", ""), "name"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(edit: Edit, field: str) -> None:
    assert refused(edit) == field


def test_days_that_are_taken_are_refused() -> None:
    service.change(edits.End("ann", FIRST_DAY, AUGUST))
    service.change(edits.Join("ann", "South", "", OCTOBER, LAST_DAY))
    assert refused(edits.Move("ann", "South", "", AUGUST)) == "first"
    assert refused(edits.End("ann", FIRST_DAY, OCTOBER + 1)) == "last"
    assert refused(edits.End("ann", OCTOBER, OCTOBER)) == "last"
    assert refused(edits.Correct("ann", OCTOBER, "South", "", JUNE, LAST_DAY)) == "first"
    assert refused(edits.Correct("ann", FIRST_DAY, "North", "", FIRST_DAY, LAST_DAY)) == "last"
    service.change(edits.Correct("ann", OCTOBER, "South", "", OCTOBER + 4, LAST_DAY))
    assert refused(edits.Move("ann", "North", "", OCTOBER)) == "first"
    assert stays("ann") == [("North", FIRST_DAY, AUGUST), ("South", OCTOBER + 4, LAST_DAY)]


def test_without_an_agreement_there_is_nothing_to_preview_and_people_are_stored() -> None:
    db.session.execute(update(AgreementVersion).values(replaced_at=NOW))
    db.session.execute(delete(Standing))
    db.session.commit()
    assert service.preview(edits.Move("ann", "South", "", OCTOBER)) == ({}, {})
    service.change(edits.Move("ann", "South", "", OCTOBER))
    assert len(stays("ann")) == 2


def test_nobody_moves_before_his_first_day() -> None:
    service.change(edits.Correct("ann", FIRST_DAY, "North", "", AUGUST, LAST_DAY))
    assert refused(edits.Move("ann", "South", "", JUNE)) == "first"


def test_an_unknown_owner_is_scored_at_once() -> None:
    assert [tuple(one) for one in queries.strangers()] == [("zoe", 3, day("2026-09-03"), day("2026-10-02"))]
    service.change(edits.Enter("zoe", "West", "sales", OCTOBER, LAST_DAY, "Zoe", "zoe@example.com"))
    assert scores("2026-10", "calls")["zoe"] == ("met", 10)
    assert queries.strangers() == []
    assert queries.rep_named("zoe") == ("Zoe", "zoe@example.com")
    service.change(edits.Withdraw("zoe", OCTOBER))
    assert [one.key for one in queries.strangers()] == ["zoe"]
    assert "zoe" not in scores("2026-10", "calls")


def test_the_latest_membership_gives_the_name() -> None:
    service.change(edits.Move("ann", "South", "", OCTOBER))
    service.change(edits.Rename("ann", "Ann Ö.", "ann@example.com"))
    assert queries.rep_named("ann") == ("Ann Ö.", "ann@example.com")
    assert [one.name for one in queries.members_of("ann")] == ["ann", "Ann Ö."]


EDITS = [
    edits.Move("ann", "South", "", OCTOBER),
    edits.Move("ann", "West", "sales", OCTOBER),
    edits.Correct("ann", FIRST_DAY, "North", "", OCTOBER + 5, LAST_DAY),
    edits.End("ann", FIRST_DAY, OCTOBER),
    edits.Withdraw("ann", FIRST_DAY),
    edits.Rename("ann", "Zed", ""),
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: type(edit).__name__ + getattr(edit, "team", ""))
def test_a_preview_is_what_then_happens_and_leaves_nothing_behind(edit: Edit) -> None:
    def everything() -> Any:
        moved = db.session.scalar(select(Stamp.number))
        told = db.session.scalar(select(func.count()).select_from(PointsChange))
        awaits = db.session.scalar(select(func.count()).select_from(Touched))
        return derived(), members(), moved, told, awaits, queries.team_sides(), queries.rep_named("ann")

    there = everything()
    before, after = service.preview(edit)
    assert everything() == there
    assert before == queries.quarter_lines()
    service.change(edit)
    assert after == queries.quarter_lines()
    assert not stale(NOW)


def test_a_preview_tells_what_the_change_does_and_not_what_awaits_scoring() -> None:
    happened(*calls("ann", "2026-09-20", "2026-09-21"), *calls("bob", "2026-09-22", "2026-09-23"))
    before, after = service.preview(edits.Rename("ann", "Anna", ""))
    assert before == after == queries.quarter_lines()


def test_a_preview_refuses_what_the_change_refuses() -> None:
    with pytest.raises(EditError):
        service.preview(edits.Move("ann", "North", "", OCTOBER))
    assert members() == [
        ("ann", "North", "sales", FIRST_DAY, LAST_DAY),
        ("bob", "South", "sales", FIRST_DAY, LAST_DAY),
    ]


def test_an_absence_is_stored_once_withdrawn_and_scored_each_time() -> None:
    row = Away(1, "bob", OCTOBER, day("2026-10-31") + 1)
    service.add_absence(row)
    assert [one[1:] for one in queries.absences_of("bob")] == [("bob", row.starts, row.ends)]
    assert not stale(NOW)
    with pytest.raises(EditError):
        service.add_absence(row)
    found = queries.absences_of("bob")[0].id
    service.withdraw_absence(found)
    assert db.session.scalar(select(func.count()).select_from(Absence)) == 0
    service.add_absence(row._replace(ends=row.ends - 1))
    service.withdraw_absence(found)
    assert len(queries.absences_of("bob")) == 1, "a page that is old takes nothing away that was noted since"
    assert not stale(NOW)


def test_absences_change_what_is_owed() -> None:
    service.add_absence(Away(1, "bob", OCTOBER, day("2026-10-20")))
    assert scores("2026-10", "calls")["bob"] == ("met", 10)
    service.withdraw_absence(queries.absences_of("bob")[0].id)
    assert scores("2026-10", "calls")["bob"] == ("missed", 0)
