import random
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from fuse_claims import BUNIA, DAY, GOMA, KIVU, PLACES, SAKE, claim, field, party, run
from hypothesis import given, settings
from hypothesis import strategies as st

from annals.fuse import FAMILIES, FEATURES, fuse
from annals.fuse.facts import place_relation
from annals.fuse.why import links
from annals.types import EVENT_TYPES, Claim, Filler, Place, Quantity, Source, Time


def test_every_event_type_has_one_family_and_every_feature_a_reason():
    listed = [kind for kinds in FAMILIES.values() for kind in kinds]
    assert sorted(listed) == sorted(EVENT_TYPES)
    assert all(feature.__doc__ for feature in FEATURES)


def test_two_reports_of_one_act_become_one_event():
    [event] = run(claim(1, killed=(44, 44)), claim(2, "clash", killed=(41, 41))).events
    assert event.claims == ("c1", "c2")
    killed = field(event, "killed")
    assert killed.disputed
    assert [(v.value, v.supporters, v.dissenters) for v in killed.values] == [
        (["killed", 41, 41], ("c2",), ("c1",)),
        (["killed", 44, 44], ("c1",), ("c2",)),
    ]


def test_every_event_tells_which_pairs_hold_it_together_and_why():
    claims = [claim(1, killed=(44, 44)), claim(2, "clash", killed=(41, 41)), claim(3, when=None)]
    sources = {c.document: Source(f"P{c.document}", DAY + timedelta(1)) for c in claims}
    found = links(claims, sources, PLACES.get)
    assert [(link.one, link.other) for link in found] == [("c1", "c2"), ("c1", "c3")]
    for link in found:
        assert link.total >= link.need
        assert sum(points for _, points in link.parts) == pytest.approx(link.total)
    assert found[0].words == "types +0.5, times +2.0, places +2.0, sides +2.4"


def test_a_vague_figure_does_not_dispute_an_exact_one():
    [event] = run(claim(1, killed=(40, None)), claim(2, killed=(44, 44)), claim(3, killed=(None, 50))).events
    killed = field(event, "killed")
    assert not killed.disputed
    assert killed.values[0].value == ["killed", 44, 44]


def test_about_allows_a_tenth():
    about = replace(claim(1), quantities=(Quantity("killed", 100, 100, None, "about 100"),))
    [event] = run(about, claim(2, killed=(104, 104))).events
    assert not field(event, "killed").disputed
    [event] = run(about, claim(2, killed=(120, 120))).events
    assert field(event, "killed").disputed


@pytest.mark.parametrize(
    "other",
    [
        claim(2, when=DAY + timedelta(2)),
        claim(2, place=(BUNIA,)),
        claim(2, "statement"),
        claim(2, actor=("Mai Mai",), target=("FDLR",)),
        claim(2, when=DAY + timedelta(1), target=("FDLR",)),
    ],
)
def test_other_days_places_kinds_and_parties_are_other_events(other):
    assert len(run(claim(1), other).events) == 2


def test_a_town_and_its_region_or_neighbour_may_be_one_place():
    for other in (KIVU, SAKE):
        [event] = run(claim(1), claim(2, place=(other,))).events
        assert not field(event, "place").disputed
        assert field(event, "place").values[0].value == "geonames:1" or other is SAKE


@pytest.mark.parametrize(("kind", "number"), [("displacement", 1), ("withdrawal", 1), ("defection", 2)])
def test_an_act_that_leaves_a_place_is_there(kind, number):
    """A report that gives only the origin tells of the same flight as one that gives the place as well."""
    left = claim(1, kind, actor=(), target=("people",), place=(), origin=(GOMA,))
    named = claim(2, kind, actor=(), target=("residents",), place=(GOMA,), origin=(GOMA,))
    assert len(run(left, named).events) == number


def test_a_region_without_a_code_of_its_own_contains_its_towns_either_way_round():
    bare = replace(PLACES["region:CD.11"], region=None)
    assert place_relation(bare, PLACES["geonames:1"]) == place_relation(PLACES["geonames:1"], bare) == "contains"
    assert place_relation(bare, PLACES["geonames:3"]) == place_relation(PLACES["geonames:3"], bare) == "apart"


def test_one_document_tells_two_events_unless_it_tells_one_again():
    two = claim(1, killed=(3, 3), doc="d1"), claim(2, killed=(9, 9), doc="d1")
    assert len(run(*two).events) == 2
    again = claim(1, doc="d1"), claim(2, doc="d1", status="reported")
    assert len(run(*again).events) == 1
    other_type = claim(1, doc="d1"), claim(2, "clash", doc="d1")
    assert len(run(*other_type).events) == 2


def test_copies_and_one_publisher_count_once():
    claims = [claim(n, killed=(5, 5)) for n in (1, 2, 3, 4)]
    sources = {
        "d1": Source("Wire", DAY),
        "d2": Source("Paper", DAY, copy_of="d1"),
        "d3": Source("wire", DAY),
        "d4": Source("Radio", DAY),
    }
    [event] = run(*claims, sources=sources).events
    assert field(event, "killed").values[0].publishers == 2


def test_a_copy_does_not_disagree_with_its_original_about_the_same_words():
    one = claim(1, actor=["Raiders"], quote="Raiders attacked Goma, killing 44")
    other = claim(2, actor=["Harbour"], quote="GOMA (Wire) - Raiders attacked Goma, killing 44")
    copied = {"d1": Source("A", DAY), "d2": Source(None, DAY, copy_of="d1")}
    [event] = run(one, other, sources=copied).events
    assert not field(event, "actor").disputed
    [event] = run(one, other).events
    assert field(event, "actor").disputed


def test_a_copy_that_changed_a_figure_does_disagree():
    one = claim(1, killed=(44, 44), quote="Raiders attacked Goma, killing 44")
    other = claim(2, killed=(41, 41), quote="Raiders attacked Goma, killing 41")
    copied = {"d1": Source("A", DAY), "d2": Source("B", DAY, copy_of="d1")}
    [event] = run(one, other, sources=copied).events
    assert field(event, "killed").disputed


def test_a_citation_of_another_publisher_is_no_second_source():
    cited = replace(claim(2, killed=(5, 5)), attribution=(Filler("Wire"),))
    sources = {"d1": Source("Wire", DAY), "d2": Source("Paper", DAY)}
    [event] = run(claim(1, killed=(5, 5)), cited, sources=sources).events
    assert field(event, "killed").values[0].publishers == 1


def test_two_that_cite_the_same_named_source_are_one_and_whom_they_asked_themselves_is_not():
    for cited, expected in (("Wire", 1), ("police", 2)):
        claims = [replace(claim(n, killed=(5, 5)), attribution=(Filler(cited),)) for n in (1, 2)]
        [event] = run(*claims).events
        assert field(event, "killed").values[0].publishers == expected


def test_deaths_are_kept_by_side_as_least_best_and_most():
    def dead(number, least, most, of):
        return replace(claim(number), quantities=(Quantity("killed", least, most, of),))

    [event] = run(
        dead(1, 4, 4, "FARDC soldiers"), dead(2, 5, 5, "FARDC soldiers"), dead(3, 5, 5, "soldiers of the FARDC"),
        dead(4, 2, None, "civilians"), dead(5, 9, 9, None),
    ).events  # fmt: skip
    deaths = field(event, "deaths")
    assert [value.value for value in deaths.values] == [
        ["aFARDC", 4, 5, 5], ["civilians", 2, 2, None], ["unknown", 9, 9, 9],
    ]  # fmt: skip
    assert deaths.values[0].supporters == ("c1", "c2", "c3")
    assert deaths.disputed


def test_a_partys_own_account_comes_after_a_later_one_of_somebody_else():
    own = replace(claim(1, killed=(1, 1)), attribution=(party("M23"),))
    sources = {"d1": Source("A", DAY), "d2": Source("B", DAY + timedelta(5))}
    [event] = run(own, claim(2, killed=(2, 2)), sources=sources).events
    assert [v.value[1] for v in field(event, "killed").values] == [2, 1]


def test_more_publishers_first_then_the_nearest():
    claims = [claim(1, killed=(5, 5)), claim(2, killed=(7, 7)), claim(3, killed=(7, 7))]
    [event] = run(*claims).events
    assert field(event, "killed").values[0].value == ["killed", 7, 7]
    sources = {"d1": Source("A", DAY), "d2": Source("B", DAY + timedelta(9))}
    [event] = run(claim(1, killed=(9, 9)), claim(2, killed=(7, 7)), sources=sources).events
    assert field(event, "killed").values[0].value == ["killed", 9, 9]


def test_a_partys_own_account_comes_last():
    own = replace(claim(1, killed=(1, 1)), attribution=(party("M23"),))
    [event] = run(own, claim(2, killed=(2, 2))).events
    assert [v.value[1] for v in field(event, "killed").values] == [2, 1]
    assert "own account" in field(event, "killed").values[1].reason


def test_asserted_and_denied_is_disputed_and_the_sides_of_a_clash_may_swap():
    [event] = run(claim(1), claim(2, status="denied")).events
    assert field(event, "status").disputed
    assert event.status == "asserted"
    [clash] = run(claim(1, "clash"), claim(2, "clash", actor=("FARDC",), target=("M23",))).events
    assert not field(clash, "actor").disputed
    assert len(field(clash, "actor").values) == 1


def test_sources_may_differ_on_the_day_of_what_happens_once():
    founded = [claim(n, "formation", (), ("M23",), (), when=DAY + timedelta(30 * n)) for n in (1, 2)]
    [event] = run(*founded).events
    assert field(event, "time").disputed
    assert (event.start, event.end) == (DAY + timedelta(30), DAY + timedelta(60))


def test_unknown_times_places_and_parties_go_through():
    bare = Claim("c1", "d1", "body", "attack", "", 0, 1, "", (0, 1))
    half = replace(claim(2), time=Time(DAY, None))
    far = replace(claim(3), time=Time(date.min, date.max))
    assert {c for event in fuse([bare, half, far], {}, lambda _: None).events for c in event.claims} == {
        "c1",
        "c2",
        "c3",
    }


# ------------------------------------------------------------------------------------------- relations


ROW = st.tuples(
    st.sampled_from(
        ["attack", "clash", "strike", "capture", "control", "joining", "leaving", "membership", "withdrawal"]
    ),
    st.sampled_from(["M23", "FARDC", "FDLR", "rebels"]),
    st.sampled_from(["M23", "FARDC", "Union", "civilians"]),
    st.sampled_from([GOMA, SAKE, BUNIA, KIVU, None]),
    st.one_of(st.none(), st.integers(0, 40)),
    st.one_of(st.none(), st.tuples(st.integers(0, 9), st.integers(10, 20))),
    st.sampled_from(["asserted", "reported", "denied", "planned"]),
    st.integers(1, 5),
)


def built(rows):
    return [
        claim(n, kind, [a], [b], (p,) if p else (), DAY + timedelta(d) if d is not None else None, k,
              f"d{doc}", status=status)
        for n, (kind, a, b, p, d, k, status, doc) in enumerate(rows)
    ]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(ROW, max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nothing_and_no_claim_is_lost(rows, source):
    claims = built(rows)
    shuffled = list(claims)
    source.shuffle(shuffled)
    sources = {f"d{n}": Source(f"P{n % 3}", DAY + timedelta(n)) for n in range(1, 5)}
    result = fuse(claims, sources, PLACES.get)
    assert result == fuse(shuffled, sources, PLACES.get)
    told = sorted(c for event in result.events for c in event.claims)
    assert told == sorted(c.id for c in claims if c.type in EVENT_TYPES)
    for event in result.events:
        assert event.start is None or event.end is None or event.start <= event.end
    for found in result.relations:
        assert found.start is None or found.end is None or found.start <= found.end
    assert len({r.id for r in result.relations}) == len(result.relations)


def test_five_thousand_claims_take_little_time():
    source = random.Random(7)  # noqa: S311
    names = [f"Group {n}" for n in range(60)]
    towns = {
        f"geonames:{n}": Place(f"geonames:{n}", f"T{n}", "town", n % 60, n % 90, "CD", f"CD.{n % 9}", 9)
        for n in range(400)
    }
    fillers = [Filler(p.name, p.name, 0, 1, p.id) for p in towns.values()]
    claims = [
        claim(n, source.choice(["attack", "clash", "strike", "capture"]), [source.choice(names)],
              [source.choice(names)], (source.choice(fillers),), DAY + timedelta(source.randrange(900)),
              doc=f"d{n // 3}")
        for n in range(5000)
    ]  # fmt: skip
    began = time.process_time()
    assert fuse(claims, {}, towns.get).events
    assert time.process_time() - began < 15


def test_undated_strikes_on_a_region_are_not_one_over_weeks():
    told = [claim(n, "strike", target=(), place=(KIVU,), when=None, killed=(n + 2, None)) for n in range(4)]
    sources = {c.document: Source(f"P{n}", DAY + timedelta(9 * n)) for n, c in enumerate(told)}
    assert len(run(*told, sources=sources).events) == 4


def test_undated_strikes_of_unknown_publication_are_not_one():
    told = [claim(n, "strike", target=(), when=None) for n in range(2)]
    assert len(run(*told, sources={c.document: Source(None, None) for c in told}).events) == 2


def test_one_attack_told_without_a_day_within_days_is_one():
    dated, undated = claim(1, killed=(12, 12)), claim(2, when=None, killed=(12, 12))
    assert len(run(dated, undated).events) == 1


@pytest.mark.parametrize("kind", ["agreement", "merger"])
def test_talks_and_mergers_with_other_partners_are_two(kind):
    one = claim(1, kind, ["Alpha", "Beta"], (), (), when=DAY)
    other = claim(2, kind, ["Alpha", "Gamma"], (), (), when=Time(DAY - timedelta(10), DAY + timedelta(10)))
    assert len(run(one, other).events) == 2


def test_what_has_no_measure_of_its_own_is_compared_only_where_both_say_of_what():
    sorties, shells = Quantity("other", 10, 10, "sorties"), Quantity("other", 850, 850)
    told = [replace(claim(n), quantities=(quantity,)) for n, quantity in enumerate((sorties, shells))]
    assert [field(event, "other").disputed for event in run(*told).events] == [False]


def test_parties_without_a_name_are_one_value_with_all_its_sources():
    (event,) = run(claim(1, target=("villagers",)), claim(2, target=("villagers",))).events
    (value,) = field(event, "target").values
    assert (value.value, value.publishers) == ("villagers", 2)
