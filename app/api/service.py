"""Writes of the API: what programs send, how often they ask, and the answers that are kept for a day."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import OperationalError

from app.activities.service import Rejected, store_objects
from app.auth.tokens import Program
from app.extensions import begin_write, db
from app.feeds.rows import Refused
from app.feeds.service import note_refusals
from app.models.tokens import ApiAnswer, ApiToken
from app.patience import impatience, patiently
from app.people import rows as told
from app.people import service as people
from app.people.rows import Fault
from app.scorekeeping.service import score_soon

MINUTE = 60 * 1_000_000
DAY = 24 * 60 * MINUTE
ABANDONED = 5 * MINUTE
"""After so long nobody works any more on a request that was not answered: its process died."""

# As with log-ins: counted anew when the window has passed; at the limit nothing changes and no row comes back.
_TAKE = text(
    """
    INSERT INTO api_usage (token_id, since, requests) VALUES (:token, :now, 1)
    ON CONFLICT (token_id) DO UPDATE SET
      requests = CASE WHEN api_usage.since <= :past THEN 1 ELSE api_usage.requests + 1 END,
      since = CASE WHEN api_usage.since <= :past THEN :now ELSE api_usage.since END
    WHERE api_usage.since <= :past OR api_usage.requests < :limit
    RETURNING requests
    """
)
_SINCE = text("SELECT since FROM api_usage WHERE token_id = :token")
# Whoever inserts the row, or takes over one that nobody will answer any more, does the work.
_CLAIM = text(
    """
    INSERT INTO api_answer (token_id, key, digest, at) VALUES (:token, :key, :digest, :now)
    ON CONFLICT (token_id, key) DO UPDATE SET at = :now
    WHERE api_answer.status IS NULL AND api_answer.at <= :abandoned AND api_answer.digest = :digest
    RETURNING at
    """
)


class Kept(NamedTuple):
    """A request with this key that came before: what it was, and its answer, empty while it is being worked on."""

    digest: str
    status: int | None
    body: str | None


def receive(
    found: Sequence[Any], program: Program, now: int, *, escaped: bool
) -> tuple[int, int, list[Rejected]]:
    """Store activities, score what they touch, and return how many were new, how many repeated, and the rest.

    Raises NoAgreementError if there is no agreement whose days they could belong to.
    """
    outcome = store_objects(found, program.source, now, escaped=escaped)
    score_soon()
    refused = [Refused("API", one.index, one.id or "", "; ".join(one.errors)) for one in outcome[2]]
    note_refusals(program.source, now, refused)
    return outcome


def set_person(
    rep: str, name: str, email: str, rows: Sequence[Mapping[str, str]], program: Program
) -> tuple[bool, list[Fault]]:
    """Let `rows` be all memberships of `rep`, and score what that touches; return whether anything changed.

    If one of them cannot stand, nothing is changed, and the faults say why.
    """
    common = {"rep": rep, "name": name, "email": email}
    members, faults = told.read_memberships([{**row, **common} for row in rows])
    if faults:
        return False, faults
    changed, refusals = people.set_memberships(rep, members, f"people by {program.name}")
    if changed:
        score_soon()
    return changed, [Fault(refusal.line - 1, refusal.reason) for refusal in refusals]


def set_absences(rep: str, rows: Sequence[Mapping[str, str]], program: Program) -> tuple[bool, list[Fault]]:
    """Let `rows` be all absences of `rep`, and score what that touches; return whether anything changed, and faults."""
    found, faults = told.read_absences([{**row, "rep": rep} for row in rows])
    if faults:
        return False, faults
    changed = people.set_absences(rep, found, f"absences by {program.name}")
    if changed:
        score_soon()
    return changed, []


def count(program: Program, now: int, *, patient: bool) -> int | None:
    """Count a request; return None if it may go on, else the instant from which the next one may, and commit.

    Reads are not `patient`: they do not stand behind a load that holds SQLite's lock, and go uncounted then.
    """
    if patient:
        return patiently(lambda: _counted(program, now))
    db.session.rollback()
    retry_at = None
    with impatience(), suppress(OperationalError):
        retry_at = _count(program, now)
    db.session.commit()
    return retry_at


def _counted(program: Program, now: int) -> int | None:
    # A count that is lost with the power lets a program send a little more.
    begin_write(durable=False)
    retry_at = _count(program, now)
    db.session.commit()
    return retry_at


def _count(program: Program, now: int) -> int | None:
    limit = int(current_app.config["API_REQUESTS_PER_MINUTE"])
    told = {"token": program.id, "now": now, "past": now - MINUTE, "limit": limit}
    if db.session.execute(_TAKE, told).first() is None:
        since: int = db.session.execute(_SINCE, {"token": program.id}).scalar_one()
        return since + MINUTE
    if program.last_used_at is None or program.last_used_at <= now - MINUTE:
        db.session.execute(update(ApiToken).where(ApiToken.id == program.id).values(last_used_at=now))
    return None


def claim(program: Program, key: str, digest: str, now: int) -> Kept | None:
    """Take a request with a key on and commit; return None, or what came before under the same key."""

    def transaction() -> Kept | None:
        begin_write()
        db.session.execute(delete(ApiAnswer).where(ApiAnswer.at <= now - DAY))
        told = {"token": program.id, "key": key, "digest": digest, "now": now, "abandoned": now - ABANDONED}
        columns = (ApiAnswer.digest, ApiAnswer.status, ApiAnswer.body)
        row = None
        # Between the two, whoever works on it may have failed and given the key back: then it is there to be claimed.
        while db.session.execute(_CLAIM, told).first() is None and row is None:
            row = db.session.execute(select(*columns).where(*_at(program, key))).first()
        db.session.commit()
        return Kept(*row) if row else None

    return patiently(transaction)


def keep(program: Program, key: str, status: int, body: str) -> None:
    """Keep the answer to a request that was taken on, and commit."""

    def transaction() -> None:
        begin_write()
        values = {"status": status, "body": body}
        db.session.execute(update(ApiAnswer).where(*_at(program, key)).values(values))
        db.session.commit()

    patiently(transaction)


def release(program: Program, key: str) -> None:
    """Forget a request that was taken on and came to nothing, so that it can be sent again, and commit."""

    def transaction() -> None:
        begin_write()
        db.session.execute(delete(ApiAnswer).where(*_at(program, key), ApiAnswer.status.is_(None)))
        db.session.commit()

    patiently(transaction)


def _at(program: Program, key: str) -> tuple[Any, ...]:
    return ApiAnswer.token_id == program.id, ApiAnswer.key == key
