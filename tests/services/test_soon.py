"""What requests store is scored soon: at once, and from then on together with what comes meanwhile."""

import time
from collections.abc import Iterator
from threading import Event

import pytest
from flask import Flask

from app.scorekeeping import soon as soon_module
from app.scorekeeping.soon import Soon
from tests.harness import close, make_app

PATIENCE = 60
DELAY_MS = 300


@pytest.fixture
def app_of_processes(fresh_database: str) -> Iterator[Flask]:
    app = make_app(fresh_database)
    yield app
    close(app)


class Runs:
    """Notes when it was called, and says that it left more as often as it is told to."""

    def __init__(self, left: int = 0) -> None:
        self.left, self.times = left, list[float]()

    def __call__(self) -> bool:
        self.times.append(time.monotonic())
        self.left -= 1
        return self.left >= 0

    def await_runs(self, number: int) -> None:
        """Wait until there were so many."""
        limit = time.monotonic() + PATIENCE
        while len(self.times) < number:
            assert time.monotonic() < limit, f"there was no run {number}"
            time.sleep(0.01)


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_what_comes_in_a_moment_is_scored_together(app_of_processes: Flask) -> None:
    begun, all_asked, runs, follower = Event(), Event(), Runs(), Runs()

    def score() -> bool:
        begun.set()
        assert all_asked.wait(PATIENCE)
        return runs()

    soon = Soon(app_of_processes, DELAY_MS, score, follower)
    soon.ask()
    assert begun.wait(PATIENCE)
    for _ in range(20):
        soon.ask()
    all_asked.set()
    follower.await_runs(2)
    assert len(runs.times) == 2, "the one that was at it while they asked, and one for all of them"
    assert runs.times[1] - runs.times[0] >= DELAY_MS / 1000


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("delay_ms", [0, 1])
def test_what_a_run_left_is_for_the_next(app_of_processes: Flask, delay_ms: int) -> None:
    scorer, follower = Runs(left=3), Runs(left=1)
    Soon(app_of_processes, delay_ms, scorer, follower).ask()
    scorer.await_runs(4)
    follower.await_runs(2)


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_what_follows_keeps_no_scores_waiting(
    app_of_processes: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soon_module, "FOLLOWS_EVERY", 2 * PATIENCE)
    scorer, follower = Runs(), Runs()
    soon = Soon(app_of_processes, 1, scorer, follower)
    for number in range(1, 11):
        soon.ask()
        scorer.await_runs(number)
    assert len(follower.times) == 1, "it has had its turn"


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_what_was_scored_last_is_followed_too(
    app_of_processes: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soon_module, "FOLLOWS_EVERY", 0.5)
    scorer, follower = Runs(), Runs()
    soon = Soon(app_of_processes, 1, scorer, follower)
    for number in (1, 2):
        soon.ask()
        scorer.await_runs(number)
        follower.await_runs(number)
        assert follower.times[-1] >= scorer.times[-1]
    assert follower.times[1] - follower.times[0] >= 0.5
    time.sleep(0.6)
    assert (len(scorer.times), len(follower.times)) == (2, 2), "nothing is left"
