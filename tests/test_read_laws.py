"""What holds for whatever is read: any text goes through, gold quotes are narrative, and it is quick."""

import io
import json
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading import ARTICLE, PAGES, SHARED, check, outcomes, read

from annals.errors import SourceError
from annals.read import read_sources
from annals.types import NARRATIVE, Reading

PIECES = st.sampled_from(
    [
        *("Leave a Reply", "\n", "\n\n", "• name", "Belen falls", ARTICLE, "2 days ago", "Reply", "0 $", "\t", "<p>"),
        *("</p>", "<div class='comment'>", "</div>", "<br>", "<table><tr><td>", "<html>", "{}", "x" * 90, "\u2028"),
        *("\x0b", "©", "<time datetime='2015-03-03'>", "March 3, 2015", "<meta name='date' content='2015'>", "|"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=25).map("".join)))
@example("\ufeff")
@example("<html>\x00<p>a")
@example("<p>\x1c</p>")
def test_any_text_goes_through(text):
    for source in ("a.txt", "a.html"):
        raw = text.encode("utf-8", "replace")
        try:
            document = read(raw, source)
        except SourceError:
            continue
        check(document)
        assert document == read(raw, source)
        if document.media == "text/plain" and not text.startswith("\ufeff"):
            plain = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
            assert document.text == unicodedata.normalize("NFC", plain.replace("\0", "\ufffd"))


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"%PDF-1.4\n", b"\x1f\x8b\x08\x00", b"<html>", b"<p>", b'{"text":', b"\xff\xfe", b"\xef\xbb\xbf"]
    ),
    st.sampled_from(["a.txt", "a.html", "a.pdf", "a.jsonl"]),
)
def test_any_bytes_give_a_document_or_an_error(raw, start, source):
    try:
        document = read(start + raw, source)
    except SourceError:
        document = None
    if document is not None:
        check(document)
    for outcome in read_sources(["-"], stdin=io.BytesIO(start + raw)):
        assert isinstance(outcome, Reading) or (outcome.source.startswith("-") and "\n" not in outcome.message)


def test_gold_quotes_are_narrative():
    path = SHARED / "data" / "claims" / "train.jsonl"
    if not path.exists():
        pytest.skip("no annotated corpus here")
    rows = {row["document"]["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    total = lost = 0
    for outcome in outcomes(path):
        document = outcome.document
        inside = [(block.start, block.end) for block in document.blocks if block.kind in NARRATIVE]
        for claim in rows[document.name]["claims"]:
            total += 1
            lost += not any(start <= claim["start"] and claim["end"] <= end for start, end in inside)
    assert lost < 0.005 * total


def test_speed():
    text = (ARTICLE + "\n\n") * 10
    markup = (
        (PAGES / "article-with-comments.html")
        .read_text()
        .replace("</article>", f"<p>{ARTICLE}</p>" * 120 + "</article>")
    )
    read(text), read(markup, "a.html")
    for raw, source, bound in ((text, "a.txt", 0.05), (markup, "a.html", 0.2)):
        begin = time.process_time()
        for _ in range(5):
            read(raw, source)
        assert (time.process_time() - begin) / 5 < bound
