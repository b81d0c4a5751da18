"""What may happen in the company at any moment: small scenes, each with what it does to the service levels."""

import random
from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.demo import queries
from app.demo.cast import MARKETING, SALES
from app.demo.names import BAD, EVENTS, REASONS, ROLES, SOURCES, account
from app.demo.queries import Colleague, Glance
from app.demo.story import Fact
from scoring.calendar import MINUTE

FAST, SLOW = 18, 260
"""Seconds until a call is answered."""
DEAL = 9_000
"""Euros of pipeline that a deal brings."""


class Moment(NamedTuple):
    """When a scene plays, with whom, and with what chance."""

    now: int
    rep: Colleague
    seen: Glance
    draw: random.Random

    def fact(self, kind: str, subject: str = "", value: int | None = None, **attributes: str) -> Fact:
        """Return what the rep does now."""
        return Fact(self.now, kind, self.rep.key, subject, value, attributes)

    def new(self, kind: str, letter: str, first: int) -> str:
        """Return the next subject of the kind: a company with a number."""
        return f"{account(self.draw)} {letter}{first + self.seen.ever[kind]}"


class Scene(NamedTuple):
    """A scene of one side; `often` is how often it plays among the others, `a_day` how often a rep can play it in one.

    `effects` say what it adds to the numerator and the denominator of service levels.
    """

    side: str
    kind: str
    often: int
    a_day: int
    play: Callable[[Moment], list[Fact]]
    effects: Mapping[str, tuple[int, int]]


def _lead(grades: str) -> Callable[[Moment], list[Fact]]:
    def play(at: Moment) -> list[Fact]:
        subject = at.new("lead.delivered", "L", 10_001)
        lead = at.fact(
            "lead.delivered", subject, grade=at.draw.choice(grades), source=at.draw.choice(SOURCES)
        )
        to = at.draw.choice(at.seen.salespeople)
        return [lead, Fact(at.now, "lead.assigned", to.key, subject, None, {})]

    return play


def _met(at: Moment) -> list[Fact]:
    lead = queries.unfinished(at.rep, "lead.delivered", "meeting.booked")
    return [at.fact("meeting.booked", lead)] if lead else []


def _rejected(at: Moment) -> list[Fact]:
    lead = queries.unfinished(at.rep, "lead.delivered", "lead.rejected")
    return [at.fact("lead.rejected", lead, reason=at.draw.choice(BAD))] if lead else []


def _event(at: Moment) -> list[Fact]:
    subject = f"{at.draw.choice(EVENTS)} E{301 + at.seen.ever['event.ended']}"
    return [
        at.fact("event.ended", subject)._replace(at=at.now - 50 * MINUTE),
        at.fact("event.leads_loaded", subject),
    ]


def _disposed(at: Moment) -> list[Fact]:
    lead = queries.waiting("lead-disposition", at.rep)
    fate = at.draw.choice(("qualified", "qualified", "disqualified", "returned"))
    return [at.fact(f"lead.{fate}", lead)] if lead else []


def _inbound(at: Moment) -> list[Fact]:
    waits = queries.waiting("inbound-answer", at.rep)
    if waits:
        return [at.fact("inbound.answered", waits)]
    subject = at.new("inbound.received", "I", 2_001)
    asked = at.fact("inbound.received", subject, account="target")
    return [
        asked._replace(at=at.now - at.draw.randrange(2, 30) * MINUTE),
        at.fact("inbound.answered", subject),
    ]


def _contact(*, filled: bool) -> Callable[[Moment], list[Fact]]:
    def play(at: Moment) -> list[Fact]:
        subject = f"C{40_001 + at.seen.ever['contact.added']}"
        role = at.draw.choice(ROLES) if filled else ""
        return [at.fact("contact.added", subject, tier="1", role=role)]

    return play


def _opportunity(at: Moment) -> list[Fact]:
    subject = at.new("opportunity.created", "O", 9_001)
    return [at.fact("opportunity.created", subject, at.draw.randrange(60, 900) * 50)]


def _closed(*, told: bool) -> Callable[[Moment], list[Fact]]:
    def play(at: Moment) -> list[Fact]:
        deal = queries.unfinished(at.rep, "opportunity.created", "opportunity.closed")
        reason = at.draw.choice(REASONS) if told else ""
        result = at.draw.choice(("won", "lost"))
        return [at.fact("opportunity.closed", deal, result=result, reason=reason)] if deal else []

    return play


def _call(seconds: int) -> Callable[[Moment], list[Fact]]:
    return lambda at: [at.fact("call.answered", value=seconds * at.draw.randrange(80, 121) // 100)]


SCENES = (
    Scene(
        *(MARKETING, "lead.delivered", 10, 8, _lead("AB")),
        {
            "leads-delivered": (1, 0),
            "qualified-leads": (1, 0),
            "bad-records": (0, 1),
            "lead-to-meeting": (0, 1),
        },
    ),
    Scene(
        *(MARKETING, "lead.delivered", 8, 8, _lead("CD")),
        {"leads-delivered": (1, 0), "bad-records": (0, 1), "lead-to-meeting": (0, 1)},
    ),
    Scene(MARKETING, "meeting.booked", 6, 4, _met, {"lead-to-meeting": (1, 0)}),
    Scene(MARKETING, "lead.rejected", 2, 2, _rejected, {"bad-records": (1, 0)}),
    Scene(MARKETING, "event.ended", 2, 2, _event, {"event-leads": (1, 1)}),
    Scene(
        *(MARKETING, "pipeline.sourced", 3, 2),
        lambda at: [at.fact("pipeline.sourced", account(at.draw), DEAL)],
        {"pipeline": (DEAL, 0)},
    ),
    Scene(
        *(MARKETING, "meeting.listened", 3, 2),
        lambda at: [at.fact("meeting.listened", account(at.draw))],
        {"customer-meetings": (1, 0)},
    ),
    Scene(SALES, "lead.qualified", 18, 12, _disposed, {"lead-disposition": (1, 1)}),
    Scene(SALES, "inbound.answered", 12, 12, _inbound, {"inbound-answer": (1, 1)}),
    Scene(
        SALES, "contact.added", 9, 5, _contact(filled=True), {"buyer-roles": (1, 1), "new-contacts": (1, 0)}
    ),
    Scene(
        SALES, "contact.added", 3, 5, _contact(filled=False), {"buyer-roles": (0, 1), "new-contacts": (1, 0)}
    ),
    Scene(SALES, "opportunity.created", 5, 3, _opportunity, {"opportunities": (1, 0)}),
    Scene(SALES, "opportunity.closed", 4, 4, _closed(told=True), {"win-loss": (1, 1)}),
    Scene(SALES, "opportunity.closed", 1, 4, _closed(told=False), {"win-loss": (0, 1)}),
    Scene(SALES, "call.answered", 10, 25, _call(FAST), {"call-answer": (FAST, 1)}),
    Scene(SALES, "call.answered", 4, 25, _call(SLOW), {"call-answer": (SLOW, 1)}),
)
