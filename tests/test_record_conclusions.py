"""Conclusions replace each other whole; corrections stand above the claims."""

import sqlite3
from dataclasses import replace
from datetime import date

import pytest
from record_samples import COAST, FRONT, GUARD, NOW, PORT, REGION, TOWN, World, at, make_reading

from annals.errors import RecordError, UsageError
from annals.record import Record
from annals.types import Event, Filler, Quantity, Source, Time


@pytest.fixture
def world():
    return World()


@pytest.fixture
def record(tmp_path, world):
    with Record.open(tmp_path / "war.annals", create=True) as opened:
        world.store(opened)
        yield opened


def test_conclusions_come_back_equal(record, world):
    given = world.conclusions()
    assert set(record.actors()) == set(given["actors"])
    assert set(record.events()) == set(given["events"])
    assert set(record.relations()) == set(given["relations"])
    assert set(record.disagreements()) == set(given["disagreements"])
    assert set(record.places()) == set(given["places"])
    assert record.identities() == given["entity"]
    assert record.copies() == given["copies"]


def test_rows_have_an_order_of_their_own(record):
    assert [event.type for event in record.events()] == ["formation", "capture", "clash", "renaming"]
    assert [relation.type for relation in record.relations()] == ["alliance", "control", "control", "strength"]
    assert [found.severity for found in record.disagreements()] == [1, 2]
    assert [actor.id for actor in record.actors()] == sorted([FRONT, GUARD, COAST])


def test_rows_are_chosen_by_id(record):
    assert [actor.id for actor in record.actors([GUARD, "a0"])] == [GUARD]
    assert [place.id for place in record.places([PORT.id])] == [PORT.id]
    event = record.events()[0]
    assert record.events([event.id]) == (event,)
    assert record.relations([]) == ()


def test_claims_carry_the_actors_that_were_concluded(record, world):
    (capture,) = record.claims(ids=[world.capture.id])
    assert capture.actor[0].entity == FRONT
    assert capture.place[0].entity == PORT.id
    assert capture == replace(world.capture, actor=(replace(world.capture.actor[0], entity=FRONT),))
    assert record.claims(ids=[world.capture.id], linked=False) == (world.capture,)


def test_a_document_makes_conclusions_stale_and_new_ones_clear_it(record, world):
    assert not record.stale
    record.add(make_reading("late", "More news."), [], now=at(9))
    assert record.stale
    record.replace_conclusions(**world.conclusions())
    assert not record.stale


def test_new_conclusions_leave_nothing_of_the_old(record):
    record.replace_conclusions((), {}, (), (), (), {})
    totals = record.totals()
    assert (totals.actors, totals.events, totals.relations, totals.disagreements, totals.copies) == (0, 0, 0, 0, 0)
    assert record.all_names("actor") == record.all_names("place") == ()
    assert record.identities() == {}
    assert (totals.documents, totals.claims) == (3, 7)


def test_conclusions_that_rest_on_nothing_change_nothing(record, world):
    given = world.conclusions()
    broken = replace(given["events"][0], claims=("c000000000000",))
    with pytest.raises(ValueError, match="c000000000000, which the record does not hold"):
        record.replace_conclusions(**{**given, "events": (broken,)})
    assert len(record.events()) == 4


def test_sources_tell_of_copies(record, world):
    sources = record.sources()
    assert sources[world.blog.document.id] == Source("Blog", None, world.wire.document.id)
    assert sources[world.wire.document.id] == Source("Wire", world.wire.document.published)
    assert dict(record.signatures())[world.wire.document.id] == world.wire.document.signature
    assert {shelf.name: shelf.rejected for shelf in record.shelves()} == {"wire": 0, "army": 1, "blog": 2}


def test_places_lie_within_regions_and_countries(record):
    assert record.places_within(PORT.id) == (PORT.id,)
    assert record.places_within(REGION.id) == (PORT.id, REGION.id)
    country = replace(TOWN, id="country:XA", kind="country", region=None)
    record.replace_conclusions((), {}, (), (), (), {}, (PORT, REGION, TOWN, country))
    assert record.places_within(country.id) == (country.id, PORT.id, TOWN.id, REGION.id)


# ---------------------------------------------------------------------------------------- corrections


def test_a_rejected_claim_is_left_out_until_the_rejection_is_undone(record, world):
    rejection = record.correct("reject", world.capture.id, person="Ana", reason="misread", now=at(10))
    assert record.stale
    assert world.capture.id not in {claim.id for claim in record.claims()}
    assert record.claims(ids=[world.capture.id]) == ()
    assert len(record.claims(corrected=False)) == 7
    undoing = record.undo(rejection, person="Ben", reason="it was right", now=at(11))
    assert world.capture.id in {claim.id for claim in record.claims()}
    record.undo(undoing, person="Ana", reason="no", now=at(12))
    assert world.capture.id not in {claim.id for claim in record.claims()}
    assert [(c.person, c.action, c.active) for c in record.corrections()] == [
        ("Ana", "reject", True), ("Ben", "undo", False), ("Ana", "undo", True),
    ]  # fmt: skip


def test_corrections_survive_new_conclusions(record, world):
    record.correct("reject", world.capture.id, person="Ana", reason="misread", now=at(10))
    record.replace_conclusions((), {}, (), (), (), {})
    assert not record.stale
    assert world.capture.id not in {claim.id for claim in record.claims()}


def test_of_two_corrections_the_later_holds(record, world):
    record.correct("reject", world.capture.id, person="Ana", reason="misread", now=at(10))
    record.correct("accept", world.capture.id, person="Ben", reason="checked", now=at(11))
    assert record.claims(ids=[world.capture.id]) != ()


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("type", "withdrawal", "withdrawal"),
        ("status", "denied", "denied"),
        ("ended", True, True),
        ("target", ["River Guard"], (Filler("River Guard"),)),
        ("quantities", [["killed", 9, None, "soldiers"]], (Quantity("killed", 9, None, "soldiers"),)),
        ("time", None, None),
    ],
)
def test_an_edit_gives_a_field_another_value(record, world, field, value, kept):
    record.correct("edit", world.capture.id, field=field, value=value, person="Ana", reason="read again", now=at(10))
    (claim,) = record.claims(ids=[world.capture.id], linked=False)
    assert claim == replace(world.capture, **{field: kept})
    assert record.claims(ids=[world.capture.id], linked=False, corrected=False) == (world.capture,)


def test_an_edited_time_keeps_its_words(record, world):
    value = ["2021-03-02", None]
    record.correct("edit", world.capture.id, field="time", value=value, person="Ana", reason="slip", now=at(10))
    (claim,) = record.claims(ids=[world.capture.id])
    assert isinstance(claim.time, Time)
    assert (str(claim.time.start), claim.time.end, claim.time.expression) == ("2021-03-02", None, "3 March 2021")


def test_an_edited_role_keeps_the_fillers_that_stay(record, world):
    names = ["Northern Front", "River Guard"]
    record.correct("edit", world.capture.id, field="actor", value=names, person="Ana", reason="both", now=at(10))
    (claim,) = record.claims(ids=[world.capture.id])
    assert [(filler.name, filler.entity) for filler in claim.actor] == [
        ("Northern Front", FRONT),
        ("River Guard", None),
    ]


@pytest.mark.parametrize(
    ("action", "field", "value", "said"),
    [
        ("edit", "quote", "x", "cannot be edited"),
        ("edit", None, "x", "cannot be edited"),
        ("edit", "type", "party", "none of"),
        ("edit", "status", "perhaps", "none of"),
        ("edit", "ended", "yes", "none of"),
        ("edit", "time", "2020", "time cannot be"),
        ("edit", "time", ["2020-13-01", None], "time cannot be"),
        ("edit", "actor", "River Guard", "no list of names"),
        ("edit", "quantities", [["killed", -1, None]], "no count"),
        ("edit", "quantities", [["eaten", 1, 1]], "none of"),
        ("reject", "type", None, "whole claim"),
        ("shred", None, None, "use accept, reject or edit"),
    ],
)
def test_what_makes_no_sense_as_a_correction_is_refused(*, record, world, action, field, value, said):
    with pytest.raises(UsageError, match=said):
        record.correct(action, world.capture.id, field=field, value=value, person="Ana", reason="", now=NOW)
    assert record.corrections() == ()


def test_a_correction_needs_a_claim_and_a_person(record, world):
    with pytest.raises(RecordError, match="no claim c0"):
        record.correct("reject", "c0", person="Ana", reason="", now=NOW)
    with pytest.raises(UsageError, match="name of the person"):
        record.correct("reject", world.capture.id, person=" ", reason="", now=NOW)
    with pytest.raises(RecordError, match="no correction k0"):
        record.undo("k0", person="Ana", reason="", now=NOW)


def test_conclusions_from_an_edited_claim_are_those_of_its_edited_fillers(record, world):
    claim = world.alliance
    record.correct("edit", claim.id, field="actor", value=["Coast Guard"], person="Ada", reason="alone", now=at(9))
    conclusions = world.conclusions()
    entity = {place: actor for place, actor in conclusions["entity"].items() if place[0] != claim.id}
    record.replace_conclusions(**{**conclusions, "entity": {**entity, (claim.id, "actor", 0): COAST}})
    [found] = record.claims(ids=[claim.id])
    assert [(filler.name, filler.entity) for filler in found.actor] == [("Coast Guard", COAST)]


def test_conclusions_that_another_process_overtook_do_not_pass_for_new_ones(record, world):
    seen = record.revision
    record.add(make_reading("late", "Nothing new."), [], now=at(10))
    record.replace_conclusions(**world.conclusions(), revision=seen)
    assert record.stale  # what was added meanwhile is still to be concluded
    record.replace_conclusions(**world.conclusions(), revision=record.revision)
    assert not record.stale
    record.replace_conclusions(**{**world.conclusions(), "events": ()}, revision=seen)
    assert not record.stale
    assert record.events() != ()  # the newer conclusions stand


@pytest.mark.parametrize(
    ("field", "value"), [("time", ["2021-03-05", "2021-03-04"]), ("quantities", [["killed", 12, 10, None]])]
)
def test_what_ends_before_it_begins_is_no_correction(record, world, field, value):
    with pytest.raises(UsageError, match=f"{field} cannot be"):
        record.correct("edit", world.capture.id, field=field, value=value, person="Ada", reason="typo", now=at(9))


SPANS = [
    (None, None), ("2013-01-31", "2013-01-31"), ("2013-01-30", "2013-02-02"), ("2012-05-01", "2013-12-31"),
    (None, "2013-02-01"), ("2013-02-01", None), ("2013-02-28", "2013-02-28"), ("2011-01-01", "2011-12-31"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end"),
    [("2013-02-01", "2013-02-01"), ("2013-01-31", "2013-02-01"), ("2011-06-01", "2012-06-01"), ("2014-01-01",) * 2],
)
def test_events_of_some_days_are_found_by_index_as_by_looking_at_all(record, world, start, end):
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    spans = [tuple(day and date.fromisoformat(day) for day in span) for span in SPANS]
    claims = [claim.id for claim in record.claims()]
    events = [
        Event(f"e{at}", "clash", (claims[at % len(claims)],), (), one, other, "asserted")
        for at, (one, other) in enumerate(spans)
    ]
    record.replace_conclusions(**{**world.conclusions(), "events": events, "disagreements": ()})
    expected = {
        f"e{at}" for at, (one, other) in enumerate(spans)
        if (one or other) and (other or one) >= first and (one or other) <= last
    }  # fmt: skip
    assert set(record.events_with(start=first, end=last)) == expected
    assert set(record.events_with(start=first, end=last, types=["attack"])) == set()


def test_concluding_leaves_every_index_and_check_of_the_file_in_place(record, world):
    def shape():
        with sqlite3.connect(record.path) as connection:
            indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name")
            return indexes.fetchall(), connection.execute("PRAGMA foreign_key_check").fetchall()

    before = shape()
    record.replace_conclusions(**world.conclusions())
    assert shape() == before
    assert len(before[0]) > 20
    assert before[1] == []
