"""Moments and numbers mean what was written, whatever it was: properties, without a database."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.activities.placing import Places
from app.activities.rows import pack
from app.clock import to_instant
from app.intake.faults import RowError
from app.intake.values import LOCAL_EPOCH, Numbers, micros, read_decimal, read_moment, read_number
from scoring.agreement_format import parse_agreement
from scoring.versions import Timeline, Version
from tests.loading import AGREEMENT

VALUES = st.integers(-(10**15) + 1, 10**15 - 1)
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(2, 1, 3), datetime(9989, 12, 30), timezones=OFFSETS)
ZONES = ["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"]


def plain(value: int, places: int = 4) -> str:
    return f"{Decimal(value).scaleb(-4):.{places}f}"


@given(VALUES, st.integers(4, 9), st.sampled_from(["", "0", "000"]))
def test_a_number_is_read_as_it_was_written(value: int, places: int, zeros: str) -> None:
    text = plain(value, places)
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    assert read_number(f"{sign}{zeros}{digits}") == value
    assert read_number(text.rstrip("0")) == value
    assert read_decimal(Decimal(text)) == value


@given(VALUES, st.sampled_from([(".", ""), (",", "."), (",", " "), (".", ","), (".", "'")]))
def test_a_number_is_read_with_signs_of_its_own(value: int, signs: tuple[str, str]) -> None:
    decimal, thousands = signs
    numbers = Numbers(decimal, thousands, ("EUR", "€"))
    grouped = f"{Decimal(value).scaleb(-4):,.4f}".translate({ord(","): thousands, ord("."): decimal})
    assert numbers.read(grouped) == numbers.read(f"{grouped} €") == numbers.read(f"EUR {grouped}") == value


@pytest.mark.parametrize("text", ["1.23", "1.2345,6", "12.34.567", "1,2,3", "", "€", "1 234", "- 5"])
def test_a_sign_between_thousands_stands_between_thousands(text: str) -> None:
    with pytest.raises(RowError, match=r"is not a number such as 1\.234,5"):
        Numbers(",", ".", ("€",)).read(text)


def test_any_space_parts_thousands() -> None:
    spaces = Numbers(",", " ", ())
    assert spaces.read("1 234\u202f567,8\u0039") == spaces.read("1234567,89") == 12_345_678_900


@given(MOMENTS, st.sampled_from(["T", " "]))
def test_an_instant_is_read_as_it_was_written(moment: datetime, between: str) -> None:
    assert read_moment(moment.isoformat(between)) == (to_instant(moment), None)
    if moment.utcoffset() == timedelta(0):
        assert read_moment(f"{moment.replace(tzinfo=None).isoformat()}Z") == (to_instant(moment), None)


@given(st.datetimes(datetime(2, 1, 1), datetime(9989, 12, 31)))
def test_a_wall_time_is_read_as_it_was_written(local: datetime) -> None:
    assert read_moment(local.isoformat()) == (None, micros(local - LOCAL_EPOCH))
    assert read_moment(local.strftime("%Y%m%dT%H%M%S.%f").zfill(22)) == read_moment(local.isoformat())


@given(st.text(max_size=30) | st.from_regex(r"[0-9TZ:+.W -]{4,25}", fullmatch=True))
def test_other_texts_are_refused_and_break_nothing(text: str) -> None:
    for read in (read_moment, read_number):
        try:
            read(text)
        except RowError as error:
            assert str(error)  # noqa: PT017 - most texts are refused, some are not


def timeline(zone: str) -> Timeline:
    agreement = parse_agreement(AGREEMENT.replace("Europe/Berlin", zone), lambda _code: "")
    return Timeline([Version(1, agreement, agreement.business_time(()))])


@pytest.mark.parametrize("zone", ZONES)
@given(data=st.data())
def test_many_moments_lie_where_each_of_them_lies(zone: str, data: st.DataObject) -> None:
    line = timeline(zone)
    places = Places(line)
    around = data.draw(
        st.datetimes(datetime(1975, 1, 1), datetime(2040, 1, 1), timezones=st.just(ZoneInfo(zone)))
    )
    start = to_instant(around.astimezone(UTC))
    for step in data.draw(st.lists(st.integers(0, 3 * 86_400), max_size=30)):
        at = start + step * 1_000_000
        assert places.day(at) == line.day(at)
        assert places.instant(at) == line.instant(LOCAL_EPOCH + timedelta(microseconds=at))


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5)))
def test_attributes_are_equal_when_they_mean_the_same(attributes: dict[str, str]) -> None:
    turned = dict(reversed(attributes.items()))
    filled = {**attributes, "another": ""} if "another" not in attributes else attributes
    assert pack(attributes) == pack(turned) == pack(filled)
