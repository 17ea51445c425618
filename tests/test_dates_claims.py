"""The time of a claim by its words and its type."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from annals.read import read_bytes
from annals.resolve.dates import date_claims, find_dates
from annals.sentences import split
from annals.types import Block, Claim, Document, Quantity, Sentence, Time

PUBLISHED = date(2016, 6, 26)


def dated(text, words, kind="clash", published=PUBLISHED, **rest):
    document = Document(
        id="d1", name="d1", source="d1", version_key="d1", text=text, blocks=(Block("body", 0, len(text)),),
        sentences=tuple(Sentence(a, b, 0) for a, b in split(text, 0, len(text))),
        title=None, byline=None, publisher=None, url=None, published=published, published_basis=None,
        date_candidates=(), media="text", raw_sha256="", signature=(),
    )  # fmt: skip
    at = text.rindex(words)
    moment = Time(None, None, words, (at, at + len(words)))
    claim = Claim(
        id="c1", document="d1", segment="body", type=kind, quote=text, start=0, end=len(text), trigger="",
        trigger_at=(0, 0), time=moment, **rest,
    )  # fmt: skip
    (answer,) = date_claims(document, [claim], find_dates(document))
    return answer.time


@pytest.mark.parametrize(
    ("kind", "end"),
    [("displacement", PUBLISHED), ("killing", PUBLISHED), ("rivalry", None), ("control", None), ("siege", None)],
)
def test_since_is_open_for_what_lasts_and_ends_on_publication_for_what_is_done(kind, end):
    moment = dated("They have done so since March 2014.", "since March 2014", kind)
    assert (moment.start, moment.end) == (date(2014, 3, 1), end)


def test_since_ends_on_publication_for_a_count():
    count = (Quantity("killed", 20, 20),)
    moment = dated("Twenty have died since March 2014.", "since March 2014", "rivalry", quantities=count)
    assert moment.end == PUBLISHED


@pytest.mark.parametrize("words", ["As a result", "soon after", "Then", "subsequently"])
def test_a_sequel_starts_with_the_act_before_and_is_open(words):
    moment = dated(f"The bridge fell on 3 May 2014. {words} they left the town.", words)
    assert (moment.start, moment.end) == (date(2014, 5, 3), None)
    assert moment.rule.startswith("sequel")


def test_words_that_cannot_be_resolved_keep_their_words():
    moment = dated("They fought after the fall of the capital.", "after the fall of the capital")
    assert (moment.start, moment.end, moment.expression) == (None, None, "after the fall of the capital")


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("On 11 June 2014 they held the town for six hours.", "for six hours", date(2014, 6, 11)),
        ("The column came on 11 June 2014. They fought until nightfall.", "until nightfall", date(2014, 6, 11)),
        ("The column came in June 2014. They fought until nightfall.", "until nightfall", None),
        ("The column came on 11 June 2014. They held the town for six hours.", "for six hours", None),
        ("The war of 2013 and that of 2014 went on for weeks.", "for weeks", None),
    ],
)
def test_a_length_and_a_part_of_a_day_have_the_date_told_beside_them(text, words, day):
    moment = dated(text, words)
    assert (moment.start, moment.end) == (day, day)


@pytest.mark.parametrize("words", ["In", "during the", "by"])
def test_words_that_lead_up_to_a_time_tell_none(words):
    assert dated(f"They left. {words} war they came back.", words, "leadership") is None


def test_a_time_that_was_given_as_days_stays():
    days = Time(date(2014, 3, 1), date(2014, 3, 2))
    document = read_bytes(b"They left the town.", name="d", source="d.txt")
    claim = Claim("c", document.id, "body", "withdrawal", "They left", 0, 9, "left", (5, 9), time=days)
    (answer,) = date_claims(document, [claim], ())
    assert answer.time == days


def test_an_office_is_held_from_the_day_it_was_taken():
    moment = dated("She became governor on 3 May 2014.", "on 3 May 2014", "leadership")
    assert (moment.start, moment.end) == (date(2014, 5, 3), None)
    assert dated("She became governor on 3 May 2014.", "on 3 May 2014", "capture").end == date(2014, 5, 3)


def test_two_dates_in_the_words_are_joined():
    moment = dated(
        "It began on 24 February 2014 and went on to 19 March 2014.", "on 24 February 2014 and went on to 19 March 2014"
    )
    assert (moment.start, moment.end) == (date(2014, 2, 24), date(2014, 3, 19))


def test_an_undated_claim_stays_undated():
    text = "It fell on 3 May 2014. They left."
    document_claims = dated(text, "3 May 2014")
    assert document_claims.at is not None
    bare = Claim(
        id="c",
        document="d1",
        segment="body",
        type="clash",
        quote="They left",
        start=23,
        end=32,
        trigger="",
        trigger_at=(23, 23),
    )
    block = Block("body", 0, len(text))
    document = Document(
        id="d1", name="d1", source="d1", version_key="d1", text=text, blocks=(block,), sentences=(), title=None,
        byline=None, publisher=None, url=None, published=PUBLISHED, published_basis=None, date_candidates=(),
        media="text", raw_sha256="", signature=(),
    )  # fmt: skip
    assert date_claims(document, [bare], find_dates(document)) == (bare,)


def test_the_development_data_keeps_its_level():
    shared = Path(os.environ.get("ANNALS_SHARED", Path(__file__).resolve().parents[1].parent / "shared"))
    folder = shared / "data" / "timex"
    if not folder.is_dir():
        pytest.skip("the development data is not here")
    bench = pytest.importorskip("bench.dates")
    figures = bench.measure_timeml(folder)
    for name, floor in bench.FLOORS.items():
        if name != "expressions_per_minute":
            assert figures[name] >= floor, json.dumps(figures)
    assert figures["wrong_share"] <= bench.CEILINGS["wrong_share"]


@pytest.mark.parametrize(
    ("text", "kind", "start"),
    [
        ("On 3 May 2014 gunmen took the fort.", "capture", date(2014, 5, 3)),
        ("On 3 May 2014 gunmen took the fort and on 5 May 2014 they left.", "capture", None),
        ("On 3 May 2014 he still led the group.", "leadership", None),
        ("Gunmen took the fort.", "capture", None),
    ],
)
def test_an_act_without_words_takes_the_only_date_of_its_sentence(text, kind, start):
    document = read_bytes(text.encode(), name="d1", source="d1")
    claim = Claim(
        id="c1", document=document.id, segment="body", type=kind, quote=text[:-1], start=0, end=len(text) - 1,
        trigger="took", trigger_at=(0, 0),
    )  # fmt: skip
    (answer,) = date_claims(document, [claim], find_dates(document))
    assert (answer.time and answer.time.start) == start
    assert answer.time is None or answer.time.expression == text[slice(*answer.time.at)]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("After ten days of strikes they took it on 11 June 2014.", "ten days of", "2014-06-01", "2014-06-11"),
        ("They took it on 11 June 2014 after shelling it for ten days.", "for ten days", "2014-06-01", "2014-06-11"),
        ("They took it on 11 June 2014 and held it for ten days.", "for ten days", "2014-06-11", "2014-06-21"),
        ("In July 2014 they fought for five days.", "for five days", "2014-07-01", "2014-07-31"),
        ("They took it in July 2014 and gave it back after five days.", "after five days", "2014-07-06", "2014-08-05"),
        (
            "They came on 11 June 2014. Within two weeks the truce broke.",
            "Within two weeks",
            "2014-06-11",
            "2014-06-25",
        ),
        ("They have besieged it for ten days.", "for ten days", "2016-06-16", "2016-06-26"),
        ("They have besieged it for weeks.", "for weeks", None, "2016-06-26"),
    ],
)
def test_a_length_is_counted_from_a_date_or_up_to_publication(text, words, first, last):
    moment = dated(text, words)
    assert (str(moment.start) if moment.start else None, str(moment.end)) == (first, last)


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("They have recently shelled it.", "recently", None, "2016-06-26"),
        ("So far they have shelled it twice.", "So far", None, "2016-06-26"),
        ("They still hold it.", "still", "2016-06-26", "2016-06-26"),
        ("He left on 11 June 2014; until then he had led it.", "until then", None, "2014-06-11"),
        (
            "He left on 11 June 2014. The house was shelled the night before.",
            "the night before",
            "2014-06-10",
            "2014-06-11",
        ),
        ("He left on 11 June 2014. Hours later they came.", "Hours later", "2014-06-11", "2014-06-11"),
        ("He left on 11 June 2014. They came ten hours later.", "ten hours later", "2014-06-11", "2014-06-12"),
        ("He left on 11 June 2014. A week later they came.", "A week later", "2014-06-18", "2014-06-18"),
        ("He left on 11 June 2014. By then they had come.", "By then", "2014-06-11", "2014-06-11"),
        ("He left in the first days of May 2014.", "in the first days of May 2014", "2014-05-01", "2014-05-10"),
        ("In May this year he left.", "In May this year", "2016-05-01", "2016-05-31"),
        ("They signed in January 2012, and he left that December.", "that December", "2012-12-01", "2012-12-31"),
        ("He left this April.", "this April", "2016-04-01", "2016-04-30"),
        ("They came before dawn on Friday.", "before dawn on Friday", "2016-06-24", "2016-06-24"),
        ("They held it from April and today rule it.", "today", "2016-06-26", "2016-06-26"),
    ],
)
def test_words_that_count_from_what_was_told_or_from_publication(text, words, first, last):
    moment = dated(text, words)
    assert (str(moment.start) if moment.start else None, str(moment.end)) == (first, last)


def test_a_date_without_its_until_is_that_date():
    text = "They held it until 2003, when he broke with them."
    assert dated(text, "until 2003").start is None
    assert (dated(text, "2003").start, dated(text, "2003").end) == (date(2003, 1, 1), date(2003, 12, 31))


def test_since_is_over_when_the_sentence_tells_what_had_been():
    assert dated("They have held it since 2013.", "since 2013", "control").end is None
    assert dated("They had held it since 2013.", "since 2013", "control").end == PUBLISHED


def test_a_planned_act_has_the_next_day_of_that_date():
    assert dated("They leave on 15 July.", "on 15 July", "withdrawal").end == date(2015, 7, 15)
    assert dated("They leave on 15 July.", "on 15 July", "withdrawal", status="planned").end == date(2016, 7, 15)
    assert dated("They leave in July.", "in July", "withdrawal", status="planned").end == date(2016, 7, 31)
    # A date that is no nearer ahead than behind stays the last one.
    assert dated("They leave in November.", "in November", "withdrawal", status="planned").end == date(2015, 11, 30)


@pytest.mark.parametrize("words", ["for 500,000 years", "after 3,000 centuries", "for 99999999999 days"])
def test_a_length_beyond_the_calendar_is_open(words):
    for text in (f"On 3 May 2014 they came. They held it {words}.", f"They held it {words}."):
        moment = dated(text, words)
        assert moment.start is None or moment.end is None


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("on 28 February", date(2020, 2, 28), date(2020, 2, 28)),
        ("in February", date(2020, 2, 1), date(2020, 2, 29)),
        ("on 30 January", date(2020, 1, 30), date(2020, 1, 30)),
    ],
)
def test_a_planned_day_of_a_leap_year_is_that_day(words, first, last):
    moment = dated(f"They leave {words}.", words, "withdrawal", published=date(2020, 1, 20), status="planned")
    assert (moment.start, moment.end) == (first, last)
