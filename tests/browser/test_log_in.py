"""Log-in as people do it: by keyboard alone, out again, and with a board left open when it ends."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.company import PEOPLE, Company
from tests.browser.polling import at_work
from tests.factories import PASSWORD

LOGIN_PAGE = re.compile(r"/login\?next=")
MOST_STOPS = 40


def walk_to(page: Page, what: str) -> None:
    """Press Tab until the focus is on the element that `what` selects; each stop on the way can be seen."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"Tab does not lead to {what}")


def type_in(page: Page, company: Company, password: str = PASSWORD) -> None:
    """Fill the log-in form as the admin, by keyboard alone, and send it."""
    walk_to(page, "#email")
    page.keyboard.type(PEOPLE["admin"])
    walk_to(page, "#password")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def test_in_and_out_by_keyboard(page: Page, company: Company) -> None:
    page.goto(f"{company.url}/board?board=rep")
    type_in(page, company)
    expect(page.get_by_role("table")).to_be_visible()
    expect(page).to_have_url(f"{company.url}/board?board=rep")
    walk_to(page, "form[action='/logout'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password")).to_be_visible()
    page.goto(f"{company.url}/board")
    expect(page).to_have_url(LOGIN_PAGE)


def test_the_first_stop_leads_past_the_navigation(
    page: Page, context: BrowserContext, company: Company
) -> None:
    company.let_in(context, "admin")
    page.goto(f"{company.url}/board")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    walk_to(page, "#main *")
    assert page.evaluate("document.activeElement.closest('header.nav') === null")


def test_a_wrong_password_is_told_where_it_was_typed(page: Page, company: Company) -> None:
    page.goto(f"{company.url}/login")
    type_in(page, company, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    expect(page.get_by_label("E-mail address")).to_have_value(PEOPLE["admin"])
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Password")).to_have_value("")


@pytest.mark.parametrize("revoked", [False, True], ids=["expired", "revoked"])
def test_an_open_board_whose_log_in_ends_leads_to_the_log_in_page(
    page: Page, context: BrowserContext, company: Company, revoked: bool
) -> None:
    company.let_in(context, "manager")
    page.goto(f"{company.url}/board?board=rep")
    at_work(page)
    company.end_log_ins("manager", revoked=revoked)
    expect(page).to_have_url(LOGIN_PAGE)
    expect(page.get_by_label("Password")).to_be_visible()
    expect(page.locator("#board")).to_have_count(0)
    page.get_by_label("E-mail address").fill(PEOPLE["manager"])
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{company.url}/board?board=rep")


def test_a_mark_that_is_opened_after_the_end_leads_there_too(
    page: Page, context: BrowserContext, company: Company
) -> None:
    company.let_in(context, "manager")
    page.goto(f"{company.url}/sheet/rep/r1")
    at_work(page, "sheet")
    page.get_by_role("button", name="Pause updates").click()  # the click on the mark is the first to ask
    company.end_log_ins("manager", revoked=True)
    page.locator("#sheet a.cell").first.click()
    expect(page).to_have_url(LOGIN_PAGE)
    expect(page.locator("#sheet")).to_have_count(0)
