"""Why: what lies behind an id, with the sentences, the words and the rules."""

import pytest
from record_samples import COAST, FRONT, PORT, World, at

from annals import ask
from annals.errors import UsageError
from annals.record import Record


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
