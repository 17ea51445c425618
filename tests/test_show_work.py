"""Adding reports and concluding, beside the page: what is read appears, what fails is told, nothing waits."""

import gzip
import os
import time
from contextlib import closing

import pytest
from record_samples import NOW
from show_world import keyword_mapper, make_record, page

from annals.flow import Broken
from annals.record import Record
from annals.show import Jobs
from annals.show.jobs import Task
from annals.types import Failure

SLOW = 2.0
REPORT = (
    b"Rebels take the port\n\nKinshasa, 4 March 2021. Northern Front captured Goma on 3 March 2021, residents said."
)


def dying_mapper():
    """Return a mapper whose process dies with the first document."""

    def mapper(readings):
        for _ in readings:
            os._exit(7)
            yield

    return mapper


def slow_mapper():
    """Return a mapper that takes its time over each document."""
    whole = keyword_mapper()

    def mapper(readings):
        for reading in readings:
            time.sleep(SLOW)
            yield from whole([reading])

    return mapper


def failing_mapper():
    """Return a mapper that can process no document."""

    def mapper(readings):
        for reading in readings:
            yield Broken(Failure(reading.document.source, "extract", "ValueError", "cannot be read at all"), "")

    return mapper


@pytest.fixture
def path(tmp_path):
    make_record(tmp_path / "war.annals")
    return tmp_path / "war.annals"


def job_of(client, answer):
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"]
    assert client.jobs.wait(address.rsplit("/", 1)[1], 120)
    return client.get(address).text


def documents(path):
    with Record.open(path) as record:
        return {document.name: document for document in record.documents()}


def test_files_are_read_and_linked(path):
    with page(path) as client:
        files = [
            ("files", ("../report.txt", REPORT)),
            ("files", ("packed.txt.gz", gzip.compress(REPORT + b" It is over."))),
        ]
        answer = client.form("/add", files=files, publisher="Lake Radio", published="2021-03-04")
        text = job_of(client, answer)
        assert "Done." in text
        found = documents(path)
        assert f"/document/{found['report'].id}" in text
        assert found["report"].publisher == "Lake Radio"
        assert found["report"].source == "report.txt"
        assert 'http-equiv="refresh"' not in text
        assert "captured" in client.get("/search?q=Goma").text
        with Record.open(path) as record:
            assert not record.stale


def test_pasted_text_is_read(path):
    with page(path) as client:
        job_of(client, client.form("/add", text=REPORT.decode(), name="a note"))
        assert "a note" in documents(path)
        job_of(client, client.form("/add", text=REPORT.decode() + " More."))
        assert any(name.startswith("pasted-") for name in documents(path))


@pytest.mark.parametrize(
    ("fields", "words"), [({}, "nothing was sent"), ({"text": "x", "published": "2021"}, "more than a day")]
)
def test_what_cannot_be_added_says_why(path, fields, words):
    with page(path) as client:
        answer = client.form("/add", **fields)
        assert answer.status_code == 400
        assert words in answer.text


def test_a_file_that_cannot_be_read_is_told(path):
    with page(path) as client:
        text = job_of(client, client.form("/add", files=[("files", ("noise.pdf", b"%PDF-1.4 nothing"))]))
        assert "failed" in text
        assert len(documents(path)) == 3


def test_a_document_that_no_reader_can_process_is_told(path):
    with page(path, mapper=failing_mapper) as client:
        assert "cannot be read at all" in job_of(client, client.form("/add", text=REPORT.decode()))


def test_the_work_is_done_in_a_process_of_its_own(path):
    with page(path, apart=True) as client:
        text = job_of(client, client.form("/add", text=REPORT.decode(), name="apart"))
        assert "Done." in text
        assert "apart" in documents(path)


def test_a_process_that_dies_is_a_failed_job_and_the_next_one_works(path, tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "report.txt").write_bytes(REPORT)
    with closing(Jobs(path, dying_mapper)) as jobs:
        job = jobs.submit("Reading", Task(tmp_path / "work", NOW), total=1)
        assert jobs.wait(job.id, 120)
        assert "ended with code 7" in jobs.get(job.id).message
        after = jobs.submit("Concluding", Task(None, NOW))
        assert jobs.wait(after.id, 120)
        assert jobs.get(after.id).state == "done"
    assert not (tmp_path / "work").exists()


def test_conclusions_are_asked_for_once(path):
    jobs = Jobs(path, keyword_mapper, apart=False)
    with closing(jobs):
        ids = {jobs.submit("Concluding", Task(None, NOW)).id for _ in range(50)}
        assert all(jobs.wait(id_, 120) for id_ in ids)
        assert len(ids) < 50
        assert not jobs.under_way()


def test_a_page_that_waits_looks_again_by_itself(path, monkeypatch):
    with page(path) as client:
        job = client.jobs.submit("Concluding", Task(None, NOW))
        client.jobs.wait(job.id, 120)
        monkeypatch.setattr(type(client.jobs), "get", lambda *_: job)  # as it was when it was still waiting
        assert 'http-equiv="refresh"' in client.get(f"/job/{job.id}").text


def test_a_read_in_the_background_never_blocks_the_page(path):
    with page(path, mapper=slow_mapper, apart=True) as client:
        answer = client.form("/add", text=REPORT.decode(), name="slow")
        id_ = answer.headers["location"].rsplit("/", 1)[1]
        looked = 0
        while not client.jobs.get(id_).over:
            began = time.monotonic()
            for address in ("/", "/day?on=2021-03-05", "/review", "/api/day.json?on=2021-03-05"):
                assert client.get(address).status_code == 200
            client.form("/person", person="Ada")
            looked += time.monotonic() - began < SLOW
        assert looked
        assert client.jobs.get(id_).state == "done"
        assert "slow" in documents(path)
        assert "4 documents" in client.get("/documents").text
