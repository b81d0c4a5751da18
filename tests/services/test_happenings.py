"""What happened is noticed once, after the scores: news if it has just come about, gone if it is not so any more."""

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.activities import service as activities
from app.badges import service as badges
from app.extensions import db
from app.happenings import looking, queries, service
from app.models.activities import Activity
from app.models.badges import BadgeAward
from app.models.happenings import BADGE, EXCEEDED, Happening, Unnoticed
from app.models.scores import Score
from app.models.users import User
from app.people import service as people_service
from app.people.rows import Away
from app.scorekeeping import service as scorekeeping
from tests.services.badges import EARNED, FASTEST, GIVEN
from tests.services.closing import Moment, users
from tests.services.facts import CALLS, DISPOSED, act, agree, at, calls, day, happened, people, rep
from tests.services.happenings import notice_all, shown, so, told

NOON = at("2026-09-10T12:00")
DAYS = ("2026-09-03", "2026-09-04", "2026-09-05", "2026-09-06")
JULY, AUGUST = ("2026-07-01", "2026-07-02"), ("2026-08-03", "2026-08-04")


def score() -> None:
    """Score what came, and notice what happened by it."""
    scorekeeping.catch_up_now()
    notice_all()
    assert shown() == so(clock.now())


@pytest.fixture(autouse=True)
def company(moment: Moment) -> None:
    """Ann and Bob, of whom nothing is news yet."""
    moment(NOON)
    agree(CALLS, DISPOSED, EARNED, GIVEN)
    people(ann="North", bob="South")
    score()


def disposed(who: str) -> list[dict[str, object]]:
    """Return a lead that somebody disposed in time."""
    return [
        act("lead.assigned", "2026-09-08T10:00", who, f"L-{who}"),
        act("lead.disposed", "2026-09-08T11:00", who, f"L-{who}"),
    ]


def test_what_comes_about_is_news() -> None:
    happened(*calls("ann", *DAYS))
    score()
    assert told() == {
        "many bronze ann 2026-09": True,
        "exceeded ann 2026-09": True,
        "exceeded North 2026-09": True,
    }
    [newest, *rest] = queries.fresh({BADGE, EXCEEDED}, NOON)
    assert (newest.live, newest.at, newest.side) == (True, NOON, "sales")
    assert [one.id < newest.id for one in rest] == [True, True]
    assert [one.kind for one in queries.fresh({BADGE}, NOON)] == [BADGE]
    assert queries.fresh({BADGE, EXCEEDED}, NOON + 1) == []


def test_an_amount_counts_also_where_points_stay() -> None:
    happened(*calls("ann", *DAYS))
    score()
    happened(*calls("ann", "2026-09-05", "2026-09-07", "2026-09-08", "2026-09-09"))
    score()
    assert "many gold ann 2026-09" not in told()
    happened(act("call.made", "2026-09-10T09:00", "ann"))
    score()
    assert told()["many gold ann 2026-09"]


def test_what_is_not_so_is_gone_and_no_news_when_it_is_again() -> None:
    happened(*calls("ann", *DAYS))
    score()
    keys = sorted(db.session.scalars(select(Happening.key)))
    activities.correct([("c1", _last_key(), None)], "default", clock.now())
    score()
    assert "exceeded ann 2026-09" not in told()
    assert {one.kind for one in queries.fresh({BADGE, EXCEEDED}, 0)} == {BADGE}
    happened(*calls("ann", "2026-09-05"))
    score()
    assert told()["exceeded ann 2026-09"] is False
    assert sorted(db.session.scalars(select(Happening.key))) == keys, "it is the same row"


def _last_key() -> str:
    key = db.session.scalar(select(Activity.key).order_by(Activity.at.desc(), Activity.id.desc()).limit(1))
    assert key
    return key


class TestWhatIsNoNews:
    def test_a_month_that_is_over(self) -> None:
        happened(*calls("ann", *JULY, *AUGUST), *calls("ann", *DAYS))
        score()
        found = told()
        assert {"month ann 2026-08", "clean gold ann 2026-07", "exceeded ann 2026-09"} <= found.keys()
        assert not any(found.values()), "it came together with months long past"

    def test_what_somebody_did_more_than_a_week_ago(self) -> None:
        happened(*calls("ann", "2026-09-02", *DAYS), *calls("bob", *DAYS))
        score()
        assert {one: live for one, live in told().items() if "exceeded" in one} == {
            "exceeded ann 2026-09": False,
            "exceeded North 2026-09": False,
            "exceeded bob 2026-09": True,
            "exceeded South 2026-09": True,
        }

    def test_a_lead_that_it_brings(self) -> None:
        happened(*calls("ann", *DAYS))
        score()
        happened(*calls("bob", "2026-09-02", *DAYS), *disposed("bob"))
        score()
        found = {one: live for one, live in told().items() if "leader" in one}
        assert found == {"leader bob 2026-09": False, "leader South 2026-09": False}

    def test_that_it_decides_the_clock_of_somebody_else(self) -> None:
        happened(act("lead.assigned", "2026-09-01T10:00", "ann", "L"))
        score()
        happened(act("lead.disposed", "2026-09-01T11:00", "bob", "L"))
        scorekeeping.catch_up_now()
        waiting = db.session.execute(select(Unnoticed.board, Unnoticed.who, Unnoticed.live)).all()
        assert ("rep", rep("ann"), False) in waiting
        assert not any(live for _board, _who, live in waiting)

    def test_a_correction(self) -> None:
        happened(*calls("ann", *DAYS[:3]))
        score()
        row = ("n1", "call.made", at("2026-09-04T12:00"), None, "ann", "", None, None)
        last = _last_key()
        activities.correct([("n1", last, row)], "default", clock.now())
        happened(*calls("ann", "2026-09-07"))
        score()
        assert told()["exceeded ann 2026-09"] is False

    def test_a_change_of_people(self) -> None:
        happened(*calls("ann", *DAYS[:3]))
        score()
        people_service.load_absences([Away(0, "ann", day("2026-09-14"), day("2026-09-30"))], "test")
        score()
        assert told()["exceeded ann 2026-09"] is False

    def test_other_terms(self) -> None:
        happened(*calls("ann", *DAYS[:3]))
        score()
        assert "early bronze ann 2026-09" not in told()
        early = EARNED.replace('id = "many"', 'id = "early"').replace("bronze = 3", "bronze = 2")
        agree(CALLS, DISPOSED, early, GIVEN)
        score()
        assert told()["early bronze ann 2026-09"] is False
        assert "many bronze ann 2026-09" not in told()

    def test_a_rebuild(self) -> None:
        happened(*calls("ann", *DAYS))
        score()
        before = told()
        db.session.execute(delete(Happening))
        db.session.execute(update(Score).values(points=0))
        db.session.commit()
        assert scorekeeping.rebuild(keep=True, now=NOON)
        notice_all()
        assert told() == dict.fromkeys(before, False)


def test_a_month_is_completed_on_the_day_that_it_ends(moment: Moment) -> None:
    happened(*calls("ann", "2026-09-01", "2026-09-02"))
    score()
    assert not any("month" in one for one in told())
    moment(at("2026-10-01T00:00"))
    notice_all()
    assert not any("month" in one for one in told()), "what the last hours brought is not scored yet"
    moment(at("2026-10-01T00:01"))
    score()
    found = told()
    assert found["month ann 2026-09"]
    assert found["clean gold ann 2026-09"]
    assert found["best gold ann 2026-09"]
    assert not any("month bob" in one for one in found), "who met nothing is not told of"


def test_later_nobody_is_told_as_if_it_were_today(moment: Moment) -> None:
    happened(*calls("ann", "2026-09-01", "2026-09-02"))
    score()
    moment(at("2026-10-12T12:00"))
    score()
    ended = db.session.scalar(select(Happening.at).where(Happening.kind == "month"))
    assert (told()["month ann 2026-09"], ended) == (False, at("2026-10-01T00:00"))


def test_another_is_the_best_of_a_quarter(moment: Moment) -> None:
    happened(*calls("ann", "2026-09-01", "2026-09-02"))
    score()
    moment(at("2026-10-12T12:00"))
    score()
    assert "best gold ann 2026-09" in told()
    happened(*calls("bob", *AUGUST), *calls("bob", *DAYS))
    score()
    assert "best gold bob 2026-09" in told()
    assert "best gold ann 2026-09" not in told(), "though nothing of hers changed"


def test_the_fastest_may_change_with_no_score(moment: Moment) -> None:
    agree(CALLS, DISPOSED, FASTEST)
    happened(act("lead.assigned", "2026-09-01T10:00", "bob", "L1"))
    moment(at("2026-10-12T12:00"))
    score()
    assert "fast gold bob 2026-09" not in told(), "of one case there is no fastest"
    happened(act("lead.assigned", "2026-09-01T10:00", "bob", "L2"))
    score()
    assert "fast gold bob 2026-09" in told(), "both were missed, for no points"


class TestLead:
    def test_the_first_lead_and_ties_are_none(self) -> None:
        happened(*calls("ann", *DAYS))
        score()
        happened(*calls("bob", *DAYS))
        score()
        assert not any("leader" in one for one in told())

    def test_who_takes_it_from_another(self) -> None:
        happened(*calls("ann", *DAYS))
        score()
        happened(*calls("bob", *DAYS), *disposed("bob"))
        score()
        found = {one: live for one, live in told().items() if "leader" in one}
        assert found == {"leader bob 2026-09": True, "leader South 2026-09": True}
        sides = db.session.scalars(select(Happening.side).where(Happening.kind == "leader"))
        assert list(sides) == ["", ""], "who leads all leads his side as well"

    def test_once_a_day_and_a_mistake_is_gone(self) -> None:
        happened(*calls("ann", *DAYS))
        score()
        happened(*calls("bob", *DAYS), *disposed("bob"))
        score()
        activities.correct([("c1", _last_key(), None)], "default", clock.now())
        score()
        assert not any("leader" in one for one in told())


def test_a_badge_that_was_given_and_taken_back() -> None:
    ada, _other = users("ada@example.com", "other@example.com")
    db.session.execute(update(User).where(User.id == ada).values(role="admin"))
    db.session.commit()
    badges.give("thanks", rep("ann"), "for the hand-over", ada, NOON)
    score()
    assert told() == {"Thank you gold ann 2026-09": True}
    award = db.session.scalar(select(BadgeAward.id))
    assert award
    badges.revoke(award, "it was somebody else", ada, NOON)
    score()
    assert told() == {}


def test_who_looked_at_the_same_drops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    happened(*calls("ann", *DAYS))
    scorekeeping.catch_up_now()
    real = looking.look

    def look_twice(seen: looking.View) -> looking.Look | None:
        found = real(seen)
        monkeypatch.setattr(looking, "look", real)
        notice_all()
        return found

    monkeypatch.setattr(looking, "look", look_twice)
    assert service.notice(NOON)
    assert shown() == so(NOON)
    assert db.session.scalar(select(func.count()).select_from(Unnoticed)) == 0


def test_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "PORTION", 1)
    happened(*calls("ann", *DAYS), *calls("bob", *JULY, *DAYS))
    score()
    assert told()["exceeded ann 2026-09"]


@pytest.mark.parametrize("wrong", [{}, {"key": "other", "kind": "loss"}, {"key": "other", "gone_at": NOON}])
def test_the_database_holds_to_it(wrong: dict[str, object]) -> None:
    """A thing is noted once, of the kinds that there are, and what is gone is no news."""
    row = {"kind": "month", "key": "one", "board": "rep", "who": 1, "side": "", "month": 1, "at": 1}
    row |= {"detail": "{}", "live": True}
    db.session.execute(insert(Happening), [row])
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Happening), [{**row, **wrong}])
    db.session.rollback()
