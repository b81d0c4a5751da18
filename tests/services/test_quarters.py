"""Quarters are closed once, rest on what had come, and are opened again by two people."""

import pytest
from sqlalchemy import select, text, update

from app.agreement.queries import timeline
from app.extensions import db
from app.models.activities import Source
from app.models.quarters import FinalScore, FinalStanding, Quarter, QuarterClose
from app.people.service import decide_alias
from app.quarters import queries, service
from app.scorekeeping import service as scorekeeping
from app.scorekeeping.freezing import signed_again
from scoring.faults import AgreementError
from tests.services.closing import CLOSED, LATER, Moment, reasons, reopened, state, unchanged, users
from tests.services.facts import (
    BETTER,
    CALLS,
    absent,
    agree,
    at,
    calls,
    derived,
    happened,
    member,
    month,
    scores,
    touch,
)

pytestmark = pytest.mark.usefixtures("session", "moment")


@pytest.mark.usefixtures("quarter")
class TestClosing:
    """What a close stores, and what stands against it."""

    def test_keeps_scores_and_standings_with_what_they_rest_on(self) -> None:
        close = service.close("2026-Q3", None)
        assert (close.version, close.at, close.by, state()) == (1, CLOSED, "", "final")
        lines = select(FinalStanding.key, FinalStanding.rank, FinalStanding.points)
        board = lines.where(FinalStanding.side == "", FinalStanding.board == "rep")
        assert db.session.execute(board.order_by(FinalStanding.place)).all() == [
            ("ann", 1, 10),
            ("bob", 2, 0),
        ]
        final = select(FinalScore.month, FinalScore.points).where(
            FinalScore.points > 0, FinalScore.board == "rep"
        )
        assert db.session.execute(final).all() == [(month("2026-08"), 10)]
        row = db.session.get_one(QuarterClose, close.id)
        assert (row.activities, row.digest) == (3, signed_again(row))
        unchanged()

    def test_waits_for_late_data(self, moment: Moment) -> None:
        moment(at("2026-10-07T23:59"))
        assert reasons() == ["Late data still count: it can be closed from October 8, 2026 on."]

    def test_is_refused_twice(self) -> None:
        service.close("2026-Q3", None)
        assert reasons() == ["2026-Q3 is final already."]

    @pytest.mark.parametrize("label", ["2026-Q2", "2027-Q1", "2026-08", "2026", "quarter"])
    def test_knows_only_quarters_that_have_begun(self, label: str) -> None:
        assert reasons(label) == [f"There is no quarter {label} that has begun."]

    def test_comes_one_quarter_after_the_other(self, moment: Moment) -> None:
        moment(at("2027-01-20T09:00"))
        assert reasons("2026-Q4") == ["2026-Q3 comes first."]
        service.close("2026-Q3", None)
        service.close("2026-Q4", None)
        unchanged()

    def test_waits_for_a_required_feed(self) -> None:
        db.session.execute(update(Source).values(required=True, expected_every=1, delivered_at=CLOSED - 2))
        db.session.commit()
        assert reasons() == ["The required feed default is late."]

    def test_scores_what_waits_first(self) -> None:
        scorekeeping.score(None, CLOSED, "test")
        happened(*calls("bob", "2026-08-06"))
        service.close("2026-Q3", None)
        final = select(FinalScore.points).where(FinalScore.board == "rep", FinalScore.points > 0)
        assert db.session.scalars(final).all() == [10, 10]


@pytest.mark.usefixtures("quarter")
class TestFinal:
    """What is final stays, whatever comes later."""

    @pytest.fixture(autouse=True)
    def closed(self, quarter: None, moment: Moment) -> None:
        service.close("2026-Q3", None)
        moment(LATER)

    def test_late_activities_change_nothing_and_are_listed(self) -> None:
        before = scores("2026-08")
        happened(*calls("bob", "2026-08-06", "2026-10-05", "2026-10-06"))
        scorekeeping.catch_up_now()
        assert scores("2026-08") == before
        assert scores("2026-10", "calls")["bob"] == ("met", 10)
        count, listed = queries.late(db.session.scalars(select(QuarterClose.id)).one(), 10)
        assert (count, [one.rep for one in listed]) == (1, ["bob"])
        unchanged()

    def test_people_and_absences_change_nothing(self) -> None:
        before = derived()["standings"]
        member("cem", "North")
        absent("ann", "2026-07-01", "2026-10-01")
        touch("2026-07", clocks=True)
        scorekeeping.catch_up_now()
        kept = [line for line in derived()["standings"] if line[0] in ("2026-Q3", "2026-07", "2026-08")]
        assert kept == [line for line in before if line[0] in ("2026-Q3", "2026-07", "2026-08")]
        unchanged()

    def test_aliases_change_nothing(self) -> None:
        decide_alias("bob.old", "bob", "ada@example.com", LATER)
        happened(*calls("bob.old", "2026-08-06", "2026-10-05", "2026-10-06"))
        decide_alias("bob.old", None, "ada@example.com", LATER)
        decide_alias("bob.old", "bob", "ada@example.com", LATER)
        assert scores("2026-10", "calls")["bob"] == ("met", 10)
        assert scores("2026-08", "calls")["bob"] == ("missed", 0)
        unchanged()

    def test_no_run_scores_it_again(self) -> None:
        happened(*calls("bob", "2026-08-06"))
        assert month("2026-08") not in scorekeeping.score(None, LATER, "all").months
        assert scorekeeping.score([month("2026-08")], LATER, "one").months == ()
        assert scores("2026-08", "calls")["bob"] == ("missed", 0)

    def test_later_baselines_see_what_came_late(self) -> None:
        agree(CALLS, BETTER, starts="2026-10")
        happened(
            *calls("bob", "2026-09-01", "2026-09-02", "2026-09-03", "2026-10-01", "2026-10-02", "2026-10-05")
        )
        scorekeeping.catch_up_now()
        assert scores("2026-10", "better")["bob"] == ("met", 5)
        happened(*calls("bob", "2026-08-07", "2026-08-10", "2026-08-11", "2026-08-12"))
        scorekeeping.catch_up_now()
        assert scores("2026-10", "better")["bob"] == ("missed", 0)
        unchanged()

    def test_an_agreement_may_not_start_in_it(self) -> None:
        with pytest.raises(AgreementError, match="2026-Q3"):
            agree(CALLS, starts="2026-09")

    def test_a_recount_tells_what_was_touched(self) -> None:
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ALTER TABLE final_score DISABLE TRIGGER ALL"))
        else:
            db.session.execute(text("DROP TRIGGER final_score_no_update"))
        db.session.execute(text("UPDATE final_score SET points = 15 WHERE points = 10 AND board = 'rep'"))
        db.session.commit()
        close = db.session.scalars(select(QuarterClose)).one()
        assert signed_again(close) != close.digest
        told = scorekeeping.rebuild(keep=False, now=LATER)
        assert [line.partition(": ")[0] for line in told] == [
            "2026-Q3 version 1, shown",
            "2026-Q3 version 1, recounted",
        ]


@pytest.mark.usefixtures("quarter")
class TestReopening:
    """A final quarter is opened again for a reason, by two people, and made final again."""

    @pytest.fixture(autouse=True)
    def closed(self, quarter: None, moment: Moment) -> None:
        service.close("2026-Q3", None)
        moment(LATER)

    def test_takes_in_what_came_late_and_shows_what_it_changes(self) -> None:
        happened(*calls("bob", "2026-08-06", "2026-08-07", "2026-08-08"))
        reopened()
        known = timeline()
        assert known
        one = queries.state_of(known, known.day(LATER), "2026-Q3")
        assert one
        assert one.state == "reopened"
        bob = [line for line in queries.changed_lines(one) if line.name == "Bob" and line.side == ""]
        assert [(line.before, line.after) for line in bob] == [((2, 0), (1, 15))]
        close = service.close("2026-Q3", None)
        assert (close.version, state()) == (2, "final")
        assert [one.version for one in queries.closes(month("2026-07"))] == [2, 1]
        unchanged()

    def test_needs_another_person(self) -> None:
        (asker,) = users("asker@example.com")
        service.ask_to_reopen("2026-Q3", "why not", asker)
        asked = queries.asked(db.session.scalars(select(Quarter.close_id)).one())
        assert asked
        assert asked.by == "asker@example.com"
        with pytest.raises(service.QuarterError, match="Another person"):
            service.agree(asked.id, asker)
        assert state() == "final"

    def test_is_asked_for_once_and_with_a_reason(self) -> None:
        asker, other = users("asker@example.com", "other@example.com")
        with pytest.raises(service.QuarterError, match="Say why"):
            service.ask_to_reopen("2026-Q3", " ", asker)
        service.ask_to_reopen("2026-Q3", "a reason", asker)
        with pytest.raises(service.QuarterError, match="asked for that already"):
            service.ask_to_reopen("2026-Q3", "another", other)

    def test_may_be_refused_and_asked_for_again(self) -> None:
        asker, other = users("asker@example.com", "other@example.com")
        service.ask_to_reopen("2026-Q3", "a reason", asker)
        asked = queries.asked(db.session.scalars(select(Quarter.close_id)).one())
        assert asked
        service.refuse(asked.id, other, "the feed was right")
        with pytest.raises(service.QuarterError, match="only once"):
            service.agree(asked.id, other)
        service.ask_to_reopen("2026-Q3", "a better reason", asker)
        assert state() == "final"

    def test_is_for_what_is_final(self) -> None:
        (asker,) = users("asker@example.com")
        with pytest.raises(service.QuarterError, match="2026-Q4 is not final"):
            service.ask_to_reopen("2026-Q4", "a reason", asker)
