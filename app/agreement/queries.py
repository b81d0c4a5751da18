"""Reads of the agreement: the versions in force as the rules want them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from app.among import Among
from app.extensions import db
from app.models.agreement import AgreementVersion, Holiday
from scoring.agreement import Agreement
from scoring.agreement_format import parse_agreement
from scoring.calendar import BusinessTime
from scoring.versions import Timeline, Version


@lru_cache(maxsize=64)
def _parsed(text: str) -> Agreement:
    # Its holidays are frozen: whether the library still knows them by that code must not matter any more.
    return parse_agreement(text, lambda _code: "")


@lru_cache(maxsize=64)
def _calendar(text: str, holidays: tuple[int, ...]) -> BusinessTime:
    return _parsed(text).business_time(holidays)


_version, _holiday = AgreementVersion.__table__.c, Holiday.__table__.c
_VERSIONS = select(_version.id, _version.text)
_IN_FORCE = _VERSIONS.where(_version.replaced_at.is_(None))
_THESE = _VERSIONS.where(Among(_version.id, "versions"))
_HOLIDAYS = select(_holiday.version_id, _holiday.day).order_by(_holiday.day)


def timeline() -> Timeline | None:
    """Return the versions in force in time, or none if no agreement was loaded."""
    return _timeline(_IN_FORCE, {})


def timeline_of(versions: Iterable[int]) -> Timeline:
    """Return those `versions`, by their row ids, as they were in force together once."""
    found = _timeline(_THESE, {"versions": list(versions)})
    assert found, "versions of the agreement stay"
    return found


def _timeline(which: Select[Any], asked: dict[str, Any]) -> Timeline | None:
    rows = db.session.execute(which, asked).all()
    if not rows:
        return None
    days: dict[int, list[int]] = {}
    for version_id, day in db.session.execute(_HOLIDAYS):
        days.setdefault(version_id, []).append(day)
    return Timeline(
        [Version(key, _parsed(text), _calendar(text, tuple(days.get(key, ())))) for key, text in rows]
    )
