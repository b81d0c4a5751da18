"""A rep disputes a bonus, a manager answers, the rep reads the outcome: by keyboard, with and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from app.agreement.queries import timeline
from app.bonuses import service
from app.bonuses.rows import Close
from app.clock import now, to_datetime
from app.extensions import db
from app.models.people import Rep
from scoring.periods import month_label, month_of
from tests.browser.company import PEOPLE, Company
from tests.browser.looking import DESK, PHONE, Barriers, look
from tests.browser.server import Server
from tests.harness import close
from tests.services.facts import CALLS, agree, people
from tests.services.money import PLAN
from tests.web.paying import prize

Serve = Callable[..., Server]
Fits = Callable[[Page], list[str]]


@pytest.fixture
def paying(serve: Serve, fresh_database: str) -> Company:
    """Serve a company in which Ann may get a prize for the quarter before this one."""
    company = Company(serve(fresh_database, HTMX_SOURCE="local"), loaded=False)
    with company.app.app_context():
        before = month_of(to_datetime(now()).toordinal()) - 3
        agree(CALLS, more=PLAN, starts=month_label(before - 3))
        people(ann="North")
        db.session.execute(update(Rep).values(email=PEOPLE["rep"]))
        known = timeline()
        assert known
        quarter, plan = known.periods_of(before)[0], known.terms_of(before).agreement.bonus
        frozen = Close(quarter.first, quarter.label, 1, "digest", None)
        service.propose(frozen, [prize("ann", 300_00)], plan, now())
        db.session.commit()
    close(company.app)
    return company


def visit(browser: Browser, company: Company, role: str, *, script: bool) -> Page:
    """Return a page of somebody's own browser."""
    context = browser.new_context(java_script_enabled=script)
    company.let_in(context, role)
    return context.new_page()


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.nightly)])
def test_a_dispute_is_opened_and_answered(
    browser: Browser, paying: Company, barriers: Barriers, script: bool
) -> None:
    rep, manager = (visit(browser, paying, role, script=script) for role in ("rep", "manager"))
    fits: Fits = lambda page: look(page, barriers, (DESK, PHONE)) if script else []  # noqa: E731 - said once
    open_dispute(rep, paying, fits)
    manager.goto(f"{paying.url}/disputes")
    assert fits(manager) == []
    manager.get_by_role("link", name="Ann").press("Enter")
    expect(manager.get_by_role("listitem")).to_contain_text("I was promised more")
    assert fits(manager) == []
    send(manager, "By whom?")
    expect(manager.get_by_role("listitem")).to_have_count(2)
    manager.get_by_label("The dispute").select_option("rejected")
    send(manager, "Nobody may promise that")
    expect(manager.get_by_role("button", name="Send")).to_have_count(0)
    rep.reload()
    rep.get_by_role("link", name="Disputed on").press("Enter")
    expect(rep.locator(".outcome")).to_contain_text("rejected")
    expect(rep.get_by_role("listitem").last).to_contain_text("Nobody may promise that")
    assert fits(rep) == []
    for page in (rep, manager):
        page.context.close()


def open_dispute(page: Page, company: Company, fits: Fits) -> None:
    """Go to one's statement and dispute the prize, at first without a word."""
    page.goto(company.url)
    page.get_by_role("link", name="My bonuses").press("Enter")
    won = page.get_by_role("row", name="Best of all")
    expect(won).to_contain_text("€300.00")
    assert fits(page) == []
    won.get_by_role("link").press("Enter")
    page.get_by_role("button", name="Open the dispute").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write what there is to say.")
    assert fits(page) == []
    page.get_by_label("What you want to say").fill("I was promised more")
    page.get_by_role("button", name="Open the dispute").press("Enter")
    expect(page.get_by_role("link", name="Disputed on")).to_contain_text("open")


def send(page: Page, text: str) -> None:
    """Say something in the dispute that is open."""
    page.get_by_label("What you want to say").fill(text)
    page.get_by_role("button", name="Send").press("Enter")


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_on_paper_there_is_the_statement_alone(browser: Browser, paying: Company) -> None:
    page = visit(browser, paying, "rep", script=True)
    page.goto(f"{paying.url}/statement")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    expect(page.get_by_text("Printed on")).to_be_hidden()
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_text("Statement for ann")).to_be_visible()
    for left_out in (page.get_by_role("navigation"), page.get_by_role("link", name="Question this")):
        expect(left_out).to_have_count(0)
    expect(page.get_by_role("row", name="Best of all")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 27, 32)"
    # A4 in points, as the page asks for it and not as Chromium would have it.
    assert b"594.95996 841.91998" in page.pdf(prefer_css_page_size=True)
    page.context.close()
