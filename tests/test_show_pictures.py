"""The data of the pictures: a day at a glance, groups over time, where areas lie."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_samples import FRONT, NOW, PORT, days, make_claim, make_reading
from show_world import make_record, page

from annals.concluding import conclude
from annals.record import Record
from annals.resolve.places import Gazetteer
from annals.resolve.places_expressions import distance_told
from annals.show.views.outlines import hull, together
from annals.types import Filler

DEGREES = st.integers(-50, 50).map(float)


@pytest.fixture
def client(tmp_path):
    make_record(tmp_path / "war.annals")
    with page(tmp_path / "war.annals") as opened:
        yield opened


def held(answer):
    (port,) = (each["properties"] for each in answer["map"]["features"] if each["id"] == PORT.id)
    return [holder["name"] for holder in port["holders"]]


def test_a_day_at_a_glance_agrees_with_the_map_and_the_network(client):
    day = client.get("/api/day.json?on=2021-03-10&step=7").json()
    network = client.get("/api/network.json?on=2021-03-10").json()
    assert [(edge["id"], edge["source"], edge["target"]) for edge in day["network"]["edges"]] == [
        (edge["id"], edge["source"], edge["target"]) for edge in network["edges"]
    ]
    assert [node["id"] for node in day["network"]["nodes"]] == [node["id"] for node in network["nodes"]]
    whole = client.get("/api/map.json?on=2021-03-10").json()
    assert held(day) == held({"map": whole}) == ["River Guard"]


def test_a_day_has_the_events_of_its_step(client):
    def events(address):
        features = client.get(address).json()["map"]["features"]
        return sum(each["properties"]["events"] for each in features)

    assert events("/api/day.json?on=2021-03-10&step=1") == 0
    assert events("/api/day.json?on=2021-03-03&step=1") == 1
    assert events("/api/day.json?on=2021-03-08&step=7") == 1


def test_the_first_of_all_days_has_a_picture(client):
    assert client.get("/api/day.json?on=0001-01-01&step=365").json()["map"]["on"] == "0001-01-01"


def test_groups_over_time_have_their_names_and_turns(client):
    answer = client.get("/api/genealogy.json").json()
    (front,) = (group for group in answer["groups"] if group["id"] == FRONT)
    assert {name["name"] for name in front["names"]} == {"Northern Front", "Hill Brigade"}
    assert front["from"] == "2019-01-01"
    assert {turn["type"] for turn in answer["turns"]} <= {
        "formation",
        "renaming",
        "split",
        "merger",
        "joining",
        "dissolution",
    }


def test_groups_that_nobody_had_told_of_yet_are_not_there(client):
    assert client.get("/api/genealogy.json?known_by=2001-01-01").json()["turns"] == []


def test_a_region_is_drawn_around_its_towns_and_an_area_as_a_circle(client):
    region = client.get("/api/outline.json?place=region:ML.09").json()
    assert len(region["outline"]) >= 3
    assert all(-5 < longitude < 5 and 13 < latitude < 21 for longitude, latitude in region["outline"])
    assert client.get("/api/outline.json?place=region:azawad").json()["radius_km"] > 100
    assert client.get("/api/outline.json?place=geonames:2457163").json()["outline"] is None
    assert client.get("/api/outline.json?place=nowhere").json() == {"outline": None, "radius_km": None}


@pytest.mark.parametrize(
    ("before", "name", "radius"),
    [
        ("two columns clashed near ", "Konna", 10.0),
        ("two columns clashed in ", "Konna", None),
        ("stopped some 20 km east of ", "Konna", 20.0),
        ("a camp 5 kilometres from the town of ", "Konna", 5.0),
        ("close to the border in ", "Konna", None),
        ("", "Konna", None),
    ],
)
def test_the_words_before_a_name_tell_how_far_off_it_was(before, name, radius):
    assert distance_told(before, name) == radius


def test_what_is_told_near_a_town_has_a_radius_on_the_map(tmp_path):
    path = tmp_path / "war.annals"
    reading = make_reading("wire", "Two columns clashed near Konna.", published=date(2013, 1, 10))
    claim = make_claim(
        reading, "Two columns clashed near Konna", "clash", "clashed", actor=["Two columns"], time=days("2013-01-09"),
        place=[Filler("Mopti", "Konna", 25, 30, entity="geonames:2453348")],
    )  # fmt: skip
    with Record.open(path, create=True) as record, Gazetteer.open() as gazetteer:
        record.add(reading, (claim,), now=NOW)
        conclude(record, gazetteer)
    with page(path) as client:
        told = {"near": {"geonames:2453348": {"radius_km": 10.0, "events": 1}}}
        assert client.get("/api/near.json").json() == told
        assert client.get("/api/near.json?on=2013-01-10&step=7").json() == told
        assert client.get("/api/near.json?on=2013-03-10&step=7").json() == {"near": {}}
        assert client.get("/api/near.json?known_by=2013-01-09").json() == {"near": {}}
        assert "1 told within 10 km" in client.get("/map").text


def test_a_town_that_a_slip_put_elsewhere_does_not_stretch_its_region():
    towns = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.5, 0.2), (40.0, 9.0)]
    assert together(towns) == towns[:-1]
    assert together([]) == []


@given(st.lists(st.tuples(DEGREES, DEGREES), max_size=40))
def test_no_point_lies_outside_its_hull(points):
    corners = hull(points)
    assert set(corners) <= set(points)
    if len(corners) < 3:
        return
    for one, other in zip(corners, [*corners[1:], corners[0]], strict=True):
        for x, y in points:
            assert (other[0] - one[0]) * (y - one[1]) - (other[1] - one[1]) * (x - one[0]) >= 0
