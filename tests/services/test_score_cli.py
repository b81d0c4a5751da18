"""The commands that score, rebuild and check: what they say where, and how they end."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select, update

from app import clock
from app.extensions import db
from app.models.activities import Activity
from app.models.scores import PointsChange, Score, ScoredMonth, Standing
from app.quarters import service as quarters
from app.scorekeeping import service
from tests.services.facts import (
    CALLS,
    DISPOSED,
    act,
    agree,
    at,
    calls,
    happened,
    member,
    month,
    people,
    scores,
)

Cli = Callable[..., Result]
NOW = at("2026-10-15T12:00")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def facts(session: Any) -> None:
    agree(CALLS)
    people(ann="North")
    happened(*calls("ann", "2026-09-01", "2026-09-02"))


def months() -> list[int]:
    return sorted(db.session.scalars(select(ScoredMonth.month)))


@pytest.mark.parametrize("words", [["score"], ["rebuild"], ["standings", "2026-09"], ["scores", "2026"]])
def test_without_an_agreement_it_is_said_what_to_do(session: Any, cli: Cli, words: list[str]) -> None:
    found = cli(*words)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == "Error: There is no agreement yet. Load one: flask agreement load FILE\n"


@pytest.mark.usefixtures("facts")
def test_score_does_what_awaits_it(cli: Cli) -> None:
    found = cli("score")
    assert (found.exit_code, found.stdout) == (0, "")
    assert found.stderr.splitlines()[-1] == "Scored 2026-07 to 2026-10: standings changed."
    assert scores("2026-09", "calls") == {"ann": ("met", 10)}
    assert cli("score").stderr == "Nothing awaits scoring.\n"


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize(
    ("words", "told", "scored"),
    [
        (["--month", "2026-09"], "2026-09: standings changed.", ["2026-09"]),
        (
            ["--quarter", "2026-Q3"],
            "2026-07 to 2026-09: standings changed.",
            ["2026-07", "2026-08", "2026-09"],
        ),
        (
            ["--all", "--as-of", "2026-08-31T23:59"],
            "2026-07 to 2026-08: standings changed.",
            ["2026-07", "2026-08"],
        ),
        (["--as-of", "2026-07-31"], "2026-07: standings changed.", ["2026-07"]),
    ],
)
def test_score_scores_what_is_asked(cli: Cli, words: list[str], told: str, scored: list[str]) -> None:
    found = cli("score", *words)
    assert (found.exit_code, found.stdout) == (0, "")
    assert found.stderr.splitlines()[-1] == f"Scored {told}"
    assert months() == [month(one) for one in scored]


@pytest.mark.usefixtures("facts")
def test_score_again_says_that_nothing_changed(cli: Cli) -> None:
    cli("score", "--all")
    assert cli("score", "--month", "2026-09").stderr == "Scored 2026-09: nothing changed.\n"


@pytest.mark.usefixtures("facts")
def test_a_month_that_has_not_begun_is_not_scored(cli: Cli) -> None:
    found = cli("score", "--month", "2026-11")
    assert (found.exit_code, found.stderr) == (0, "Nothing awaits scoring.\n")


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--month", "2026-13"], "'2026-13' is not a period: write 2017-05, 2017-Q2 or 2017"),
        (["--month", "2026-Q3"], "2026-Q3 is not a month."),
        (["--quarter", "2026-09"], "2026-09 is not a quarter."),
        (["--quarter", "2026"], "2026 is not a quarter."),
        (["--month", "2026-09", "--all"], "Give one of --month, --quarter and --all."),
        (["--as-of", "yesterday"], "'yesterday' is not a moment: write 2026-09-30T17:00 or with an offset"),
        (["--as-of", "2026-02-30"], "'2026-02-30' is not a moment: write 2026-09-30T17:00 or with an offset"),
        (["--week", "1"], "No such option"),
    ],
)
def test_what_is_not_understood_ends_with_2(cli: Cli, words: list[str], reason: str) -> None:
    found = cli("score", *words)
    assert (found.exit_code, found.stdout) == (2, "")
    assert reason in found.stderr
    assert months() == []


@pytest.mark.usefixtures("facts")
def test_the_moment_may_have_an_offset(cli: Cli) -> None:
    cli("score", "--as-of", "2026-09-01T23:00+01:00")
    assert db.session.scalar(select(ScoredMonth.as_of).where(ScoredMonth.month == month("2026-09"))) == at(
        "2026-09-02T00:00"
    )


@pytest.mark.usefixtures("facts")
def test_a_rebuild_of_what_is_right_says_so(cli: Cli) -> None:
    cli("score")
    for words in (["rebuild", "--check"], ["rebuild"]):
        found = cli(*words)
        assert (found.exit_code, found.stdout) == (0, "")
        assert found.stderr.splitlines()[-1] == "Stored scores equal a rebuild."


@pytest.mark.usefixtures("facts")
def test_a_rebuild_names_each_difference(cli: Cli) -> None:
    cli("score")
    db.session.execute(
        update(Score).where(Score.board == "rep", Score.month == month("2026-09")).values(points=9)
    )
    db.session.commit()
    line = "2026-09 rep ann calls: stored met 9 points (value 2, target 2), rebuilt met 10 points (value 2, target 2)"
    checked = cli("rebuild", "--check")
    assert (checked.exit_code, checked.stdout.splitlines()) == (1, [line])
    assert checked.stderr.splitlines()[-1] == "1 differences."
    assert scores("2026-09", "calls") == {"ann": ("met", 9)}
    rebuilt = cli("rebuild")
    assert (rebuilt.exit_code, rebuilt.stdout.splitlines()) == (0, [line])
    assert scores("2026-09", "calls") == {"ann": ("met", 10)}
    assert cli("rebuild", "--check").exit_code == 0


@pytest.mark.usefixtures("facts")
def test_a_rebuild_names_what_is_missing_and_what_is_too_much(cli: Cli) -> None:
    cli("score")
    db.session.execute(
        update(Score).where(Score.board == "rep", Score.month == month("2026-08")).values(level="x")
    )
    db.session.commit()
    lines = cli("rebuild", "--check").stdout.splitlines()
    assert sorted(re.sub(r" \(.*?\)", "", line) for line in lines) == [
        "2026-08 rep ann calls: stored nothing, rebuilt missed 0 points",
        "2026-08 rep ann x: stored missed 0 points, rebuilt nothing",
    ]


@pytest.mark.usefixtures("facts")
def test_a_rebuild_looks_at_standings_too(cli: Cli) -> None:
    cli("score")
    db.session.execute(update(Standing).where(Standing.period == "2026-Q3").values(points=99))
    db.session.commit()
    found = cli("rebuild", "--check")
    assert (found.exit_code, found.stdout) == (1, "standings: not what the stored scores add up to\n")


@pytest.mark.usefixtures("facts")
def test_check_lists_what_holds_and_what_is_credited_to_nobody(cli: Cli) -> None:
    member("bob", "North", "2026-09-10")
    happened(act("call.made", "2026-09-01T12:00", "bob"), act("call.made", "2026-09-01T12:00", "zoe"))
    happened(act("note.added", "2026-09-01T12:00", "ann"))
    cli("score")
    found = cli("check")
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout.splitlines() == [
        "ok    memberships of a rep do not overlap",
        "ok    activities have the day of the agreement's zone",
        "ok    activities are credited as aliases were decided",
        "ok    points are those of the agreement in force",
        "ok    standings add up to the scores",
        "ok    the points history adds up to the scores",
        "ok    what was made final is as it was signed",
        "ok    the ledger is whole, and tells what bonuses, batches and statements tell",
        "ok    credited to nobody",
        "      1 of zoe: nobody knows this rep; flask people load FILE, or flask aliases set OWNER REP",
        "      1 of bob: on a day on which he was in no team",
        "      1 of kind note.added: no service level asks for it",
    ]


def test_check_lists_what_is_of_another_side(session: Any, cli: Cli) -> None:
    agree(CALLS, DISPOSED)
    people(ann="North")
    member("eve", "Web", side="marketing")
    member("bob", "North", "2026-09-10")
    happened(
        *calls("eve", "2026-09-02"),
        *(act("lead.assigned", "2026-09-01T12:00", rep, f"L {rep}") for rep in ("ann", "bob", "eve")),
    )
    cli("score")
    found = cli("check").stdout.partition("credited to nobody\n")[2]
    assert found.splitlines() == [
        "      1 of bob: on a day on which he was in no team",
        "      1 of kind call.made: of reps on side marketing, where no service level asks for it",
        "      1 clocks of disposed: their reps were in no team on the day they got them",
        "      1 clocks of disposed: their reps were on side marketing on the day they got them",
    ]


@pytest.mark.usefixtures("facts")
def test_check_finds_what_is_wrong(cli: Cli) -> None:
    cli("score")
    member("ann", "South", "2026-09-01")
    db.session.execute(update(Activity).values(day=Activity.day + 1))
    db.session.execute(update(Score).where(Score.month == month("2026-09")).values(points=11))
    db.session.add(
        PointsChange(at=0, board="rep", who=1, month=month("2026-07"), level="x", before=0, after=3, cause="")
    )
    db.session.commit()
    found = cli("check")
    assert found.exit_code == 1
    faults = [line[6:] for line in found.stdout.splitlines() if line.startswith("FAULT")]
    assert faults == [
        "memberships of a rep do not overlap",
        "activities have the day of the agreement's zone",
        "points are those of the agreement in force",
        "standings add up to the scores",
        "the points history adds up to the scores",
    ]
    assert "2026-09 calls: met has 11 points, the agreement gives 10" in found.stdout


def test_check_of_nothing(session: Any, cli: Cli) -> None:
    assert cli("check").exit_code == 0


@pytest.mark.usefixtures("facts")
def test_check_shortens_long_lists(cli: Cli) -> None:
    happened(*(act("call.made", "2026-09-01T12:00", "ann") for _ in range(30)))
    service.catch_up(NOW, "test")
    db.session.execute(update(Activity).values(month=Activity.month + 1))
    db.session.commit()
    lines = cli("check").stdout.splitlines()
    assert sum("is stamped with another day" in line for line in lines) == 20
    assert "      and 12 more" in lines


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize("words", [["--quarter", "2026-Q3"], ["--month", "2026-09"]])
def test_what_is_final_is_not_scored_again_and_that_is_said(cli: Cli, words: list[str]) -> None:
    cli("score")
    quarters.close("2026-Q3", None)
    found = cli("score", *words)
    assert (found.exit_code, found.stdout) == (0, "")
    told = f"{words[1]} is final: it is not scored again, unless it is opened again on its page."
    assert found.stderr.splitlines()[-1] == told
