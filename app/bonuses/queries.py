"""Reads of bonuses: the desk of who decides, a rep's statement, disputes, and what went to payroll."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.bonuses.rows import Format


class Payee(NamedTuple):
    """Who gets a bonus: a rep or a team (`board`), the id of its row, its key (of a team: its name) and name."""

    board: str
    who: int
    key: str
    name: str


class Act(NamedTuple):
    """What could be done to a bonus: approve, decline or adjust; `refusal` says why not, empty if it may be done."""

    name: str
    refusal: str


class Step(NamedTuple):
    """Who did something, by e-mail address, and when; nobody (empty) is the nightly run."""

    by: str
    at: int


@dataclass(frozen=True)
class DeskLine:
    """A bonus with all that its reader decides by; `acts` are his. `quarter` is a first month, `batch` a number.

    `of_id` is the bonus that this one adjusts, `needs_second` whether it takes two approvals, `decline_reason` is
    empty unless it was declined.
    """

    id: int
    quarter: int
    version: int
    payee: Payee
    rule: str
    amount: int
    currency: str
    basis: Mapping[str, Any]
    digest: str
    state: str
    reason: str
    of_id: int | None
    needs_second: bool
    proposed: Step
    seconded: Step | None
    approved: Step | None
    decline_reason: str
    batch: str
    acts: tuple[Act, ...]

    def refusal(self, act: str) -> str:
        """Return why the reader may not do this, empty if he may."""
        return next(one.refusal for one in self.acts if one.name == act)


class Sum(NamedTuple):
    """How many bonuses of a quarter are in a state, and what they come to in a currency."""

    quarter: int
    state: str
    currency: str
    count: int
    amount: int


class Event(NamedTuple):
    """What happened to a bonus: when, the state it came into, who did it (empty: the nightly run), why."""

    at: int
    by: str
    what: str
    reason: str


@dataclass(frozen=True)
class StatementLine:
    """A bonus as its rep sees it: what it rests on and how far it came; `answer` is why it was declined."""

    id: int
    version: int
    rule: str
    amount: int
    currency: str
    basis: Mapping[str, Any]
    state: str
    reason: str
    answer: str
    of_id: int | None
    proposed_at: int
    approved_at: int | None
    batch: str
    paid_at: int | None


class Balance(NamedTuple):
    """Money in one currency: what earlier quarters left over, what was awarded, what was paid, what is owed.

    Of what is owed, `sent` is with payroll; the rest is carried forward until there is something to pay.
    """

    currency: str
    brought: int
    awarded: int
    paid: int
    owed: int
    sent: int


@dataclass(frozen=True)
class StatementQuarter:
    """What a rep earned for a quarter (its first month), and a balance for each currency in it."""

    quarter: int
    lines: tuple[StatementLine, ...]
    balances: tuple[Balance, ...]


@dataclass(frozen=True)
class Statement:
    """A rep's statement: the newest quarter first, and the balance over all of them for each currency."""

    payee: Payee
    quarters: tuple[StatementQuarter, ...]
    balances: tuple[Balance, ...]


class Message(NamedTuple):
    """What somebody said in a dispute, by e-mail address; `of_rep` tells whether it was who disputes."""

    at: int
    by: str
    text: str
    of_rep: bool


@dataclass(frozen=True)
class Case:
    """A dispute about a quarter, or a bonus of it, with all that was said; `acts` are what its reader may do."""

    id: int
    payee: Payee
    quarter: int
    bonus_id: int | None
    state: str
    opened: Step
    closed: Step | None
    messages: tuple[Message, ...]
    acts: tuple[Act, ...]


class Batch(NamedTuple):
    """A batch that went to payroll: `bonuses` is how many, `payees` how many reps and teams."""

    id: int
    number: str
    created: Step
    currency: str
    total: int
    bonuses: int
    payees: int
    digest: str
    state: str
    paid: Step | None


class Due(NamedTuple):
    """What an export would do for a payee now: send `amount`, or carry it forward because it is nothing or less."""

    payee: Payee
    currency: str
    amount: int
    bonuses: int
    sent: bool


def desk(by: int, now: int, quarter: int | None = None, state: str | None = None) -> list[DeskLine]:
    """Return the bonuses of a quarter and in a state, or of all; the newest quarter first, payees by name."""
    raise NotImplementedError


def bonus(bonus_id: int, by: int, now: int) -> DeskLine | None:
    """Return one bonus as the desk shows it to this reader."""
    raise NotImplementedError


def sums() -> list[Sum]:
    """Return how many bonuses are in which state and what they come to, the newest quarter first."""
    raise NotImplementedError


def history(bonus_id: int) -> list[Event]:
    """Return what happened to a bonus, in its order."""
    raise NotImplementedError


def statement(rep_id: int) -> Statement | None:
    """Return the statement of a rep; for himself alone."""
    raise NotImplementedError


def cases(by: int, rep_id: int | None = None, state: str | None = None) -> list[Case]:
    """Return the disputes, of a rep and in a state if given: open ones first, the newest first."""
    raise NotImplementedError


def case(dispute_id: int, by: int) -> Case | None:
    """Return one dispute; who may read it is for the caller to ask."""
    raise NotImplementedError


def batches() -> list[Batch]:
    """Return all batches, the newest first."""
    raise NotImplementedError


def batch(batch_id: int) -> Batch | None:
    """Return one batch."""
    raise NotImplementedError


def batch_file(batch_id: int) -> tuple[str, bytes] | None:
    """Return the name and the bytes of a batch's file: the same ones each time."""
    raise NotImplementedError


def due() -> list[Due]:
    """Return what an export would send now and what it would carry forward, by name."""
    raise NotImplementedError


def payroll_format() -> Format:
    """Return how the file for payroll is written."""
    raise NotImplementedError
