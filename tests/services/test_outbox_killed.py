"""A process that sends is killed before each of its statements: no mail comes twice, and none is lost in silence."""

import os
import subprocess
import sys
from collections import Counter

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.messages import Message
from app.outbox import service
from app.outbox.rows import EMAIL, Action, Letter
from tests.harness import close, make_app
from tests.services.post import may_log_in, postbox
from tests.source import ROOT


@pytest.mark.parametrize(
    ("fresh_database", "step", "messages"),
    [
        pytest.param("sqlite", 3, 5),
        pytest.param("sqlite", 1, 12, marks=pytest.mark.nightly),
        pytest.param("postgresql", 1, 12, marks=[pytest.mark.nightly, pytest.mark.postgres]),
    ],
    indirect=["fresh_database"],
)
def test_no_mail_comes_twice_and_none_is_lost_in_silence(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch, step: int, messages: int
) -> None:
    app = make_app(fresh_database)
    app.extensions["baton_letters"]["reminder"] = lambda *_given: Letter(
        "!", "!", [], Action("!", "auth.front")
    )
    with app.app_context(), postbox(app) as box:
        (user,) = may_log_in("ann")
        for about in range(messages):
            service.put("reminder", about, {user: [EMAIL]}, clock.now())
        db.session.commit()
        settings = {key: app.config[key] for key in ("SMTP_URL", "MAIL_FROM", "PUBLIC_URL")}
        words = [sys.executable, "-m", "tests.services.dying", fresh_database, "send", "0", "0", str(step)]
        done = subprocess.run(
            words, cwd=ROOT, env={**os.environ, **settings}, check=True, capture_output=True, text=True
        )
        assert int(done.stdout) * step > 8
        later = clock.now() + service.LEASE
        monkeypatch.setattr(clock, "now", lambda: later)
        while service.send_due():
            pass
        rows = db.session.execute(select(Message.id, Message.created_at, Message.state))
        states = {f"<{number}.{made}@example.com>": state for number, made, state in rows}
    came = Counter(mail["Message-ID"] for mail in box.mails)
    assert set(came.values()) == {1}
    assert {one for one, state in states.items() if state == "sent"} <= set(came)
    assert set(states.values()) <= {"sent", "uncertain"}
    # Between noting the hand-over and noting the answer there is little that a process can die of.
    assert Counter(states.values())["uncertain"] <= 4
    close(app)
