"""Processes of the demo: started apart from the terminal, ended together, none left behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import config
from app.stop import nap

PATIENCE = 8
"""Seconds that a process has to end by itself."""


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
