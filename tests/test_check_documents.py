"""Checks within one document: the order of its story, where it puts places, its title against its text."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annals.ask import Dispute
from annals.check import check
from annals.export.findings import findings_html
from annals.fuse import fuse
from annals.types import Claim, Disagreement, Evidence, Filler, Place, Quantity, Source, Time

REGIONS = [
    Place(f"region:XA.0{n}", name, "region", latitude, longitude, "XA", None, 0)
    for n, (name, latitude, longitude) in enumerate(
        [("Northmark", 20, 0), ("Southmark", 10, 0), ("Eastmark", 15, 6), ("Westmark", 15, -6)], 1
    )
]
TOWNS = [
    Place("geonames:1", "Port Ariel", "town", 19.5, 5.5, "XA", "region:XA.01", 9),
    Place("geonames:2", "Mill Town", "town", 10.2, -5, "XA", "region:XA.02", 9),
    Place("geonames:3", "Midway", "town", 15, 0, "XA", "region:XA.04", 9),
]
PLACES = {
    place.id: place for place in (*REGIONS, *TOWNS, Place("country:XA", "Arielia", "country", 15, 0, "XA", None, 9))
}


def party(name):
    return Filler(name, name, 0, 1, "a" + name.replace(" ", ""))


def claim(number, kind="attack", actor="Lake Front", at=0, **more):
    found = Claim(
        f"c{number}", "d1", "body", kind, f"quote {number}", at, at + 1, "", (at, at + 1), actor=(party(actor),)
    )
    return replace(found, **more)


def placed(text, town):
    """Return a claim at the first mention of a town in a text."""
    start = text.index(town.name)
    return claim(
        1,
        start=0,
        end=len(text),
        quote=text,
        place=(Filler(town.name, town.name, start, start + len(town.name), town.id),),
    )


def dated(number, day, words, at):
    start = date.fromisoformat(day) if day else None
    return claim(number, at=at, time=Time(start, start, words, (at, at + len(words))))


def found(*claims, text=None):
    sources = {"d1": Source("Wire", date(2030, 1, 1))}
    result = fuse(claims, sources, PLACES.get)
    return check(
        claims,
        sources,
        result.events,
        result.relations,
        PLACES.get,
        texts={"d1": text}.get,
        divisions=lambda _: REGIONS,
    )


def messages(name, *claims, text=None):
    return [finding.message for finding in found(*claims, text=text) if finding.check == name]


# ---------------------------------------------------------------------------------------- the story


def test_a_wrong_month_is_told_with_what_is_likely_meant():
    told = [dated(1, "2013-02-07", "February 7", 0), dated(2, "2013-02-08", "February 8", 50),
            dated(3, "2013-02-09", "February 9", 100), dated(4, "2013-01-10", "January 10", 150)]  # fmt: skip
    [finding] = [finding for finding in found(*told) if finding.check == "date_slip"]
    assert finding.message == (
        "Wire writes “January 10” after “February 9”, which breaks the order of the story; likely 10 February 2013."
    )
    assert (finding.one_side, finding.other_side) == (("c4",), ("c3",))


def test_without_a_year_the_likely_day_has_none():
    told = [dated(n, "", words, 50 * n) for n, words in enumerate(["7 March", "9 March", "12 March", "13 February"], 1)]
    assert messages("date_slip", *told)[0].endswith("likely 13 March.")


def test_a_year_that_breaks_the_order():
    told = [dated(1, "2013-02-07", "February 7", 0), dated(2, "2012-02-08", "8 February 2012", 50),
            dated(3, "2013-02-09", "February 9", 100), dated(4, "2013-02-12", "February 12", 150)]  # fmt: skip
    assert messages("date_slip", *told)[0].endswith("likely 8 February 2013.")


def test_the_day_of_the_report_itself_is_no_day_of_its_story():
    told = [dated(1, "2013-06-08", "June 8", 0), dated(2, "2030-01-01", "Jan. 1, 2030", 50),
            dated(3, "2013-06-09", "June 9", 100), dated(4, "2013-06-12", "June 12", 150)]  # fmt: skip
    assert messages("date_slip", *told) == []


def test_words_that_allow_two_days_are_no_slip():
    told = claim(1, time=Time(date(2013, 6, 1), date(2013, 6, 7), "last week", (0, 9), note="written on a Sunday: …"))
    assert messages("date_slip", told) == []


@settings(max_examples=80, deadline=None)
@example([date(2010, 1, 1), date(2010, 1, 1), date(2010, 7, 1), date(2010, 8, 1)])
@given(st.lists(st.dates(date(2010, 1, 1), date(2016, 12, 31)), min_size=1, max_size=8))
def test_a_story_in_order_has_no_slip(days):
    told = [dated(n, day.isoformat(), f"{day.day} {day:%B} {day.year}", 40 * n) for n, day in enumerate(sorted(days))]
    assert messages("date_slip", *told) == []


# ------------------------------------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("text", "town", "truth"),
    [
        ("They met in Port Ariel, in the south of the country.", 0, "in the north of the country"),
        ("They met in Port Ariel, in western Arielia, on Monday.", 0, "in the east of the country"),
        ("They took the southwestern town of Port Ariel.", 0, "in the northeast of the country"),
        ("They met in Mill Town, a village in the north-east.", 1, "in the southwest of the country"),
        ("They met in Mill Town, Eastmark province.", 1, "in Southmark"),
        ("They met in Mill Town in the Northmark region.", 1, "in Southmark"),
    ],
)
def test_a_place_on_the_other_side(text, town, truth):
    [message] = messages("geography_slip", placed(text, TOWNS[town]), text=text)
    assert TOWNS[town].name in message
    assert message.endswith(f"by the gazetteer it lies {truth}.")


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("They met in Port Ariel, in the north of the country.", 0),
        ("They met in Port Ariel, in the northeast.", 0),
        ("They met south of Port Ariel.", 0),
        ("They met in Port Ariel, in the south of Otherland.", 0),
        ("They met in Port Ariel, in the south of Northmark province.", 0),
        ("They met in Port Ariel, in the southern winter.", 0),
        ("They shelled southern Port Ariel.", 0),
        ("They met in Midway, in the north.", 2),
        ("They met in Mill Town, Southmark province.", 1),
        ("They met in Mill Town and Eastmark province.", 1),
        ("They met in Mill Town, Unknown province.", 1),
    ],
)
def test_a_place_where_it_lies(text, town):
    assert messages("geography_slip", placed(text, TOWNS[town]), text=text) == []


def test_without_texts_only_the_quote_is_looked_at():
    text = "They met in Port Ariel, in the south of the country."
    short = replace(placed(text, TOWNS[0]), quote="They met in Port Ariel", end=22)
    assert messages("geography_slip", short) == []


# ------------------------------------------------------------------------------------------- titles


def titled(**more):
    return claim(1, segment="title", target=(party("Hill Guard"),), **more)


def killed(least, most=...):
    return {"quantities": (Quantity("killed", least, least if most is ... else most),)}


def test_a_title_with_another_figure():
    body = claim(2, target=(party("Hill Guard"),), **killed(14))
    assert messages("title_against_body", titled(**killed(20)), body) == [
        "The title of Wire gives 20 (killed), the text 14."
    ]
    assert messages("title_against_body", titled(**killed(10, None)), body) == []


def test_a_title_that_sums_up():
    body = [claim(n, target=(party("Hill Guard"),), **killed(count)) for n, count in ((2, 14), (3, 6))]
    assert messages("title_against_body", titled(**killed(20)), *body) == []
    assert len(messages("title_against_body", titled(**killed(21)), *body)) == 1


def test_a_title_that_the_text_denies():
    assert messages("title_against_body", titled(), claim(2, target=(party("Hill Guard"),), status="denied")) == [
        "The title of Wire asserts the attack that its text only denies."
    ]


# --------------------------------------------------------------------------------------------- page


def test_findings_as_a_page_explain_their_checks_and_escape():
    evidence = Evidence("d", "Wire", date(2021, 3, 4), "<b>41</b> dead", 0, 5)
    dispute = Dispute(
        Disagreement("x1", "conflicting_numbers", 1, "41 & 44.", ("c1",), ("c2",), None), (evidence,), (evidence,)
    )
    page = findings_html((dispute,))
    assert "cannot both be right" in page
    assert "41 &amp; 44." in page
    assert "<b>" not in page
    assert "do not disagree" in findings_html(())
