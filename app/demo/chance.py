"""Chance from a seed: the same seed and topic give the same company on every machine."""

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def chance(*topic: object) -> random.Random:
    """Return the chance of one topic: what is added elsewhere does not change it."""
    return random.Random("|".join(map(str, topic)))  # noqa: S311 - made-up data need a seed, not secrecy


def shared_out(total: int, weights: Sequence[int]) -> list[int]:
    """Return `total` in whole parts by `weights`: the largest remainders get what is left over."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % whole))
    for place in by_rest[: total - sum(parts)]:
        parts[place] += 1
    return parts


def some(draw: random.Random, items: Sequence[T], count: int, weight: Callable[[T], int]) -> list[T]:
    """Return `count` of `items`; those with more weight (100: as usual) are likelier."""
    ordered = sorted(items, key=lambda item: draw.randrange(1, 1000) * 100 // weight(item))
    return ordered[:count]


def weakness(form: int) -> int:
    """Return how likely things go wrong for somebody of that form (100: as usual)."""
    return (200 - form) ** 2 // 100


def early(draw: random.Random, days: Sequence[int]) -> Sequence[int]:
    """Return the days of a month up to one of them: campaigns begin with the month, and bring most of it soon."""
    return days[: draw.randrange(len(days)) + 1]
