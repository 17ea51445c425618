"""Why a date or a place means what it means, in words."""

from datetime import date

from annals.read import read_bytes
from annals.resolve.dates import find_dates_in_text
from annals.resolve.reasons import answer_reasons, place_reasons, time_reasons
from annals.types import Claim, Filler, PlaceAnswer


def test_a_time_tells_words_rule_anchor_slip_and_alternatives():
    text = "On 8 February they came. By the evening of January 9 the hill was lost. On 10 February they left."
    slip = find_dates_in_text(text, published=date(2017, 2, 11))[1].time
    assert time_reasons(slip) == (
        "the words 'the evening of January 9'",
        "read by the rule 'part of a day'",
        "counted from published 2017-02-11",
        "breaks the order of the narrative; likely 2017-02-09",
        "may also be 2017-02-09",
    )
    yearless = find_dates_in_text(text)[1].time
    assert "no day can be told" in time_reasons(yearless)


def test_places_tell_words_answer_candidates_and_reasons(gazetteer):
    text = "Lebanese troops shelled northern Tripoli and Qxwzzy."
    document = read_bytes(text.encode(), name="d1", source="d1")
    places = tuple(
        Filler(words, words, text.index(words), text.index(words) + len(words))
        for words in ("northern Tripoli", "Qxwzzy")
    )
    claim = Claim("c1", document.id, "body", "strike", text[:-1], 0, len(text) - 1, "shelled", (16, 23), place=places)
    found = place_reasons(document, [claim], gazetteer)
    known, unknown = found["c1", "place", 0], found["c1", "place", 1]
    assert known[0] == "the words 'northern Tripoli'"
    assert "from the layer geonames" in known[1]
    assert "its part: north" in known
    assert any(line.startswith("because: ") and "point to LB" in line for line in known)
    assert any(line.startswith("candidate Tripoli") for line in known)
    assert unknown == ("the words 'Qxwzzy'", "not resolved: no gazetteer has the name")


def test_an_answer_without_candidates_says_so():
    assert answer_reasons("here", PlaceAnswer(None, ()))[1].startswith("not resolved")
