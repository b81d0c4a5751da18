"""Badges follow the scores until their quarter is final; then they are facts, which nothing takes away but a person."""

import json

import pytest
from sqlalchemy import select

from app.badges import queries, service
from app.badges.errors import BadgeError, ForbiddenError
from app.extensions import db
from app.models.badges import BadgeAward, BadgeRevocation
from app.models.people import Team
from app.models.users import User
from app.quarters import service as quarters
from app.scorekeeping import service as scorekeeping
from app.stamp import stamps
from tests.cast import add_people, add_users, email
from tests.services.badges import (
    EARNED,
    FASTEST,
    GIVEN,
    cabinet,
    earned_in,
    facts,
    has,
    participants,
    provisional,
)
from tests.services.closing import CLOSED, LATER, Moment, reopened
from tests.services.facts import CALLS, DISPOSED, act, agree, at, calls, happened, member, month, people, rep
from tests.services.test_facts_stay import refused
from tests.web.test_board_live import queries as statements

pytestmark = pytest.mark.usefixtures("session", "moment")

JULY, AUGUST, SEPTEMBER = (
    ("2026-07-01", "2026-07-02"),
    ("2026-08-03", "2026-08-04"),
    ("2026-09-01", "2026-09-02"),
)


def score() -> None:
    scorekeeping.catch_up_now()


@pytest.fixture
def company(moment: Moment) -> None:
    """Ann meets in each month of the quarter, Bob misses July and meets in August."""
    agree(CALLS, EARNED)
    people(ann="North", bob="South")
    happened(*calls("ann", *JULY, *AUGUST, *SEPTEMBER), *calls("bob", *AUGUST))
    score()


@pytest.mark.usefixtures("company")
class TestFinality:
    def test_what_is_over_is_provisional_until_it_is_final(self) -> None:
        expected = [
            *("best gold 2026-Q3", "clean gold 2026-07", "clean gold 2026-08", "clean gold 2026-09"),
            *("first gold ever", "many bronze ever", "row bronze 2026", "row silver 2026"),
        ]
        assert has("ann", final=False) == expected
        assert has("bob", final=False) == ["again gold 2026-Q3", "clean gold 2026-08", "first gold ever"]
        assert facts() == {}
        quarters.close("2026-Q3", None)
        assert has("ann", final=True) == expected
        assert provisional() == {}

    def test_a_close_awards_what_cabinets_showed(self) -> None:
        shown = provisional()
        assert earned_in("2026-Q3", CLOSED) == shown.keys()
        quarters.close("2026-Q3", None)
        assert {key: repr(json.loads(text)) for key, text in facts().items()}.keys() == shown.keys()
        row = db.session.scalars(select(BadgeAward).where(BadgeAward.badge == "row").limit(1)).one()
        assert (row.kind, row.name, row.awarded_at, row.given_by) == ("streak", "row", CLOSED, None)
        assert json.loads(row.evidence) == {"asked": 2, "months": [month("2026-07"), month("2026-08")]}

    def test_late_data_add_and_take_nothing_back(self, moment: Moment) -> None:
        quarters.close("2026-Q3", None)
        before = facts()
        moment(LATER)
        reopened()
        happened(*calls("bob", *JULY, *SEPTEMBER, "2026-09-03", "2026-09-04", "2026-09-05", "2026-09-07"))
        score()
        assert has("bob", final=True) == ["again gold 2026-Q3", "clean gold 2026-08", "first gold ever"]
        assert "best gold 2026-Q3" in has("bob", final=False), "he is the champion as it stands now"
        assert "best gold 2026-Q3" in has("ann", final=True), "and she was when it was final"
        quarters.close("2026-Q3", None)
        after = facts()
        assert before.items() <= after.items()
        assert "row silver 2026" in has("bob", final=True)

    def test_what_was_awarded_is_not_earned_again(self, moment: Moment) -> None:
        quarters.close("2026-Q3", None)
        moment(at("2027-01-20T09:00"))
        happened(*calls("ann", "2026-10-01", "2026-10-02"))
        score()
        assert has("ann", final=False) == ["best gold 2026-Q4", "clean gold 2026-10"], (
            "not for the first time"
        )

    def test_the_database_keeps_them(self) -> None:
        quarters.close("2026-Q3", None)
        assert refused("UPDATE badge_award SET metal = 'gold'")
        assert refused("DELETE FROM badge_award")

    def test_a_running_month_earns_milestones_only(self, moment: Moment) -> None:
        moment(at("2026-10-12T18:00"))
        happened(*calls("ann", "2026-10-01", "2026-10-02", "2026-10-05"))
        score()
        assert "many gold ever" in has("ann")
        assert "clean gold 2026-10" not in has("ann")


def test_the_most_improved_gained_most_since_the_quarter_before(moment: Moment) -> None:
    agree(CALLS, EARNED)
    people(ann="North", bob="South")
    happened(*calls("ann", *JULY), *calls("bob", *JULY, *AUGUST))
    moment(at("2027-01-20T09:00"))
    happened(
        *calls("ann", "2026-10-01", "2026-10-02", "2026-11-02", "2026-11-03"), *calls("bob", "2026-10-01")
    )
    score()
    (found,) = (one for one in cabinet(rep("ann")) if one.badge == "better")
    assert (found.span, found.month) == ("2026-Q4", month("2026-12"))
    assert found.evidence == {"points": 20, "before": 10, "gain": 10, "tied": 1, "side": ""}


class TestFastest:
    def test_by_the_part_of_the_time_that_clocks_used(self) -> None:
        """Ann uses 1 and 2 of 8 hours, Bob 2 and 2; Cem is quicker, once only."""
        agree(CALLS, DISPOSED, FASTEST)
        people(ann="North", bob="South", cem="South")
        for number, (who, hours) in enumerate((("ann", 1), ("ann", 2), ("bob", 2), ("bob", 2), ("cem", 1))):
            moments = (f"2026-08-0{3 + number % 2}T10:00", f"2026-08-0{3 + number % 2}T{10 + hours}:00")
            happened(
                *(act(kind, when, who, f"L{number}")
                  for kind, when in zip(("lead.assigned", "lead.disposed"), moments, strict=True))
            )  # fmt: skip
        score()
        assert has("ann") == ["fast gold 2026-Q3"]
        assert has("bob") == has("cem") == []
        (found,) = cabinet(rep("ann"))
        assert found.evidence == {
            "level": "disposed", "measure": "timely", "value": "3/16", "cases": 2, "tied": 1
        }  # fmt: skip
        teams = dict(db.session.execute(select(Team.name, Team.id)).all())
        (of_team,) = cabinet(teams["South"], "team") or cabinet(teams["North"], "team")
        assert (of_team.evidence["value"], of_team.evidence["cases"]) == ("3/16", 2)

    def test_a_breached_clock_has_used_all_of_its_time(self) -> None:
        agree(CALLS, DISPOSED, FASTEST)
        people(ann="North")
        happened(
            act("lead.assigned", "2026-08-03T09:00", "ann", "L1"),
            act("lead.assigned", "2026-08-03T09:00", "ann", "L2"),
            act("lead.disposed", "2026-08-03T13:00", "ann", "L2"),
        )
        score()
        (found,) = cabinet(rep("ann"))
        assert found.evidence["value"] == "3/4"

    def test_by_the_mean_of_values(self) -> None:
        answers = CALLS.replace('"calls"', '"disposed"').replace(
            '"count"', '"mean"\ndirection = "at_most"'
        ).replace("target = 2\nexceed = 4", "target = 60")  # fmt: skip
        agree(answers, FASTEST)
        people(ann="North", bob="South")
        made = (("ann", 30), ("ann", 50), ("bob", 41), ("bob", 40))
        happened(*(act("call.made", "2026-08-03T10:00", who, "", str(value)) for who, value in made))
        score()
        (found,) = cabinet(rep("ann"))
        assert (found.evidence["value"], found.evidence["measure"]) == ("40", "mean")


@pytest.fixture
def hands(moment: Moment) -> dict[str, int]:
    """The cast, with badges to give; return the ids of users by name."""
    add_people()
    add_users()
    agree(CALLS, GIVEN)
    return {
        address.partition("@")[0]: number
        for number, address in db.session.execute(select(User.id, User.email))
    }


def give(who: str, by: int, badge: str = "thanks", reason: str = "for your help", now: int = CLOSED) -> int:
    return service.give(badge, rep(who), reason, by, now)


class TestByHand:
    def test_a_manager_gives_it_to_a_rep_of_his_teams(self, hands: dict[str, int]) -> None:
        number = give("ines", hands["mara"])
        (found,) = cabinet(rep("ines"))
        assert (found.id, found.name, found.span, found.by) == (number, "Thank you", "2026-10", email("mara"))
        assert found.reason == "for your help"
        assert give("ines", hands["mara"], "spirit")

    @pytest.mark.parametrize(
        ("by", "who", "why"),
        [
            ("mara", "jan", "Only who manages the team"),
            ("ines", "ole", "Managers and admins"),
            ("nils", "ines", "Managers and admins"),
        ],
    )
    def test_nobody_else_does(self, hands: dict[str, int], by: str, who: str, why: str) -> None:
        with pytest.raises(ForbiddenError, match=why):
            give(who, hands[by])
        assert facts() == {}

    def test_nobody_gives_himself_one(self, hands: dict[str, int]) -> None:
        member("mara", "Nord")
        db.session.execute(db.update(User).where(User.id == hands["ada"]).values(email=email("ole")))
        db.session.commit()
        with pytest.raises(ForbiddenError, match="Nobody decides about his own"):
            give("ole", hands["ada"])
        assert give("jan", hands["ada"]), "an admin may give to others"

    def test_as_often_in_a_month_as_the_agreement_says(self, hands: dict[str, int]) -> None:
        give("ines", hands["mara"])
        give("ole", hands["mara"])
        member("pia", "Nord")
        db.session.commit()
        with pytest.raises(BadgeError, match=r"given it 2 times in October 2026; that is as often"):
            give("pia", hands["mara"])
        assert queries.given_in(month("2026-10"), hands["mara"]) == {"thanks": 2}
        assert give("pia", hands["mara"], "spirit"), "each badge has a limit of its own"
        assert give("pia", hands["mara"], now=at("2026-11-01T00:00")), "and each month"

    def test_once_in_each_span(self, hands: dict[str, int]) -> None:
        give("ines", hands["mara"])
        with pytest.raises(BadgeError, match="given for this time already"):
            give("ines", hands["ada"])
        assert give("ines", hands["ada"], now=at("2026-11-01T00:00"))

    @pytest.mark.parametrize(
        ("badge", "reason", "why"), [("calls", "x", "no such badge"), ("thanks", " \n", "what it is for")]
    )
    def test_what_is_given_is_declared_and_has_a_reason(
        self, hands: dict[str, int], badge: str, reason: str, why: str
    ) -> None:
        with pytest.raises(BadgeError, match=why):
            give("ines", hands["mara"], badge, reason)


class TestRevoking:
    def test_a_person_with_a_reason_takes_it_back_for_good(self, hands: dict[str, int]) -> None:
        number = give("ines", hands["mara"])
        service.revoke(number, "given by mistake", hands["mara"], CLOSED + 1)
        assert has("ines") == []
        (found,) = cabinet(rep("ines"))
        assert found.revoked == (email("mara"), CLOSED + 1, "given by mistake")
        assert queries.awarded_since(0, 9) == []
        with pytest.raises(BadgeError, match="taken back already"):
            service.revoke(number, "again", hands["ada"], CLOSED + 2)
        with pytest.raises(BadgeError, match="given for this time already"):
            give("ines", hands["mara"])
        assert refused("DELETE FROM badge_revocation")
        assert refused("UPDATE badge_revocation SET reason = 'other'")

    def test_what_was_earned_and_taken_back_is_not_earned_again(self, moment: Moment) -> None:
        agree(CALLS, EARNED)
        people(ann="North")
        happened(*calls("ann", *JULY))
        quarters.close("2026-Q3", None)
        add_users(ada="admin")
        (first,) = db.session.scalars(select(BadgeAward.id).where(BadgeAward.badge == "first"))
        service.revoke(first, "calls of somebody else", db.session.scalars(select(User.id)).one(), CLOSED)
        moment(LATER)
        reopened()
        score()
        assert "first gold ever" not in has("ann")
        quarters.close("2026-Q3", None)
        assert "first gold ever" not in has("ann")
        assert db.session.query(BadgeRevocation).count() == 1

    @pytest.mark.parametrize(
        ("by", "reason", "error"),
        [("jan", "x", ForbiddenError), ("ines", "x", ForbiddenError), ("mara", " ", BadgeError)],
    )
    def test_nobody_else_does_and_nobody_without_a_reason(
        self, hands: dict[str, int], by: str, reason: str, error: type[BadgeError]
    ) -> None:
        number = give("ines", hands["mara"])
        with pytest.raises(error):
            service.revoke(number, reason, hands[by], CLOSED)
        with pytest.raises(BadgeError, match="no such badge"):
            service.revoke(number + 1, "x", hands["mara"], CLOSED)
        assert len(has("ines")) == 1


def test_what_is_read_of_a_rep_does_not_grow_with_the_board(moment: Moment) -> None:
    agree(CALLS, EARNED)
    people(**{f"r{number}": "North" for number in range(9)})
    happened(*(one for number in range(9) for one in calls(f"r{number}", *JULY, *AUGUST)))
    score()
    now = stamps().read()
    with statements() as few:
        queries.cabinet("rep", rep("r1"), now)
    assert len(few) <= 8


def test_nearest_and_latest(moment: Moment) -> None:
    agree(CALLS, EARNED)
    people(ann="North")
    happened(*calls("ann", *JULY, *AUGUST))
    score()
    now = stamps().read()
    assert next(iter(queries.latest("rep", rep("ann"), now))).badge == "best"
    nearest = queries.nearest("rep", rep("ann"), now)
    assert nearest
    assert (nearest.badge.id, nearest.metal) == ("many", "gold")
    assert len(list(participants())) == 2
