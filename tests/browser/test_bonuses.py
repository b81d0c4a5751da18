"""A quarter is closed, its bonus is approved by another person, sent to payroll, and paid."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.clock import now, to_datetime
from app.scorekeeping.service import catch_up
from scoring.periods import month_label, month_of, month_starts
from tests.browser.company import Company
from tests.browser.looking import DESK, PHONE, Barriers, look
from tests.browser.server import Server
from tests.harness import close
from tests.services.facts import CALLS, agree, calls, happened, people

PLAN = """
[quarter]
settlement = 0

[bonus]
currency = "EUR"
budget = "2000.00"

[[bonus.prize]]
name = "Best of the quarter"
board = "rep"
places = ["1000.00"]
min_points = 1
"""


@pytest.fixture
def ended(serve: Callable[..., Server], fresh_database: str) -> Company:
    """Serve a company whose last quarter awaits being closed; Ann led it."""
    company = Company(serve(fresh_database, HTMX_SOURCE="local"), loaded=False)
    with company.app.app_context():
        this = month_of(to_datetime(now()).toordinal())
        first = this - this % 3 - 3
        agree(CALLS, more=PLAN, starts=month_label(first))
        people(ann="North", bob="South")
        days = (month_starts(first) + number for number in range(9, 13))
        happened(*calls("ann", *(date.fromordinal(day).isoformat() for day in days)))
        catch_up(now(), "activities")
    close(company.app)
    return company


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_from_the_close_to_what_is_paid(
    browser: Browser, ended: Company, barriers: Barriers, tmp_path: Path
) -> None:
    with browser.new_context() as one, browser.new_context() as other:
        ended.let_in(one, "admin")
        ended.let_in(other, "manager")
        ada, mara = one.new_page(), other.new_page()
        made_final(ada, ended.url)
        ada.get_by_role("link", name="Bonuses").first.click()
        expect(ada.get_by_role("heading", name="Awaits somebody else")).to_be_visible()
        approved(mara, ended.url, barriers)
        downloaded(ada, ended.url, tmp_path / "payroll.csv")
        ada.get_by_role("link", name="Mark as paid").click()
        ada.get_by_role("button", name="Mark as paid").press("Enter")
        expect(ada.locator("#flash")).to_contain_text("is paid, and so are all its bonuses")
        assert everywhere(ada, barriers) == []
        ada.goto(f"{ended.url}/bonuses")
        expect(ada.locator(".bonus")).to_contain_text("Paid")
        assert everywhere(ada, barriers) == []
        ada.goto(f"{ended.url}/bonuses/exposure")
        expect(ada.get_by_text("€2,000.00")).to_be_visible()
        assert everywhere(ada, barriers) == []


def made_final(page: Page, url: str) -> None:
    """Close the quarter that is over."""
    page.goto(f"{url}/quarters")
    page.locator("tbody a").last.click()
    page.get_by_role("link", name="Make it final").click()
    page.get_by_role("button", name="Make it final").click()
    expect(page.locator("#flash")).to_contain_text("is final")


def approved(page: Page, url: str, barriers: Barriers) -> None:
    """Read how the bonus comes about, and approve it by keyboard."""
    page.goto(f"{url}/bonuses")
    page.get_by_text("How it comes about").press("Enter")
    expect(page.locator(".proof")).to_contain_text("1st on the board of all sides")
    assert everywhere(page, barriers) == []
    page.get_by_role("link", name="Ann").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ann")
    assert everywhere(page, barriers) == []
    page.get_by_role("button", name="Approve").press("Enter")
    expect(page.locator("#flash")).to_contain_text("The bonus of Ann is approved.")


def downloaded(page: Page, url: str, path: Path) -> None:
    """Make the batch and download its file."""
    page.goto(f"{url}/bonuses/payroll")
    page.get_by_role("link", name="Send to payroll").click()
    page.get_by_role("button", name="Make the batch").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    download.value.save_as(path)
    assert "ann;Ann;BONUS;1000,00;EUR" in path.read_text()


def everywhere(page: Page, barriers: Barriers) -> list[str]:
    """Return what is wrong with a page on a desk or a phone, in light or dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return look(page, barriers, (DESK, PHONE), dark=True)
