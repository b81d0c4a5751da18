"""Baton as a real process: gunicorn on a database of the test's own."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90
"""Seconds that a start or an end may take on a busy machine."""


def keep_port() -> socket.socket:
    """Return a socket that keeps a port of the loopback address for servers of ours; it never listens itself."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    place.bind(("127.0.0.1", 0))
    return place


class Server:
    """Listens on `url`; can be killed and started again on the same port, as after a power cut.

    Nobody else gets the port meanwhile, neither while the server starts nor while it is gone.
    """

    def __init__(self, database: str, log: Path, *, workers: int = 1, **settings: str) -> None:
        """Take the settings of the server; each of its workers takes seconds to start."""
        self.place = keep_port()
        self.port = int(self.place.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self.workers = workers
        self.environment = {**os.environ, "DATABASE_URL": database, "SECRET_KEY": "test", **settings}
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(signal.SIGTERM)
        self.place.close()

    def start(self) -> None:
        """Start the server and return when it answers."""
        listen = ["--bind", f"127.0.0.1:{self.port}", "--reuse-port"]
        listen += ["--workers", str(self.workers), "--threads", "4"]
        # A visitor who reads for a while finds his connection again: with 2 s it may close just as he asks.
        listen += ["--keep-alive", "60"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *listen, "wsgi:app"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        limit = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > limit:
                self.stop(signal.SIGKILL)
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals) -> None:
        """End the server and its workers: by SIGTERM as one should, or by SIGKILL as it happens."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, how)
            self.process.wait(PATIENCE)
        except ProcessLookupError:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def kill(self) -> None:
        """Take the server down without a farewell."""
        self.stop(signal.SIGKILL)

    def answers(self) -> bool:
        """Tell whether anything is served."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            return False
        else:
            return True
        finally:
            connection.close()
