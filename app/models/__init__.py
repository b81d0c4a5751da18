"""The tables, one module per noun family; importing this package knows them all."""

from app.models import activities, agreement, bonuses, compliance, people, quarters, scores, tokens, users

__all__ = [
    "activities",
    "agreement",
    "bonuses",
    "compliance",
    "people",
    "quarters",
    "scores",
    "tokens",
    "users",
]
