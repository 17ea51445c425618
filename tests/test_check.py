from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annals.check import CHECKS, check
from annals.fuse import fuse
from annals.types import Claim, Filler, Place, Quantity, Source, Time

TOWNS = {
    "geonames:1": Place("geonames:1", "Goma", "town", -1.68, 29.22, "CD", "CD.11", 1000),
    "geonames:2": Place("geonames:2", "Bunia", "town", 1.56, 30.25, "CD", "CD.12", 100),
}
GOMA, BUNIA = (Filler(p.name, p.name, 0, 1, p.id) for p in TOWNS.values())
DAY = date(2012, 11, 20)


def party(name):
    return Filler(name, name, 0, 1, "a" + name.replace(" ", ""))


def claim(  # noqa: PLR0917
    number, kind="attack", actor=("M23",), target=("FARDC",), place=(GOMA,), when=DAY, killed=None, doc=None, **more
):
    quantities = (Quantity("killed", *killed),) if killed else ()
    return replace(
        Claim(f"c{number}", doc or f"d{number}", "body", kind, f"quote {number}", 0, 1, "", (0, 1)),
        actor=tuple(map(party, actor)), target=tuple(map(party, target)), place=tuple(place),
        time=Time(when, when) if isinstance(when, date) else when, quantities=quantities, **more,
    )  # fmt: skip


def found(*claims, sources=None):
    sources = sources or {c.document: Source(f"Paper {c.document}", DAY + timedelta(200)) for c in claims}
    result = fuse(claims, sources, TOWNS.get)
    return check(claims, sources, result.events, result.relations, TOWNS.get)


def names(*claims, **options):
    return [d.check for d in found(*claims, **options)]


def test_every_check_explains_itself():
    assert all(function.__doc__ for function in CHECKS)
    assert set(CHECKS.values()) == {1, 2, 3}


def test_conflicting_numbers_name_both_sides():
    [finding] = found(claim(1, killed=(41, 41)), claim(2, killed=(44, 44)))
    assert (finding.check, finding.severity) == ("conflicting_numbers", 1)
    assert finding.message == (
        "Sources disagree about the attack by M23 at Goma on 2012-11-20, how many were killed: "
        "41 (Paper d1) against 44 (Paper d2)."
    )
    assert (finding.one_side, finding.other_side) == (("c1",), ("c2",))


def test_two_disagreements_of_the_same_claims_are_two():
    wounded = (Quantity("wounded", 9, 9), Quantity("wounded", 30, 30))
    one, other = claim(1, killed=(41, 41)), claim(2, killed=(44, 44))
    one, other = (replace(c, quantities=(*c.quantities, w)) for c, w in zip((one, other), wounded, strict=True))
    told = found(one, other)
    assert sorted(d.message.split("how many were ")[1][:6] for d in told) == ["killed", "wounde"]
    assert len({d.id for d in told}) == 2


def test_the_id_of_a_disagreement_does_not_depend_on_the_id_of_its_event():
    claims = [claim(1, killed=(41, 41)), claim(2, killed=(44, 44))]
    sources = {c.document: Source(f"Paper {c.document}", DAY) for c in claims}
    result = fuse(claims, sources, TOWNS.get)
    renamed = [replace(event, id="e" + event.id[::-1]) for event in result.events]
    assert [
        [d.id for d in check(claims, sources, events, result.relations, TOWNS.get)]
        for events in (result.events, renamed)
    ] == [[d.id for d in found(*claims, sources=sources)]] * 2


@pytest.mark.parametrize(
    "other",
    [
        claim(2, killed=(40, None)),
        claim(2, killed=(None, 50)),
        claim(2, killed=(44, 44), when=Time(date(2012, 11, 1), date(2012, 11, 30))),
        claim(2, killed=(44, 44), place=()),
        claim(2, killed=(44, 44), when=None),
        claim(2, killed=(44, 44), status="reported"),
        claim(2, killed=(7, 7), when=DAY + timedelta(3)),
        claim(2, killed=(7, 7), place=(BUNIA,)),
    ],
)
def test_vague_and_specific_are_no_disagreement(other):
    assert names(claim(1, killed=(44, 44)), other) == []


PLANTED = {
    "conflicting_status": [claim(1), claim(2, status="denied")],
    "two_holders": [claim(1, "control", target=()), claim(2, "control", ("FARDC",), ())],
    "conflicting_dates": [
        claim(1, "formation", (), ("M23",), ()),
        claim(2, "formation", (), ("M23",), (), DAY + timedelta(40)),
    ],
    "act_before_formation": [claim(1, "formation", (), ("M23",), (), DAY + timedelta(9)), claim(2)],
    "act_after_dissolution": [claim(1, "dissolution", ("M23",), (), (), DAY - timedelta(9)), claim(2)],
    "member_before_joining": [
        claim(1, "joining", ("M23",), ("Union",), (), DAY + timedelta(60)),
        claim(2, "membership", ("M23",), ("Union",), (), DAY),
    ],
    "date_slip": [
        claim(1, when=Time(DAY, DAY, "January 9", note="breaks the order of the narrative; likely 9 February"))
    ],
    "told_before_it_happened": [claim(1, when=DAY + timedelta(300))],
    "contradicts_itself": [claim(1, killed=(3, 3), doc="d1"), claim(2, killed=(9, 9), doc="d1")],
}


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_planted_disagreements_are_found_alone(name):
    assert names(*PLANTED[name]) == [name]


def test_a_group_that_acts_after_its_end_is_one_disagreement_however_often_it_acts():
    ended = claim(1, "dissolution", ("M23",), (), (), DAY - timedelta(9))
    acts = [claim(n, when=DAY + timedelta(n)) for n in (2, 3, 4)]
    [finding] = found(ended, *acts)
    assert finding.check == "act_after_dissolution"
    assert finding.one_side == ("c2", "c3", "c4")
    assert f"on {DAY + timedelta(2)} and 2 more days, the last {DAY + timedelta(4)}" in finding.message
    [finding] = found(claim(1, "formation", (), ("M23",), (), DAY + timedelta(9)), *acts[:2])
    assert f"by {DAY + timedelta(2)} and 1 more day, the last {DAY + timedelta(3)}" in finding.message


NEAR_MISSES = [
    [claim(1, "formation", (), ("M23",), (), DAY - timedelta(9)), claim(2)],
    [claim(1, "dissolution", ("M23",), (), (), DAY + timedelta(9)), claim(2)],
    [claim(1, "formation", (), ("M23",), (), None), claim(2)],
    [claim(1, "joining", ("M23",), ("Union",), (), DAY),
     claim(2, "membership", ("M23",), ("Union",), (), DAY + timedelta(1))],
    [claim(1, "joining", ("M23",), ("Union",), (), DAY, status="planned"),
     claim(2, "membership", ("M23",), ("Union",), (), DAY - timedelta(1))],
    [claim(1, "control", target=()), claim(2, "capture", ("FARDC",), ("M23",), when=DAY + timedelta(5))],
    [claim(1, "control", ("M23", "FARDC"), ())],
    [claim(1, killed=(3, 3), doc="d1"), claim(2, killed=(9, 9), doc="d1", when=DAY + timedelta(3))],
    [claim(1, when=DAY + timedelta(300), status="planned")],
    [claim(1, "statement"), claim(2, "statement")],
]  # fmt: skip


@pytest.mark.parametrize("claims", NEAR_MISSES)
def test_near_misses_are_left_alone(claims):
    assert names(*claims) == []


def test_a_publisher_on_both_sides_contradicts_itself():
    sources = {"d1": Source("Wire", DAY), "d2": Source("Wire", DAY)}
    assert names(claim(1, killed=(3, 3)), claim(2, killed=(9, 9)), sources=sources) == [
        "conflicting_numbers",
        "contradicts_itself",
    ]


def test_sources_without_a_publisher_are_counted():
    [finding] = found(claim(1, killed=(41, 41)), claim(2, killed=(44, 44)), sources={"d1": Source(None, None)})
    assert "41 (a source without a publisher)" in finding.message


ROW = st.tuples(
    st.sampled_from(["attack", "capture", "control", "joining", "membership", "formation", "dissolution"]),
    st.sampled_from(["M23", "FARDC"]),
    st.sampled_from(["M23", "Union"]),
    st.sampled_from([(GOMA,), (BUNIA,), ()]),
    st.one_of(st.none(), st.integers(0, 30)),
    st.one_of(st.none(), st.tuples(st.integers(1, 5), st.integers(5, 9))),
    st.sampled_from(["asserted", "reported", "denied", "planned"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, max_size=10), st.randoms(use_true_random=False))
def test_worst_first_and_the_same_in_any_order(rows, source):
    claims = [
        claim(n, kind, (a,), (b,), p, DAY + timedelta(d) if d is not None else None, k, f"d{n % 4}", status=s)
        for n, (kind, a, b, p, d, k, s) in enumerate(rows)
    ]
    sources = {f"d{n}": Source(f"P{n}", DAY + timedelta(10)) for n in range(3)}
    first = found(*claims, sources=sources)
    shuffled = list(claims)
    source.shuffle(shuffled)
    assert found(*shuffled, sources=sources) == first
    assert [d.severity for d in first] == sorted(d.severity for d in first)
    assert all(d.message.endswith(".") and "\n" not in d.message for d in first)
