"""Badges that managers give and take back: by whom, how often, and that what was taken back stays away."""

import pytest
from sqlalchemy import select

from app.badges import queries, service
from app.badges.errors import BadgeError, ForbiddenError
from app.extensions import db
from app.models.badges import BadgeAward, BadgeRevocation
from app.models.users import User
from app.quarters import service as quarters
from app.scorekeeping import service as scorekeeping
from tests.cast import add_people, add_users, email
from tests.services.badges import EARNED, GIVEN, cabinet, facts, has
from tests.services.closing import CLOSED, LATER, Moment, reopened
from tests.services.facts import CALLS, agree, at, calls, happened, member, month, people, rep
from tests.services.test_facts_stay import refused

pytestmark = pytest.mark.usefixtures("session", "moment")


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
        happened(*calls("ann", "2026-07-01", "2026-07-02"))
        quarters.close("2026-Q3", None)
        add_users(ada="admin")
        (first,) = db.session.scalars(select(BadgeAward.id).where(BadgeAward.badge == "first"))
        service.revoke(first, "calls of somebody else", db.session.scalars(select(User.id)).one(), CLOSED)
        moment(LATER)
        reopened()
        scorekeeping.catch_up_now()
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
