"""The served demo as real processes: it answers, moves by itself, and leaves nothing behind however it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import create_engine, text

from app import clock
from app.demo import service, serving
from app.demo.logins import DEMO_LOGINS
from app.progress import quiet
from tests.databases import Databases
from tests.demo import demo_app
from tests.harness import close
from tests.source import ROOT

PATIENCE = 60
"""Seconds that a busy machine may take for anything."""


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    """Yield the address of a demo of today."""
    url = databases.create("sqlite")
    app = demo_app(url)
    with app.app_context():
        service.load(clock.now(), service.SEED, quiet)
    close(app)
    yield url
    databases.drop(url)


class Demo:
    """A `flask demo --serve` on its way."""

    def __init__(self, url: str, out: Path, port: int) -> None:
        self.url, self.out, self.port = url, out, port
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DATABASE_URL": self.url, "SECRET_KEY": "test", "HTMX_SOURCE": "local"}
        command = [
            sys.executable,
            "-m",
            "flask",
            "--app",
            "wsgi",
            "demo",
            "--serve",
            "--port",
            str(self.port),
        ]
        with self.out.open("wb") as out:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)

    def said(self) -> str:
        return self.out.read_text()

    def await_ready(self) -> str:
        """Wait until it says where it is, and return all that it said."""
        wait_for(lambda: "Ctrl-C" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()
        return self.said()

    def processes(self) -> list[int]:
        """Return the processes that it started, and those that these started."""
        return descendants(self.process.pid)

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


@pytest.fixture
def demo(url: str, tmp_path: Path) -> Iterator[Demo]:
    running = Demo(url, tmp_path / "out", free_port())
    yield running
    running.process.kill()
    running.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, "it took too long"
        time.sleep(0.1)


def descendants(parent: int) -> list[int]:
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listing.splitlines()]
    found, fresh = [], [parent]
    while fresh:
        fresh = [pid for pid, above in pairs if above in fresh]
        found += fresh
    return found


def alive(pid: int) -> bool:
    """Tell whether a process is there and not just waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def activities(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM activity")).scalar_one()
    engine.dispose()
    return int(count)


def page_of(demo: Demo, path: str) -> str:
    with urlopen(f"http://127.0.0.1:{demo.port}{path}") as page:
        return str(page.read().decode())


def test_it_says_where_it_is_moves_by_itself_and_stops_with_all_its_processes(demo: Demo, url: str) -> None:
    said = demo.await_ready()
    before, started = activities(url), demo.processes()
    assert len(started) == 5, "a server with two workers, the worker, and the trickle"
    assert f"http://127.0.0.1:{demo.port}" in said
    assert "anew" not in said
    shown = page_of(demo, "/login")
    assert all(email in said and email in shown for email, _, _ in DEMO_LOGINS)
    wait_for(lambda: activities(url) > before)
    assert demo.end(signal.SIGTERM) == 0
    assert [pid for pid in started if alive(pid)] == []
    assert demo.said().rstrip().endswith("Stopped.")


@pytest.mark.nightly
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGHUP])
def test_every_way_to_ask_it_stops_it(demo: Demo, how: signal.Signals) -> None:
    demo.await_ready()
    started = demo.processes()
    assert demo.end(how) == 0
    assert [pid for pid in started if alive(pid)] == []


@pytest.mark.nightly
@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells a process that its parent died"
)
def test_it_leaves_no_orphans_when_it_is_killed(demo: Demo) -> None:
    demo.await_ready()
    started = demo.processes()
    demo.end(signal.SIGKILL)
    wait_for(lambda: not any(alive(pid) for pid in started))


@pytest.mark.nightly
def test_a_server_that_dies_ends_it_and_is_told_of(demo: Demo) -> None:
    demo.await_ready()
    os.kill(min(demo.processes()), signal.SIGKILL)
    assert demo.process.wait(PATIENCE) == 1
    assert "The server ended" in demo.said()


@pytest.mark.nightly
def test_a_taken_port_is_told_of(url: str, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        demo = Demo(url, tmp_path / "out", int(other.getsockname()[1]))
        said = demo.await_ready()
        demo.end(signal.SIGTERM)
    assert f"Port {demo.port} is taken" in said
    assert f"http://127.0.0.1:{demo.port}" not in said


def test_the_next_free_port_is_found() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = int(other.getsockname()[1])
        assert serving.free_port(taken) > taken


def test_a_port_that_nobody_listens_on_is_taken_as_it_is() -> None:
    wanted = free_port()
    assert serving.free_port(wanted) == wanted
