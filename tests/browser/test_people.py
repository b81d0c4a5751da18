"""An admin moves a rep, or decides an alias: first what it changes, then the change, by keyboard and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.clock import now, to_datetime
from app.scorekeeping.service import catch_up
from scoring.periods import month_label, month_of
from tests.browser.company import Company
from tests.browser.looking import DESK, PHONE, Barriers, look
from tests.browser.server import Server
from tests.harness import close
from tests.services.facts import CALLS, act, agree, happened, people

Serve = Callable[..., Server]
STRANGER = "robert.bobson-long-name@subsidiary.example.com"


@pytest.fixture
def moving(serve: Serve, fresh_database: str) -> Company:
    """Serve a company in which a moment ago Ann called four times, Bob never."""
    company = Company(serve(fresh_database, HTMX_SOURCE="local"), loaded=False)
    with company.app.app_context():
        agree(CALLS, starts=month_label(month_of(to_datetime(now()).toordinal()) - 1))
        people(ann="North", bob="South", cyd="North")
        happened(*(act("call.made", now() - 1_000_000 * number, "ann") for number in range(1, 5)))
        catch_up(now(), "activities")
    close(company.app)
    return company


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.nightly)])
def test_a_move_is_seen_before_it_is_made(
    browser: Browser, moving: Company, barriers: Barriers, script: bool
) -> None:
    with browser.new_context(java_script_enabled=script) as context:
        moving.let_in(context, "admin")
        page = context.new_page()
        page.goto(f"{moving.url}/admin/people?q=ann")
        page.get_by_role("link", name="Ann", exact=True).click()
        page.get_by_role("link", name="Move to another team").click()
        fill(page, "North", today())
        expect(page.get_by_label("Team", exact=True)).to_have_attribute("aria-invalid", "true")
        fill(page, "South", today())
        for team, before, after in (("North", "10", "0"), ("South", "0", "10")):
            cells = page.get_by_role("row", name=team).get_by_role("cell")
            expect(cells.nth(1)).to_have_text(f"{before} → becomes {after}")
        if script:
            assert look(page, barriers, (DESK, PHONE)) == []
        page.get_by_role("button", name="Move", exact=True).press("Enter")
        expect(page.locator("#flash")).to_contain_text("The move is stored and scored.")
        expect(page.get_by_role("row", name="South")).to_contain_text("open")


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("script", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_an_alias_is_decided_and_withdrawn(
    browser: Browser, moving: Company, barriers: Barriers, script: bool
) -> None:
    with moving.app.app_context():
        happened(*(act("call.made", now() - 1_000_000 * number, STRANGER) for number in range(1, 5)))
        catch_up(now(), "activities")
    close(moving.app)
    with browser.new_context(java_script_enabled=script) as context:
        moving.let_in(context, "admin")
        page = context.new_page()
        page.goto(f"{moving.url}/admin/unknown")
        page.get_by_role("link", name=f"Say whose alias {STRANGER} is").click()
        name_rep(page, "nobody")
        expect(page.get_by_label("Rep", exact=True)).to_have_attribute("aria-invalid", "true")
        name_rep(page, "bob")
        expect(page.locator("#preview")).to_contain_text(f"4 activities came under {STRANGER}")
        expect(page.get_by_role("row", name="Bob").get_by_role("cell").nth(1)).to_have_text("0 → becomes 15")
        if script:
            assert look(page, barriers, (DESK, PHONE)) == []
        page.get_by_role("button", name="Make it an alias").press("Enter")
        expect(page.locator("#flash")).to_contain_text(f"{STRANGER} is an alias of bob")
        expect(page.get_by_role("row", name=STRANGER)).to_contain_text("ada@example.com")
        if script:
            assert look(page, barriers, (DESK, PHONE)) == []
        page.get_by_role("link", name=f"Withdraw: alias {STRANGER}").click()
        page.get_by_role("button", name="Show what changes").press("Enter")
        expect(page.get_by_role("row", name="Bob").get_by_role("cell").nth(1)).to_have_text("15 → becomes 0")
        if script:
            assert look(page, barriers, (DESK, PHONE)) == []
        page.get_by_role("button", name="Withdraw it").press("Enter")
        expect(page.locator("#flash")).to_contain_text("is no alias any more")


def test_a_fault_can_be_read_by_everybody(
    page: Page, context: BrowserContext, company: Company, barriers: Barriers
) -> None:
    company.let_in(context, "admin")
    page.goto(f"{company.url}/admin/people/move/r1")
    fill(page, "No such team", today())
    expect(page.get_by_role("alert")).to_contain_text("choose its side")
    assert look(page, barriers, (DESK, PHONE)) == []


def name_rep(page: Page, key: str) -> None:
    """Ask what it would change if the owner key meant a rep."""
    page.get_by_label("Rep", exact=True).fill(key)
    page.get_by_role("button", name="Show what changes").press("Enter")


def fill(page: Page, team: str, day: str) -> None:
    """Ask what a move would change."""
    page.get_by_label("Team", exact=True).fill(team)
    page.get_by_label("First day").fill(day)
    page.get_by_role("button", name="Show what changes").click()


def today() -> str:
    """Return the day that it is, as browsers send it."""
    return to_datetime(now()).date().isoformat()
