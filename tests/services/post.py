"""Where messages arrive in tests: a real mail server and a real web server, which answer as they are told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.auth import service as auth
from app.extensions import db
from app.models.messages import Message
from app.models.people import Rep
from app.models.users import User
from app.outbox import service as outbox
from app.outbox.rows import EMAIL, Action, Block, Letter, Line, Outgoing
from tests.services.facts import at

PATIENCE = 60
"""Seconds that the start of the mail server may take on a busy machine."""
LONG_AGO = at("2026-07-01T00:00")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postbox:
    """Takes mail; `answers` are what it says, in turn, to who comes with an address or with a mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.to_address: list[str] = []
        self.to_data: list[str] = []
        self.port = free_port()

    async def handle_RCPT(self, _s: Any, _p: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.to_address:
            return self.to_address.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.to_data.pop(0) if self.to_data else "250 OK"
        if answer == "silence":
            server.transport.abort()
        if not answer.startswith(("4", "5")):
            parsed = BytesParser(policy=default).parsebytes(envelope.content)
            assert isinstance(parsed, EmailMessage)
            self.mails.append(parsed)
        return answer

    def subjects(self, to: str = "") -> list[str]:
        return [one["Subject"] for one in self.mails if not to or one["To"] == f"{to}@example.com"]


@contextmanager
def postbox(app: Flask) -> Iterator[Postbox]:
    """Let `app` send its mail to a server that is there."""
    box = Postbox()
    app.config |= {
        "SMTP_URL": f"smtp://127.0.0.1:{box.port}",
        "MAIL_FROM": "Baton <baton@example.com>",
        "PUBLIC_URL": "https://baton.example.com",
    }
    controller = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=PATIENCE)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


class Hook:
    """Takes what is posted; `answers` are its statuses in turn."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, bytes]] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.posted.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
                status = outer.answers.pop(0) if outer.answers else 200
                if status:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *_given: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def hook(app: Flask) -> Iterator[Hook]:
    """Let webhooks of `app` lead to a server that is there."""
    found = Hook()
    app.config |= {"PUBLIC_URL": "https://baton.example.com", "WEBHOOK_HOSTS": found.origin}
    thread = Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield found
    finally:
        found.server.shutdown()
        found.server.server_close()
        thread.join()


def may_log_in(*names: str, role: str = "rep", teams: tuple[str, ...] = ()) -> list[int]:
    """Let reps log in, by the e-mail address that is made of their key; return the ids of the users."""
    for name in names:
        address = f"{name}@example.com"
        db.session.execute(update(Rep).where(Rep.key == name).values(email=address))
        db.session.commit()
        auth.create_user(address, role, teams, "a long password", LONG_AGO)
    emails = [f"{name}@example.com" for name in names]
    return list(db.session.scalars(select(User.id).where(User.email.in_(emails)).order_by(User.id)))


def states() -> list[str]:
    """Return how far each message came, in the order in which they were put."""
    db.session.expire_all()
    return list(db.session.scalars(select(Message.state).order_by(Message.id)))


LETTER = Letter(
    "Two <b>deadlines</b> & more",
    "There is still time.",
    [Block("Due today", [Line("L1 <!channel>", "at 5 PM")]), Block("", [Line("L2", "")])],
    Action("See where you stand", "auth.front"),
)


def say(_message: Outgoing, _now: int) -> Letter:
    """Write the same letter whatever it is about."""
    return LETTER


def put(channel: str = EMAIL) -> None:
    """Put a message to somebody who may log in."""
    (user,) = may_log_in("ann")
    outbox.put("reminder", 1, {user: [channel]}, clock.now())
    db.session.commit()


def row() -> Message:
    """Return the only message."""
    db.session.expire_all()
    return db.session.scalars(select(Message)).one()
