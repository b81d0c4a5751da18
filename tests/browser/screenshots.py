"""Makes the pictures in docs/img: `make screenshots`.

They show the demo of a fixed afternoon, with the clock standing still: what did not change looks the same again.
"""

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import flask_migrate
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from app import clock, create_app, programme
from app.demo import service
from app.demo.logins import MANAGER, PASSWORD, REP, WALL_TOKEN
from app.programme import Item
from app.progress import quiet
from app.wall.scenes import KINDS
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.demo import instant
from tests.source import ROOT

MOMENT = "2026-11-18T15:30"
FOLDER = ROOT / "docs" / "img"
LARGEST = 300_000
"""Bytes of a picture: they are read in a browser, over the net."""
COLOURS = 256

DESK, PHONE, SCREEN, PILLAR = (1440, 800), (360, 740), (1920, 1080), (1080, 1920)


class Shot(NamedTuple):
    """A picture: who sees which page, and how large; a whole page is as long as it is; what is pressed before."""

    name: str
    who: str
    path: str
    size: tuple[int, int] = DESK
    whole: bool = False
    scheme: str = "light"
    press: str = ""


SHOTS = (
    Shot("login", "", "/login"),
    Shot("login-phone", "", "/login", PHONE),
    Shot("board", REP, "/board"),
    Shot("board-dark", MANAGER, "/board?side=sales&board=rep", scheme="dark"),
    Shot("board-phone", REP, "/board", PHONE),
    Shot("sheet", REP, "/sheet/rep/ines", whole=True, press="#level-1 a.cell"),
    Shot("sheet-phone", REP, "/sheet/rep/ines", PHONE),
    Shot("me", REP, "/me"),
    Shot("me-phone", REP, "/me", PHONE),
    Shot("proof", REP, "/proof/rep/ines?month=2026-11&level=lead-disposition"),
    Shot("badges", REP, "/badges/rep/ines"),
    Shot("feed", REP, "/feed"),
    Shot("team-report", MANAGER, "/team-report"),
    Shot("agreement", MANAGER, "/agreement"),
    Shot("agreement-phone", MANAGER, "/agreement", PHONE),
)
MESSAGE = "Kick-off of the partner week:\nThursday at 10 in the large hall"
PROGRAMME = tuple(Item(kind, "", 10, MESSAGE if kind == "message" else "") for kind in KINDS)
SCENES = tuple(
    Shot(f"wall-{kind}", "screen", f"/wall?at={at}", SCREEN, scheme="dark") for at, kind in enumerate(KINDS)
)
SHOWN = ("wall-race", "wall-reps", "wall-levels", "wall-podium")
"""Scenes that the documentation shows; the others are made when they are named, to be looked at."""
STANDING = tuple(shot._replace(name=f"{shot.name}-standing", size=PILLAR) for shot in SCENES)


class Still(WSGIRequestHandler):
    """Answers as if it were that afternoon: walls take the time from the server."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the date of an answer."""
        return formatdate(instant(MOMENT) / 1_000_000, usegmt=True)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep quiet."""


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Serve the demo of that afternoon, with the clock standing still; yield its address."""
    clock.now = lambda: instant(MOMENT)
    programme.STANDARD = PROGRAMME
    url = f"sqlite:///{folder / 'demo.sqlite'}"
    app = create_app(
        {"DATABASE_URL": url, "BATON_ENV": "demo", "SECRET_KEY": "pictures", "HTMX_SOURCE": "local"}
    )
    with app.app_context():
        flask_migrate.upgrade()
        service.load(instant(MOMENT), service.SEED, quiet)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Still)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


def let_in(page: Page, address: str, who: str) -> None:
    """Log in as `who`: nobody, the wall's screen, or somebody with an e-mail address."""
    if who == "screen":
        page.goto(f"{address}/wall/open/{WALL_TOKEN}")
    elif who:
        page.goto(f"{address}/login")
        page.fill("#email", who)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)


def take(browser: Browser, address: str, shot: Shot) -> bytes:
    """Return a picture as the browser makes it, when everything has come to rest."""
    width, height = shot.size
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Berlin",
    ) as context:
        page = context.new_page()
        page.clock.set_fixed_time(instant(MOMENT) / 1_000_000)
        let_in(page, address, shot.who)
        page.goto(address + shot.path)
        page.evaluate("document.fonts.ready")
        if shot.press:
            page.locator(shot.press).first.click()
            page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        return page.screenshot(full_page=shot.whole, animations="disabled")


def small(picture: bytes) -> bytes:
    """Return a picture with a palette of its own: interfaces have few colours, and look the same."""
    out = BytesIO()
    image = Image.open(BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def main() -> None:
    """Make every picture of the documentation, or those that are named."""
    named = [shot for shot in (*SHOTS, *SCENES, *STANDING) if shot.name in sys.argv[1:]]
    wanted = named or [*SHOTS, *(shot for shot in SCENES if shot.name in SHOWN)]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demo(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for shot in wanted:
            picture = small(take(browser, address, shot))
            assert len(picture) <= LARGEST, f"{shot.name} has {len(picture)} bytes, {LARGEST} are allowed"
            (FOLDER / f"{shot.name}.png").write_bytes(picture)
            print(f"{shot.name:<16}{len(picture) // 1000:>5} kB")  # noqa: T201 - it is for the console
        browser.close()


if __name__ == "__main__":
    main()
