"""The wall hangs for months: it is loaded anew at night, gathers nothing in memory, and keeps up on a slow stick."""

import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Route, expect

from app import clock
from app.auth import service as auth
from app.models.happenings import EXCEEDED
from tests import factories
from tests.browser.company import Company
from tests.browser.polling import PATIENCE, WALL_EVERY, at_work, begin, let_pass, let_poll, stop_time
from tests.browser.server import Server
from tests.harness import close, make_app

NIGHT = "Tue, 24 Nov 2026 02:59:30 GMT"
"""Shortly before 4 in Berlin, where the company is: each screen's own minute has come by then."""
NOON, EVENING = "Tue, 24 Nov 2026 11:00:00 GMT", "Tue, 24 Nov 2026 16:00:30 GMT"
EXCEEDS = (EXCEEDED, {"level": "revenue", "name": "Revenue"})
PASSES = 3 * PATIENCE
"""Milliseconds that three minutes of a page's clock may take, second by second."""
HOURS = "Object.assign(document.getElementById('wall').dataset, given)"
SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => list.getEntries().forEach((one) => shifts.push(one.value)))
        .observe({ type: "layout-shift" });
}"""
Serve = Callable[..., Server]


@pytest.fixture
def wall(page: Page, context: BrowserContext, company: Company) -> Iterator[Page]:
    """Yield a page that shows the wall, with a clock that the test may push on."""
    company.let_in(context, "screen")
    page.set_viewport_size({"width": 1920, "height": 1080})
    stop_time(page)
    page.goto(f"{company.url}/wall")
    begin(page, "wall")
    page.evaluate("window.opened = 'once'")
    yield page
    page.unroute_all(behavior="ignoreErrors")


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
    assert is_dim(wall)

    answers.pages = True
    with wall.expect_navigation(timeout=PASSES):
        ask_itself(wall, "/wall")
    begin(wall, "wall")


def is_dim(wall: Page) -> bool:
    """Tell whether a wall is dim, a second later."""
    wall.clock.run_for(1_000)
    return wall.locator("html[data-dimmed]").count() == 1


def test_it_is_dim_when_nobody_is_there_and_never_stands_still(wall: Page) -> None:
    answers = Answers()
    wall.route("**/wall*", answers)
    wall.evaluate(f"given => {HOURS}", {"dim": "on", "opens": "09:00", "closes": "17:00"})
    for date, dims in ((NOON, False), (EVENING, True), (NOON, False)):
        answers.date = date
        let_poll(wall, WALL_EVERY)
        assert is_dim(wall) is dims
    wall.evaluate(f"given => {HOURS}", {"opens": ""})  # nobody is there all day
    assert is_dim(wall)
    wall.evaluate(f"given => {HOURS}", {"dim": "off"})
    assert not is_dim(wall)

    places = set()
    for _time in range(4):
        wall.clock.fast_forward("02:30")
        places.add(wall.locator(".wall-page").get_attribute("style"))
    assert len(places) > 1
    moved = [int(pixels) for place in places for pixels in re.findall(r"(-?\d+)px", place or "")]
    assert max(map(abs, moved)) <= 4


@pytest.mark.parametrize(
    ("path", "lost"),
    [
        ("/wall", "htmx.min.js"),
        ("/wall", "wall.css"),
        ("/wall/pair", "htmx.min.js"),
        pytest.param("/wall", "hx-ptag.min.js", marks=pytest.mark.nightly),
        pytest.param("/wall", "wall.js", marks=pytest.mark.nightly),
    ],
)
def test_a_page_of_which_a_part_did_not_come_is_loaded_anew(
    page: Page, context: BrowserContext, company: Company, complaints: list[str], path: str, lost: str
) -> None:
    if path == "/wall":
        company.let_in(context, "screen")
    stop_time(page)
    page.route(f"**/{lost}*", lambda route: route.abort())
    page.goto(company.url + path)
    page.evaluate("window.opened = 'once'")
    page.unroute(f"**/{lost}*")
    page.route(f"**{path}", lambda route: route.fulfill(body="<h1>Starting</h1>"))
    ask_itself(page, path)
    assert page.evaluate("window.opened") == "once"
    page.unroute(f"**{path}")
    with page.expect_navigation(timeout=PASSES):
        ask_itself(page, path)
    begin(page, path.replace("/wall/pair", "/pairing")[1:])
    complaints.clear()  # scripts miss the one that was lost


def ask_itself(page: Page, path: str) -> None:
    """Let time pass until a page asks whether the server is there, so that it may be loaded anew."""
    with page.expect_request(f"**{path}", timeout=PASSES) as asked:
        let_pass(page, asked.is_done)
    asked.value.response()


def test_a_new_version_of_the_program_is_loaded(wall: Page, company: Company) -> None:
    answers = Answers()
    answers.build = "another"
    wall.route("**/wall*", answers)
    company.award("r1")
    with wall.expect_navigation(timeout=PASSES):
        ask_itself(wall, "/wall")


@pytest.mark.parametrize("seconds", [60, pytest.param(2 * 3600, marks=pytest.mark.nightly)])
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
    rounds = 0
    while time.monotonic() < end:
        company.award("r1")
        page.wait_for_timeout(500)
        rounds += 1
        if rounds % 20 == 0:  # not by day: that is too short for it
            company.happen(EXCEEDS)
            expect(page.locator("#celebration")).to_contain_text("exceeded")
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
    page: Page, context: BrowserContext, browser: Browser, serve: Serve, fresh_database: str
) -> None:
    app = make_app(fresh_database)
    token = crowd(app)
    close(app)
    server = serve(fresh_database, HTMX_SOURCE="local")
    company = Company(server, loaded=False)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{server.url}/wall/open/{token}")
    at_work(page, "wall")
    page.keyboard.press("Space")  # scenes stay until the test goes on, their pages turn
    go_round(page)  # the letters of all scripts are looked for once
    page.evaluate(SHIFTS)
    browser.start_tracing(page=page, categories=["toplevel"])
    go_round(page)
    swap_and_celebrate(page, company)
    close(company.app)
    assert longest_task(browser.stop_tracing()) <= 200
    assert sum(page.evaluate("shifts")) < 0.01


def go_round(page: Page) -> None:
    """Look at all scenes, long enough for their pages to turn."""
    for scene in ("reps", "levels", "metric", "podium", "countdown", "race"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#{scene}")).to_be_visible()
        page.wait_for_timeout(9_000)
        assert page.evaluate("document.querySelectorAll('*').length") <= 1_500


def swap_and_celebrate(page: Page, company: Company) -> None:
    """Let the reps be drawn anew for new figures, and something be celebrated, until both are over."""
    page.keyboard.press("ArrowRight")
    expect(page.locator("#reps")).to_be_visible()
    version = page.locator("#wall").get_attribute("hx-ptag") or ""
    company.award("r1")
    expect(page.locator("#wall")).not_to_have_attribute("hx-ptag", version)
    company.happen(EXCEEDS)
    expect(page.locator("#celebration")).to_contain_text("exceeded")
    expect(page.locator("#celebration")).to_be_hidden()


def longest_task(trace: bytes) -> float:
    """Return the milliseconds of the longest task of a page, in time of its processor: others may use it as well."""
    events = json.loads(trace)["traceEvents"]
    pages = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    tasks = [one["tdur"] for one in events if (one["pid"], one["tid"]) in pages and "tdur" in one]
    assert tasks, "something was traced"
    return max(tasks) / 1_000


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
        line = factories.agreement(this - 3)
        names = [f"{scripts[number % len(scripts)]} {number}" for number in range(500)]
        sides = ("sales", "marketing")
        factories.people(
            names, {f"Team {number} of the far north": sides[number % 2] for number in range(60)}
        )
        factories.scores(line, range(this - 3, this + 1), line.day(now))
        factories.stamp(now)
        return auth.create_screen("hall", now)
