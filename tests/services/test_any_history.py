"""Whatever happens in whatever order: after each step all that is stored is what a rebuild from the facts gives.

Hypothesis plays histories: batches early and late, with ties, and again; corrections; leads handed over; people who
move and are away; names that become aliases, of one and of another, and are none any more; agreements that change;
months scored alone, or as of another moment; quarters that are closed and opened again; and the passing of time. What
happened is noticed after each step.
"""

from itertools import count
from unittest.mock import patch

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from app import clock
from app.activities import service as activities
from app.activities.rows import Row
from app.agreement.queries import timeline
from app.delivery import months_of
from app.extensions import db
from app.models.activities import Activity
from app.models.people import LAST_DAY, Rep
from app.models.quarters import FINAL, Quarter
from app.people import service as people
from app.people.edits import EditError
from app.people.rows import Away, Member
from app.quarters import queries as quarters
from app.quarters import service as closing
from app.scorekeeping import service
from app.scorekeeping.checks import run_checks
from scoring.faults import AgreementError
from tests.services.badges import EARNED, FASTEST, Badges, facts, provisional_at
from tests.services.closing import users
from tests.services.facts import (
    BETTER,
    CALLS,
    CALLS_A_WEEK,
    DISPOSED,
    DISPOSED_A_WEEK,
    agree,
    at,
    day,
    month,
    stale,
    standings,
    sums_of_scores,
)
from tests.services.happenings import News

# What they run, other tests run for the coverage: to trace it would cost a third more.
pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.no_cover]

HOUR, DAY = 3_600_000_000, 86_400_000_000
STEPS = 6

BEGIN, TODAY = at("2026-05-25T00:00"), at("2026-09-10T12:00")

KINDS = ("call.made", "lead.assigned", "lead.disposed", "lead.held", "lead.freed", "note")
REPS = ("ann", "bob", "cem")
OWNERS = (*REPS, "dan", "a.nn", "b@ob")
SUBJECTS = ("", "L1", "L2", "L3")
SLOW = DISPOSED_A_WEEK.replace('within = "8h"', 'within = "700h", hours = "wall"')
CARRIED = DISPOSED.replace('within = "8h"', 'within = "30h", handover = "carry"')
VERSIONS = (
    (CALLS, CALLS_A_WEEK, DISPOSED, SLOW, BETTER, EARNED, FASTEST),
    (
        CALLS,
        CARRIED,
        SLOW,
        BETTER.replace("months = 2", "months = 1"),
        EARNED.replace("silver = 3", "silver = 4"),
    ),
    (CALLS_A_WEEK, SLOW.replace("700h", "1300h")),
)

moments = st.builds(
    lambda days, hour: BEGIN + days * DAY + hour * HOUR, st.integers(0, 150), st.sampled_from((9, 12, 16, 20))
)
days = st.integers(day("2026-06-01"), day("2026-10-28"))
happenings = st.tuples(st.sampled_from(KINDS), moments, st.sampled_from(OWNERS), st.sampled_from(SUBJECTS))


class History(RuleBasedStateMachine):
    """A company's history, in a savepoint of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = db.engine.begin_nested()  # type: ignore[attr-defined]
        self.numbers = count(1)
        self.sent: list[Row] = []
        self.known = set(REPS)
        self.means: dict[str, str] = {}
        self.now = TODAY
        self.awarded: Badges = {}
        self.news = News()

    def teardown(self) -> None:
        """Hold all that is stored in the end against what scoring everything anew gives, and forget it."""
        try:
            if timeline() is not None:
                before = provisional_at(self.now)
                assert stale(self.now) == {}
                assert provisional_at(self.now) == before
                self.news.hold(self.now)
                assert [result for result in run_checks() if result.faults] == []
                assert standings() == sums_of_scores()
        finally:
            db.session.remove()
            self.savepoint.rollback()

    @initialize()
    def begin(self) -> None:
        """Let an agreement be in force, and most people be in a team."""
        agree(*VERSIONS[0], starts="2026-06")
        self.asker, self.other = users("asker@example.com", "other@example.com")
        people.load_people([self.member(key, "North", 0) for key in REPS], "test")

    def member(self, key: str, team: str, starts: int) -> Member:
        return Member(next(self.numbers), key, key.title(), "", team, "sales", starts, LAST_DAY)

    def row(self, happening: tuple[str, int, str, str]) -> Row:
        kind, moment, who, subject = happening
        return f"a{next(self.numbers)}", kind, moment, None, who, subject, None, None

    def meant(self, owner: str) -> str:
        return self.means.get(owner, owner)

    def names(self, owner: str) -> list[str]:
        return [one for one in OWNERS if self.meant(one) == self.meant(owner)]

    def decide(self, owner: str, rep: str | None) -> bool:
        with patch.object(clock, "now", lambda: self.now):
            return people.decide_alias(owner, rep, "test", self.now)

    @rule(batch=st.lists(happenings, min_size=1, max_size=6))
    def arrive(self, batch: list[tuple[str, int, str, str]]) -> None:
        """Let a batch arrive: of what was long ago, of today, or of what is still to come."""
        rows = [self.row(one) for one in batch]
        self.sent += rows
        assert activities.store(rows, "default", self.now).new == len(rows)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def arrive_again(self, data: st.DataObject) -> None:
        """Let a part of it be sent once more, under any name of the same rep."""
        drawn = data.draw(st.lists(st.sampled_from(self.sent), min_size=1, max_size=4, unique=True))
        rows = [(*row[:4], data.draw(st.sampled_from(self.names(row[4]))), *row[5:]) for row in drawn]
        assert activities.store(rows, "default", self.now).repeated == len(rows)

    @rule(
        moment=moments,
        subject=st.sampled_from(SUBJECTS[1:]),
        reps=st.permutations(OWNERS),
        later=st.integers(0, 60),
    )
    def hand_over(self, moment: int, subject: str, reps: list[str], later: int) -> None:
        """Let a lead be assigned to somebody, and to somebody else at the same time or later."""
        times = (moment, moment + later * HOUR)
        rows = [
            self.row(("lead.assigned", time, who, subject)) for time, who in zip(times, reps, strict=False)
        ]
        activities.store(rows, "default", self.now)

    @rule(data=st.data(), happening=happenings, withdrawn=st.booleans())
    def correct(self, data: st.DataObject, happening: tuple[str, int, str, str], withdrawn: bool) -> None:
        """Let something be withdrawn, or something take its place; some of it comes later or never."""
        keys = sorted(db.session.scalars(select(Activity.key)))
        early = f"a{data.draw(st.integers(1, 9)) + next(self.numbers)}"
        row = self.row(happening)
        entry = (row[0], data.draw(st.sampled_from([*keys, early])), None if withdrawn else row)
        wrong = select(Activity.id).where(Activity.key == entry[1], Activity.at <= self.now)
        self.news.expected = db.session.scalar(wrong) is None
        activities.correct([entry], "default", self.now)

    @rule(who=st.sampled_from(OWNERS), team=st.sampled_from(("North", "South")), starts=days)
    def move(self, who: str, team: str, starts: int) -> None:
        """Let somebody be in a team from a day on; an alias is put into none."""
        self.news.expected = False
        loaded = people.load_people([self.member(who, team, starts)], "test")
        assert not (loaded.new and who in self.means)
        self.known |= {who} - self.means.keys()

    @rule(owner=st.sampled_from(OWNERS[2:]), rep=st.sampled_from(OWNERS))
    def alias(self, owner: str, rep: str) -> None:
        """Let a name mean somebody, if it is only a name, and he is in a team."""
        may_be = rep in self.known and owner not in self.known
        try:
            self.decide(owner, rep)
        except EditError:
            assert not may_be
        else:
            assert may_be
            self.means[owner] = rep

    @precondition(lambda self: self.means)
    @rule(data=st.data())
    def withdraw_alias(self, data: st.DataObject) -> None:
        """Let a name mean nobody else any more."""
        owner = data.draw(st.sampled_from(sorted(self.means)))
        del self.means[owner]
        assert self.decide(owner, None)

    @rule(who=st.sampled_from(OWNERS), first=days, length=st.integers(1, 30))
    def leave(self, who: str, first: int, length: int) -> None:
        """Let somebody be away for some days."""
        self.news.expected = False
        assert months_of(first, first + length)
        people.load_absences([Away(0, who, first, first + length)], "test")

    @rule(levels=st.sampled_from(VERSIONS), starts=st.sampled_from(("2026-06", "2026-07", "2026-09")))
    def change_the_agreement(self, levels: tuple[str, ...], starts: str) -> None:
        """Let another version be in force, or another one in its place; refused where a quarter is final."""
        self.news.expected = False
        final = set(db.session.scalars(select(Quarter.label).where(Quarter.state == FINAL)))
        if (starts == "2026-06" and "2026-Q2" in final) or (starts != "2026-06" and "2026-Q3" in final):
            with pytest.raises(AgreementError):
                agree(*levels, starts=starts)
        else:
            agree(*levels, starts=starts)

    @rule()
    def close_a_quarter(self) -> None:
        """Make final the first quarter that can be, if there is one; opened again or never closed."""
        known = timeline()
        assert known
        today = known.day(self.now)
        waiting = (one for one in quarters.states(known, today) if one.state in ("provisional", "reopened"))
        one = next(waiting, None)
        if one and not quarters.obstacles(known, quarters.states(known, today), one, self.now):
            with patch.object(clock, "now", lambda: self.now):
                closing.close(one.span.label, None)

    @precondition(
        lambda _self: db.session.scalar(select(Quarter.first).where(Quarter.state == FINAL)) is not None
    )
    @rule(data=st.data())
    def open_a_quarter_again(self, data: st.DataObject) -> None:
        """Open a final quarter again."""
        final = select(Quarter.label, Quarter.close_id).where(Quarter.state == FINAL).order_by(Quarter.first)
        label, close_id = data.draw(st.sampled_from([tuple(row) for row in db.session.execute(final)]))
        with patch.object(clock, "now", lambda: self.now):
            closing.ask_to_reopen(label, "late data", self.asker)
            asked = quarters.asked(close_id)
            assert asked
            closing.agree(asked.id, self.other)

    @rule(number=st.integers(6, 9), earlier=st.sampled_from((0, 40 * DAY)))
    def score_a_month(self, number: int, earlier: int) -> None:
        """Score a month alone, as of now or of an earlier moment."""
        service.score([month(f"2026-{number:02}")], self.now - earlier, "some")

    @rule(apart=st.integers(-60, 60))
    def score_as_of(self, apart: int) -> None:
        """Score everything as of an earlier or a later moment."""
        service.score(None, self.now + apart * DAY, "as of")

    @rule(hours=st.sampled_from((1, 15, 24, 7 * 24, 31 * 24)))
    def go_on(self, hours: int) -> None:
        """Let time go on, with nobody acting."""
        self.now += hours * HOUR

    @invariant()
    def is_what_a_rebuild_gives(self) -> None:
        """Catch up, and hold what is stored against the facts."""
        if timeline() is None:
            return
        service.catch_up(self.now, "test")
        assert service.rebuild(keep=False, now=self.now) == []
        self.news.notice(self.now)

    @invariant()
    def keeps_what_was_awarded(self) -> None:
        """Hold the badges that are facts against those of before."""
        now = facts()
        assert self.awarded.items() <= now.items()
        self.awarded = now

    @invariant()
    def is_credited_as_decided(self) -> None:
        """Hold whom activities are credited to against what was decided about their names."""
        keys = dict(db.session.execute(select(Rep.id, Rep.key)).all())
        rows = db.session.execute(select(Activity.rep_id, Activity.owner_id).distinct()).all()
        assert all(keys[rep] == self.meant(keys[owner or rep]) for rep, owner in rows)


def test_any_history_leaves_what_a_rebuild_gives() -> None:
    # 50 histories in all, half of them on each database; nightly 1,000.
    most = min(500, hypothesis.settings().max_examples // 4)
    histories = hypothesis.settings(max_examples=most, stateful_step_count=STEPS)
    run_state_machine_as_test(History, settings=histories)  # type: ignore[no-untyped-call]
