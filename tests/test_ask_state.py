"""The state of a day, what changed between two, and who was tied to whom: on records made for the purpose."""

import json
from datetime import date

import pytest
from record_samples import NOW, PORT, REGION, TOWN, days, make_claim, make_reading

from annals import ask
from annals.ask import glance
from annals.ask.territory import is_count
from annals.ask.witness import Witness
from annals.errors import UsageError
from annals.fuse import fuse
from annals.record import Record
from annals.resolve.actors import identify
from annals.types import Filler, Quantity

PLACES = {place.id: place for place in (PORT, REGION, TOWN)}


def at(place):
    return Filler(place.name, place.name, entity=place.id)


def build(tmp_path, *reports):
    """Return a record of (reading, claims) with its conclusions."""
    tmp_path.mkdir(exist_ok=True)
    record = Record.open(tmp_path / "war.annals", create=True)
    for reading, claims in reports:
        record.add(reading, claims, now=NOW)
    claims, sources = record.claims(linked=False), record.sources()
    actors = identify(claims, {document: source.published for document, source in sources.items()})
    record.replace_conclusions(actors.actors, actors.entity, (), (), (), {}, PLACES.values())
    linked = record.claims()
    found = fuse(linked, sources, PLACES.get)
    record.replace_conclusions(actors.actors, actors.entity, found.events, found.relations, (), {}, PLACES.values())
    return record


def report(name, published, *told, publisher=None):
    """Return a reading of one sentence a claim, and its claims: (sentence, type, more)."""
    reading = make_reading(
        name, *(sentence for sentence, _, _ in told), published=date.fromisoformat(published) if published else None,
        publisher=publisher or name,
    )  # fmt: skip
    return reading, [make_claim(reading, sentence, type_, **more) for sentence, type_, more in told]


CAPTURE = (
    "The Lake Front captured Port Ariel.",
    "capture",
    {"actor": ["Lake Front"], "place": [at(PORT)], "time": days("2021-03-03")},
)
GUARD_HOLDS = (
    "The Hill Guard holds Port Ariel.",
    "control",
    {"actor": ["Hill Guard"], "place": [at(PORT)], "time": days("2021-02-01")},
)


@pytest.fixture
def port(tmp_path):
    with build(
        tmp_path,
        report("early", "2021-02-02", GUARD_HOLDS),
        report("wire", "2021-03-04", CAPTURE),
        report(
            "later",
            "2021-06-01",
            ("The Lake Front has joined the Plains Union.", "joining",
             {"actor": ["Lake Front"], "target": ["Plains Union"], "time": days("2021-05-20")}),
            ("Azo Lunda leads the Lake Front.", "leadership",
             {"actor": ["Azo Lunda"], "target": ["Lake Front"], "time": days("2021-06-01")}),
            ("The Lake Front has 400 fighters.", "strength",
             {"actor": ["Lake Front"], "time": days("2021-06-01"),
              "quantities": (Quantity("fighters", 400, 400, None, "400"),)}),
        ),
    ) as record:  # fmt: skip
        yield record


def held(state):
    return {holding.place.name: [s.source.name for s in holding.holders] for holding in state.places}


def test_the_last_change_wins_and_support_ages(port):
    before, after = ask.state(port, on=date(2021, 2, 20)), ask.state(port, on=date(2021, 4, 12))
    assert held(before) == {"Port Ariel": ["Hill Guard"]}
    assert held(after) == {"Port Ariel": ["Lake Front"]}
    (holding,) = after.places
    assert holding.changed == date(2021, 3, 3)
    assert holding.holders[0].support.said == date(2021, 3, 3)
    assert holding.holders[0].support.age == 40
    assert before.places[0].holders[0].support.age == 19


def test_nobody_holds_or_is_what_is_only_told_of_later_days(port):
    state = ask.state(port, on=date(2021, 1, 1))
    assert (state.places, state.relations, state.strength, state.actors) == ((), (), (), ())


def test_members_leaders_and_strength_stand_with_their_age(port):
    state = ask.state(port, on=date(2021, 6, 11))
    told = {(s.group, s.source.name, s.target.name) for s in state.relations}
    assert told == {("members", "Lake Front", "Plains Union"), ("leaders", "Azo Lunda", "Lake Front")}
    (figure,) = state.strength
    assert (figure.actor.name, figure.least, figure.support.age, figure.disputed) == ("Lake Front", 400, 10, False)
    assert {alive.actor.name for alive in state.actors} == {"Lake Front", "Hill Guard", "Plains Union", "Azo Lunda"}


def test_the_state_as_it_was_known(port):
    known = ask.state(port, on=date(2021, 6, 11), known_by=date(2021, 3, 1))
    assert held(known) == {"Port Ariel": ["Hill Guard"]}
    assert known.relations == ()


def test_two_claims_to_one_town_are_shown_side_by_side(tmp_path):
    rival = ("The River Brigade holds Port Ariel.", "control",
             {"actor": ["River Brigade"], "place": [at(PORT)], "time": days("2021-03-05")})  # fmt: skip
    with build(tmp_path, report("wire", "2021-03-04", CAPTURE), report("army", "2021-03-06", rival)) as record:
        (holding,) = ask.state(record, on=date(2021, 3, 7)).places
    assert [s.source.name for s in holding.holders] == ["River Brigade"]
    assert [s.source.name for s in holding.others] == ["Lake Front"]
    assert holding.others[0].disputed


def test_on_the_day_of_a_handover_a_town_is_the_new_holder_s(tmp_path):
    left = ("The Hill Guard left Port Ariel to the Lake Front.", "withdrawal",
            {"actor": ["Hill Guard"], "target": ["Lake Front"], "origin": [at(PORT)],
             "time": days("2021-03-05")})  # fmt: skip
    with build(tmp_path, report("wire", "2021-03-06", left), report("early", "2021-02-02", GUARD_HOLDS)) as record:
        found = [held(ask.state(record, on=date(2021, 3, day))) for day in (4, 5, 6)]
        assert ask.state(record, on=date(2021, 3, 5)).places[0].others == ()
    assert found == [{"Port Ariel": ["Hill Guard"]}, {"Port Ariel": ["Lake Front"]}, {"Port Ariel": ["Lake Front"]}]


def test_a_region_is_not_each_town_in_it(tmp_path):
    region = ("The Lake Front controls the Ariel Coast.", "control",
              {"actor": ["Lake Front"], "place": [at(REGION)], "time": days("2021-03-05")})  # fmt: skip
    with build(tmp_path, report("wire", "2021-03-06", region)) as record:
        state = ask.state(record, on=date(2021, 3, 7))
    assert state.places == ()
    assert [holding.place.name for holding in state.areas] == ["Ariel Coast"]


def test_places_that_are_counted_are_counts(tmp_path):
    places = ["17 localities", at(REGION)]
    counted = ("The Lake Front captured 17 localities in the Ariel Coast.", "capture",
               {"actor": ["Lake Front"], "place": places, "time": days("2021-03-05")})  # fmt: skip
    with build(tmp_path, report("wire", "2021-03-06", counted)) as record:
        state = ask.state(record, on=date(2021, 3, 7))
    (count,) = state.counts
    assert (count.least, count.most, count.words) == (17, 17, "17 localities")
    assert [area.name for area in count.areas] == ["Ariel Coast"]
    assert state.places == state.areas == ()


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ("17 localities", True),
        ("17 populated localities in two provinces", True),
        ("several villages near the river", True),
        ("a number of small villages", True),
        ("dozens of towns", True),
        ("Seven Sisters", False),
        ("Port Ariel", False),
        ("Tower 17", False),
    ],
)
def test_words_that_count(words, counted):
    assert is_count(words) is counted


def test_changes_between_two_days(port):
    changes = ask.changes(port, start=date(2021, 3, 1), end=date(2021, 6, 1)).changes
    assert [(c.kind, c.text) for c in changes] == [
        ("changed hands", "The Lake Front took Port Ariel, until then the Hill Guard"),
        ("began", "The Lake Front became part of the Plains Union"),
        ("first said", "First word of Azo Lunda leading the Lake Front"),
    ]
    assert all(change.evidence for change in changes)


def test_what_happened_on_the_first_day_has_happened(port):
    assert ask.changes(port, start=date(2021, 3, 3), end=date(2021, 4, 1)).changes == ()
    assert len(ask.changes(port, start=date(2021, 3, 2), end=date(2021, 3, 3)).changes) == 1


def test_what_two_changes_tell_with_the_same_words_is_told_once(tmp_path):
    split = ("The Hill Guard broke away from the Lake Front.", "split",
             {"actor": ["Hill Guard"], "target": ["Lake Front"], "time": days("2021-03-05")})  # fmt: skip
    member = ("The Hill Guard is part of the Lake Front.", "membership",
              {"actor": ["Hill Guard"], "target": ["Lake Front"], "time": days("2021-01-05")})  # fmt: skip
    with build(tmp_path, report("wire", "2021-03-06", split), report("early", "2021-01-06", member)) as record:
        changes = ask.changes(record, start=date(2021, 2, 1), end=date(2021, 4, 1)).changes
    assert [change.text for change in changes] == ["The Hill Guard broke away from the Lake Front"]


def test_no_change_lies_between_days_in_the_wrong_order(port):
    with pytest.raises(UsageError, match="earlier day first"):
        ask.changes(port, start=date(2021, 3, 3), end=date(2021, 3, 3))


def test_a_network_has_only_who_is_tied(port):
    network = ask.network(port, on=date(2021, 6, 11))
    assert [(node.actor.name, node.ties) for node in network.nodes] == [
        ("Lake Front", 2), ("Azo Lunda", 1), ("Plains Union", 1),
    ]  # fmt: skip
    ids = {node.actor.id for node in network.nodes}
    assert all(edge.source.id in ids and edge.target.id in ids for edge in network.edges)
    assert ask.network(port, on=date(2020, 1, 1)).nodes == ()


def test_who_is_told_to_have_merged_is_gone_unless_told_to_act_since(tmp_path):
    def told(words, kind, day, **parties):
        return (words, kind, {role: [name] for role, name in parties.items()} | {"time": days(day)})

    reports = [
        report("wire", "2021-03-06", told("The Hill Guard merged into the Lake Front.", "merger", "2021-03-05",
                                          actor="Hill Guard", target="Lake Front")),
        report("early", "2021-02-02", told("The Lake Front attacked the mill.", "attack", "2021-02-01",
                                           actor="Lake Front", target="mill")),
    ]  # fmt: skip
    with build(tmp_path / "one", *reports) as record:
        alive = {each.actor.name: each.since for each in ask.state(record, on=date(2021, 5, 1)).actors}
    assert alive == {"Lake Front": None}  # it was there before another merged into it
    again = told("The Hill Guard attacked the port.", "attack", "2021-04-02", actor="Hill Guard", target="port")
    with build(tmp_path / "two", *reports, report("late", "2021-04-03", again)) as record:
        assert {each.actor.name for each in ask.state(record, on=date(2021, 5, 1)).actors} == {
            "Lake Front",
            "Hill Guard",
        }


def test_what_is_told_to_be_over_on_an_unknown_day_does_not_stand(tmp_path):
    pair = {"actor": ["Hill Guard"], "target": ["Lake Front"]}
    left = ("The Hill Guard has left the Lake Front.", "leaving", pair)
    member = ("The Hill Guard is part of the Lake Front.", "membership", pair)
    with build(tmp_path, report("one", None, left, member)) as record:
        assert ask.state(record, on=date(2021, 5, 1)).relations == ()
        assert glance.ties_at(Witness(record), date(2021, 5, 1)) == ()


def test_unnamed_parties_are_no_nodes(tmp_path):
    backed = ("The Lake Front supports villagers and the Hill Guard.", "support",
              {"actor": ["Lake Front"], "target": ["villagers", "Hill Guard"], "time": days("2021-03-05")})  # fmt: skip
    with build(tmp_path, report("wire", "2021-03-06", backed)) as record:
        network = ask.network(record, on=date(2021, 3, 7))
    assert {node.actor.name for node in network.nodes} == {"Lake Front", "Hill Guard"}
    assert [edge.target.name for edge in network.edges] == ["Hill Guard"]


def test_all_of_it_is_json(port):
    for answer in (
        ask.state(port, on=date(2021, 6, 11)),
        ask.changes(port, start=date(2021, 3, 1), end=date(2021, 6, 1)),
        ask.network(port, on=date(2021, 6, 11)),
    ):
        assert json.loads(json.dumps(ask.as_json(answer)))["undated_left_out"] == 0
    state = ask.as_json(ask.state(port, on=date(2021, 6, 11)))
    assert state["places"][0]["holders"][0]["last_said"] == "2021-03-03"
    assert state["members"][0]["age_days"] == 22
