"""A process that moves money, closes a quarter or sends, killed before one of its statements until it gets through.

`python -m tests.services.dying DATABASE ACT WHICH BY STEP` is killed before the first statement, then before the one
that is STEP further, and so on. It prints how often it was killed before it lived to the end.
"""

import os
import signal
import sys

from flask import current_app
from sqlalchemy import event

from app.bonuses import service
from app.bonuses.rows import Format
from app.extensions import db
from app.outbox import service as outbox
from app.outbox.rows import Action, Letter
from app.quarters import service as quarters
from tests.harness import make_app
from tests.services.money import NOW


def send(_all: int, _by: int) -> None:
    """Send what is due, in words that need nothing else to be there."""
    current_app.extensions["baton_letters"]["reminder"] = lambda *_given: Letter(
        "!", "!", [], Action("!", "auth.front")
    )
    outbox.send_due()


ACTS = {
    "approve": lambda bonus, by: service.approve(bonus, by, NOW),
    "export": lambda _all, by: service.export(Format(), by, NOW),
    "pay": lambda batch, by: service.mark_paid(batch, by, NOW),
    "send": send,
    "close": lambda _all, by: quarters.close("2026-Q3", by),
}


def act(name: str, which: int, by: int, last: int) -> None:
    """Do it, and be killed before statement number `last`; the commit is the last statement."""
    statements = 0

    def count(*_told: object) -> None:
        nonlocal statements
        statements += 1
        if statements == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", count)
    event.listen(db.engine, "commit", count)
    ACTS[name](which, by)


def survives(name: str, which: int, by: int, last: int) -> bool:
    """Return whether a process of its own got through, or was killed before."""
    child = os.fork()
    if child == 0:
        act(name, which, by, last)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return False
    if status:
        raise SystemExit(1)
    return True


def main(url: str, name: str, which: str, by: str, step: str) -> None:
    """Let it be killed at each step until it survives."""
    last, killed = 1, 0
    with make_app(url).app_context():  # composed once: it has no connection yet
        while not survives(name, int(which), int(by), last):
            last, killed = last + int(step), killed + 1
    print(killed)  # noqa: T201 - it is for the test


if __name__ == "__main__":
    main(*sys.argv[1:])
