"""Several notice at once while scores move: each thing is noted once, and nothing old overwrites what is new."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from flask import Flask

from app.activities import service as activities
from app.happenings import service
from app.patience import patiently
from app.scorekeeping import service as scorekeeping
from tests.harness import close, make_app
from tests.services.badges import EARNED
from tests.services.facts import CALLS, DISPOSED, agree, at, people
from tests.services.happenings import notice_all, shown, so

NOW = at("2026-10-15T12:00")
WHO = ("ann", "bob", "cem", "dan")
LOOKERS = 3


def test_noticed_once(fresh_database: str) -> None:
    app, over = make_app(fresh_database), Event()
    with app.app_context():
        agree(CALLS, DISPOSED, EARNED)
        people(**dict.fromkeys(WHO, "North"))
        scorekeeping.catch_up(NOW, "test")
    with ThreadPoolExecutor(LOOKERS) as pool:
        lookers = [pool.submit(look, app, over.is_set) for _ in range(LOOKERS)]
        try:
            move(app)
        finally:
            over.set()
        assert sum(one.result() for one in lookers) > 0
    with app.app_context():
        notice_all(NOW)
        assert shown() == so(NOW)
        assert any(key.startswith("exceeded") for key in shown())
    close(app)


def look(app: Flask, is_over: Callable[[], bool]) -> int:
    """Notice what happened until it is over; return how often there was something to look at."""
    times = 0
    with app.app_context():
        while not is_over():
            times += patiently(lambda: service.notice(NOW))
            time.sleep(0.005)
    return times


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
