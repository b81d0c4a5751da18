"""Configuration: every key, its meaning and its default. Each is read from an environment variable of the same name."""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"

DEFAULTS: dict[str, str] = {
    "DATABASE_URL": "",  # empty: an SQLite file in instance/, the demo's own one in the demo
    "SECRET_KEY": "",  # empty: made at random once and kept in instance/secret_key (never in production)
    "BATON_ENV": "local",  # local | demo | production
    "HTMX_SOURCE": "cdn",  # cdn | local: where pages take htmx from first
    "BATON_HTTPS": "",  # on | off: served over https, so that cookies are for https alone; empty: on in production
    "TRUSTED_PROXIES": "0",  # reverse proxies in front whose X-Forwarded-For and X-Forwarded-Proto are believed
    "LOGIN_IDLE_HOURS": "12",  # a log-in ends when no page was asked for this long; polls of an open page do not count
    "STAMP_MEMO_MS": "100",  # how long a process trusts its last look at what changed; 0: it looks each time
    "SCORING_DELAY_MS": "50",  # so long activities received wait to be scored together; 0: scored before the answer
    "LOGIN_MAX_DAYS": "7",  # a log-in ends this long after it began, whatever was done meanwhile
    "API_REQUESTS_PER_MINUTE": "600",  # requests that the API takes with one token in a minute
    "API_MAX_BYTES": "4194304",  # bytes of the largest request that the API reads
    "PUBLIC_URL": "",  # the address that people open Baton by; without it no message is sent
    "SMTP_URL": "",  # smtp://, smtp+starttls:// or smtps://user:password@host:port; empty: no e-mail is sent
    "MAIL_FROM": "",  # the sender of e-mail: an address, or Name <address>
    # Where webhooks of people may lead: hosts, .domains with all their hosts, or origins of one's own as written.
    "WEBHOOK_HOSTS": "hooks.slack.com .webhook.office.com .logic.azure.com .api.powerplatform.com",
    "REMINDER_SHARE": "75",  # percent of a clock's time after which its rep is reminded
    "DIGEST_AT": "08:00",  # local time of the morning digest
}

CHOICES: dict[str, tuple[str, ...]] = {
    "BATON_ENV": ("local", "demo", "production"),
    "HTMX_SOURCE": ("cdn", "local"),
    "BATON_HTTPS": ("", "on", "off"),
}
LEAST: dict[str, int] = {
    "STAMP_MEMO_MS": 0,
    "SCORING_DELAY_MS": 0,
    "TRUSTED_PROXIES": 0,
    "LOGIN_IDLE_HOURS": 1,
    "LOGIN_MAX_DAYS": 1,
    "API_REQUESTS_PER_MINUTE": 1,
    "API_MAX_BYTES": 1_000,
    "REMINDER_SHARE": 1,
}
MOST: dict[str, int] = {"REMINDER_SHARE": 99}
SMTP_SCHEMES = ("smtp", "smtp+starttls", "smtps")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def secret_key(folder: Path) -> str:
    """Return this installation's own secret, made on the first call and kept in `folder` for its owner alone."""
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=folder)  # mkstemp makes it readable for its owner alone
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):  # another worker was first: his stands
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text().strip()


def database_url(given: str, environment: str) -> str:
    """Return the SQLAlchemy address for `given`; plain postgres addresses use psycopg 3."""
    if not given:
        INSTANCE.mkdir(exist_ok=True)
        return f"sqlite:///{INSTANCE / ('demo.sqlite' if environment == 'demo' else 'baton.sqlite')}"
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given


def check_messages(given: Mapping[str, Any]) -> None:
    """Raise ValueError for what no message could be sent by; a password is in no text."""
    public, smtp = urlsplit(given["PUBLIC_URL"]), urlsplit(given["SMTP_URL"])
    if given["PUBLIC_URL"] and (public.scheme not in ("http", "https") or not public.hostname):
        raise ValueError(f"PUBLIC_URL={given['PUBLIC_URL']}: give an address like https://baton.example.com")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", given["DIGEST_AT"]):
        raise ValueError(f"DIGEST_AT={given['DIGEST_AT']}: give a time like 08:00")
    if not given["SMTP_URL"]:
        return
    if smtp.scheme not in SMTP_SCHEMES or not smtp.hostname or smtp.port == 0:
        raise ValueError("SMTP_URL: give smtp://, smtp+starttls:// or smtps:// with a host")
    if smtp.password and smtp.scheme == "smtp" and smtp.hostname not in LOOPBACK:
        raise ValueError("SMTP_URL: a password travels by smtp+starttls:// or smtps:// only")
    if not given["PUBLIC_URL"] or "@" not in parseaddr(given["MAIL_FROM"])[1]:
        raise ValueError("SMTP_URL needs MAIL_FROM, the sender, and PUBLIC_URL, where links lead")


def load(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the Flask configuration from the environment, with `overrides` on top.

    Raises ValueError for a value that is not one of those allowed, and in production without a SECRET_KEY.
    """
    given: dict[str, Any] = {key: os.environ.get(key, default) for key, default in DEFAULTS.items()}
    given |= overrides or {}
    for key, choices in CHOICES.items():
        if given[key] not in choices:
            raise ValueError(
                f"{key}={given[key]}: give {' or '.join(choice for choice in choices if choice)}"
            )
    for key, least in LEAST.items():
        if not str(given[key]).isdecimal() or int(given[key]) < least:
            raise ValueError(f"{key}={given[key]}: give a whole number, {least} or more")
    for key, most in MOST.items():
        if int(given[key]) > most:
            raise ValueError(f"{key}={given[key]}: give a whole number, {most} or less")
    check_messages(given)
    given["BATON_HTTPS"] = given["BATON_HTTPS"] or ("on" if given["BATON_ENV"] == "production" else "off")
    if given["BATON_ENV"] == "production" and given["BATON_HTTPS"] == "off":
        raise ValueError(
            "BATON_HTTPS=off: plain http is for one's own machine and the demo; production needs https"
        )
    if not given["SECRET_KEY"]:
        if given["BATON_ENV"] == "production":
            raise ValueError(
                "SECRET_KEY is not set: production needs one of its own, the same for all its processes"
            )
        given["SECRET_KEY"] = secret_key(INSTANCE)
    given["SQLALCHEMY_DATABASE_URI"] = database_url(given["DATABASE_URL"], given["BATON_ENV"])
    return given
