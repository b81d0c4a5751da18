"""Generated calendars, stories of clocks and tallies; zones and instants are where days are strange."""

from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from scoring.calendar import DAY, HOUR, MINUTE, BusinessTime
from scoring.clocks import Event
from tests.scoring.making import ROLES, on

ZONES = [
    ZoneInfo(name)
    for name in (
        *("Europe/Berlin", "America/Sao_Paulo", "America/Havana", "America/St_Johns", "Asia/Kolkata"),
        *("Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "UTC"),
    )
]
SPECIAL = [date(2011, 12, 29), date(2018, 11, 3), date(2026, 3, 28), date(2026, 10, 24), date(2026, 10, 31)]
"""Days before a date that never was, a skipped midnight, and clocks that go forward and back."""

zones = st.sampled_from(ZONES)
days = st.one_of(
    st.integers(date(1995, 1, 1).toordinal(), date(2035, 1, 1).toordinal()),
    st.builds(lambda day, more: day.toordinal() + more, st.sampled_from(SPECIAL), st.integers(-2, 4)),
)
moments = st.builds(
    lambda day, minutes, more: (day - 719_163) * DAY + minutes * 15 * MINUTE + more,
    days,
    st.integers(0, 95),
    st.sampled_from([0, 0, 0, 1, -1, 7_654_321]),
)
"""Instants, most of them on a quarter of an hour; 719163 is 1970-01-01."""


@st.composite
def spans(draw: st.DrawFn, most: int = 60 * DAY) -> tuple[int, int]:
    """Two instants, the earlier first, not too far apart to look at closely."""
    since = draw(moments)
    return since, since + draw(st.integers(0, most // (15 * MINUTE))) * 15 * MINUTE + draw(st.integers(0, 1))


@st.composite
def calendars(draw: st.DrawFn) -> BusinessTime:
    """Business hours that begin and end on half hours, some days off."""
    zone = draw(zones)
    opens = draw(st.integers(0, 47))
    closes = draw(st.integers(opens + 1, 48))
    workdays = draw(st.sets(st.integers(0, 6), min_size=1))
    off = draw(st.sets(days, max_size=5))
    return BusinessTime(zone, workdays, (opens * HOUR // 2, closes * HOUR // 2), off)


stories = st.lists(
    st.builds(
        Event,
        at=st.builds(lambda day, hour: on(f"Mon+{day // 7} 00:00") + day % 7 * DAY + hour * HOUR,
                     st.integers(0, 9), st.sampled_from([8, 9, 11, 12, 17, 20])),
        kind=st.sampled_from((*ROLES, "start", "other")),
        rep=st.integers(1, 3),
        key=st.text("ab1", max_size=2),
        source=st.sampled_from(["", "crm"]),
        attributes=st.sampled_from([{}, {"region": "north"}]),
    ),
    max_size=12,
    unique_by=lambda event: (event.key, event.source, event.at, event.kind),
)  # fmt: skip
"""Activities of one subject, many at the same instant; no two have one id in one source and role at once."""

exact = st.fractions(min_value=-1000, max_value=1000, max_denominator=10_000)
parts = st.fractions(min_value=0, max_value=1, max_denominator=100)
withins = st.one_of(
    st.integers(1, 40).map(lambda hours: Fraction(hours * HOUR)),
    st.fractions(min_value=Fraction(1, 7), max_value=3 * DAY, max_denominator=7),
)
