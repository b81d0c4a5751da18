"""A rep disputes what he gets; managers and admins answer; nobody answers himself."""

from typing import Any

import pytest
from sqlalchemy import update

from app.bonuses import queries, service
from app.bonuses.errors import BonusError, EntryError, ForbiddenError, MissingError, StateError
from app.bonuses.queries import Case, Step
from app.extensions import db
from app.models.people import Rep
from app.models.users import User
from tests.cast import email
from tests.services.facts import at
from tests.services.money import EARLIER, NOW, QUARTER, approved, bonus_of, close, company, gives, rep, user


@pytest.fixture(autouse=True)
def facts(session: Any) -> None:
    company()


def dispute(by: str = "ines", bonus: int | None = None, quarter: int = QUARTER) -> int:
    """Open a dispute."""
    return service.open_dispute(quarter, bonus, "My call was not counted", user(by), NOW)


def read(dispute_id: int, by: str = "ada") -> Case:
    """Return a dispute as somebody reads it."""
    found = queries.case(dispute_id, user(by))
    assert found
    return found


def may(dispute_id: int, by: str) -> set[str]:
    """Return what somebody may do in a dispute."""
    return {act.name for act in read(dispute_id, by).acts if not act.refusal}


def test_a_rep_disputes_his_quarter() -> None:
    found = read(dispute())
    assert (found.quarter, found.bonus_id, found.state, found.closed) == (QUARTER, None, "open", None)
    assert (found.payee.who, found.payee.key, found.payee.name) == (rep("ines"), "ines", "Ines")
    assert found.opened == Step(email("ines"), NOW)
    assert [tuple(one) for one in found.messages] == [
        (NOW, email("ines"), "My call was not counted", True),
    ]


def test_a_rep_disputes_one_bonus() -> None:
    bonus = approved("ines", 100)
    assert read(dispute(bonus=bonus)).bonus_id == bonus


def test_a_dispute_is_opened_once() -> None:
    bonus = approved("ines", 100)
    for about in (None, bonus):
        first = dispute(bonus=about)
        with pytest.raises(StateError, match="already"):
            dispute(bonus=about)
        service.withdraw(first, user("ines"), NOW)
        assert dispute(bonus=about) > first
    dispute("jan")
    dispute(quarter=EARLIER)
    assert len(queries.cases(user("ada"))) == 6


@pytest.mark.parametrize("by", ["jan", "nils", "mara", "ada"])
def test_anothers_bonus_is_not_disputed(by: str) -> None:
    with pytest.raises(ForbiddenError, match="not your bonus"):
        dispute(by, approved("ines", 100))


@pytest.mark.parametrize("by", ["nils", "mara", "ada"])
def test_who_is_no_rep_has_nothing_to_dispute(by: str) -> None:
    with pytest.raises(ForbiddenError, match="no rep"):
        dispute(by)


def test_a_bonus_is_disputed_in_its_quarter_and_as_it_is_now() -> None:
    close(gives("ines", 100))
    bonus = bonus_of("ines").id
    with pytest.raises(ForbiddenError):
        dispute(bonus=bonus, quarter=EARLIER)
    close(gives("ines", 110), version=2)
    with pytest.raises(StateError, match="later version"):
        dispute(bonus=bonus)


def test_the_bonus_of_a_team_is_not_a_reps() -> None:
    close(gives("Nord", 100))
    with pytest.raises(ForbiddenError):
        dispute(bonus=bonus_of("Nord").id)


@pytest.mark.parametrize(("quarter", "now"), [(QUARTER + 1, NOW), (QUARTER, at("2026-09-30T23:59"))])
def test_a_quarter_that_is_not_over_is_not_disputed(quarter: int, now: int) -> None:
    with pytest.raises(EntryError) as refused:
        service.open_dispute(quarter, None, "Why?", user("ines"), now)
    assert refused.value.field == "quarter"


def test_what_each_may_do() -> None:
    found = dispute()
    assert may(found, "ines") == {"say", "withdraw"}
    assert may(found, "jan") == may(found, "nils") == set()
    for decider in ("mara", "otto", "mia", "ada"):
        assert may(found, decider) == {"say", "resolve"}
    own = dispute("mia")
    assert may(own, "mia") == {"say", "withdraw"}
    service.withdraw(own, user("mia"), NOW)
    assert may(own, "mia") == may(own, "ada") == set()


ACTS = {
    "say": lambda one, by: service.say(one, "Look again", by, NOW + 1),
    "resolve": lambda one, by: service.resolve(one, "upheld", "You are right", by, NOW + 1),
    "withdraw": lambda one, by: service.withdraw(one, by, NOW + 1),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("by", ["ines", "jan", "nils", "mara", "ada"])
def test_the_services_do_as_the_reader_is_told(act: str, by: str) -> None:
    found = dispute()
    told = next(one.refusal for one in read(found, by).acts if one.name == act)
    if told:
        with pytest.raises(ForbiddenError) as refused:
            ACTS[act](found, user(by))
        assert str(refused.value) == told
        assert len(read(found).messages) == 1
        assert read(found).state == "open"
    else:
        ACTS[act](found, user(by))


@pytest.mark.parametrize("outcome", ["upheld", "rejected"])
def test_an_answer_ends_it(outcome: str) -> None:
    found = dispute()
    service.say(found, "Which one?", user("mara"), NOW + 1)
    service.say(found, "The one of May", user("ines"), NOW + 2)
    service.resolve(found, outcome, "I see", user("ada"), NOW + 3)
    ended = read(found)
    assert (ended.state, ended.closed) == (outcome, Step(email("ada"), NOW + 3))
    assert [(one.by, one.of_rep) for one in ended.messages] == [
        (email("ines"), True),
        (email("mara"), False),
        (email("ines"), True),
        (email("ada"), False),
    ]


def test_one_takes_his_own_back() -> None:
    found = dispute()
    service.withdraw(found, user("ines"), NOW + 1)
    assert (read(found).state, read(found).closed) == ("withdrawn", Step(email("ines"), NOW + 1))


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("end", ["resolve", "withdraw"])
def test_what_ended_stays_as_it_is(act: str, end: str) -> None:
    found = dispute()
    ACTS[end](found, user("ines" if end == "withdraw" else "ada"))
    before = read(found)
    for by in ("ines", "ada"):
        with pytest.raises(StateError, match="closed"):
            ACTS[act](found, user(by))
    assert read(found) == before


def test_words_are_needed() -> None:
    found = dispute()
    for act in (
        lambda: service.open_dispute(EARLIER, None, " ", user("ines"), NOW),
        lambda: service.say(found, "", user("ines"), NOW),
        lambda: service.resolve(found, "upheld", "\n", user("ada"), NOW),
    ):
        with pytest.raises(EntryError) as refused:
            act()
        assert refused.value.field == "text"
    with pytest.raises(EntryError) as refused:
        service.resolve(found, "paid", "yes", user("ada"), NOW)
    assert refused.value.field == "outcome"
    assert len(read(found).messages) == 1


@pytest.mark.parametrize("act", ACTS)
def test_what_is_not_there(act: str) -> None:
    with pytest.raises(MissingError):
        ACTS[act](404, user("ada"))
    assert queries.case(404, user("ada")) is None


def test_open_ones_come_first() -> None:
    first, second, third = dispute(), dispute(quarter=EARLIER), dispute("jan")
    service.withdraw(second, user("ines"), NOW)
    assert [one.id for one in queries.cases(user("ada"))] == [third, first, second]
    assert [one.id for one in queries.cases(user("ines"), rep_id=rep("ines"))] == [first, second]
    assert [one.id for one in queries.cases(user("ada"), state="withdrawn")] == [second]


def test_who_is_a_rep_under_two_keys_disputes_the_bonus_of_either() -> None:
    db.session.execute(update(Rep).where(Rep.key == "ole").values(email=email("ines")))
    db.session.commit()
    assert read(dispute(bonus=approved("ole", 5))).payee.key == "ole"
    with pytest.raises(BonusError, match="own dispute"):
        service.resolve(dispute(bonus=approved("ines", 5)), "upheld", "mine", promoted("ines"), NOW)


def promoted(name: str) -> int:
    """Make a user an admin; return his id."""
    db.session.execute(update(User).where(User.id == user(name)).values(role="admin"))
    db.session.commit()
    return user(name)
