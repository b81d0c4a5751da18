"""Servers as an installation runs them, with one worker, and a client that counts what answers cost them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection

from bench.databases import Careful, children_of
from bench.measuring import ROOT, cpu_of
from bench.sizes import SECRET

PATIENCE = 60
SETTLED = 0.002
"""Seconds after which a worker has done what it does behind an answer."""


class Server:
    """A running gunicorn; its costs are the CPU time of its workers and of the database."""

    def __init__(self, port: int, head: int, databases: Careful) -> None:
        """Connect to the server on `port`, whose first process is `head`."""
        self.head, self.databases = head, databases
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def ask(self, path: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body of an answer."""
        self.connection.request("GET", path, headers=dict(headers))
        response = self.connection.getresponse()
        return response.status, dict(response.headers), response.read()

    def connect(self) -> None:
        """Open a new connection: the server has closed one over which nothing was asked for seconds."""
        self.connection.close()
        self.ask("/login", {})

    def cpu(self) -> int:
        """Return the CPU time used so far, in nanoseconds."""
        return cpu_of([*children_of(self.head), *self.databases.processes()])

    def cost(self, path: str, headers: Mapping[str, str], status: int, calls: int) -> float:
        """Return what one of many answers cost, in microseconds of CPU time."""
        self.connect()
        self.ask(path, headers)
        before = self.cpu()
        for _ in range(calls):
            assert self.ask(path, headers)[0] == status, f"{path} answers {status}"
        return (self.cpu() - before) / calls / 1000

    def cost_after(
        self, change: Callable[[], None], path: str, headers: Mapping[str, str], calls: int
    ) -> tuple[float, float]:
        """Return what an answer right after a `change` cost, and how long it took, in microseconds."""
        used = took = 0
        self.connect()
        self.ask(path, headers)
        for _ in range(calls):
            change()
            before, started = self.cpu(), time.perf_counter_ns()
            assert self.ask(path, headers)[0] == 200, f"{path} answers 200"
            took += time.perf_counter_ns() - started
            time.sleep(SETTLED)
            used += self.cpu() - before
        return used / calls / 1000, took / calls / 1000


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(application: str, databases: Careful, workers: int = 1, **environment: str) -> Iterator[Server]:
    """Yield a server of `application` that answers, and end it afterwards."""
    port = free_port()
    settings = (
        "--workers",
        str(workers),
        "--threads",
        "8",
        "--worker-class",
        "gthread",
        "--log-level",
        "error",
    )
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        *settings,
        "--bind",
        f"127.0.0.1:{port}",
        "--no-control-socket",
        application,
    ]
    surroundings = {**os.environ, "SECRET_KEY": SECRET, **environment}
    with (databases.shared / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=surroundings, stdout=log, stderr=log, start_new_session=True
        )
    server = Server(port, process.pid, databases)
    try:
        wait_for(server, process)
        yield server
    finally:
        server.connection.close()
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)


def wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            server.ask("/login", {})
        except OSError:
            server.connection.close()
            if process.poll() is not None or time.monotonic() > limit:
                raise
            time.sleep(0.01)
        else:
            return
