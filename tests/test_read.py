import gzip
import hashlib
import io
import json
import os
import time
import unicodedata
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annals.errors import SourceError
from annals.read import Limits, narrative_text, read_bytes, read_sources
from annals.types import NARRATIVE, Failure, Reading

PAGES = Path(__file__).parent / "pages"
SHARED = Path(os.environ.get("ANNALS_SHARED", Path(__file__).parents[1] / ".." / "shared"))


def read(raw, source="report.txt", **options):
    data = raw.encode() if isinstance(raw, str) else raw
    return read_bytes(data, name=source.partition(".")[0], source=source, **options)


def noise(seed):
    return b"".join(hashlib.sha256(bytes([seed, n])).digest() for n in range(128))


def page(name):
    return read((PAGES / f"{name}.html").read_bytes(), f"{name}.html")


def kinds(document):
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def of(document, *wanted):
    return "\n".join(text for kind, text in kinds(document) if kind in wanted)


def outcomes(*sources, **options):
    return list(read_sources([str(each) for each in sources], **options))


def write(path, data):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def check(document):
    """Assert what holds for every document."""
    at = 0
    for block in document.blocks:
        assert at <= block.start < block.end <= len(document.text)
        at = block.end
    at = 0
    for sentence in document.sentences:
        block = document.blocks[sentence.block]
        assert at <= sentence.start < sentence.end
        assert block.start <= sentence.start
        assert sentence.end <= block.end
        at = sentence.end
    covered = [False] * len(document.text)
    for sentence in document.sentences:
        covered[sentence.start : sentence.end] = [True] * (sentence.end - sentence.start)
    for block in document.blocks:
        if block.kind in NARRATIVE:
            text = document.text
            assert all(covered[n] or text[n].isspace() for n in range(block.start, block.end))
    assert unicodedata.is_normalized("NFC", document.text)
    assert "\r" not in document.text


# -------------------------------------------------------------------------------------------- plain text

SCRAPED = """0 €
1,500 €

Border guards repel raid on Sarn pass

Border guards repel raid on Sarn pass

Guards at the pass

Follow Highland Monitor

On 4 June some forty raiders attacked the customs post at the Sarn pass, the interior ministry said in a statement.

The raiders, who call themselves Sons of the Ridge, lost six men and left two machine guns behind, it added.

If you like this article, please consider supporting our work!

  • goat_herder

    Nobody believes this, I saw the post burning.

    • Mirela K

      You saw nothing lol

  • earn4u

    I get $80 per hour working online, visit http://jobs.example ♥♥♥♥
"""


def test_scraped_text_is_told_apart():
    document = read(SCRAPED)
    check(document)
    assert document.title == "Border guards repel raid on Sarn pass"
    assert of(document, "title") == document.title
    assert of(document, "lead").startswith("On 4 June")
    assert of(document, "body").startswith("The raiders, who call")
    assert of(document, "caption") == "Guards at the pass"
    assert "goat_herder" not in narrative_text(document)
    assert "earn4u" not in narrative_text(document)
    assert "consider supporting" in of(document, "boilerplate")
    assert "Follow Highland Monitor" in of(document, "boilerplate")
    assert "1,500 €" in of(document, "boilerplate")
    assert all(kind == "comment" for kind, _text in kinds(document)[-6:])


ARTICLE = (
    "The army took the town of Belen on Monday after a siege of two months, its commander told reporters in the "
    "capital. About four hundred fighters of the Eastern Front left through a corridor that had been agreed on with "
    "mediators, and went to the hills around Orsk. Residents said that shops had opened again."
)


@pytest.mark.parametrize(
    ("after", "lost"),
    [
        ("Leave a Reply\n\nYour email address will not be published.\n\nComment\n\nName *", "Name *"),
        ("12 comments\n\nJohn says:\nMay 3, 2016 at 3:22 pm\n\nThe army is great.\n\nReply", "The army is great."),
        ("peter_w\n3 hours ago\nThe army lies as always.\nReply\nShare", "The army lies"),
        ("Schreibe einen Kommentar\n\nDie Armee lügt.", "Die Armee"),
        ("Comments (2)\n\nzed\n\nTwo years ago the army did the same.\n\n2 days ago\n\nReply", "did the same"),
        ("Be the first to comment", "Be the first"),
        ("Donate now!\n\nghost99\nyou people believe anything!!\nlaura\nI was there and saw nothing", "laura"),
        ("Sign up for our newsletter and get the news in your inbox.", "newsletter"),
        ("This site uses cookies. By continuing you accept them.", "cookies"),
        ("Share this: Facebook Twitter Email", "Facebook"),
        ("Tags: army, Belen, siege", "Tags"),
        ("© 2016 The Courier. All rights reserved.", "Courier"),
        ("Please consider making a donation to keep this site alive.", "donation"),
        ("Home | World | Sport | Contact", "Sport"),
    ],
)
def test_what_is_not_the_report_is_no_narrative(after, lost):
    document = read(f"{ARTICLE}\n\n{ARTICLE[:110]}.\n\n{after}")
    check(document)
    assert lost in document.text
    assert lost not in narrative_text(document)
    assert ARTICLE in narrative_text(document)


@pytest.mark.parametrize(
    "text",
    [
        "82 people are wounded in riots across the province, sparked by a march. (News Agency)",
        "Comments by the minister that the war is over drew anger.",
        "The brigades:\n- the First, 300 men;\n- the Second, 200 men;\n- the Third, disbanded.",
        ARTICLE + "\n\nBelen\n\nThree strikes hit two depots near the river.\n\nOrsk\n\nOne strike hit a tunnel there.",
        ARTICLE + "\n\n• Belen\n\nThree strikes hit two depots.\n\n• Orsk\n\nOne strike hit a tunnel entrance.",
        "I was there and you were not! We lost everything, our homes and our sons, said the mayor to the soldiers.",
        ARTICLE + "\n\n1917\n\nThe town had been taken once before, by the Eleventh Army, in the spring of that year.",
        "We ask you to support our people and to donate blood, the ministry said in a statement read on the radio.",
        "The general said:\n\n“We will not leave. Share this with your families: we are coming home soon.”\n\n"
        + ARTICLE,
        "COUNCIL CONDEMNS ATTACK\nThe Council condemned the attack on the convoy in the strongest terms on Friday.",
        "Share prices fell and the rebels follow the road to the capital, which they intend to take before winter.",
    ],
)
def test_a_report_is_never_taken_for_comments_or_boilerplate(text):
    document = read(text)
    check(document)
    assert {kind for kind, _text in kinds(document)} <= NARRATIVE


def test_a_single_sentence_has_no_title():
    assert read("Rebels take the town of Belen").title is None
    assert read(ARTICLE).title is None


def test_canonical_text_is_nfc_with_line_feeds_and_nothing_else_changed():
    raw = "  Cafe\u0301 \r\n\r\n\tTwo  spaces\rEnd \u00a0\n"
    assert read(raw).text == "  Café \n\n\tTwo  spaces\nEnd \u00a0\n"


def test_lines_wrapped_at_a_column_make_paragraphs():
    words = ARTICLE.split()
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 70:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    text = "\n".join([*lines, line])
    document = read(text + "\n\n" + text)
    assert len(document.blocks) == 2
    assert [" ".join(document.text[s.start : s.end].split()) for s in document.sentences][:3] == [
        each + "." for each in ARTICLE.rstrip(".").split(". ")
    ]


# ------------------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: 9 February 2017", date(2017, 2, 9)),
        ("February 9, 2017", date(2017, 2, 9)),
        ("Thursday, 9 Feb. 2017, 10:32 GMT", date(2017, 2, 9)),
        ("By Jane Doe | March 3, 2015", date(2015, 3, 3)),
        ("Posted on 2015-03-03 by admin", date(2015, 3, 3)),
        ("Rebels leave Belen on March 3, 2015", None),
        ("Last updated: 3 March 2015, 4:15 pm", None),
        ("03/04/2015", None),
    ],
)
def test_a_date_line_at_the_top_dates_a_text(line, day):
    document = read(f"Rebels leave Belen\n\n{line}\n\n{ARTICLE}")
    assert document.published == day
    assert document.published_basis == ("text" if day else None)


def test_a_dateline_with_a_year_dates_a_text_and_dates_in_the_report_do_not():
    assert read(f"BELEN, March 3, 2015 (Wire) - {ARTICLE}").published == date(2015, 3, 3)
    assert read(f"On March 3, 2015, it was over. {ARTICLE}").published is None
    assert read(f"{ARTICLE}\n\nOn the other front\n\nMarch 3, 2015\n\n{ARTICLE}").published is None


def test_what_is_given_comes_before_what_is_found_in_the_text_and_all_is_kept():
    document = read(f"Rebels leave Belen\n\n3 March 2015\n\n{ARTICLE}", published=date(2015, 3, 4), publisher="Courier")
    assert (document.published, document.published_basis) == (date(2015, 3, 4), "given")
    assert {(each.day, each.basis) for each in document.date_candidates} == {
        (date(2015, 3, 4), "given"),
        (date(2015, 3, 3), "text"),
    }
    assert document.publisher == "Courier"


# -------------------------------------------------------------------------------------------------- html


def test_article_with_comments():
    document = page("article-with-comments")
    check(document)
    assert document.title == "Militia seizes dam at Karun Falls"
    assert document.byline == "Ines Okoro"
    assert document.publisher == "Valley Courier"
    assert document.url == document.version_key == "https://courier.example/2019/05/14/militia-seizes-dam/"
    assert (document.published, document.published_basis) == (date(2019, 5, 14), "json-ld")
    assert {"json-ld", "meta", "time", "url"} <= {each.basis for each in document.date_candidates}
    assert date(2019, 5, 16) in {each.day for each in document.date_candidates}
    assert kinds(document)[0] == ("title", document.title)
    assert of(document, "lead").startswith("Fighters of the Upland Militia")
    assert of(document, "caption") == "The dam in a picture of 2016."
    body = of(document, "body")
    assert "The garrison of sixty men withdrew to the town of Lower Karun without a fight.\nEngineers" in body
    assert "Third loss in a month" in body
    assert "12 April | Old Bridge" in body
    comments = of(document, "comment")
    assert all(words in comments for words in ("river_rat99", "You were not there.", "Leave a Reply", "2 comments"))
    furniture = of(document, "boilerplate")
    assert all(words in furniture for words in ("Bridge falls to militia", "© 2019", "Sport", "in your inbox"))
    assert "Militia seizes dam at Karun Falls" in furniture
    assert "tracker" not in document.text
    assert "font-weight" not in document.text
    order = [{"comment": 1, "boilerplate": 2}.get(block.kind, 0) for block in document.blocks[:-8]]
    assert order == sorted(order)


def test_a_date_in_the_running_text_does_not_date_a_page():
    document = read(
        f"<html><body><p>On March 3, 2015 it was over. {ARTICLE}</p><p>v2 (2016-04-14)</p></body></html>", "x.html"
    )
    assert document.published is None
    assert document.published_basis is None


def test_page_without_any_names():
    document = page("plain-divs")
    check(document)
    assert document.title == "Two towns shelled, agency says"
    assert (document.published, document.published_basis) == (date(2015, 3, 3), "text")
    assert "Seven people were wounded" in narrative_text(document)
    assert "anna_k" in of(document, "comment")
    assert "must be the others" in of(document, "comment")
    assert "Contact" in of(document, "boilerplate")


def test_names_of_classes_that_would_leave_no_text_are_not_believed():
    document = page("hostile-classes")
    check(document)
    assert "laid down their arms" in narrative_text(document)
    assert "The siege lasted four months" in narrative_text(document)


def test_encoding_is_as_declared_where_it_is_not_utf8():
    raw = "<html><head><meta charset='windows-1251'></head><body><p>Бои идут на севере.</p></body></html>"
    assert "Бои идут" in read(raw.encode("cp1251"), "x.html").text


def test_content_outranks_the_name():
    markup = (PAGES / "plain-divs.html").read_bytes()
    assert read(markup, "report.txt").media == "text/html"
    assert read(ARTICLE, "report.html").media == "text/plain"
    assert read("# Belen falls\n\n<b>Yes</b>, it fell.", "notes.md").media == "text/markdown"
    assert read(
        "# Belen falls\n\nThe town fell to the army on Monday, the general staff said today.", "n.md"
    ).title == ("Belen falls")


def test_nested_elements_do_no_harm():
    shallow = "<html><body>" + "<div>" * 400 + f"<p>{ARTICLE}</p></body></html>"
    assert ARTICLE in read(shallow, "x.html").text
    begin = time.process_time()
    with pytest.raises(SourceError, match="1,000 deep"):
        read("<html><body>" + "<div>" * 10_000 + f"<p>{ARTICLE}</p>", "x.html")
    big = read("<html><body>" + f"<div><p>{ARTICLE}</p></div>" * 4000, "x.html")
    assert len(big.blocks) >= 4000
    assert time.process_time() - begin < 10


# --------------------------------------------------------------------------------------------------- pdf


def pdf(lines, title=None, made=None):
    """Return a PDF with one page a list of lines, written by hand."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    pages = []
    for page_lines in lines:
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in page_lines)
        stream = f"BT /F1 11 Tf 40 740 Td {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects)} 0 R >>"
        )
        pages.append(len(objects))
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{n} 0 R' for n in pages)}] /Count {len(pages)} >>"
    objects.append(f"<< /Title ({title or ''}) /CreationDate ({made or ''}) >>")
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    start = len(out)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\n".encode()
    return out + f"startxref\n{start}\n%%EOF\n".encode()


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
    keys = {each.document.version_key for each in outcomes("a.txt", "./a.txt", ".")}
    assert keys == {"a.txt"}


def test_an_address_that_names_only_the_site_is_none():
    markup = f"<html><head><link rel='canonical' href='https://x.example/'></head><p>{ARTICLE}</p></html>"
    assert read(markup, "x.html").url is None


# -------------------------------------------------------------------------------------------- properties

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


def test_head_lines_tell_publisher_and_byline_and_hold_no_claims():
    text = (
        "Rebels take the ford\n\nPublisher: River Wire\nPublished: 3 May 2014\nBy: Ana Sousa\n\n"
        "Rebels took the ford at Lua on Friday after a short fight with the garrison, two officers said."
    )
    document = read_bytes(text.encode(), name="ford", source="ford.txt")
    assert (document.publisher, document.byline, document.published) == ("River Wire", "Ana Sousa", date(2014, 5, 3))
    heads = [b for b in document.blocks if "Publisher:" in document.text[b.start : b.end]]
    assert {b.kind for b in heads} == {"boilerplate"}
    assert "took the ford" in narrative_text(document)


def test_a_sentence_with_a_colon_is_no_head_line():
    text = "The army said: nothing is lost. Source: unclear.\n\nDate: the talks were set for Monday, officials said."
    document = read_bytes(text.encode(), name="talks", source="talks.txt")
    assert document.publisher is None
    assert "the talks were set" in narrative_text(document)


def test_what_is_given_stands_behind_a_head_line():
    text = "Publisher: River Wire\n\nRebels took the ford at Lua on Friday after a short fight, two officers said."
    document = read_bytes(text.encode(), name="ford", source="ford.txt", publisher="Archive")
    assert document.publisher == "River Wire"
