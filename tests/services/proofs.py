"""Proofs in tests: what the page of one says, and whether every score adds up to its records."""

from collections.abc import Iterable
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.auth.queries import Viewer
from app.extensions import db
from app.models.people import Rep, Team
from app.models.scores import Score
from app.proof import page, proving, records, runs
from app.proof.proving import Asked, Proof, Whose
from app.stamp import reading
from scoring.attainment import MET
from scoring.periods import Period, a_month
from tests.services.facts import month

READER = Viewer(1, "ada@example.com", "admin", 0, 0, "")
ALL = range(1_000_000)


def prove(who: str, level: str, label: str, board: str = "rep") -> Proof:
    """Return the proof of a score of a rep by his key, or of a team by its name."""
    table: Any = Team if board == "team" else Rep
    key = db.session.scalars(select(table.id).where((Team.name if board == "team" else Rep.key) == who)).one()
    found = proving.prove(
        Whose(board, key, who, who), Asked(a_month(month(label)), month(label), level, 1, 1)
    )
    assert found
    return found


def shown(who: str, level: str, label: str, board: str = "rep") -> dict[str, Any]:
    """Return what the page of a proof shows to an admin."""
    with current_app.test_request_context():
        return page.context(prove(who, level, label, board), READER, reading())


def legs(entry: Any) -> list[str]:
    """Return the legs of a clock in a line each, as the template writes them."""
    lines = []
    for leg in entry.legs:
        lines += [plain(leg.between)] if leg.between else []
        sums = f"{leg.added} = {leg.used}" if leg.added else leg.used
        lines.append(plain(f"{leg.span}: {sums}" + (f"; {leg.closed}" if leg.closed else "")))
    return lines


def plain(text: str) -> str:
    """Return a text with all its spaces plain."""
    return " ".join(text.split())


def left_out(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what was left out, by id or subject, each with its reason."""
    return [(getattr(one, "key", "") or one.subject, one.reason) for one in found["left"]]


def unproved(scores: Iterable[Score]) -> list[tuple[Any, ...]]:
    """Return the scores that do not add up: by the rules over the sums, or record by record, or leg by leg."""
    found = []
    for score in scores:
        whose = Whose(score.board, score.who, "", "")
        span = Period("", "month", score.month, score.month)
        proof = proving.prove(whose, Asked(span, score.month, score.level, 1, 1))
        if proof is None or not proof.agrees or not _adds_up(proof):
            found.append((score.board, score.who, score.month, score.level))
    return found


def _adds_up(proof: Proof) -> bool:
    if proof.level.clock:
        return _clocks_add_up(proof)
    found = records.page(proof.reckoned.found, ALL, counting=True)
    if proof.level.weekly:
        weeks = {one.week: one.tally.numerator for one in proof.reckoned.weeks if one.over}
        return weeks == {week: sum(one.bucket == week for one in found) for week in weeks}
    counts = {
        "count": (len(found), None),
        "sum": (sum(one.value or 0 for one in found), None),
        "mean": (sum(one.value or 0 for one in found), len(found)),
        "ratio": (sum(one.above for one in found), sum(one.below for one in found)),
    }[proof.level.measure]
    scale = 10_000 if proof.level.measure in ("sum", "mean") else 1
    return counts == (proof.score.numerator * scale if proof.score.numerator else 0, proof.score.denominator)


def _clocks_add_up(proof: Proof) -> bool:
    found = runs.page(proof.reckoned.found, ALL, counting=True)
    told = runs.legs(proof.ground, proof.level, found)
    used = all(
        sum(leg.used for leg in told[one.subject, one.rep_id, one.started, one.ended]) == one.used
        for one in found
    )
    return used and (sum(one.state == MET for one in found), len(found)) == (
        proof.score.numerator,
        proof.score.denominator,
    )
