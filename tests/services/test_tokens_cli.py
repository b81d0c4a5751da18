from collections.abc import Callable

import pytest
from click.testing import Result
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.auth.queries import fingerprint
from app.extensions import db
from app.models.tokens import ApiToken
from app.tokens import service

Cli = Callable[..., Result]


def day(offset: int = 0) -> str:
    return clock.to_datetime(clock.now() + offset * service.DAY).date().isoformat()


@pytest.fixture(autouse=True)
def _open(session: scoped_session[Session]) -> None:
    """Every test here looks into the database."""


def test_token_is_printed_once_and_kept_as_a_hash(cli: Cli) -> None:
    made = cli("tokens", "create", "crm", "--scope", "read", "--scope", "ingest", "--source", "hubspot")
    token = made.stdout.strip()
    assert (made.exit_code, made.stderr) == (0, "Keep the token; it is not shown again:\n")
    assert token.startswith("baton_")
    assert len(token) > 40
    row = db.session.scalars(select(ApiToken)).one()
    assert (row.scopes, row.source, row.expires_at) == ("ingest read", "hubspot", None)
    assert row.token_hash == fingerprint(token)
    assert token not in cli("tokens", "list").output


def test_tokens_are_listed_with_their_ends(cli: Cli) -> None:
    cli("tokens", "create", "wall", "--scope", "read", "--expires", "30")
    cli("tokens", "create", "crm", "--scope", "ingest")
    assert cli("tokens", "revoke", "crm").exit_code == 0
    rows = [line.split() for line in cli("tokens", "list").stdout.splitlines()[1:]]
    assert rows == [
        ["crm", "ingest", "default", day(), "revoked"],
        ["wall", "read", "default", day(), day(30), "active"],
    ]


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["create", "crm", "--scope", "read"], 1, "there is a token called crm already"),
        (["create", " ", "--scope", "read"], 1, "give a name of 1 to 200 characters"),
        (["create", "x", "--scope", "read", "--source", ""], 1, "give a name"),
        (["create", "x"], 2, "Missing option '--scope'"),
        (["create", "x", "--scope", "all"], 2, "Invalid value for '--scope'"),
        (["create", "x", "--scope", "read", "--expires", "0"], 2, "Invalid value for '--expires'"),
        (["revoke", "wall"], 1, "there is no token called wall"),
    ],
)
def test_refusals_say_why(cli: Cli, words: list[str], code: int, reason: str) -> None:
    cli("tokens", "create", "crm", "--scope", "ingest")
    refused = cli("tokens", *words)
    assert (refused.exit_code, refused.stdout) == (code, "")
    assert reason in refused.stderr


def test_a_token_is_revoked_once(cli: Cli) -> None:
    cli("tokens", "create", "crm", "--scope", "ingest")
    assert [cli("tokens", "revoke", "crm").exit_code for _ in range(2)] == [0, 1]
