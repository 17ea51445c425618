"""Places that reports name and no gazetteer knows can be asked about by their names."""

import pytest

from annals import ask
from annals.ask import NotFound
from annals.record import Record


@pytest.fixture
def record(tmp_path, read):
    report = tmp_path / "fall.txt"
    report.write_text("Ituri Patriots captured Qorvathil on 3 May 2014. Ituri Patriots captured Goma on 4 May 2014.")
    with Record.open(tmp_path / "war.annals", create=True) as opened:
        read(opened, [report])
        yield opened


def test_an_unresolved_place_has_holders_and_events_but_no_point(record):
    answer = ask.as_json(ask.place(record, "qorvathil"))
    assert (answer["id"], answer["name"], answer["point"]) == ("Qorvathil", "Qorvathil", None)
    assert [h["actor"]["name"] for h in answer["holders"]] == ["Ituri Patriots"]
    assert [e["type"] for e in answer["events"]] == ["capture"]


def test_a_timeline_of_an_unresolved_place_has_its_events_only(record):
    (event,) = ask.timeline(record, place="Qorvathil").events
    assert "Qorvathil" in event.evidence[0].quote


def test_a_place_that_nobody_names_is_not_found(record):
    assert isinstance(ask.place(record, "Zembrovka"), NotFound)
    assert isinstance(ask.timeline(record, place="Zembrovka"), NotFound)
