"""The whole story up to a moment, and the files that it is written in."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from app.demo import dispositions, leads, marketing, sales
from app.demo.calendar import day_of, written
from app.demo.cast import REPS, TEAMS, email
from app.demo.company import LAST_DAY, Company
from app.demo.story import Fact, Story
from app.demo.terms import texts
from app.progress import Progress, quiet
from scoring.periods import days_of_month

CORE = ("id", "kind", "at", "rep", "subject", "value")
ATTRIBUTES = ("account", "campaign", "grade", "reason", "result", "role", "source", "tier")


def lead_flow(story: Story) -> None:
    """Tell of leads, from marketing's first word to sales' last."""
    dispositions.dispose(story, leads.deliver(story))


CHAPTERS = (
    lead_flow,
    *(marketing.pipeline, marketing.events, marketing.listening),
    *(sales.inbound, sales.contacts, sales.opportunities, sales.calls),
)


def tell(now: int, seed: int, progress: Progress = quiet) -> tuple[Company, list[Fact]]:
    """Return the company as of `now`, and what happened in it up to then, in order of time."""
    company = Company(day_of(now))
    progress("chapters told", 0, len(CHAPTERS))
    story = Story(company, seed)
    for number, chapter in enumerate(CHAPTERS, 1):
        chapter(story)
        progress("chapters told", number, len(CHAPTERS))
    first = days_of_month(company.months[0])[0]
    facts = [fact for fact in story.facts if fact.at <= now and day_of(fact.at) >= first]
    return company, sorted(facts, key=lambda fact: (fact.at, fact.rep, fact.kind, fact.subject))


def files(company: Company, facts: Sequence[Fact]) -> dict[str, str]:
    """Return what a company of its own would load, by file name: agreement, people, absences, activities."""
    return {
        **texts(company),
        "people.csv": _people(company),
        "absences.csv": _absences(company),
        "activities.csv": _activities(facts),
    }


def _people(company: Company) -> str:
    names = {person.key: person.name for person in REPS}
    rows = (
        (one.rep, names[one.rep], email(one.rep), one.team, TEAMS[one.team], _day(one.starts), _day(one.ends))
        for one in company.memberships
    )
    return _csv(("rep", "name", "email", "team", "side", "starts", "ends"), rows)


def _absences(company: Company) -> str:
    rows = ((rep, _day(starts), _day(ends)) for rep, starts, ends in company.absences)
    return _csv(("rep", "starts", "ends"), rows)


def _activities(facts: Sequence[Fact]) -> str:
    rows = (
        (
            *(key, fact.kind, written(fact.at), fact.rep, fact.subject, fact.value),
            *(fact.attributes.get(name) for name in ATTRIBUTES),
        )
        for key, fact in keyed(facts)
    )
    return _csv((*CORE, *ATTRIBUTES), rows)


def keyed(facts: Iterable[Fact]) -> Iterable[tuple[str, Fact]]:
    """Yield each fact with an id."""
    return ((f"demo-{number:06}", fact) for number, fact in enumerate(facts, 1))


def _day(day: int) -> str:
    return "" if day in (0, LAST_DAY) else date.fromordinal(day).isoformat()


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
