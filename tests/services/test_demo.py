"""The demo's command and its trickle: what it does to which database, and what it refuses."""

import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, make_url, select

from app import clock
from app.auth import service as auth
from app.demo import queries, service, serving, steering, trickle
from app.demo.cast import REPS
from app.demo.chance import chance
from app.demo.logins import DEMO_LOGINS, PASSWORD, WALL_TOKEN
from app.extensions import db
from app.models.activities import Activity, Source
from app.models.agreement import AgreementVersion
from app.models.scores import Standing
from app.models.users import Screen
from tests.databases import Databases
from tests.demo import demo_app, instant, load
from tests.harness import close, invoke, make_app

LOADED = "2026-11-18T15:30"
SECOND = 1_000_000
HOUR = 3600 * SECOND
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def loaded(databases: Databases) -> Iterator[Path]:
    """Yield a file with the demo of a Wednesday afternoon; copy it."""
    url = databases.create("sqlite")
    close(load(url, LOADED))
    yield Path(make_url(url).database or "")
    databases.drop(url)


@pytest.fixture
def demo(loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Yield the application on a copy of the demo, an hour after it was loaded."""
    shutil.copy(loaded, tmp_path / "demo.sqlite")
    monkeypatch.setattr(clock, "now", lambda: instant(LOADED) + HOUR)
    app = demo_app(f"sqlite:///{tmp_path / 'demo.sqlite'}")
    with app.app_context():
        yield app
    close(app)


@pytest.fixture
def stories(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """List the seeds of what would be loaded, and load nothing but a mark of it."""
    seeds: list[int] = []

    def note(now: int, seed: int, _progress: object) -> None:
        seeds.append(seed)
        db.session.add(Source(name=service.SOURCE))
        db.session.commit()

    monkeypatch.setattr(service, "load", note)
    return seeds


def boards() -> dict[tuple[str, str, int], tuple[int, int]]:
    """Return rank and points of everybody on the boards of the quarter that runs."""
    db.session.rollback()
    rows = select(Standing).where(Standing.period == "2026-Q4", Standing.side != "")
    return {(one.side, one.board, one.who): (one.rank, one.points) for one in db.session.scalars(rows)}


def play(scenes: int, apart: int) -> list[dict[tuple[str, str, int], tuple[int, int]]]:
    """Play so many scenes, so many seconds apart; return the boards before and after each."""
    draw, seen = chance("test"), [boards()]
    for number in range(1, scenes + 1):
        trickle.play(clock.now() + number * apart * SECOND, draw)
        seen.append(boards())
    return seen


def test_a_board_moves_within_two_minutes(demo: Flask) -> None:
    seen = play(40, 3)
    changed = [after for before, after in pairwise(seen) if before != after]
    moved = [
        one for one in seen if [rank for rank, _ in one.values()] != [rank for rank, _ in seen[0].values()]
    ]
    assert len(changed) >= 4
    assert moved


def test_what_trickles_in_has_happened(demo: Flask) -> None:
    play(12, 3)
    latest = clock.now() + 12 * 3 * SECOND
    assert db.session.scalar(select(func.max(Activity.at))) == latest
    assert service.strange() == ""


def test_nobody_does_more_than_is_believable(demo: Flask) -> None:
    seen = queries.glance(clock.now())
    assert seen
    for person in REPS:
        for kind in {scene.kind for scene in steering.SCENES}:
            seen.today[person.key, kind] = 99
    assert steering.choose(seen, chance("test")) == []


@pytest.mark.nightly
def test_a_month_stays_believable_after_hundreds_of_scenes_in_a_day(demo: Flask) -> None:
    play(400, 60)
    seen = queries.glance(clock.now())
    assert seen
    counted = [one for one in seen.standings.values() if one.whole is None and one.exceed]
    assert all(one.made <= one.exceed * 2 for one in counted if one.exceed)
    attained = [one.attainment for one in seen.standings.values()]
    assert attained.count("missed") * 10 > len(attained)


def test_trickle_ends_when_it_is_told_to(demo: Flask) -> None:
    asked: list[int] = []

    def wait(seconds: int) -> bool:
        asked.append(seconds)
        return len(asked) > 2

    before = db.session.scalar(select(func.count()).select_from(Activity)) or 0
    trickle.run(wait)
    assert asked == [3, 3, 3]
    assert (db.session.scalar(select(func.count()).select_from(Activity)) or 0) > before


def test_trickle_needs_a_demo(fresh_database: str) -> None:
    app = make_app(fresh_database)
    assert "flask demo" in invoke(app, "demo", "--trickle").stderr
    close(app)


def test_a_demo_of_today_stays_as_it_is(demo: Flask, stories: list[int]) -> None:
    result = invoke(demo, "demo")
    assert (result.exit_code, stories) == (0, [])
    for shown in (*(email for email, _, _ in DEMO_LOGINS), PASSWORD, WALL_TOKEN):
        assert shown in result.stdout


@pytest.mark.parametrize("words", [("--fresh",), ("--fresh", "--seed", "5")])
def test_a_fresh_demo_can_be_asked_for(demo: Flask, stories: list[int], words: tuple[str, ...]) -> None:
    assert invoke(demo, "demo", *words).exit_code == 0
    assert stories == [5 if "5" in words else service.SEED]


def test_a_demo_of_another_day_is_made_anew(
    demo: Flask, stories: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: instant(LOADED) + 24 * HOUR)
    assert "anew" in invoke(demo, "demo").stderr
    assert stories == [service.SEED]
    assert db.session.scalars(select(AgreementVersion)).all() == []


def test_a_load_that_was_killed_is_made_anew(demo: Flask, stories: list[int]) -> None:
    db.session.delete(db.session.scalars(select(Screen)).one())
    db.session.commit()
    assert invoke(demo, "demo").exit_code == 0
    assert stories == [service.SEED]


def test_somebodys_own_data_are_left_alone(fresh_database: str, stories: list[int]) -> None:
    app = make_app(fresh_database)
    with app.app_context():
        auth.create_user("jo@company.example", "admin", (), "a long enough one", 0)
    result = invoke(app, "demo")
    assert (result.exit_code, stories) == (1, [])
    assert "jo@company.example" in result.stderr
    assert "DATABASE_URL" in result.stderr
    close(app)


def test_what_somebody_added_to_a_demo_is_not_thrown_away(demo: Flask, stories: list[int]) -> None:
    auth.create_user("jo@company.example", "admin", (), "a long enough one", 0)
    assert invoke(demo, "demo").exit_code == 0
    assert "jo@company.example" in invoke(demo, "demo", "--fresh").stderr
    assert stories == []


def test_an_empty_database_is_filled(empty_database: str, stories: list[int]) -> None:
    app = make_app(empty_database)
    assert invoke(app, "demo").exit_code == 0
    assert stories == [service.SEED]
    close(app)


@pytest.mark.parametrize("words", [(), ("--serve",), ("--trickle",), ("--write", "somewhere")])
def test_production_refuses(tmp_path: Path, words: tuple[str, ...]) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'own.sqlite'}", BATON_ENV="production")
    result = invoke(app, "demo", *words)
    assert result.exit_code == 1
    assert "production" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_log_ins_work_and_are_shown(demo: Flask) -> None:
    client = demo.test_client()
    assert all(email in client.get("/login").text for email, _, _ in DEMO_LOGINS)
    for email, password, _ in DEMO_LOGINS:
        answer = demo.test_client().post("/login", data={"email": email, "password": password})
        assert answer.status_code == 303
    assert client.get(f"/wall/open/{WALL_TOKEN}").status_code == 303


def test_elsewhere_nobody_sees_them(tmp_path: Path) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'own.sqlite'}")
    assert "DEMO_LOGINS" not in app.config
    close(app)


def test_files_can_be_written_to_be_looked_at(cli: Run, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    result = cli("demo", "--write", folder)
    assert result.exit_code == 0
    names = {path.name for path in folder.iterdir()}
    assert names == {
        *("agreement.toml", "agreement_reviewed.toml", "people.csv", "absences.csv", "activities.csv")
    }


def test_what_is_written_means_what_is_loaded(
    demo: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: instant(LOADED))
    invoke(demo, "demo", "--write", tmp_path)
    load_words = ("load", tmp_path / "activities.csv", "--source", service.SOURCE)
    counts = invoke(demo, "activities", *load_words).stdout
    stored = db.session.scalar(select(func.count()).select_from(Activity))
    assert str(stored) in counts
    assert db.session.scalar(select(func.count()).select_from(Activity)) == stored
    assert "withdrawn" in invoke(demo, "people", "load", tmp_path / "people.csv").stdout
    assert db.session.scalar(select(AgreementVersion.replaced_at)) is None


def test_one_demo_at_a_time(demo: Flask, tmp_path: Path) -> None:
    place = serving.Place.of(db.engine.url, tmp_path)
    with serving.alone(place) as note:
        note("http://127.0.0.1:8000")
        result = invoke(demo, "demo")
    assert result.exit_code == 1
    assert "http://127.0.0.1:8000" in result.stderr
