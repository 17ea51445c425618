"""Helpers of the tests of reading."""

import hashlib
import os
import unicodedata
from pathlib import Path

from annals.read import read_bytes, read_sources
from annals.types import NARRATIVE

PAGES = Path(__file__).parent / "pages"
SHARED = Path(os.environ.get("ANNALS_SHARED", Path(__file__).parents[1] / ".." / "shared"))


ARTICLE = (
    "The army took the town of Belen on Monday after a siege of two months, its commander told reporters in the "
    "capital. About four hundred fighters of the Eastern Front left through a corridor that had been agreed on with "
    "mediators, and went to the hills around Orsk. Residents said that shops had opened again."
)


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
