"""What an agreement declares under `[[badge]]` is what can be earned; every fault is named with its place."""

from fractions import Fraction

import pytest

from scoring.agreement import Badge
from scoring.versions import version_faults
from tests.scoring.making import COUNT, RATIO, TIMELY, faults, parse, written

MEAN = COUNT.replace('"calls"', '"answers"').replace('"count"', '"mean"\ndirection = "at_most"')
WEEKLY = COUNT.replace('"calls"', '"weekly"').replace("target", 'every = "week"\ntarget')
FEWER = COUNT.replace('"calls"', '"rejects"').replace('"count"', '"count"\ndirection = "at_most"')
FOR_REPS = COUNT.replace('"calls"', '"own"').replace("target", 'scored = ["rep"]\ntarget')
LEVELS = COUNT + TIMELY + MEAN + WEEKLY + FEWER + FOR_REPS + RATIO.replace('"calls"', '"rate"')


def badges(*declared: str) -> tuple[Badge, ...]:
    return parse(written(LEVELS, *(f"\n[[badge]]\n{one}\n" for one in declared))).badges


def told(declared: str) -> list[str]:
    """Return the faults of one badge called b, of these further lines."""
    return faults(written(LEVELS, f'\n[[badge]]\nid = "b"\n{declared}\n'))


def test_without_any_there_are_none() -> None:
    assert badges() == ()


def test_every_kind_with_what_is_left_out() -> None:
    found = badges(
        'id = "a"\nkind = "first_met"',
        'id = "b"\nkind = "streak"\nbronze = 2\ngold = 6',
        'id = "c"\nkind = "clean_sheet"',
        'id = "d"\nkind = "all_exceeded"',
        'id = "e"\nkind = "most_improved"',
        'id = "f"\nkind = "comeback"',
        'id = "g"\nkind = "milestone"\nlevel = "calls"\nsilver = 2.5',
        'id = "h"\nkind = "fastest"\nlevel = "disposal"',
        'id = "i"\nkind = "champion"',
        'id = "j"\nkind = "by_hand"',
    )
    assert [(one.kind, one.span, one.least) for one in found] == [
        ("first_met", "ever", 0), ("streak", "year", 0), ("clean_sheet", "month", 0), ("all_exceeded", "month", 0),
        ("most_improved", "quarter", 1), ("comeback", "quarter", 2), ("milestone", "ever", 0),
        ("fastest", "quarter", 5), ("champion", "quarter", 0), ("by_hand", "month", 3),
    ]  # fmt: skip
    assert found[0] == Badge(
        "a", "a", "first_met", frozenset({"rep"}), "", "", "ever", (("gold", Fraction(1)),), 0, ""
    )
    assert found[1].steps == (("bronze", Fraction(2)), ("gold", Fraction(6)))
    assert found[6].steps == (("silver", Fraction(5, 2)),)


def test_all_that_may_be_said() -> None:
    (found,) = badges(
        'id = "w"\nname = "Winner"\nkind = "champion"\nboard = ["rep", "team"]\nside = "sales"\nspan = "year"\n'
        'metal = "silver"\nabout = "First."'
    )
    assert found == Badge(
        "w", "Winner", "champion", frozenset({"rep", "team"}), "sales", "", "year", (("silver", Fraction(1)),), 0,
        "First.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ("", "kind: is missing"),
        ('kind = "best"', 'kind: "best" is none of first_met, streak, clean_sheet, all_exceeded, most_improved'),
        ('kind = "champion"\ncolour = "red"', "colour: is not known here"),
        ('kind = "champion"\nlevel = "calls"', "level: is not known here"),
        ('kind = "champion"\nmetal = "tin"', 'metal: "tin" is none of bronze, silver, gold'),
        ('kind = "champion"\nspan = "month"', 'span: "month" is none of quarter, year, ever'),
        ('kind = "champion"\nboard = "all"', 'board: "all" is none of rep, team'),
        ('kind = "champion"\nside = "finance"', 'side: "finance" is not the side of a service level'),
        ('kind = "champion"\nname = "%s"' % ("n" * 101), "name: is longer than 100 characters"),
        ('kind = "clean_sheet"\ngold = 3', "gold: is not known here"),
        ('kind = "first_met"\nlevel = "sums"', 'level: "sums" is not the id of a service level'),
        ('kind = "first_met"\nlevel = "calls"\nside = "sales"', "side: means nothing beside a level"),
        ('kind = "first_met"\nlevel = "own"\nboard = "team"', 'level: "own" is not scored for teams'),
        ('kind = "streak"', "has no threshold: write bronze, silver, gold, or one of them"),
        ('kind = "streak"\ngold = 1', "gold: 1 is not a whole number from 2 to 120"),
        ('kind = "streak"\nmetal = "gold"\nbronze = 2', "metal: is not known here"),
        ('kind = "streak"\nbronze = 3\nsilver = 6\ngold = 6', "gold: does not ask more than the metal before it"),
        ('kind = "milestone"\ngold = 10', "level: is missing"),
        ('kind = "milestone"\nlevel = "calls"\ngold = 0', "gold: is not above 0"),
        ('kind = "milestone"\nlevel = "calls"\ngold = "ten"', 'gold: "ten" is not a number'),
        ('kind = "milestone"\nlevel = "weekly"\ngold = 9', 'level: "weekly" is judged by weeks'),
        ('kind = "milestone"\nlevel = "rate"\ngold = 9', 'level: "rate" is not a count or a sum of which more'),
        ('kind = "milestone"\nlevel = "rejects"\ngold = 9', 'level: "rejects" is not a count or a sum of which'),
        ('kind = "fastest"\nlevel = "calls"', 'level: "calls" is neither timely nor a mean of which less is better'),
        ('kind = "comeback"\nmissed = 0', "missed: 0 is not a whole number from 1 to 120"),
        ('kind = "by_hand"\nboard = "team"', "board: is given to reps only"),
        ('kind = "by_hand"\nside = "sales"', "side: is not known here"),
    ],
)  # fmt: skip
def test_faults(declared: str, fault: str) -> None:
    (found,) = told(declared)
    assert found.startswith(f"badge[b].{fault}" if ":" in fault.split(" ", 1)[0] else f"badge[b]: {fault}")


def test_ids_are_there_once() -> None:
    text = '\n[[badge]]\nid = "b"\nkind = "champion"\n'
    assert faults(written(COUNT, text, text)) == ['badge[2].id: "b" is the id of an earlier badge too']
    assert faults(written(COUNT, '\n[[badge]]\nkind = "champion"\n')) == ["badge[1].id: is missing"]
    long = faults(written(COUNT, text.replace('"b"', '"%s"' % ("b" * 101))))
    assert [one.rpartition(": ")[2] for one in long] == [
        "is longer than 100 characters",
        "is longer than 100 characters",
    ], "the name is the id where none is given"


def test_badges_are_a_list_of_tables() -> None:
    assert faults(written(COUNT, "\n[badge]\n")) == [
        "badge: is not a list of badges: write [[badge]] above each"
    ]
    assert faults('badge = ["b"]\n' + written(COUNT)) == ['badge[1]: "b" is not a table']


def test_a_badge_keeps_its_kind() -> None:
    before = parse(written(COUNT, '\n[[badge]]\nid = "b"\nkind = "champion"\n'))
    same = parse(written(COUNT, '\n[[badge]]\nid = "b"\nkind = "champion"\nspan = "year"\n'))
    other = parse(written(COUNT, '\n[[badge]]\nid = "b"\nkind = "clean_sheet"\n'))
    assert version_faults(same, [before]) == []
    (found,) = version_faults(other, [before])
    assert found.place == "badge[b].kind"
    assert found.message.startswith('"clean_sheet" was "champion" in the version from 2026-07: a badge keeps')
    assert before.badge("b") == before.badges[0]
    assert before.badge("c") is None
