"""Kudos by keyboard: they are given in place, the reader stays where he was, and takes them back by the same key."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.company import Company
from tests.browser.polling import at_work


def test_kudos_are_given_and_taken_back(page: Page, context: BrowserContext, company: Company) -> None:
    company.let_in(context, "rep")
    feed = f"{company.url}/feed?team=Harbour"  # whatever other tests let happen, happens to another team
    page.goto(feed)
    at_work(page, "feed")
    button = page.locator(f"#{page.locator('.kudos button').first.get_attribute('id')}")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    expect(page.get_by_text("Kudos from Ines Albrecht")).to_be_visible()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page).to_have_url(feed)
