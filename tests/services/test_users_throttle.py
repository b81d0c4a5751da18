import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, scoped_session

from app.auth import service, throttle
from app.auth.queries import Viewer
from app.auth.service import Refusal
from app.auth.throttle import PER_ADDRESS, PER_PERSON, WINDOW
from app.extensions import begin_write, db
from app.models.users import LoginAttempts
from tests.cast import NOW, PASSWORD, add_people, add_users, email
from tests.harness import close, make_app


@pytest.fixture
def cast(session: scoped_session[Session]) -> None:
    # A test with connections of its own may have left tries behind; here every one is counted.
    session.execute(delete(LoginAttempts))
    add_people()
    add_users(mara="manager")


def fail(times: int, who: str = "mara", address: str = "192.0.2.1", now: int = NOW) -> list[Viewer | Refusal]:
    return [service.log_in(email(who), "wrong-password", address, now) for _ in range(times)]


def test_the_sixth_try_is_refused_even_with_the_right_password(cast: None) -> None:
    assert fail(PER_PERSON) == [Refusal()] * PER_PERSON
    late = NOW + WINDOW - 1
    assert service.log_in(email("mara"), PASSWORD, "192.0.2.9", late) == Refusal(NOW + WINDOW)


def test_the_window_passes(cast: None) -> None:
    fail(PER_PERSON + 3)
    assert isinstance(service.log_in(email("mara"), PASSWORD, "192.0.2.1", NOW + WINDOW), Viewer)


def test_unknown_addresses_are_throttled_like_known_ones(cast: None) -> None:
    assert fail(PER_PERSON + 1, who="stranger")[-1] == Refusal(NOW + WINDOW)


def test_one_remote_address_cannot_go_through_many_people(cast: None) -> None:
    answers = [fail(1, who=f"person{number}")[0] for number in range(PER_ADDRESS + 1)]
    assert answers == [Refusal()] * PER_ADDRESS + [Refusal(NOW + WINDOW)]
    assert service.log_in(email("mara"), PASSWORD, "192.0.2.1", NOW) == Refusal(NOW + WINDOW)
    assert isinstance(service.log_in(email("mara"), PASSWORD, "192.0.2.2", NOW), Viewer)


def test_success_gives_the_tries_back(cast: None) -> None:
    for _ in range(2):
        fail(PER_PERSON - 1)
        assert isinstance(service.log_in(email("mara"), PASSWORD, "192.0.2.1", NOW), Viewer)
    for _ in range(PER_ADDRESS):
        assert isinstance(service.log_in(email("mara"), PASSWORD, "192.0.2.2", NOW), Viewer)


def address_key(address: str) -> str:
    return throttle.attempt_of("", address).address


def test_a_household_counts_as_one_address(session: scoped_session[Session]) -> None:
    assert address_key("2001:db8::1") == address_key("2001:db8::ffff:2")
    assert address_key("2001:db8::1") != address_key("2001:db8:0:1::1")
    assert address_key("192.0.2.1") != address_key("192.0.2.2")
    assert address_key("no address") == throttle.attempt_of("", None).address


def test_nobody_can_be_read_from_the_table(cast: None) -> None:
    fail(1)
    keys = "".join(db.session.scalars(select(LoginAttempts.key)))
    assert "mara" not in keys
    assert "192" not in keys
    assert len(keys) == 2 * 64


def test_what_has_passed_is_swept_out(cast: None) -> None:
    fail(1, who="stranger", address="192.0.2.8")
    service.log_in(email("mara"), PASSWORD, "192.0.2.1", NOW + WINDOW)
    assert list(db.session.scalars(select(LoginAttempts.failures))) == [0]


@pytest.fixture
def workers(fresh_database: str) -> Iterator[Flask]:
    app = make_app(fresh_database)
    with app.app_context():
        add_people()
        add_users(mara="manager")
    yield app
    close(app)


def test_workers_at_once_let_no_more_through_than_the_limit(workers: Flask) -> None:
    start = threading.Barrier(8)
    answers: list[int | None] = []

    def ask(number: int) -> None:
        with workers.app_context():
            start.wait(10)
            for turn in range(3):
                begin_write()
                attempt = throttle.attempt_of(email("mara"), f"192.0.2.{number * 3 + turn}")
                answers.append(throttle.take(attempt, NOW))
                db.session.commit()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers, key=str) == [NOW + WINDOW] * (24 - PER_PERSON) + [None] * PER_PERSON


def test_two_transactions_cannot_both_take_the_last_try(workers: Flask) -> None:
    with workers.app_context():
        fail(PER_PERSON - 1)
    taken: list[int | None] = []

    def second() -> None:
        with workers.app_context():
            begin_write()
            taken.append(throttle.take(throttle.attempt_of(email("mara"), "192.0.2.3"), NOW))
            db.session.commit()

    with workers.app_context():
        begin_write()
        taken.append(throttle.take(throttle.attempt_of(email("mara"), "192.0.2.2"), NOW))
        other = threading.Thread(target=second)
        other.start()
        other.join(0.3)
        assert other.is_alive(), "it must wait for the first to commit"
        db.session.commit()
        other.join(30)
    assert taken == [None, NOW + WINDOW]
