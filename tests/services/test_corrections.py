"""Corrections: what takes whose place, in whatever order they come; both stay, and one of them counts."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from app.activities import service as activities
from app.activities.rows import Row
from app.extensions import db
from app.models.activities import Activity, Batch, Correction
from app.scorekeeping import service
from tests.harness import close, make_app
from tests.services.facts import CALLS, DISPOSED, agree, at, people, scores, stale

NOW = at("2026-10-15T12:00")
SEPTEMBER = ("2026-09-01T12:00", "2026-09-02T12:00")


@pytest.fixture
def facts(session: Any) -> None:
    agree(CALLS, DISPOSED)
    people(ann="North", bob="South")


def row(
    key: str, when: str = SEPTEMBER[0], who: str = "ann", kind: str = "call.made", subject: str = ""
) -> Row:
    return key, kind, at(when), None, who, subject, None, None


def store(*rows: Row, now: int = NOW) -> activities.Outcome:
    return activities.store(rows, "default", now)


def correct(*entries: tuple[str, str, Row | None], now: int = NOW) -> activities.Outcome:
    return activities.correct(entries, "default", now)


def calls(month: str = "2026-09") -> dict[str, tuple[str, int]]:
    service.catch_up(NOW, "test")
    return scores(month, "calls")


def counting() -> set[str]:
    return set(db.session.scalars(select(Activity.key).where(~Activity.corrected)))


@pytest.mark.usefixtures("facts")
def test_what_takes_its_place_counts_instead() -> None:
    store(row("1"), row("2", SEPTEMBER[1]))
    assert calls() == {"ann": ("met", 10), "bob": ("missed", 0)}
    assert correct(("1b", "1", row("1b", who="bob"))).corrected == 1
    assert calls() == {"ann": ("missed", 0), "bob": ("missed", 0)}
    assert counting() == {"1b", "2"}
    assert set(db.session.scalars(select(Activity.key))) == {"1", "1b", "2"}, "both stay"
    assert stale(NOW) == {}


@pytest.mark.usefixtures("facts")
def test_what_is_withdrawn_counts_no_more() -> None:
    store(row("1"), row("2", SEPTEMBER[1]))
    assert calls()["ann"] == ("met", 10)
    assert correct(("w", "2", None)).corrected == 1
    assert calls()["ann"] == ("missed", 0)
    assert stale(NOW) == {}


@pytest.mark.usefixtures("facts")
def test_a_correction_moves_a_clock() -> None:
    store(
        row("1", "2026-09-01T09:00", kind="lead.assigned", subject="L1"),
        row("2", "2026-09-01T10:00", kind="lead.disposed", subject="L1"),
    )
    service.catch_up(NOW, "test")
    assert scores("2026-09", "disposed")["ann"] == ("met", 20)
    correct(("2b", "2", row("2b", "2026-09-09T10:00", kind="lead.disposed", subject="L1")))
    service.catch_up(NOW, "test")
    assert scores("2026-09", "disposed")["ann"] == ("missed", 0)
    correct(("w", "1", None))
    service.catch_up(NOW, "test")
    assert scores("2026-09", "disposed")["ann"] == ("no_data", 0)
    assert stale(NOW) == {}


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=lambda order: "".join(map(str, order)))
def test_the_order_of_arrival_does_not_matter(order: Sequence[int]) -> None:
    steps = (
        lambda: store(row("1"), row("2", SEPTEMBER[1])),
        lambda: correct(("1b", "1", row("1b", who="bob"))),
        lambda: correct(("1c", "1b", row("1c", SEPTEMBER[1], who="bob"))),
    )
    for number in order:
        steps[number]()
        service.catch_up(NOW, "test")
        assert stale(NOW) == {}
    assert counting() == {"1c", "2"}


@pytest.mark.usefixtures("facts")
def test_sent_again_it_is_a_repeat() -> None:
    store(row("1"), row("2"))
    entries = (("1b", "1", row("1b", who="bob")), ("w", "2", None))
    assert correct(*entries).corrected == 2
    again = correct(*entries)
    assert (again.corrected, again.repeated, again.conflicts) == (0, 2, [])
    assert db.session.scalar(select(func.count()).select_from(Batch)) == 2
    assert store(row("1"), row("2")).repeated == 2


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (("1b", "1", None), "conflicts with the correction that was there first under this id"),
        (("1x", "1", None), "was corrected already by 1b: correct that one"),
        (("3", "2", None), "has the id of an activity; a correction needs one of its own"),
        (("y", "w", row("y")), "was withdrawn: send the activity under a new id"),
        (("z", "z", row("z")), "would correct itself"),
    ],
)
def test_refusals_say_why(entry: tuple[str, str, Row | None], reason: str) -> None:
    store(row("1"), row("2"), row("3"), row("4"))
    correct(("1b", "1", row("1b")), ("w", "4", None))
    before = counting()
    found = correct(("ok", "3", None), entry)
    assert found.conflicts == [(1, reason)]
    assert (found.corrected, counting()) == (1, before - {"3"}), "the good one is stored"


@pytest.mark.usefixtures("facts")
def test_no_circle_is_closed() -> None:
    correct(("a", "b", row("a")))
    assert correct(("b", "a", row("b"))).conflicts == [(0, "would correct itself")]
    assert counting() == {"a"}


@pytest.mark.usefixtures("facts")
def test_corrections_stay_as_they_are() -> None:
    store(row("1"))
    correct(("w", "1", None))
    for statement in (delete(Correction), update(Correction).values(of_key="2")):
        with pytest.raises(DBAPIError, match="stay as they are"), db.session.begin_nested():
            db.session.execute(statement)


@pytest.mark.usefixtures("facts")
def test_no_circle_is_closed_within_one_message() -> None:
    found = correct(("a", "b", row("a")), ("b", "c", row("b")), ("c", "a", row("c")))
    assert found.conflicts == [(2, "would correct itself")]
    assert counting() == {"a"}
    assert store(row("b", who="bob")).conflicts == [(0, "rep")]


WITHDRAWAL, ON_TOP = ("w", "1", None), ("x", "w", row("x"))


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (WITHDRAWAL, ON_TOP, "was withdrawn: send the activity under a new id"),
        (ON_TOP, WITHDRAWAL, "has the id of what is corrected; a withdrawal is nothing to correct"),
    ],
)
def test_a_withdrawal_is_nothing_to_correct(first: Any, second: Any, reason: str, at_once: bool) -> None:
    store(row("1"))
    messages = [(first, second)] if at_once else [(first,), (second,)]
    found = [why for entries in messages for _number, why in correct(*entries).conflicts]
    assert found == [reason]


@pytest.mark.usefixtures("facts")
def test_no_activity_has_the_id_of_a_withdrawal() -> None:
    store(row("1"))
    correct(("w", "1", None))
    assert store(row("w"), row("2")).conflicts == [(0, "id, which is that of a withdrawal")]
    assert counting() == {"2"}
    assert correct(("w", "1", None)).repeated == 1


@pytest.mark.parametrize("fresh_database", ["postgresql"], indirect=True)
def test_of_corrections_at_the_same_time_one_stands(fresh_database: str) -> None:
    app = make_app(fresh_database)
    with app.app_context():
        agree(CALLS)
        people(ann="North", bob="South")
    many = 6
    barrier = Barrier(many)

    def act(number: int) -> activities.Outcome:
        with app.app_context():
            barrier.wait(30)
            if not number:
                return store(row("1"))
            return correct((f"c{number}", "1", row(f"c{number}", who="bob")))

    with ThreadPoolExecutor(many) as pool:
        outcomes = list(pool.map(act, range(many)))
    with app.app_context():
        assert sum(one.corrected for one in outcomes) == 1
        assert counting() == set(db.session.scalars(select(Correction.key)))
        service.catch_up(NOW, "test")
        assert stale(NOW) == {}
    close(app)
