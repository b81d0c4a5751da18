"""Each scene fits on each screen, also where all names are as long as names may be."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlalchemy import select

from app import clock, programme
from app.demo.logins import WALL_TOKEN
from app.extensions import begin_write, db
from app.models.people import Rep, Team
from app.wall.scenes import KINDS
from tests.browser.polling import at_work
from tests.browser.screenshots import MOMENT, demo
from tests.browser.test_wall_for_months import SHIFTS
from tests.demo import instant
from tests.harness import close, make_app

SIZES: tuple[ViewportSize, ...] = (
    {"width": 1920, "height": 1080},
    {"width": 1080, "height": 1920},
    {"width": 3840, "height": 2160},
)
ENDINGS = (
    " von und zu Hohenstein-Wallersbach am Langen Wasser hinter den Bergen",
    " さくら" * 9,
    "",  # so that somebody who would win a prize has a short name
    " بن عوف الأنصاري" * 4,
)
LONGEST = 60
OUTSIDE = """() => {
    const seen = (one) => one.getClientRects().length && !one.closest(".unseen") && !one.parentElement.closest("svg");
    const within = (one, place) => one.left >= place.left - 1 && one.right <= place.right + 1
        && one.top >= place.top - 1 && one.bottom <= place.bottom + 1;  // less than a pixel is rounding
    const whole = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    return [...document.querySelectorAll(".wall *")].filter(seen).filter((one) => {
        const sheet = one.parentElement.closest("[data-turn], .scene");
        const places = [whole, ...(sheet ? [sheet.getBoundingClientRect()] : [])];
        return !places.every((place) => within(one.getBoundingClientRect(), place));
    }).map((one) => `${one.tagName}.${one.getAttribute("class")} ${one.textContent.trim().slice(0, 70)}`);
}"""
UNEVEN = """() => [...document.querySelectorAll(".stake ol, .lines")].filter((list) => {
    const shown = [...list.querySelectorAll(".wall-name")].filter((name) => name.checkVisibility());
    return new Set(shown.map((name) => Math.round(name.getBoundingClientRect().left))).size > 1;
}).map((list) => list.textContent.replace(/\\s+/g, " "))"""
SCROLLS = """() => {
    const { scrollWidth, scrollHeight } = document.scrollingElement;
    return scrollWidth > innerWidth + 4 || scrollHeight > innerHeight + 4;  // by so much it drifts
}"""


@pytest.fixture
def long_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the demo with all kinds of scenes on its wall, and with long names of any script; yield its address."""
    monkeypatch.setattr(clock, "now", clock.now)  # the demo stops the clock: it goes on afterwards
    monkeypatch.setattr(programme, "STANDARD", programme.STANDARD)
    with demo(tmp_path) as address:
        app = make_app(f"sqlite:///{tmp_path / 'demo.sqlite'}")
        with app.app_context():
            begin_write()
            for table in (Rep, Team):
                for number, one in enumerate(db.session.scalars(select(table))):
                    one.name = (one.name + ENDINGS[number % len(ENDINGS)])[:LONGEST].strip()
            db.session.commit()
        close(app)
        yield address


@pytest.mark.nightly
def test_all_scenes_fit_on_all_screens(browser: Browser, long_names: str) -> None:
    faults = []
    for size in SIZES:
        with browser.new_context(viewport=size) as context:
            faults += [f"{size['width']} wide, {fault}" for fault in go_round(context, long_names)]
    assert faults == []


def go_round(context: BrowserContext, address: str) -> Iterator[str]:
    """Look at all scenes of a wall, each until its pages have turned once; yield what is wrong with them."""
    page = context.new_page()
    page.clock.install(time=instant(MOMENT) / 1_000_000)
    page.goto(f"{address}/wall/open/{WALL_TOKEN}")
    at_work(page, "wall")
    page.keyboard.press("Space")  # scenes stay, their pages turn
    page.evaluate(SHIFTS)
    for kind in KINDS:
        expect(page.locator(f"#{kind}")).to_be_visible()
        for turn in range(2):
            page.wait_for_timeout(600)  # what fades in has faded in
            yield from (f"{kind}, page {turn}: {fault}" for fault in wrong(page))
            page.clock.run_for(8_000)
        page.keyboard.press("ArrowRight")
    if (shifted := sum(page.evaluate("shifts"))) >= 0.01:
        yield f"moved by {shifted}"


def wrong(page: Page) -> Iterator[str]:
    """Yield what does not fit, and whether there is more of it than a slow stick can hold."""
    yield from page.evaluate(OUTSIDE)
    yield from (f"names that do not line up: {one}" for one in page.evaluate(UNEVEN))
    elements = page.evaluate("document.querySelectorAll('*').length")
    if elements > 1_500:
        yield f"{elements} elements"
    if page.evaluate(SCROLLS):
        yield "it scrolls"
