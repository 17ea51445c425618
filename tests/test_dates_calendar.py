"""Calendar units count as the calendar does."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annals.resolve import dates_calendar as calendar
from annals.resolve.dates_timeml import days_of

UNITS = ["day", "week", "month", "season", "quarter", "half", "year", "decade", "century"]


@given(st.dates())
def test_day_numbers_are_those_of_the_standard_library(day):
    assert calendar.ordinal(day.year, day.month, day.day) == day.toordinal()
    assert calendar.civil(day.toordinal()) == (day.year, day.month, day.day)
    assert calendar.to_date(day.toordinal()) == day
    assert calendar.weekday(day.toordinal()) == day.weekday()


@given(st.integers(-2_000_000, 4_000_000), st.sampled_from(UNITS))
def test_units_tile_all_days(number, unit):
    cell = calendar.containing(unit, number)
    assert cell.first <= number <= cell.last
    assert cell.plus(1).first == cell.last + 1
    assert calendar.containing(unit, cell.first) == calendar.containing(unit, cell.last) == cell


@given(st.dates(date(1000, 1, 10), date(9990, 1, 1)), st.sampled_from(UNITS))
def test_a_timex_value_names_the_same_days(day, unit):
    cell = calendar.containing(unit, day.toordinal())
    assert days_of(calendar.timex(cell)) == (cell.first, cell.last)


@pytest.mark.parametrize(
    ("year", "western", "eastern"),
    [
        (1916, date(1916, 4, 23), date(1916, 4, 23)),
        (2008, date(2008, 3, 23), date(2008, 4, 27)),
        (2016, date(2016, 3, 27), date(2016, 5, 1)),
        (2024, date(2024, 3, 31), date(2024, 5, 5)),
    ],
)
def test_easter(year, western, eastern):
    assert calendar.to_date(calendar.easter(year)) == western
    assert calendar.to_date(calendar.orthodox_easter(year)) == eastern


@pytest.mark.parametrize("day", [date(2015, 3, 21), date(2016, 3, 20), date(2017, 3, 21), date(2020, 3, 20)])
def test_nowruz(day):
    assert calendar.to_date(calendar.nowruz(day.year)) == day


@given(st.integers(1, 1600), st.integers(1, 12))
def test_hijri_months_have_29_or_30_days(year, month):
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    assert calendar.hijri_first(*after) - calendar.hijri_first(year, month) in {29, 30}


def test_hijri_months_lie_within_a_day_or_two_of_those_proclaimed():
    for proclaimed in (date(2014, 6, 28), date(2015, 6, 18), date(2016, 6, 6), date(2023, 3, 23)):
        ((first, _),) = calendar.hijri_in(proclaimed.year, 9)
        assert abs(calendar.to_date(first) - proclaimed) <= timedelta(days=2)


@pytest.mark.parametrize("value", ["", "PRESENT_REF", "XXXX-05", "BC0499", "P2W", "2014-13", "2014-02-30", "2014-W60"])
def test_values_without_days(value):
    assert days_of(value) is None
