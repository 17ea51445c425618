"""Country, sector and kind of phrases that name or describe an actor."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annals.names import fold
from annals.resolve import actors_tables as tables
from annals.resolve.actors_codes import code
from annals.resolve.actors_inter import code_actor, inter
from annals.resolve.places import Gazetteer
from annals.types import Actor, ActorName
from bench import actor_codes


@pytest.fixture(scope="module")
def places():
    with Gazetteer.open() as opened:
        yield opened


@pytest.mark.parametrize(
    ("phrase", "country", "sector", "kind"),
    [
        ("American warplanes", "USA", "MIL", 1),
        ("retired vice president", "", "ELI", 7),
        ("Turkish-backed rebels", "", "REB", 2),
        ("Kenyan police officers", "KEN", "COP", 1),
        ("gunmen in Kano", "NGA", "UAF", 3),
        ("the U.S. ambassador to Russia", "USA", "GOV", 1),
        ("Peruvian congressman", "PER", "LEG", 1),
        ("Catholic bishops in Nicaragua", "NIC", "REL", 7),
        ("a spokesman for the Afghan Ministry of Defense", "AFG", "GOV", 1),
        ("refugees from Myanmar", "MMR", "REF", 7),
        ("the UN Security Council", "IGO", "UNO", 8),
        ("Kharkiv residents", "UKR", "CVL", 7),
        ("Turkey-based Syrian activists", "SYR", "OPP", 7),
        ("Mexican drug cartels", "MEX", "CRM", 3),
        ("rioters in Paris", "FRA", "OPP", 5),
        ("protesters in Khartoum", "SDN", "OPP", 6),
        ("a tribal militia", "", "PRM", 4),
        ("Bank of England", "GBR", "GOV", 1),
        ("fighters of the Kachin Independence Army", "MMR", "REB", 2),
        ("speaker of the Bundestag", "DEU", "LEG", 1),
        ("North Korea", "PRK", "", 1),
        ("the former senator", "", "ELI", 7),
        ("former rebels", "", "REB", 2),
        ("teachers of the village", "", "EDU", 7),
        ("Argentinians", "ARG", "", 1),
        ("Argentiniasn", "ARG", "", 1),
        ("a person", "", "UNK", None),
        ("", "", "", None),
        ("?!", "", "", None),
    ],
)
def test_phrases(places, phrase, country, sector, kind):
    found = code(phrase, gazetteer=places)
    assert (found.country, (found.sectors or ("",))[0], inter(phrase, found)) == (country, sector, kind)
    assert not phrase.strip("?!") or found.reasons


def test_the_day_tells_who_holds_an_office_and_which_side_a_movement_is_on():
    sectors = {day: code("Barack Obama", day=date(*day)).sectors for day in ((2010, 5, 1), (2018, 5, 1), (1990, 5, 1))}
    assert sectors == {(2010, 5, 1): ("GOV",), (2018, 5, 1): ("ELI",), (1990, 5, 1): ()}
    assert code("Taliban", day=date(2015, 1, 1)).sectors == ("REB",)
    assert code("the Taliban", day=date(2023, 1, 1)).sectors == ("GOV",)


def test_the_forces_of_another_state_are_external():
    found = code("Kenyan soldiers")
    assert inter("Kenyan soldiers", found, at="KEN") == 1
    assert inter("Kenyan soldiers", found, at="SOM") == 8


def test_a_town_is_not_guessed_from_a_name_that_many_small_ones_bear(places):
    assert code("Burns", gazetteer=places).country == ""


def test_an_actor_is_coded_from_all_its_names():
    names = tuple(ActorName(name, None, None) for name in ("XYZ", "Lord's Resistance Army"))
    coding = code_actor(Actor("a", "group", "XYZ", names))
    assert (coding.country, coding.sectors, coding.inter, coding.cameo) == ("UGA", ("REB",), 2, "UGAREB")


PRIMARY = {"COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK"}
SECONDARY = {"AGR", "BUS", "CRM", "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC"}
SECTORS = PRIMARY | SECONDARY | {"UNO", "EUR"}


def test_every_row_of_the_tables_has_codes_of_the_codebook():
    iso3 = {country.iso3 for country in tables.countries().values()} | {"IGO", "NGO", "IMG", "SUN", "YUG"}
    assert {sector.code for sector in tables.sectors().values()} <= SECTORS
    for names in (tables.bodies(), tables.office_holders()):
        for name, spells in names.spells.items():
            assert name == fold(name)
            for spell in spells:
                assert spell.country in iso3, spell
                assert set(spell.sectors) <= SECTORS, spell
                assert not (spell.start and spell.end) or spell.start <= spell.end, spell


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_phrase_crashes_it_and_the_answer_is_the_same_again(phrase):
    assert code(phrase) == code(phrase)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["the", "Kenyan", "army", "of", "in", "former", "rebels", ",", "'s", "UN", "(", "Paris"]))
)
def test_no_order_of_words_crashes_it(parts):
    found = code(" ".join(parts))
    assert len(found.sectors) <= 3


def test_the_bench_counts_only_what_a_row_has(tmp_path):
    path = tmp_path / "phrases.jsonl"
    path.write_text(
        '{"phrase": "Kenyan army", "date": null, "country": "KEN", "code_1": "MIL"}\n'
        '{"phrase": "Kenyan army", "country": "UGA"}\n{"phrase": "Kenyan army", "code_1": "MIL"}\n',
        encoding="utf-8",
    )
    figures = actor_codes.measure_file(path)
    assert (figures["phrases"], figures["both_right"]) == (3, pytest.approx(2 / 3))


def test_the_bar_on_outside_phrases(shared):
    figures = actor_codes.measure(shared)
    if not figures:
        pytest.skip("no phrases here")
    assert figures["both_right"] >= 0.80
