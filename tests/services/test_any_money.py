"""Any history of bonuses keeps money whole, against a second, slow book that is kept beside it.

Quarters are closed, reopened and closed again; several people approve, second, decline, adjust, export, pay and
dispute, whether they may or not. After each step the ledger, the statements and the second book say the same, and
whoever changes an entry is noticed.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text

from app.bonuses import queries, service
from app.bonuses.errors import BonusError, ForbiddenError, StateError
from app.bonuses.rows import Format
from app.extensions import db
from app.ledger.queries import head, verify
from app.models.bonuses import Bonus, LedgerEntry
from tests.services.money import (
    EARLIER,
    LIMIT,
    NOW,
    QUARTER,
    close,
    company,
    entries,
    gives,
    rep,
    team,
    unguard,
    user,
)
from tests.services.test_ledger import OTHER

pytestmark = pytest.mark.usefixtures("session")

STEPS = 14
PEOPLE = ("ines", "mara", "otto", "mia", "ada", "eva")
NEAR = {"ines": ("ines", "ole", "Nord"), "mara": ("ines", "ole", "Nord"), "otto": ("jan",), "mia": ("mia",)}
PAYEES = ("ines", "ole", "jan", "mia", "Nord")
RULES = ("prize[1]", "rate[1]")
OPEN, AWARDED = ("proposed", "seconded"), ("approved", "exported", "paid")

amounts = st.one_of(st.integers(-90, 200), st.sampled_from((LIMIT, LIMIT + 1, -LIMIT - 1, 3 * LIMIT)))
given_amounts = st.dictionaries(
    st.tuples(st.sampled_from(PAYEES), st.sampled_from(RULES)), amounts.filter(bool), max_size=5
)
people = st.sampled_from(PEOPLE)
quarters = st.sampled_from((QUARTER, EARLIER))


@dataclass(frozen=True)
class Entry:
    """A bonus in the second book."""

    quarter: int
    version: int
    payee: str
    rule: str
    amount: int
    proposed_by: str
    state: str = "proposed"
    seconded_by: str = ""
    batch: int = 0


class Money(RuleBasedStateMachine):
    """A history, in a savepoint of its own, and the second book."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = db.engine.begin_nested()  # type: ignore[attr-defined]
        self.book: dict[int, Entry] = {}
        self.closed: dict[int, tuple[int, dict[tuple[str, str], int], str]] = {}
        self.paid: dict[int, bool] = {}
        self.disputes: dict[int, str] = {}

    def teardown(self) -> None:
        """Forget it."""
        db.session.remove()
        self.savepoint.rollback()

    @rule(quarter=quarters, given=given_amounts, by=st.sampled_from(("", "eva", "otto")))
    def close(self, quarter: int, given: dict[tuple[str, str], int], by: str) -> None:
        """Close a quarter for the first time, or once more after it was reopened."""
        version = self.closed.get(quarter, (0, {}, ""))[0] + 1
        self.closed[quarter] = version, given, by
        parts = {(one.payee, one.rule) for one in self.book.values() if one.quarter == quarter} | set(given)
        expected = {part: self.beyond(quarter, part, given.get(part, 0)) for part in parts}
        for key, one in self.book.items():
            if one.quarter == quarter and one.rule in RULES and one.state in OPEN:
                self.book[key] = replace(one, state="superseded")
        due = {part: amount for part, amount in expected.items() if amount and part[1] in RULES}
        assert self.tell(quarter) == len(due)
        for (payee, the_rule), amount in due.items():
            key = self.newest(payee, the_rule, quarter)
            self.book[key] = Entry(quarter, version, payee, the_rule, amount, by)

    def beyond(self, quarter: int, part: tuple[str, str], amount: int) -> int:
        """Return what is to be proposed: unit by unit towards the amount, but for those that were declined before."""
        mine = [one for one in self.book.values() if (one.quarter, one.payee, one.rule) == (quarter, *part)]
        missing = amount - sum(one.amount for one in mine if one.state in AWARDED)
        declined = [
            one.amount for one in mine if one.state == "declined" and (one.amount > 0) == (missing > 0)
        ]
        return 0 if abs(sum(declined)) >= abs(missing) else missing - sum(declined)

    def tell(self, quarter: int) -> int:
        version, given, by = self.closed[quarter]
        told = [gives(payee, amount, the_rule) for (payee, the_rule), amount in given.items()]
        return close(*told, version=version, by=user(by) if by else None, quarter=quarter)

    def newest(self, payee: str, the_rule: str, quarter: int) -> int:
        who = rep(payee) if payee.islower() else team(payee)
        mine = select(Bonus.id).where(Bonus.who == who, Bonus.rule == the_rule, Bonus.quarter == quarter)
        board = Bonus.board == ("rep" if payee.islower() else "team")
        return db.session.scalars(mine.where(board).order_by(Bonus.id.desc()).limit(1)).one()

    @precondition(lambda self: self.closed)
    @rule(data=st.data())
    def close_twice(self, data: st.DataObject) -> None:
        """Tell a close once more."""
        assert self.tell(data.draw(st.sampled_from(sorted(self.closed)))) == 0

    def some(self, data: st.DataObject) -> int:
        """Return a bonus: often one that awaits a decision."""
        undecided = [key for key, one in self.book.items() if one.state in OPEN]
        return data.draw(
            st.sampled_from(undecided if undecided and data.draw(st.booleans()) else [*self.book])
        )

    def refusal(self, key: int, by: str) -> type[BonusError] | None:
        """Return how a decision on a bonus is refused."""
        one = self.book[key]
        if by == "ines" or one.payee in NEAR.get(by, ()) or one.proposed_by == by:
            return ForbiddenError
        return None if one.state in OPEN else StateError

    def hold(self, expected: type[BonusError] | None, act: Callable[[], Any]) -> Any:
        """Do something, or hold that it is refused as expected."""
        if expected is None:
            return act()
        with pytest.raises(expected):
            act()
        return None

    @precondition(lambda self: self.book)
    @rule(data=st.data(), by=people)
    def approve(self, data: st.DataObject, by: str) -> None:
        """Let somebody approve, for the first or the second time."""
        key = self.some(data)
        one = self.book[key]
        refused = self.refusal(key, by)
        if refused is None and one.state == "seconded" and one.seconded_by == by:
            refused = ForbiddenError
        self.hold(refused, lambda: service.approve(key, user(by), NOW))
        if refused is None and one.state == "proposed" and abs(one.amount) > LIMIT:
            self.book[key] = replace(one, state="seconded", seconded_by=by)
        elif refused is None:
            self.book[key] = replace(one, state="approved")

    @precondition(lambda self: self.book)
    @rule(data=st.data(), by=people)
    def decline(self, data: st.DataObject, by: str) -> None:
        """Let somebody decline."""
        key = self.some(data)
        refused = self.refusal(key, by)
        self.hold(refused, lambda: service.decline(key, "no", user(by), NOW))
        if refused is None:
            self.book[key] = replace(self.book[key], state="declined")

    @precondition(lambda self: self.book)
    @rule(data=st.data(), by=people, amount=amounts.filter(bool))
    def adjust(self, data: st.DataObject, by: str, amount: int) -> None:
        """Let somebody adjust a bonus."""
        of = data.draw(st.sampled_from([*self.book]))
        one = self.book[of]
        refused: type[BonusError] | None = StateError if one.state == "superseded" else None
        if refused is None and (by in ("ines", one.payee)):
            refused = ForbiddenError
        added = self.hold(refused, lambda: service.adjust(of, amount, "why", user(by), NOW))
        if refused is None:
            self.book[added] = Entry(one.quarter, one.version, one.payee, "adjustment", amount, by)

    @rule(by=people, payee=st.sampled_from(PAYEES), amount=amounts.filter(bool), quarter=quarters)
    def adjust_payee(self, by: str, payee: str, amount: int, quarter: int) -> None:
        """Let somebody adjust what somebody gets for a quarter."""
        place = ("rep", rep(payee)) if payee.islower() else ("team", team(payee))
        refused = ForbiddenError if by in ("ines", payee) else None
        version = max((one.version for one in self.book.values() if one.quarter == quarter), default=0)
        added = self.hold(
            refused, lambda: service.adjust_payee(*place, quarter, amount, "why", user(by), NOW)
        )
        if refused is None:
            self.book[added] = Entry(quarter, version, payee, "adjustment", amount, by)

    @rule(by=people)
    def export(self, by: str) -> None:
        """Send what is approved to payroll: of those who are owed something."""
        approved = {key: one for key, one in self.book.items() if one.state == "approved"}
        owed = Counter[str]()
        for one in approved.values():
            owed[one.payee] += one.amount
        going = [key for key, one in approved.items() if owed[one.payee] > 0]
        refused = ForbiddenError if by == "ines" else (None if going else StateError)
        made = self.hold(refused, lambda: service.export(Format(), user(by), NOW))
        if refused is None:
            (batch,) = made
            self.paid[batch] = False
            for key in going:
                self.book[key] = replace(self.book[key], state="exported", batch=batch)

    @precondition(lambda self: self.paid)
    @rule(data=st.data(), by=people)
    def pay(self, data: st.DataObject, by: str) -> None:
        """Mark a batch as paid."""
        batch = data.draw(st.sampled_from(sorted(self.paid)))
        refused = ForbiddenError if by == "ines" else (StateError if self.paid[batch] else None)
        self.hold(refused, lambda: service.mark_paid(batch, user(by), NOW))
        if refused is None:
            self.paid[batch] = True
            for key, one in self.book.items():
                if one.batch == batch:
                    self.book[key] = replace(one, state="paid")

    @rule(data=st.data(), quarter=quarters)
    def dispute(self, data: st.DataObject, quarter: int) -> None:
        """Let Ines dispute a quarter, or take it back."""
        mine = [one for one in self.disputes if self.disputes[one] == "open"]
        if mine and data.draw(st.booleans()):
            one = data.draw(st.sampled_from(mine))
            outcome = data.draw(st.sampled_from(("upheld", "rejected")))
            service.resolve(one, outcome, "We looked again", user("ada"), NOW)
            self.disputes[one] = outcome
            return
        about = {queries.case(one, user("ada")).quarter for one in mine}  # type: ignore[union-attr]
        refused = StateError if quarter in about else None
        made = self.hold(refused, lambda: service.open_dispute(quarter, None, "Why?", user("ines"), NOW))
        if made:
            self.disputes[made] = "open"

    @precondition(lambda _self: head().seq > 0)
    @rule(data=st.data(), column=st.sampled_from(sorted(OTHER)))
    def tamper(self, data: st.DataObject, column: str) -> None:
        """Change an entry as who owns the database could: it is noticed. Then let it be as it was."""
        seq = data.draw(st.integers(1, head().seq))
        point = db.session.begin_nested()
        unguard("ledger_entry")
        change = f'UPDATE ledger_entry SET "{column}" = {OTHER[column]} WHERE seq = {seq}'  # noqa: S608
        before = db.session.scalar(select(LedgerEntry.__table__.c[column]).where(LedgerEntry.seq == seq))
        db.session.execute(text(change))
        after = db.session.scalar(select(LedgerEntry.__table__.c[column]).where(LedgerEntry.seq == seq))
        assert bool(verify()) == (before != after)
        point.rollback()

    @invariant()
    def the_books_say_the_same(self) -> None:
        """Hold what is stored against the second book."""
        db.session.expire_all()
        stored = {one.id: (one.state, one.amount) for one in db.session.scalars(select(Bonus))}
        assert stored == {key: (one.state, one.amount) for key, one in self.book.items()}
        assert verify() == []
        awarded = [one for one in self.book.values() if one.state in AWARDED]
        paid = [one for one in awarded if one.state == "paid"]
        told = Counter(kind for _seq, kind, _bonus, _amount in entries())
        assert told == Counter({"award": len(awarded), "payment": len(paid)})
        assert sum(one[3] for one in entries()) == sum(one.amount for one in awarded) - sum(
            one.amount for one in paid
        )

    @invariant()
    def statements_say_the_same(self) -> None:
        """Hold the statement of each rep against the second book."""
        for key in PAYEES[:-1]:
            told = queries.statement(rep(key))
            assert told
            mine = [one for one in self.book.values() if one.payee == key and one.state in AWARDED]
            paid = sum(one.amount for one in mine if one.state == "paid")
            awarded = sum(one.amount for one in mine)
            balance = told.balances[0] if told.balances else (None, 0, 0, 0, 0, 0)
            assert balance[2:5] == (awarded, paid, awarded - paid)
            assert sum(one.amount for one in paid_batches(told)) == paid

    @invariant()
    def what_is_given_is_awarded_or_awaits_it(self) -> None:
        """Where nothing was declined, what the newest close gives is awarded or proposed, to the cent."""
        for quarter, (_version, given, _by) in self.closed.items():
            sums, declined = Counter[tuple[str, str]](), set()
            for one in self.book.values():
                part = (one.payee, one.rule)
                if one.quarter == quarter and one.state in (*OPEN, *AWARDED):
                    sums[part] += one.amount
                if one.quarter == quarter and one.state == "declined":
                    declined.add(part)
            for part in {*sums, *given}:
                if part[1] in RULES and part not in declined:
                    assert sums[part] == given.get(part, 0)


def paid_batches(told: queries.Statement) -> list[queries.StatementLine]:
    return [line for quarter in told.quarters for line in quarter.lines if line.paid_at is not None]


def test_any_history_keeps_money_whole() -> None:
    company()
    most = min(1_000, hypothesis.settings().max_examples // 2)
    histories = hypothesis.settings(max_examples=most, stateful_step_count=STEPS)
    run_state_machine_as_test(Money, settings=histories)  # type: ignore[no-untyped-call]
