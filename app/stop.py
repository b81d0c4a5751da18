"""How a process that runs until it is told to end hears that, and waits meanwhile."""

import ctypes
import os
import signal
import sys
import time
from types import FrameType

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


def end_with_parent() -> None:
    """Have this process asked to end when the one that started it is gone, however that went; on Linux only."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
    if os.getppid() == 1:
        os.kill(os.getpid(), signal.SIGTERM)
