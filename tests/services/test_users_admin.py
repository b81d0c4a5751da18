"""What admins change of users, and that one of them always remains."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app.auth import queries as auth_queries
from app.auth import service as auth
from app.auth.queries import Viewer
from app.auth.service import Refusal, RefusedError
from app.extensions import db
from app.models.scores import Stamp
from app.models.users import PasswordLink, User
from app.users import queries, service
from tests.cast import NOW, PASSWORD, add_people, add_users, email
from tests.harness import close, make_app


@pytest.fixture
def cast(session: scoped_session[Session]) -> None:
    add_people()
    add_users()


def id_of(name: str) -> int:
    return db.session.scalars(select(User.id).where(User.email == email(name))).one()


def found(name: str) -> queries.Person:
    person = queries.person(id_of(name))
    assert person
    return person


def enter(name: str) -> Viewer | Refusal:
    return auth.log_in(email(name), PASSWORD, None, NOW)


def teams(name: str) -> list[str]:
    return [team for _id, team in found(name).teams]


def test_a_manager_is_given_teams_and_loses_them_with_the_role(cast: None) -> None:
    service.assign(id_of("jan"), "manager", ["Süd", "Markt"])
    assert (found("jan").role, teams("jan")) == ("manager", ["Markt", "Süd"])
    service.assign(id_of("jan"), "manager", ["Markt"])
    assert teams("jan") == ["Markt"]
    service.assign(id_of("jan"), "rep", [])
    assert (found("jan").role, teams("jan")) == ("rep", [])


def test_a_change_holds_at_once_and_moves_the_stamp(cast: None) -> None:
    user = enter("jan")
    assert isinstance(user, Viewer)
    before = db.session.scalar(select(Stamp.number)) or 0
    service.assign(id_of("jan"), "admin", [])
    now = auth_queries.viewer_of(user.token, NOW)
    assert now
    assert now.role == "admin"
    assert (db.session.scalar(select(Stamp.number)) or 0) > before


def test_who_is_disabled_is_out_until_he_is_enabled_again(cast: None) -> None:
    user = enter("jan")
    assert isinstance(user, Viewer)
    auth.new_link(id_of("jan"), NOW)
    service.disable(id_of("jan"), NOW)
    assert auth_queries.viewer_of(user.token, NOW) is None
    assert enter("jan") == Refusal()
    assert db.session.scalar(select(PasswordLink.user_id)) is None
    service.enable(id_of("jan"))
    assert isinstance(enter("jan"), Viewer)


def test_the_last_admin_who_can_log_in_stays_one(cast: None) -> None:
    auth.invite(email("new"), "admin", [], NOW)
    add_users(otto="admin")
    service.disable(id_of("otto"), NOW)
    for change in (
        lambda: service.disable(id_of("ada"), NOW),
        lambda: service.assign(id_of("ada"), "rep", []),
    ):
        with pytest.raises(RefusedError, match="last admin"):
            change()
    assert (found("ada").role, found("ada").disabled) == ("admin", False)
    service.enable(id_of("otto"))
    service.assign(id_of("ada"), "rep", [])
    assert found("ada").role == "rep"


def test_who_is_listed(cast: None) -> None:
    enter("ines")
    auth.invite(email("new"), "rep", [], NOW)
    listed = {one.email: one for one in queries.people()}
    assert list(listed) == sorted(listed)
    assert listed[email("ines")][3:7] == (False, True, None, NOW)
    assert listed[email("new")][3:7] == (False, False, NOW + 7 * 24 * auth.HOUR, None)
    assert queries.person(0) is None


@pytest.fixture
def workers(fresh_database: str) -> Iterator[Flask]:
    app = make_app(fresh_database)
    with app.app_context():
        add_people()
        add_users(ada="admin", otto="admin")
    yield app
    close(app)


def test_two_admins_cannot_show_each_other_out_at_once(workers: Flask) -> None:
    with workers.app_context():
        ids = [id_of("ada"), id_of("otto")]
    start = threading.Barrier(2)
    refused: list[int] = []

    def show_out(user_id: int) -> None:
        with workers.app_context():
            start.wait(10)
            try:
                service.disable(user_id, NOW)
            except RefusedError:
                refused.append(user_id)

    threads = [threading.Thread(target=show_out, args=(user_id,)) for user_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with workers.app_context():
        assert [one.disabled for one in queries.people()].count(False) == 1
    assert len(refused) == 1
