import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from conftest import NOW
from keyword_reader import fragile_reader, keyword_reader, load, load_fragile

from annals import ask, export
from annals.engine.local import mapper
from annals.errors import ModelError, UsageError
from annals.flow import conclude, read_into
from annals.ids import stable_id
from annals.record import Record
from annals.resolve.places import Gazetteer
from annals.types import Claim, Filler, Time

KINDS = ("documents", "claims", "events", "relations", "actors", "disagreements")


def exported(record):
    """All exports of a record, as one mapping of bytes."""
    out = {}
    for what in KINDS:
        buffer = BytesIO()
        export.write(record, what, "jsonl", buffer)
        out[what] = buffer.getvalue()
    return out


@pytest.fixture
def record(tmp_path):
    with Record.open(tmp_path / "war.annals", create=True) as opened:
        yield opened


def test_a_run_reads_resolves_and_concludes(record, read, reports):
    steps = []
    summary = read(record, [reports], progress=steps.append)
    assert (summary.read, summary.new, summary.unchanged, summary.new_versions) == (3, 3, 0, 0)
    assert summary.claims == summary.totals.claims == 3
    assert summary.failures == ()
    assert summary.totals.documents == 3
    assert {step.outcome for step in steps} == {"new"}
    assert sorted(step.name for step in steps) == ["alliance", "army", "wire"]
    capture = next(claim for claim in record.claims() if claim.type == "capture")
    assert capture.time is not None
    assert str(capture.time.start) == str(capture.time.end) == "2012-11-20"
    goma = record.places([capture.place[0].entity])[0]
    assert goma.name == "Goma"
    assert goma.country == "CD"
    movement = {claim.actor[0].entity for claim in record.claims() if "23" in claim.actor[0].name}
    assert len(movement) == 1
    assert record.actors(movement)[0].name == "March 23 Movement"


def test_what_another_process_stored_meanwhile_is_not_new(record, read, reports):
    def overtaken(document):
        claims = keyword_reader(document)
        with Record.open(record.path) as other:
            read(other, [document.source])
        return claims

    summary = read(record, [reports], extractor=overtaken)
    assert (summary.new, summary.unchanged, summary.claims) == (0, 3, 0)
    assert summary.totals.documents == 3
    assert not record.stale


def test_reading_again_changes_nothing(record, read, reports):
    read(record, [reports])
    before = exported(record)
    again = read(record, [reports], extractor=None, mapper=_refuses_to_work)
    assert (again.new, again.unchanged, again.claims) == (0, 3, 0)
    assert exported(record) == before


def _refuses_to_work(readings):
    for reading in readings:
        raise AssertionError(f"{reading.document.name} was processed again")
        yield


def test_the_same_file_named_twice_is_read_once(record, read, reports):
    summary = read(record, [reports / "wire.txt", reports / "wire.txt"])
    assert (summary.new, summary.unchanged) == (1, 1)


def test_a_changed_file_is_a_new_version(record, read, reports):
    read(record, [reports])
    path = reports / "wire.txt"
    path.write_text(path.read_text().replace("on 20 November 2012", "on 21 November 2012"))
    summary = read(record, [reports], now=NOW.replace(hour=13))
    assert (summary.new, summary.new_versions, summary.unchanged) == (0, 1, 2)
    assert summary.totals.documents == 3
    assert len(list(record.documents(current=False))) == 4
    capture = [claim for claim in record.claims() if claim.type == "capture"]
    assert [str(claim.time.start) for claim in capture] == ["2012-11-21"]


def test_a_syndicated_copy_is_linked_and_no_second_source(record, read, reports):
    (reports / "daily.txt").write_text((reports / "wire.txt").read_text() + " (Reporting by our correspondent.)")
    summary = read(record, [reports])
    assert summary.totals.copies == 1
    names = {document.id: document.name for document in record.documents()}
    (copy, original), *others = record.copies().items()
    assert {names[copy], names[original]} == {"wire", "daily"}
    assert not others
    capture = next(event for event in record.events() if event.type == "capture")
    assert len(capture.claims) == 2
    assert max(value.publishers for field in capture.fields for value in field.values) == 1


def test_a_claim_that_breaks_the_law_of_quotes_is_counted_and_left_out(record, read, reports):
    def liar(document):
        return [replace(claim, quote="made up") for claim in keyword_reader(document)]

    summary = read(record, [reports], extractor=liar)
    assert (summary.claims, summary.rejected) == (0, 3)
    assert record.claims() == ()


def test_one_broken_document_is_a_failure_and_the_others_are_read(record, read, reports):
    (reports / "bad.txt").write_text("Rebels captured Errorville on 3 May 2013. Nobody knows where it is.")
    steps = []
    summary = read(record, [reports], extractor=fragile_reader, progress=steps.append)
    assert summary.new == 3
    (failure,) = summary.failures
    assert (failure.step, failure.error) == ("extract", "ValueError")
    assert failure.source.endswith("bad.txt")
    assert "a reader's bug" in failure.message
    assert [step for step in steps if step.trace and "fragile_reader" in step.trace]
    assert [kept.source for kept in record.failures()] == [failure.source]
    cured = read(record, [reports])
    assert (cured.new, cured.unchanged, cured.failures) == (1, 3, ())
    assert record.failures() == ()


def test_a_missing_source_is_a_failure_and_the_others_are_read(record, read, reports):
    summary = read(record, [reports / "none.txt", reports])
    assert summary.new == 3
    assert [failure.source for failure in summary.failures] == [str(reports / "none.txt")]


def test_an_extractor_or_a_mapper_is_needed(record, gazetteer, reports):
    with pytest.raises(UsageError, match="extractor"):
        read_into(record, [str(reports)], gazetteer=gazetteer, now=NOW)


# ------------------------------------------------------------------------------------- several processes


def test_workers_give_what_one_process_gives(tmp_path, read, reports):
    for number in range(12):
        text = f"Report {number}. The Red Column attacked Bukavu on {number + 1} May 2013, a witness told reporters."
        (reports / f"more-{number:02}.txt").write_text(text)
    records = {}
    steps = {}
    for jobs in (1, 3):
        steps[jobs] = []
        with Record.open(tmp_path / f"{jobs}.annals", create=True) as record:
            options = {"extractor": None, "mapper": mapper(load, jobs=jobs), "progress": steps[jobs].append}
            assert read(record, [reports], **options).new == 15
            records[jobs] = exported(record)
    assert records[1] == records[3]
    assert [step.name for step in steps[1]] == [step.name for step in steps[3]]


def test_a_worker_that_dies_takes_one_document_with_it(record, read, reports):
    (reports / "bad.txt").write_text("Rebels captured Crashville on 3 May 2013. Nobody knows where it is.")
    summary = read(record, [reports], extractor=None, mapper=mapper(load_fragile, jobs=2))
    assert summary.new == 3
    (failure,) = summary.failures
    assert failure.source.endswith("bad.txt")
    assert failure.error == "WorkerDied"


def no_tools(threads):
    raise ModelError("the weights are missing")


def test_workers_without_tools_end_the_run_with_their_reason(record, read, reports):
    for jobs in (1, 2):
        with pytest.raises(ModelError, match="weights are missing"):
            read(record, [reports], extractor=None, mapper=mapper(no_tools, jobs=jobs))


def test_nothing_new_loads_nothing(record, read, reports):
    read(record, [reports])
    assert read(record, [reports], extractor=None, mapper=mapper(no_tools)).unchanged == 3


# ------------------------------------------------------------------------------------------------ kill -9

SLOW_RUN = """
import sys
from datetime import UTC, datetime
from keyword_reader import slow_reader
from annals.flow import read_into
from annals.record import Record
from annals.resolve.places import Gazetteer

with Record.open(sys.argv[1], create=True) as record, Gazetteer.open() as gazetteer:
    read_into(
        record, [sys.argv[2]], extractor=slow_reader, gazetteer=gazetteer,
        now=datetime(2024, 5, 1, 12, tzinfo=UTC), progress=lambda step: print(step.name, flush=True),
    )
"""


def test_a_run_that_is_killed_is_continued_by_the_next(tmp_path, read, reports):
    for number in range(40):
        text = (
            f"Report {number}. The Red Column attacked Bukavu on {number % 28 + 1} May 2013, a witness told reporters."
        )
        (reports / f"more-{number:02}.txt").write_text(text)
    path = tmp_path / "killed.annals"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [str(Path(__file__).parent), *sys.path]))}
    run = subprocess.Popen(
        [sys.executable, "-c", SLOW_RUN, str(path), str(reports)], stdout=subprocess.PIPE, text=True, env=env
    )
    told = [run.stdout.readline().strip() for _ in range(7)]
    time.sleep(0.07)  # somewhere within a document
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    with Record.open(path) as record:
        held = {document.name for document in record.documents()}
        assert set(told) <= held
        assert len(held) < 43
        assert record.stale
        summary = read(record, [reports])
        assert summary.unchanged == len(held)
        assert summary.new == 43 - len(held)
        assert not record.stale
        continued = exported(record)
    with Record.open(tmp_path / "whole.annals", create=True) as record:
        read(record, [reports])
        assert exported(record) == continued


def test_conclusions_that_a_killed_run_did_not_reach_are_made_good(tmp_path, read, reports, gazetteer, monkeypatch):
    with Record.open(tmp_path / "war.annals", create=True) as record:
        with monkeypatch.context() as patch:
            patch.setattr("annals.flow.conclude", lambda record, gazetteer: record.totals())
            assert read(record, [reports]).totals.events == 0
        assert record.stale
        assert read(record, [reports]).totals.events > 0
        assert not record.stale
        before = exported(record)
        conclude(record, gazetteer)
        assert exported(record) == before


def test_the_unnamed_parties_of_a_copy_are_those_of_its_original(record, tmp_path):
    """Else "the fighters" would hold a town twice, once for each paper that carries the report."""
    text = (
        "Fighters took Goma on 20 November 2012 after the army had left the town without a shot. Residents told of "
        "looting near the port, and of long lines of people who walked south with what they could carry on their backs."
    )
    (tmp_path / "wire.txt").write_text(f"{text}\n")
    (tmp_path / "daily.txt").write_text(f"{text} (Agency)\n")

    def reader(document):
        start = document.text.index("Fighters took Goma")
        filler = Filler("fighters", "Fighters", start, start + 8)
        place = Filler("Goma", "Goma", start + 14, start + 18)
        return [
            Claim(
                stable_id("c", document.id), document.id, "body", "capture", "Fighters took Goma", start, start + 18,
                "took", (start + 9, start + 13), actor=(filler,), place=(place,),
                time=Time(None, None, "20 November 2012"),
            )
        ]  # fmt: skip

    with Gazetteer.open() as gazetteer:
        for name, day in (("wire", 21), ("daily", 22)):
            read_into(
                record, [str(tmp_path / f"{name}.txt")], extractor=reader, gazetteer=gazetteer, now=NOW,
                publisher=name, published=date(2012, 11, day),
            )  # fmt: skip
    assert len(record.copies()) == 1
    assert [actor.name for actor in record.actors()] == ["fighters"]
    [held] = [relation for relation in record.relations() if relation.type == "control"]
    assert len(held.claims) == 2


def test_a_corrected_place_is_the_place_that_is_concluded(record, read, reports, gazetteer):
    read(record, [reports])
    [capture] = [claim for claim in record.claims() if claim.type == "capture"]
    goma = capture.place[0].entity
    record.correct("edit", capture.id, field="place", value=["Bunia"], person="Ada", reason="mixed up", now=NOW)
    conclude(record, gazetteer)
    [capture] = record.claims(ids=[capture.id])
    bunia = gazetteer.lookup("Bunia")[0].place
    assert capture.place[0].entity == bunia.id
    for question in ({"places": [bunia.id]}, {"places": [bunia.id], "actors": [capture.actor[0].entity]}):
        assert [event.type for event in record.events(record.events_with(**question))] == ["capture"]
    assert record.events_with(places=[goma]) == ()
    assert "control" in {relation.type for relation in record.relations(record.relations_with(bunia.id))}
    assert isinstance(ask.place(record, "Bunia"), ask.PlaceFacts)
