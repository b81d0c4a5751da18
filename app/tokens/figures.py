"""How a token is shown: its scopes, moments and state in words."""

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.auth.queries import today
from app.stamp import reading
from app.tokens.queries import Token
from app.wording import moment


class Shown(NamedTuple):
    """A token in words; `open` tells whether it can still be revoked."""

    name: str
    may: str
    source: str
    since: str
    ends: str
    used: str
    state: str
    open: bool


def shown(token: Token, now: int) -> Shown:
    """Return a token in words."""
    scopes = {"ingest": _("send"), "read": _("read")}
    return Shown(
        token.name,
        ", ".join(scopes[scope] for scope in token.scopes.split()),
        token.source,
        _when(token.created_at),
        _when(token.expires_at) or _("never"),
        _when(token.last_used_at) or _("never"),
        {"active": _("active"), "expired": _("expired"), "revoked": _("revoked")}[token.state(now)],
        token.revoked_at is None,
    )


def purposes() -> dict[str, str]:
    """Return what each scope lets a program do, in words."""
    return {"ingest": _("Send activities, people and absences"), "read": _("Read standings and scores")}


def listed(tokens: Sequence[Token], now: int) -> list[Shown]:
    """Return tokens in words."""
    return [shown(token, now) for token in tokens]


def _when(instant: int | None) -> str:
    if instant is None:
        return ""
    line, day = reading().timeline, today()
    return moment(instant, line.zone_on(day) if line else ZoneInfo("UTC"), day)
