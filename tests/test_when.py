"""Interval algebra: laws that hold for all intervals, and the forms that a user may write."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annals import when
from annals.errors import UsageError

DAYS = st.dates(date(1890, 1, 1), date(2060, 12, 31))


@st.composite
def intervals(draw):
    start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    return (end, start) if start and end and start > end else (start, end)


def member(day, interval):
    return (interval[0] is None or interval[0] <= day) and (interval[1] is None or day <= interval[1])


@given(intervals(), intervals(), DAYS)
def test_intersection_holds_exactly_the_shared_days(one, other, day):
    shared = when.intersect(one, other)
    assert (shared is not None and member(day, shared)) == (member(day, one) and member(day, other))


@given(intervals(), intervals())
def test_overlap_and_intersection_are_symmetric_and_agree(one, other):
    assert when.overlap(one, other) == when.overlap(other, one) == (when.intersect(one, other) is not None)
    assert when.intersect(one, other) == when.intersect(other, one)
    assert when.agreement(one, other) == when.agreement(other, one)


@given(intervals(), intervals())
def test_hull_contains_both_and_nothing_smaller_does(one, other):
    hull = when.hull(one, other)
    assert when.contains(hull, one)
    assert when.contains(hull, other)
    assert {hull[0]} <= {one[0], other[0]}
    assert {hull[1]} <= {one[1], other[1]}


@given(intervals(), intervals(), intervals())
def test_intersection_and_hull_are_a_lattice(one, other, third):
    assert when.hull(one, other) == when.hull(other, one)
    assert when.hull(when.hull(one, other), third) == when.hull(one, when.hull(other, third))
    assert when.hull(one, one) == when.intersect(one, one) == one
    assert when.intersect(one, when.hull(one, other)) == one
    first, second = when.intersect(one, other), when.intersect(other, third)
    left = None if first is None else when.intersect(first, third)
    right = None if second is None else when.intersect(one, second)
    assert left == right
    assert first is None or when.hull(one, first) == one


@given(intervals(), intervals(), intervals())
def test_containment_is_a_partial_order(one, other, third):
    assert when.contains(one, one)
    assert when.contains(when.ALWAYS, one)
    if when.contains(one, other) and when.contains(other, one):
        assert one == other
    if when.contains(one, other) and when.contains(other, third):
        assert when.contains(one, third)


@given(intervals(), intervals())
def test_agreement_is_a_share_and_full_only_for_equals(one, other):
    assert 0.0 <= when.agreement(one, other) <= 1.0
    assert (when.agreement(one, other) == 1.0) == (one == other)


@given(intervals().filter(lambda interval: interval != (None, None)))
def test_what_is_shown_is_read_back(interval):
    assert when.parse(when.show(interval)) == interval


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2017-02-09", date(2017, 2, 9), date(2017, 2, 9)),
        (" 2016-02 ", date(2016, 2, 1), date(2016, 2, 29)),
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("2017-01/2017-03", date(2017, 1, 1), date(2017, 3, 31)),
        ("2017..2018-02-03", date(2017, 1, 1), date(2018, 2, 3)),
        ("2017-05/", date(2017, 5, 1), None),
        ("2017-05/..", date(2017, 5, 1), None),
        ("../2017-05", None, date(2017, 5, 31)),
        ("..2017-05", None, date(2017, 5, 31)),
        ("2017-05..", date(2017, 5, 1), None),
    ],
)
def test_parse(text, start, end):
    assert when.parse(text) == (start, end)


@pytest.mark.parametrize(
    "text", ["", "/", "..", "../..", "yesterday", "2017-13", "2017-02-30", "0000", "17", "2018/2017", "1/2/3"]
)
def test_what_is_no_day_is_refused_in_one_line(text):
    with pytest.raises(UsageError) as refusal:
        when.parse(text)
    assert "\n" not in str(refusal.value)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        interval = when.parse(text)
    except UsageError:
        return
    assert interval != (None, None)


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ((date(2017, 2, 9), date(2017, 2, 9)), "day"),
        ((date(2017, 2, 1), date(2017, 2, 28)), "month"),
        ((date(2017, 1, 1), date(2017, 12, 31)), "year"),
        ((date(2017, 1, 1), date(2017, 4, 30)), "days"),
        ((date(2017, 1, 1), None), "open"),
        ((None, None), "unknown"),
    ],
)
def test_granularity(interval, expected):
    assert when.granularity(interval) == expected


def test_the_ends_of_the_calendar_have_no_neighbour():
    assert when.day_before(date.min) is None
    assert when.day_after(date.max) is None
    assert when.day_before(date(2020, 3, 1)) == date(2020, 2, 29)
    assert when.day_after(date(2020, 2, 28)) == date(2020, 2, 29)
