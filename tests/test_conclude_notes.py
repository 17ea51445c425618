"""Corrections and judgements, made at any time, and layers of places give what concluding from scratch gives."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_conclude import ACTORS, DAY, KINDS, NOW, PLACES, REPORT, content, differing, report

from annals.concluding import conclude
from annals.errors import AnnalsError
from annals.record import Record
from annals.resolve.layers import add_alias, add_layer
from annals.resolve.places import Gazetteer

EDITS = st.one_of(
    st.tuples(st.just("type"), st.sampled_from(KINDS)),
    st.tuples(st.just("status"), st.sampled_from(("asserted", "reported", "denied", "planned"))),
    st.tuples(st.just("time"), st.one_of(st.none(), st.integers(0, 9).map(lambda n: [str(DAY + timedelta(n))] * 2))),
    st.tuples(st.sampled_from(("actor", "target")), st.lists(st.sampled_from(ACTORS), max_size=2, unique=True)),
    st.tuples(st.sampled_from(("place", "origin")), st.lists(st.sampled_from(PLACES), max_size=2, unique=True)),
    st.tuples(st.just("quantities"), st.integers(1, 9).map(lambda n: [["killed", n, n, None]])),
)
CLAIM = st.integers(0, 30)
NOTE = st.one_of(
    st.tuples(st.just("reject"), CLAIM),
    st.tuples(st.just("accept"), CLAIM),
    st.tuples(st.just("edit"), CLAIM, EDITS),
    st.tuples(st.sampled_from(("same-event", "different-event")), CLAIM, CLAIM),
    st.tuples(st.sampled_from(("same", "different", "rename")), st.sampled_from(ACTORS), st.sampled_from(ACTORS)),
    st.tuples(st.just("withdraw"), CLAIM),
    st.tuples(st.just("undo"), st.integers(0, 5)),
)
STEP = st.tuples(st.lists(REPORT, max_size=2), st.lists(NOTE, max_size=3))


@pytest.fixture(scope="module")
def places():
    with Gazetteer.open() as opened:
        yield opened


def note(record, told, claims, number):
    """Make a note; one that the record refuses (there is nothing to correct, or it makes no sense) is left out."""
    now, chosen = NOW + timedelta(days=1, minutes=number), claims or ["none"]
    by = {"person": "Ann", "reason": "seen", "now": now}
    action, one, *rest = told
    try:
        if action in {"reject", "accept"}:
            record.correct(action, chosen[one % len(chosen)], **by)
        elif action == "edit":
            field, value = rest[0]
            record.correct("edit", chosen[one % len(chosen)], field=field, value=value, **by)
        elif action == "withdraw":
            (claim,) = record.claims(ids=[chosen[one % len(chosen)]], current=False, corrected=False)
            record.withdraw(claim.document, **by)
        elif action in {"same-event", "different-event"}:
            record.correct_event(action, [chosen[one % len(chosen)]], [chosen[rest[0] % len(chosen)]], **by)
        elif action == "undo":
            made = [*record.corrections(), *record.judgements()]
            if made:
                last = sorted(made, key=lambda item: item.recorded)[-1 - one % len(made)]
                (record.unjudge if last.id.startswith("j") else record.undo)(last.id, **by)
        else:
            record.judge(action, [one], rest, **by)
    except (AnnalsError, ValueError):
        pass


@pytest.fixture(scope="module")
def layered(tmp_path_factory):
    """A gazetteer with a layer that has another town of one name, and an alias."""
    folder = tmp_path_factory.mktemp("layer")
    file, target = folder / "towns.csv", folder / "towns.gazetteer"
    file.write_text("name,lat,lon,country\nBunia,0.5,32.5,UG\nNowhere,-1.0,29.0,CD\n", encoding="utf-8")
    add_layer(target, file)
    add_alias(target, "Goma", "region:CD.11")
    with Gazetteer.open(user=[target]) as opened:
        yield opened


@given(steps=st.lists(STEP, min_size=2, max_size=5), data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_notes_at_any_time_give_what_building_from_scratch_gives(tmp_path_factory, places, steps, data):
    assert_same(tmp_path_factory.mktemp("notes"), places, places, steps, data)


@given(steps=st.lists(STEP, min_size=2, max_size=4), data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_so_they_do_with_places_of_one_s_own(tmp_path_factory, places, layered, steps, data):
    assert_same(tmp_path_factory.mktemp("layered"), places, layered, steps, data)


def assert_same(folder, places, gazetteer, steps, data):
    number, minutes = count(), count()
    every, notes = [], []
    with Record.open(folder / "part.annals", create=True) as record:
        for at, (reports, noted) in enumerate(steps):
            for row in reports:
                reading, claims = report(row, next(number), places)
                every.append((reading, claims))
                record.add(reading, claims, now=NOW + timedelta(minutes=next(minutes)))
            known = [claim.id for _, claims in every for claim in claims]
            for told in noted:
                notes.append((told, known))
                note(record, told, known, len(notes))
            conclude(record, gazetteer, anew=at == 0)
        assert not record.stale
        parts = content(record)
    with Record.open(folder / "whole.annals", create=True) as record:
        order = {reading.document.id: NOW + timedelta(minutes=at) for at, (reading, _) in enumerate(every)}
        for reading, claims in data.draw(st.permutations(every)):
            record.add(reading, claims, now=order[reading.document.id])
        for at, (told, known) in enumerate(notes, 1):
            note(record, told, known, at)
        conclude(record, gazetteer, anew=True)
        whole = content(record)
    assert differing(parts, whole) == {}


def test_only_the_blocks_that_a_note_touches_are_drawn_anew(tmp_path, places, layered, monkeypatch):
    def rows(first):
        told = [("attack", "Red Column", "Blue Guard", "Goma", n, 3, "asserted") for n in range(4)]
        return [report((n, "A", 0, "", [told[n % 4]]), n, places) for n in range(first, first + 6)]

    with Record.open(tmp_path / "war.annals", create=True) as record:
        for reading, claims in rows(0):
            record.add(reading, claims, now=NOW)
        conclude(record, layered, anew=True)

        def never(*_):
            raise AssertionError("everything was concluded anew")

        monkeypatch.setattr("annals.concluding.conclude_all", never)
        (reading, (claim,)), *_ = rows(6)
        record.add(reading, [claim], now=NOW + timedelta(minutes=1))
        conclude(record, layered, anew=False)
        (event,) = record.events_with(places=["region:CD.11"]) and [
            e for e in record.events() if claim.id in e.claims
        ]  # fmt: skip
        assert {f.name: f.values[0].value for f in event.fields}["place"] == "region:CD.11"
        record.correct("reject", claim.id, person="Ann", reason="a mill", now=NOW + timedelta(days=1))
        conclude(record, layered, anew=False)
        assert claim.id not in {c for e in record.events() for c in e.claims}
        record.judge("same", ["Red Column"], ["Blue Guard"], person="Ann", reason="", now=NOW + timedelta(days=2))
        conclude(record, layered, anew=False)
        assert len(record.actors()) == 1
        assert not record.stale


def test_a_rejected_claim_lends_no_name_to_a_place_once_its_report_is_replaced(tmp_path, places, layered):
    def told(place):
        return ("attack", "Red Column", "Red Column", place, None, None, "asserted")

    first = [(0, "A", 1, "", [told("Goma")]), (2, "A", 0, "", [told("Goma"), told("North Kivu")])]
    second = [(0, "A", 0, "", [told("Goma")]), (2, "A", 0, "", [told("Goma")])]
    contents = []
    for anew in (False, True):
        number, minutes = count(), count()
        with Record.open(tmp_path / f"{anew}.annals", create=True) as record:
            for reports in (first, second):
                for row in reports:
                    reading, claims = report(row, next(number), places)
                    record.add(reading, claims, now=NOW + timedelta(minutes=next(minutes)))
                if reports is first:
                    for at, claim in enumerate(record.claims(current=False)):
                        if claim.document == claims[0].document:
                            later = NOW + timedelta(days=1, minutes=at)
                            record.correct("reject", claim.id, person="Ann", reason="seen", now=later)
                if not anew:
                    conclude(record, layered, anew=reports is first)
            if anew:
                conclude(record, layered, anew=True)
            contents.append(content(record))
    assert differing(*contents) == {}


def test_a_corrected_claim_names_every_actor_that_it_was_given(tmp_path, places):
    told = ("attack", "Red Column", None, "Goma", None, None, "asserted")
    names = ["Red Column", "the Red Column", "Blue Guard"]
    with Record.open(tmp_path / "war.annals", create=True) as record:
        reading, (claim,) = report((0, "A", 0, "", [told]), 0, places)
        record.add(reading, [claim], now=NOW)
        record.correct("edit", claim.id, field="actor", value=names, person="Ann", reason="seen", now=NOW)
        conclude(record, places, anew=True)
        (read,) = record.claims()
        assert [filler.name for filler in read.actor] == names
        assert all(filler.entity for filler in read.actor)
        assert read.actor[0].entity == read.actor[1].entity != read.actor[2].entity
        (event,) = record.events()
        told_by = {field.name: {value.value for value in field.values} for field in event.fields}
        assert told_by["actor"] == {filler.entity for filler in read.actor}


def test_a_claim_of_a_replaced_report_stays_out_though_people_had_joined_it_to_another(tmp_path, places):
    merger = ("merger", "Red Column", "Blue Guard", "Bunia", None, None, "asserted")
    end = ("dissolution", "RCO", None, "North Kivu", None, None, "asserted")
    later = ("capture", "Kenya", None, "Goma", None, None, "asserted")
    rows = [(1, "A", 0, "", [merger]), (2, "A", 0, "", [end]), (1, "A", 9, "", [later]), (3, "B", 0, "", [end])]
    reports = [report(row, number, places) for number, row in enumerate(rows)]
    by = {"person": "Ann", "reason": "seen"}
    with Record.open(tmp_path / "war.annals", create=True) as record:
        for reading, claims in reports[:2]:
            record.add(reading, claims, now=NOW)
        one, other, new, again = (claims[0].id for _, claims in reports)
        record.correct_event("same-event", [one], [other], **by, now=NOW)
        conclude(record, places, anew=True)
        assert [event.claims for event in record.events()] == [tuple(sorted((one, other)))]
        record.add(*reports[2], now=NOW + timedelta(minutes=1))
        conclude(record, places, anew=False)
        record.add(*reports[3], now=NOW + timedelta(minutes=2))
        conclude(record, places, anew=False)
        assert {event.claims for event in record.events()} == {(new,), tuple(sorted((other, again)))}


def test_a_claim_that_counts_again_is_of_the_event_that_people_joined_it_to_meanwhile(tmp_path, places):
    merger = ("merger", "Red Column", "Blue Guard", "Bunia", None, None, "asserted")
    killing = ("killing", "rebels", None, "Goma", None, None, "asserted")
    (one, (first,)), (two, (second,)) = (
        report((n, "A", 0, "", [told]), n, places) for n, told in enumerate((merger, killing))
    )
    by = {"person": "Ann", "reason": "seen"}
    with Record.open(tmp_path / "war.annals", create=True) as record:
        record.add(one, [first], now=NOW)
        record.correct("reject", first.id, **by, now=NOW)
        conclude(record, places, anew=True)
        record.add(two, [second], now=NOW + timedelta(minutes=1))
        record.correct_event("same-event", [first.id], [second.id], **by, now=NOW + timedelta(minutes=2))
        conclude(record, places, anew=False)
        assert [event.claims for event in record.events()] == [(second.id,)]
        record.correct("accept", first.id, **by, now=NOW + timedelta(minutes=3))
        conclude(record, places, anew=False)
        assert [event.claims for event in record.events()] == [tuple(sorted((first.id, second.id)))]
