"""What requests store is scored soon: at once, and from then on together with what comes meanwhile."""

import time
from collections.abc import Iterator
from itertools import pairwise

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
    scorer = Runs()
    soon = Soon(app_of_processes, DELAY_MS, scorer, Runs())
    soon.ask()
    scorer.await_runs(1)
    for _ in range(20):
        soon.ask()
    asked = time.monotonic()
    scorer.await_runs(2)
    time.sleep(2 * DELAY_MS / 1000)
    assert scorer.times[-1] > asked, "it sees what was stored before the last one asked"
    assert all(later - earlier >= DELAY_MS / 1000 for earlier, later in pairwise(scorer.times))
    assert len(scorer.times) <= 3, "once while they asked, if that took so long, and once afterwards"


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
    monkeypatch.setattr(soon_module, "FOLLOWS_EVERY", 0.5)
    scorer, follower = Runs(), Runs()
    soon = Soon(app_of_processes, 1, scorer, follower)
    limit = time.monotonic() + PATIENCE
    while len(follower.times) < 3:
        assert time.monotonic() < limit, "what follows has no turn"
        soon.ask()
        time.sleep(0.01)
    soon.ask()
    assert len(scorer.times) > 10
    assert all(later - earlier >= 0.5 for earlier, later in pairwise(follower.times))
    follower.await_runs(4)
    assert follower.times[-1] > scorer.times[-1], "what was scored last is followed, too"
    time.sleep(0.6)
    assert len(follower.times) == 4, "nothing is left"
