"""Loading of agreement versions: checked whole, frozen with their holidays, or refused with every fault."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select, update

from app.agreement.days import stamp_days
from app.agreement.holidays import YEARS_AFTER, YEARS_BEFORE, freeze_holidays, holiday_fault
from app.agreement.queries import timeline
from app.clock import to_datetime
from app.extensions import begin_write, db
from app.models.agreement import AgreementVersion
from app.models.quarters import FINAL, Quarter
from app.models.scores import ScoredMonth, Standing, Touched
from scoring.agreement import Agreement
from scoring.agreement_format import parse_agreement
from scoring.faults import AgreementError, Fault
from scoring.fiscal import FiscalYears
from scoring.periods import Period, a_month, month_label
from scoring.versions import Timeline, version_faults

LAST_MONTH = 9990 * 12

_version = AgreementVersion.__table__.c
_ENDING = select(_version.id, _version.text, _version.holidays_to).where(
    _version.holidays_to < bindparam("last"), _version.replaced_at.is_(None)
)


def check(text: str) -> Agreement:
    """Return the agreement written in `text` if it could be loaded now. Raises AgreementError with all faults."""
    agreement = parse_agreement(text, holiday_fault)
    known = timeline()
    versions = known.versions if known else []
    others = [one.agreement for one in versions if one.agreement.starts != agreement.starts]
    faults = version_faults(agreement, others) or _closed_faults(agreement, others)
    faults += _final_faults(agreement)
    if faults:
        raise AgreementError(faults)
    return agreement


def load(text: str, now: int) -> bool:
    """Store the agreement in `text` as a version and mark its months for scoring; nothing if it is in force already.

    Return whether it was stored. Raises AgreementError with all faults, and then nothing is stored.
    """
    begin_write()
    agreement = check(text)
    before = timeline()
    current = db.session.scalar(
        select(AgreementVersion).where(
            AgreementVersion.starts == agreement.starts, AgreementVersion.replaced_at.is_(None)
        )
    )
    if current is not None and current.text == text:
        db.session.rollback()
        return False
    if current is not None:
        current.replaced_at = now
    year = agreement.starts // 12
    version = AgreementVersion(
        name=agreement.name,
        starts=agreement.starts,
        text=text,
        loaded_at=now,
        holidays_from=year - YEARS_BEFORE,
        holidays_to=year + YEARS_AFTER,
    )
    db.session.add(version)
    db.session.flush()
    freeze_holidays(
        version.id, agreement.calendar.holidays, range(year - YEARS_BEFORE, year + YEARS_AFTER + 1)
    )
    after = timeline()
    stamp_days(before, after)
    _forget_renamed(before, after)
    cause = f"agreement of {month_label(agreement.starts)}"
    db.session.add(Touched(first=agreement.starts, last=LAST_MONTH, clocks=True, cause=cause))
    db.session.commit()
    return True


def _final_faults(agreement: Agreement) -> list[Fault]:
    final = (Quarter.state == FINAL, Quarter.first <= agreement.starts, Quarter.last >= agreement.starts)
    label = db.session.scalar(select(Quarter.label).where(*final))
    told = f"{month_label(agreement.starts)} is in {label}, which is final"
    return [Fault("agreement.starts", told)] if label else []


def _closed_faults(agreement: Agreement, others: Sequence[Agreement]) -> list[Fault]:
    """Return which quarters that were closed, and told by their names, would have another or other months."""
    years = FiscalYears(sorted((one.starts, one.fiscal_year_starts) for one in [*others, agreement]))
    closed = db.session.execute(select(Quarter.label, Quarter.first, Quarter.last).order_by(Quarter.first))
    told = [(Period(label, "quarter", first, last), years.quarter_of(first)) for label, first, last in closed]
    return [
        Fault("agreement.fiscal_year_starts", f"{_span(was)} was closed, and would be {_span(now)}")
        for was, now in told
        if was != now
    ]


def _span(period: Period) -> str:
    return f"{period.label} ({month_label(period.first)} to {month_label(period.last)})"


def _forget_renamed(before: Timeline | None, after: Timeline | None) -> None:
    """Forget the standings of names that mean other months now; part of the caller's transaction."""
    if before is None or after is None:
        return
    same = {
        period.label
        for month in db.session.scalars(select(ScoredMonth.month))
        for period in (a_month(month), *set(before.periods_of(month)).intersection(after.periods_of(month)))
    }
    db.session.execute(delete(Standing).where(Standing.period.not_in(same)))


def add_holiday_years(now: int) -> None:
    """Freeze the holidays of the years that time has come near to since; part of the caller's transaction."""
    last = to_datetime(now).year + 1
    for key, text, until in db.session.execute(_ENDING, {"last": last}).all():
        code = parse_agreement(text, holiday_fault).calendar.holidays
        freeze_holidays(key, code, range(until + 1, last + 1))
        db.session.execute(
            update(AgreementVersion).where(AgreementVersion.id == key).values(holidays_to=last)
        )
