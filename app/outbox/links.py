"""Addresses of our pages in messages, and the signed ones by which a person gets no more of them."""

from urllib.parse import urlsplit

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.outbox.rows import CHANNELS, KINDS, chosen_as


def link(endpoint: str, **values: str) -> str:
    """Return the full address of a page, as people open Baton: a worker is asked by nobody from whom to take it."""
    public = urlsplit(current_app.config["PUBLIC_URL"])
    adapter = current_app.url_map.bind(
        public.netloc, script_name=public.path or "/", url_scheme=public.scheme
    )
    return adapter.build(endpoint, values, force_external=True)


def unsubscribe(user_id: int, kind: str, channel: str) -> str:
    """Return the address by which a person ends a kind of message by a channel, without a log-in."""
    return link("outbox.ask_to_stop", token=_signer().dumps([user_id, chosen_as(kind), channel]))


def read(token: str) -> tuple[int, str, str] | None:
    """Return who would end what, by which channel; None if nobody signed it."""
    try:
        user_id, kind, channel = _signer().loads(token)
    except (BadSignature, ValueError):
        return None
    return (user_id, kind, channel) if kind in KINDS and channel in CHANNELS else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")
