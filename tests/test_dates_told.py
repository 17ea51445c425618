"""Dates that a text tells in part, by what it told before: days of its month, turns of the year, days from a month."""

import pytest

from annals.resolve.dates import find_dates_in_text


def answers(text):
    return [
        (e.text, str(e.time.start or ".."), str(e.time.end or "..")) if e.time else (e.text, None, None)
        for e in find_dates_in_text(text, published=None)
    ]


@pytest.mark.parametrize(
    "words",
    [
        "On the 22nd Colonel Amado fled.",
        "On the 22nd seven hundred men came down.",
        "It began on the 22nd under a barrage.",
        "The town was given up on the night of the 22nd.",
        "On the night of the 22nd he sent two companies over the ice.",
        "By the evening of the 22nd they had been thrown back.",
        "By the 22nd federal troops had the town.",
        "After the funeral on the 22nd a crowd gathered.",
    ],
)
def test_a_day_of_the_month_told_before(words):
    (_, first, last), *_ = (a for a in answers(f"In March 1998 the talks broke down. {words}") if "22nd" in a[0])
    assert (first, last) == ("1998-03-22", "1998-03-22")


@pytest.mark.parametrize(
    "words",
    [
        "They fired on the 22nd Airborne Brigade.",
        "On the 22nd anniversary they met.",
        "On the 22nd floor they met.",
        "By the 22nd Army's account it fell.",
        "On the morning of the 22nd day he left.",
        "They met on the 22nd parallel.",
    ],
)
def test_what_an_ordinal_counts_is_no_day(words):
    assert not [a for a in answers(f"In March 1998 the talks broke down. {words}") if "22nd" in a[0] and a[1]]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("On 21 October 1904 they met. On 25 January they attacked.", "25 January", "1905-01-25", "1905-01-25"),
        ("In October 1922 he fell ill. He died on 10 June.", "10 June", "1923-06-10", "1923-06-10"),
        ("In October 1922 he fell ill. He had left on 10 August.", "10 August", "1922-08-10", "1922-08-10"),
        ("In April 1922 he fell ill. He died on 10 June.", "10 June", "1922-06-10", "1922-06-10"),
    ],
)
def test_a_month_far_back_in_a_history_is_of_the_year_after(text, words, first, last):
    assert (words, first, last) in answers(text)


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("He fell ill on 3 May 1961. In April 1963 he died; a week later they left.", "a week later",
         "1963-04-08", "1963-05-07"),
        ("He fell ill on 3 May 1961. In April 1963 he died; ten days later they left.", "ten days later",
         "1963-04-11", "1963-05-10"),
    ],
)  # fmt: skip
def test_days_from_a_month_are_as_wide_as_the_month(text, words, first, last):
    assert (words, first, last) in answers(text)


def test_a_bound_counted_from_a_month_stays_open():
    (_, *told) = answers("In April 1963 he died; more than ten days later they left.")
    assert not [a for a in told if a[1] == "1963-04-11" and a[2] == "1963-05-10"]
