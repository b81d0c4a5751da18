"""What looks after the demo's processes: it starts, watches and ends them, one demo to a database."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from app import stop
from app.demo import children, cli, gunicorn, serving
from app.demo.children import Children
from app.stop import Stop
from tests.harness import close, invoke, make_app

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("here", flush=True)
time.sleep(60)
"""


class Cast:
    """Stands in for processes: ends those that it is told to, and notes what was started."""

    def __init__(self, *ending: str) -> None:
        self.ending = list(ending)
        self.started: list[str] = []

    def __call__(self, _log: Path, _environment: dict[str, str]) -> "Cast":
        return self

    def __enter__(self) -> "Cast":
        return self

    def __exit__(self, *_error: object) -> None:
        self.started.append("all ended")

    def start(self, name: str, *_arguments: str) -> None:
        self.started.append(name)

    def has_ended(self, name: str) -> bool:
        if name in self.ending and name in self.started:
            self.ending.remove(name)
            return True
        return False


class Patient:
    """Stands in for signals: asks to stop after a few looks."""

    def __init__(self) -> None:
        self.looks = 0

    @property
    def asked(self) -> bool:
        return False

    def wait(self, _seconds: int) -> bool:
        self.looks += 1
        return self.looks > 3


@pytest.fixture
def place(tmp_path: Path) -> serving.Place:
    return serving.Place.of(make_url(f"sqlite:///{tmp_path / 'demo.sqlite'}"), tmp_path)


@pytest.fixture
def run(place: serving.Place, monkeypatch: pytest.MonkeyPatch) -> Callable[[Cast], list[str]]:
    """Return a function that serves with stand-ins, and returns what was started and said."""

    def serve(cast: Cast) -> list[str]:
        monkeypatch.setattr(serving, "Children", cast)
        serving.serve(place, 8000, {}, lambda: cast.started.append("ready"))
        return cast.started

    monkeypatch.setattr(serving, "Stop", Patient)
    monkeypatch.setattr(serving, "nap", lambda: None)
    looks = iter([False, False, True])
    monkeypatch.setattr(serving, "answers", lambda _port: next(looks))
    return serve


def test_worker_and_trickle_start_when_pages_answer(run: Callable[[Cast], list[str]]) -> None:
    assert run(Cast()) == ["server", "worker", "trickle", "ready", "all ended"]


@pytest.mark.parametrize("name", ["worker", "trickle"])
def test_what_ends_beside_the_server_is_started_again(run: Callable[[Cast], list[str]], name: str) -> None:
    assert run(Cast(name)) == ["server", "worker", "trickle", "ready", name, "all ended"]


def test_a_server_that_ends_is_an_error_with_its_last_words(
    run: Callable[[Cast], list[str]], place: serving.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "unlink", lambda *_args, **_kwargs: place.log.write_text("it hurts"))
    with pytest.raises(serving.ServerError, match="it hurts"):
        run(Cast("server"))


def test_processes_are_ended_with_the_context(tmp_path: Path) -> None:
    with Children(tmp_path / "log", {}) as family:
        family.start("server", "http.server", "0", "--bind", "127.0.0.1")
        assert not family.has_ended("server")
    assert family.has_ended("server")


def test_a_process_that_will_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stubborn.py").write_text(STUBBORN)
    monkeypatch.setattr(children, "PATIENCE", 0)
    with Children(tmp_path / "log", {"PYTHONPATH": str(tmp_path)}) as family:
        family.start("stubborn", "stubborn")
        while "here" not in family.log.read_text():
            stop.nap()
    assert family.running["stubborn"].returncode == -signal.SIGKILL


def test_a_signal_ends_the_wait() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        told = Stop()
        assert told.wait(0) is False
        signal.raise_signal(signal.SIGHUP)
        assert told.wait(60) is True
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_who_outlives_his_parent_is_asked_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(stop.ctypes, "CDLL", lambda *_args, **_kwargs: Bystander())
    monkeypatch.setattr(stop.os, "getppid", lambda: 1)
    monkeypatch.setattr(stop.os, "kill", lambda pid, number: asked.append((pid, number)))
    monkeypatch.setattr(stop.sys, "platform", "linux")
    gunicorn.on_starting(None)
    assert [number for _, number in asked] == [signal.SIGTERM]
    monkeypatch.setattr(stop.sys, "platform", "darwin")
    gunicorn.on_starting(None)
    assert len(asked) == 1


class Bystander:
    """Stands in for the C library."""

    def prctl(self, *_arguments: int) -> int:
        return 0


def test_one_database_has_one_place(tmp_path: Path) -> None:
    here, there = (
        serving.Place.of(make_url(f"postgresql+psycopg://jo@host/{name}"), tmp_path)
        for name in ("one", "other")
    )
    assert here != there
    assert serving.Place.of(make_url("sqlite:////srv/x/demo.sqlite"), tmp_path).log == Path("/srv/x/demo.log")


@pytest.fixture
def app_to_serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(cli, "_prepare", lambda **_words: None)
    return make_app(f"sqlite:///{tmp_path / 'demo.sqlite'}", BATON_ENV="demo")


def test_serving_says_where_and_who(app_to_serve: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "serve", lambda _place, _port, _environment, ready: ready())
    monkeypatch.setattr(serving, "free_port", lambda wanted: wanted + 1)
    result = invoke(app_to_serve, "demo", "--serve", "--port", "9000")
    assert result.exit_code == 0
    assert "Port 9000 is taken" in result.stderr
    assert "http://127.0.0.1:9001/wall/open/" in result.stdout
    close(app_to_serve)


def test_a_server_that_cannot_start_is_told_of(app_to_serve: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise serving.ServerError("no memory left")

    monkeypatch.setattr(serving, "serve", fail)
    result = invoke(app_to_serve, "demo", "--serve")
    assert result.exit_code == 1
    assert "no memory left" in result.stderr
    close(app_to_serve)


def test_nothing_answers_where_nobody_listens() -> None:
    assert not serving.answers(serving.free_port(20_000))
