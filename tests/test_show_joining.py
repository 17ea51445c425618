"""What people join and split on the page: events, names; the same corrections as those of the command line."""

from datetime import date

import pytest
from record_samples import NOW, days, make_claim, make_reading
from show_world import page

from annals.cli.app import run
from annals.concluding import conclude
from annals.record import Record
from annals.resolve.places import Gazetteer

SENTENCE = "Lake Front captured the town of Goma on 3 March 2021."


def told(name, sentence, day):
    """Return a report of one capture, and its claim."""
    reading = make_reading(name, sentence, published=date(2021, 3, 5), publisher=name)
    claim = make_claim(
        reading, sentence.rstrip("."), "capture", "captured", actor=["Lake Front"], place=["Goma"], time=days(day),
        confidence=0.5,
    )  # fmt: skip
    return reading, claim


@pytest.fixture
def path(tmp_path):
    with Record.open(tmp_path / "war.annals", create=True) as record, Gazetteer.open() as gazetteer:
        for name, sentence, day in (
            ("wire", SENTENCE, "2021-03-03"),
            ("post", "Lake Front fighters captured Goma.", "2021-03-03"),
            ("late", "Goma was captured again by the Lake Front.", "2021-03-09"),
        ):
            reading, claim = told(name, sentence, day)
            record.add(reading, (claim,), now=NOW)
        conclude(record, gazetteer)
    return tmp_path / "war.annals"


def captures(path):
    """Return the claims of each event, the largest event first."""
    with Record.open(path) as record:
        return sorted((event.claims for event in record.events()), key=len, reverse=True)


def listed(path, capsys):
    capsys.readouterr()
    assert run(["correct", "list", "--record", str(path)]) == 0
    return capsys.readouterr().out


def test_a_claim_is_split_off_its_event_and_put_back(path, capsys):
    together, alone = captures(path)
    with page(path, person="Ada") as client:
        text = client.get(f"/claim/{together[0]}").text
        assert "1 other claim tells of it, too" in text
        client.form(f"/claim/{together[0]}/event", action="different", person="Ada", reason="another day")
        assert [len(claims) for claims in captures(path)] == [1, 1, 1]
        assert "different event" in listed(path, capsys)
        with Record.open(path) as record:
            (made,) = record.corrections()
        client.form(f"/correction/{made.id}/undo", person="Ada")
    assert captures(path) == [together, alone]


def test_two_events_are_made_one_by_address_or_id(path, capsys):
    together, alone = captures(path)
    with page(path, person="Ada") as client:
        assert "Perhaps the same" in client.get(f"/claim/{alone[0]}").text
        other = f"http://localhost:8321/claim/{together[0]}?known_by=2021-05-05#event"
        client.form(f"/claim/{alone[0]}/event", action="same", other=other, person="Bo", reason="one battle")
    assert len(captures(path)[0]) >= 2
    with Record.open(path) as record:
        (made,) = record.corrections()
    assert (made.action, made.person, made.reason) == ("same-event", "Bo", "one battle")
    assert "same event" in listed(path, capsys)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"action": "dance", "person": "Ada"}, "nothing else can be said"),
        ({"action": "same", "person": "Ada"}, "other event or claim is missing"),
        ({"action": "same", "person": "Ada", "other": "e000000000000"}, "no event or claim"),
        ({"action": "different", "person": "Ada"}, "nothing to take it out of"),
        ({"action": "different"}, "your name is missing"),
    ],
)
def test_what_cannot_be_joined_says_why(path, fields, words):
    _, alone = captures(path)
    with page(path) as client:
        answer = client.form(f"/claim/{alone[0]}/event", **fields)
    assert answer.status_code == 400
    assert words in answer.text


def test_a_correction_of_the_command_line_is_on_the_page(path):
    together, _ = captures(path)
    assert run(["correct", "reject", together[0], "--by", "Cleo", "--why", "a hoax", "--record", str(path)]) == 0
    with page(path, person="Ada") as client:
        history = client.get("/review?queue=history").text
        assert "Cleo" in history
        assert "a hoax" in history
        assert "was rejected" in client.get(f"/claim/{together[0]}").text
        with Record.open(path) as record:
            (made,) = record.corrections()
        client.form(f"/correction/{made.id}/undo", person="Ada", reason="it is none")
        assert "was rejected" not in client.get(f"/claim/{together[0]}").text


def test_names_that_were_joined_are_judged(path, capsys):
    with page(path, person="Ada") as client:
        client.form("/names/join", action="different", one="Lake Front", other="Lakes Front", person="Ada")
        client.form("/names/join", action="same", one="Lake Front", other="Front of the Lake", person="Ada")
        assert client.form("/names/join", action="marry", one="A", other="B", person="Ada").status_code == 400
        assert client.form("/names/join", action="same", one="A", person="Ada").status_code == 400
        history = client.get("/review?queue=history").text
    assert "Lakes Front" in history
    text = listed(path, capsys)
    assert "Front of the Lake" in text


def test_the_last_decision_is_offered_to_be_undone(path):
    together, _ = captures(path)
    with page(path, person="Ada") as client:
        assert "Your last decision" not in client.get("/review").text
        client.form(f"/claim/{together[1]}/decide", action="reject", person="Bo")
        client.form(f"/claim/{together[0]}/decide", action="accept", person="Ada")
        text = client.get("/review").text
        assert "Your last decision: <bdi>accept" in text
        with Record.open(path) as record:
            mine = next(item for item in record.corrections() if item.person == "Ada")
        assert f'action="/correction/{mine.id}/undo"' in text
        client.form(f"/correction/{mine.id}/undo", person="Ada", next="/review")
        assert "Your last decision" not in client.get("/review").text
