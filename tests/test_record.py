"""What is written into a record comes back, all or nothing, in an order of its own."""

import itertools
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_samples import NOW, World, at, days, make_claim, make_reading

from annals.errors import RecordError
from annals.record import Record
from annals.types import (
    BLOCK_KINDS,
    CLAIM_TYPES,
    MEASURES,
    STATUSES,
    Block,
    Claim,
    DateCandidate,
    Document,
    Failure,
    Filler,
    Quantity,
    Reading,
    Sentence,
    Time,
)


@pytest.fixture
def record(tmp_path):
    with Record.open(tmp_path / "war.annals", create=True) as opened:
        yield opened


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
maybe = st.none() | texts
offsets = st.integers(0, 2**40)
spans = st.tuples(offsets, offsets)
any_day = st.none() | st.dates()
fillers = st.lists(
    st.builds(Filler, texts, maybe, st.none() | offsets, st.none() | offsets, maybe), max_size=3
).map(tuple)  # fmt: skip
times = st.builds(
    Time, any_day, any_day, maybe, st.none() | spans, maybe, maybe, maybe, maybe,
    st.lists(st.tuples(any_day, any_day), max_size=2).map(tuple),
)  # fmt: skip
numbers = st.none() | st.integers(0, 2**63 - 1)
counts = st.builds(Quantity, st.sampled_from(MEASURES), numbers, numbers, maybe, maybe, st.none() | spans)


@st.composite
def readings(draw):
    """Any document with its claims; sentences lie within blocks, blocks within the text."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
    edges = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    blocks = tuple(Block(draw(st.sampled_from(BLOCK_KINDS)), a, b) for a, b in itertools.pairwise(edges))
    sentences = tuple(Sentence(block.start, block.end, index) for index, block in enumerate(blocks))
    identity = draw(st.uuids())
    document = Document(
        id=f"d{identity.hex[:12]}", name=draw(texts), source=draw(texts), version_key=identity.hex, text=text,
        blocks=blocks, sentences=sentences, title=draw(maybe), byline=draw(maybe), publisher=draw(maybe),
        url=draw(maybe), published=draw(any_day), published_basis=draw(maybe),
        date_candidates=tuple(draw(st.lists(st.builds(DateCandidate, st.dates(), texts, texts), max_size=2))),
        media=draw(texts), raw_sha256=identity.hex,
        signature=tuple(draw(st.lists(st.integers(0, 2**64 - 1), max_size=4))),
    )  # fmt: skip
    claims = [
        Claim(
            id=f"c{identity.hex[:10]}{index:02}", document=document.id, segment="body",
            type=draw(st.sampled_from(CLAIM_TYPES)), quote=draw(texts), start=draw(offsets), end=draw(offsets),
            trigger=draw(texts), trigger_at=draw(spans), actor=draw(fillers), target=draw(fillers),
            place=draw(fillers), origin=draw(fillers), instrument=draw(fillers), attribution=draw(fillers),
            time=draw(st.none() | times), quantities=tuple(draw(st.lists(counts, max_size=2))),
            status=draw(st.sampled_from(STATUSES)), ended=draw(st.booleans()), confidence=draw(st.floats(0, 1)),
        )
        for index in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    return Reading(document, draw(st.binary(max_size=50))), claims


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(readings())
def test_documents_and_claims_come_back_equal(tmp_path_factory, drawn):
    reading, claims = drawn
    path = tmp_path_factory.mktemp("record") / "war.annals"
    with Record.open(path, create=True) as record:
        assert record.add(reading, claims, now=NOW)
    with Record.open(path) as record:
        assert record.document(reading.document.id) == reading.document
        assert list(record.documents()) == [reading.document]
        assert record.raw(reading.document.raw_sha256) == reading.raw
        kept = record.claims()
        assert sorted(kept, key=lambda claim: claim.id) == claims
        assert list(kept) == sorted(claims, key=lambda claim: (claim.start, claim.end, claim.id))


def test_adding_a_known_document_changes_nothing(record):
    world = World()
    assert record.add(world.wire, [world.capture], now=NOW)
    before = (record.claims(), record.totals(), list(record.documents()))
    assert not record.add(world.wire, [world.capture, world.formation], now=at(1))
    assert (record.claims(), record.totals(), list(record.documents())) == before


def test_the_order_of_adding_does_not_show(tmp_path):
    world = World()
    seen = []
    for order in itertools.permutations(range(3)):
        with Record.open(tmp_path / f"{order}.annals", create=True) as record:
            world.store(record, order)
            seen.append((
                list(record.documents()), record.claims(), record.events(), record.relations(), record.actors(),
                record.places(), record.disagreements(), record.copies(), record.shelves(), record.identities(),
                record.search('"guard"', limit=9), list(record.evidence(c.id for c in record.claims()).items()),
            ))  # fmt: skip
    assert all(one == seen[0] for one in seen)
    assert [document.name for document in seen[0][0]] == ["blog", "wire", "army"]


def test_a_document_is_stored_whole_or_not_at_all(record):
    world = World()
    twice = [world.capture, replace(world.formation, id=world.capture.id)]
    with pytest.raises(ValueError, match=r"wire\.txt: cannot be kept"):
        record.add(world.wire, twice, now=NOW)
    assert not record.has(world.wire.document.id)
    assert record.search('"captured"', limit=5)[0] == 0
    with pytest.raises(RecordError, match="no raw bytes"):
        record.raw(world.wire.document.raw_sha256)
    assert not record.stale
    assert record.add(world.wire, [world.capture], now=NOW)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"document": "d000000000000"}, "of another document"),
        ({"quote": "half a pair \ud83d"}, "lone surrogate"),
        ({"quantities": (Quantity("killed", 2**63, None),)}, "beyond 64 bits"),
        ({"status": "certain"}, "CHECK constraint"),
        ({"confidence": float("nan")}, "NOT NULL"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(record, change, said):
    world = World()
    with pytest.raises(ValueError, match=rf"^wire\.txt: .*{said}"):
        record.add(world.wire, [replace(world.capture, **change)], now=NOW)
    assert record.totals().documents == 0


def test_claims_are_chosen_by_document_and_id(record):
    world = World()
    world.store(record)
    assert record.claims(document=world.army.document.id, linked=False) == (world.control, world.clash)
    assert record.claims(ids=[world.clash.id, world.capture.id, "c0"], linked=False) == (world.capture, world.clash)
    assert record.claims(ids=[]) == ()
    with pytest.raises(RecordError, match="no document d0"):
        record.document("d0")


def test_only_the_current_version_counts(record):
    url = "https://example.org/report"
    old = make_reading("old", "Rebels took the mill.", published=date(2020, 1, 1), source=url)
    new = make_reading("new", "Rebels did not take the mill.", published=date(2020, 1, 2), source=url)
    undated = make_reading("undated", "Nobody took the mill.", source=url)
    for minute, reading in enumerate((new, old, undated)):
        quote = reading.document.text[:-1]
        record.add(reading, [make_claim(reading, quote, "capture", "mill")], now=at(minute))
    assert [document.name for document in record.documents()] == ["new"]
    assert [claim.document for claim in record.claims()] == [new.document.id]
    assert len(record.claims(current=False)) == 3
    assert {shelf.name: shelf.current for shelf in record.shelves(url)} == {"undated": False, "old": False, "new": True}
    assert record.search('"mill"', limit=9)[0] == 1
    assert record.version_keys() == {url}
    assert record.claims(document=old.document.id) != ()


def test_of_versions_of_one_day_the_one_recorded_last_counts(record):
    first = make_reading("a", "One.", published=date(2020, 1, 1), source="page")
    second = make_reading("b", "Two.", published=date(2020, 1, 1), source="page")
    record.add(second, [], now=at(5).astimezone(timezone(timedelta(hours=-8))))
    record.add(first, [], now=at(1))
    assert [document.name for document in record.documents()] == ["b"]


def test_failures_are_kept_once_and_forgotten_when_the_source_is_read(record):
    failure = Failure("wire.txt", "read", "SourceError", "is empty; leave it out")
    other = Failure("bad\udcff.pdf", "read", "SourceError", "cannot be opened")
    for _ in range(2):
        record.fail(failure, now=NOW)
    record.fail(other, now=NOW)
    assert record.failures() == (replace(other, source="bad\\udcff.pdf"), failure)
    world = World()
    record.add(world.wire, [], now=NOW)
    assert record.failures() == (replace(other, source="bad\\udcff.pdf"),)
    record.forget_failures(other.source)
    assert record.failures() == ()
    record.fail(failure, now=NOW)
    assert not record.add(world.wire, [], now=NOW)
    assert record.failures() == ()


def test_comments_are_kept_but_not_searched(record):
    world = World()
    record.add(world.wire, [], now=NOW)
    assert "Nonsense" in record.document(world.wire.document.id).text
    assert record.search('"nonsense"', limit=5)[0] == 0
    assert record.search('"killing"', limit=5)[0] == 1


def test_words_are_found_without_case_and_accents(record):
    record.add(make_reading("a", "Heavy fighting near Kidál and Ménaka; 3 dead."), [], now=NOW)
    (hit,) = record.search('"kidal" "MENAKA"', limit=5)[2]
    assert [hit.evidence.quote[start:end] for start, end in hit.marks] == ["Kidál", "Ménaka"]


def test_a_nul_in_a_text_does_no_harm(record):
    reading = make_reading("odd", "Before\0the siege of Mill Town ended.", "Then came the rain.")
    record.add(reading, [make_claim(reading, "siege of Mill Town", "siege", "siege")], now=NOW)
    assert record.document(reading.document.id) == reading.document
    (hit,) = record.search('"rain"', limit=5)[2]
    assert hit.evidence.quote == "Then came the rain."


def test_one_reader_sees_one_state(record, tmp_path):
    world = World()
    world.store(record)
    with Record.open(tmp_path / "war.annals") as reader, reader.snapshot():
        before = reader.totals()
        record.add(make_reading("late", "More."), [], now=at(9))
        assert reader.totals() == before
    assert record.totals().documents == before.documents + 1


def test_a_second_writer_is_told_when_the_record_stays_locked(record, tmp_path, monkeypatch):
    monkeypatch.setattr("annals.record.database._WAIT_SECONDS", 0.01)
    blocker = sqlite3.connect(tmp_path / "war.annals", isolation_level=None)
    with Record.open(tmp_path / "war.annals") as writer:
        blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError, match="another run is writing"):
            writer.add(World().wire, [], now=NOW)
        blocker.execute("ROLLBACK")
        assert writer.add(World().wire, [], now=NOW)
    blocker.close()


def test_adding_and_reading_are_fast(record):
    spent = 0.0
    for number in range(100):
        sentences = [f"Group {number} attacked Place {n} on Monday and killed ten people." for n in range(20)]
        reading = make_reading(f"n{number}", *sentences)
        claims = [
            make_claim(
                reading, sentence, "attack", "attacked", actor=[f"Group {number}"], place=[f"Place {n}"],
                target=["people"], time=days("2020-01-01"), quantities=(Quantity("killed", 10, 10),),
            )
            for n, sentence in enumerate(sentences)
        ]  # fmt: skip
        begun = time.perf_counter()
        record.add(reading, claims, now=NOW)
        spent += time.perf_counter() - begun
    # Measured: 1.3 ms a document and 0.06 s; the bounds leave room for a busy machine.
    assert spent / 100 < 0.012
    begun = time.perf_counter()
    assert len(record.claims()) == 2000
    assert time.perf_counter() - begun < 0.5


def test_times_of_recording_are_utc(record):
    world = World()
    record.add(world.wire, [], now=datetime(2024, 5, 1, 2, 0, tzinfo=timezone(timedelta(hours=2))))
    (shelf,) = record.shelves()
    assert shelf.recorded == datetime(2024, 5, 1, tzinfo=UTC).isoformat(timespec="microseconds")
