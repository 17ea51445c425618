from dataclasses import replace
from datetime import timedelta

import pytest
from fuse_claims import DAY, GOMA, claim, days, field, run

from annals.types import Quantity, Time


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


def test_fighters_beside_their_named_group_are_no_holder_of_their_own():
    taken = claim(1, "capture", ["M23", "rebels"], (), (GOMA,), when=DAY)
    assert [r.source for r in run(taken).relations] == ["aM23"]
    unnamed = claim(2, "capture", ["rebels"], (), (GOMA,), when=DAY)
    assert [r.source for r in run(unnamed).relations] == ["rebels"]


def test_our_forces_are_described_and_dispute_nobody():
    held = claim(1, "control", ["M23"], (), (GOMA,), when=DAY)
    ours = claim(2, "control", ["Our forces"], (), (GOMA,), when=DAY)
    assert not any(r.disputed for r in run(held, ours).relations)


def test_what_is_told_to_have_ended_without_a_day_had_ended_when_it_was_told():
    joined = claim(1, "joining", ["Alpha"], ["Union"], (), when=DAY - timedelta(30))
    left = claim(2, "leaving", ["Alpha"], ["Union"], (), when=None)
    member = relation(run(joined, left), "membership")
    assert (member.start, member.end) == (DAY - timedelta(30), DAY + timedelta(1))


def test_fighters_of_a_creed_are_described():
    held = claim(1, "control", ["M23"], (), (GOMA,), when=DAY)
    creed = claim(2, "control", ["Islamist fighters"], (), (GOMA,), when=DAY)
    assert not any(r.disputed for r in run(held, creed).relations)
