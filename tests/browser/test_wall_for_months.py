"""The wall hangs for months: it is loaded anew at night, gathers nothing in memory, and keeps up on a slow stick."""

import time
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, CDPSession, Page, Route, expect

from app import clock
from app.auth import service as auth
from tests import factories
from tests.browser.company import Company
from tests.browser.polling import PATIENCE, WALL_EVERY, at_work, let_poll
from tests.browser.server import Server
from tests.harness import close, make_app

NIGHT = "Tue, 24 Nov 2026 02:59:30 GMT"
"""Shortly before 4 in Berlin, where the company is: each screen's own minute has come by then."""
NOON = "Tue, 24 Nov 2026 11:00:00 GMT"
SEEN = """() => {
    window.shifts = [];
    window.tasks = [];
    new PerformanceObserver((list) => list.getEntries().forEach((one) => shifts.push(one.value)))
        .observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((one) => tasks.push(one.duration)))
        .observe({ type: "longtask", buffered: true });
}"""


@pytest.fixture
def wall(page: Page, context: BrowserContext, company: Company) -> Page:
    """Return a page that shows the wall, with a clock that the test may push on."""
    company.let_in(context, "screen")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.clock.install()
    page.goto(f"{company.url}/wall")
    at_work(page, "wall")
    page.evaluate("window.opened = 'once'")
    return page


class Answers:
    """Passes on what the server answers to polls, as if it were another time there, or another program."""

    def __init__(self) -> None:
        self.date = NOON
        self.build = ""
        self.pages = True

    def __call__(self, route: Route) -> None:
        """Answer a request for the wall."""
        is_poll = "at=" in route.request.url
        if not is_poll and not self.pages:
            route.abort()
            return
        answer = route.fetch()
        text = answer.text()
        if self.build and is_poll:
            text = text.replace('data-build="', f'data-build="{self.build}')
        route.fulfill(response=answer, headers={**answer.headers, "date": self.date}, body=text)


def test_it_is_loaded_anew_at_night_when_the_server_answers(wall: Page) -> None:
    answers = Answers()
    wall.route("**/wall*", answers)
    wall.clock.fast_forward("05:00:00")
    let_poll(wall, WALL_EVERY)
    wall.clock.run_for(11_000)
    assert wall.evaluate("window.opened") == "once"

    answers.date, answers.pages = NIGHT, False
    let_poll(wall, WALL_EVERY)
    wall.clock.run_for(11_000)
    assert wall.evaluate("window.opened") == "once"
    expect(wall.locator("html[data-dimmed]")).to_have_count(1)

    answers.pages = True
    with wall.expect_navigation(timeout=PATIENCE):
        let_poll(wall, WALL_EVERY)
        wall.clock.run_for(11_000)
    at_work(wall, "wall")


def test_a_new_version_of_the_program_is_loaded(wall: Page, company: Company) -> None:
    answers = Answers()
    answers.build = "another"
    wall.route("**/wall*", answers)
    company.award("r1")
    with wall.expect_navigation(timeout=PATIENCE):
        let_poll(wall, WALL_EVERY)
        wall.clock.run_for(13_000)


@pytest.mark.parametrize(
    "seconds",
    [
        5,
        pytest.param(60, marks=pytest.mark.nightly),
        pytest.param(2 * 3600, marks=pytest.mark.nightly),
    ],
)
def test_polling_fast_it_gathers_nothing(
    page: Page, context: BrowserContext, company: Company, seconds: int
) -> None:
    company.let_in(context, "screen")
    page.goto(f"{company.url}/wall")
    at_work(page, "wall")
    page.evaluate(
        """() => {
            let turn = 0;
            setInterval(() => {
                document.getElementById("wall").dispatchEvent(new CustomEvent("every"));
                if (++turn % 10 === 0) document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
            }, 25);
        }"""
    )
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    page.wait_for_timeout(2_000)
    before = weighed(session)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        company.award("r1")
        page.wait_for_timeout(500)
    after = weighed(session)
    assert after["Nodes"] <= before["Nodes"] + 4_000
    assert after["JSEventListeners"] <= before["JSEventListeners"] + 50
    assert after["JSHeapUsedSize"] <= before["JSHeapUsedSize"] + 2_000_000
    assert page.evaluate("document.querySelectorAll('*').length") <= 1_500


def weighed(session: CDPSession) -> dict[str, Any]:
    """Return what the page holds after everything that can go is gone."""
    session.send("HeapProfiler.collectGarbage")
    return {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}


@pytest.mark.nightly
@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
def test_five_hundred_reps_and_sixty_teams_do_on_a_slow_stick(
    page: Page, context: BrowserContext, serve: Any, fresh_database: str
) -> None:
    app = make_app(fresh_database)
    token = crowd(app)
    close(app)
    server: Server = serve(fresh_database, HTMX_SOURCE="local")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{server.url}/wall/open/{token}")
    at_work(page, "wall")
    page.evaluate(SEEN)
    for scene in ("reps", "levels", "metric", "countdown", "race"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#{scene}")).to_be_visible(timeout=PATIENCE)
        page.wait_for_timeout(9_000)
        assert page.evaluate("document.querySelectorAll('*').length") <= 1_500
    assert sum(page.evaluate("shifts")) < 0.01
    assert max(page.evaluate("tasks"), default=0) <= 200


def crowd(app: Flask) -> str:
    """Store 60 teams of 500 reps with names of any length and script; return a screen's token."""
    scripts = (
        "Ines Albrecht",
        "عبد الرحمن بن عوف الأنصاري",
        "高橋さくら",
        "Maximiliane Freifrau von Hohenstein-Wallersbach",
    )
    now = clock.now()
    with app.app_context():
        this = factories.month_of(clock.to_datetime(now).toordinal())
        line = factories.agreement(this - 2)
        names = [f"{scripts[number % len(scripts)]} {number}" for number in range(500)]
        sides = ("sales", "marketing")
        factories.people(
            names, {f"Team {number} of the far north": sides[number % 2] for number in range(60)}
        )
        factories.scores(line, range(this - 2, this + 1), line.day(now))
        factories.stamp(now)
        return auth.create_screen("hall", now)
