"""Why: what lies behind an id, with the sentences, the words and the rules."""

from datetime import date

import pytest
from keyword_reader import keyword_reader
from record_samples import COAST, FRONT, PORT, TOWN, World, at, make_claim, make_reading

from annals import ask
from annals.errors import UsageError
from annals.flow import read_into
from annals.ids import stable_id
from annals.record import Record
from annals.resolve.places import Gazetteer
from annals.types import Actor, ActorName, Disagreement, Event, Filler, Relation


@pytest.fixture
def world():
    return World()


@pytest.fixture
def record(tmp_path, world):
    with Record.open(tmp_path / "war.annals", create=True) as opened:
        world.store(opened)
        yield opened


def reasons(answer):
    """Return field, shown value and reason of every line."""
    return [(reason.field, reason.shown, reason.reason) for reason in answer.reasons]


def test_a_claim_shows_its_words_and_rules(record, world):
    answer = ask.why(record, world.capture.id)
    assert (answer.kind, answer.title, answer.field) == ("claim", "capture, asserted", None)
    assert reasons(answer) == [
        ("type", "capture", "the words 'captured'"),
        ("actor", "Northern Front", "the words 'Northern Front'"),
        ("place", "Port Ariel", "the words 'Port Ariel'"),
        ("attribution", "a commander", "the words 'a commander'; not resolved"),
        ("time", "2021-03-03", "the words '3 March 2021'; rule day month year; counted from itself"),
        ("quantities", "killed 12 soldiers", "the words '12'"),
        ("status", "asserted", None),
    ]
    (said,) = answer.evidence
    assert said.evidence.quote == world.capture.quote
    assert said.sentence == "The Northern Front captured Port Ariel on 3 March 2021, killing 12 soldiers."
    assert {ref.name for ref in answer.related} == {"capture", "control"}


def test_one_field_can_be_asked_about(record, world):
    answer = ask.why(record, f"{world.capture.id}.time")
    assert (answer.field, [reason.field for reason in answer.reasons]) == ("time", ["time"])
    event = next(event for event in record.events() if event.type == "capture")
    (reason,) = ask.why(record, f"{event.id}.actor").reasons
    assert (reason.value, reason.shown, reason.reason) == (FRONT, "Northern Front", "the only")
    assert [said.evidence.claim for said in reason.supporters] == [world.capture.id]
    assert [said.evidence.claim for said in reason.dissenters] == [world.control.id]
    with pytest.raises(UsageError, match="has no field 'colour'; it has actor, claims, time"):
        ask.why(record, f"{event.id}.colour")


def test_an_event_shows_every_value_with_its_supporters(record):
    event = next(event for event in record.events() if event.type == "capture")
    answer = ask.why(record, event.id)
    assert answer.title == "capture, 2021-03-03, asserted"
    assert [reason[:2] for reason in reasons(answer)] == [
        ("time", "2021-03-03"), ("actor", "Northern Front"), ("claims", "asserted"),
    ]  # fmt: skip
    assert [said.evidence.document for said in answer.evidence] == ["wire"]
    assert [said.evidence.document for said in answer.dissent] == ["army"]


def test_a_relation_shows_what_began_and_ended_it(record):
    relation = next(relation for relation in record.relations() if relation.disputed)
    answer = ask.why(record, relation.id)
    assert answer.title == "control: Northern Front, Port Ariel"
    by_field = {reason.field: reason for reason in answer.reasons}
    assert by_field["from"].shown == "2021-03-03"
    assert by_field["to"].supporters[0].evidence.document == "army"
    assert by_field["status"].dissenters[0].evidence.document == "army"
    assert {ref.name for ref in answer.related} == {"Northern Front", "Port Ariel"}


def test_an_actor_shows_who_gives_it_its_names(record):
    answer = ask.why(record, FRONT)
    assert [reason.shown for reason in answer.reasons] == [
        "Northern Front (2020-06-01/..)",
        "Hill Brigade (../2020-05-31)",
    ]
    assert "6 claims" in answer.title
    assert ask.why(record, COAST).reasons == ()


def test_a_place_shows_the_words_that_mean_it(record):
    answer = ask.why(record, PORT.id)
    assert reasons(answer) == [("names", "Port Ariel", "the words 'Port Ariel'")]
    assert [said.evidence.document for said in answer.evidence] == ["wire", "army"]


def test_a_document_shows_its_day_and_standing(record, world):
    answer = ask.why(record, world.blog.document.id)
    told = {reason.field: reason.shown for reason in answer.reasons}
    assert told["copy_of"] == "wire"
    assert told["version"] == "the version that counts"
    assert "on an unknown day" in answer.title
    assert "2021-03-04 (basis: given)" in ask.why(record, world.wire.document.id).title


def test_a_disagreement_shows_both_sides(record):
    worst = record.disagreements()[0]
    answer = ask.why(record, worst.id)
    assert answer.title == "two hold Port Ariel"
    assert [said.evidence.document for said in (*answer.evidence, *answer.dissent)] == ["wire", "army"]
    assert answer.related[0].name == "Port Ariel"


def test_a_correction_shows_who_and_why_and_marks_the_claim(record, world):
    id_ = record.correct("reject", world.clash.id, person="Ana", reason="misread", now=at(20))
    answer = ask.why(record, id_)
    assert answer.title == f"reject {world.clash.id} by Ana, in force"
    claim = ask.why(record, world.clash.id)
    assert claim.title == "clash, rejected"
    assert ("correction", "reject", "Ana: misread") in reasons(claim)
    record.undo(id_, person="Ben", reason="no", now=at(21))
    assert ask.why(record, id_).title.endswith("undone")
    assert ask.why(record, world.clash.id).title == "clash, reported"


@pytest.mark.parametrize(
    "id_", ["c000000000000", "e0", "nothing", "", "d000000000000.time", "k000000000000", "geonames:0"]
)
def test_an_unknown_id_is_not_found(record, id_):
    answer = ask.why(record, id_)
    assert isinstance(answer, ask.NotFound)
    assert ask.as_json(answer)["sort"] == "id"


@pytest.mark.parametrize("name", ["x" * 100_000, "many words " * 3000], ids=["one long word", "many words"])
def test_a_name_of_any_length_is_simply_not_found(record, name):
    for question in (ask.actor, ask.place):
        assert question(record, name).kind == "not found"


def test_near_names_are_each_told_once(tmp_path, world):
    conclusions = world.conclusions()
    twins = [Actor(stable_id("a", n), "unnamed", "northern men", ()) for n in range(3)]
    with Record.open(tmp_path / "twins.annals", create=True) as record:
        world.store(record)
        record.replace_conclusions(**{**conclusions, "actors": (*conclusions["actors"], *twins)})
        near = ask.actor(record, "nothern man").near
    assert [ref.name for ref in near].count("northern men") == 1
    assert "Northern Front" in [ref.name for ref in near]


def test_how_firmly_something_was_told_is_as_it_was_known(tmp_path):
    early = make_reading("early", "The Front reportedly holds Mill Town.", published=date(2021, 3, 1))
    late = make_reading("late", "The Front holds Mill Town. It captured it.", published=date(2021, 4, 1))
    town = Filler("Mill Town", "Mill Town", None, None, TOWN.id)
    said = [
        make_claim(early, "holds Mill Town", "control", "holds", actor=["Front"], place=[town], status="reported"),
        make_claim(late, "holds Mill Town", "control", "holds", actor=["Front"], place=[town]),
        make_claim(early, "holds Mill Town", "capture", "holds", place=[town], status="reported"),
        make_claim(late, "It captured it", "capture", "captured", place=[town]),
    ]
    ids = [claim.id for claim in said]
    with Record.open(tmp_path / "war.annals", create=True) as record:
        record.add(early, [said[0], said[2]], now=at(0))
        record.add(late, [said[1], said[3]], now=at(1))
        record.replace_conclusions(
            actors=[Actor(FRONT, "group", "Front", ())], entity={(i, "actor", 0): FRONT for i in ids[:2]},
            events=[Event("e1", "capture", tuple(ids[2:]), (), None, None, "asserted")],
            relations=[
                Relation("r1", "control", FRONT, TOWN.id, None, None, "asserted", tuple(ids[:2]), (), (), (), False)
            ],
            disagreements=(), copies={}, places=[TOWN],
        )  # fmt: skip
        for day, status in ((date(2021, 3, 2), "reported"), (date(2021, 4, 2), "asserted"), (None, "asserted")):
            place = ask.place(record, "Mill Town", known_by=day)
            assert [holder.status for holder in place.holders] == [status]
            assert [event.status for event in place.events] == [status]
            assert [tie.status for tie in ask.actor(record, "Front", known_by=day).relations] == [status]


def test_before_a_renaming_was_known_a_name_stands_without_its_end(tmp_path):
    early = make_reading("early", "The Front attacked Mill Town.", published=date(2021, 3, 1))
    late = make_reading("late", "The Front became the League.", published=date(2021, 4, 1))
    attack = make_claim(early, "The Front attacked Mill Town", "attack", "attacked", actor=["Front"])
    renaming = make_claim(late, "The Front became the League", "renaming", "became", actor=["Front"], target=["League"])
    names = (
        ActorName("Front", None, date(2021, 3, 20), (renaming.id,)),
        ActorName("League", date(2021, 3, 21), None, (renaming.id,)),
    )
    with Record.open(tmp_path / "war.annals", create=True) as record:
        record.add(early, [attack], now=at(0))
        record.add(late, [renaming], now=at(1))
        record.replace_conclusions(
            actors=[Actor(FRONT, "group", "League", names)],
            entity={(c.id, r, 0): FRONT for c, r in ((attack, "actor"), (renaming, "actor"), (renaming, "target"))},
            events=(), relations=(), disagreements=(), copies={},
        )  # fmt: skip
        then, now = (ask.actor(record, FRONT, known_by=date(2021, month, 2)).names for month in (3, 4))
        assert [(n.name, n.start, n.end) for n in then] == [("Front", None, None)]
        assert [piece.claim for piece in then[0].evidence] == [attack.id]
        assert [(n.name, n.start, n.end) for n in now] == [(n.name, n.start, n.end) for n in names]


def test_a_slip_names_its_document(record, world):
    slip = Disagreement("x0123456789ab", "date_slip", 2, "…", (world.capture.id,), (), world.wire.document.id)
    record.replace_conclusions(**{**world.conclusions(), "disagreements": [slip]})
    assert [(ref.id, ref.name) for ref in ask.why(record, slip.id).related] == [(world.wire.document.id, "wire")]


def test_a_claims_places_tell_what_was_weighed_when_a_gazetteer_is_at_hand(tmp_path, now):
    report = b"GOMA, 21 November 2012 - March 23 Movement captured Goma on 20 November 2012, residents said."
    source = tmp_path / "report.txt"
    source.write_bytes(report)
    with Record.open(tmp_path / "r.annals", create=True) as record, Gazetteer.open() as gazetteer:
        read_into(record, [str(source)], extractor=keyword_reader, gazetteer=gazetteer, now=now)
        claim = next(c for c in record.claims() if c.place)
        plain = ask.why(record, f"{claim.id}.place")
        weighed = ask.why(record, f"{claim.id}.place", gazetteer=gazetteer)
    assert "layer" not in plain.reasons[0].reason
    assert "from the layer" in weighed.reasons[0].reason
    assert "because:" in weighed.reasons[0].reason


def test_people_s_settlements_and_withdrawals_are_told(tmp_path):
    world = World()
    with Record.open(tmp_path / "war.annals", create=True) as record:
        world.store(record)
        item = record.disagreements()[0]
        record.settle(item.id, person="Ann", reason="a misprint", now=at(9))
        told = {reason.field: reason for reason in ask.why(record, item.id).reasons}
        assert told["settled"].shown == "settled"
        assert told["settled"].reason.endswith("a misprint")
        record.withdraw(world.capture.document, person="Ann", reason="retracted", now=at(9))
        told = {reason.field: reason for reason in ask.why(record, world.capture.document).reasons}
        assert told["withdrawn"].reason.endswith("retracted")
        assert told["version"].shown == "counts for nothing"
