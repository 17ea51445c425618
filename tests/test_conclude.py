"""Concluding a part: documents that come, change and go give what concluding from scratch gives."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_samples import make_claim, make_reading

from annals.concluding import conclude
from annals.concluding.naming import name_blocks
from annals.concluding.steps import keep_ids
from annals.copies import signature
from annals.names import fold
from annals.record import Record
from annals.resolve.actors import identify
from annals.resolve.places import Gazetteer
from annals.types import Event, Filler, Quantity, Time

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
DAY = date(2013, 6, 1)
ACTORS = (
    "Red Column",
    "the Red Column",
    "RCO",
    "Blue Guard",
    "Blue Guards",
    "Army of Dawn",
    "rebels",
    "Kenya",
    "Kenyan army",
)
PLACES = ("Goma", "Bunia", "North Kivu", "Kenya")
KINDS = ("attack", "clash", "killing", "capture", "withdrawal", "control", "joining", "leaving", "membership",
         "alliance", "formation", "dissolution", "renaming", "merger", "leadership")  # fmt: skip
FILLING = (
    "The report was written at the border and tells of what travellers said about the roads, the price of salt and the "
    "weather of the last days, which had been wet."
)

TOLD = st.tuples(
    st.sampled_from(KINDS), st.sampled_from(ACTORS), st.sampled_from((*ACTORS, None)),
    st.sampled_from((*PLACES, None)),
    st.one_of(st.none(), st.integers(0, 9), st.tuples(st.integers(0, 3), st.integers(20, 40))),
    st.one_of(st.none(), st.integers(1, 9)), st.sampled_from(("asserted", "asserted", "denied", "planned")),
)  # fmt: skip
REPORT = st.tuples(
    st.integers(0, 5), st.sampled_from("ABC"), st.integers(0, 12), st.sampled_from(("", FILLING)),
    st.lists(TOLD, min_size=1, max_size=4),
)  # fmt: skip


@pytest.fixture(scope="module")
def places():
    with Gazetteer.open() as opened:
        yield opened


def place_filler(name, places):
    found = places.lookup(name)[0].place
    return Filler(name, name, None, None, found.id)


def report(row, number, places):
    """A document with its claims; those of one name are versions of each other, the later published counts."""
    name, publisher, day, filling, told = row
    sentences = [
        f"{kind} by {actor} on {target or 'nobody'} at {place or 'nowhere'} {when} {killed} {status}."
        for kind, actor, target, place, when, killed, status in told
    ]
    reading = make_reading(
        f"{name}-{number}", *(f"{n} {s}" for n, s in enumerate(sentences)), filling, published=DAY + timedelta(day),
        publisher=publisher, source=f"{name}.txt", signature=signature(" ".join([*sorted(sentences), filling])),
    )  # fmt: skip
    claims = []
    for at, (kind, actor, target, place, when, killed, status) in enumerate(told):
        parts = {"actor": [Filler(actor, actor)]}
        if target is not None and target != actor:
            parts["target"] = [Filler(target, target)]
        if place is not None:
            parts["place"] = [place_filler(place, places)]
        if killed is not None:
            parts["quantities"] = (Quantity("killed", killed, killed),)
        first, last = when if isinstance(when, tuple) else (when, when)
        time = None if when is None else Time(DAY + timedelta(first), DAY + timedelta(last))
        claims.append(make_claim(reading, f"{at} {sentences[at]}", kind, kind, time=time, status=status, **parts))
    return reading, claims


def content(record):
    """All conclusions of a record, events under their claims in place of their ids."""
    events = {event.id: "+".join(event.claims) for event in record.events()}
    return {
        "actors": record.actors(),
        "names": sorted((n.id, n.name) for sort in ("actor", "place") for n in record.all_names(sort)),
        "places": record.places(),
        "identities": record.identities(),
        "copies": record.copies(),
        "events": sorted((e.claims, e.type, e.start, e.end, e.status, e.fields) for e in record.events()),
        "with": sorted((events[e], who.id) for who in record.actors() for e in record.events_with(actors=[who.id])),
        "relations": record.relations(),
        "disagreements": sorted(
            (d.check, d.severity, d.message, d.one_side, d.other_side, events.get(d.subject, d.subject))
            for d in record.disagreements()
        ),
        "totals": [record.totals()],
        "stale": [record.stale],
    }  # fmt: skip


def differing(one, other):
    return {name: ([x for x in one[name] if x not in other[name]], [x for x in other[name] if x not in one[name]])
            for name in one if one[name] != other[name]} if one != other else {}  # fmt: skip


@given(history=st.lists(st.lists(REPORT, min_size=1, max_size=3), min_size=2, max_size=6), data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_gives_what_building_from_scratch_gives(tmp_path_factory, places, history, data):
    folder = tmp_path_factory.mktemp("history")
    number = count()
    steps = [[report(row, next(number), places) for row in step] for step in history]
    every = [pair for step in steps for pair in step]
    with Record.open(folder / "part.annals", create=True) as record:
        minutes = count()
        for at, step in enumerate(steps):
            for reading, claims in step:
                record.add(reading, claims, now=NOW + timedelta(minutes=next(minutes)))
            conclude(record, places, anew=at == 0)
        parts = content(record)
    with Record.open(folder / "whole.annals", create=True) as record:
        order = {reading.document.id: NOW + timedelta(minutes=at) for at, (reading, _) in enumerate(every)}
        for reading, claims in data.draw(st.permutations(every)):
            record.add(reading, claims, now=order[reading.document.id])
        conclude(record, places, anew=True)
        whole = content(record)
    assert differing(parts, whole) == {}


def test_where_a_report_is_tells_who_is_meant_whatever_came_since(tmp_path, places):
    guard = [("attack", "Red Column", None, "Goma", None, None, "asserted")]
    across = [("attack", "Red Column", None, None, None, None, "asserted")]
    across += [("attack", "Hill Guard", None, "Goma", None, None, "asserted")]
    across += [("attack", "Blue Guard", None, "Kenya", None, None, "asserted")]
    both = [("attack", "Red Column", "Blue Guard", "Goma", None, None, "asserted")]
    told = [report((name, "A", 0, "", claims), name, places) for name, claims in enumerate((guard, across, both))]
    with Record.open(tmp_path / "war.annals", create=True) as record:
        for number, (reading, claims) in enumerate(told):
            record.add(reading, claims, now=NOW)
            conclude(record, places, anew=number == 0)
        part = content(record)
        conclude(record, places, anew=True)
        assert differing(part, content(record)) == {}


NAMES = (
    "Boko Haram", "Bokoharam", "Hezbollah", "Hizballah", "Harakat al-Shabaab", "Shabaab Movement", "al-Shabaab",
    "Lord's Resistance Army", "LRA", "Wagner", "Wagner Group", "Zetas", "Zeta", "Kenya", "Kenyan government",
    "United States", "US", "USA", "Jama'at Nusrat al-Islam wal-Muslimin", "JNIM", "Liberation Tigers of Tamil Eelam",
    "LTTE", "Tamil Tigers", "Army of Islam", "Jaysh al-Islam", "Movement for Unity and Jihad", "MUJ", "Russia",
    "Russian Federation", "Front for Change", "Front of Change", "Sun Brigade", "Sun Brigades",
)  # fmt: skip


def test_names_that_may_be_joined_share_a_block(places):
    claims = []
    for number, name in enumerate(NAMES):
        reading = make_reading(f"n{number}", f"{name} attacked Goma.")
        claims.append(make_claim(reading, f"{name} attacked Goma", "attack", "attacked", actor=[Filler(name, name)]))
    joined = [(join.one, join.other) for actor in identify(claims, {}, places).actors for join in actor.joins]
    blocks = {name: name_blocks(fold(name), [name], places) for name in NAMES}
    assert len(joined) >= 5
    assert [pair for pair in joined if not blocks[pair[0]] & blocks[pair[1]]] == []


def test_adding_a_document_looks_at_its_blocks_only(tmp_path, places, monkeypatch):
    told = [(0, "A", 3, "", [("attack", "Red Column", None, "Goma", 1, 3, "asserted")])]
    told += [(n, "B", 3, "", [("clash", "Army of Dawn", None, "Bunia", n, None, "asserted")]) for n in range(1, 9)]
    with Record.open(tmp_path / "war.annals", create=True) as record:
        for number, row in enumerate(told):
            record.add(*report(row, number, places), now=NOW)
        conclude(record, places)
        record.add(
            *report((20, "C", 4, "", [("attack", "Red Column", None, "Goma", 1, 4, "asserted")]), 99, places), now=NOW
        )
        seen = []
        fuse = __import__("annals.concluding.part", fromlist=["happenings"]).happenings
        monkeypatch.setattr(
            "annals.concluding.part.happenings", lambda claims, *rest: seen.extend(claims) or fuse(claims, *rest)
        )
        conclude(record, places)
    assert sorted(claim.type for claim in seen) == ["attack", "attack"]


def test_an_event_keeps_its_id_when_a_report_with_a_smaller_id_joins_it(tmp_path, places):
    rows = [(n, p, 3, "", [("attack", "Red Column", None, "Goma", 1, 3, "asserted")]) for n, p in enumerate("ABCDEF")]
    told = [report(row, number, places) for number, row in enumerate(rows)]
    told.sort(key=lambda pair: pair[1][0].id, reverse=True)
    with Record.open(tmp_path / "war.annals", create=True) as record:
        ids = []
        for number, (reading, claims) in enumerate(told):
            record.add(reading, claims, now=NOW)
            conclude(record, places, anew=number == 0)
            ids.append([event.id for event in record.events()])
        [joined] = record.events()
    assert joined.claims[-1] == told[0][1][0].id
    assert all(found == ids[0] for found in ids)


def event(id_, *claims):
    return Event(id_, "attack", claims, (), None, None, "asserted")


def test_ids_go_to_the_events_that_share_most_claims(tmp_path):
    with Record.open(tmp_path / "war.annals", create=True) as record:
        new = [event("e-c1", "c1"), event("e-c2", "c2", "c3"), event("e-c9", "c9")]
        kept = keep_ids(record, new, {"e-c1": ("c1", "c2", "c3"), "e-old": ("c7",)})
    assert [(e.claims, e.id) for e in kept][1:] == [(("c2", "c3"), "e-c1"), (("c9",), "e-c9")]
    assert kept[0].id not in {"e-c1", "e-c9", "e-old"}


def test_what_another_process_concluded_meanwhile_is_not_undone(tmp_path, places):
    row = (0, "A", 3, "", [("attack", "Red Column", None, "Goma", 1, 3, "asserted")])
    with Record.open(tmp_path / "war.annals", create=True) as record:
        record.add(*report(row, 0, places), now=NOW)
        conclude(record, places)
        before = record.pending().drawn
        conclude(record, places, anew=True)
        assert record.pending().drawn > before
        assert json.dumps(record.pending().added) == "[]"
