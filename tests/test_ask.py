"""Questions to a record: names, relations, places, timelines, words, and what is known by a day."""

import json
from dataclasses import fields, is_dataclass
from datetime import date

import pytest
from record_samples import COAST, FRONT, GUARD, NOW, PORT, REGION, TOWN, World, at, days, make_claim, make_reading

from annals import ask
from annals.errors import UsageError
from annals.record import Record
from annals.types import Actor, ActorName, Event, Field, FieldValue, Place, Quantity

EVIDENCE = {"document", "publisher", "published", "quote", "start", "end", "claim", "status", "attribution"}


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def record(tmp_path_factory, world):
    with Record.open(tmp_path_factory.mktemp("ask") / "war.annals", create=True) as opened:
        world.store(opened)
        yield opened


def pieces(value):
    """Yield every piece of evidence within JSON."""
    if isinstance(value, dict):
        if "quote" in value:
            yield value
        for part in value.values():
            yield from pieces(part)
    elif isinstance(value, list):
        for part in value:
            yield from pieces(part)


def test_an_actor_has_names_relations_and_strength_with_evidence(record):
    answer = ask.as_json(ask.actor(record, "Northern Front"))
    assert (answer["id"], answer["kind"], answer["name"]) == (FRONT, "rebel group", "Northern Front")
    assert [(n["name"], n["from"], n["to"]) for n in answer["names"]] == [
        ("Northern Front", "2020-06-01", None), ("Hill Brigade", None, "2020-05-31"),
    ]  # fmt: skip
    assert [n["evidence"][0]["quote"] for n in answer["names"]] == [
        "The Northern Front captured Port Ariel on 3 March 2021, killing 12 soldiers.",
        "The Front, formerly known as the Hill Brigade",
    ]
    ties = {(t["type"], t["role"]): t for t in answer["relations"]}
    assert set(ties) == {("alliance", "actor"), ("control", "actor")}
    assert ties["alliance", "actor"]["other"] == {"id": COAST, "name": "Coast Guard"}
    held = ties["control", "actor"]
    assert held["other"] == {"id": PORT.id, "name": "Port Ariel"}
    assert (held["from"], held["to"], held["status"], held["disputed"]) == (
        "2021-03-03",
        "2021-03-10",
        "asserted",
        True,
    )
    assert [piece["document"] for piece in held["evidence"]] == ["wire"]
    assert [piece["document"] for piece in held["ended"]] == ["army"]
    assert [piece["document"] for piece in held["dissent"]] == ["army"]
    assert answer["allies"] == [{"id": COAST, "name": "Coast Guard"}]
    (figure,) = answer["strength"]
    assert (figure["measure"], figure["least"], figure["most"], figure["from"]) == ("fighters", 400, 400, "2021-03-04")
    assert [event["type"] for event in answer["began"]] == ["formation"]
    assert answer["ended"] == []


def test_the_other_side_of_a_relation_sees_it_too(record):
    (tie,) = ask.actor(record, "Coast Guard").relations
    assert (tie.type, tie.other.name, tie.group) == ("alliance", "Northern Front", "allies")


def test_every_piece_of_evidence_quotes_its_document(record, world):
    answers = [ask.actor(record, FRONT), ask.place(record, PORT.id), ask.timeline(record), ask.disagreements(record)]
    answers += [ask.find(record, "front"), ask.why(record, world.capture.id)]
    texts = {document.name: document for document in record.documents()}
    seen = 0
    for answer in answers:
        for piece in pieces(ask.as_json(answer)):
            document = texts[piece["document"]]
            assert set(piece) >= EVIDENCE
            assert document.text[piece["start"] : piece["end"]] == piece["quote"]
            assert piece["publisher"] == document.publisher
            assert piece["published"] == (str(document.published) if document.published else None)
            seen += 1
    assert seen > 20


def test_a_citation_is_part_of_the_evidence(record, world):
    (event,) = ask.timeline(record, type="capture").events
    assert event.evidence[0].attribution == ("a commander",)
    assert event.evidence[0].claim == world.capture.id


def test_a_place_has_holders_and_events(record):
    answer = ask.as_json(ask.place(record, "port ariel"))
    assert (answer["id"], answer["name"], answer["point"]) == (PORT.id, "Port Ariel", [10.5, 20.25])
    assert [(h["actor"]["name"], h["from"], h["to"], h["disputed"]) for h in answer["holders"]] == [
        ("Northern Front", "2021-03-03", "2021-03-10", True), ("River Guard", "2021-03-10", None, False),
    ]  # fmt: skip
    assert [event["type"] for event in answer["events"]] == ["capture"]


def test_a_region_has_the_events_of_its_places(record):
    answer = ask.place(record, "Ariel Coast")
    assert (answer.id, answer.holders) == (REGION.id, ())
    assert [event.type for event in answer.events] == ["capture"]
    assert ask.place(record, "Mill Town").events == ()


def test_a_timeline_is_in_order_and_shows_what_happened(record):
    items = ask.as_json(ask.timeline(record))
    assert [item["type"] for item in items] == ["formation", "capture", "clash", "renaming"]
    capture = items[1]
    assert capture["time"] == dict.fromkeys(("start", "end", "earliest", "latest"), "2021-03-03")
    assert capture["place"] == [{"id": PORT.id, "name": "Port Ariel"}]
    assert capture["actors"] == [{"role": "actor", "id": FRONT, "name": "Northern Front"}]
    assert capture["quantities"] == [{"measure": "killed", "least": 12, "most": 12, "of": "soldiers"}]
    assert (capture["status"], capture["disputed"], capture["disputed_fields"]) == ("asserted", True, ["actor"])
    assert items[2]["status"] == "reported"
    assert not items[2]["disputed"]


def test_an_event_shows_the_best_value_first_and_the_bounds_of_all(tmp_path):
    first = make_reading("a", "Rebels shelled Mill Town in May 2020, killing about 20.", published=date(2020, 6, 1))
    second = make_reading("b", "The army shelled Mill Town on 3 June 2020, killing 14.", published=date(2020, 6, 4))
    one = make_claim(
        first, "Rebels shelled Mill Town in May 2020, killing about 20", "strike", "shelled", actor=["Rebels"],
        time=days("2020-05-01", "2020-05-31"), quantities=(Quantity("killed", 18, 22),),
    )  # fmt: skip
    two = make_claim(
        second, "The army shelled Mill Town on 3 June 2020, killing 14", "strike", "shelled", actor=["army"],
        time=days("2020-06-03"), quantities=(Quantity("killed", 14, 14),),
    )  # fmt: skip

    def field(name, *values):
        return Field(
            name, tuple(FieldValue(v, (c.id,), (), 1, "") for v, c in zip(values, (two, one), strict=True)), True
        )

    event = Event(
        "e1", "strike", (one.id, two.id),
        (
            field("actor", "army", "Rebels"),
            field("time", ["2020-06-03", "2020-06-03"], ["2020-05-01", "2020-05-31"]),
            field("killed", ["killed", 14, 14], ["killed", 18, 22]),
        ),
        date(2020, 5, 1), date(2020, 6, 3), "asserted",
    )  # fmt: skip
    with Record.open(tmp_path / "war.annals", create=True) as record:
        record.add(first, [one], now=NOW)
        record.add(second, [two], now=NOW)
        record.replace_conclusions((), {}, (event,), (), (), {})
        (item,) = ask.timeline(record).events
        assert (item.start, item.end) == (date(2020, 6, 3), date(2020, 6, 3))
        assert (item.earliest, item.latest) == (date(2020, 5, 1), date(2020, 6, 3))
        assert [party.actor.name for party in item.actors] == ["army", "Rebels"]
        assert [quantity.least for quantity in item.quantities] == [14, 18]
        assert item.disputed == ("actor", "time", "killed")
        assert ask.timeline(record, start=date(2020, 5, 1), end=date(2020, 5, 2)).events == (item,)
        (early,) = ask.timeline(record, known_by=date(2020, 6, 1)).events
        assert (early.start, early.latest, early.disputed) == (date(2020, 5, 1), date(2020, 5, 31), ())
        assert [party.actor.name for party in early.actors] == ["Rebels"]


@pytest.mark.parametrize(
    ("options", "types"),
    [
        ({"actor": "River Guard"}, ["clash"]),
        ({"actor": "northern front", "type": "formation"}, ["formation"]),
        ({"place": "Ariel Coast"}, ["capture"]),
        ({"place": "Mill Town"}, []),
        ({"start": date(2021, 3, 4)}, ["clash"]),
        ({"end": date(2019, 6, 1)}, ["formation"]),
        ({"start": date(2019, 6, 1), "end": date(2021, 3, 3)}, ["formation", "capture"]),
        ({"known_by": date(2021, 3, 4)}, ["formation", "capture", "renaming"]),
        ({"known_by": date(2021, 3, 3)}, []),
    ],
)
def test_a_timeline_can_be_narrowed(record, options, types):
    assert [event.type for event in ask.timeline(record, **options).events] == types


def test_a_timeline_of_nonsense_is_refused(record):
    with pytest.raises(UsageError, match="no type of event"):
        ask.timeline(record, type="party")
    with pytest.raises(UsageError, match="earlier day first"):
        ask.timeline(record, start=date(2021, 1, 2), end=date(2021, 1, 1))
    assert isinstance(ask.timeline(record, actor="Nobody at all"), ask.NotFound)
    assert isinstance(ask.timeline(record, place="Nowhere"), ask.NotFound)


# -------------------------------------------------------------------------------------- the two clocks


@pytest.mark.parametrize(
    ("day", "names", "holders"),
    [
        ("2020-05-31", ["Hill Brigade"], []),
        ("2021-03-03", ["Northern Front"], ["Northern Front"]),
        ("2021-03-10", ["Northern Front"], ["Northern Front", "River Guard"]),
        ("2021-03-11", ["Northern Front"], ["River Guard"]),
    ],
)
def test_on_a_day_only_what_may_hold_on_it_is_shown(record, day, names, holders):
    on = date.fromisoformat(day)
    assert [name.name for name in ask.actor(record, FRONT, on=on).names] == names
    assert [holder.actor.name for holder in ask.place(record, PORT.id, on=on).holders] == holders


def test_an_open_interval_is_marked_as_uncertain(record):
    front, guard = ask.place(record, PORT.id, on=date(2021, 3, 10)).holders
    assert (front.certain, guard.certain) == (True, False)
    assert ask.place(record, PORT.id).holders[0].certain is None
    (alliance, _) = ask.actor(record, FRONT, on=date(2021, 3, 10)).relations
    assert (alliance.type, alliance.certain) == ("alliance", False)


def test_what_was_not_published_yet_was_not_known(record):
    (holder,) = ask.place(record, PORT.id, known_by=date(2021, 3, 9)).holders
    # That the hold ended, and that anybody disputed it, was published a day later.
    assert (holder.actor.name, holder.start, holder.end) == ("Northern Front", date(2021, 3, 3), None)
    assert (holder.disputed, holder.dissent) == (False, ())
    assert [piece.document for piece in holder.evidence] == ["wire"]
    assert ask.place(record, PORT.id, known_by=date(2021, 3, 3)).holders == ()


def test_undated_documents_are_left_out_and_counted(record):
    answer = ask.actor(record, FRONT, known_by=date(2030, 1, 1))
    assert [tie.type for tie in answer.relations] == ["control"]
    assert answer.undated == 1
    assert ask.as_json(answer)["undated_left_out"] == 1
    assert ask.actor(record, FRONT).undated == 0
    found = ask.find(record, "allied", known_by=date(2030, 1, 1))
    assert (found.total, found.undated) == (0, 1)


def test_names_vanish_before_they_were_told(record):
    assert ask.actor(record, FRONT, known_by=date(2021, 3, 3)).names == ()
    assert len(ask.actor(record, FRONT, known_by=date(2021, 3, 4)).names) == 2


# ---------------------------------------------------------------------------------------- names, words


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Northern Front", FRONT),
        ("the northern FRONT", FRONT),
        ("Hill Brigade", FRONT),
        ("northern", FRONT),
        (FRONT, FRONT),
        ("Rivér-Guard", GUARD),
    ],
)
def test_an_actor_is_found_by_any_of_its_names(record, name, id_):
    assert ask.actor(record, name).id == id_


def test_another_transliteration_is_the_same_name(tmp_path):
    places = (Place("geonames:7", "Dayr az-Zawr", "town", 1, 2, "XA", None, 1),)
    with Record.open(tmp_path / "war.annals", create=True) as record:
        record.replace_conclusions((), {}, (), (), (), {}, places)
        assert ask.place(record, "Deir Azzor").id == "geonames:7"
        assert ask.place(record, "geonames:7").id == "geonames:7"


def test_a_name_that_fits_several_gives_them_all(record):
    answer = ask.actor(record, "Guard")
    assert isinstance(answer, ask.Ambiguous)
    assert [(one.id, one.claims) for one in answer.candidates] == [(GUARD, 2), (COAST, 1)]
    listed = ask.as_json(answer)
    assert isinstance(listed, list)
    assert [one["name"] for one in listed] == ["River Guard", "Coast Guard"]
    assert isinstance(ask.timeline(record, actor="Guard"), ask.Ambiguous)


def test_a_name_as_written_goes_before_its_likes(tmp_path):
    actors = [
        Actor(f"a{n:012}", "group", name, (ActorName(name, None, None),))
        for n, name in enumerate(["Mill Guard", "mill guard", "Mill Guard Youth"])
    ]
    with Record.open(tmp_path / "war.annals", create=True) as record:
        record.replace_conclusions(actors, {}, (), (), (), {})
        assert ask.actor(record, "Mill Guard").id == "a000000000000"
        assert len(ask.actor(record, "MILL GUARD").candidates) == 2
        assert len(ask.actor(record, "mill").candidates) == 3


def test_a_name_that_fits_none_gives_near_ones(record):
    answer = ask.actor(record, "Nothern Frunt")
    assert isinstance(answer, ask.NotFound)
    assert answer.near[0].name == "Northern Front"
    assert ask.as_json(answer)["near"][0] == {"id": FRONT, "name": "Northern Front"}
    assert ask.place(record, "Pork Arxel").near[0].id == PORT.id
    assert ask.actor(record, "…").near == ()


def test_the_worst_disagreement_comes_first(record):
    first, second = ask.as_json(ask.disagreements(record))
    assert (first["severity"], first["check"], first["subject"]) == (1, "two_holders", PORT.id)
    assert [piece["document"] for piece in first["one_side"]] == ["wire"]
    assert [piece["document"] for piece in first["other_side"]] == ["army"]
    assert second["severity"] == 2
    assert ask.disagreements(record, known_by=date(2021, 3, 9)) == ()


def test_answers_are_plain_data(record, world):
    ids = [world.capture.id, FRONT, PORT.id, world.wire.document.id]
    ids += [row.id for row in (*record.events(), *record.relations(), *record.disagreements())]
    answers = [ask.why(record, id_) for id_ in ids]
    answers += [
        ask.actor(record, FRONT),
        ask.actor(record, "Guard"),
        ask.actor(record, "x"),
        ask.place(record, PORT.id),
    ]
    answers += [ask.timeline(record), ask.find(record, "front"), ask.disagreements(record)]
    for answer in answers:
        data = ask.as_json(answer)
        assert json.loads(json.dumps(data)) == data
        if is_dataclass(answer):
            assert not hasattr(answer, "__dict__")
            with pytest.raises(AttributeError):
                setattr(answer, fields(answer)[0].name, None)


def test_the_same_record_answers_the_same_whatever_the_order(tmp_path, world):
    seen = []
    for order in ((0, 1, 2), (2, 1, 0)):
        with Record.open(tmp_path / f"{order}.annals", create=True) as record:
            world.store(record, order)
            seen.append([
                ask.as_json(ask.actor(record, FRONT)), ask.as_json(ask.place(record, PORT.id)),
                ask.as_json(ask.timeline(record)), ask.as_json(ask.find(record, "front")),
                ask.as_json(ask.actor(record, "guard")), ask.as_json(ask.why(record, FRONT)),
            ])  # fmt: skip
    assert seen[0] == seen[1]


def test_an_actor_that_merged_has_ended(tmp_path):
    reading = make_reading("a", "Mill Guard merged into River Guard.", published=date(2020, 1, 1))
    claim = make_claim(
        reading, "Mill Guard merged into River Guard", "merger", "merged", actor=["Mill Guard"],
        target=["River Guard"],
    )  # fmt: skip
    mill, river = "a000000000001", "a000000000002"
    with Record.open(tmp_path / "war.annals", create=True) as record:
        record.add(reading, [claim], now=at(0))
        record.replace_conclusions(
            [Actor(mill, "group", "Mill Guard", ()), Actor(river, "group", "River Guard", ())],
            {(claim.id, "actor", 0): mill, (claim.id, "target", 0): river},
            [Event("e1", "merger", (claim.id,), (), None, None, "asserted")], (), (), {}, (TOWN,),
        )  # fmt: skip
        assert [event.id for event in ask.actor(record, mill).ended] == ["e1"]
        assert ask.actor(record, river).began == ()  # it was there before: nobody else merged into it
        assert ask.actor(record, mill).began == ask.actor(record, river).ended == ()
        (name,) = ask.actor(record, mill).names
        assert (name.name, name.evidence[0].quote) == ("Mill Guard", "Mill Guard merged into River Guard")


def test_an_empty_record_answers_too(tmp_path):
    with Record.open(tmp_path / "war.annals", create=True) as record:
        assert ask.timeline(record).events == ()
        assert ask.find(record, "front").total == 0
        assert ask.disagreements(record) == ()
        assert ask.actor(record, "Front").near == ()
        record.add(make_reading("a", "Only words."), [], now=NOW)
        assert ask.find(record, "words").total == 1
