import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annals.errors import UsageError
from annals.resolve.places import Gazetteer, place_answers, place_claims
from annals.resolve.places_entry import arc_km, distance_km
from annals.types import Claim, Document, Filler

SHARED = Path(os.environ.get("ANNALS_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="module")
def gazetteer():
    with Gazetteer.open() as opened:
        yield opened


def document(text):
    return Document(
        "d1",
        "one",
        "one.txt",
        "one.txt",
        text,
        (),
        (),
        None,
        None,
        None,
        None,
        None,
        None,
        (),
        "text/plain",
        "0" * 64,
        (),
    )


def claim(text, quote, **roles):
    start = text.index(quote)
    return Claim(
        "c1", "d1", "body", "capture", quote, start, start + len(quote), quote, (start, start + len(quote)), **roles
    )


# ------------------------------------------------------------------------------------------------ lookup


def test_a_town_is_found_under_all_its_names(gazetteer):
    found = {gazetteer.lookup(name)[0].place.id for name in ("Kharkiv", "Kharkov", "Харків", "KHARKIV")}
    assert found == {"geonames:706483"}


def test_lookup_without_a_match_is_empty(gazetteer):
    assert gazetteer.lookup("Qwertzuiop") == []
    assert gazetteer.lookup("") == []


def test_candidates_come_heaviest_first_with_reasons(gazetteer):
    found = gazetteer.lookup("Tripoli")
    assert found[0].place.country == "LY"
    assert {"LY", "LB"} <= {candidate.place.country for candidate in found}
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert all(candidate.reasons for candidate in found)


def test_short_names_count_as_written_only(gazetteer):
    assert gazetteer.lookup("US")[0].place.id == "country:US"
    assert gazetteer.lookup("U.S.")[0].place.id == "country:US"
    assert all(candidate.place.id != "country:US" for candidate in gazetteer.lookup("us"))
    assert gazetteer.lookup("EU") == []


def test_country_names_and_aliases(gazetteer):
    for name, code in {
        "Burma": "MM",
        "Ivory Coast": "CI",
        "DRC": "CD",
        "Kosovo": "XK",
        "Taiwan": "TW",
        "Palestine": "PS",
        "UK": "GB",
        "Britain": "GB",
        "Czech Republic": "CZ",
        "the Netherlands": "NL",
    }.items():
        assert gazetteer.lookup(name)[0].place.id == f"country:{code}", name


def test_get_gives_back_what_lookup_gave(gazetteer):
    for name in ("Mogadishu", "Darfur", "Peru", "Donetsk"):
        for candidate in gazetteer.lookup(name):
            assert gazetteer.get(candidate.place.id) == candidate.place


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "x",
        "country:",
        "country:QQ",
        "region:QQ.1",
        "geonames:0",
        "geonames:-1",
        "geonames:x",
        "geonames:99999999999999999999",
        "actor:SY",
        "geonames:²",
    ],
)
def test_get_of_nothing_is_none(gazetteer, wrong):
    assert gazetteer.get(wrong) is None


def test_countries_and_regions_are_listed(gazetteer):
    countries = gazetteer.countries()
    assert len(countries) > 240
    assert all(place.kind == "country" and -90 <= place.latitude <= 90 for place in countries)
    ukraine = gazetteer.regions("UA")
    assert len(ukraine) >= 27
    assert {place.country for place in ukraine} == {"UA"}
    assert len(gazetteer.regions()) > 3000


# ------------------------------------------------------------------------------------------------ demonyms


def test_demonyms_of_countries(gazetteer):
    for word, code in {
        "Russian": "RU",
        "Russians": "RU",
        "Afghan": "AF",
        "Nigerien": "NE",
        "Nigerian": "NG",
        "British": "GB",
        "Congolese": "CD",
        "South Sudanese": "SS",
        "Emirati": "AE",
    }.items():
        found = gazetteer.country_of_demonym(word)
        assert found is not None, word
        assert found.id == f"country:{code}"


def test_words_for_people_of_regions_are_no_countrys(gazetteer):
    assert gazetteer.country_of_demonym("Chechen") is None
    assert gazetteer.country_of_demonym("soldier") is None


# ------------------------------------------------------------------------------------------------ geometry


def test_containment_by_division_and_radius(gazetteer):
    town = gazetteer.lookup("El Fasher")[0].place
    assert gazetteer.contains("country:SD", town.id)
    assert gazetteer.contains(town.region, town.id)
    assert gazetteer.contains("region:darfur", town.id)
    assert gazetteer.contains("country:SD", town.region)
    assert not gazetteer.contains("country:TD", town.id)
    assert not gazetteer.contains(town.id, "country:SD")
    assert not gazetteer.contains("country:SD", "geonames:0")


def test_a_place_contains_itself(gazetteer):
    for identity in ("country:ML", "region:sahel", "region:ML.01", "geonames:2460596"):
        place = gazetteer.get(identity)
        assert place is None or gazetteer.contains(identity, identity)


def test_distances(gazetteer):
    london, paris = gazetteer.get("geonames:2643743"), gazetteer.get("geonames:2988507")
    assert distance_km(london, paris) == pytest.approx(343, abs=5)
    assert distance_km(london, london) == 0


@given(*(st.floats(-90, 90) if index % 2 == 0 else st.floats(-180, 180) for index in range(4)))
def test_distance_is_symmetric_and_bounded(latitude, longitude, other_latitude, other_longitude):
    there = arc_km(latitude, longitude, other_latitude, other_longitude)
    back = arc_km(other_latitude, other_longitude, latitude, longitude)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20016


# ------------------------------------------------------------------------------------------------ claims


def test_claims_get_the_ids_of_their_places(gazetteer):
    text = "Malian troops captured Kidal. They later left the town for Gao."
    first = claim(text, "captured Kidal", place=(Filler("Kidal", "Kidal", 23, 28),), actor=(Filler("Malian troops"),))
    at = text.index("the town")
    second = claim(
        text, "left the town for Gao", origin=(Filler("Kidal", "the town", at, at + 8),), place=(Filler("Gao"),)
    )
    done = place_claims(document(text), (first, second), gazetteer)
    assert done[0].place[0].entity == done[1].origin[0].entity
    assert gazetteer.get(done[0].place[0].entity).country == "ML"
    assert done[0].place[0].name == "Kidal"
    assert done[1].place[0].entity is not None
    assert done[0].actor == first.actor
    assert len(place_answers(document(text), (first, second), gazetteer)) == 3


def test_what_is_answered_already_or_unclear_is_left_alone(gazetteer):
    text = "Fighters took the area."
    kept = claim(
        text, "took the area", place=(Filler("the area", "the area", 14, 22), Filler("Gao", entity="geonames:1"))
    )
    assert place_claims(document(text), (kept,), gazetteer) == (kept,)


def test_who_acts_again_and_again_and_is_on_no_map_is_no_place(gazetteer):
    text = "Jund al-Wadi took Kidal. Jund al-Wadi left. Dozens were killed in Jund al-Wadi attacks near Tin-Qwertz."
    actor = (Filler("Jund al-Wadi"),)
    acts = [replace(claim(text, quote, actor=actor), id=quote) for quote in ("took Kidal", "left")]
    at = text.index("Tin-Qwertz")
    place = (Filler("Jund al-Wadi", "Jund al-Wadi", 66, 78), Filler("Tin-Qwertz", "Tin-Qwertz", at, at + 10))
    deaths = replace(claim(text, "killed in Jund al-Wadi attacks near Tin-Qwertz", place=place), id="deaths")
    assert place_claims(document(text), (*acts, deaths), gazetteer)[2].place == place[1:]
    assert place_claims(document(text), (acts[0], deaths), gazetteer)[1].place == place


def test_a_country_that_acts_stays_a_place(gazetteer):
    text = "Mali attacked. Mali withdrew. Dozens were killed in Mali."
    acts = [
        replace(claim(text, quote, actor=(Filler("Mali"),)), id=quote) for quote in ("Mali attacked", "Mali withdrew")
    ]
    deaths = claim(text, "killed in Mali", place=(Filler("Mali", "Mali", 52, 56),))
    assert place_claims(document(text), (*acts, deaths), gazetteer)[2].place[0].name == "Mali"


# ------------------------------------------------------------------------------------------------ files


def test_a_missing_gazetteer_is_told_in_one_line(tmp_path):
    with pytest.raises(UsageError, match="no gazetteer there"):
        Gazetteer.open(tmp_path / "none.sqlite")


@pytest.mark.parametrize("content", [b"", b"junk" * 1000])
def test_a_file_that_is_no_gazetteer_is_told_in_one_line(tmp_path, content):
    path = tmp_path / "bad.sqlite"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="not a gazetteer"):
        Gazetteer.open(path)


@pytest.mark.skipif(not (SHARED / "data" / "places").is_dir(), reason="no news with gold toponyms here")
def test_the_bars_hold():
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
    try:
        import places as bench
    finally:
        sys.path.pop(0)
    figures = bench.measure(SHARED)
    assert figures["lgl_acc161_all"] >= 0.80
    assert figures["lgl_precision_answered"] >= 0.90
    assert figures["tr-news_acc161_all"] >= 0.88
    assert figures["tr-news_precision_answered"] >= 0.93
