"""Incoming webhooks of Slack and Microsoft Teams: where they may lead, and how a letter is put there."""

import json
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import current_app
from flask_babel import gettext as _

from app.outbox.errors import ForbiddenAddressError, RefusedError, UncertainError
from app.outbox.links import link
from app.outbox.rows import SLACK, Letter

SECONDS = 10
LONGEST_ANSWER = 300
TRY_LATER = (429, 503)
"""Answers that mean: not taken, come again."""


def checked(address: str) -> SplitResult:
    """Return the parts of an address that a webhook may have. Raises ForbiddenAddressError.

    That is an https address of an allowed host, or one below an origin that is allowed as it is written.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ForbiddenAddressError(_("This is not a web address.")) from None
    plain = address.isascii() and address.isprintable() and " " not in address
    if parts.username is not None or not parts.hostname or not plain:
        raise ForbiddenAddressError(_("This is not a web address."))
    if f"{parts.scheme}://{parts.netloc}" in _allowed():
        return parts
    if parts.scheme != "https" or port not in (None, 443):
        raise ForbiddenAddressError(_("Only addresses that begin with https:// are allowed."))
    if not any(_covers(one, parts.hostname) for one in _allowed()):
        raise ForbiddenAddressError(_("Webhooks on this host are not allowed here."))
    return parts


def _allowed() -> list[str]:
    return str(current_app.config["WEBHOOK_HOSTS"]).split()


def _covers(allowed: str, host: str) -> bool:
    return host.endswith(allowed) if allowed.startswith(".") else host == allowed


def veiled(address: str) -> str:
    """Return what may be shown of a webhook: where it leads, and its last letters to tell it by."""
    return f"{urlsplit(address).hostname} … {address[-4:]}"


def send(address: str, body: bytes, hand: Callable[[], None]) -> None:
    """Post `body`; `hand` is called right before it could be taken. Raises what it was not sent for."""
    try:
        parts = checked(address)
    except ForbiddenAddressError as forbidden:
        raise RefusedError(str(forbidden), for_good=True) from None
    try:
        with closing(connected(parts)) as connection:
            hand()
            status, text = exchange(connection, parts, body)
    except UnicodeError as error:
        raise RefusedError(_("This is not a web address."), for_good=True) from error
    except OSError as error:
        raise RefusedError(f"{type(error).__name__}: {error.strerror or ''}") from error
    if status // 100 != 2:
        if status >= 500 and status not in TRY_LATER:
            raise UncertainError(f"{status} {text}")
        raise RefusedError(f"{status} {text}", for_good=status not in TRY_LATER)


def connected(parts: SplitResult) -> HTTPConnection:
    """Return a connection to the very address that was looked at: names may lead elsewhere a moment later."""
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    found = [str(where[0]) for *_kind, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    own = f"{parts.scheme}://{parts.netloc}" in _allowed()
    if not own and not all(ip_address(one).is_global for one in found):
        raise RefusedError("The name leads to a private address.", for_good=True)
    line = socket.create_connection((found[0], port), SECONDS)
    connection = HTTPConnection(host, port, timeout=SECONDS)
    connection.sock = line
    if secure:
        try:
            connection.sock = ssl.create_default_context().wrap_socket(line, server_hostname=host)
        except BaseException:
            line.close()
            raise
    return connection


def exchange(connection: HTTPConnection, parts: SplitResult, body: bytes) -> tuple[int, str]:
    """Post and return status and text of the answer: from here on, silence means that it may have been taken.

    Where an answer says to go elsewhere nobody goes.
    """
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": parts.netloc, "Content-Type": "application/json", "User-Agent": "Baton"}
    try:
        connection.request("POST", target or "/", body, headers)
        with connection.getresponse() as answer:
            taken = answer.status // 100 == 2
            return answer.status, "" if taken else answer.read(LONGEST_ANSWER).decode(errors="replace")
    except (OSError, HTTPException) as error:
        raise UncertainError(f"No answer came: {type(error).__name__}") from error


def written(channel: str, letter: Letter) -> bytes:
    """Return a letter as the channel takes it."""
    content = slack(letter) if channel == SLACK else teams(letter)
    return json.dumps(content).encode()


def slack(letter: Letter) -> dict[str, Any]:
    """Return a letter as Slack takes it, and what speaks like Slack."""
    lines = [f"*{_plain(letter.subject)}*", _plain(letter.opening)]
    for block in letter.blocks:
        lines += ["", f"*{_plain(block.heading)}*"] if block.heading else [""]
        lines += ["• " + ": ".join(_plain(part) for part in one if part) for one in block.lines]
    words, endpoint, asked = letter.action
    return {"text": "\n".join([*lines, "", f"<{_plain(link(endpoint, **asked))}|{_plain(words)}>"])}


def _plain(text: str) -> str:
    """Return `text` so that Slack sees no links and calls to everybody in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def teams(letter: Letter) -> dict[str, Any]:
    """Return a letter as a card for Teams, in runs of text, which it takes as they are."""
    body = [_runs((letter.subject, True)), _runs((letter.opening, False))]
    for block in letter.blocks:
        body += [_runs((block.heading, True))] if block.heading else []
        body += [_runs((f"{one.title}  ", True), (one.detail, False)) for one in block.lines]
    words, endpoint, asked = letter.action
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": words, "url": link(endpoint, **asked)}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}


def _runs(*runs: tuple[str, bool]) -> dict[str, Any]:
    inlines = [
        {"type": "TextRun", "text": text, "weight": "Bolder" if bold else "Default"} for text, bold in runs
    ]
    return {"type": "RichTextBlock", "inlines": inlines}
