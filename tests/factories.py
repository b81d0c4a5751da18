"""A small company with scores made by hand: quick to make, and every kind of level, month and name is in it."""

import itertools
import random
from collections.abc import Sequence
from fractions import Fraction
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from sqlalchemy import select, update

from app import unnoticed
from app.agreement.queries import timeline
from app.auth import service
from app.clock import now as clock_now
from app.clock import to_datetime
from app.extensions import db
from app.happenings.service import notice
from app.models.agreement import AgreementVersion
from app.models.people import Membership, Rep, Team
from app.models.scores import Score, Stamp
from app.scorekeeping.standings import rank_periods
from scoring.agreement import Baseline, ServiceLevel
from scoring.periods import month_label, month_of
from scoring.versions import Timeline

PASSWORD = "a long enough one"

AGREEMENT = """
[agreement]
name = "Sales and marketing agreement"
starts = "{starts}"
timezone = "Europe/Berlin"
metric_that_matters = "lead-disposition"

[definitions]
lead = "A person at a company that fits our personas, with a way to reach them"
mql = "A lead that has shown interest: a score of 20 or more"

[calendar]
opens = "09:00"
closes = "17:00"
closed = ["2026-12-24"]

[[service_level]]
id = "new-leads"
name = "New leads handed over"
side = "marketing"
measure = "count"
of = {{ kind = "lead.assigned" }}
distinct = "subject"
target = 40
exceed = 55
points = {{ met = 10, exceeded = 15 }}

[[service_level]]
id = "bad-records"
name = "Records rejected as bad data"
side = "marketing"
measure = "ratio"
direction = "at_most"
of = {{ kind = "lead.rejected", where = {{ reason = ["bad data", "duplicate"] }} }}
over = {{ kind = "lead.assigned" }}
min_volume = 10
target = 0.10
exceed = 0.04
points = {{ met = 10, exceeded = 15 }}

[[service_level]]
id = "conversion"
name = "Leads that become meetings"
side = "marketing"
measure = "ratio"
of = {{ kind = "meeting.held" }}
over = {{ kind = "lead.assigned" }}
target = {{ months = 3, improve_by = 0.10, exceed_by = 0.25 }}
points = {{ met = 15, exceeded = 25 }}

[[service_level]]
id = "lead-disposition"
name = "New leads disposed within 24 business hours"
side = "sales"
measure = "timely"
clock.start = "lead.assigned"
clock.stop = ["lead.qualified", "lead.disqualified", "lead.returned"]
clock.pause = "lead.on_hold"
clock.resume = "lead.off_hold"
clock.within = "24h"
clock.handover = "carry"
min_volume = 5
target = 0.90
exceed = 0.97
points = {{ met = 20, exceeded = 30 }}

[[service_level]]
id = "revenue"
name = "Revenue won"
side = "sales"
measure = "sum"
of = {{ kind = "opportunity.won" }}
target = 25000
exceed = 40000
team_target = 120000
team_exceed = 180000
points = {{ met = 10, exceeded = 15 }}

[[service_level]]
id = "contacts"
name = "New contacts every week"
side = "sales"
measure = "count"
of = {{ kind = "contact.added" }}
every = "week"
weeks_met = 0.75
target = 5
exceed = 9
points = {{ met = 5, exceeded = 10 }}

[[service_level]]
id = "answer-time"
name = "Average time to answer a call, in seconds"
side = "sales"
measure = "mean"
direction = "at_most"
of = {{ kind = "call.answered" }}
min_volume = 10
target = 120
exceed = 60
points = {{ met = 5, exceeded = 8 }}
"""

ZONE = ZoneInfo("Europe/Berlin")
"""That of the agreement: with midnight there a month begins."""

TEAMS = {
    "Harbour": "sales", "Northern Lights": "sales", "Rhine & Ruhr": "sales", "Key accounts": "sales",
    "Campaigns": "marketing", "Events and partner marketing": "marketing",
}  # fmt: skip
REPS = (
    "Ines Albrecht", "Tomasz Nowak", "Amelie Roux", "Jonas Weber", "Chiara Conti", "Mehmet Yilmaz", "Sofia Lindqvist",
    "Paul O’Brien", "Anna-Lena Groß", "Hugo Martins", "Nadia Haddad", "Felix Bauer", "Zoë van den Berg", "Luca Moretti",
    "Marta Kowalska", "Oskar Jensen", "Priya Raman", "Björn Åkesson", "Clara Fuchs", "Émile Laurent", "Greta Holm",
    "Rafael Duarte", "Selma Kaya", "Maximiliane Freifrau von Hohenstein-Wallersbach zu Altenburg",
)  # fmt: skip

_stamps = itertools.count(random.Random().randrange(10**9), 1_000)


def agreement(first_month: int, text: str = AGREEMENT) -> Timeline:
    """Store the agreement, in force from `first_month` on."""
    written = text.format(starts=month_label(first_month))
    db.session.add(
        AgreementVersion(
            name="Sales and marketing agreement", starts=first_month, text=written, loaded_at=clock_now(),
            holidays_from=2020, holidays_to=2030,
        )
    )  # fmt: skip
    db.session.commit()
    found = timeline()
    assert found
    return found


def people(names: Sequence[str] = REPS, teams: dict[str, str] = TEAMS) -> None:
    """Store teams and reps, shared out over the teams one after the other; keys `r1`, `r2` … and e-mails to match."""
    made = [Team(name=name, side=side) for name, side in teams.items()]
    db.session.add_all(made)
    db.session.flush()
    for number, name in enumerate(names, 1):
        rep = Rep(key=f"r{number}", name=name, email=f"r{number}@example.com")
        rep.memberships = [Membership(team=made[number % len(made)], name=name, email=rep.email)]
        db.session.add(rep)
    db.session.commit()


def score(
    month: int, board: str, who: int, level: ServiceLevel, version: int, chance: random.Random
) -> Score:
    """Return a score as it may turn out: better than, at or below what was owed, or without data."""
    state = chance.choices(["missed", "met", "exceeded", "no_data"], [25, 45, 22, 8])[0]
    numerator, denominator, target, exceed = Fraction(chance.randint(1, 60)), None, None, None
    if not isinstance(level.target, Baseline) and not level.weekly:
        target, exceed = level.target, level.exceed
    if level.weekly:
        numerator, denominator = Fraction({"missed": 2, "no_data": 0}.get(state, 4)), Fraction(4)
    elif level.measure in ("ratio", "timely"):
        denominator = Fraction(chance.choice([20, 41]) if state != "no_data" else 3)
        good = {"missed": 82, "met": 93, "exceeded": 99, "no_data": 70}[state]
        numerator = Fraction(
            round(denominator * (good if level.direction == "at_least" else 100 - good) / 100)
        )
        target = target or Fraction(83, 100)
    elif level.measure == "mean":
        denominator, numerator = (
            Fraction(37),
            Fraction(37 * {"missed": 140, "met": 95, "exceeded": 48}.get(state, 7)),
        )
    elif target:
        factor = {"missed": Fraction(7, 10), "met": Fraction(11, 10), "exceeded": Fraction(17, 10)}
        numerator = Fraction(round(target * factor.get(state, 1)))
        state = "met" if state == "no_data" else state
    points = {"met": level.points_met, "exceeded": level.points_exceeded}.get(state, 0)
    return Score(
        board=board, who=who, month=month, level=level.id, side=level.side, version_id=version, numerator=numerator,
        denominator=denominator, value=numerator / (denominator or 1), attainment=state, points=points,
        target=None if state == "no_data" else target, exceed=None if state == "no_data" else exceed,
    )  # fmt: skip


def scores(line: Timeline, months: Sequence[int], today: int, seed: int = 7) -> None:
    """Store a score of every rep and team for every level of his side in `months`, and rank them."""
    chance = random.Random(seed)
    version = line.versions[-1]
    sides = dict(db.session.execute(select(Team.id, Team.side)).all())
    member = dict(db.session.execute(select(Membership.rep_id, Membership.team_id)).all())
    who = [("team", team, side) for team, side in sides.items()]
    who += [("rep", rep, sides[team]) for rep, team in member.items()]
    for month in months:
        for board, one, side in who:
            for level in version.agreement.levels:
                if level.side == side:
                    db.session.add(score(month, board, one, level, version.id, chance))
    db.session.flush()
    rank_periods(line, months, today)
    db.session.commit()


def stamp(as_of: int) -> None:
    """Say that something changed; no two stamps of a run of tests are the same."""
    number = next(_stamps)
    db.session.merge(Stamp(id=1, number=number, rest=number, data_as_of=as_of))
    db.session.commit()


def world(now: int | None = None, months: int = 6) -> Timeline:
    """Store the whole company with its agreement and the scores of the last `months` months."""
    now = clock_now() if now is None else now
    this = month_of(to_datetime(now).astimezone(ZONE).toordinal())
    line = agreement(this - months + 1)
    people()
    scores(line, range(this - months + 1, this + 1), line.day(now))
    stamp(now)
    return line


def noticed() -> None:
    """Notice what happened by the scores, of which none is news."""
    moment = clock_now()
    db.session.execute(update(Stamp).values(clocks_as_of=moment))
    unnoticed.leave_all(live=False)
    db.session.commit()
    while notice(moment):
        pass


def user(email: str, role: str, *teams: str) -> None:
    """Store someone who can log in."""
    service.create_user(email, role, list(teams), PASSWORD, clock_now())


def log_in(client: FlaskClient, email: str) -> FlaskClient:
    """Log a client in, by the form."""
    answer = client.post("/login", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client
