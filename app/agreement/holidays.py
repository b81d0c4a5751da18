"""Public holidays of a country or its subdivision, by the `holidays` library: asked once and then frozen."""

from collections.abc import Iterable
from datetime import date

import holidays
from sqlalchemy import insert, select, update

from app.clock import to_datetime
from app.extensions import db
from app.models.agreement import AgreementVersion, Holiday
from scoring.agreement_format import parse_agreement

YEARS_BEFORE = 2
YEARS_AFTER = 3


def resolve(code: str, years: Iterable[int]) -> dict[date, str]:
    """Return the holidays of `code` (`DE`, `DE-BY`; empty: none) in `years` with their names.

    Raises NotImplementedError for a country or subdivision that the library does not know.
    """
    if not code:
        return {}
    country, _, subdivision = code.partition("-")
    return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=list(years)))


def holiday_fault(code: str) -> str:
    """Tell what is wrong with `code`; the empty text if nothing is."""
    try:
        resolve(code, [2020])
    except NotImplementedError as error:
        return f'"{code}" is not known: {error}'
    return ""


def freeze_holidays(version_id: int, code: str, years: Iterable[int]) -> None:
    """Keep the holidays of `code` in `years` with a version; part of the caller's transaction."""
    rows = [
        {"version_id": version_id, "day": day.toordinal(), "name": name}
        for day, name in resolve(code, years).items()
    ]
    if rows:
        db.session.execute(insert(Holiday), rows)


def add_holiday_years(now: int) -> None:
    """Freeze the holidays of the years that time has come near to since; part of the caller's transaction."""
    last = to_datetime(now).year + 1
    columns = (AgreementVersion.id, AgreementVersion.text, AgreementVersion.holidays_to)
    in_force = AgreementVersion.replaced_at.is_(None)
    for key, text, until in db.session.execute(
        select(*columns).where(AgreementVersion.holidays_to < last, in_force)
    ).all():
        code = parse_agreement(text, holiday_fault).calendar.holidays
        freeze_holidays(key, code, range(until + 1, last + 1))
        db.session.execute(
            update(AgreementVersion).where(AgreementVersion.id == key).values(holidays_to=last)
        )
