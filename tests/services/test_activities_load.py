"""What a load of activities stores, counts and tells."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.models.activities import Activity, Batch, Source
from app.models.people import Rep
from app.models.scores import Stamp
from scoring.calendar import MINUTE
from tests.loading import HEADER, NOW, Cli, batches, counts, reasons, some, stored, told, write


def test_rows_are_stored_with_what_they_say(cli: Cli, at_work: Path) -> None:
    rows = (
        "1,lead.assigned,2026-10-01T09:00:00+05:30, ann ,lead 7,,ACME",
        "2,call.made,2026-10-01,bob,,-12.5,",
        "3,call.made,2026-10-01 08:30,bob,,0,Ünlü",
    )
    result = cli("activities", "load", write(at_work / "a.csv", *rows, header=f"{HEADER},account"))
    assert told(result) == [3, 0, 0, 0]
    assert result.exit_code == 0
    assert stored() == [
        ("1", "lead.assigned", "2026-10-01T03:30:00+00:00", "ann", "lead 7", None, '{"account":"ACME"}'),
        ("2", "call.made", "2026-09-30T22:00:00+00:00", "bob", "", -125_000, None),
        ("3", "call.made", "2026-10-01T06:30:00+00:00", "bob", "", 0, '{"account":"Ünlü"}'),
    ]


def test_days_are_those_of_the_agreement(cli: Cli, at_work: Path) -> None:
    rows = ("1,call.made,2026-09-30T23:30:00Z,ann,,", "2,call.made,2026-10-25T02:30,ann,,")
    cli("activities", "load", write(at_work / "a.csv", *rows))
    query = select(Activity.day, Activity.month, Activity.at, Activity.local_at).order_by(Activity.key)
    first, second = db.session.execute(query)
    assert first == (739_890, 2026 * 12 + 9, 1_790_811_000_000_000, None)
    # The hour that comes twice is the first of the two; the wall time is kept beside it.
    assert second == (739_914, 2026 * 12 + 9, 1_792_888_200_000_000, 1_792_895_400_000_000)


def test_loading_again_stores_nothing(cli: Cli, at_work: Path) -> None:
    file = write(at_work / "a.csv", *some(40))
    cli("activities", "load", file)
    before = stored()
    result = cli("activities", "load", file)
    assert told(result) == [0, 40, 0, 0]
    assert result.exit_code == 0
    assert stored() == before
    assert batches() == [40]


@pytest.mark.parametrize(
    "again",
    [
        "1,call.made,2026-10-01T08:00Z,ann,s,2.0000,x,",
        "1, call.made ,2026-10-01T10:00:00+02:00,ann,s,+2,x,",
        "1,call.made,2026-10-01 10:00,ann,s,2.00000000,x,",
    ],
)
def test_what_means_the_same_is_a_repeat(cli: Cli, at_work: Path, again: str) -> None:
    first = "1,call.made,2026-10-01T10:00,ann,s,2,x,"
    result = cli("activities", "load", write(at_work / "a.csv", first, again, header=f"{HEADER},b,a"))
    assert told(result) == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("again", "field"),
    [
        ("1,lead.assigned,2026-10-01T10:00,ann,s,2,x", "kind"),
        ("1,call.made,2026-10-01T10:00:00.000001,ann,s,2,x", "at"),
        ("1,call.made,2026-10-01T10:00,ANN,s,2,x", "rep"),
        ("1,call.made,2026-10-01T10:00,ann,S,2,x", "subject"),
        ("1,call.made,2026-10-01T10:00,ann,s,,x", "value"),
        ("1,call.made,2026-10-01T10:00,ann,s,2,x ", "attributes"),
    ],
)
@pytest.mark.parametrize("apart", [True, False])
def test_the_first_of_an_id_stands(cli: Cli, at_work: Path, again: str, field: str, apart: bool) -> None:
    first = "1,call.made,2026-10-01T10:00,ann,s,2,x"
    if apart:
        cli("activities", "load", write(at_work / "first.csv", first, header=f"{HEADER},b"))
    file = write(at_work / "a.csv", *([] if apart else [first]), again, header=f"{HEADER},b")
    result = cli("activities", "load", file)
    assert told(result) == [0 if apart else 1, 0, 1, 0]
    assert result.exit_code == 1
    assert reasons(file) == [f"conflicts with what was there first under the id “1”: {field}"]
    assert stored()[0][4:6] == ("s", 20_000)


def test_sources_have_ids_of_their_own(cli: Cli, at_work: Path) -> None:
    file = write(at_work / "a.csv", *some(2))
    cli("activities", "load", file)
    assert told(cli("activities", "load", file, "--source", "phone")) == [2, 0, 0, 0]
    assert stored("phone") == stored()


def test_strangers_and_unused_kinds_are_kept_and_told(cli: Cli, at_work: Path) -> None:
    people = write(at_work / "p.csv", "ann,Ann,,Nord,sales,,", header="rep,name,email,team,side,starts,ends")
    cli("people", "load", people)
    rows = ("1,call.made,2026-10-01,ann,,", "2,call.missed,2026-10-01,zoe,,", "3,call.made,2026-10-01,bob,,")
    result = cli("activities", "load", write(at_work / "a.csv", *rows))
    assert result.exit_code == 0
    assert "2 owners nobody knows: bob, zoe" in result.stderr
    assert "1 kinds that no agreement uses, kept: call.missed" in result.stderr
    assert len(stored()) == 3
    assert cli("people", "unknown").stdout == "bob\nzoe\n"


def test_a_stranger_is_scored_once_he_is_known(cli: Cli, at_work: Path) -> None:
    cli("activities", "load", write(at_work / "a.csv", *some(9)))
    people = write(at_work / "p.csv", "ann,Ann,,Nord,sales,,", header="rep,name,email,team,side,starts,ends")
    cli("people", "load", people)
    assert '"who": "ann"' in cli("scores", "2026-10", "--format", "json").stdout


def test_a_delivery_moves_the_stamp_once_a_minute_also_without_news(
    cli: Cli, at_work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(at_work / "a.csv", *some(2))

    def deliver(now: int, source: str = "default") -> int:
        monkeypatch.setattr(clock, "now", lambda: now)
        cli("activities", "load", file, "--source", source)
        stamp = db.session.execute(select(Stamp.number, Stamp.data_as_of)).one()
        assert (
            stamp.data_as_of == now == db.session.scalar(select(Source.delivered_at).filter_by(name=source))
        )
        return stamp.number

    first = deliver(NOW, "other")
    known = deliver(NOW + MINUTE)
    assert known > first
    assert deliver(NOW + 2 * MINUTE - 1) == known, "the minute that is shown is the same"
    assert deliver(NOW + 2 * MINUTE - 1, "other") > known, "it may have been late until now"


def test_the_batch_says_what_is_in_it(cli: Cli, at_work: Path) -> None:
    cli("activities", "load", write(at_work / "a.csv", *some(9), "x,call.made,2026-10-31T12:00Z,ann,,"))
    batch = db.session.scalars(select(Batch)).one()
    assert (batch.size, batch.received_at) == (10, NOW)
    assert batch.last_at == db.session.scalar(select(func.max(Activity.at)))
    assert batch.scored_at == NOW


def test_a_dry_run_tells_the_same_and_stores_nothing(cli: Cli, at_work: Path) -> None:
    cli("activities", "load", write(at_work / "first.csv", *some(3)))
    rows = [*some(6), *some(2, 5), "a0,call.made,2026-10-01,ann,,9", "z,call.made,never,new one,,"]
    file = write(at_work / "a.csv", *rows)
    reps = db.session.scalar(select(func.count()).select_from(Rep))
    dry = cli("activities", "load", file, "--dry-run", "--batch-size", "2")
    assert told(dry) == [4, 4, 1, 1]
    assert (batches(), db.session.scalar(select(func.count()).select_from(Rep))) == ([3], reps)
    wet = cli("activities", "load", file, "--batch-size", "2")
    assert counts(dry) == counts(wet)
    assert (dry.exit_code, wet.exit_code) == (1, 1)


def test_a_file_without_rows_is_all_right(cli: Cli, at_work: Path) -> None:
    result = cli("activities", "load", write(at_work / "a.csv"))
    assert (told(result), result.exit_code) == ([0, 0, 0, 0], 0)


def test_without_an_agreement_nothing_is_loaded(cli: Cli, session: object, tmp_path: Path) -> None:
    result = cli("activities", "load", write(tmp_path / "a.csv", *some(1)))
    assert result.exit_code == 1
    assert "flask agreement load FILE" in result.stderr
    assert stored() == []
