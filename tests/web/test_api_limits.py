"""Requests that are sent twice, and too many of them: over several workers, for both are kept in tables."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.api import service
from app.auth.tokens import Program as Known
from app.extensions import db
from app.models.activities import Activity
from app.models.tokens import ApiAnswer, ApiToken, ApiUsage
from tests.harness import close, make_app
from tests.loading import NOW, load_agreement
from tests.programs import Program, call, make_token, told

KEY = "Idempotency-Key"


@pytest.fixture
def crm(app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    load_agreement()
    return Program(app, make_token())


def test_the_same_request_has_the_same_answer(crm: Program) -> None:
    first = crm.post(call("a"), {}, **{KEY: "1"})
    again = crm.post(call("a"), {}, **{KEY: "1"})
    assert (first.status_code, first.json and first.json["accepted"]) == (200, 1)
    assert (again.status_code, again.text, again.mimetype) == (200, first.text, first.mimetype)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert crm.post(call("a"), {}, **{KEY: "2"}).json != first.json


def test_another_request_with_the_same_key_is_refused(crm: Program) -> None:
    crm.post(call("a"), **{KEY: "1"})
    assert "Another request" in told(crm.post(call("b"), **{KEY: "1"}), 422)
    assert db.session.scalar(select(func.count()).select_from(Activity)) == 1


def test_keys_belong_to_their_token(crm: Program, app: Flask) -> None:
    crm.post(call("a"), **{KEY: "1"})
    other = Program(app, make_token("other"))
    assert other.post(call("b"), **{KEY: "1"}).status_code == 200


def test_what_was_refused_can_be_mended_under_its_key(crm: Program) -> None:
    told(crm.send("POST", "/activities", "{}", **{KEY: "1"}), 422)
    told(crm.send("POST", "/activities", "{", **{KEY: "1"}), 400)
    assert crm.post(call("a"), **{KEY: "1"}).status_code == 200


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "a b", "é"])
def test_keys_are_visible_characters(crm: Program, key: str) -> None:
    told(crm.post(**{KEY: key}), 422)


def test_a_request_in_work_is_not_begun_again(crm: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def during(*_args: Any, **_more: Any) -> Any:
        told(crm.post(call("a"), **{KEY: "1"}), 409)
        return 1, 0, []

    monkeypatch.setattr(service, "receive", during)
    assert crm.post(call("a"), **{KEY: "1"}).status_code == 200


def test_answers_are_kept_for_a_day(crm: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    crm.post(call("a"), **{KEY: "1"})
    monkeypatch.setattr(clock, "now", lambda: NOW + service.DAY - 1)
    assert crm.post(call("a"), **{KEY: "1"}).json == {"accepted": 1, "repeated": 0, "rejected": []}
    monkeypatch.setattr(clock, "now", lambda: NOW + service.DAY)
    assert crm.post(call("b"), **{KEY: "1"}).json == {"accepted": 1, "repeated": 0, "rejected": []}
    assert db.session.scalars(select(ApiAnswer.at)).all() == [NOW + service.DAY]


def test_a_request_whose_worker_died_is_taken_over(crm: Program) -> None:
    token = db.session.scalars(select(ApiToken)).one()
    known = Known(token.id, "crm", frozenset(), "default", None)
    assert service.claim(known, "1", "d", NOW) is None
    assert service.claim(known, "1", "d", NOW + service.ABANDONED - 1) == ("d", None, None)
    assert service.claim(known, "1", "e", NOW + service.ABANDONED) == ("d", None, None)
    assert service.claim(known, "1", "d", NOW + service.ABANDONED) is None
    assert service.claim(known, "1", "d", NOW + service.ABANDONED) == ("d", None, None)


def test_more_than_the_limit_have_to_wait(crm: Program, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.config["API_REQUESTS_PER_MINUTE"] = "3"
    assert [crm.post().status_code for _ in range(4)] == [200, 200, 200, 429]
    monkeypatch.setattr(clock, "now", lambda: NOW + 20_500_000)
    answer = crm.post()
    assert "40 s" in told(answer, 429)
    assert answer.headers["Retry-After"] == "40"
    assert Program(app, make_token("other")).post().status_code == 200
    monkeypatch.setattr(clock, "now", lambda: NOW + service.MINUTE)
    assert crm.post().status_code == 200


@pytest.fixture
def workers(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Flask, Program]]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    app = make_app(fresh_database, API_REQUESTS_PER_MINUTE="10")
    with app.app_context():
        load_agreement()
        program = Program(app, make_token())
    yield app, program
    close(app)


def at_once(number: int, ask: Any) -> list[Any]:
    """Return what `number` threads get that ask at the same time."""
    start, answers = threading.Barrier(number), []

    def one() -> None:
        start.wait(10)
        answers.append(ask())

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_the_limit_holds_for_requests_at_once(workers: tuple[Flask, Program]) -> None:
    _app, program = workers
    answers = at_once(8, lambda: [program.post().status_code for _ in range(2)])
    assert sorted(status for statuses in answers for status in statuses) == [200] * 10 + [429] * 6


def test_of_the_same_requests_at_once_one_is_carried_out(workers: tuple[Flask, Program]) -> None:
    app, program = workers
    answers = at_once(6, lambda: program.post(call("a"), **{KEY: "1"}))
    assert {answer.status_code for answer in answers} <= {200, 409}
    carried_out = [answer for answer in answers if answer.status_code == 200]
    assert len({answer.text for answer in carried_out}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in carried_out) == 1
    assert all(answer.json["accepted"] == 1 for answer in carried_out)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Activity)) == 1


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_a_read_does_not_stand_behind_a_load(workers: tuple[Flask, Program]) -> None:
    app, program = workers
    with app.app_context(), db.engine.connect().execution_options(writes=True) as holder:
        holder.exec_driver_sql("SELECT 1")
        assert program.get("/clocks").status_code == 200
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ApiUsage)) == 0
    assert [program.get("/clocks").status_code for _ in range(11)] == [200] * 10 + [429]
