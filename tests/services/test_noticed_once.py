"""Several notice at once while scores move: each thing is noted once, and nothing old overwrites what is new."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask

from app.activities import service as activities
from app.happenings import looking, service
from app.patience import patiently
from app.scorekeeping import service as scorekeeping
from tests.harness import close, make_app
from tests.services.badges import EARNED
from tests.services.facts import CALLS, DISPOSED, agree, at, people
from tests.services.happenings import notice_all, shown, so

NOW = at("2026-10-15T12:00")
WHO = ("ann", "bob", "cem", "dan")
LOOKERS = 3
PATIENCE = 60


def test_noticed_once(fresh_database: str) -> None:
    app, looked, over = make_app(fresh_database), Event(), Event()
    with app.app_context():
        agree(CALLS, DISPOSED, EARNED)
        people(**dict.fromkeys(WHO, "North"))
        scorekeeping.catch_up(NOW, "test")
    with ThreadPoolExecutor(LOOKERS) as pool:
        lookers = [pool.submit(look, app, looked, over) for _ in range(LOOKERS)]
        try:
            move(app)
            assert looked.wait(PATIENCE)
        finally:
            over.set()
        for one in lookers:
            one.result()
    with app.app_context():
        notice_all(NOW)
        assert shown() == so(NOW)
        assert any(key.startswith("exceeded") for key in shown())
    close(app)


def test_what_changed_meanwhile_is_not_taken_for_what_was_looked_at(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, look = make_app(fresh_database), looking.look

    def overtaken(seen: looking.View) -> looking.Look | None:
        found = look(seen)
        monkeypatch.undo()
        with app.app_context():
            notice_all(NOW)
            win("ann", 20)
        return found

    with app.app_context():
        agree(CALLS, DISPOSED, EARNED)
        people(ann="North")
        scorekeeping.catch_up(NOW, "test")
        notice_all(NOW)
        win("ann", 4)
        monkeypatch.setattr(looking, "look", overtaken)
        assert service.notice(NOW)
        assert service.notice(NOW)
        notice_all(NOW)
        assert shown() == so(NOW)
        assert any(key.startswith("exceeded") for key in shown())
    close(app)


def win(who: str, calls: int) -> None:
    """Let a rep make so many calls more."""
    rows = [
        (
            f"{who} {calls} {number}",
            "call.made",
            at(f"2026-10-{number % 10 + 1:02}T10:00"),
            None,
            who,
            "",
            None,
            None,
        )
        for number in range(calls)
    ]
    activities.store(rows, "default", NOW)
    scorekeeping.catch_up(NOW, "")


def look(app: Flask, looked: Event, over: Event) -> None:
    """Notice what happened until it is over; tell when there was something to look at."""
    with app.app_context():
        while not over.is_set():
            if patiently(lambda: service.notice(NOW)):
                looked.set()
            time.sleep(0.005)


def move(app: Flask) -> None:
    """Let scores go up, and some of them down again."""
    with app.app_context():
        for number in range(20):
            who, day = WHO[number % len(WHO)], number % 10 + 1
            key, moment = f"a{number}", at(f"2026-{9 + number % 2:02}-{day:02}T10:00")
            activities.store([(key, "call.made", moment, None, who, "", None, None)], "default", NOW)
            if number % 5 == 4:
                activities.correct([(f"c{number}", f"a{number - 4}", None)], "default", NOW)
            patiently(lambda: scorekeeping.catch_up(NOW, ""))
