"""Aliases: whom a name means is decided, and may change; the name that an activity came under stays with it."""

from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import select

from app import clock
from app.activities import service as activities
from app.activities.known import Known
from app.activities.seen import Seen, SeenIds
from app.extensions import db
from app.models.people import Rep
from app.models.scores import ClockRow
from app.people import queries, service
from app.people.rows import Away
from app.scorekeeping import clocks as clock_rows
from app.scorekeeping import service as scorekeeping
from app.scorekeeping import touching
from tests.services.facts import CALLS, DISPOSED, agree, day, people, scores, stale
from tests.services.named import ADA, NOW, calls, credited, decide, row, store


@pytest.fixture(autouse=True)
def company(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    agree(CALLS, DISPOSED)
    people(ann="North", bob="South")


def test_past_and_future_are_credited_to_whom_the_name_means() -> None:
    store(row("1", "a.nn"), row("2", "ann"))
    assert calls() == {"ann": ("missed", 0), "bob": ("missed", 0)}
    assert decide("a.nn", "ann")
    assert calls() == {"ann": ("met", 10), "bob": ("missed", 0)}
    store(row("3", "a.nn"), row("4", "a.nn"))
    assert calls()["ann"] == ("exceeded", 15)
    assert credited() == {
        "1": ("ann", "a.nn"),
        "2": ("ann", None),
        "3": ("ann", "a.nn"),
        "4": ("ann", "a.nn"),
    }


def test_an_alias_may_change_hands_and_be_withdrawn() -> None:
    store(row("1", "a.nn"), row("2", "a.nn"))
    for rep, met in (("ann", "ann"), ("bob", "bob"), (None, None), ("ann", "ann")):
        assert decide("a.nn", rep)
        found = calls()
        assert [who for who, one in found.items() if one == ("met", 10)] == ([met] if met else [])
        assert credited()["1"] == ((rep, "a.nn") if rep else ("a.nn", None))
    told = [(meant, by) for meant, _at, by in queries.decisions("a.nn")]
    assert told == [("ann", ADA), (None, ADA), ("bob", ADA), ("ann", ADA)]


def test_clocks_run_for_whom_the_name_means() -> None:
    store(
        row("1", "ann", "2026-09-01T09:00", "lead.assigned", "L1"),
        row("2", "a.nn", "2026-09-01T16:00", "lead.assigned", "L1"),
        row("3", "bob", "2026-09-02T10:00", "lead.disposed", "L1"),
        row("4", "a.nn", "2026-09-03T10:00", "lead.assigned", "L2"),
    )
    states = select(Rep.key, ClockRow.subject, ClockRow.state).join(Rep, Rep.id == ClockRow.rep_id)
    assert set(db.session.execute(states)) == {
        ("ann", "L1", "dropped"), ("a.nn", "L1", "met"), ("a.nn", "L2", "breached")
    }  # fmt: skip
    decide("a.nn", "ann")
    assert set(db.session.execute(states)) == {("ann", "L1", "breached"), ("ann", "L2", "breached")}
    assert stale(NOW) == {}
    decide("a.nn", "bob")
    assert set(db.session.execute(states)) == {
        ("ann", "L1", "dropped"), ("bob", "L1", "met"), ("bob", "L2", "breached")
    }  # fmt: skip
    assert stale(NOW) == {}


def test_only_the_clocks_of_the_name_run_anew() -> None:
    for number in range(4):
        store(row(f"{number}", "ann" if number else "a.nn", kind="lead.assigned", subject=f"L{number}"))
    with (
        patch.object(touching, "update_clocks", wraps=clock_rows.update_clocks) as updated,
        patch.object(touching, "rebuild_clocks", wraps=clock_rows.rebuild_clocks) as rebuilt,
    ):
        decide("a.nn", "bob")
    assert [call.args[1] for call in updated.call_args_list] == [{"L0"}]
    assert not rebuilt.called


def test_months_of_weeks_and_decisions_are_scored_anew() -> None:
    """The 30th of September lies in a week of October; the clock of the 31st of August is decided in September."""
    store(row("1", "a.nn", "2026-09-30T12:00"), row("2", "a.nn", "2026-08-31T16:00", "lead.assigned", "L1"))
    decide("a.nn", "ann")
    assert scores("2026-09", "disposed")["ann"] == ("missed", 0)
    assert stale(NOW) == {}


def test_the_same_under_any_name_of_the_same_rep_is_a_repeat() -> None:
    store(row("1", "a.nn"), row("2", "ann"))
    assert store(row("1", "ann"), row("2", "a.nn")).conflicts == [(0, "rep"), (1, "rep")]
    decide("a.nn", "ann")
    again = store(row("1", "a.nn"), row("1", "ann"), row("2", "a.nn"), row("2", "bob"))
    assert (again.new, again.repeated, again.conflicts) == (0, 3, [(3, "rep")])
    assert credited()["2"] == ("ann", None), "it stays as it was sent first"
    with Seen() as seen:
        outcome = activities.examine(
            [row("1", "ann"), row("3", "ann"), row("3", "a.nn")], "default", Known(only_look=True), seen
        )
    assert (outcome.new, outcome.repeated, outcome.conflicts) == (1, 2, [])
    decide("a.nn")
    assert store(row("1", "a.nn"), row("2", "ann")).repeated == 2


def test_corrections_follow_their_own_owner() -> None:
    store(row("1", "ann"), row("2", "a.nn"))
    entry = ("1b", "1", row("1b", "a.nn"))
    activities.correct([entry], "default", NOW)
    decide("a.nn", "bob")
    assert calls()["bob"] == ("met", 10)
    assert activities.correct([entry], "default", NOW).repeated == 1
    decide("a.nn", "ann")
    assert calls() == {"ann": ("met", 10), "bob": ("missed", 0)}
    assert activities.correct([("1b", "1", row("1b", "ann"))], "default", NOW).repeated == 1
    assert activities.store([row("2", "ann")], "default", NOW, before=SeenIds()).repeated == 1


def test_many_owners_at_once_are_credited_as_well() -> None:
    decide("a.nn", "ann")
    rows = [row(f"{number}", f"rep{number}") for number in range(150)]
    store(*rows, row("x", "a.nn"), row("y", "a.nn"))
    assert calls()["ann"] == ("met", 10)


def test_absences_under_an_alias_are_those_of_the_rep() -> None:
    store(row("1", "ann"), row("2", "zoe"))
    service.load_absences([Away(1, "a.nn", day("2026-09-01"), day("2026-09-20"))], "file")
    service.add_absence(Away(1, "ann", day("2026-09-01"), day("2026-09-20")))
    scorekeeping.catch_up(NOW, "absences")
    service.withdraw_absence(queries.absences_of("ann")[0].id)
    assert calls()["ann"] == ("missed", 0)
    assert queries.unknown_reps() == ["a.nn", "zoe"]
    decide("a.nn", "ann")
    assert calls()["ann"] == ("met", 10)
    assert [one.rep for one in queries.absences_of("ann")] == ["ann"]
    store(row("3", "bob"))
    assert stale(NOW) == {}, "also where only some are scored"
    assert queries.unknown_reps() == ["zoe"]
    assert queries.in_no_team(["a.nn", "ann", "zoe"]) == ["zoe"]


def test_an_owner_waits_for_a_decision_until_it_is_made() -> None:
    store(row("1", "a.nn"), row("2", "a.nn", "2026-10-02T12:00"))
    assert [one.key for one in queries.strangers()] == ["a.nn"]
    decide("a.nn", "ann")
    assert queries.strangers() == []
    assert queries.came_under("a.nn") == (2, day("2026-09-01"), day("2026-10-02"))
    assert [one[:3] for one in queries.alias_rows("ann")] == [("a.nn", "ann", 2)]
    assert queries.alias_rows("bob") == []
    decide("a.nn")
    assert [one.key for one in queries.strangers()] == ["a.nn"]
