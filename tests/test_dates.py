"""What words of time mean: by the contract's table, by anchors, and what is no time at all."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annals.resolve.dates import find_dates, find_dates_in_text, normalise
from annals.types import Block, Document

PUBLISHED = date(2016, 8, 11)  # a Thursday


def answers(text, published=PUBLISHED):
    return [
        (e.text, str(e.time.start or ".."), str(e.time.end or "..")) if e.time else (e.text, None, None)
        for e in find_dates_in_text(text, published=published)
    ]


def only(text, published=PUBLISHED):
    (answer,) = answers(text, published)
    return answer[1:]


def document(text, blocks, published=PUBLISHED):
    return Document(
        id="d1", name="d1", source="d1", version_key="d1", text=text, blocks=tuple(blocks), sentences=(), title=None,
        byline=None, publisher=None, url=None, published=published, published_basis=None, date_candidates=(),
        media="text", raw_sha256="", signature=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("It fell on 23 October 2015.", "2015-10-23", "2015-10-23"),
        ("It fell on October 23, 2015.", "2015-10-23", "2015-10-23"),
        ("It fell on Friday, Oct. 23, 2015.", "2015-10-23", "2015-10-23"),
        ("It fell on 2015-10-23.", "2015-10-23", "2015-10-23"),
        ("It fell on 23/10/2015.", "2015-10-23", "2015-10-23"),
        ("It fell on the 23rd of October 2015.", "2015-10-23", "2015-10-23"),
        ("It fell in February 2014.", "2014-02-01", "2014-02-28"),
        ("It fell in February of 2012.", "2012-02-01", "2012-02-29"),
        ("It fell in 2014.", "2014-01-01", "2014-12-31"),
        ("As of 2015 it stood.", "2015-01-01", "2015-12-31"),
        ("By March 2015 it had fallen.", "2015-03-01", "2015-03-31"),
        ("In early 2014 it fell.", "2014-01-01", "2014-04-30"),
        ("In mid-2014 it fell.", "2014-05-01", "2014-08-31"),
        ("In late 2014 it fell.", "2014-09-01", "2014-12-31"),
        ("In early June 2014 it fell.", "2014-06-01", "2014-06-10"),
        ("In mid-June 2014 it fell.", "2014-06-11", "2014-06-20"),
        ("In late February 2014 it fell.", "2014-02-21", "2014-02-28"),
        ("At the end of March 2014 it fell.", "2014-03-21", "2014-03-31"),
        ("Since March 2014 it is held.", "2014-03-01", ".."),
        ("Until April 2014 it was held.", "..", "2014-04-30"),
        ("Before 1 May 2014 it was held.", "..", "2014-04-30"),
        ("After 1 May 2014 it was held.", "2014-05-02", ".."),
        ("They fought between 3 and 5 May 2014.", "2014-05-03", "2014-05-05"),
        ("They fought on 12-15 November 2014.", "2014-11-12", "2014-11-15"),
        ("They fought on November 12–15, 2014.", "2014-11-12", "2014-11-15"),
        ("They came on the night of 7-8 February 2014.", "2014-02-07", "2014-02-08"),
        ("They fought from January to March 2014.", "2014-01-01", "2014-03-31"),
        ("They fought from November to March 2014.", "2013-11-01", "2014-03-31"),
        ("They fought from 23 March to 16 July 1953.", "1953-03-23", "1953-07-16"),
        ("The war of 1914–18 ended.", "1914-01-01", "1918-12-31"),
        ("In the summer of 2014 it fell.", "2014-06-01", "2014-08-31"),
        ("In the winter of 2014 it fell.", "2014-12-01", "2015-02-28"),
        ("In the third quarter of 2015 it fell.", "2015-07-01", "2015-09-30"),
        ("In the second half of 2015 it fell.", "2015-07-01", "2015-12-31"),
        ("In the first week of May 2015 it fell.", "2015-05-01", "2015-05-07"),
        ("In the 1990s it fell.", "1990-01-01", "1999-12-31"),
        ("In the 19th century it fell.", "1800-01-01", "1899-12-31"),
        ("It fell on Easter Sunday 2016.", "2016-03-27", "2016-03-27"),
        ("It fell at Nowruz 2016.", "2016-03-20", "2016-03-20"),
        ("It fell on 5 Sha'ban 1435.", "2014-06-04", "2014-06-04"),
        ("It fell in Tishreen al-Thani 2015.", "2015-11-01", "2015-11-30"),
        ("They came on the night of 7/8 February 2014.", "2014-02-07", "2014-02-08"),
        ("They fought on 3, 4 and 5 May 2014.", "2014-05-03", "2014-05-05"),
        ("It fell on or before 3 May 2014.", "..", "2014-05-03"),
        ("It fell in Q3 2015.", "2015-07-01", "2015-09-30"),
        ("It fell in the winter of 2014-15.", "2014-12-01", "2015-02-28"),
        ("It fell in the mid-1990s.", "1993-05-02", "1996-08-30"),
        ("It fell on Eid al-Fitr 2015.", "2015-07-18", "2015-07-18"),
        ("It fell on the eve of Eid al-Fitr 2015.", "2015-07-17", "2015-07-17"),
        ("It fell in mid-Ramadan 2015.", "2015-06-28", "2015-07-07"),
        ("It fell in Rajab 1436.", "2015-04-20", "2015-05-18"),
        ("It fell on 12 Shaaban 1436.", "2015-05-31", "2015-05-31"),
        ("It fell on Orthodox Easter 2015.", "2015-04-12", "2015-04-12"),
        ("It fell in Kanun al-Thani 2015.", "2015-01-01", "2015-01-31"),
    ],
)
def test_dates_that_say_it_all(text, start, end):
    assert only(text) == (start, end)
    assert only(text, published=None) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("It fell today.", "2016-08-11", "2016-08-11"),
        ("It fell yesterday.", "2016-08-10", "2016-08-10"),
        ("It fell on Thursday.", "2016-08-11", "2016-08-11"),
        ("It fell on Friday.", "2016-08-05", "2016-08-05"),
        ("It fell in the early hours of Sunday.", "2016-08-07", "2016-08-07"),
        ("It fell on Friday morning.", "2016-08-05", "2016-08-05"),
        ("They will meet on Friday.", "2016-08-12", "2016-08-12"),
        ("It fell two days ago.", "2016-08-09", "2016-08-09"),
        ("It fell about 10 days ago.", "2016-07-30", "2016-08-03"),
        ("It fell two months ago.", "2016-06-01", "2016-06-30"),
        ("It fell four years ago.", "2012-01-01", "2012-12-31"),
        ("It fell more than a year ago.", "..", "2015-08-11"),
        ("It fell last month.", "2016-07-01", "2016-07-31"),
        ("It fell last week.", "2016-08-01", "2016-08-07"),
        ("It fell last November.", "2015-11-01", "2015-11-30"),
        ("It fell this week.", "2016-08-08", "2016-08-11"),
        ("It fell earlier this month.", "2016-08-01", "2016-08-11"),
        ("It fell in the past 24 hours.", "2016-08-10", "2016-08-11"),
        ("It fell in the past eight days.", "2016-08-04", "2016-08-11"),
        ("It is now besieged.", "2016-08-11", "2016-08-11"),
        ("It is currently besieged.", "2016-08-11", "2016-08-11"),
        ("It recently fell.", "..", "2016-08-11"),
        ("It fell in recent days.", "..", "2016-08-11"),
        ("It fell on March 22.", "2016-03-22", "2016-03-22"),
        ("It fell on 15 November.", "2015-11-15", "2015-11-15"),
        ("It fell in Ramadan.", "2016-06-07", "2016-07-06"),
        ("It fell on February 29.", "2016-02-29", "2016-02-29"),
        ("On the 23rd they left.", "2016-07-23", "2016-07-23"),
        ("On the 9th they left.", "2016-08-09", "2016-08-09"),
        ("They will meet on the 23rd.", "2016-08-23", "2016-08-23"),
        ("It fell overnight on Tuesday.", "2016-08-09", "2016-08-09"),
        ("It fell overnight from Saturday to Sunday.", "2016-08-06", "2016-08-07"),
        ("It fell overnight.", "2016-08-10", "2016-08-11"),
        ("It fell a month and a half ago.", "2016-06-19", "2016-07-04"),
        ("It fell about one and a half weeks ago.", "2016-07-29", "2016-08-03"),
    ],
)
def test_dates_that_count_from_publication(text, start, end):
    assert only(text) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("two days earlier", "2014-05-08", "2014-05-08"),
        ("three days later", "2014-05-13", "2014-05-13"),
        ("the next day", "2014-05-11", "2014-05-11"),
        ("the next morning", "2014-05-11", "2014-05-11"),
        ("the same day", "2014-05-10", "2014-05-10"),
        ("the following week", "2014-05-12", "2014-05-18"),
        ("later that month", "2014-05-10", "2014-05-31"),
        ("that year", "2014-01-01", "2014-12-31"),
        ("the following month", "2014-06-01", "2014-06-30"),
        ("soon after", "2014-05-10", ".."),
    ],
)
def test_dates_that_count_from_what_was_told(text, start, end):
    found = answers(f"They came on 10 May 2014. The town fell {text}.")
    assert found[1][1:] == (start, end)
    assert normalise(text, narrative=date(2014, 5, 10)) is not None
    assert only(f"The town fell {text}.", published=None) == (None, None)


@pytest.mark.parametrize(
    "text", ["It was part of it, though as of 2015 this appears to be over.", "By 2015 these groups had left."]
)
def test_a_pronoun_after_a_year_is_not_counted_by_it(text):
    assert only(text) == ("2015-01-01", "2015-12-31")


def test_the_anchor_and_the_rule_are_told():
    (expression,) = find_dates_in_text("It fell on March 22.", published=PUBLISHED)
    assert expression.time.rule == "month and day"
    assert expression.time.anchor == "published 2016-08-11"
    _, second = find_dates_in_text("In May 2014 they came. In June they left.")
    assert (second.time.start, second.time.anchor) == (date(2014, 6, 1), "narrative 2014-05")


def test_a_history_goes_on_from_its_own_years_and_not_from_its_publication():
    text = "In May 1941 they came. In 1942 more came. In 1943 they left. On 3 June the town fell."
    assert answers(text, published=date(2009, 12, 19))[-1][1] == "1943-06-03"


def test_a_date_before_any_year_takes_the_only_one_of_the_text_else_all_are_alternatives():
    (first, _) = find_dates_in_text("On 22 March they came. The group was founded in January 2014.")
    assert (first.time.start, first.time.anchor) == (date(2014, 3, 22), "narrative 2014-01, told later")
    (first, *_) = find_dates_in_text("On 22 March they came. They were founded in January 2014 and left in May 2017.")
    assert (first.time.start, first.time.end, first.time.note) == (None, None, None)
    assert [start for start, _ in first.time.alternatives] == [date(2014, 3, 22), date(2017, 3, 22)]


def test_a_single_far_year_does_not_carry_a_history_away():
    text = "On 3 May 1941 they came. A book of 2004 tells it. On 9 May 1941 they left. By 20 June all was quiet."
    assert answers(text, published=None)[-1][1] == "1941-06-20"


def test_day_and_month_that_may_be_exchanged_are_alternatives():
    (expression,) = find_dates_in_text("Dated 05/06/2016.", published=PUBLISHED)
    assert expression.time.start == date(2016, 6, 5)
    assert expression.time.alternatives == ((date(2016, 5, 6), date(2016, 5, 6)),)


def test_a_month_that_breaks_the_order_is_kept_and_flagged():
    text = "On 8 February 2014 they came. By the evening of January 9 the hill was lost. On 10 February 2014 they left."
    _, slip, _ = find_dates_in_text(text, published=date(2014, 3, 1))
    assert slip.time.start == date(2014, 1, 9)
    assert "likely 2014-02-09" in slip.time.note


def test_a_day_with_its_year_is_no_slip_where_month_and_year_would_both_be_wrong():
    text = "It took the mill on 20 November 2015. They retook it on 26 January 2016. It was listed on 2 December 2015."
    assert [e.time.note for e in find_dates_in_text(text, published=PUBLISHED)] == [None, None, None]


@pytest.mark.parametrize("published", [None, date(2017, 2, 11)])
@pytest.mark.parametrize(
    "text",
    [
        "On 8 February they came. By the evening of January 9 the hill was lost. On 10 February they left.",
        "On February 8 they came. On February 9 they took the mill. By the evening of January 9 the hill was theirs.",
        "On February 7 they came. On March 9 they took the mill. On February 9 they left.",
    ],
)
def test_a_slip_is_flagged_with_and_without_a_year(text, published):
    flagged = [e.time for e in find_dates_in_text(text, published=published) if e.time and e.time.note]
    (slip,) = flagged
    if published is None:
        assert (slip.start, slip.end) == (None, None)
        assert slip.note.endswith("likely 9 February")
    else:
        assert slip.note.endswith("likely 2017-02-09")
        assert slip.alternatives == ((date(2017, 2, 9), date(2017, 2, 9)),)


@pytest.mark.parametrize(
    "text",
    [
        "On February 8 they came. On February 9 they took the mill, which had been lost on January 9.",
        "On February 8 they came. On February 9 they took the mill. On January 25 the hill was theirs.",
        "On February 8 they came. On May 9 they took the mill. On June 9 the hill was theirs.",
        "On January 9 they came. On February 9 they took the mill. On March 9 the hill was theirs.",
        "On 3 May they came. It was lost on 9 January. Since 4 June all is quiet.",
    ],
)
def test_what_looks_back_or_goes_on_is_no_slip(text):
    for published in (None, PUBLISHED):
        assert all(e.time is None or e.time.note is None for e in find_dates_in_text(text, published=published))


def test_a_past_month_after_publication_is_flagged_and_a_planned_one_not():
    (slip,) = find_dates_in_text("The town fell in May 2017.", published=PUBLISHED)
    assert (slip.time.start, slip.time.note) == (date(2017, 5, 1), "after the day of publication; likely 2016-05")
    for text in ("Elections are planned for May 2017.", "The town may fall in May 2017.", "Elections in May 2017."):
        (found,) = find_dates_in_text(text, published=PUBLISHED)
        assert found.time.note is None


def test_a_past_day_after_publication_is_kept_and_flagged():
    (slip,) = find_dates_in_text("The town fell on 3 May 2017.", published=PUBLISHED)
    assert slip.time.start == date(2017, 5, 3)
    assert "likely 2016-05-03" in slip.time.note
    (planned,) = find_dates_in_text("Talks will be held on 3 May 2017.", published=PUBLISHED)
    assert planned.time.note is None


@pytest.mark.parametrize(
    "text",
    [
        "They may march on the town.",
        "The 101st Brigade and the second battalion came.",
        "He told the Sunday Times.",
        "Some 1500 men and 2000 rounds came.",
        "Resolution 1701 was passed.",
        "The fall of the city shook them.",
        "It cost $2000 and 1,940 lives.",
        "The fighting lasted for two weeks, daily.",
        "Theresa May spoke.",
        "They fired T-72 shells over 30 km.",
        "Phone 555-2014-22.",
    ],
)
def test_what_is_no_date(text):
    assert answers(text) == []


@pytest.mark.parametrize(
    "text", ["In 499 BC they came.", "From 264 BC to 241 BC they fought.", "In 40,000 BC, in 0 BC."]
)
def test_years_before_the_calendar_keep_their_words_without_days(text):
    assert all(start is None and end is None for _, start, end in answers(text))


def test_comments_and_adverts_are_not_read_and_offsets_quote():
    text = "It fell on 3 May 2014.\n\nPosted on 9 June 2015 by a reader\n\nTwo days later they left."
    first, second = text.index("\n\n"), text.index("\n\nTwo")
    blocks = [Block("body", 0, first), Block("comment", first + 2, second), Block("body", second + 2, len(text))]
    found = find_dates(document(text, blocks))
    assert [str(e.time.start) for e in found] == ["2014-05-03", "2014-05-05"]
    assert all(text[e.start : e.end] == e.text for e in found)


TIME_WORDS = (
    "the of in on 3 12 31 2014 499 BC May March early late end two days week ago later and to - – , ( 1/2/2015 Eid "
    "Friday night since until by 29 February that same next last a few 9999 0001 century 21st decades 1990s 10:30 45"
)
WORDS = st.sampled_from(TIME_WORDS.split())


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=25), st.none() | st.dates())
def test_any_row_of_time_words_is_read_with_ordered_ends(words, published):
    text = " ".join(words)
    for expression in find_dates_in_text(text, published=published):
        assert text[expression.start : expression.end] == expression.text
        moment = expression.time
        if moment is not None and moment.start is not None and moment.end is not None:
            assert moment.start <= moment.end


@pytest.mark.parametrize(("year", "leap"), [(1903, 1896), (1905, 1904), (2097, 2096), (2103, 2096), (2105, 2104)])
def test_the_29th_of_february_is_found_where_a_century_has_no_leap_year(year, leap):
    assert only("on 29 February", date(year, 2, 1))[0] == f"{leap}-02-29"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_goes_through(text):
    ends = 0
    for expression in find_dates_in_text(text, published=PUBLISHED):
        assert ends <= expression.start < expression.end <= len(text)
        ends = expression.end
    normalise(text, published=PUBLISHED)


@pytest.mark.parametrize("piece", ["9", "the ", "of the end of ", "two ", "1/", "May "])
def test_the_time_is_linear_in_the_text(piece):
    def seconds(size):
        text = (piece * size)[:size]
        began = time.process_time()
        find_dates_in_text(text, published=PUBLISHED)
        return time.process_time() - began

    small, large = seconds(20_000), seconds(160_000)
    assert large < 40 * small + 0.5
