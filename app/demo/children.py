"""Processes of the demo: started apart from the terminal, ended together, none left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

import config

PATIENCE = 8
"""Seconds that a process has to end by itself."""
TICK_NS = 200_000_000
_PR_SET_PDEATHSIG = 1


class Stop:
    """Hears the signals that ask a process to end."""

    def __init__(self) -> None:
        """Listen from now on."""
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def wait(self, seconds: int) -> bool:
        """Wait so many seconds, or until a signal comes; return whether one came."""
        until = time.monotonic_ns() + seconds * 1_000_000_000
        while not self.asked and time.monotonic_ns() < until:
            nap()
        return self.asked


def nap() -> None:
    """Wait for a fifth of a second."""
    time.sleep(TICK_NS / 1_000_000_000)


class Children:
    """The processes that were started; leaving the context ends them."""

    def __init__(self, log: Path, environment: dict[str, str]) -> None:
        """Take where their output goes, and what they find in their environment beside what is there."""
        self.log = log
        self.environment = {**os.environ, **environment}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def start(self, name: str, *arguments: str) -> None:
        """Start a Python module with arguments; signals of the terminal do not reach it, they go through us."""
        with self.log.open("ab") as output:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, "-m", *arguments],
                cwd=config.ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def has_ended(self, name: str) -> bool:
        """Tell whether the process called `name` ended by itself."""
        return self.running[name].poll() is not None

    def end(self) -> None:
        """End all of them: asked first, then by force, with whatever they started."""
        for child in self.running.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic_ns() + PATIENCE * 1_000_000_000
        while time.monotonic_ns() < until and any(one.poll() is None for one in self.running.values()):
            nap()
        for child in self.running.values():
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def end_with_parent() -> None:
    """Have this process asked to end when the one that started it is gone, however that went; on Linux only."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
    if os.getppid() == 1:
        os.kill(os.getpid(), signal.SIGTERM)
