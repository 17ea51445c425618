import csv
import io
import json
import os
import threading
from dataclasses import replace

import pytest
from keyword_reader import keyword_reader

from annals import export
from annals.errors import UsageError
from annals.export.rows import claim_row, coverage
from annals.read import read_bytes
from annals.record import Record
from annals.types import Claim, Filler, Quantity, Time

CLAIM_KEYS = [
    "type", "quote", "start", "end", "actor", "target", "place", "origin", "instrument", "time", "quantities",
    "status", "attribution", "id", "document", "segment", "confidence",
]  # fmt: skip


@pytest.fixture
def record(tmp_path, read, reports):
    (reports / "copy.txt").write_text((reports / "wire.txt").read_text() + " (Agency.)")
    with Record.open(tmp_path / "war.annals", create=True) as opened:
        read(opened, [reports], publisher='The "Daily", Goma')
        yield opened


def written(record, what, form):
    out = io.BytesIO()
    export.write(record, what, form, out)
    return out.getvalue()


def lines(record, what):
    return [json.loads(line) for line in written(record, what, "jsonl").splitlines()]


def test_claims_have_the_contract_form(record):
    rows = lines(record, "claims")
    assert len(rows) == 4
    texts = {row["name"]: row["text"] for row in lines(record, "documents")}
    for row in rows:
        assert list(row) == CLAIM_KEYS
        assert texts[row["document"]][row["start"] : row["end"]] == row["quote"]
        assert 0 <= row["confidence"] <= 1
        for filler in row["actor"] + row["target"] + row["place"]:
            assert list(filler) == ["name", "entity", "mention", "start", "end"]
            assert texts[row["document"]][filler["start"] : filler["end"]] == filler["mention"]
    capture = next(row for row in rows if row["document"] == "wire")
    assert capture["type"] == "capture"
    assert capture["time"] == {"start": "2012-11-20", "end": "2012-11-20", "expression": "20 November 2012"}
    assert capture["place"][0]["entity"].startswith("geonames:")


def test_a_claim_with_everything_keeps_everything():
    claim = Claim(
        id="c1", document="d1", segment="body", type="leadership", quote="q", start=0, end=1, trigger="q",
        trigger_at=(0, 1), actor=(Filler("A", "a", 3, 4, "a1"),), attribution=(Filler("Radio X"), Filler("a witness")),
        time=Time(None, None, "in those days"), quantities=(Quantity("killed", 21, None, "soldiers"),),
        status="reported", ended=True, confidence=0.123456,
    )  # fmt: skip
    row = claim_row(claim, "report")
    assert row["attribution"] == ["Radio X", "a witness"]
    assert row["time"] == {"start": None, "end": None, "expression": "in those days"}
    assert row["quantities"] == [{"measure": "killed", "least": 21, "most": None, "of": "soldiers"}]
    assert row["ended"] is True
    assert row["document"] == "report"
    assert row["confidence"] == 0.1235


def test_documents_tell_blocks_copies_and_how_the_day_is_known(record):
    rows = {row["name"]: row for row in lines(record, "documents")}
    assert sorted(rows) == ["alliance", "army", "copy", "wire"]
    assert [rows[name]["copy_of"] for name in ("copy", "wire")].count(None) == 1
    for row in rows.values():
        assert row["publisher"] == 'The "Daily", Goma'
        assert row["current"] is True
        assert len(row["raw_sha256"]) == 64
        assert row["blocks"] == sorted(row["blocks"], key=lambda block: block["start"])
    assert rows["wire"]["published"] == "2012-11-21"
    assert rows["wire"]["published_basis"] == "text"


def test_events_and_relations_rest_on_claims_that_are_exported(record):
    known = {row["id"] for row in lines(record, "claims")}
    events = lines(record, "events")
    assert events
    for row in events:
        assert set(row["claims"]) <= known
        for field in row["fields"]:
            for value in field["values"]:
                assert set(value["supporters"]) | set(value["dissenters"]) <= known
                assert value["supporters"]
    for row in lines(record, "relations"):
        assert row["source"]["name"]
        assert {*row["claims"], *row["dissenters"], *row["began"], *row["ended"]} <= known
    actors = lines(record, "actors")
    assert {row["id"] for row in actors} >= {f["entity"] for c in lines(record, "claims") for f in c["actor"]}


@pytest.mark.parametrize("what", export.SOURCES)
def test_csv_is_read_back_by_a_csv_reader(record, what):
    data = written(record, what, "csv")
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.split(b"\r\n", 1)[0].decode().split(",") == list(export.csv.COLUMNS[what])
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert len(rows) == len(lines(record, what))
    assert all(None not in row and None not in row.values() for row in rows)


def test_csv_flattens_claims(record):
    rows = list(csv.DictReader(io.StringIO(written(record, "claims", "csv").decode(), newline="")))
    joining = next(row for row in rows if row["type"] == "joining")
    assert joining["actor"] == "Ituri Patriots"
    assert joining["target"] == "March 23 Movement"
    assert joining["actor_id"].startswith("a")
    assert joining["time_start"] == "2013-03-01"
    assert joining["ended"] == ""


def test_csv_flattens_events(tmp_path, read):
    folder = tmp_path / "toll"
    folder.mkdir()
    for name, day, dead in (("one", 3, 20), ("two", 3, 25)):
        text = f"Red Column attacked Bukavu on {day} May 2013. It is known that {dead} people died in that attack."
        (folder / f"{name}.txt").write_text(text)

    def counting_reader(document):
        (claim,) = keyword_reader(document)
        dead = 20 if "20 people" in document.text else 25
        return [replace(claim, quantities=(Quantity("killed", dead, dead, "people"),))]

    with Record.open(tmp_path / "toll.annals", create=True) as record:
        read(record, [folder], extractor=counting_reader)
        (row,) = csv.DictReader(io.StringIO(written(record, "events", "csv").decode(), newline=""))
    assert (row["type"], row["status"], row["time"]) == ("attack", "asserted", "2013-05-03 (2)")
    assert sorted(row["killed"].split("; ")) == ["20 (1)", "25 (1)"]
    assert "killed" in row["disputed"].split("; ")
    assert row["actor"] == "Red Column (2)"


def test_csv_leaves_values_as_they_are(tmp_path, read):
    path = tmp_path / "=cmd.txt"
    path.write_text(
        'A title, with "quotes"\n\nThe mayor said on 3 May 2013:\n\n=1+1 is what they make of it; nothing else.'
    )
    with Record.open(tmp_path / "odd.annals", create=True) as record:
        read(record, [path])
        (row,) = csv.DictReader(io.StringIO(written(record, "documents", "csv").decode(), newline=""))
    assert row["name"] == "=cmd"
    assert row["text"] == path.read_text()


def test_an_empty_record_exports_headers_alone(tmp_path):
    with Record.open(tmp_path / "empty.annals", create=True) as record:
        for what in export.SOURCES:
            assert written(record, what, "jsonl") == b""
            assert written(record, what, "csv").count(b"\r\n") == 1


def test_other_words_are_refused(record):
    with pytest.raises(UsageError, match="documents, claims"):
        written(record, "people", "jsonl")
    with pytest.raises(UsageError, match="jsonl, csv"):
        written(record, "claims", "xml")


def test_a_file_is_written_whole_or_not_at_all(record, tmp_path, monkeypatch):
    path = tmp_path / "claims.jsonl"
    export.to_file(record, "claims", "jsonl", path)
    whole = path.read_bytes()
    assert whole == written(record, "claims", "jsonl")

    def breaks(what, rows, out):
        out.write(b"half a li")
        raise RuntimeError("the disk is gone")

    monkeypatch.setitem(export.FORMATS, "jsonl", breaks)
    with pytest.raises(RuntimeError):
        export.to_file(record, "claims", "jsonl", path)
    assert path.read_bytes() == whole
    assert not list(tmp_path.glob(".claims*"))
    with pytest.raises(UsageError, match="cannot be written"):
        export.to_file(record, "claims", "csv", tmp_path / "no" / "folder.csv")


def test_an_export_goes_through_a_link_and_never_replaces_what_is_no_file(record, tmp_path):
    target, link, pipe = tmp_path / "real.jsonl", tmp_path / "link.jsonl", tmp_path / "pipe"
    target.write_text("old")
    link.symlink_to(target)
    export.to_file(record, "claims", "jsonl", link)
    assert link.is_symlink()
    assert target.read_bytes() == written(record, "claims", "jsonl")
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    export.to_file(record, "claims", "jsonl", pipe)
    reader.join(timeout=10)
    assert pipe.is_fifo()
    assert got == [written(record, "claims", "jsonl")]


def test_a_documents_coverage_is_the_share_of_its_text_that_was_read():
    page = (
        b"<html><body><article><h1>Rebels take Goma</h1><p>Rebels took the town of Goma on Monday, residents said.</p>"
        b"<p>The army left the town before noon, and nobody stood in their way on the road.</p></article>"
        b'<div class="comments"><p>first!! nobody believes this any more, you lot</p></div></body></html>'
    )
    read = coverage(read_bytes(page, name="page", source="page.html"))
    assert 0.5 < read < 1
    assert coverage(read_bytes(b"Rebels took the town of Goma on Monday.", name="t", source="t.txt")) == 1
