"""Count what a case exercises, so that a test can ask whether generated cases reach every rule."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import groupby, pairwise

from .books import Participant
from .cases import Case
from .clockwork import Clock
from .facts import Fact
from .reference import Result, reckon
from .terms import Level, Version
from .times import DAY, days_of, first_day, month_of, weeks_of


def features(case: Case) -> Counter[str]:
    """Return how often each feature occurs in a case as of its moment."""
    result = reckon(case, case.as_of)
    counts: Counter[str] = Counter()
    for part in PARTS:
        counts.update(part(case, result))
    return counts


def _of_files(case: Case, result: Result) -> Iterator[str]:
    zone_on = result.agreements.zone_on
    for _, text in case.activities:
        for row in csv.DictReader(io.StringIO(text, newline="")):
            moment = datetime.fromisoformat(row["at"])
            if moment.tzinfo:
                yield "time with offset"
                continue
            yield "time of a date alone" if len(row["at"]) == 10 else "time without offset"
            local = moment.replace(tzinfo=zone_on(moment.date()))
            if local.utcoffset() != local.replace(fold=1).utcoffset():
                back = local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None)
                yield "time repeated" if back == moment else "time skipped"
    yield from ["agreement replaced"] * (len(case.agreements) - len(result.agreements.versions))
    as_of = case.as_of.astimezone(zone_on(case.as_of.date()))
    if (as_of.hour, as_of.minute) == (0, 0):
        yield "scored where a month begins" if as_of.day == 1 else "scored at a midnight"


def _of_facts(case: Case, result: Result) -> Iterator[str]:
    yield from ["repeat"] * len(result.reading.repeats) + ["conflict"] * len(result.reading.conflicts)
    kinds = {kind for version in result.agreements.versions for kind in _kinds(version)}
    sources: dict[str, set[str]] = {}
    for fact in result.reading.facts:
        sources.setdefault(fact.id, set()).add(fact.source)
        if fact.at > case.as_of:
            yield "activity after the moment of scoring"
        if fact.at == case.as_of:
            yield "activity at the moment of scoring"
        if fact.kind not in kinds:
            yield "kind without a use"
        if fact.value is not None and fact.value < 0:
            yield "negative value"
        if fact.value is not None and (fact.value * 1000).denominator > 1:
            yield "value of four places"
        if not result.people.membership(fact.rep, result.agreements.day_of(fact.at)):
            known = fact.rep in result.people.reps()
            yield "rep in no team that day" if known else "rep unknown"
    yield from ["id in two sources" for names in sources.values() if len(names) > 1]


def _kinds(version: Version) -> set[str]:
    found: set[str] = set()
    for level in version.levels:
        for selector in (level.of, level.over, level.clock.start if level.clock else None):
            found |= selector.kinds if selector else set()
        if level.clock:
            found |= level.clock.stop | level.clock.pause | level.clock.resume
    return found


def _of_people(case: Case, result: Result) -> Iterator[str]:
    rows = list(csv.DictReader(io.StringIO(case.people_csv, newline="")))
    yield from ["membership withdrawn" for row in rows if row["starts"] and row["starts"] == row["ends"]]
    keys = Counter((row["rep"], row["starts"]) for row in rows)
    yield from ["membership replaced" for count in keys.values() if count > 1]
    for rep in result.people.reps():
        own = [row for row in result.people.memberships if row.rep == rep]
        own.sort(key=lambda row: row.starts or date.min)
        for before, after in pairwise(own):
            if before.ends != after.starts:
                yield "gap between memberships"
            elif before.side != after.side:
                yield "move across sides"
            elif before.team != after.team:
                yield "move within a side"
            if after.starts and after.starts.day > 1:
                yield "move within a month"
    absences = sorted(result.people.absences)
    for (rep, _, ends), (other, starts, _) in pairwise(absences):
        if rep == other and starts < ends:
            yield "absences overlap"


def _of_versions(case: Case, result: Result) -> Iterator[str]:
    versions = result.agreements.versions
    for version in versions:
        calendar = version.calendar
        yield f"zone {version.zone.key}"
        if version.fiscal_year_starts != 1:
            yield "fiscal year not from January"
        if calendar.closes == 24 * 60:
            yield "closes at 24:00"
        if 5 in calendar.workdays:
            yield "Saturday work"
        yield from ["closed day"] * len(calendar.closed)
        if "-" in calendar.holidays:
            yield "holidays of a subdivision"
        for level in version.levels:
            yield from _of_level(level)
    for before, after in pairwise(versions):
        if before.zone != after.zone:
            yield "zone moves"
        yield from _of_change(before, after)
    if len(versions) > 2:
        first, middle, last = ({level.id for level in version.levels} for version in versions)
        yield from ["level comes back"] * len((first & last) - middle)


def _of_change(before: Version, after: Version) -> Iterator[str]:
    for level in before.levels:
        same = after.level(level.id)
        if same is None:
            yield "level dropped"
        elif same.measure != level.measure:
            yield "measure changed"
        elif (same.target, same.exceed, same.baseline) != (level.target, level.exceed, level.baseline):
            yield "target changed"
    yield from ["level added" for level in after.levels if not before.level(level.id)]


def _of_level(level: Level) -> Iterator[str]:
    direction = "at most" if level.at_most else "at least"
    period = _period(level)
    yield f"{level.measure} {direction} by {period}"
    conditions = level.of.where if level.of else ()
    present = {
        "no exceed": level.exceed is None and level.baseline is None,
        "no exceed_by": level.baseline is not None and level.baseline.exceed_by is None,
        "no points.exceeded": level.points_exceeded == level.points_met,
        "team_target by " + period: level.team_target is not None,
        "team_exceed by " + period: level.team_exceed is not None,
        "scored for reps only": level.scored == ("rep",),
        "scored for teams only": level.scored == ("team",),
        "distinct by " + period: level.distinct,
        "part of weeks": level.weekly and level.weeks_met < 1,
        "min_volume by " + period: level.min_volume > 1,
        "where": bool(conditions),
        "where a missing attribute": any("" in wanted for _, wanted in conditions),
        "where of a clock": level.clock is not None and bool(level.clock.start.where),
        "wall clock": level.clock is not None and level.clock.wall,
        "clock without pause": level.clock is not None and not level.clock.pause,
    }
    yield from [name for name, here in present.items() if here]


def _period(level: Level) -> str:
    return "week" if level.weekly else "baseline" if level.baseline else "month"


def _of_clocks(case: Case, result: Result) -> Iterator[str]:
    for clock in result.ran:
        yield f"clock {clock.state}"
        yield from ["pause"] * clock.pauses
        if clock.hand_overs:
            yield "hand-over by " + ("carry" if clock.terms.carry else "restart")
        began = result.agreements.day_of(clock.started)
        if month_of(began) < result.agreements.versions[0].starts:
            yield "clock from before the agreement"
        if not result.people.membership(clock.rep, result.agreements.day_of(clock.got)):
            yield "clock of nobody"
        present = {
            "open on hold": clock.state == "open" and clock.paused,
            "met on hold": clock.state == "met" and clock.paused,
            "breached after a pause": clock.state == "breached" and clock.pauses > 0,
            "met with the limit used up": clock.state == "met" and clock.used == clock.terms.within,
            "breached when got": clock.state == "breached" and clock.decided == clock.got,
        }
        yield from [name for name, here in present.items() if here]
        yield from _of_decision(clock, result)


def _of_decision(clock: Clock, result: Result) -> Iterator[str]:
    if not clock.decided:
        return
    day = result.agreements.day_of(clock.decided)
    if month_of(day) < result.agreements.versions[0].starts:
        yield "decided before the agreement"
        return
    terms = result.agreements.clock_terms(clock.level, day)
    if terms is None:
        yield "decided where there is no such level"
    elif terms != clock.terms:
        yield "decided under other terms"
    row = result.people.membership(clock.rep, result.agreements.day_of(clock.got))
    now = result.people.membership(clock.rep, day)
    if row and (now is None or now.team != row.team):
        yield "decided after a move"


def _of_instants(case: Case, result: Result) -> Iterator[str]:
    """Find activities of one subject that meet at one instant, in different or in equal roles."""

    def key(fact: Fact) -> tuple[str, datetime]:
        return (fact.subject, fact.at)

    facts = sorted((fact for fact in result.reading.facts if fact.subject), key=key)
    for level in result.agreements.clock_levels():
        for (_, at), together in groupby(facts, key=key):
            terms = result.agreements.clock_terms(level, result.agreements.day_of(at))
            roles = [role for role in (terms.role(fact) for fact in together if terms) if role]
            if len(set(roles)) > 1:
                yield "roles meet"
            if len(set(roles)) < len(roles):
                yield "equals meet"


def _of_scores(case: Case, result: Result) -> Iterator[str]:
    for score in result.judged:
        version = result.agreements.in_force(score.month)
        level = version.level(score.service_level) if version else None
        assert level
        yield f"{level.measure} {score.attainment}"
        yield f"{score.attainment} by {_period(level)}"
        if score.attainment == "no_data" and score.value is not None:
            yield "value without data"
        if score.target is not None and score.target == score.value:
            yield "target hit exactly"


def _of_boards(case: Case, result: Result) -> Iterator[str]:
    for month in {score.month for score in result.judged}:
        boards = result.standings(month).values()
        ranks = Counter((n, row["rank"]) for n, board in enumerate(boards) for row in board)
        yield from ["shared rank" for count in ranks.values() if count > 1]


def _of_shares(case: Case, result: Result) -> Iterator[str]:
    for month in {score.month for score in result.judged}:
        version = result.agreements.in_force(month)
        assert version
        for rep in result.people.reps():
            held = [row for row in result.people.memberships if row.rep == rep]
            touching = any(row.covers(day) for row in held for day in days_of(month))
            sides = {level.side for level in version.levels}
            who = Participant("rep", rep)
            shares = [result.books.share(who, side, days_of(month), version.calendar) for side in sides]
            yield from ["member without a share"] * (touching and not any(shares))


def _of_weeks(case: Case, result: Result) -> Iterator[str]:
    last = result.agreements.day_of(case.as_of)
    for month in sorted({score.month for score in result.judged}):
        version = result.agreements.in_force(month)
        assert version
        for week in weeks_of(month):
            working = len(version.calendar.working_days(week))
            if week[0] <= last < week[-1] + DAY:
                yield "week not over"
            if working == 0:
                yield "week without work"
            elif working < len(version.calendar.workdays):
                yield "short week"
            if week[0] < first_day(version.starts) <= week[-1]:
                yield "week across versions"


PARTS = (
    *(_of_files, _of_facts, _of_people, _of_versions, _of_clocks),
    *(_of_instants, _of_scores, _of_boards, _of_shares, _of_weeks),
)
