"""Public holidays of a country or its subdivision, by the `holidays` library: asked once and then frozen."""

import re
from collections.abc import Iterable
from datetime import date

from sqlalchemy import insert

from app.extensions import db
from app.models.agreement import Holiday
from scoring.faults import shown

_CODE = re.compile(r"[A-Z]{2,3}(-[^-].*)?")
YEARS_BEFORE = 2
YEARS_AFTER = 3


def resolve(code: str, years: Iterable[int]) -> dict[date, str]:
    """Return the holidays of `code` (`DE`, `DE-BY`; empty: none) in `years` with their names.

    Raises NotImplementedError for a country or subdivision that the library does not know.
    """
    if not code:
        return {}
    # Asked when an agreement is loaded, and once a year: no start of a server has to wait for it.
    import holidays

    country, _, subdivision = code.partition("-")
    return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=list(years)))


def holiday_fault(code: str) -> str:
    """Tell what is wrong with `code`; the empty text if nothing is."""
    wrong = f"{shown(code)} is not a country or country-subdivision, such as DE or DE-BY"
    if not _CODE.fullmatch(code):
        return wrong
    try:
        resolve(code, [2020])
    except NotImplementedError as error:
        return f"{shown(code)} is not known: {error}"
    except TypeError:  # a name of the library's own that is no country: it looks for all of them in one place
        return wrong
    return ""


def freeze_holidays(version_id: int, code: str, years: Iterable[int]) -> None:
    """Keep the holidays of `code` in `years` with a version; part of the caller's transaction."""
    rows = [
        {"version_id": version_id, "day": day.toordinal(), "name": name}
        for day, name in resolve(code, years).items()
    ]
    if rows:
        db.session.execute(insert(Holiday), rows)
