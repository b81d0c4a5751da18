"""The story as the services take it: rows of memberships, absences and activities."""

import json
from collections.abc import Iterable

from app.activities.rows import Row
from app.demo.cast import REPS, TEAMS, email
from app.demo.company import Company
from app.demo.story import Fact
from app.people.rows import Away, Member

SCALE = 10_000
"""Values are stored in ten-thousandths."""


def members(company: Company) -> list[Member]:
    """Return the memberships."""
    names = {person.key: person.name for person in REPS}
    return [
        Member(line, one.rep, names[one.rep], email(one.rep), one.team, TEAMS[one.team], one.starts, one.ends)
        for line, one in enumerate(company.memberships, 1)
    ]


def absences(company: Company) -> list[Away]:
    """Return the absences."""
    return [Away(line, *one) for line, one in enumerate(company.absences, 1)]


def activities(facts: Iterable[tuple[str, Fact]]) -> list[Row]:
    """Return facts, each with its id, as activities."""
    return [_activity(key, fact) for key, fact in facts]


def _activity(key: str, fact: Fact) -> Row:
    value = None if fact.value is None else fact.value * SCALE
    named = {name: text for name, text in fact.attributes.items() if text}
    packed = json.dumps(named, ensure_ascii=False, separators=(",", ":"), sort_keys=True) if named else None
    return key, fact.kind, fact.at, None, fact.rep, fact.subject, value, packed
