"""Reading from files, folders, rows, PDFs and standard input, good and bad."""

import gzip
import io
import json
import os
import time
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from reading import ARTICLE, PAGES, check, kinds, noise, outcomes, pdf, read, write

from annals.errors import SourceError
from annals.read import Limits, read_sources
from annals.types import Failure, Reading

# --------------------------------------------------------------------------------------------------- pdf


STATEMENT = [
    "Statement on the fall of Belen",
    "The Relief Council is deeply concerned by the fate of the people who remain in",
    "the town of Belen, which the army entered on Monday. More than nine thousand",
    "of them have no water.",
    "It calls on both sides to open the road to Orsk for convoys without any delay,",
    "and to spare the hospital.",
]


def test_pdf_lines_become_paragraphs():
    document = read(pdf([STATEMENT], "Statement on the fall of Belen", "D:20150303120000Z"), "statement.pdf")
    check(document)
    assert document.media == "application/pdf"
    assert document.title == "Statement on the fall of Belen"
    assert (document.published, document.published_basis) == (date(2015, 3, 3), "pdf")
    assert "remain in the town of Belen, which" in document.text
    assert [kind for kind, _text in kinds(document)] == ["title", "lead", "body"]


def test_running_heads_and_page_numbers_are_left_out():
    paged = [["Relief Council", f"{STATEMENT[1]} ({n})", *STATEMENT[2:], f"Page {n}"] for n in range(1, 5)]
    document = read(pdf(paged), "statement.pdf")
    assert "Relief Council\n" not in document.text
    assert "Page 2" not in document.text
    assert document.text.count("deeply concerned") == 4


def test_pdf_without_text_says_so():
    empty = pypdfium2.PdfDocument.new()
    empty.new_page(200, 200)
    out = io.BytesIO()
    empty.save(out)
    with pytest.raises(SourceError, match="OCR"):
        read(out.getvalue(), "scan.pdf")


# --------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\t\n", "is empty"),
        ("junk.txt", noise(7), "binary"),
        ("zeros.txt", b"\0" * 500 + b"abc" * 20, "binary"),
        ("junk.html", b"<html>" + noise(8), "binary"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"1" * 60, "PNG image"),
        ("data.sqlite", b"SQLite format 3\0" + b"1" * 60, "SQLite database"),
        ("office.docx", b"PK\x03\x04" + b"1" * 60, "ZIP archive or an office document"),
        ("photo.txt", b"\xff\xd8\xff\xe0" + b"1" * 60, "JPEG image"),
        ("broken.pdf", b"%PDF-1.4 nothing follows", "damaged PDF"),
        ("feed.xml", b"<?xml version='1.0'?><rss></rss>", "XML"),
        ("one.json", b'{\n "a": 1\n}', "JSONL"),
        ("script.html", b"<html><script>var a = 1;</script></html>", "page without text"),
        ("cut.txt.gz", gzip.compress(ARTICLE.encode())[:-9], "damaged gzip"),
        ("twice.txt.gz", gzip.compress(gzip.compress(b"abc")), "gzip inside gzip"),
        ("bomb.txt.gz", gzip.compress(b"a" * 70_000_000), "unpacks to more than the limit of 67,108,864 bytes"),
        ("line.txt", b"word " * 10_000_000, "more than the limit of 5,000,000"),
    ],
)
def test_bad_input_is_a_failure_that_says_what_to_do(tmp_path, name, data, says):
    write(tmp_path / name, data)
    write(tmp_path / "zz-good.txt", ARTICLE)
    begin = time.process_time()
    bad, good = outcomes(tmp_path)
    assert time.process_time() - begin < 8
    assert isinstance(bad, Failure)
    assert (bad.source, bad.step) == (str(tmp_path / name), "read")
    assert says in bad.message
    assert "\n" not in bad.message
    assert isinstance(good, Reading)
    assert good.document.text == ARTICLE


def test_paths_that_cannot_be_read(tmp_path):
    write(tmp_path / "a.txt", ARTICLE)
    (tmp_path / "empty").mkdir()
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    failures = outcomes(tmp_path / "none.txt", tmp_path / "gone.txt", "a\0b", tmp_path / "empty", "-")
    assert [("exist" in each.message, "valid" in each.message, "folder" in each.message) for each in failures] == [
        (True, False, False),
        (True, False, False),
        (False, True, False),
        (False, False, True),
        (False, False, False),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path):
    write(tmp_path / "a.txt", ARTICLE).chmod(0)
    (outcome,) = outcomes(tmp_path)
    assert "may not be read" in outcome.message


def test_pipes_in_folders_are_left_out(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (outcome,) = outcomes(tmp_path)
    assert "no regular file" in outcome.message


def test_limits_are_named():
    for limits, raw, source, says in (
        (Limits(source_bytes=100), ARTICLE, "a.txt", "100 bytes"),
        (Limits(characters=100), ARTICLE, "a.txt", "100 for one document"),
        (Limits(units=10), "Line.\n" * 20, "a.txt", "20 paragraphs and lines, more than the limit of 10"),
        (Limits(markup_bytes=100), "<html>" + ARTICLE, "a.html", "limit of 100"),
        (Limits(html_depth=20), "<html>" + "<div>" * 30 + ARTICLE, "a.html", "20 deep"),
        (Limits(pdf_pages=1), pdf([STATEMENT, STATEMENT]), "a.pdf", "2 pages"),
    ):
        with pytest.raises(SourceError, match=says):
            read(raw, source, limits=limits)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Łódź".encode("utf-8-sig"), "Łódź"),
        ("The town fell.".encode("utf-16"), "The town fell."),
        ("The town fell on Monday.".encode("utf-16-le"), "The town fell on Monday."),
        ("Le président a été tué à l’aube, dit-on.".encode("cp1252"), "Le président a été tué à l’aube, dit-on."),
        (("Żółw mówi o Łodzi. " * 60).encode() + b"\xff" + ("Żółw. " * 30).encode(), "\ufffd"),
        ("Cut in the middle of Łódź".encode()[:-1], "Cut in the middle of Łód\ufffd"),
    ],
)
def test_encodings(raw, text):
    assert text in read(raw).text


# ----------------------------------------------------------------------------------------------- sources


def test_folders_are_read_through_in_order_without_hidden_files(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    write(tmp_path / ".git" / "x.txt", ARTICLE)
    write(tmp_path / ".hidden.txt", ARTICLE)
    write(tmp_path / "b" / "z.html.gz", gzip.compress((PAGES / "plain-divs.html").read_bytes()))
    write(tmp_path / "c.md", "# Heading\n\n" + ARTICLE)
    write(tmp_path / "a.report.txt", ARTICLE)
    names = [each.document.name for each in outcomes(tmp_path)]
    assert names == ["a.report", "c", "z"]


def test_rows(tmp_path):
    rows = [
        {
            "text": ARTICLE,
            "id": "r-1",
            "publisher": "Wire",
            "published": "2015-03-03T10:00:00Z",
            "title": "Belen falls",
        },
        "{not json",
        "",
        [1],
        {"text": 3},
        {"title": "no text"},
        {"html": f"<html><body><p>{ARTICLE}</p></body></html>", "url": "https://wire.example/a", "id": 17},
        {"text": ARTICLE, "published": "soon"},
        {"text": "  "},
        {"text": "Cafe\u0301 \ud800\r\nEnd", "document": {"publisher": "Nested"}},
    ]
    data = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    path = write(tmp_path / "rows.jsonl", data)
    found = outcomes(path, publisher="Given", published=date(2014, 1, 1))
    good = [each.document for each in found if isinstance(each, Reading)]
    bad = {each.source.rpartition(" ")[2]: each.message for each in found if isinstance(each, Failure)}
    assert [document.name for document in good] == ["r-1", "17", "rows-10"]
    first, second, third = good
    assert (first.publisher, first.published, first.published_basis) == ("Wire", date(2015, 3, 3), "row")
    assert first.title == "Belen falls"
    assert first.text == ARTICLE
    assert (second.media, second.url, second.publisher) == ("text/html", "https://wire.example/a", "Given")
    assert (second.published, second.published_basis) == (date(2014, 1, 1), "given")
    assert third.publisher == "Nested"
    assert third.text == "Café \ufffd\nEnd"
    assert sorted(bad) == ["2", "4", "5", "6", "8", "9"]
    assert all(f"rows.jsonl, line {n}" in each.source for n, each in zip(bad, found[1:6], strict=False) if n == "2")
    assert "not JSON" in bad["2"]
    assert "YYYY-MM-DD" in bad["8"]
    packed = write(tmp_path / "packed", gzip.compress(data.encode()))
    assert [each.document.text for each in outcomes(packed) if isinstance(each, Reading)] == [d.text for d in good]
    for document in good:
        check(document)


def test_rows_are_streamed():
    class Endless(io.RawIOBase):
        served = 0

        def read(self, size=-1):
            Endless.served += 1
            return (json.dumps({"text": ARTICLE, "id": str(Endless.served)}) + "\n").encode() * 100

        def readline(self, size=-1):
            return (json.dumps({"text": ARTICLE}) + "\n").encode()

    stream = read_sources(["-"], stdin=Endless())
    assert all(isinstance(next(stream), Reading) for _ in range(300))


def test_a_row_beyond_the_limit_harms_no_other(tmp_path):
    lines = [json.dumps({"text": text}) for text in (ARTICLE, "word " * 5000, ARTICLE + " End.")]
    path = write(tmp_path / "rows.jsonl", "\n".join(lines))
    for source in (path, write(tmp_path / "rows.jsonl.gz", gzip.compress("\n".join(lines).encode()))):
        found = outcomes(source, limits=Limits(source_bytes=1000))
        assert [type(each) for each in found] == [Reading, Failure, Reading]
        assert "limit of 1,000 bytes for one row" in found[1].message
        assert found[1].source == f"{source}, line 2"


def test_rows_without_end_in_gzip_are_stopped(tmp_path):
    path = write(tmp_path / "rows.jsonl.gz", gzip.compress((json.dumps({"text": ARTICLE}) + "\n").encode() * 50))
    found = outcomes(path, limits=Limits(rows_bytes=2000))
    assert isinstance(found[0], Reading)
    assert "unpacks to more than the limit of 2,000 bytes" in found[-1].message


def test_standard_input():
    (one,) = outcomes("-", stdin=io.BytesIO(ARTICLE.encode()))
    (other,) = outcomes("-", stdin=io.BytesIO(ARTICLE.encode() + b" More."))
    assert (one.document.name, one.document.source) == ("stdin", "-")
    assert one.document.version_key != other.document.version_key
    assert one.raw == ARTICLE.encode()


def test_identity():
    one = read(ARTICLE)
    assert one == read(ARTICLE)
    assert one.id != read(ARTICLE, publisher="Wire").id != read(ARTICLE + " ").id
    assert one.version_key == read(ARTICLE + " More.").version_key
    assert len(one.signature) == 127


def test_versions_of_a_file_share_a_key_however_it_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.txt", ARTICLE)
    keys = {each.document.version_key for each in outcomes("a.txt", "./a.txt", ".", str(tmp_path / "a.txt"))}
    assert len(keys) == 1


def test_files_of_one_name_in_two_folders_are_no_versions_of_each_other(tmp_path, monkeypatch):
    keys = set()
    for month in ("january", "february"):
        (tmp_path / month).mkdir()
        monkeypatch.chdir(tmp_path / month)
        write(tmp_path / month / "report.txt", ARTICLE + month)
        keys |= {each.document.version_key for each in outcomes("report.txt")}
    assert len(keys) == 2
    assert not any(str(tmp_path) in key for key in keys)  # a record that is passed on tells nothing of the disk


def test_an_address_that_names_only_the_site_is_none():
    markup = f"<html><head><link rel='canonical' href='https://x.example/'></head><p>{ARTICLE}</p></html>"
    assert read(markup, "x.html").url is None


def test_a_file_name_that_is_not_utf8_is_written_with_escapes(tmp_path):
    folder = os.fsencode(tmp_path)
    Path(os.fsdecode(folder + b"/caf\xe9.txt")).write_text(ARTICLE, encoding="utf-8")
    Path(os.fsdecode(folder + b"/empt\xff.txt")).write_bytes(b"")
    document, failed = outcomes(str(tmp_path))
    assert (document.document.name, document.document.source) == ("caf\\udce9", f"{tmp_path}/caf\\udce9.txt")
    assert failed.source == f"{tmp_path}/empt\\udcff.txt"
