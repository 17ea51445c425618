"""One act, one claim."""

from annals.extract.once import told_once
from annals.read import read_bytes
from annals.types import Claim, Filler, Quantity, Time

TEXT = "The Lake Council took control of Beni and Goma. The Lake Council took Beni."
DOCUMENT = read_bytes(TEXT.encode(), name="d", source="d")
COUNCIL, BENI, GOMA = Filler("Lake Council"), Filler("Beni"), Filler("Goma")


def claim(identifier, kind, at=9, **more):
    return Claim(
        id=identifier, document=DOCUMENT.id, segment="body", type=kind, quote=TEXT[at : at + 4], start=at, end=at + 4,
        trigger="took", trigger_at=(at, at + 4), **more,
    )  # fmt: skip


def ids(*claims):
    return [c.id for c in told_once(DOCUMENT, claims)]


def test_the_fuller_of_two_claims_of_one_act_is_kept():
    full = claim("c1", "capture", actor=(COUNCIL,), place=(BENI, GOMA))
    assert ids(full, claim("c2", "capture", place=(BENI,))) == ["c1"]


def test_of_two_types_the_more_specific_is_kept():
    roles = {"actor": (COUNCIL,), "place": (BENI,)}
    assert ids(claim("c1", "control", **roles), claim("c2", "capture", **roles)) == ["c2"]


def test_claims_that_say_different_things_stay():
    one = claim("c1", "capture", actor=(COUNCIL,), place=(BENI,))
    other = claim("c2", "capture", actor=(COUNCIL,), place=(GOMA,))
    assert ids(one, other) == ["c1", "c2"]


def test_a_denial_and_another_sentence_stay():
    one = claim("c1", "capture", actor=(COUNCIL,), place=(BENI,))
    denied = claim("c2", "capture", actor=(COUNCIL,), place=(BENI,), status="denied")
    later = claim("c3", "capture", at=TEXT.rindex("Council"), actor=(COUNCIL,), place=(BENI,))
    assert sorted(ids(one, denied, later)) == ["c1", "c2", "c3"]


def test_a_claim_of_nobody_and_nothing_is_none():
    assert ids(claim("c1", "clash")) == []
    assert ids(claim("c1", "clash", attribution=(COUNCIL,))) == []
    assert ids(claim("c1", "casualties", quantities=(Quantity("killed", 3, 3),))) == ["c1"]
    assert ids(claim("c1", "agreement", time=Time(None, None, "On Monday", (0, 9)))) == ["c1"]


def test_the_order_of_the_claims_changes_nothing():
    several = [claim(f"c{i}", kind, place=(BENI,)) for i, kind in enumerate(["capture", "control", "capture"])]
    assert ids(*several) == ids(*reversed(several))
    assert len(ids(*several)) == 1
