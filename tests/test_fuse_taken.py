"""Which places a claim tells to be taken: the named ones, not those around places that it counts."""

import pytest
from fuse_claims import BUNIA, DAY, GOMA, KIVU, PLACES, SAKE, run

from annals.fuse.taken import counted_words, is_count, left_places, named_places
from annals.types import Claim, Filler, Time

KNOWN = {filler.name: filler.entity for filler in (GOMA, SAKE, BUNIA, KIVU)}
IRUMU = "Irumu"


def told(quote, *names, kind="capture", verb="captured", actor="M23"):
    """Return a claim with these words, in which the places stand where their names do."""
    at = quote.index(verb)
    place = tuple(
        Filler(name, name, quote.index(name) + 10, quote.index(name) + 10 + len(name), KNOWN.get(name))
        for name in names
    )
    return Claim(
        "c1", "d1", "body", kind, quote, 10, 10 + len(quote), verb, (10 + at, 10 + at + len(verb)),
        actor=(Filler(actor, actor, 10, 10 + len(actor), "aM23"),), place=place, time=Time(DAY, DAY),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("quote", "names", "taken", "words"),
    [
        ("M23 captured Goma", ["Goma"], ["Goma"], None),
        ("M23 captured 12 upland hamlets, including 3 towns, in the provinces of North Kivu and Irumu",
         ["3", "towns", "North Kivu", "Irumu"], [],
         "12 upland hamlets, including 3 towns, in the provinces of North Kivu and Irumu"),
        ("M23 captured several villages, including Sake and Goma", ["Sake", "Goma"], ["Sake", "Goma"],
         "several villages"),
        ("M23 captured Goma, Sake and a number of small villages in the north of North Kivu province",
         ["Goma", "Sake", "North Kivu"], ["Goma", "Sake"], "a number of small villages in the north of North Kivu"),
        ("M23 captured the two towns of Goma and Sake", ["Goma", "Sake"], ["Goma", "Sake"], None),
        ("M23 captured the fort after it had driven the other from several towns", [], [], "several towns"),
        ("M23 captured the two towns of Goma and Bunia in eastern Irumu", ["Goma", "Bunia", "Irumu"],
         ["Goma", "Bunia"], None),
        ("M23 captured large areas in the territories of North Kivu and Irumu", ["North Kivu", "Irumu"], [],
         "large areas in the territories of North Kivu and Irumu"),
        ("M23 captured neighbourhoods of Goma", ["Goma"], [], "neighbourhoods of Goma"),
        ("M23 captured areas north and west of Goma", ["Goma"], [], "areas north and west of Goma"),
        ("M23 captured the town of Goma in North Kivu", ["Goma", "North Kivu"], ["Goma"], None),
        ("M23 captured the post of Irumu, in North Kivu", ["Irumu", "North Kivu"], ["Irumu"], None),
        ("M23 captured five villages and the town of Irumu", ["Irumu"], ["Irumu"], "five villages"),
        ("Several villages in North Kivu were captured by M23", ["North Kivu"], [], "Several villages in North Kivu"),
        ("M23 fighters from several villages captured Goma", ["Goma"], ["Goma"], None),
        ("M23 captured North Kivu", ["North Kivu"], ["North Kivu"], None),
        ("M23 captured large villages and towns", ["large villages", "towns"], [], None),
    ],
)  # fmt: skip
def test_what_is_taken_is_what_is_named(quote, names, taken, words):
    claim = told(quote, *names)
    assert [filler.name for filler in named_places(claim, claim.place, PLACES.get)] == taken
    assert counted_words(claim) == words


def test_a_count_is_no_holder_of_the_province_and_disputes_nobody():
    one = told("M23 captured 17 villages in North Kivu", "North Kivu")
    found = run(one).relations
    assert [(r.source, r.target, r.disputed) for r in found] == [("aM23", "17 villages in North Kivu", False)]
    assert is_count(found[0].target)


def test_a_place_that_a_withdrawal_goes_to_is_not_left():
    left = told("M23 withdrew towards the held areas in eastern Irumu", "Irumu", kind="withdrawal", verb="withdrew")
    assert left_places(left) == ()
    out = told("M23 withdrew from Goma", "Goma", kind="withdrawal", verb="withdrew")
    assert [filler.name for filler in left_places(out)] == ["Goma"]
