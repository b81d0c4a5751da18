"""The page of a rep by keyboard alone: where he lands, what needs him, why, and the numbers beside the charts."""

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.browser.company import Company
from tests.browser.looking import DESK, OVERFLOW, PHONE
from tests.browser.polling import at_work, let_poll


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_rep_finds_his_way(
    page: Page, context: BrowserContext, company: Company, size: ViewportSize
) -> None:
    company.let_in(context, "rep")
    page.set_viewport_size(size)
    page.clock.install()
    page.goto(company.url)
    expect(page).to_have_url(f"{company.url}/me")
    at_work(page, "now")
    page.get_by_text("Levels as a table").press("Enter")
    table = page.get_by_role("table", name="Each level by month")
    expect(table).to_be_visible()
    points = company.award("r1")
    let_poll(page)
    expect(page.locator(".hero-rank")).to_contain_text("1st")
    expect(page.locator(".hero-points b")).to_have_text(points)
    expect(table).to_be_visible()
    drawn = page.locator(".chart-light img")
    expect(drawn).to_have_count(2)
    for chart in drawn.all():
        chart.scroll_into_view_if_needed()
        expect(chart).not_to_have_js_property("naturalWidth", 0)
    assert page.evaluate(OVERFLOW) <= 0
    page.get_by_role("link", name="Revenue won").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#explanation h2")).to_have_text("Revenue won")
    page.get_by_role("link", name="Where it stands now").press("Enter")
    page.get_by_role("link", name="Points, one by one").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Points of Ines Albrecht")
    page.get_by_role("link", name="My page").press("Enter")
    expect(page).to_have_url(f"{company.url}/me")
