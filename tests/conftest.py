"""Fixtures of all tests: databases on both engines, the application in a transaction, and the run itself.

Ask for `session`, `client` or `cli` in a test of one process, for `fresh_database` when processes or commits matter.
Such a test runs on SQLite and on PostgreSQL; this decorator restricts it to one of them:
`@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from app.extensions import db
from tests.databases import Databases, make_shared_directory, remove_shared_directory
from tests.harness import borrowed, close, invoke, make_app

ROOT = Path(__file__).resolve().parent.parent
SHARED = pytest.StashKey[Path]()

# Coverage is traced on one of them: the same code runs on the other, a third faster without.
ENGINES = [
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.no_cover]),
]

hypothesis.settings.register_profile("dev", deadline=None)
# The same examples in every run: a red run is about the change, not about luck, nor about a machine that is slow.
hypothesis.settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("nightly", max_examples=5_000, deadline=None, print_blob=True)
hypothesis.settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev")
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many workers run: a good part of the time they wait, for servers, browsers and databases."""
    return (os.cpu_count() or 1) * 3 // 2


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of xdist which directory the run shares."""
    node.workerinput["shared"] = str(node.config.stash[SHARED])


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's directory; a worker takes that of the process which controls it."""
    worker = getattr(config, "workerinput", None)
    config.stash[SHARED] = Path(worker["shared"]) if worker else make_shared_directory()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Clean up once, when all workers are done."""
    if not hasattr(config, "workerinput") and SHARED in config.stash:
        remove_shared_directory(config.stash[SHARED])


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Databases:
    """Make databases of either kind; `fresh_database` and `database` are what most tests want."""
    worker = getattr(pytestconfig, "workerinput", {}).get("workerid", "main")
    return Databases(pytestconfig.stash[SHARED], worker)


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, databases: Databases) -> str:
    """Return the URL of this worker's migrated and empty database; do not commit to it, see `app`."""
    return databases.url(request.param)


@pytest.fixture(params=ENGINES)
def fresh_database(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """Yield the URL of a migrated and empty database of the test's own, for processes and real commits."""
    url = databases.create(request.param)
    yield url
    databases.drop(url)


@pytest.fixture(params=ENGINES)
def empty_database(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """Yield the URL of a database of the test's own without any table."""
    url = databases.create(request.param, migrated=False)
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def applications() -> Iterator[dict[str, Flask]]:
    """Keep one application per database of this worker: composing it anew for each test would be most of the test."""
    made: dict[str, Flask] = {}
    yield made
    for app in made.values():
        close(app)


@pytest.fixture
def app(database: str, applications: dict[str, Flask]) -> Iterator[Flask]:
    """Yield the application on this worker's database, in a transaction that is rolled back at the end."""
    if database not in applications:
        applications[database] = make_app(database)
    with borrowed(applications[database]) as app:
        yield app


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """Yield the session of an application context that is open for the whole test."""
    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser without a page: each request has a context of its own, also in a test with `session`."""
    return app.test_client()


@pytest.fixture
def cli(app: Flask) -> Callable[..., Result]:
    """Return `cli("people", "load", path)`: a command in this process; its result has exit_code, stdout and stderr."""
    return lambda *words: invoke(app, *words)


@pytest.fixture
def cases() -> Path:
    """Return the directory of the shared data; skips where there is none, unless BATON_CASES promises it."""
    given = os.environ.get("BATON_CASES")
    path = Path(given) if given else ROOT.parent / "shared" / "data"
    if given is None and not path.is_dir():
        pytest.skip("no shared data beside the checkout; name their directory in BATON_CASES")
    assert path.is_dir(), f"BATON_CASES={given} is no directory"
    return path.resolve()
