"""``annals read`` from end to end: the trained reader, messy input, and what is told of it."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

import pytest

from annals.cli.app import run
from annals.record import Record

WAR = (
    "Rebels capture Goma\n\nGOMA, 20 November 2012 - Fighters of the March 23 Movement (M23) captured the city of Goma "
    "on Tuesday after clashes with the army, residents said. At least 20 people were killed. M23 was founded in April "
    "2012 by soldiers who had deserted. The United Nations condemned the attack.\n"
)


@pytest.fixture
def record(tmp_path):
    return tmp_path / "war.annals"


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.txt"
    path.write_text(WAR)
    return path


def read(capsys, record, *arguments):
    """Run ``annals read``; return exit code, standard output, standard error."""
    capsys.readouterr()
    code = run(["read", *map(str, arguments), "--record", str(record)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def names(record):
    with Record.open(record) as opened:
        return sorted(document.name for document in opened.documents())


def test_a_report_becomes_claims_with_days_and_places(capsys, record, good):
    code, out, err = read(capsys, record, good)
    assert (code, err) == (0, "")
    assert "1 new" in out
    with Record.open(record) as opened:
        text = next(opened.documents()).text
        claims = opened.claims()
        capture = next(claim for claim in claims if claim.type == "capture")
        assert opened.actors([capture.actor[0].entity])
        assert opened.places([capture.place[0].entity])[0].country == "CD"
    assert all(text[claim.start : claim.end] == claim.quote for claim in claims)


def test_verbose_lists_documents_and_quiet_says_nothing(capsys, record, good):
    code, out, err = read(capsys, record, good, "-v")
    assert code == 0
    assert "new: good" in err
    assert "concluded" in out
    assert read(capsys, record, good, "--quiet") == (0, "", "")
    _, out, err = read(capsys, record, good, "-v")
    assert "unchanged: good" in err
    assert "1 unchanged" in out


def test_what_the_source_does_not_say_is_given(capsys, record, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("Rebels attacked an army post near Goma yesterday. Two soldiers were wounded, the army said.")
    assert read(capsys, record, path, "--publisher", "Lake Radio", "--published", "2013-05-04")[0] == 0
    with Record.open(record) as opened:
        (document,) = opened.documents()
        assert (document.publisher, str(document.published)) == ("Lake Radio", "2013-05-04")
        assert document.published_basis == "given"
        days = {str(claim.time.start) for claim in opened.claims() if claim.time}
    assert days <= {"2013-05-03", "2013-05-04"}


def test_standard_input_and_gzip(record, tmp_path):
    packed = tmp_path / "packed.txt.gz"
    packed.write_bytes(gzip.compress(WAR.encode()))
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-m", "annals", "read", "-", str(packed), "--record", str(record)],
        input="A convoy of the army was attacked near Bunia on 3 May 2013. Four soldiers were killed, a doctor said.",
        capture_output=True, text=True, env=env, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert names(record) == ["packed", "stdin"]


def bad_sources(folder):
    """Write one source of each bad kind; yield its path and words that must be told."""
    bad = folder / "bad"
    bad.mkdir()
    (bad / "empty.txt").write_bytes(b"")
    (bad / "junk.bin").write_bytes(bytes(range(256)) * 64)
    (bad / "blank.pdf").write_bytes(BLANK_PDF)
    (bad / "truncated.txt.gz").write_bytes(gzip.compress(WAR.encode() * 50)[:60])
    (bad / "bomb.txt.gz").write_bytes(gzip.compress(b"a " * (80 * 2**20), compresslevel=1))
    return bad


BLANK_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def test_bad_sources_are_told_each_in_a_line_and_harm_no_other(capsys, record, tmp_path, good):
    bad = bad_sources(tmp_path)
    missing = tmp_path / "missing.txt"
    code, out, err = read(capsys, record, bad, missing, good)
    assert code == 1
    told = err.splitlines()
    expected = sorted([*(str(path) for path in bad.iterdir()), str(missing)])
    assert sorted(line.split(": ")[1] for line in told) == expected
    assert all(line.startswith("failed: ") and len(line) < 400 for line in told)
    assert "Traceback" not in err
    assert f"{len(expected)} failed" in out
    assert names(record) == ["good"]
    with Record.open(record) as opened:
        assert sorted(failure.source for failure in opened.failures()) == expected
    code, out, err = read(capsys, record, missing, "--quiet")
    assert (code, out) == (1, "")
    assert str(missing) in err


def test_a_file_that_may_not_be_read_is_told(capsys, record, tmp_path, good):
    locked = tmp_path / "locked.txt"
    locked.write_text(WAR)
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("this user may read everything")
    code, _, err = read(capsys, record, locked, good)
    assert code == 1
    assert "permission" in err.lower()
    assert names(record) == ["good"]


def test_odd_texts_are_read(capsys, record, tmp_path):
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "broken-utf8.txt").write_bytes(WAR.encode()[:200] + b"\xff\xfe\xc3" + WAR.encode()[200:])
    (folder / "deep.html").write_text("<html><body>" + "<div>" * 900 + f"<p>{WAR}</p>" + "</div>" * 900)
    (folder / "rows.jsonl").write_text(
        "\n".join(
            [json.dumps({"id": "first", "text": WAR}), "{not json", json.dumps({"id": "last", "text": WAR + "Yes."})]
        )
    )
    code, _, err = read(capsys, record, folder)
    assert code == 1
    assert "rows.jsonl" in err
    assert err.count("\n") == 1
    assert names(record) == ["broken-utf8", "deep", "first", "last"]


def test_a_very_long_line_goes_through_or_is_refused_within_bounds(capsys, record, tmp_path, good):
    path = tmp_path / "line.txt"
    path.write_bytes(b"The army and the rebels fought near Goma for days and days " * 900_000)  # 53 MB
    begun = time.monotonic()
    code, _, err = read(capsys, record, path, good)
    assert time.monotonic() - begun < 30
    assert code == 1
    assert str(path) in err
    assert names(record) == ["good"]


def test_a_record_of_a_newer_schema_is_refused(capsys, record, good):
    import sqlite3

    assert read(capsys, record, good)[0] == 0
    with sqlite3.connect(record) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    code, out, err = read(capsys, record, good)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "upgrade annals" in err


def test_an_interrupted_run_says_so_and_goes_on_later(record, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        "".join(json.dumps({"id": f"r{n}", "text": WAR.replace("20 people", f"{n} people")}) + "\n" for n in range(60))
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "annals", "read", str(rows), "--record", str(record), "-v"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    # A shell that started the tests in the background has them, and what they start, ignore interrupts.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, **pipes, env=env, preexec_fn=heard) as process:  # noqa: PLW1509 - one thread
        for line in process.stderr:
            if line.startswith("new: r3"):
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(60) == 130
    assert "Traceback" not in rest
    assert rest.splitlines()[-1].startswith("annals: interrupted")
    held = names(record)
    assert 4 <= len(held) < 60


def test_samples_give_claims_but_none_from_comments(capsys, record, shared):
    samples = shared / "data" / "samples"
    assert read(capsys, record, samples)[0] == 0
    with Record.open(record) as opened:
        for document in opened.documents():
            outside = [block for block in document.blocks if block.kind in ("comment", "boilerplate")]
            claims = opened.claims(document=document.id)
            assert claims
            for claim in claims:
                assert not any(block.start < claim.end and claim.start < block.end for block in outside)
