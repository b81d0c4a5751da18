"""Conditions of a mapping: which rows become a fact, by what stands in their columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from scoring.faults import Table, shown


@dataclass(frozen=True)
class Condition:
    """The cell of `column`, white space around it left out, has to be among `words`, or must not."""

    column: str
    words: frozenset[str]
    wanted: bool


def read_conditions(when: Table) -> tuple[Condition, ...]:
    """Return the conditions in the table `when`, whose keys are columns; faults are noted there."""
    found: list[Condition] = []
    for column in when.names():
        given = when.take(column)
        if isinstance(given, Mapping):
            found += _of_table(Table(given, f"{when.place}.{column}", when.faults), column)
        elif (words := _words(given)) is None:
            when.fault(column, _("%(given)s is not a text, a list of texts, or a table", given=shown(given)))
        else:
            found.append(Condition(column, words, wanted=True))
    return tuple(found)


def _of_table(table: Table, column: str) -> list[Condition]:
    found = []
    empty, other = table.take("empty"), table.take("not")
    if isinstance(empty, bool):
        found.append(Condition(column, frozenset({""}), wanted=empty))
    elif empty is not None:
        table.fault("empty", _("%(given)s is neither true nor false", given=shown(empty)))
    words = _words(other)
    if words is not None:
        found.append(Condition(column, words, wanted=False))
    elif other is not None:
        table.fault("not", _("%(given)s is not a text or a list of texts", given=shown(other)))
    if empty is None and other is None:
        table.fault("", _("holds neither empty nor not"))
    table.close()
    return found


def _words(given: Any) -> frozenset[str] | None:
    listed = given if isinstance(given, list) else [given]
    if not listed or not all(isinstance(word, str) for word in listed):
        return None
    return frozenset(word.strip() for word in listed)


def compile_conditions(
    conditions: Sequence[Condition], places: Mapping[str, int]
) -> Callable[[Sequence[str]], bool]:
    """Return a function that tells whether the cells of a row meet all conditions; `places` says where columns are."""
    tests = [(places[one.column], one.words, one.wanted) for one in conditions]
    return lambda cells: all((cells[place].strip() in words) is wanted for place, words, wanted in tests)
