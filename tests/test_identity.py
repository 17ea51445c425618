"""Decisions on identity: the project's stories, homonyms, and why names were joined."""

from datetime import date

import pytest
from test_actors import told

from annals.resolve.actors import identify
from annals.resolve.places import Gazetteer
from annals.types import Filler
from bench import identity


@pytest.fixture(scope="module")
def places():
    with Gazetteer.open() as opened:
        yield opened


def test_the_bar_on_the_stories_of_renames_splinters_mergers_and_joins():
    figures = identity.measure_file(identity.FILE)
    assert figures["names"] >= 60
    assert figures["right"] >= 0.90
    assert figures["wrong_mergers"] == 0


def at(country):
    return [Filler(country, None, None, None, f"country:{country}")]


def test_a_name_of_common_words_in_far_countries_is_two_actors(places):
    claims = [
        told(1, "attack", ["Army of Faith"], doc="d1", place=at("PE")),
        told(2, "attack", ["Army of Faith"], doc="d2", place=at("PH")),
        told(3, "attack", ["Army of Faith"], doc="d3", place=at("CO")),
        told(4, "attack", ["Army of Faith"], doc="d4"),
    ]
    entity = identify(claims, {}, places).entity
    assert entity["c1", "actor", 0] == entity["c3", "actor", 0] != entity["c2", "actor", 0]
    assert entity["c4", "actor", 0] == entity["c1", "actor", 0], "a report without a place stays with the most"


def test_a_name_of_its_own_or_of_all_the_world_is_one_actor_wherever_it_is(places):
    for name in ("Boko Haram", "Islamic State"):
        claims = [told(n, "attack", [name], doc=f"d{n}", place=at(code)) for n, code in enumerate(("NG", "PH"))]
        assert len(identify(claims, {}, places).actors) == 1


def test_another_party_in_common_makes_one_actor_of_it(places):
    claims = [
        told(1, "alliance", ["Army of Faith"], ["Banu Hatim"], doc="d1", place=at("PE")),
        told(2, "alliance", ["Army of Faith"], ["Banu Hatim"], doc="d2", place=at("PH")),
    ]
    entity = identify(claims, {}, places).entity
    assert entity["c1", "actor", 0] == entity["c2", "actor", 0]


def test_decades_apart_in_neighbouring_countries_is_two_actors(places):
    claims = [
        told(1, "attack", ["Army of Faith"], doc="d1", day=date(1965, 1, 1), place=at("PE")),
        told(2, "attack", ["Army of Faith"], doc="d2", day=date(2015, 1, 1), place=at("CO")),
    ]
    assert len(identify(claims, {}, places).actors) == 2
    near = [claims[0], told(3, "attack", ["Army of Faith"], doc="d2", day=date(1967, 1, 1), place=at("CO"))]
    assert len(identify(near, {}, places).actors) == 1


def test_two_countries_of_like_names_are_two(places):
    claims = [told(1, "attack", ["Mali"], doc="d1"), told(2, "attack", ["Malawi"], doc="d2")]
    assert len(identify(claims, {}, places).actors) == 2


def test_allies_and_rivals_of_like_names_are_two():
    for kind in ("alliance", "rivalry"):
        assert len(identify([told(1, kind, ["Ansar Dine"], ["Ansar ad-Din"])], {}).actors) == 2


def test_why_names_were_joined_is_told_with_a_score():
    claims = [told(1, "attack", ["Al-Shabaab"]), told(2, "attack", ["al Shabab"], doc="d2")]
    [actor] = identify(claims, {}).actors
    [join] = actor.joins
    assert {join.one, join.other} == {"Al-Shabaab", "al Shabab"}
    assert 0 < join.score < 1
    assert "spelling" in join.reason


def test_a_claim_without_a_place_is_where_its_report_is(places):
    claims = [
        told(n, kind, [name], doc=f"d{code}", place=place)
        for code in ("PE", "PH")
        for n, kind, name, place in ((f"1{code}", "attack", "Army of Faith", ()), (f"2{code}", "strike", "Y", at(code)))
    ]
    entity = identify(claims, {}, places).entity
    assert entity["c1PE", "actor", 0] != entity["c1PH", "actor", 0]
