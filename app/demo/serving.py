"""The demo as it is tried out: a server, a process that lets activities trickle in, and one that looks after both."""

import fcntl
import hashlib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL

from app.demo.children import Children
from app.stop import Stop, nap

Note = Callable[[str], None]
"""Notes the address of a demo for others to find."""

HOST = "127.0.0.1"
PORTS_TRIED = 50
LINES_SHOWN = 20
SERVER = "server"
BESIDE = {"worker": ("flask", "worker", "--with-parent"), "trickle": ("flask", "demo", "--trickle")}
"""What runs beside the server, and is started again when it ends."""


class Place(NamedTuple):
    """Where a demo keeps its files: one database, one demo at a time."""

    log: Path
    lock: Path

    @classmethod
    def of(cls, url: URL, folder: Path) -> "Place":
        """Return the place of the demo on the database at `url`: beside its file, or in `folder` if it has none."""
        if url.drivername == "sqlite" and url.database:
            stem = Path(url.database)
        else:
            stem = folder / f"demo-{hashlib.sha256(str(url).encode()).hexdigest()[:8]}"
        return cls(stem.with_suffix(".log"), stem.with_suffix(".lock"))


class RunsAlreadyError(Exception):
    """Another process serves or loads the same demo; the text is its address, if it has one yet."""


class ServerError(Exception):
    """The server did not start, or ended; the text is the last that it said."""


@contextmanager
def alone(place: Place) -> Iterator[Note]:
    """Hold the demo for this process; yield a function that notes its address for others to find."""
    place.lock.parent.mkdir(parents=True, exist_ok=True)
    with place.lock.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise RunsAlreadyError(lock.read().strip()) from None

        def note(address: str) -> None:
            lock.seek(0)
            lock.truncate()
            lock.write(address)
            lock.flush()

        note("")
        yield note


def free_port(wanted: int) -> int:
    """Return the first port from `wanted` on that nobody listens on. Raises OSError if there is none."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65_536)):
        with socket.socket() as probe:
            # As the server does: what a connection that ended left behind does not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise OSError(f"no port from {wanted} on is free")


def serve(place: Place, port: int, environment: dict[str, str], ready: Callable[[], None]) -> None:
    """Serve until a signal comes; `ready` is called when pages answer. Raises ServerError if the server ends before."""
    place.log.unlink(missing_ok=True)
    stop = Stop()
    with Children(place.log, environment) as children:
        settings = ("--config", "python:app.demo.gunicorn", "--bind", f"{HOST}:{port}")
        children.start(SERVER, "gunicorn", *settings, "wsgi:app")
        while not answers(port) and not stop.asked:
            _check(children, place)
            nap()
        if not stop.asked:
            for name, words in BESIDE.items():
                children.start(name, *words)
            ready()
        while not stop.wait(1):
            _check(children, place)
            for name, words in BESIDE.items():
                if children.has_ended(name):
                    children.start(name, *words)


def _check(children: Children, place: Place) -> None:
    if children.has_ended(SERVER):
        raise ServerError("\n".join(place.log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]))


def answers(port: int) -> bool:
    """Tell whether a server answers on `port`."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/login")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def environment(url: str) -> dict[str, str]:
    """Return what the processes of a demo on the database at `url` (empty: its own) find in their environment."""
    return {"BATON_ENV": "demo", "DATABASE_URL": url, "FLASK_APP": "wsgi"}
