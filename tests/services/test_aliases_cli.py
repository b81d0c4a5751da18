"""Aliases by command and by file; and decided while others store what they are about."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from app.activities import service as activities
from app.people import queries
from app.scorekeeping import service as scorekeeping
from app.scorekeeping.checks import run_checks
from tests.harness import close, make_app
from tests.loading import Cli, reasons, told, write
from tests.services.facts import CALLS, agree, people, stale
from tests.services.named import NOW, credited, decide, row, store

HEADER = "owner,rep"


@pytest.fixture
def loaded(at_work: Path) -> Path:
    people(ann="North", bob="South")
    store(row("1", "a.nn"), row("2", "a.nn"))
    return at_work


def test_an_alias_is_set_listed_and_withdrawn(cli: Cli, loaded: Path) -> None:
    made = cli("aliases", "set", " a.nn ", "ann")
    assert (made.exit_code, made.stderr) == (0, "a.nn is an alias of ann; 2 activities came under it.\n")
    assert credited()["1"] == ("ann", "a.nn")
    (header, line) = cli("aliases", "list").stdout.splitlines()
    assert header.split() == ["alias", "rep", "activities", "decided", "by"]
    assert line.split() == ["a.nn", "ann", "2", "2026-11-06", "command", "line"]
    assert cli("people", "unknown").stdout == ""
    assert cli("aliases", "withdraw", "a.nn").stderr == "a.nn is no alias any more.\n"
    again = cli("aliases", "withdraw", "a.nn")
    assert (again.exit_code, again.stderr) == (1, "Error: a.nn is no alias.\n")
    assert cli("people", "unknown").stdout == "a.nn\n"


@pytest.mark.parametrize(
    ("owner", "rep", "reason"),
    [
        ("a.nn", "zoe", "There is no rep with the key zoe."),
        ("", "ann", "owner is empty"),
        ("a.nn", " ", "rep is empty"),
        ("x" * 201, "ann", "owner is 201 characters long, the most is 200"),
    ],
)
def test_what_cannot_be_is_refused(cli: Cli, loaded: Path, owner: str, rep: str, reason: str) -> None:
    result = cli("aliases", "set", owner, rep)
    assert (result.exit_code, result.stderr) == (1, f"Error: {reason}\n")
    assert queries.aliases() == {}


def test_a_file_decides_once_and_of_rows_about_one_owner_the_last(cli: Cli, loaded: Path) -> None:
    rows = ("a.nn,bob", "ann,bob", " a.nn , ann", "x,y", "z,", "early,bob")
    path = write(loaded / "aliases.csv", *rows, header=HEADER)
    for new, replaced in ((2, 1), (0, 1)):
        result = cli("aliases", "load", path)
        assert result.exit_code == 1
        assert told(result, "new", "replaced by a later row", "refused rows") == [new, replaced, 3]
        assert reasons(path) == [
            "ann is a rep with memberships. Withdraw all of them first, if it is only a name.",
            "There is no rep with the key y.",
            "rep is empty",
        ]
        assert queries.aliases() == {"a.nn": "ann", "early": "bob"}
    store(row("3", "early"))
    assert credited()["3"] == ("bob", "early")


def test_a_file_with_other_columns_is_refused_whole(cli: Cli, loaded: Path) -> None:
    result = cli("aliases", "load", write(loaded / "aliases.csv", "a.nn,ann", header="alias,rep"))
    assert result.exit_code == 1
    assert "no column is called owner" in result.stderr
    assert queries.aliases() == {}


@pytest.mark.parametrize("fresh_database", ["postgresql"], indirect=True)
def test_what_is_stored_while_it_is_decided_is_credited_as_decided(fresh_database: str) -> None:
    app = make_app(fresh_database)
    with app.app_context():
        agree(CALLS)
        people(ann="North", bob="South")
    many = 8
    barrier = Barrier(many)

    def act(number: int) -> None:
        with app.app_context():
            barrier.wait(30)
            if number % 4:
                rows = [row(f"{number}-{one}", "a.nn") for one in range(20)]
                activities.store(rows, "default", NOW)
            else:
                decide("a.nn", "ann" if number else "bob")

    with ThreadPoolExecutor(many) as pool:
        list(pool.map(act, range(many)))
    with app.app_context():
        assert len(set(credited().values())) == 1
        assert [result for result in run_checks() if result.faults] == []
        scorekeeping.catch_up(NOW, "test")
        assert stale(NOW) == {}
    close(app)
