import random
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annals.fuse import FAMILIES, FEATURES, fuse
from annals.fuse.facts import place_relation
from annals.fuse.why import links
from annals.types import EVENT_TYPES, Claim, Filler, Place, Quantity, Source, Time

PLACES = {
    "geonames:1": Place("geonames:1", "Goma", "town", -1.68, 29.22, "CD", "CD.11", 1000),
    "geonames:2": Place("geonames:2", "Sake", "town", -1.57, 29.04, "CD", "CD.11", 100),
    "geonames:3": Place("geonames:3", "Bunia", "town", 1.56, 30.25, "CD", "CD.12", 100),
    "region:CD.11": Place("region:CD.11", "North Kivu", "region", -0.7, 29.0, "CD", "CD.11", 0),
}
GOMA, SAKE, BUNIA, KIVU = (Filler(p.name, p.name, 0, 1, p.id) for p in PLACES.values())
DAY = date(2012, 11, 20)


def days(first, last=None):
    return Time(first, last or first)


def party(name):
    return Filler(name, name, 0, 1, "a" + name.replace(" ", ""))


def claim(  # noqa: PLR0917
    number, kind="attack", actor=("M23",), target=("FARDC",), place=(GOMA,), when=DAY, killed=None, doc=None, **more
):
    quantities = (Quantity("killed", *killed),) if killed else ()
    named = lambda names: tuple(party(n) if n[:1].isupper() else Filler(n, n) for n in names)  # noqa: E731
    time_ = days(when) if isinstance(when, date) else when
    return replace(
        Claim(f"c{number}", doc or f"d{number}", "body", kind, "", 0, 1, "", (0, 1)),
        actor=named(actor), target=named(target), place=tuple(place), time=time_, quantities=quantities, **more,
    )  # fmt: skip


def run(*claims, sources=None):
    sources = sources or {c.document: Source(f"P{c.document}", DAY + timedelta(1)) for c in claims}
    return fuse(claims, sources, PLACES.get)


def field(event, name):
    return next(f for f in event.fields if f.name == name)


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


def relation(result, kind, source=None):
    found = [r for r in result.relations if r.type == kind and source in (None, r.source)]
    assert len(found) == 1, found
    return found[0]


def test_joining_opens_and_leaving_closes_a_membership():
    joined = claim(1, "joining", ["Alpha"], ["Union"], (), when=DAY)
    left = claim(2, "leaving", ["Alpha"], ["Union"], (), when=DAY + timedelta(10))
    member = relation(run(joined, left), "membership")
    assert (member.start, member.end) == (DAY, DAY + timedelta(10))
    assert (member.began, member.ended) == (("c1",), ("c2",))
    again = claim(3, "joining", ["Alpha"], ["Union"], (), when=DAY + timedelta(20))
    assert [(r.start, r.end) for r in sorted(run(joined, left, again).relations, key=lambda r: r.start)] == [
        (DAY, DAY + timedelta(10)),
        (DAY + timedelta(20), None),
    ]


def test_what_is_said_to_hold_starts_no_later_than_said_and_stays_open():
    said = claim(1, "membership", ["Alpha"], ["Union"], (), when=DAY)
    earlier = claim(2, "membership", ["Alpha"], ["Union"], (), when=DAY - timedelta(5))
    undated = claim(3, "membership", ["Alpha"], ["Union"], (), when=None)
    member = relation(run(said, earlier, undated), "membership")
    assert (member.start, member.end, member.claims) == (DAY - timedelta(5), None, ("c1", "c2", "c3"))


@pytest.mark.parametrize(
    ("start", "words", "expected"),
    [
        (None, "until 30 October 2012", (None, DAY - timedelta(21))),
        (DAY - timedelta(60), "between September and 30 October 2012", (DAY - timedelta(60), DAY - timedelta(21))),
        (DAY - timedelta(60), "in the autumn of 2012", (DAY - timedelta(60), None)),
        (None, "in recent weeks", (None, None)),
    ],
)
def test_what_is_said_to_have_held_until_a_day_ended_on_it(start, words, expected):
    held = claim(1, "control", ["M23"], (), (GOMA,), when=Time(start, DAY - timedelta(21), words))
    found = relation(run(held), "control")
    assert (found.start, found.end) == expected
    assert found.ended == (("c1",) if expected[1] else ())
    assert not found.disputed


def test_what_holds_until_now_has_not_ended():
    told = claim(1, "control", ["M23"], (), (GOMA,), when=Time(DAY, DAY + timedelta(1), "from Tuesday to today"))
    assert relation(run(told), "control").end is None


def test_a_former_relation_has_ended():
    former = replace(claim(1, "membership", ["Alpha"], ["Union"], (), when=None), ended=True)
    assert relation(run(former), "membership").end == DAY + timedelta(1)


def test_a_capture_ends_the_control_before_it():
    held = claim(1, "control", ["FARDC"], (), (GOMA,), when=DAY - timedelta(30))
    taken = claim(2, "capture", ["M23"], (), (GOMA,), when=DAY)
    left = claim(3, "withdrawal", ["M23"], (), (GOMA,), when=DAY + timedelta(11))
    result = run(held, taken, left)
    before, after = relation(result, "control", "aFARDC"), relation(result, "control", "aM23")
    assert (before.start, before.end, before.ended) == (DAY - timedelta(30), DAY - timedelta(1), ("c2",))
    assert (after.start, after.end) == (DAY, DAY + timedelta(11))
    assert not before.disputed
    assert not after.disputed


def stretches(result):
    found = [(r.source, r.start, r.end, r.disputed) for r in result.relations if r.type == "control"]
    return sorted(found, key=lambda stretch: stretch[1])


def test_who_is_said_to_hold_a_place_after_it_was_taken_holds_it_anew():
    held = claim(1, "control", ["FARDC"], (), (GOMA,), when=DAY - timedelta(30))
    taken = claim(2, "capture", ["M23"], (), (GOMA,), when=DAY)
    again = claim(3, "control", ["FARDC"], (), (GOMA,), when=DAY + timedelta(5))
    assert stretches(run(held, taken, again)) == [
        ("aFARDC", DAY - timedelta(30), DAY - timedelta(1), False),
        ("aM23", DAY, None, True),
        ("aFARDC", DAY + timedelta(5), None, True),
    ]


def test_one_word_on_another_holder_counts_until_the_next_on_the_first():
    days_told = (0, 10, 30, 70)
    held = [claim(n, "control", ["FARDC"], (), (GOMA,), when=DAY + timedelta(n)) for n in days_told]
    other = claim(99, "control", ["M23"], (), (GOMA,), when=DAY + timedelta(20))
    assert stretches(run(*held, other)) == [
        ("aFARDC", DAY, DAY + timedelta(19), False),
        ("aM23", DAY + timedelta(20), DAY + timedelta(29), False),
        ("aFARDC", DAY + timedelta(30), None, False),
    ]
    tie = claim(100, "alliance", ["M23"], ["FARDC"], (), when=None)
    assert [(r[0], r[1]) for r in stretches(run(*held, other, tie))] == [("aFARDC", DAY), ("aM23", DAY + timedelta(20))]


def test_two_holders_on_one_day_are_disputed_on_both_unless_tied():
    one = claim(1, "control", ["FARDC"], (), (GOMA,))
    other = claim(2, "control", ["M23"], (), (GOMA,))
    assert all(r.disputed for r in run(one, other).relations)
    tie = claim(3, "alliance", ["M23"], ["FARDC"], (), when=None)
    assert not any(r.disputed for r in run(one, other, tie).relations)
    troops = claim(4, "control", ["FARDC troops"], (), (GOMA,))
    assert not any(r.disputed for r in run(one, troops).relations)
    short = [claim(5, "control", ["M23"], (), (GOMA,)), claim(6, "control", ["M23 rebels"], (), (GOMA,))]
    assert not any(r.disputed for r in run(*short).relations)
    vague = claim(4, "control", ["rebels"], (), (GOMA,))
    assert not any(r.disputed for r in run(one, vague).relations)


def test_a_denial_dissents_and_a_plan_opens_nothing():
    denied = claim(2, "membership", ["Alpha"], ["Union"], (), status="denied")
    member = relation(run(claim(1, "membership", ["Alpha"], ["Union"], ()), denied), "membership")
    assert member.disputed
    assert member.dissenters == ("c2",)
    assert relation(run(denied), "membership").status == "denied"
    assert run(claim(1, "joining", ["Alpha"], ["Union"], (), status="planned")).relations == ()


def test_two_denials_of_what_nobody_says_do_not_dispute_each_other():
    for when in (days(DAY), None):
        denials = [claim(n, "membership", ["Alpha"], ["Union"], (), status="denied", when=when) for n in (1, 2)]
        found = relation(run(*denials), "membership")
        assert (found.status, found.disputed, found.dissenters) == ("denied", False, ())
        assert found.claims == ("c1", "c2")


def test_stretches_of_one_relation_without_a_first_day_are_all_kept():
    left = claim(1, "leaving", ["Alpha"], ["Union"], (), when=days(DAY))
    again = claim(2, "joining", ["Alpha"], ["Union"], (), when=None)
    found = run(left, again).relations
    assert sorted(r.claims for r in found) == [("c1",), ("c2",)]
    assert len({r.id for r in found}) == 2


def test_a_denied_alliance_ties_nobody():
    held = [claim(1, "control", ["FARDC"], (), (GOMA,)), claim(2, "control", ["M23"], (), (GOMA,))]
    denied = claim(3, "alliance", ["M23"], ["FARDC"], (), when=None, status="denied")
    assert all(r.disputed for r in run(*held, denied).relations if r.type == "control")


def test_a_truce_that_sources_date_a_day_apart_is_one():
    signed = [claim(n, "agreement", ["Alpha"], ["Beta"], (), when=DAY + timedelta(n)) for n in (1, 2)]
    [event] = run(*signed).events
    assert field(event, "time").disputed


def test_a_dissolution_ends_what_a_group_had():
    claims = [
        claim(1, "alliance", ["Alpha"], ["Beta"], (), when=DAY),
        claim(2, "control", ["Alpha"], (), (GOMA,), when=DAY),
        claim(3, "dissolution", ["Alpha"], (), (), when=DAY + timedelta(50)),
    ]
    assert {r.end for r in run(*claims).relations} == {DAY + timedelta(50)}


def test_alliances_have_no_direction_and_strength_says_how_many():
    pair = claim(1, "alliance", ["Beta"], ["Alpha"], ()), claim(2, "alliance", ["Alpha"], ["Beta"], ())
    assert relation(run(*pair), "alliance").claims == ("c1", "c2")
    strong = replace(claim(1, "strength", ["Alpha"], (), ()), quantities=(Quantity("fighters", None, 1600),))
    assert relation(run(strong), "strength").target == "up to 1600 fighters"


# -------------------------------------------------------------------------------------- all of it


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
