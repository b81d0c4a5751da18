"""Without JavaScript everything can be read and used; only nothing moves by itself, and nothing claims to."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.company import PEOPLE, Company
from tests.browser.conftest import listen
from tests.browser.looking import DESK
from tests.factories import PASSWORD


@pytest.fixture
def plain(browser: Browser, company: Company, complaints: list[str]) -> Iterator[Page]:
    """Log the rep in, by the form, in a browser that runs no script."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        listen(page, complaints)
        page.goto(f"{company.url}/login")
        page.get_by_label("E-mail address").fill(PEOPLE["rep"])
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ines Albrecht")
        yield page
        assert complaints == []


def test_in_and_out(plain: Page) -> None:
    plain.get_by_role("button", name="Log out").click()
    expect(plain.get_by_label("Password")).to_be_visible()


def test_the_board(plain: Page) -> None:
    plain.get_by_role("link", name="Board").click()
    plain.get_by_role("link", name="Reps").click()
    expect(plain.get_by_role("row", name="Maximiliane")).to_be_visible()
    plain.get_by_label("Search a name").fill("ines")
    plain.get_by_role("button", name="Search").click()
    expect(plain.locator("#board tbody tr")).to_have_count(1)
    plain.get_by_role("link", name="show all").click()
    expect(plain.locator("#board tbody tr")).to_have_count(24)


def test_other_periods(plain: Page) -> None:
    plain.get_by_role("link", name="Board").click()
    before = plain.locator("#period option").last.text_content()
    plain.get_by_label("Period", exact=True).select_option(label=before)
    plain.get_by_role("button", name="Show", exact=True).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(before or "")


def test_nothing_claims_to_be_live(plain: Page) -> None:
    plain.get_by_role("link", name="Board").click()
    expect(plain.get_by_role("table")).to_be_visible()
    plain.wait_for_load_state()
    expect(plain.get_by_text("updated")).to_have_count(0)
    for name in ("Pause updates", "Theme"):
        expect(plain.get_by_role("button", name=name)).to_have_count(0)


def test_the_sheet_and_what_its_marks_are_made_of(plain: Page) -> None:
    plain.get_by_role("link", name="My sheet").click()
    plain.locator("#sheet a.cell").first.click()
    explained = plain.get_by_role("complementary", name="What a mark is made of")
    expect(explained.get_by_role("heading", name="The rule")).to_be_visible()
    explained.get_by_role("link", name="Close").click()
    expect(plain.get_by_text("Choose a mark")).to_be_visible()


def test_the_agreement_is_behind_what_else_there_is_also_by_keyboard(plain: Page) -> None:
    link = plain.get_by_role("link", name="Agreement")
    expect(link).to_be_hidden()
    plain.set_viewport_size(DESK)
    plain.wait_for_load_state()
    bar = plain.locator("header.nav").bounding_box()
    assert bar
    assert bar["height"] < 80, "the navigation has one line"
    plain.locator("summary", has_text="More").press("Enter")
    link.press("Enter")
    expect(plain.get_by_role("heading", name="New leads disposed within 24 business hours")).to_be_visible()
    expect(plain.get_by_text("3 working days").first).to_be_visible()
