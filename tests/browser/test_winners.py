"""The winners of a quarter on a desk and on a phone, by keyboard from the podium to the printed certificate."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update

from app.agreement.queries import timeline
from app.clock import now, to_datetime
from app.extensions import db
from app.models.people import Rep
from app.quarters import queries, service
from scoring.periods import month_label, month_of, month_starts
from tests.browser.company import Company
from tests.browser.looking import DESK, PHONE, Barriers, look
from tests.browser.server import Server
from tests.harness import close
from tests.services.facts import CALLS, agree, calls, happened, people

Serve = Callable[..., Server]
LONG = "Maximiliana Donaudampfschifffahrtsgesellschaftskapitänin-Xyz"


@pytest.fixture
def over(serve: Serve, fresh_database: str) -> Company:
    """Serve a company whose quarters are final as far as they can be: Ann and Bob share the lead, Cyd is third."""
    company = Company(serve(fresh_database, HTMX_SOURCE="local"), loaded=False)
    first = month_of(to_datetime(now()).toordinal()) - 9
    with company.app.app_context():
        agree(CALLS, starts=month_label(first))
        people(ann="North", bob="South", cyd="North")
        db.session.execute(update(Rep).where(Rep.key == "ann").values(name=LONG))
        days = [to_datetime(0).fromordinal(month_starts(first) + day).date().isoformat() for day in range(4)]
        happened(*calls("ann", *days), *calls("bob", *days), *calls("cyd", *days[:2]))
        close_all()
    close(company.app)
    return company


def close_all() -> None:
    """Make every quarter final that can be."""
    known = timeline()
    assert known
    today = known.day(now())
    for one in queries.states(known, today):
        if one.span.closable <= today:
            service.close(one.span.label, None)


@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_from_the_podium_to_paper(
    context: BrowserContext, page: Page, over: Company, barriers: Barriers
) -> None:
    over.let_in(context, "admin")
    page.add_init_script("window.print = () => { document.title = 'printed'; }")
    page.goto(f"{over.url}/winners")
    while page.get_by_text("Nobody has scored a point in this quarter.").count():
        shown = page.url
        page.get_by_role("link", name="Previous period").press("Enter")
        expect(page).not_to_have_url(shown)
        page.wait_for_load_state()
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    expect(page.locator(".steps-of").nth(1).locator(".place")).to_have_text(
        ["shared 1st place", "shared 1st place", "3rd place"]
    )
    faults = look(page, barriers, (DESK, PHONE), dark=True)
    page.get_by_role("link", name=f"Certificate of {LONG}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(LONG)
    faults += look(page, barriers, (DESK, PHONE), dark=True)
    page.get_by_role("button", name="Print").press("Enter")
    expect(page).to_have_title("printed")
    paper = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Count (\d+)", paper) == [b"1"]
    page.get_by_role("link", name="All winners").press("Enter")
    expect(page).to_have_url(re.compile(r"/winners/\d+-Q\d$"))
    assert faults == []
