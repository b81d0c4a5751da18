"""What the five measures count, and for whom (R4 to R10), from stored activities to the value of a score."""

from fractions import Fraction

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.people import Rep, Team
from app.models.scores import Score
from app.scorekeeping import service
from tests.services.facts import CALLS, DISPOSED, absent, act, agree, at, happened, member, people

pytestmark = pytest.mark.usefixtures("session")
NOW = at("2026-11-15T12:00")
DAY = "2026-09-01T12:00"
RATIO = CALLS.replace('"count"', '"ratio"').replace(
    "target = 2\n", 'over = { kind = ["call.made", "call.missed"] }\ntarget = 0.5\n'
)


def measure(name: str, **more: str) -> str:
    extra = "".join(f"{key} = {value}\n" for key, value in more.items())
    return CALLS.replace('"count"', f'"{name}"') + extra


def where(condition: str) -> str:
    return CALLS.replace('{ kind = "call.made" }', f'{{ kind = "call.made", where = {{ {condition} }} }}')


def values(board: str = "rep") -> dict[str, Fraction | None]:
    """Score everything; return the values of September by participant."""
    service.score(None, NOW, "test")
    table, key = (Rep, Rep.key) if board == "rep" else (Team, Team.name)
    query = select(key, Score.value).join(table, table.id == Score.who)
    rows = db.session.execute(query.where(Score.board == board, Score.month == 2026 * 12 + 8)).all()
    return dict(rows)


def test_r6_a_count() -> None:
    agree(CALLS)
    people(ann="North", bob="North", cem="South")
    happened(
        *(act("call.made", DAY, who) for who in ("ann", "ann", "bob", "cem")), act("call.missed", DAY, "ann")
    )
    assert values() == {"ann": 2, "bob": 1, "cem": 1}
    assert values("team") == {"North": 3, "South": 1}


def test_r6_different_subjects() -> None:
    agree(measure("count", distinct='"subject"'))
    people(ann="North", bob="North")
    subjects = [("ann", "L1"), ("ann", "L1"), ("ann", "L2"), ("bob", "L2"), ("bob", "l2"), ("bob", "")]
    happened(*(act("call.made", DAY, who, subject) for who, subject in subjects))
    assert values() == {"ann": 2, "bob": 2}
    assert values("team") == {"North": 3}


def test_r7_a_sum_is_exact() -> None:
    agree(measure("sum"))
    people(ann="North", bob="North")
    amounts = ["0.1", "0.2", "-0.0001", "99999999999.9999", "99999999999.9999"]
    happened(*(act("call.made", DAY, "ann", value=one) for one in amounts), act("call.made", DAY, "ann"))
    assert values() == {"ann": sum(map(Fraction, amounts)), "bob": 0}


def test_r8_a_ratio() -> None:
    agree(RATIO)
    people(ann="North", bob="North")
    happened(*(act("call.made", DAY, "ann") for _ in range(2)), act("call.missed", DAY, "ann"))
    assert values() == {"ann": Fraction(2, 3), "bob": None}


def test_r9_a_mean_of_the_values_there_are() -> None:
    agree(measure("mean"))
    people(ann="North", bob="North")
    happened(
        *(act("call.made", DAY, "ann", value=one) for one in ("1", "2", None)), act("call.made", DAY, "bob")
    )
    assert values() == {"ann": Fraction(3, 2), "bob": None}


def test_r10_clocks_met_of_those_decided() -> None:
    agree(DISPOSED)
    people(ann="North", bob="North")
    happened(
        act("lead.assigned", "2026-09-01T09:00", "ann", "L1"), act("lead.disposed", "2026-09-01T10:00", "bob", "L1"),
        act("lead.assigned", "2026-09-01T09:00", "ann", "L2"), act("lead.assigned", "2026-09-30T16:00", "ann", "L3"),
        act("lead.assigned", "2026-09-01T09:00", "ann", ""),
    )  # fmt: skip
    assert values() == {"ann": Fraction(1, 2), "bob": None}
    assert values("team") == {"North": Fraction(1, 2)}


def test_r4_what_he_did_stays_with_the_team_he_did_it_in() -> None:
    agree(CALLS)
    member("ann", "North", "2026-01-01", "2026-09-15")
    member("ann", "South", "2026-09-20")
    happened(*(act("call.made", f"2026-09-{day}T12:00", "ann") for day in ("01", "14", "17", "21")))
    assert values() == {"ann": 3}
    assert values("team") == {"North": 2, "South": 1}


def test_r4_a_level_is_for_teams_of_its_side() -> None:
    agree(CALLS)
    member("ann", "Events", "2026-01-01", "2026-09-15", side="marketing")
    member("ann", "North", "2026-09-15")
    happened(*(act("call.made", f"2026-09-{day}T12:00", "ann") for day in ("01", "21")))
    assert values() == {"ann": 1}
    assert values("team") == {"North": 1}


def test_r17_a_clock_is_credited_to_the_team_of_the_day_it_was_got() -> None:
    agree(DISPOSED)
    member("ann", "North", "2026-01-01", "2026-09-02")
    member("ann", "South", "2026-09-02")
    happened(
        act("lead.assigned", "2026-09-01T16:00", "ann", "L1"),
        act("lead.disposed", "2026-09-02T10:00", "ann", "L1"),
    )
    assert values("team") == {"North": 1, "South": None}


def test_r5_whoever_owes_nothing_is_not_scored() -> None:
    agree(CALLS)
    people(ann="North", bob="South", cem="South")
    member("dan", "South", "2026-09-05", "2026-09-07")  # a weekend
    absent("ann", "2026-09-01", "2026-10-01")
    happened(act("call.made", DAY, "ann"), act("call.made", DAY, "stranger"))
    assert values() == {"bob": 0, "cem": 0}
    assert values("team") == {"South": 0}


@pytest.mark.parametrize(
    "name",
    ["stage", "a.b", "2024", "3rd", "$ amount", "$", "[0]", 'a"b', "a\\b", "Größe (cm)", "it's", "#", "x]"],
)
def test_attributes_of_any_name(name: str) -> None:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    agree(where(f'"{escaped}" = ["won", ""]'))
    people(ann="North")
    happened(act("call.made", DAY, "ann", **{name: "won"}), act("call.made", DAY, "ann", **{name: "lost"}))
    happened(act("call.made", DAY, "ann"), act("call.made", DAY, "ann", other="won"))
    assert values() == {"ann": 3}


def test_conditions_hold_together() -> None:
    agree(where('stage = "won", size = ["S", "M"]'))
    people(ann="North")
    pairs = [("won", "S"), ("won", "L"), ("lost", "M"), ("won", "M")]
    happened(*(act("call.made", DAY, "ann", stage=stage, size=size) for stage, size in pairs))
    assert values() == {"ann": 2}


def test_sums_of_many() -> None:
    agree(measure("sum"))
    people(ann="North")
    many = [act("call.made", DAY, "ann", value=str(Fraction(number, 10_000))) for number in range(-500, 1000)]
    happened(*many)
    assert values() == {"ann": Fraction(sum(one["value"] for one in many), 10_000)}
