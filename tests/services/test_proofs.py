"""The proof behind a score: its records add up to it, and what was left out has its reason."""

from typing import Any

import pytest
from sqlalchemy import literal, not_, select

from app import clock
from app.activities import service as activities
from app.agreement.queries import timeline
from app.extensions import db
from app.models.activities import Activity
from app.models.scores import Score
from app.people.service import decide_alias
from app.quarters import service as quarters
from app.scorekeeping import service
from app.scorekeeping.basis import AS_IT_STANDS
from app.scorekeeping.roster import Member, Roster
from app.scorekeeping.telling import Ground
from tests.services.closing import CLOSED, LATER, Moment
from tests.services.facts import CALLS, DISPOSED, act, agree, at, calls, happened, member, month, people
from tests.services.proofs import left_out, legs, plain, prove, shown, unproved

pytestmark = pytest.mark.usefixtures("session", "moment")

BERLIN_HOURS = '[calendar]\nopens = "09:00"\ncloses = "17:00"\nholidays = "DE"\n'
LEADS = DISPOSED.replace("8h", "24h").replace('within = "24h"', 'within = "24h", handover = "carry"')
MEAN = """
[[service_level]]
id = "answer"
side = "sales"
measure = "mean"
direction = "at_most"
of = { kind = "call.answered", where = { line = "hot" } }
target = 60
points = { met = 10 }
"""
DIFFERENT = CALLS.replace('"calls"', '"different"').replace("target = 2", 'distinct = "subject"\ntarget = 2')
RATIO = """
[[service_level]]
id = "won"
side = "sales"
measure = "ratio"
of = { kind = "deal.won" }
over = { kind = ["deal.won", "deal.lost"] }
target = 0.5
points = { met = 10 }
"""
SUM = MEAN.replace('"answer"', '"talked"').replace('"mean"', '"sum"').replace('direction = "at_most"\n', "")
WEEKLY = CALLS.replace('"calls"', '"weekly"').replace("target = 2", 'every = "week"\ntarget = 1')
BETTER = CALLS.replace('"calls"', '"better"').replace(
    "target = 2\nexceed = 4", "target = { months = 2, improve_by = 0.10 }"
)
BETTER_LEADS = LEADS.replace('"disposed"', '"faster"').replace(
    "target = 0.5", "target = { months = 2, improve_by = 0.10 }"
)
EVERYTHING = (CALLS, LEADS, MEAN, DIFFERENT, RATIO, SUM, WEEKLY, BETTER, BETTER_LEADS)


@pytest.fixture
def company() -> None:
    agree(*EVERYTHING, more=BERLIN_HOURS, starts="2026-04")
    member("ann", "North", "", "2026-09-15")
    member("ann", "South", "2026-09-20")
    member("bob", "North")
    member("cy", "Market", side="marketing")
    db.session.commit()


def score() -> None:
    service.catch_up(clock.now(), "test")


def of_month(label: str, *levels: str) -> list[Score]:
    """Return the scores of a month, for some levels or for all."""
    found = db.session.scalars(select(Score).where(Score.month == month(label)))
    return [one for one in found if not levels or one.level in levels]


def test_what_was_left_out_has_its_reason(company: None) -> None:
    happened(
        act("call.made", "2026-09-01T12:00", "ann", "L1", key="first"),
        act("call.made", "2026-09-01T13:00", "ann", "L1", key="again"),
        act("call.made", "2026-09-02T12:00", "ann", key="nothing"),
        act("call.made", "2026-09-17T12:00", "ann", "L2", key="between"),
        act("call.made", "2026-08-31T12:00", "ann", "L3", key="seam"),
        act("call.answered", "2026-09-03T12:00", "ann", "L1", "30", key="hot", line="hot"),
        act("call.answered", "2026-09-03T12:00", "ann", "L1", "90", key="cold", line="cold"),
        act("call.answered", "2026-09-03T12:00", "ann", "L1", key="mute", line="hot"),
    )
    score()
    nowhere = "in no team of this side on that day"
    assert left_out(shown("ann", "calls", "2026-09")) == [("between", nowhere)]
    assert left_out(shown("ann", "different", "2026-09")) == [
        ("again", "its subject counts already"),
        ("nothing", "is about no subject"),
        ("between", nowhere),
    ]
    assert left_out(shown("ann", "answer", "2026-09")) == [
        ("cold", "does not match the rule's conditions"),
        ("mute", "has no value"),
    ]
    assert left_out(shown("ann", "talked", "2026-09")) == [("cold", "does not match the rule's conditions")]
    assert left_out(shown("ann", "weekly", "2026-08"))[0] == ("seam", "its week belongs to September 2026")
    assert left_out(shown("South", "calls", "2026-09", "team")) == [
        (key, nowhere) for key in ("first", "again", "nothing", "between")
    ]
    assert unproved(of_month("2026-09")) == []


def test_a_correction_shows_both(company: None) -> None:
    happened(
        act("call.made", "2026-09-01T12:00", "ann", "L1", "5", key="1"),
        act("call.made", "2026-09-02T12:00", "ann", "L2", key="2"),
    )
    new: Any = ("1b", "call.made", at("2026-09-03T12:00"), None, "ann", "L1", None, None)
    activities.correct([("1b", "1", new), ("w", "2", None)], "default", clock.now())
    score()
    found = shown("ann", "calls", "2026-09")
    (counting,) = found["counting"]
    assert (counting.key, plain(counting.instead)) == (
        "1b",
        "instead of 1, call made, Tue, Sep 1, 12:00 PM, Ann, L1, 5",
    )
    assert [(one.key, one.reason, plain(one.instead)) for one in found["left"]] == [
        ("1", "corrected at the source", "replaced by 1b, call made, Thu, Sep 3, 12:00 PM, Ann, L1"),
        ("2", "corrected at the source", "withdrawn by w"),
    ]


def assigned(when: str, who: str = "ann") -> dict[str, Any]:
    return act("lead.assigned", when, who, "L")


def disposed(when: str) -> dict[str, Any]:
    return act("lead.disposed", when, "bob", "L")


E1 = [assigned("2026-10-23T16:10"), disposed("2026-10-26T10:05")]
E3 = [assigned("2026-04-30T15:00")]
E5 = [
    assigned("2026-10-05T09:00"),
    act("lead.held", "2026-10-05T11:00", "ann", "L"),
    act("lead.freed", "2026-10-07T11:00", "ann", "L"),
    disposed("2026-10-08T17:00"),
]
A_DAY_OFF = "2 h + 8 h + 8 h + 6 h = 24 h; May 1, 2026, Saturday, Sunday closed"
E13 = [assigned("2026-10-05T09:00"), assigned("2026-10-07T20:00", "bob"), disposed("2026-10-09T10:00")]


@pytest.mark.parametrize(
    ("story", "who", "label", "told", "total"),
    [
        (E1, "ann", "2026-10",
         ["Fri, Oct 23, 4:10 PM → Mon, Oct 26, 10:05 AM: 50 min + 1 h 05 min = 1 h 55 min; Saturday, Sunday closed"],
         "1 h 55 min of 24 h"),
        (E3, "bob", "2026-05",
         [f"Thu, Apr 30, 3:00 PM → Wed, May 6, 3:00 PM: {A_DAY_OFF}"],
         "24 h of 24 h"),
        (E5, "bob", "2026-10",
         ["Mon, Oct 5, 9:00 AM → 11:00 AM: 2 h", "On hold until Wed, Oct 7, 11:00 AM",
          "Wed, Oct 7, 11:00 AM → Thu, Oct 8, 5:00 PM: 6 h + 8 h = 14 h"],
         "16 h of 24 h"),
        (E13, "bob", "2026-10",
         ["Mon, Oct 5, 9:00 AM → Wed, Oct 7, 5:00 PM: 8 h + 8 h + 8 h = 24 h"],
         "24 h of 24 h"),
    ],
)  # fmt: skip
def test_a_clock_is_told_in_words(
    company: None, moment: Moment, story: list[Any], who: str, label: str, told: list[str], total: str
) -> None:
    moment(LATER)
    happened(*({**one, "rep": who if one["rep"] == "ann" else one["rep"]} for one in story))
    score()
    (one,) = shown(who, "disposed", label)["counting"]
    assert legs(one) == told
    assert plain(one.total) == total
    assert unproved(of_month(label, "disposed")) == []


def test_clocks_that_do_not_count_have_their_reason(company: None) -> None:
    happened(
        act("lead.assigned", "2026-09-01T09:00", "ann", "handed"),
        act("lead.assigned", "2026-09-01T12:00", "bob", "handed"),
        act("lead.disposed", "2026-09-01T15:00", "bob", "handed"),
        act("lead.assigned", "2026-09-02T09:00", "ann", "held"),
        act("lead.held", "2026-09-02T10:00", "ann", "held"),
        act("lead.assigned", "2026-09-17T09:00", "ann", "between"),
        act("lead.disposed", "2026-09-17T10:00", "ann", "between"),
        act("lead.assigned", "2026-09-30T09:00", "ann", "later"),
        act("lead.disposed", "2026-10-01T10:00", "ann", "later"),
    )
    score()
    found = shown("ann", "disposed", "2026-09")
    assert sorted(left_out(found)) == [
        ("between", "in no team of this side on that day"),
        ("handed", "handed over with its time"),
        ("held", "on hold"),
        ("later", "counts in October 2026"),
    ]
    assert next(one.held for one in found["left"] if one.subject == "held") == "Wed, Sep 2, 10:00\u202fAM"
    (one,) = shown("bob", "disposed", "2026-09")["counting"]
    assert legs(one)[1] == "Handed over to Bob"
    assert plain(one.total) == "6 h of 24 h"
    assert unproved(of_month("2026-09")) == []


def test_a_final_score_rests_on_what_had_come(company: None, moment: Moment) -> None:
    happened(
        *calls("ann", "2026-08-03", "2026-08-04"),
        *calls("bob.old", "2026-08-05"),
        act("lead.assigned", "2026-08-03T09:00", "ann", "L1"),
        act("lead.disposed", "2026-08-03T12:00", "ann", "L1"),
    )
    decide_alias("bob.old", "bob", "ada@example.com", clock.now())
    score()
    quarters.close("2026-Q2", None)
    quarters.close("2026-Q3", None)
    moment(LATER)
    first = db.session.scalars(select(Activity.key).order_by(Activity.id)).first()
    assert first
    activities.correct([("w", first, None)], "default", LATER)
    happened(*calls("ann", "2026-08-06"), act("lead.disposed", "2026-08-03T10:00", "ann", "L1"))
    decide_alias("bob.old", "ann", "ada@example.com", LATER)
    score()
    assert unproved(of_month("2026-08")) == []
    found = shown("ann", "calls", "2026-08")
    assert [one.when[:10] for one in found["counting"]] == ["Mon, Aug 3", "Tue, Aug 4"]
    assert [one.reason for one in found["left"]] == ["came after the quarter was final"]
    assert found["rests_on"][0].startswith(
        "Third quarter 2026 was made final on October 12, 2026, as version 1."
    )
    assert len(shown("bob", "calls", "2026-08")["counting"]) == 1
    (clocked,) = shown("ann", "disposed", "2026-08")["counting"]
    assert plain(clocked.total) == "3 h of 24 h"


def test_a_baseline_shows_the_months_before(company: None) -> None:
    happened(
        *calls("bob", "2026-07-01", "2026-07-02", "2026-08-03", "2026-09-01", "2026-09-02", "2026-09-03")
    )
    score()
    found = shown("bob", "better", "2026-09")
    assert [(one.name, one.reached, one.owed) for one in found["past"]] == [
        ("July 2026", "2", "share 1"),
        ("August 2026", "1", "share 1"),
    ]
    assert found["steps"][1][1:] == ("3 ÷ 2 full-time months × 1, plus 10%", "at least 1.65")
    assert prove("bob", "better", "2026-09").agrees


def test_what_arrived_and_is_not_scored_yet_is_told(company: None) -> None:
    happened(*calls("bob", "2026-09-01"))
    score()
    assert prove("bob", "calls", "2026-09").agrees
    happened(*calls("bob", "2026-09-02"))
    assert not prove("bob", "calls", "2026-09").agrees
    assert clock.now() == CLOSED


def test_nobody_is_asked_for_who_is_not_there(company: None) -> None:
    people(dan="North")
    happened(*calls("bob", "2026-09-01"))
    score()
    found = shown("dan", "calls", "2026-09")
    assert (found["counting"], found["left"], found["agrees"]) == ([], [], True)


@pytest.mark.parametrize(("number", "held"), [(1, True), (1_999, True), (2_000, False)])
def test_a_team_may_have_had_thousands_of_stays(moment: Moment, number: int, held: bool) -> None:
    agree()
    known = timeline()
    assert known
    stays = {one: Member(one, one, 1, "sales", one, one + 1) for one in range(2_000)}
    ground = Ground(known, CLOSED, "team", 1, Roster(stays, {}, None), AS_IT_STANDS, None)
    credited = ground.credited(literal(number), literal(number), "sales")
    assert db.session.scalar(select(literal(1)).where(credited)) == (1 if held else None)
    assert db.session.scalar(select(literal(1)).where(not_(credited))) == (None if held else 1)
