"""Screens of a wall, asking as their browsers do: each every two seconds, each at a moment of its own."""

import asyncio
import re
import sys
import time
from collections.abc import Mapping, Sequence

from bench.visitors import WALL, having

EVERY = 2
"""Seconds between two polls of a screen."""
PATIENCE = 10
"""Seconds after which a poll has failed."""
SWITCH_S = 0.0005
"""Seconds after which a thread of the bench lets the screens at the processor: screens that hang on walls do not wait
for programs that send."""
_NUMBER = re.compile(r"-(\d+)-\d+-\d{6}-\d+")


class Screens:
    """Screens that poll a server on a port: how long each answer took, in seconds, what failed, and what they saw.

    `seen` holds, for each screen, when it got which number of the stamp; they polled until `ended`.
    """

    def __init__(self, port: int, sent: Sequence[Mapping[str, str]]) -> None:
        """Take what each screen sends."""
        self.port, self.sent = port, sent
        self.waits: list[float] = []
        self.failed: list[str] = []
        self.seen: list[list[tuple[float, int]]] = [[] for _ in sent]
        self.ended = 0.0

    def poll(self, seconds: float) -> None:
        """Let all of them poll for a while."""
        sys.setswitchinterval(SWITCH_S)
        asyncio.run(self._all(time.monotonic() + seconds))
        self.ended = time.monotonic()

    async def _all(self, until: float) -> None:
        await asyncio.gather(*(self._one(number, until) for number in range(len(self.sent))))

    async def _one(self, number: int, until: float) -> None:
        due = time.monotonic() + EVERY * number / len(self.sent)
        tag = "none"
        while due < until:
            await asyncio.sleep(max(due - time.monotonic(), 0))
            tag = await self._ask(number, tag)
            due = max(due + EVERY, time.monotonic())

    async def _ask(self, number: int, tag: str) -> str:
        """Ask once; return the version that the screen has then."""
        began = time.monotonic()
        request = _written(having(dict(self.sent[number]), tag))
        try:
            status, newest = await asyncio.wait_for(self._exchange(request), PATIENCE)
        except (OSError, ValueError, IndexError, TimeoutError) as error:
            self.failed.append(repr(error))
            return tag
        got = time.monotonic()
        self.waits.append(got - began)
        if status == 200:
            self.seen[number].append((got, stamp_of(newest)))
        elif status != 304:
            self.failed.append(f"answered {status}")
        return newest

    async def _exchange(self, request: bytes) -> tuple[int, str]:
        """Return status and version of an answer, when all of it has come."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request)
            answer = await reader.read(-1)
        finally:
            writer.close()
        first, *lines = answer.partition(b"\r\n\r\n")[0].decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return int(first.split()[1]), headers.get("HX-PTag", "")


def _written(headers: Mapping[str, str]) -> bytes:
    """Return a request over a connection of its own: a server has closed the last one before it is asked again."""
    lines = [f"GET {WALL} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode()


def stamp_of(tag: str) -> int:
    """Return the number of the stamp in a version."""
    found = _NUMBER.search(tag)
    if found is None:
        raise ValueError(f"{tag!r} is no version")
    return int(found[1])
