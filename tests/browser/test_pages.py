"""Every page for every visitor, light and dark, on a desk and on a phone: its place, its rules, its way around."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from app.clock import now, to_datetime
from scoring.periods import month_label, month_of
from tests.browser.company import PEOPLE, VISITORS, Company
from tests.browser.looking import DESK, PHONE, Barriers, look
from tests.browser.pages import NO_PAGES, SHOWN, Entry, entries


def table() -> list[Entry]:
    """Return the entries of this month."""
    return entries(month_label(month_of(to_datetime(now()).toordinal())))


def test_every_page_has_an_entry(company: Company) -> None:
    pages = {rule.endpoint for rule in company.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    entered = {entry.endpoint for entry in table() if entry.endpoint}
    assert pages - NO_PAGES == entered, "tests/browser/pages.py is the table to enter a new page in"


@pytest.mark.parametrize(
    ("visitor", "each"),
    [
        *((visitor, False) for visitor in VISITORS),
        *(pytest.param(visitor, True, marks=pytest.mark.nightly) for visitor in VISITORS),
    ],
)
def test_every_page(
    page: Page, context: BrowserContext, company: Company, barriers: Barriers, visitor: str, each: bool
) -> None:
    company.let_in(context, visitor)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    # One page of each kind is looked at with the eyes of the first who sees it, a rep's also as laid out for a phone;
    # at night every page with all eyes.
    sizes = (DESK, PHONE) if visitor == "rep" else (DESK,)
    faults, seen = [], set()
    for entry in table():
        got, address = ask(context, company.url + entry.address)
        expected = getattr(entry, visitor)
        faults += [] if got == expected else [f"{entry.address}: {got}, not {expected}"]
        looks = (address if each else entry.endpoint) if got == SHOWN else got
        if looks not in seen and not entry.piece and (each or is_first(entry, visitor)):
            seen.add(looks)
            page.goto(address)
            faults += [f"{entry.address}: {fault}" for fault in look(page, barriers, sizes, dark=True)]
    assert faults == []


def is_first(entry: Entry, visitor: str) -> bool:
    """Return whether nobody before `visitor` in the list of visitors is shown the page."""
    before = VISITORS[: VISITORS.index(visitor)]
    return visitor not in PEOPLE or SHOWN not in {getattr(entry, other) for other in before}


def ask(context: BrowserContext, address: str) -> tuple[str, str]:
    """Return the status of an address, or the path that it leads to; and the address of what is shown."""
    answer = context.request.get(address)
    path = urlsplit(answer.url).path
    return (str(answer.status) if path == urlsplit(address).path else path), answer.url
