"""What came about a moment ago interrupts each wall once: never again, not late, and without motion if asked."""

import signal
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import update

from app.extensions import begin_write, db
from app.models.happenings import BADGE, EXCEEDED, LEADER, Happening
from app.wall.celebrations import SECOND
from tests.browser.company import Company
from tests.browser.polling import WALL_EVERY, begin, let_poll, stop_time
from tests.browser.server import Server

NUMBERS = count(1)
LISTEN = """() => {
  window.celebrated = [];
  addEventListener("DOMContentLoaded", () => {
    const place = document.getElementById("celebration");
    new MutationObserver(() => {
      if (!place.hidden) window.celebrated.push(place.innerText);
    }).observe(place, { attributes: true, attributeFilter: ["hidden"] });
  });
}"""


def come_about(company: Company, *names: str, ago: int = 0) -> None:
    """Let Ines exceed levels of these names, so many seconds ago."""
    company.happen(*((EXCEEDED, {"level": "revenue", "name": name}) for name in names), ago=ago)


def open_wall(page: Page, url: str, company: Company) -> Page:
    """Open the wall of a screen of its own, which notes what it celebrates."""
    page.add_init_script(f"({LISTEN})()")
    stop_time(page)
    page.goto(f"{url}/wall/open/{company.new_screen(f'celebrating {next(NUMBERS)}')}")
    begin(page, "wall")
    let_poll(page, WALL_EVERY)
    return page


def hear(page: Page, text: str) -> None:
    """Let a wall poll, and go on once it has heard of what came about."""
    let_poll(page, WALL_EVERY)
    expect(page.locator("#celebrations")).to_contain_text(text)
    page.clock.run_for(1_000)


def celebrated(page: Page) -> list[str]:
    """Return the texts that were celebrated on a page since it was loaded."""
    return list(page.evaluate("window.celebrated"))


@pytest.fixture(autouse=True)
def no_news(company: Company) -> None:
    """Let be over what came about in other tests."""
    with company.app.app_context():
        begin_write()
        db.session.execute(update(Happening).values(at=Happening.at - 61 * SECOND))
        company.commit()


@pytest.fixture
def walls(browser: Browser, company: Company) -> Iterator[list[Page]]:
    """Open the walls of two screens."""
    with browser.new_context() as one, browser.new_context(reduced_motion="reduce") as other:
        yield [open_wall(context.new_page(), company.url, company) for context in (one, other)]


def test_each_screen_celebrates_once(company: Company, walls: list[Page]) -> None:
    come_about(company, "Revenue")
    for page in walls:
        hear(page, "Revenue")
        expect(page.locator("#celebration")).to_contain_text("exceeded “Revenue”")
        expect(page.locator("#celebration")).to_contain_text("Ines")
    assert [page.locator("#celebration .rain").count() for page in walls] == [1, 0]
    for page in walls:
        page.clock.run_for(9_000)
        expect(page.locator("#celebration")).to_be_hidden()
        let_poll(page, WALL_EVERY)
        assert len(celebrated(page)) == 1
        page.reload()
        begin(page, "wall")
        let_poll(page, WALL_EVERY)
        page.clock.run_for(2_000)
        assert celebrated(page) == []


def test_several_are_gathered_and_what_is_over_is_not_made_up_for(
    company: Company, walls: list[Page]
) -> None:
    come_about(company, "Long ago", ago=61)
    come_about(company, *(f"Level {number}" for number in range(8)))
    page = walls[0]
    hear(page, "Level 7")
    [text] = celebrated(page)
    assert "8 reasons to celebrate" in text
    assert "and 3 more" in text
    assert "Long ago" not in text


def test_a_badge_and_a_new_leader_are_celebrated(company: Company, walls: list[Page]) -> None:
    given = {"badge": "by_hand", "name": "Team spirit", "metal": "silver", "by": "Mara", "reason": "Cake"}
    for what, words in (((BADGE, given), "was given “Team spirit”, silver"), ((LEADER, {}), "took the lead")):
        company.happen(what)
        for page in walls:
            hear(page, words)
            expect(page.locator("#celebration")).to_contain_text("Ines Albrecht")
            expect(page.locator("#celebration")).to_contain_text(words)
            expect(page.locator("#celebration .alone svg")).to_be_visible()
            page.clock.run_for(9_000)
            expect(page.locator("#celebration")).to_be_hidden()


def test_a_wall_that_was_away_replays_nothing(
    browser: Browser, company: Company, serve: Callable[..., Server]
) -> None:
    server = serve(company.database, HTMX_SOURCE="local")
    with browser.new_context() as context:
        page = open_wall(context.new_page(), server.url, company)
        come_about(company, "Before")
        hear(page, "Before")
        page.clock.run_for(10_000)
        assert len(celebrated(page)) == 1
        server.stop(signal.SIGKILL)
        page.clock.run_for(20_000)
        come_about(company, "Meanwhile", ago=61)
        server.start()
        come_about(company, "Afterwards")
        hear(page, "Afterwards")
        page.clock.run_for(10_000)
        texts = celebrated(page)
        assert ["Before" in texts[0], "Afterwards" in texts[1], len(texts)] == [True, True, 2]
        assert page.url == f"{server.url}/wall"


NEWS = """([id, name, until]) => document.getElementById("celebrations").insertAdjacentHTML("beforeend",
    `<li data-id="${id}" data-until="${until}"><b>${name}</b> <span>won</span></li>`)"""
AT = "time => { const { server } = window.baton; server.minuteOfDay = () => server.minuteOf(time); }"
SETTINGS = "given => Object.assign(document.getElementById('wall').dataset, given)"
SPEAKER = """
    window.speaker = { state: "suspended", played: 0 };
    const nothing = () => {};
    const its = { setValueAtTime: nothing, linearRampToValueAtTime: nothing, exponentialRampToValueAtTime: nothing };
    const start = () => { speaker.played += 1; };
    const part = { gain: its, frequency: {}, connect: (other) => other, start, stop: nothing };
    window.AudioContext = class {
        get state() { return speaker.state; }
        currentTime = 0;
        createOscillator() { return part; }
        createGain() { return part; }
        resume() { speaker.state = "running"; return Promise.resolve(); }
    };
"""


class Stage:
    """A wall that hears nothing more of the server: what comes about on it, and when, is told by the test."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tell_time(1_000)

    def tell_time(self, seconds: int) -> None:
        """Let it be so late, in seconds of Unix time."""
        self.page.evaluate("now => { window.baton.server.now = () => now * 1000; }", seconds)

    def behave(self, **settings: str) -> None:
        """Arrange the screen."""
        self.page.evaluate(SETTINGS, settings)

    def shows(self, name: str, until: int = 1_030, seconds: int = 1) -> bool:
        """Let something come about that is news until then; tell whether it is celebrated some seconds later."""
        self.page.evaluate(NEWS, [f"made-{next(NUMBERS)}", name, until])
        self.page.clock.run_for(seconds * 1_000)
        return any(name in text for text in celebrated(self.page))


@pytest.fixture
def stage(page: Page, context: BrowserContext, company: Company) -> Stage:
    """Return a wall to play on."""
    page.add_init_script(SPEAKER)
    opened = open_wall(page, company.url, company)
    opened.route("**/wall*", lambda route: route.abort())
    return Stage(opened)


def test_what_is_over_is_not_celebrated_on_a_screen_that_never_showed_it(stage: Stage) -> None:
    assert stage.shows("Nearly over", until=1_001)
    stage.page.clock.run_for(9_000)
    assert not stage.shows("Over", until=1_000)


def test_what_waits_may_be_over_when_its_turn_comes(stage: Stage) -> None:
    assert stage.shows("First")
    assert not stage.shows("Passed by", until=1_005, seconds=3)
    assert not stage.shows("Still news", until=1_020, seconds=3)
    stage.tell_time(1_010)
    stage.page.clock.run_for(3_000)
    expect(stage.page.locator("#celebration")).to_contain_text("Still news")
    expect(stage.page.locator("#celebration")).not_to_contain_text("Passed by")


def test_while_it_has_to_be_quiet_nothing_is_celebrated_and_nothing_made_up_for(stage: Stage) -> None:
    hours = {"quietFrom": "22:00", "quietTo": "06:00"}
    for time, is_quiet in (
        ("21:59", False),
        ("22:00", True),
        ("23:00", True),
        ("05:59", True),
        ("06:00", False),
    ):
        stage.behave(**hours)
        stage.page.evaluate(AT, time)
        assert stage.shows(f"At {time}") is not is_quiet, time
        stage.page.clock.run_for(9_000)
    stage.behave(quietFrom="12:00", quietTo="13:30")
    for time, is_quiet in (("11:59", False), ("12:00", True), ("13:29", True), ("13:30", False)):
        stage.page.evaluate(AT, time)
        assert stage.shows(f"By day at {time}") is not is_quiet, time
        stage.page.clock.run_for(9_000)
    assert len(celebrated(stage.page)) == 4


def test_a_sound_that_the_browser_keeps_back_is_told_of_until_somebody_presses_a_key(stage: Stage) -> None:
    notice = stage.page.locator("#sound-blocked")
    assert stage.shows("In silence")
    expect(notice).to_be_hidden()
    stage.page.clock.run_for(9_000)
    stage.behave(sound="on")
    assert stage.shows("Kept back")
    expect(notice).to_be_visible()
    stage.behave(sound="off")
    stage.page.clock.run_for(1_000)
    expect(notice).to_be_hidden()
    stage.behave(sound="on")
    stage.page.clock.run_for(9_000)
    assert stage.shows("Kept back again")
    expect(notice).to_be_visible()
    assert stage.page.evaluate("speaker.played") == 0
    stage.page.keyboard.press("a")
    expect(notice).to_be_hidden()
    stage.page.clock.run_for(9_000)
    assert stage.shows("Aloud")
    assert stage.page.evaluate("speaker.played") == 4
