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
        ("After three days of fighting on 2 May 2014 they left.", "After three days of", date(2014, 5, 2)),
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
