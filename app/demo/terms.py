"""The demo's agreement in its two versions: as signed, and as reviewed."""

from pathlib import Path

from app.demo.company import Company
from scoring.agreement import Agreement
from scoring.agreement_format import parse_agreement
from scoring.periods import month_label

NAME = "Lindhaven sales and marketing agreement"
SIGNED, REVIEWED = "agreement.toml", "agreement_reviewed.toml"


def texts(company: Company) -> dict[str, str]:
    """Return the versions by file name, in the order in which they come into force."""
    starts = {SIGNED: company.months[0], REVIEWED: company.reviewed_from}
    closed = ", ".join(f'"{day}"' for day in company.calendar.closed)
    return {
        name: Path(__file__)
        .with_name(name)
        .read_text(encoding="utf-8")
        .replace("@STARTS@", month_label(month))
        .replace("@CLOSED@", closed)
        for name, month in starts.items()
    }


def agreements(company: Company) -> list[Agreement]:
    """Return the versions as the rules read them, the earlier one first."""
    return [parse_agreement(text, lambda _code: "") for text in texts(company).values()]
