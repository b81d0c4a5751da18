import time
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import current_app
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, scoped_session

from app.auth import passwords, queries, service
from app.auth.queries import Viewer
from app.auth.service import HOUR, MINUTE, Refusal, RefusedError
from app.extensions import db
from app.models.people import LAST_DAY, Membership, Rep, Team
from app.models.scores import Standing
from app.models.users import LoginSession, User
from app.users import service as users
from tests.cast import NOW, PASSWORD, add_people, add_users, email
from tests.harness import close, make_app

DAY = 24 * HOUR


@pytest.fixture
def cast(session: scoped_session[Session]) -> None:
    add_people()
    add_users()


def enter(name: str, now: int = NOW, password: str = PASSWORD) -> Viewer:
    found = service.log_in(email(name), password, "192.0.2.1", now)
    assert isinstance(found, Viewer)
    return found


def still_in(user: Viewer, now: int) -> bool:
    return queries.viewer_of(user.token, now) is not None


def test_log_in_tells_who_it_is(cast: None) -> None:
    user = enter("mara")
    assert (user.email, user.role) == ("mara@example.com", "manager")
    assert queries.viewer_of(user.token, NOW) == user


def test_email_is_taken_in_any_case_and_with_spaces(cast: None) -> None:
    assert isinstance(service.log_in(" Mara@Example.COM ", PASSWORD, None, NOW), Viewer)


@pytest.mark.parametrize(("who", "password"), [("mara", "wrong"), ("stranger", PASSWORD)])
def test_wrong_password_and_unknown_email_are_refused_alike(cast: None, who: str, password: str) -> None:
    assert service.log_in(email(who), password, "192.0.2.1", NOW) == Refusal()
    assert db.session.scalar(select(func.count()).select_from(LoginSession)) == 0


def test_every_refusal_costs_one_computation(cast: None, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[str] = []

    class Counting(PasswordHasher):
        def hash(self, *args: object, **kwargs: object) -> str:
            computed.append("hash")
            return super().hash(*args, **kwargs)  # type: ignore[arg-type]

        def verify(self, *args: object, **kwargs: object) -> bool:
            computed.append("verify")
            return super().verify(*args, **kwargs)  # type: ignore[arg-type]

    users.disable(service.user_id(email("jan")), NOW)
    monkeypatch.setattr(passwords, "hasher", lambda: Counting(1, 8, 1))
    for who, password in [("stranger", "wrong"), ("mara", "wrong"), ("jan", PASSWORD)]:
        computed.clear()
        assert service.log_in(email(who), password, None, NOW) == Refusal()
        assert len(computed) == 1, who


def test_the_token_itself_is_not_stored(cast: None) -> None:
    user = enter("mara")
    assert db.session.get(LoginSession, user.token) is None
    assert db.session.get(LoginSession, queries.fingerprint(user.token)) is not None


def test_log_in_ends_when_idle(cast: None) -> None:
    user = enter("mara")
    assert still_in(user, NOW + 12 * HOUR - 1)
    assert not still_in(user, NOW + 12 * HOUR)


def test_log_in_ends_in_any_case(cast: None) -> None:
    user = enter("mara")
    for hour in range(11, 7 * 24, 11):
        service.prolong(user, NOW + hour * HOUR)
    assert still_in(user, NOW + 7 * DAY - 1)
    assert not still_in(user, NOW + 7 * DAY)


def test_idle_end_is_written_once_a_minute(cast: None) -> None:
    user = enter("mara")
    service.prolong(user, NOW + MINUTE - 1)
    assert not still_in(user, NOW + 12 * HOUR)
    service.prolong(user, NOW + MINUTE)
    assert still_in(user, NOW + 12 * HOUR)


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_page_does_not_stand_behind_a_load(fresh_database: str) -> None:
    app = make_app(fresh_database)
    with app.app_context():
        add_people()
        add_users(mara="manager")
        user = enter("mara")
        with db.engine.connect().execution_options(writes=True) as load:
            load.exec_driver_sql("SELECT 1")
            began = time.monotonic()
            service.prolong(user, NOW + HOUR)
            assert time.monotonic() - began < 10
        assert not still_in(user, NOW + 12 * HOUR)
        service.prolong(user, NOW + HOUR)
        assert still_in(user, NOW + 12 * HOUR)
        assert db.session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 15_000
    close(app)


def test_log_out_ends_this_log_in_alone(cast: None) -> None:
    here, there = enter("mara"), enter("mara")
    service.log_out(here.token, NOW)
    assert not still_in(here, NOW)
    assert still_in(there, NOW)


def test_log_out_everywhere_is_one_users(cast: None) -> None:
    here, there, other = enter("mara"), enter("mara"), enter("ada")
    service.log_out_everywhere(here.id, NOW)
    assert [still_in(user, NOW) for user in (here, there, other)] == [False, False, True]


def test_new_password_ends_what_the_old_one_opened(cast: None) -> None:
    user = enter("mara")
    service.set_password(email("mara"), "another-password", NOW)
    assert not still_in(user, NOW)
    assert service.log_in(email("mara"), PASSWORD, None, NOW) == Refusal()
    enter("mara", password="another-password")


def test_disabled_user_is_out_at_once(cast: None) -> None:
    user = enter("mara")
    users.disable(service.user_id("MARA@example.com"), NOW)
    assert not still_in(user, NOW)
    assert service.log_in(email("mara"), PASSWORD, None, NOW) == Refusal()


def test_password_changed_while_it_was_checked_lets_nobody_in(
    cast: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = passwords.matches

    def slow(stored: str | None, password: str) -> bool:
        service.set_password(email("mara"), "another-password", NOW)
        return check(stored, password)

    monkeypatch.setattr(passwords, "matches", slow)
    assert service.log_in(email("mara"), PASSWORD, None, NOW) == Refusal()


def test_hash_is_renewed_when_parameters_changed(cast: None, monkeypatch: pytest.MonkeyPatch) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: stronger)
    enter("mara")
    stored = db.session.scalar(select(User.password_hash).where(User.email == email("mara"))) or ""
    assert "m=16,t=2" in stored
    enter("mara")


def test_ended_log_ins_are_swept_out(cast: None) -> None:
    enter("mara")
    enter("mara", now=NOW + 8 * DAY)
    assert db.session.scalar(select(func.count()).select_from(LoginSession)) == 1


def test_hashes_outside_of_tests_are_as_strong_as_owasp_wants(session: scoped_session[Session]) -> None:
    current_app.config["TESTING"] = False
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in passwords.make_hash(PASSWORD)


def test_new_installation_has_nothing_loaded(session: scoped_session[Session]) -> None:
    assert queries.nothing_loaded()
    line = {"period": "2026-Q3", "side": "", "board": "rep", "who": 1, "place": 1, "rank": 1, "opened": 1}
    db.session.execute(insert(Standing).values(**line, points=0, exceeded=0, met=0))
    assert not queries.nothing_loaded()


REFUSED: dict[str, Callable[[], None]] = {
    "is no e-mail address": lambda: service.create_user("mara", "rep", [], PASSWORD, NOW),
    "already": lambda: service.create_user("MARA@example.com ", "rep", [], PASSWORD, NOW),
    "no team 'West'": lambda: service.create_user("x@y.z", "manager", ["Nord", "West"], PASSWORD, NOW),
    "only a manager": lambda: service.create_user("x@y.z", "rep", ["Nord"], PASSWORD, NOW),
    "10 to 1000 characters": lambda: service.create_user("x@y.z", "rep", [], "short", NOW),
    "to 1000 characters": lambda: service.set_password(email("mara"), "x" * 1001, NOW),
    "no user x@y.z": lambda: service.set_password("x@y.z", PASSWORD, NOW),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_refusals_give_their_reason(cast: None, reason: str) -> None:
    before = queries.all_users()
    with pytest.raises(RefusedError, match=reason):
        REFUSED[reason]()
    assert queries.all_users() == before


def test_user_is_the_rep_with_his_address(cast: None) -> None:
    user = enter("ines")
    assert (user.rep_key, user.rep_id) == ("ines", db.session.scalar(select(Rep.id).where(Rep.key == "ines")))
    assert (enter("nils").rep, enter("nils").rep_id, enter("nils").rep_key) == (None, None, None)


def test_of_two_reps_with_one_address_the_one_in_a_team_today_counts(cast: None) -> None:
    nord = db.session.scalars(select(Team).where(Team.name == "Nord")).one()
    gone = Rep(key="mara-old", name="Mara", email=email("mara"))
    gone.memberships = [Membership(team=nord, starts=1, ends=2, name="Mara")]
    there = Rep(key="mara-new", name="Mara", email=email("mara"))
    there.memberships = [Membership(team=nord, starts=2, ends=LAST_DAY, name="Mara")]
    db.session.add_all([gone, there, Rep(key="mara-unknown", email=email("mara"))])
    db.session.commit()
    assert enter("mara").rep_key == "mara-new"


def test_teams_of_today_and_teams_managed(cast: None) -> None:
    nord = db.session.scalar(select(Team.id).where(Team.name == "Nord"))
    assert (enter("ines").team_ids, enter("ines").managed_team_ids) == ({nord}, set())
    assert (enter("mara").team_ids, enter("mara").managed_team_ids) == (set(), {nord})
    assert queries.team_names(enter("mara")) == ([], ["Nord"])
    assert queries.team_names(enter("ines")) == (["Nord"], [])
