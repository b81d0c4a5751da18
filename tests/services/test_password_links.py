"""Links to set a password by: once, for a while, and one at a time for each user."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, scoped_session

from app.auth import queries, service, throttle
from app.auth.links import INVITATION, RESET
from app.auth.queries import Viewer, fingerprint
from app.auth.service import Refusal, RefusedError
from app.extensions import db
from app.models.users import LoginAttempts, PasswordLink, User
from app.users import service as users
from tests.cast import NOW, PASSWORD, add_people, add_users, email
from tests.harness import close, make_app

ADDRESS = "192.0.2.1"
CHOSEN = "chosen-by-myself"


@pytest.fixture
def cast(session: scoped_session[Session]) -> None:
    # A test with connections of its own may have left tries behind; here every one is counted.
    session.execute(delete(LoginAttempts))
    add_people()
    add_users()


def id_of(name: str) -> int:
    return db.session.scalars(select(User.id).where(User.email == email(name))).one()


def enter(name: str, password: str, now: int = NOW) -> Viewer | Refusal:
    return service.log_in(email(name), password, ADDRESS, now)


def choose(token: str, password: str = CHOSEN, now: int = NOW) -> str | Refusal:
    return service.set_password_by_link(token, password, ADDRESS, now)


def test_who_is_invited_sets_a_password_and_may_log_in(cast: None) -> None:
    token = service.invite("New@Example.com ", "manager", ["Nord"], NOW)
    assert service.follow(token, ADDRESS, NOW) == email("new")
    assert choose(token) == email("new")
    user = enter("new", CHOSEN)
    assert isinstance(user, Viewer)
    assert (user.role, queries.team_names(user)) == ("manager", ([], ["Nord"]))


@pytest.mark.parametrize("password", ["", "x" * 10])
def test_before_that_no_password_lets_him_in_and_finding_out_takes_as_long(
    cast: None, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    service.invite(email("new"), "rep", [], NOW)
    computed: list[str] = []
    monkeypatch.setattr("app.auth.passwords.make_hash", lambda text: computed.append(text) or "")
    assert enter("new", password) == Refusal()
    assert len(computed) == 1


def test_a_link_works_once(cast: None) -> None:
    token = service.new_link(id_of("jan"), NOW)
    assert choose(token) == email("jan")
    assert choose(token, "another-password") == Refusal()
    assert service.follow(token, ADDRESS, NOW) == Refusal()
    assert isinstance(enter("jan", CHOSEN), Viewer)


def test_looking_at_it_does_not_use_it_up(cast: None) -> None:
    token = service.new_link(id_of("jan"), NOW)
    for _ in range(2 * throttle.PER_ADDRESS):
        assert service.follow(token, ADDRESS, NOW) == email("jan")


@pytest.mark.parametrize(("invited", "lasts"), [(True, INVITATION), (False, RESET)])
def test_a_link_works_for_a_while(cast: None, invited: bool, lasts: int) -> None:
    token = service.invite(email("new"), "rep", [], NOW) if invited else service.new_link(id_of("jan"), NOW)
    assert isinstance(service.follow(token, ADDRESS, NOW + lasts - 1), str)
    assert choose(token, now=NOW + lasts) == Refusal()
    assert service.follow(token, ADDRESS, NOW + lasts) == Refusal()


def test_another_invitation_lasts_as_long_as_the_first(cast: None) -> None:
    service.invite(email("new"), "rep", [], NOW)
    token = service.new_link(id_of("new"), NOW)
    assert service.follow(token, ADDRESS, NOW + INVITATION - 1) == email("new")


def test_a_newer_link_takes_the_place_of_the_one_before(cast: None) -> None:
    first, second = (service.new_link(id_of("jan"), NOW) for _ in range(2))
    assert service.follow(first, ADDRESS, NOW) == Refusal()
    assert service.follow(second, ADDRESS, NOW) == email("jan")


def test_what_a_link_holds_is_not_stored(cast: None) -> None:
    token = service.new_link(id_of("jan"), NOW)
    assert list(db.session.scalars(select(PasswordLink.token_hash))) == [fingerprint(token)]


def test_a_reset_ends_what_the_old_password_opened_and_not_before_it_is_used(cast: None) -> None:
    user = enter("jan", PASSWORD)
    assert isinstance(user, Viewer)
    token = service.new_link(id_of("jan"), NOW)
    assert queries.viewer_of(user.token, NOW) is not None
    choose(token)
    assert queries.viewer_of(user.token, NOW) is None
    assert enter("jan", PASSWORD) == Refusal()


@pytest.mark.parametrize("how", ["disable", "password"])
def test_a_link_ends_with_what_it_was_made_for(cast: None, how: str) -> None:
    token = service.new_link(id_of("jan"), NOW)
    if how == "disable":
        users.disable(id_of("jan"), NOW)
    else:
        service.set_password(email("jan"), "told-by-telephone", NOW)
    assert choose(token) == Refusal()
    assert db.session.scalar(select(func.count()).select_from(PasswordLink)) == 0


def test_who_is_disabled_gets_no_link(cast: None) -> None:
    users.disable(id_of("jan"), NOW)
    with pytest.raises(RefusedError, match="disabled"):
        service.new_link(id_of("jan"), NOW)


def test_a_password_that_is_too_short_leaves_the_link_as_it_was(cast: None) -> None:
    token = service.new_link(id_of("jan"), NOW)
    with pytest.raises(RefusedError, match="10 to 1000"):
        choose(token, "short")
    assert choose(token) == email("jan")


def test_guessing_links_is_throttled_and_costs_no_hash(cast: None, monkeypatch: pytest.MonkeyPatch) -> None:
    token = service.new_link(id_of("jan"), NOW)
    monkeypatch.setattr("app.auth.passwords.make_hash", None)
    answers = [choose(f"guess-{number}") for number in range(throttle.PER_ADDRESS + 1)]
    assert answers == [Refusal()] * throttle.PER_ADDRESS + [Refusal(NOW + throttle.WINDOW)]
    assert service.follow(token, ADDRESS, NOW) == Refusal(NOW + throttle.WINDOW)
    assert service.follow(token, "192.0.2.2", NOW) == email("jan")


def test_the_last_log_in_is_noted(cast: None) -> None:
    enter("jan", PASSWORD, NOW + 5)
    enter("jan", "wrong-password", NOW + 6)
    assert db.session.scalar(select(User.last_log_in).where(User.id == id_of("jan"))) == NOW + 5


@pytest.fixture
def workers(fresh_database: str) -> Iterator[Flask]:
    app = make_app(fresh_database)
    with app.app_context():
        add_people()
        add_users(jan="rep")
    yield app
    close(app)


def test_of_those_who_follow_a_link_at_once_one_sets_the_password(workers: Flask) -> None:
    with workers.app_context():
        token = service.new_link(id_of("jan"), NOW)
    start = threading.Barrier(4)
    answers: dict[str, str | Refusal] = {}

    def follow(password: str) -> None:
        with workers.app_context():
            start.wait(10)
            answers[password] = service.set_password_by_link(token, password, ADDRESS, NOW)

    threads = [threading.Thread(target=follow, args=(f"password-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    (won,) = [password for password, answer in answers.items() if answer == email("jan")]
    assert len(answers) == 4
    with workers.app_context():
        assert isinstance(enter("jan", won), Viewer)
