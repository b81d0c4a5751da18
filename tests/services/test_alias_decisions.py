"""Decisions about aliases: what is refused, what a preview tells, and that nothing is credited in another way."""

from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from app import clock
from app.extensions import db
from app.models.activities import Activity
from app.models.people import LAST_DAY, Alias, Rep
from app.models.scores import PointsChange, Stamp, Touched
from app.people import edits, queries, service
from app.people.edits import EditError
from app.people.rows import Member
from app.scorekeeping import service as scorekeeping
from app.scorekeeping.checks import run_checks
from tests.loading import members
from tests.services.facts import CALLS, DISPOSED, agree, derived, people
from tests.services.named import ADA, NOW, credited, decide, row, store


@pytest.fixture(autouse=True)
def company(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    agree(CALLS, DISPOSED)
    people(ann="North", bob="South")


def test_deciding_the_same_again_is_nothing() -> None:
    assert decide("a.nn", "ann")
    assert not decide("a.nn", "ann")
    assert not decide("zoe")
    assert db.session.scalar(select(func.count()).select_from(Alias)) == 1


REFUSED = [
    ("a.nn", "", "rep", "There is no rep with the key ."),
    ("ann", "ann", "rep", "This is the same key."),
    ("a.nn", "zoe", "rep", "There is no rep with the key zoe."),
    ("zoe", "b.ob", "rep", "b.ob is an alias of bob: name bob."),
    ("ann", "bob", "owner", "ann is a rep with memberships. Withdraw all of them first, if it is only a name."),
]  # fmt: skip


@pytest.mark.parametrize(("owner", "rep", "field", "reason"), REFUSED)
def test_what_is_no_alias_is_refused(owner: str, rep: str, field: str, reason: str) -> None:
    decide("b.ob", "bob")
    store(row("1", "zoe"), row("2", "a.nn"))
    before = credited()
    for ask in (service.decide_alias, service.preview_alias):
        with pytest.raises(EditError, match=reason) as error:
            ask(owner, rep, ADA, NOW)
        assert error.value.field == field
    db.session.rollback()
    assert credited() == before
    assert db.session.scalar(select(func.count()).select_from(Alias)) == 1


def test_no_chain_comes_about_by_withdrawing_memberships() -> None:
    decide("a.nn", "ann")
    service.change(edits.Withdraw("ann", 0))
    with pytest.raises(EditError, match="ann has aliases"):
        decide("ann", "bob")
    decide("a.nn", "bob")
    assert decide("ann", "bob")


def test_an_alias_is_put_into_no_team() -> None:
    decide("a.nn", "ann")
    reason = "a.nn is an alias of ann: name ann, or withdraw the alias first."
    with pytest.raises(EditError, match=reason) as error:
        service.change(edits.Enter("a.nn", "West", "sales", 0, LAST_DAY, "", ""))
    assert error.value.field == "rep"
    member = Member(2, "a.nn", "", "", "North", "sales", 0, LAST_DAY)
    loaded = service.load_people([member, member._replace(line=3, rep="cyd")], "file")
    assert [(one.line, one.reason) for one in loaded.refusals] == [(2, reason)]
    assert loaded.new == 1
    changed, refusals = service.set_memberships("a.nn", [member], "api")
    assert (changed, [one.reason for one in refusals]) == (False, [reason])
    assert [who for who, *_ in members()] == ["ann", "bob", "cyd"]
    gone = service.load_people([member._replace(starts=5, ends=5)], "file")
    assert (gone.repeated, gone.refusals) == (1, [])


def test_a_preview_is_what_then_happens_and_leaves_nothing_behind() -> None:
    store(row("1", "a.nn"), row("2", "a.nn"), row("3", "a.nn", kind="lead.assigned", subject="L1"))

    def everything() -> Any:
        counts = (select(func.count()).select_from(one) for one in (Alias, Touched, PointsChange))
        numbers = [db.session.scalar(one) for one in (*counts, select(Stamp.number))]
        return derived(), credited(), numbers, queries.aliases()

    for rep in ("ann", "bob", None):
        there = everything()
        before, after = service.preview_alias("a.nn", rep, ADA, NOW)
        assert everything() == there
        assert before == queries.quarter_lines()
        decide("a.nn", rep)
        assert after == queries.quarter_lines()
        assert before != after


def test_decisions_and_names_stay_as_they_are() -> None:
    store(row("1", "a.nn"), row("2", "ann"))
    decide("a.nn", "ann")
    bob = db.session.scalar(select(Rep.id).where(Rep.key == "bob"))
    for statement in (
        "DELETE FROM alias",
        "UPDATE alias SET rep_id = NULL",
        f"UPDATE activity SET owner_id = {bob}",  # noqa: S608 - a number
        f"UPDATE activity SET rep_id = {bob} WHERE key = '2'",  # noqa: S608 - a number
        "UPDATE activity SET owner_id = NULL WHERE key = '1'",
    ):
        with pytest.raises(DBAPIError, match="stay as they are"), db.session.begin_nested():
            db.session.execute(text(statement))


@pytest.mark.parametrize("what", ["mark", "credit", "of the rep himself"])
def test_a_credit_that_was_not_decided_is_noticed_and_mended(what: str) -> None:
    store(row("1", "a.nn"), row("2", "a.nn"), row("3", "zoe"))
    decide("a.nn", "ann")
    ids = dict(db.session.execute(select(Rep.key, Rep.id)).all())
    a_nn, bob, zoe = (ids[key] for key in ("a.nn", "bob", "zoe"))
    wrong = {
        "mark": update(Rep).where(Rep.key == "a.nn").values(alias_of=bob),
        "credit": update(Activity).where(Activity.key == "1").values(rep_id=bob),
        "of the rep himself": update(Activity).where(Activity.key == "1").values(rep_id=a_nn, owner_id=None),
    }
    db.session.execute(wrong[what])
    db.session.execute(update(Activity).where(Activity.key == "3").values(rep_id=bob, owner_id=zoe))
    db.session.commit()
    other = "a.nn" if what == "of the rep himself" else "bob"
    said = [
        f"what came under a.nn is credited to {other}, not to ann",
        "what came under zoe is credited to bob, not to zoe",
    ]
    assert [line for result in run_checks() for line in result.faults] == said
    assert scorekeeping.rebuild(keep=False, now=NOW) == said
    assert scorekeeping.rebuild(keep=True, now=NOW) == said
    assert scorekeeping.rebuild(keep=False, now=NOW) == []
    assert credited() == {"1": ("ann", "a.nn"), "2": ("ann", "a.nn"), "3": ("zoe", None)}
