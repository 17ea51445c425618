"""Roads, stretches and borders: two ends, and what lies between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annals.resolve.places import Gazetteer
from annals.resolve.places_lines import Ends, ends


@pytest.fixture(scope="module")
def gazetteer():
    with Gazetteer.open() as opened:
        yield opened


def answer(gazetteer, text, words):
    start = text.index(words)
    return gazetteer.resolve([(start, start + len(words), words)], text)[0]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the road connecting Hama and Salamiyah", Ends("road", "Hama", "Salamiyah")),
        ("the road, connecting Gao and Kidal", Ends("road", "Gao", "Kidal")),
        ("the main supply line between Sana'a and Marib", Ends("road", "Sana'a", "Marib")),
        ("the highway from Gao to Kidal", Ends("road", "Gao", "Kidal")),
        ("the Gao-Kidal road", Ends("road", "Gao", "Kidal")),
        ("the Addis Ababa – Djibouti railway", Ends("road", "Addis Ababa", "Djibouti")),
        ("between Misrata and Sirte", Ends("between", "Misrata", "Sirte")),
        ("the border between Chad and Sudan", Ends("border", "Chad", "Sudan")),
        ("the Sudan-Chad border", Ends("border", "Sudan", "Chad")),
        ("Chad's eastern border with Sudan", Ends("border", "Chad", "Sudan")),
        ("the road to Kidal", None),
        ("the border with Chad", None),
        ("between the two towns", None),
        ("Bosnia and Herzegovina", None),
    ],
)
def test_ends_are_told_from_the_words(words, expected):
    assert ends(words) == expected


def test_a_road_lies_in_the_division_that_holds_both_ends(gazetteer):
    text = "Syrian rebels cut the road connecting Hama and Salamiyah."
    found = answer(gazetteer, text, "the road connecting Hama and Salamiyah")
    assert found.place.id == "region:SY.10"
    assert [end.country for end in found.ends] == ["SY", "SY"]
    assert found.part.startswith("between ")
    assert 10 < found.radius_km < 25
    assert "holds both ends" in found.candidates[0].reasons[0]


def test_a_border_is_a_part_of_the_first_country(gazetteer):
    found = answer(gazetteer, "Raids on the border between Chad and Sudan.", "the border between Chad and Sudan")
    assert (found.place.id, found.part) == ("country:TD", "border with Sudan")
    assert [end.id for end in found.ends] == ["country:TD", "country:SD"]


def test_a_line_with_an_unknown_end_stays_unresolved_with_candidates(gazetteer):
    found = answer(gazetteer, "Malian troops cut the road between Gao and Qxwzzy.", "the road between Gao and Qxwzzy")
    assert found.place is None
    assert found.candidates


@pytest.mark.parametrize(
    ("words", "kind", "part", "radius"),
    [
        ("northern Hama countryside", "region", "north countryside", None),
        ("northwestern Idlib", "region", "northwest", None),
        ("Idlib's northwestern countryside", "region", "northwest countryside", None),
        ("rural Aleppo", "region", "countryside", None),
        ("the north of Hama province", "region", "north", None),
        ("northern and eastern Aleppo", "town", "north and east", None),
        ("the outskirts of Aleppo", "town", "outskirts", None),
        ("near Aleppo", "town", None, 10.0),
        ("20 km (12 miles) east of Aleppo", "town", "east", 20.0),
        ("two kilometres north of Salamiyah", "town", "north", 2.0),
        ("on the border with Turkey", "country", "border", None),
    ],
)
def test_parts_are_of_regions_or_points_with_a_radius(gazetteer, words, kind, part, radius):
    found = answer(gazetteer, f"Syrian troops and rebels fought: {words}.", words)
    assert (found.place.kind, found.part, found.radius_km) == (kind, part, radius)


def test_parts_of_common_nouns_refer_back(gazetteer):
    text = "Syrian troops took Salamiyah. Shells hit the city's northern outskirts and fell north of the city."
    mentions = [
        (text.index(words), text.index(words) + len(words), words)
        for words in ("Salamiyah", "the city's northern outskirts", "north of the city")
    ]
    town, outskirts, north = gazetteer.resolve(mentions, text)
    assert town.place is not None
    assert (outskirts.place, outskirts.part) == (town.place, "north outskirts")
    assert (north.place, north.part) == (town.place, "north")


def test_a_container_within_the_mention_decides(gazetteer):
    text = "Clashes were told from Springfield in Illinois."
    assert answer(gazetteer, text, "Springfield in Illinois").place.region == "region:US.IL"


@pytest.mark.parametrize(
    "words", ["Wakanda", "Middle-earth", "the village of Qwerjab", "the road to Xyqqulon", "Narnia"]
)
def test_places_that_are_none_stay_unresolved(gazetteer, words):
    assert answer(gazetteer, f"Syrian rebels fought in {words} on Monday.", words).place is None


# Spellings of one place in reports and in gazetteers, each in a sentence that names its country.
SPELLINGS = [
    ("SY", "Syrian", "Han Sheikhun", "Khan Shaykhun"),
    ("SY", "Syrian", "Kafr Zeita", "Kafr Zita"),
    ("SY", "Syrian", "Deir Azzor", "Dayr az Zawr"),
    ("UA", "Ukrainian", "Izium", "Izyum"),
    ("UA", "Ukrainian", "Lisichansk", "Lysychansk"),
    ("UA", "Ukrainian", "Severodonetsk", "Sievierodonetsk"),
    ("UA", "Ukrainian", "Artemivsk", "Bakhmut"),
    ("MM", "Burmese", "Akyab", "Sittwe"),
    ("MM", "Burmese", "Mrauk-U", "Mrauk U"),
    ("ET", "Ethiopian", "Mekele", "Mekelle"),
    ("ET", "Ethiopian", "Axum", "Aksum"),
    ("ET", "Ethiopian", "Adua", "Adwa"),
    ("YE", "Yemeni", "Hodeidah", "Al Hudaydah"),
    ("YE", "Yemeni", "Taiz", "Ta'izz"),
    ("YE", "Yemeni", "Mareb", "Ma'rib"),
    ("LY", "Libyan", "Misurata", "Misrata"),
    ("LY", "Libyan", "Sebha", "Sabha"),
    ("LY", "Libyan", "Derna", "Darnah"),
    ("LY", "Libyan", "Ghadamis", "Ghadames"),
]


@pytest.mark.parametrize(("country", "people", "one", "other"), SPELLINGS)
def test_two_spellings_mean_one_place_in_its_country(gazetteer, country, people, one, other):
    found = [answer(gazetteer, f"{people} troops left {name} for good.", name) for name in (one, other)]
    assert all(each.place is not None for each in found)
    assert found[0].place.id == found[1].place.id
    assert found[0].place.country == country


@pytest.mark.parametrize("name", ["Han Sheikhun", "Kafr Zeita", "Taibet Imam", "Mareb", "Humera", "Laukkaing"])
def test_a_spelling_that_is_only_alike_never_answers_alone(gazetteer, name):
    candidates = gazetteer.lookup(name)
    assert candidates
    assert all("similar consonants only" in candidate.reasons for candidate in candidates)
    assert answer(gazetteer, f"They came to {name}.", name).place is None


@given(st.text(max_size=120))
def test_any_words_have_ends_or_none(words):
    found = ends(words)
    assert found is None or (found.first and found.second)
