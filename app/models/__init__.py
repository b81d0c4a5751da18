"""The tables, one module per noun family; importing this package knows them all."""

from app.models import (
    activities,
    agreement,
    badges,
    bonuses,
    compliance,
    happenings,
    messages,
    people,
    quarters,
    questions,
    scores,
    screens,
    tokens,
    users,
)

__all__ = [
    "activities",
    "agreement",
    "badges",
    "bonuses",
    "compliance",
    "happenings",
    "messages",
    "people",
    "quarters",
    "questions",
    "scores",
    "screens",
    "tokens",
    "users",
]
