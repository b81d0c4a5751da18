"""Feeds: when they came, what is usual, what was refused, and what is expected of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, scoped_session

from app import clock, lateness
from app.activities import service as activities
from app.extensions import db
from app.feeds import figures, queries, service
from app.feeds.figures import DAY, HOUR, MINUTE, Delivery
from app.feeds.rows import Refused
from app.models.activities import Batch, Refusal, Source
from app.models.scores import Stamp
from app.scorekeeping.queries import Awaiting, awaiting
from tests.loading import NOW, some, write

Cli = Callable[..., Result]


def stamp() -> int:
    return db.session.scalar(select(Stamp.number)) or 0


def feed(name: str = "CRM", delivered_at: int | None = NOW, every: int | None = None) -> int:
    """Store a feed that is required."""
    row = Source(name=name, required=True, expected_every=every, delivered_at=delivered_at)
    db.session.add(row)
    db.session.commit()
    return row.id


def refusals(count: int) -> list[Refused]:
    return [Refused("a.csv", line, f"a{line}", "at is empty") for line in range(count)]


def test_a_load_notes_when_the_feed_delivered_also_without_news(
    cli: Cli, at_work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(at_work / "a.csv", *some(2))
    for now in (NOW, NOW + HOUR):
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        cli("activities", "load", file, "--source", "CRM")
        assert [(one.name, one.delivered_at) for one in queries.feeds()] == [("CRM", now)]


def test_a_load_keeps_what_was_refused_with_id_and_reason_and_nothing_else_of_the_row(
    cli: Cli, at_work: Path
) -> None:
    rows = [
        "1,call.made,never,ann,Secret Ltd,",
        "2,call.made,2026-10-01,ann,s,",
        "2,call.made,2026-10-02,ann,s,",
    ]
    cli("activities", "load", write(at_work / "a.csv", *rows), "--source", "CRM")
    (found,) = queries.feeds()
    second, first = queries.refused(found.id, 10)
    assert first[:4] == (NOW, "a.csv", 2, "1")
    assert "at: “never” is not a date or time" in first.reason
    assert second[:4] == (NOW, "a.csv", 4, "2")
    assert "conflicts with what was there first" in second.reason
    assert "Secret" not in "".join(db.session.scalars(select(Refusal.reason + Refusal.key)))


def test_a_dry_run_notes_nothing(cli: Cli, at_work: Path) -> None:
    cli("activities", "load", write(at_work / "a.csv", "1,call.made,never,ann,,"), "--dry-run")
    assert queries.feeds() == []


def test_a_feed_of_which_everything_was_refused_has_not_delivered(cli: Cli, at_work: Path) -> None:
    cli("activities", "load", write(at_work / "a.csv", "1,call.made,never,ann,,"), "--source", "CRM")
    (found,) = queries.feeds()
    assert (found.name, found.delivered_at) == ("CRM", None)
    assert queries.refused_counts() == {found.id: 1}


def test_the_newest_thousand_of_each_feed_are_kept(session: scoped_session[Session]) -> None:
    service.note_refusals("CRM", NOW, refusals(service.KEPT))
    service.note_refusals("Web", NOW, refusals(3))
    service.note_refusals("CRM", NOW + 1, refusals(service.KEPT + 5)[-7:])
    service.note_refusals("CRM", NOW + 2, [])
    crm, web = queries.feeds()
    assert queries.refused_counts() == {crm.id: service.KEPT, web.id: 3}
    assert [row.line for row in queries.refused(crm.id, 2)] == [1004, 1003]
    kept = select(func.min(Refusal.line)).where(Refusal.source_id == crm.id, Refusal.received_at == NOW)
    assert db.session.scalar(kept) == 7


def test_what_no_database_takes_is_written_otherwise(session: scoped_session[Session]) -> None:
    service.note_refusals("CRM", NOW, [Refused("API", 0, "a\0b", "\ud800" + "x" * 600)])
    (row,) = queries.refused(queries.feeds()[0].id, 1)
    assert (row.key, row.reason[:2], len(row.reason)) == ("a␀b", "?x", service.LONGEST)


def test_batches_that_come_together_are_one_delivery() -> None:
    second = 1_000_000
    parts = [Delivery(NOW - at * second, NOW - at * HOUR, 10) for at in (0, 30, 80)]
    before = Delivery(NOW - DAY, NOW - 2 * DAY, 5)
    assert figures.grouped([*parts, before]) == [Delivery(NOW, NOW, 30), before]
    assert figures.grouped([]) == []


def test_usual_is_the_median_which_one_odd_delivery_does_not_move() -> None:
    times = [0, DAY, 2 * DAY, 3 * DAY, 40 * DAY]
    delays = [HOUR, 2 * HOUR, 2 * HOUR, 3 * HOUR, 400 * DAY]
    last = [Delivery(NOW - at, NOW - at - delay, 1) for at, delay in zip(times, delays, strict=True)]
    assert (figures.usual_rhythm(last), figures.usual_delay(last)) == (DAY, 2 * HOUR)
    assert (figures.usual_rhythm(last[:1]), figures.usual_delay([])) == (None, None)
    assert figures.usual_delay([Delivery(NOW, NOW + DAY, 1)]) == 0


def test_deliveries_are_read_from_the_newest_batches_of_the_feed(session: scoped_session[Session]) -> None:
    crm, web = feed(), feed("Web")
    batches = [
        {"source_id": source, "received_at": NOW + at, "size": size, "last_at": NOW}
        for source, at, size in ((crm, 0, 1), (web, 1, 2), (crm, DAY, 4), (crm, DAY + MINUTE, 8))
    ]
    db.session.execute(insert(Batch), batches)
    assert [(one.received_at - NOW, one.size) for one in queries.deliveries(crm)] == [
        (DAY + MINUTE, 12),
        (0, 1),
    ]


@pytest.mark.parametrize(
    ("text", "every", "words"),
    [
        ("none", None, "nothing is expected"),
        ("1d", DAY, "every day"),
        ("48h", 2 * DAY, "every 2 days"),
        ("6h", 6 * HOUR, "every 6 hours"),
        ("90m", 90 * MINUTE, "every 90 minutes"),
    ],
)
def test_what_is_expected_is_read_and_said(app: object, text: str, every: int | None, words: str) -> None:
    assert figures.read_every(text) == every
    with app.app_context():  # type: ignore[attr-defined]
        assert figures.every_words(every) == words


@pytest.mark.parametrize("text", ["", "1", "0d", "d", "1000d", "1w", "-1d", "1.5h", "1d ", "NONE"])
def test_what_is_no_length_of_time_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="^" + text.replace(".", r"\.") + "$"):
        figures.read_every(text)


def test_late_is_after_not_at_the_end_of_the_time() -> None:
    assert figures.state(NOW, DAY, NOW + DAY) == "in_time"
    assert figures.state(NOW, DAY, NOW + DAY + 1) == "late"
    assert figures.state(None, DAY, NOW) == "late"
    assert figures.state(None, None, NOW) == "free"


def test_expecting_something_moves_the_stamp(session: scoped_session[Session]) -> None:
    feed(every=None)
    before = stamp()
    service.expect("CRM", 6 * HOUR, required=None)
    (found,) = queries.feeds()
    assert (found.every, found.required, stamp() > before) == (6 * HOUR, True, True)
    service.expect("CRM", None, required=False)
    assert queries.feeds()[0][2:4] == (False, None)
    with pytest.raises(service.UnknownFeedError, match="“Cmr”"):
        service.expect("Cmr", DAY, required=True)


def test_required_feeds_are_awaited_the_first_to_be_late_first(session: scoped_session[Session]) -> None:
    feed("CRM", NOW, DAY)
    feed("Web", NOW, HOUR)
    feed("Shop", None, DAY)
    feed("Fair", NOW, None)
    service.expect("Web", HOUR, required=False)
    found = lateness.awaited()
    assert [(one.name, one.due_at) for one in found] == [("Shop", 0), ("CRM", NOW + DAY)]
    assert [one.name for one in lateness.overdue(found, NOW)] == ["Shop"]
    assert len(lateness.overdue(found, NOW + 2 * DAY)) == 2


def test_a_delivery_ends_the_wait(session: scoped_session[Session]) -> None:
    feed(delivered_at=NOW - 2 * DAY, every=DAY)
    assert lateness.overdue(lateness.awaited(), NOW)
    activities.note_delivery("CRM", NOW)
    assert not lateness.overdue(lateness.awaited(), NOW)


def test_command_sets_and_lists_what_is_expected(cli: Cli, at_work: Path) -> None:
    rows = [*some(2), "x,call.made,never,ann,,"]
    cli("activities", "load", write(at_work / "a.csv", *rows), "--source", "CRM")
    done = cli("feeds", "expect", "CRM", "--every", "6h", "--required")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "CRM: every 6 hours.\n")
    head, line = cli("feeds", "list").stdout.splitlines()
    assert head.split("  ")[0] == "feed"
    assert "in time, required" in line
    assert "every 6 hours" in line
    assert line.endswith("1")


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        ("Cmr --every 1d", 1, "No feed is called “Cmr”"),
        ("CRM --every 1w", 2, "write 30m"),
        ("CRM", 2, "--every"),
    ],
)
def test_command_says_why_it_refuses(cli: Cli, at_work: Path, words: str, code: int, reason: str) -> None:
    refused = cli("feeds", "expect", *words.split())
    assert (refused.exit_code, refused.stdout) == (code, "")
    assert reason in refused.stderr


def test_what_awaits_scoring_and_since_when(session: scoped_session[Session]) -> None:
    source = feed()
    batches = [
        {"source_id": source, "received_at": NOW, "size": 1, "last_at": NOW, "next_at": next_at}
        for next_at in (NOW - DAY, NOW + HOUR, NOW + DAY, None)
    ]
    db.session.execute(insert(Batch), batches[1:])
    assert awaiting(NOW) == Awaiting(0, None, 0)
    assert awaiting(NOW + 2 * HOUR) == Awaiting(1, NOW + HOUR, 0)
    db.session.execute(insert(Batch), batches[:1])
    assert awaiting(NOW + 2 * HOUR) == Awaiting(2, NOW, 0)
