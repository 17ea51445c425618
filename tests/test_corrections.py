"""People's corrections: events, other models' claims, sharing, and who contradicts whom."""

import json
import sqlite3
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_samples import PORT, TOWN, at, days, make_claim, make_reading

from annals.decided import decide
from annals.errors import RecordError, UsageError
from annals.fuse import fuse
from annals.ids import stable_id
from annals.record import EventDecisions, Record
from annals.record.database import Database, migrate
from annals.types import Disagreement, Filler, Quantity

PLACES = {PORT.id: PORT, TOWN.id: TOWN}
READING = make_reading(
    "wire",
    "The Lake Front attacked Port Ariel, killing 12 soldiers.",
    "Fighters raided Port Ariel and killed soldiers.",
    "The Hill Guard left Mill Town.",
    published=date(2021, 3, 4),
)


def claims_of(reading=READING, *, longer=0, salt=""):
    """Return the claims of a report; another model quotes ``longer`` by some signs and gives other ids."""

    def party(name):
        return Filler(name, name, entity=stable_id("a", name))

    town = Filler("Port Ariel", "Port Ariel", entity=PORT.id)
    sentences = reading.document.text.split("\n")
    front = {"actor": [party("Lake Front")], "place": [town]}
    told = [
        make_claim(reading, sentences[0][: 34 + longer], "attack", "attacked", time=days("2021-03-03"), **front),
        make_claim(reading, sentences[1][: 26 + longer], "attack", "raided", time=days("2021-03-09"), **front),
        make_claim(reading, sentences[2][: 29], "withdrawal", "left", actor=[party("Hill Guard")]),
    ]  # fmt: skip
    return [replace(claim, id=stable_id("c", claim.id, salt)) if salt else claim for claim in told]


@pytest.fixture
def record(tmp_path):
    with Record.open(tmp_path / "war.annals", create=True) as found:
        found.add(READING, claims_of(), now=at(0))
        yield found


def ann(minute=1, reason="seen"):
    return {"person": "Ann", "reason": reason, "now": at(minute)}


def bob(minute=2, reason="no"):
    return {"person": "Bob", "reason": reason, "now": at(minute)}


# ------------------------------------------------------------------------------------------- events


def events(claims, decisions):
    found = fuse(claims, {}, PLACES.get)
    return decide(found.events, claims, {}, PLACES.get, decisions)


def test_people_join_events_that_the_comparison_keeps_apart(record):
    one, two, three = claims_of()
    assert len(events([one, two, three], EventDecisions())) == 3
    record.correct_event("same-event", [one.id], [two.id], **ann())
    decided = events([one, two, three], record.event_decisions())
    assert sorted(event.claims for event in decided) == sorted([tuple(sorted((one.id, two.id))), (three.id,)])


def test_events_of_two_families_become_one(record):
    one, _, three = claims_of()
    record.correct_event("same-event", [one.id], [three.id], **ann())
    decided = events([one, three], record.event_decisions())
    assert [event.claims for event in decided] == [tuple(sorted((one.id, three.id)))]
    assert decided[0].type in {"attack", "withdrawal"}
    assert decided[0].fields


def test_people_take_events_apart(record):
    one, two, _ = claims_of()
    two = replace(two, document="d2", time=one.time)
    assert len(events([one, two], EventDecisions())) == 1
    assert len(events([one, two], EventDecisions(apart=(tuple(sorted((one.id, two.id))),)))) == 2


def test_the_later_word_on_two_claims_holds_and_an_undo_gives_the_earlier_back(record):
    one, two, _ = claims_of()
    pair = tuple(sorted((one.id, two.id)))
    record.correct_event("same-event", [one.id], [two.id], **ann(1))
    later = record.correct_event("different-event", [two.id], [one.id], **ann(2))
    assert record.event_decisions() == EventDecisions(apart=(pair,))
    record.undo(later, **ann(3))
    assert record.event_decisions() == EventDecisions(together=(pair,))


def test_events_are_corrected_with_claims_on_both_sides(record):
    one, two, _ = claims_of()
    with pytest.raises(UsageError, match="no claim in common"):
        record.correct_event("same-event", [one.id], [one.id], **ann())
    with pytest.raises(RecordError, match="holds no claim"):
        record.correct_event("same-event", [one.id], ["c000000000000"], **ann())
    with pytest.raises(UsageError, match="no correction of events"):
        record.correct_event("reject", [one.id], [two.id], **ann())
    assert record.corrections() == ()


@settings(deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6),
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6),
)
def test_what_is_apart_is_never_in_one_event(together, apart):
    base = claims_of()[0]
    claims = [replace(base, id=stable_id("c", n), document=f"d{n}") for n in range(5)]

    def pairs(chosen):
        return tuple(sorted({tuple(sorted((claims[a].id, claims[b].id))) for a, b in chosen if a != b}))

    decisions = EventDecisions(pairs(together - apart), pairs(apart))
    decided = events(claims, decisions)
    assert sorted(claim for event in decided for claim in event.claims) == sorted(claim.id for claim in claims)
    assert not any({*pair} <= {*event.claims} for event in decided for pair in decisions.apart)


# ------------------------------------------------------------------------------- other models, sharing


def test_a_correction_finds_its_claim_when_another_model_words_it_otherwise(record, tmp_path):
    one, two, three = claims_of()
    record.correct("reject", one.id, **ann(1))
    record.correct("edit", two.id, field="status", value="reported", **ann(2))
    shared = list(record.shared_corrections())
    with Record.open(tmp_path / "other.annals", create=True) as other:
        again = claims_of(longer=4, salt="another model")
        other.add(READING, again, now=at(5))
        taken = other.take_corrections(enumerate(json.loads(json.dumps(shared)), 1))
        assert (taken.new, taken.known, taken.unmatched) == (2, 0, 0)
        assert {claim.id: claim.status for claim in other.claims()} == {
            again[1].id: "reported",
            again[2].id: "asserted",
        }
        assert other.corrections()[0].claims == (again[0].id,)
    assert three.id not in {claim for item in record.corrections() for claim in item.claims}


def test_a_correction_waits_for_its_report(record, tmp_path):
    one, *_ = claims_of()
    record.correct("reject", one.id, **ann())
    with Record.open(tmp_path / "empty.annals", create=True) as other:
        taken = other.take_corrections(enumerate(record.shared_corrections(), 1))
        assert taken.unmatched == 1
        other.add(READING, claims_of(), now=at(9))
        assert one.id not in {claim.id for claim in other.claims()}


def test_another_claim_of_the_document_is_not_taken_for_it(record, tmp_path):
    one, two, _ = claims_of()
    record.correct("reject", one.id, **ann())
    with Record.open(tmp_path / "other.annals", create=True) as other:
        other.add(READING, [replace(two, id="c" + "1" * 12)], now=at(5))
        other.take_corrections(enumerate(record.shared_corrections(), 1))
        assert len(other.claims()) == 1


def test_sharing_twice_changes_nothing(record, tmp_path):
    one, two, _ = claims_of()
    first = record.correct("reject", one.id, **ann(1))
    record.undo(first, **bob(2))
    record.correct_event("same-event", [one.id], [two.id], **bob(3))
    record.judge("same", ["Lake Front"], ["Front of the Lake"], **ann(4))
    shared = list(record.shared_corrections())
    with Record.open(tmp_path / "other.annals", create=True) as other:
        other.add(READING, claims_of(), now=at(5))
        assert other.take_corrections(enumerate(shared, 1)).new == 4
        assert other.take_corrections(enumerate(reversed(shared), 1)) == replace(
            other.take_corrections(enumerate(shared, 1)), new=0, known=4
        )
        assert list(other.shared_corrections()) == shared
        assert other.corrections() == record.corrections()
        assert other.judgements() == record.judgements()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "note"},
        {"person": "Carl"},
        {"person": " "},
        {"subject": 7},
        {"recorded": "yesterday"},
        {"recorded": "2024-05-01"},
        {"action": "delete"},
        {"anchors": {"c1": {}}},
        {"id": None},
    ],
)
def test_a_row_that_no_record_wrote_is_refused_and_nothing_is_taken(record, tmp_path, change):
    one, two, _ = claims_of()
    record.correct("reject", one.id, **ann(1))
    record.correct("accept", two.id, **ann(2))
    good, bad = record.shared_corrections()
    with Record.open(tmp_path / "other.annals", create=True) as other:
        with pytest.raises(UsageError, match="line 2"):
            other.take_corrections(enumerate([good, {**bad, **change}], 1))
        assert other.corrections() == ()


def test_a_withdrawn_document_counts_no_more_until_that_is_taken_back(record, tmp_path):
    id_ = record.withdraw(READING.document.id, **ann(1, "retracted"))
    assert record.claims() == ()
    assert record.document(READING.document.id).text  # nothing is deleted
    shared = json.loads(json.dumps(list(record.shared_corrections())))
    with Record.open(tmp_path / "other.annals", create=True) as other:
        assert other.take_corrections(enumerate(shared, 1)).unmatched == 1
        other.add(READING, claims_of(), now=at(5))
        assert other.claims() == ()
        later = replace(READING, document=replace(READING.document, id="d" + "7" * 12, published=date(2030, 1, 1)))
        claims = [replace(c, id=stable_id("c", "later", c.id), document=later.document.id) for c in claims_of()]
        other.add(later, claims, now=at(6))
        assert {claim.document for claim in other.claims()} == {later.document.id}
    record.undo(id_, **bob(2))
    assert len(record.claims()) == len(claims_of())
    with pytest.raises(RecordError, match="holds no document"):
        record.withdraw("d000000000000", **ann(3))


def test_what_was_withdrawn_does_not_fall_back_to_what_it_replaced(record):
    later = replace(READING, document=replace(READING.document, id="d" + "7" * 12, published=date(2030, 1, 1)))
    record.add(later, [], now=at(6))
    record.withdraw(later.document.id, **ann(7))
    assert record.claims() == ()
    assert list(record.sources()) == []


def settling(record):
    """Put a disagreement of the first two claims into a record; return its id."""
    one, two, _ = claims_of()
    item = Disagreement("x0123456789ab", "conflicting_numbers", 1, "41 or 44?", (one.id,), (two.id,), None)
    record.replace_conclusions((), {}, (), (), [item], {}, ())
    return item.id


def test_settlements_travel_and_wait_for_their_disagreement(record, tmp_path):
    settled = settling(record)
    record.settle(settled, **ann(1, "the ministry corrected itself"))
    shared = json.loads(json.dumps(list(record.shared_corrections())))
    assert [(row["kind"], row["action"], row["subject"]) for row in shared] == [("settlement", "settle", settled)]
    with Record.open(tmp_path / "other.annals", create=True) as other:
        taken = other.take_corrections(enumerate(shared, 1))
        assert (taken.new, taken.known, taken.unmatched) == (1, 0, 1)
        other.add(READING, claims_of(), now=at(5))
        settling(other)
        assert other.settled() == record.settled()
        assert other.take_corrections(enumerate(shared, 1)).known == 1
        other.settle(settled, person="Bob", reason="a new report", now=at(7), open=True)
        assert other.settled() == {}
        record.take_corrections(enumerate(other.shared_corrections(), 1))
    assert record.settled() == {}


@pytest.mark.parametrize("change", [{"action": "close"}, {"subject": None}, {"reason": " "}, {"person": "Carl"}])
def test_a_settlement_that_no_record_wrote_is_refused(record, tmp_path, change):
    record.settle(settling(record), person="Ann", reason="one of them is a total", now=at(1))
    (row,) = record.shared_corrections()
    with Record.open(tmp_path / "other.annals", create=True) as other:
        with pytest.raises(UsageError, match="line 1"):
            other.take_corrections([(1, {**row, **change})])
        assert other.settlements() == ()


@pytest.mark.parametrize("row", [None, [], "reject", 3, {}, {"kind": "correction"}, {"kind": "judgement", "id": "j"}])
def test_what_is_no_row_is_refused(record, row):
    with pytest.raises(UsageError, match="line 1: is no correction"):
        record.take_corrections([(1, row)])


# -------------------------------------------------------------------------------------- conflicts


def test_two_people_who_contradict_each_other_are_shown_and_the_later_holds(record):
    one, two, _ = claims_of()
    first = record.correct("reject", one.id, **ann(1))
    second = record.correct("accept", one.id, **bob(2))
    (conflict,) = record.conflicts()
    assert (conflict.one, conflict.other, conflict.people, conflict.holds) == (first, second, ("Ann", "Bob"), second)
    assert one.id in {claim.id for claim in record.claims()}
    record.undo(second, **bob(3))
    assert record.conflicts() == ()
    assert one.id not in {claim.id for claim in record.claims()}
    assert two.id in {claim.id for claim in record.claims()}


def test_edits_of_one_field_conflict_and_those_of_two_do_not(record):
    one, *_ = claims_of()
    record.correct("edit", one.id, field="status", value="reported", **ann(1))
    record.correct("edit", one.id, field="type", value="clash", **bob(2))
    assert record.conflicts() == ()
    record.correct("edit", one.id, field="status", value="denied", **bob(3))
    assert len(record.conflicts()) == 1


def test_who_agrees_or_changes_their_mind_contradicts_nobody(record):
    one, *_ = claims_of()
    record.correct("reject", one.id, **ann(1))
    record.correct("reject", one.id, **bob(2))
    assert record.conflicts() == ()
    record.correct("accept", one.id, **bob(3))
    assert {conflict.people for conflict in record.conflicts()} == {("Ann", "Bob")}


def test_events_and_actors_conflict_too(record):
    one, two, _ = claims_of()
    record.correct_event("same-event", [one.id], [two.id], **ann(1))
    record.correct_event("different-event", [two.id], [one.id], **bob(2))
    record.judge("same", ["Lake Front"], ["Hill Guard"], **ann(3))
    record.judge("different", ["Hill Guard"], ["Lake Front"], **bob(4))
    assert len(record.conflicts()) == 2


def test_an_edited_figure_is_kept_beside_the_claim(record):
    one, *_ = claims_of()
    record.correct("edit", one.id, field="quantities", value=[["killed", 12, None, "soldiers"]], **ann())
    (edited,) = record.claims(ids=[one.id])
    assert edited.quantities == (Quantity("killed", 12, None, "soldiers"),)
    assert record.claims(ids=[one.id], corrected=False)[0].quantities == ()


def test_corrections_of_an_older_record_keep_hold_of_their_words(tmp_path):
    path = tmp_path / "war.annals"
    database = Database(path, sqlite3.connect(path, isolation_level=None))
    migrate(database, to=3)
    one, *_ = claims_of()
    database.run("INSERT INTO raw VALUES (?, 0, x'789c030000000001')", (READING.document.raw_sha256,))
    database.run(
        "INSERT INTO documents VALUES (1, ?, 'wire', 'wire.txt', 'wire.txt', 1, '2024', NULL, NULL, NULL, NULL,"
        " '2021-03-04', 'given', '[]', 'text/plain', ?, 0, '[]', ?)",
        (READING.document.id, READING.document.raw_sha256, READING.document.text),
    )
    values = (one.id, one.type, one.quote, one.start, one.end, one.trigger, *one.trigger_at)
    database.run(
        'INSERT INTO claims (key, id, document, segment, type, quote, start, "end", "trigger", trigger_start,'
        " trigger_end, status, ended, confidence, timed)"
        " VALUES (1, ?, 1, 'body', ?, ?, ?, ?, ?, ?, ?, 'asserted', 0, 1.0, 0)",
        values,
    )
    for id_, claim in (("k1", one.id), ("k2", "c000000000000")):
        database.run("INSERT INTO corrections VALUES (?, '2024', 'Ann', 'seen', 'reject', ?, NULL, NULL)", (id_, claim))
    database.close()
    with Record.open(path) as record:
        first, second = record.corrections()
        assert (first.claims, second.claims, second.anchors) == ((one.id,), (), None)
        assert json.loads(first.anchors)[one.id]["quote"] == one.quote
        assert record.claims() == ()
