"""What a file about memberships comes to, laid over what is stored."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.changes import Changes, compare
from app.people.rows import Member

STORED = [
    Member(0, "ann", "Ann", "", "Nord", "sales", 10, 100),
    Member(0, "bob", "Bob", "", "Nord", "sales", 0, 50),
]


def member(line: int, rep: str, starts: int, ends: int, team: str = "Nord", side: str = "sales") -> Member:
    return Member(line, rep, rep.title(), "", team, side, starts, ends)


def after(*rows: Member) -> Changes:
    return compare(STORED, rows, {})


def spans(changes: Changes, rep: str) -> list[tuple[int, int]]:
    return sorted((one.starts, one.ends) for one in changes.members if one.rep == rep)


def lines(changes: Changes) -> list[int]:
    return sorted(refusal.line for refusal in changes.refusals)


MOVE = [member(2, "ann", 10, 60), member(3, "ann", 60, 100, "Süd"), member(4, "ann", 5, 10, "Süd")]


@pytest.mark.parametrize("rows", list(itertools.permutations(MOVE)))
def test_a_move_is_told_in_any_order(rows: tuple[Member, ...]) -> None:
    changes = after(*rows)
    assert (changes.new, changes.changed, changes.refusals) == (2, 1, [])
    assert spans(changes, "ann") == [(5, 10), (10, 60), (60, 100)]


def test_the_later_of_two_that_overlap_is_refused() -> None:
    changes = after(
        member(2, "ann", 90, 120), member(3, "cyd", 1, 10), member(4, "cyd", 9, 20), member(5, "cyd", 10, 11)
    )
    assert lines(changes) == [2, 4]
    assert spans(changes, "cyd") == [(1, 10), (10, 11)]
    reasons = [refusal.reason for refusal in changes.refusals]
    assert reasons == ["overlaps a stored membership: Nord", "overlaps line 3: Nord"]


def test_what_a_refused_row_replaced_holds_again() -> None:
    # Line 3 would shorten the stored row, but overlaps line 2; so that one goes on, and line 2 overlaps it in turn.
    changes = after(member(2, "ann", 60, 100), member(3, "ann", 10, 70))
    assert lines(changes) == [2, 3]
    assert spans(changes, "ann") == [(10, 100)]
    assert (changes.new, changes.changed, changes.repeated) == (0, 0, 0)


def test_only_what_cannot_stand_is_refused() -> None:
    changes = after(member(2, "cyd", 10, 50), member(3, "cyd", 0, 100), member(4, "cyd", 60, 70))
    assert lines(changes) == [3]
    assert spans(changes, "cyd") == [(10, 50), (60, 70)]


def test_a_withdrawal_makes_room() -> None:
    changes = after(member(2, "ann", 20, 30), member(3, "ann", 10, 10), member(4, "zoe", 10, 10))
    assert (changes.new, changes.withdrawn, changes.repeated, lines(changes)) == (1, 1, 1, [])
    assert spans(changes, "ann") == [(20, 30)]


def test_the_last_row_about_a_membership_counts() -> None:
    changes = after(member(2, "ann", 10, 40), member(3, "ann", 10, 10), member(4, "ann", 10, 60))
    assert (changes.changed, changes.replaced) == (1, 2)
    assert spans(changes, "ann") == [(10, 60)]


def test_a_team_is_on_one_side() -> None:
    changes = after(
        member(2, "cyd", 0, 9, "Nord", "marketing"),
        member(3, "cyd", 9, 20, "Ost", "marketing"),
        member(4, "dan", 9, 20, "Ost", "sales"),
        member(5, "ann", 10, 100, "Nord", "marketing"),
    )
    assert lines(changes) == [2, 4, 5]
    reasons = [refusal.reason for refusal in changes.refusals]
    assert "team Nord is on side sales already" in reasons
    assert "team Ost is on side marketing in line 3" in reasons
    assert spans(changes, "ann") == [(10, 100)]


def test_a_team_changes_side_with_all_its_members() -> None:
    rows = [member(2, "bob", 0, 50, "Nord", "marketing"), member(3, "ann", 10, 100, "Nord", "marketing")]
    changes = after(*rows)
    assert (changes.changed, lines(changes)) == (2, [])
    days = sorted(day for change in changes.memberships for day in change.days)
    assert days == [(0, 50), (0, 50), (10, 100), (10, 100)]
    assert {one.side for one in changes.members} == {"marketing"}


def test_a_refusal_for_the_side_can_let_a_stored_row_refuse_another() -> None:
    # Line 3 would end the stored membership, but names another side; so it goes on, and line 2 overlaps it.
    changes = after(member(2, "ann", 60, 70, "Ost"), member(3, "ann", 10, 60, "Nord", "marketing"))
    assert lines(changes) == [2, 3]
    assert spans(changes, "ann") == [(10, 100)]


@pytest.mark.parametrize(
    ("row", "days"),
    [
        (member(2, "ann", 10, 100), []),
        (member(2, "ann", 10, 80), [(80, 100)]),
        (member(2, "ann", 10, 120), [(100, 120)]),
        (member(2, "ann", 10, 80, "Süd"), [(10, 100), (10, 80)]),
        (member(2, "ann", 10, 10), [(10, 100)]),
        (member(2, "ann", 100, 120), [(100, 120)]),
        (member(2, "ann", 10, 100)._replace(name="Anna"), []),
    ],
)
def test_only_days_that_change_are_scored_anew(row: Member, days: list[tuple[int, int]]) -> None:
    assert [one for change in after(row).memberships for one in change.days] == days


ROWS = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.integers(0, 8),
        st.integers(0, 4),
        st.sampled_from("xy"),
        st.sampled_from("st"),
    ),
    max_size=8,
)


def made(rows: list[tuple[str, int, int, str, str]], first: int) -> list[Member]:
    return [
        Member(line, rep, rep, "", team, side, starts, starts + length)
        for line, (rep, starts, length, team, side) in enumerate(rows, first)
    ]


@given(ROWS, ROWS)
def test_the_end_is_always_sound_and_loading_again_changes_nothing(
    before: list[tuple[str, int, int, str, str]], rows: list[tuple[str, int, int, str, str]]
) -> None:
    stored = [one._replace(line=0) for one in compare([], made(before, 2), {}).members]
    changes = compare(stored, made(rows, 2), {})
    for one, other in itertools.combinations(changes.members, 2):
        assert one.rep != other.rep or one.ends <= other.starts or other.ends <= one.starts
        assert one.team != other.team or one.side == other.side
    refused = {refusal.line for refusal in changes.refusals}
    kept = [row for row in made(rows, 2) if row.line not in refused]
    again = compare([one._replace(line=0) for one in changes.members], kept, {})
    assert (again.refusals, again.memberships) == ([], [])


@given(ROWS, st.randoms(use_true_random=False))
def test_a_sound_file_is_sound_in_any_order(
    rows: list[tuple[str, int, int, str, str]], random: object
) -> None:
    sound = compare([], made(rows, 2), {}).members
    shuffled = list(sound)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    turned = compare([], [one._replace(line=line) for line, one in enumerate(shuffled, 2)], {})
    assert turned.refusals == []
    assert {one.meaning() for one in turned.members} == {one.meaning() for one in sound}
