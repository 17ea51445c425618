import pytest
from hypothesis import given
from hypothesis import strategies as st

from annals.resolve.places_expressions import Expression, compass, readings, stated_containers


def last(words):
    """Return the reading that takes the words furthest apart."""
    return readings(words)[-1]


@pytest.mark.parametrize(
    ("words", "name", "sort", "part"),
    [
        ("northern Kherson countryside", "Kherson", "", "north countryside"),
        ("northwestern Nigeria", "Nigeria", "", "northwest"),
        ("the north of Helmand province", "Helmand", "region", "north"),
        ("the southern part of Kherson oblast", "Kherson", "region", "south"),
        ("the eastern countryside of Mosul", "Mosul", "", "east countryside"),
        ("Mosul's western countryside", "Mosul", "", "west countryside"),
        ("outskirts of Donetsk", "Donetsk", "", "outskirts"),
        ("central Mogadishu", "Mogadishu", "", "centre"),
        ("rural Homs", "Homs", "", None),
    ],
)
def test_parts(words, name, sort, part):
    if part is None:
        assert readings(words)[0].name == words
        return
    assert Expression(name, sort, part) in readings(words)


@pytest.mark.parametrize(
    ("words", "name", "part", "radius"),
    [
        ("20 km east of Gao", "Gao", "east", 20.0),
        ("about 10 miles from Goma", "Goma", None, 16.1),
        ("near Kidal", "Kidal", None, 10.0),
        ("outside Sirte", "Sirte", None, 10.0),
    ],
)
def test_distances(words, name, part, radius):
    assert Expression(name, "", part, radius) in readings(words)


@pytest.mark.parametrize(
    ("words", "name", "sort"),
    [
        ("Helmand province", "Helmand", "region"),
        ("city of Kunduz", "Kunduz", "town"),
        ("the town of Bria", "Bria", "town"),
        ("Anderson County", "Anderson", "county"),
        ("province of Kasai", "Kasai", "region"),
        ("Zaatari refugee camp", "Zaatari", "town"),
    ],
)
def test_generic_words_say_the_sort(words, name, sort):
    assert Expression(name, sort) in readings(words)


def test_the_literal_reading_comes_first():
    assert readings("Kansas City")[0] == Expression("Kansas City")
    assert readings("the Gambia")[0] == Expression("the Gambia")


def test_a_container_after_a_comma():
    assert Expression("Springfield", container="Illinois", comma=True) in readings("Springfield, Illinois")


@pytest.mark.parametrize("words", ["the area", "border", "the border", "", "  ", "the front line", "here"])
def test_words_that_are_no_places(words):
    assert readings(words) == ()


@pytest.mark.parametrize(
    ("words", "sort"),
    [
        ("the town", "town"),
        ("this province", "region"),
        ("the besieged city", "town"),
        ("the country", "country"),
        ("their village", "town"),
    ],
)
def test_common_nouns(words, sort):
    (reading,) = readings(words)
    assert reading.nominal
    assert reading.sort == sort


@pytest.mark.parametrize(
    ("text", "name", "container"),
    [
        ("clashes in Gaya in the north of Kano state", "Gaya", "Kano"),
        ("police in Paris, Texas, said", "Paris", "Texas"),
        ("a raid on Bab (Aleppo province)", "Bab", "Aleppo"),
        ("the Iraqi city of Mosul fell", "Mosul", "Iraqi"),
        ("in Kobani in northern Syria", "Kobani", "Syria"),
    ],
)
def test_stated_containers(text, name, container):
    start = text.index(name)
    assert container in [stated for stated, _ in stated_containers(text, start, start + len(name))]


def test_nothing_is_stated_where_nothing_stands():
    assert stated_containers("Mosul fell.", 0, 5) == ()


def test_directions_have_one_form():
    assert {compass(word) for word in ("north-western", "northwestern", "North-West", "northwest")} == {"northwest"}
    assert compass(None) is None


@given(st.text(max_size=80))
def test_any_words_can_be_read(words):
    assert all(isinstance(reading.name, str) for reading in readings(words))
