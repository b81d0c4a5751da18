"""From a mark on the sheet to the record behind it, by keyboard: a rep questions a clock, and is answered."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from app import clock
from app.extensions import db
from app.models.people import Rep
from app.scorekeeping import service
from scoring.calendar import MINUTE
from tests.browser.company import PEOPLE, Company
from tests.browser.looking import DESK, PHONE, Barriers, look
from tests.browser.server import Server
from tests.harness import close
from tests.services.facts import DISPOSED, act, agree, happened, people

Serve = Callable[..., Server]
OUTCOME = "it will be corrected"


@pytest.fixture
def scored(serve: Serve, fresh_database: str) -> Company:
    """Serve a company in which a clock of Ann's was decided just now."""
    company = Company(serve(fresh_database, HTMX_SOURCE="local"), loaded=False)
    with company.app.app_context():
        now = clock.now()
        agree(DISPOSED.replace('"8h"', '"8h", hours = "wall"'), starts="2026-01")
        people(ann="North")
        db.session.execute(update(Rep).values(email=PEOPLE["rep"]))
        happened(
            act("lead.assigned", now - MINUTE, "ann", "Hotel Adler"),
            act("lead.disposed", now, "ann", "Hotel Adler"),
        )
        service.catch_up(now, "test")
    close(company.app)
    return company


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_a_record_is_questioned_and_answered(browser: Browser, scored: Company, barriers: Barriers) -> None:
    rep, admin = (visit(browser, scored, role) for role in ("rep", "admin"))
    rep.goto(f"{scored.url}/sheet/rep/ann")
    rep.locator("a.cell").last.press("Enter")
    rep.get_by_role("link", name="What it rests on").press("Enter")
    expect(rep.locator(".clock")).to_contain_text("1 min of 8 h")
    assert look(rep, barriers, (DESK, PHONE)) == []
    rep.get_by_role("link", name="Question this").press("Enter")
    rep.get_by_role("button", name="Ask").press("Enter")
    expect(rep.get_by_role("alert")).to_contain_text("Write what there is to say.")
    assert look(rep, barriers, (DESK, PHONE)) == []
    write(rep, "It was on hold.", "Ask")
    expect(rep.locator("#flash")).to_contain_text("Your managers see it now.")
    admin.goto(f"{scored.url}/questions")
    assert look(admin, barriers, (DESK, PHONE)) == []
    admin.get_by_role("link", name="Ann").press("Enter")
    admin.get_by_label("The answer").select_option("mended")
    write(admin, "So it was.", "Send")
    expect(admin.locator(".outcome")).to_contain_text(OUTCOME)
    assert look(admin, barriers, (DESK, PHONE)) == []
    rep.reload()
    rep.get_by_role("link", name=OUTCOME).press("Enter")
    expect(rep.locator(".conversation li").last).to_contain_text("So it was.")
    for page in (rep, admin):
        page.context.close()


def visit(browser: Browser, company: Company, role: str) -> Page:
    """Return a page of somebody's own browser."""
    context = browser.new_context()
    company.let_in(context, role)
    return context.new_page()


def write(page: Page, text: str, button: str) -> None:
    """Say something, and send it."""
    page.get_by_label("What you want to say").fill(text)
    page.get_by_role("button", name=button).press("Enter")
