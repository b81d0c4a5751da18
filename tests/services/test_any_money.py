"""Any history of bonuses keeps money whole, against a second, slow book that is kept beside it.

Quarters are closed, reopened and closed again; several people approve, second, decline, adjust, export, pay and
dispute, whether they may or not. After each step the ledger, the statements and the second book say the same, and
whoever changes an entry is noticed.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text

from app.bonuses import queries, service
from app.bonuses.errors import ForbiddenError, StateError
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
from tests.services.second_book import AWARDED, OPEN, RULES, Book, Entry, Refusal
from tests.services.test_ledger import OTHER

# What they run, other tests run for the coverage: to trace it would cost a third more.
pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.no_cover]

STEPS = 16
PEOPLE = ("ines", "mara", "otto", "mia", "ada", "eva")
PAYEES = ("ines", "ole", "jan", "mia", "Nord")

# Few of each, so that one history comes to the same part, the same sum and nothing at all again and again.
amounts = st.sampled_from((100, -100, 40, -40, LIMIT, LIMIT + 1, -LIMIT - 1))
given_amounts = st.dictionaries(
    st.tuples(st.sampled_from(("jan", "jan", *PAYEES)), st.sampled_from(("prize[1]", *RULES))),
    amounts,
    max_size=2,
)
people = st.sampled_from((*PEOPLE, "ada", "eva", "ada"))
quarters = st.sampled_from((QUARTER, QUARTER, EARLIER))
decisions = st.sampled_from(("approve", "decline", ""))


class Money(RuleBasedStateMachine):
    """A history, in a savepoint of its own, and the second book."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = db.engine.begin_nested()  # type: ignore[attr-defined]
        self.book = Book()
        self.closed: dict[int, tuple[int, dict[tuple[str, str], int], str]] = {}
        self.paid: dict[int, bool] = {}
        self.disputes: dict[int, str] = {}

    def teardown(self) -> None:
        """Forget it."""
        db.session.remove()
        self.savepoint.rollback()

    @initialize(given=given_amounts)
    def begin(self, given: dict[tuple[str, str], int]) -> None:
        """Let there be bonuses."""
        self.close_it(QUARTER, given, "", "")

    @rule(quarter=quarters, given=given_amounts, by=st.sampled_from(("", "eva", "otto")), then=decisions)
    def close(self, quarter: int, given: dict[tuple[str, str], int], by: str, then: str) -> None:
        """Close a quarter for the first time, or once more after it was reopened; then decide, or wait."""
        self.close_it(quarter, given, by, then)

    def close_it(self, quarter: int, given: dict[tuple[str, str], int], by: str, then: str) -> None:
        version = self.closed.get(quarter, (0, {}, ""))[0] + 1
        self.closed[quarter] = version, given, by
        due = self.book.due(quarter, given)
        for key in self.book.waiting():
            if self.book[key].quarter == quarter and self.book[key].rule in RULES:
                self.book.set(key, state="superseded")
        assert self.tell(quarter) == len(due)
        for (payee, the_rule), amount in due.items():
            key = self.newest(payee, the_rule, quarter)
            self.book[key] = Entry(quarter, version, payee, the_rule, amount, by)
        if then:
            self.clear_the_desk(then)

    def clear_the_desk(self, how: str) -> None:
        """Let those who may decide on all that awaits it, in one way."""
        act = self.try_to_approve if how == "approve" else self.try_to_decline
        for name in ("ada", "mara", "eva"):
            for key in self.book.waiting():
                act(key, name)

    def tell(self, quarter: int) -> int:
        version, given, by = self.closed[quarter]
        told = [gives(payee, amount, the_rule) for (payee, the_rule), amount in given.items()]
        return close(*told, version=version, by=user(by) if by else None, quarter=quarter)

    def newest(self, payee: str, the_rule: str, quarter: int) -> int:
        who = rep(payee) if payee.islower() else team(payee)
        mine = select(Bonus.id).where(Bonus.who == who, Bonus.rule == the_rule, Bonus.quarter == quarter)
        board = Bonus.board == ("rep" if payee.islower() else "team")
        return db.session.scalars(mine.where(board).order_by(Bonus.id.desc()).limit(1)).one()

    def hold(self, expected: Refusal, act: Callable[[], Any]) -> Any:
        """Do something, or hold that it is refused as expected."""
        if expected is None:
            return act()
        with pytest.raises(expected):
            act()
        return None

    @precondition(lambda self: self.book)
    @rule(data=st.data(), by=people, approve=st.booleans())
    def decide(self, data: st.DataObject, by: str, approve: bool) -> None:
        """Let somebody decide on a bonus, often on one that awaits it."""
        waiting = self.book.waiting()
        key = data.draw(st.sampled_from(waiting if waiting and data.draw(st.booleans()) else [*self.book]))
        self.try_to_approve(key, by) if approve else self.try_to_decline(key, by)

    def try_to_approve(self, key: int, by: str) -> None:
        refused = self.book.to_approve(key, by)
        self.hold(refused, lambda: service.approve(key, user(by), NOW))
        if refused is None:
            self.book.approve(key, by)

    def try_to_decline(self, key: int, by: str) -> None:
        refused = self.book.to_decline(key, by)
        self.hold(refused, lambda: service.decline(key, "no", user(by), NOW))
        if refused is None:
            self.book.set(key, state="declined")

    @rule(data=st.data(), by=people, amount=amounts)
    def adjust(self, data: st.DataObject, by: str, amount: int) -> None:
        """Let somebody adjust a bonus, or what somebody gets for a quarter."""
        if not self.book or data.draw(st.booleans()):
            self.adjust_payee(by, data.draw(st.sampled_from(PAYEES)), amount, data.draw(quarters))
            return
        of = data.draw(st.sampled_from([*self.book]))
        one = self.book[of]
        refused = self.book.to_adjust(of, by)
        added = self.hold(refused, lambda: service.adjust(of, amount, "why", user(by), NOW))
        if refused is None:
            self.book[added] = Entry(one.quarter, one.version, one.payee, "adjustment", amount, by)

    def adjust_payee(self, by: str, payee: str, amount: int, quarter: int) -> None:
        place = ("rep", rep(payee)) if payee.islower() else ("team", team(payee))
        refused = ForbiddenError if by in ("ines", payee) else None
        version = max((one.version for one in self.book.values() if one.quarter == quarter), default=0)
        added = self.hold(
            refused, lambda: service.adjust_payee(*place, quarter, amount, "why", user(by), NOW)
        )
        if refused is None:
            self.book[added] = Entry(quarter, version, payee, "adjustment", amount, by)

    @rule(data=st.data(), by=people)
    def use_payroll(self, data: st.DataObject, by: str) -> None:
        """Mark a batch as paid, or send what is approved to payroll: of those who are owed something."""
        if self.paid and data.draw(st.booleans()):
            self.pay(data.draw(st.sampled_from(sorted(self.paid))), by)
            return
        going = self.book.sendable()
        refused = ForbiddenError if by == "ines" else (None if going else StateError)
        made = self.hold(refused, lambda: service.export(Format(), user(by), NOW))
        if refused is None:
            (batch,) = made
            self.paid[batch] = False
            for key in going:
                self.book.set(key, state="exported", batch=batch)

    def pay(self, batch: int, by: str) -> None:
        refused = ForbiddenError if by == "ines" else (StateError if self.paid[batch] else None)
        self.hold(refused, lambda: service.mark_paid(batch, user(by), NOW))
        if refused is None:
            self.paid[batch] = True
            for key in [key for key, one in self.book.items() if one.batch == batch]:
                self.book.set(key, state="paid")

    @rule(data=st.data(), quarter=quarters)
    def do_what_moves_no_money(self, data: st.DataObject, quarter: int) -> None:
        """Dispute, tell a close once more, or change an entry and let it be as it was."""
        acts = [self.dispute]
        if quarter in self.closed:
            acts.append(self.close_twice)
        if head().seq:
            acts.append(self.tamper)
        data.draw(st.sampled_from(acts))(data, quarter)

    def close_twice(self, _data: st.DataObject, quarter: int) -> None:
        assert self.tell(quarter) == 0

    def dispute(self, data: st.DataObject, quarter: int) -> None:
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

    def tamper(self, data: st.DataObject, _quarter: int) -> None:
        column = data.draw(st.sampled_from(sorted(OTHER)))
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
        awarded, paid = self.book.in_state(*AWARDED), self.book.in_state("paid")
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
            mine = [one for one in self.book.in_state(*AWARDED) if one.payee == key]
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
    # 50 histories in all, half of them on each database; nightly 1,000.
    most = min(500, hypothesis.settings().max_examples // 8)
    histories = hypothesis.settings(max_examples=most, stateful_step_count=STEPS)
    run_state_machine_as_test(Money, settings=histories)  # type: ignore[no-untyped-call]
