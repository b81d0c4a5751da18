"""The program agrees on every row with the second reckoning, from loaded files to standings, on both databases."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.agreement.queries import timeline
from app.models.people import Rep
from app.models.scores import ClockRow
from app.scorekeeping import queries, service
from scoring.clocks import DECIDED, HELD, OPEN
from scoring.periods import Period, month_label, month_of
from tests.reckoning.cases import Case
from tests.reckoning.generator import generate
from tests.reckoning.reference import Result as Reckoned
from tests.reckoning.reference import reckon

Cli = Callable[..., Result]
# What they run, other tests run for the coverage: to trace it would cost a third more.
pytestmark = pytest.mark.no_cover


def seeds(first: int, after: int, last: int) -> Any:
    """Parametrize a test with seeds: those from `first` up to `after` each time, and up to `last` at night."""
    at_night = [pytest.param(seed, marks=pytest.mark.nightly) for seed in range(after, last)]
    return pytest.mark.parametrize("seed", [*range(first, after), *at_night])


@pytest.fixture
def load(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Case], None]:
    """Return a function that loads the files of a case as a user would at its moment of scoring."""

    def load_case(case: Case) -> None:
        monkeypatch.setattr(clock, "now", lambda: clock.to_instant(case.as_of))
        load_files(cli, case, tmp_path)

    return load_case


def load_files(cli: Cli, case: Case, folder: Path) -> None:
    """Load the files of `case` by the commands; each of them scores what it touched."""
    case.write(folder)
    commands = [("agreement", "load", path) for path in sorted(folder.glob("agreement*.toml"))]
    commands += [("people", "load", folder / "people.csv"), ("absences", "load", folder / "absences.csv")]
    for number, (source, _) in enumerate(case.activities, 1):
        path = folder / f"activities-{number:02}-{source}.csv"
        commands.append(("activities", "load", path, "--source", source))
    for words in commands:
        result = cli(*words)
        assert result.exit_code in (0, 1), result.stderr  # 1: conflicting rows were refused


def scores_stored(case: Case) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Return the stored scores by board, participant, month and service level."""
    known = timeline()
    assert known is not None
    last = month_of(known.day(clock.to_instant(case.as_of)))
    found = queries.scores(Period("", "", known.first_month, last))
    return {
        (one.board, one.who, month_label(one.month), one.level): (
            one.value,
            one.target,
            one.attainment,
            one.points,
        )
        for one in found
    }


def scores_reckoned(reckoned: Reckoned) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Return the same of the second reckoning."""
    key, figures = ("board", "who", "month", "service_level"), ("value", "target", "attainment", "points")
    return {
        tuple(score[name] for name in key): tuple(score[name] for name in figures)
        for score in reckoned.scores
    }


def clocks_stored(session: scoped_session[Session]) -> list[tuple[Any, ...]]:
    """Return every clock but the hand-overs of carried ones, with what it used if it was not breached."""
    rows = session.execute(select(ClockRow, Rep.key).join(Rep, Rep.id == ClockRow.rep_id))
    return sorted(
        (
            row.level,
            row.subject,
            rep,
            OPEN if row.state == HELD else row.state,
            row.started,
            row.got,
            row.ended or 0,
        )
        for row, rep in rows
        if row.state in (*DECIDED, OPEN, HELD)
    )


def clocks_reckoned(reckoned: Reckoned) -> list[tuple[Any, ...]]:
    """Return the same of the second reckoning."""
    return sorted(
        (
            *(one[name] for name in ("level", "subject", "rep", "state")),
            *(instant(one[name]) for name in ("started", "got", "decided")),
        )
        for one in reckoned.clocks
        if one["state"] in (*DECIDED, OPEN)
    )


def instant(moment: datetime | None) -> int:
    """Return `moment` in microseconds since 1970, 0 for none."""
    return 0 if moment is None else clock.to_instant(moment)


def boards(case: Case) -> Iterator[tuple[Period, str | None]]:
    """Yield each period that has scores, for all sides and each."""
    known = timeline()
    assert known is not None
    months = range(known.first_month, month_of(known.day(clock.to_instant(case.as_of))) + 1)
    labels = {month_label(month) for month in months}
    labels |= {period.label for month in months for period in known.periods_of(month)}
    for label in sorted(labels):
        for side in (None, *queries.sides()):
            yield known.period(label), side


@seeds(0, 3, 250)
def test_every_row_equals_the_second_reckoning(
    session: scoped_session[Session], load: Callable[[Case], None], seed: int
) -> None:
    case = generate(seed)
    load(case)
    assert_equal(session, case)


@seeds(12, 13, 16)
def test_every_row_equals_the_second_reckoning_of_whom_the_names_mean(
    session: scoped_session[Session], cli: Cli, load: Callable[[Case], None], tmp_path: Path, seed: int
) -> None:
    """Half of the aliases are decided before anything comes, and not all of them rightly at first."""
    case, chance = generate(seed), Random(seed)
    sent, aliases = under_aliases(case, chance)
    load(replace(sent, activities=[]))
    early = sorted(aliases)[::2]
    wrong = {alias: chance.choice(sorted(set(aliases.values()))) for alias in early}
    decide(cli, tmp_path / "early.csv", wrong)
    load(sent)
    decide(cli, tmp_path / "late.csv", aliases)
    assert_equal(session, case)


def under_aliases(case: Case, chance: Random) -> tuple[Case, dict[str, str]]:
    """Return a case in which some reps are named in two ways, in activities and absences, and whom each alias means."""
    reps = sorted({row["rep"] for row in csv.DictReader(io.StringIO(case.people_csv))})
    aliases = {f"{rep}@crm": rep for rep in chance.sample(reps, len(reps) // 2)}

    def renamed(text: str) -> str:
        rows = csv.DictReader(io.StringIO(text, newline=""))
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, rows.fieldnames or ())
        writer.writeheader()
        for row in rows:
            alias = f"{row['rep']}@crm"
            writer.writerow({**row, "rep": alias} if alias in aliases and chance.random() < 0.5 else row)
        return out.getvalue()

    activities = [(source, renamed(text)) for source, text in case.activities]
    return replace(case, absences_csv=renamed(case.absences_csv), activities=activities), aliases


def decide(cli: Cli, path: Path, aliases: dict[str, str]) -> None:
    """Load a file of aliases."""
    path.write_text("owner,rep\n" + "".join(f"{alias},{rep}\n" for alias, rep in aliases.items()))
    result = cli("aliases", "load", path)
    assert result.exit_code == 0, result.stderr


def assert_equal(session: scoped_session[Session], case: Case) -> None:
    """Hold all that is stored against the second reckoning of a case."""
    reckoned = reckon(case, case.as_of)
    assert scores_stored(case) == scores_reckoned(reckoned)
    assert clocks_stored(session) == clocks_reckoned(reckoned)
    for period, side in boards(case):
        expected = reckoned.standings(period.label, side)
        for board, lines in expected.items():
            assert [line._asdict() for line in queries.standings(period, side or "", board)] == lines
    assert not service.score(None, clock.now(), "once more").changed


@seeds(100, 101, 104)
def test_scores_are_equal_where_the_zone_changes_too(
    session: scoped_session[Session], load: Callable[[Case], None], seed: int
) -> None:
    case = generate(seed, zone_moves=True)
    load(case)
    assert scores_stored(case) == scores_reckoned(reckon(case, case.as_of))
