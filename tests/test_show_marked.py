"""A document on the page is the document: no sign lost or doubled, every claim marked where its quote is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_samples import make_claim, make_reading

from annals.show.marked import WINDOW, bounds, part_count, part_of, runs

LINES = st.lists(st.text(alphabet="ab \u0633.", min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=8)


def stretches(shown):
    return [stretch for run in shown for passage in run.passages for line in passage.lines for stretch in line]


@given(LINES, st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=6))
def test_the_text_is_whole_and_each_quote_is_marked(lines, spans):
    reading = make_reading("a", *lines)
    text = reading.document.text
    first = make_claim(reading, lines[0], "attack", lines[0])
    claims = []
    for number, (wanted, length) in enumerate(spans):
        start = min(wanted, len(text) - 1)
        end = min(len(text), start + length)
        claims.append(replace(first, id=f"c{number}", start=start, end=end, quote=text[start:end]))
    shown = runs(reading.document, claims, part=1, sought=None)
    told = "".join(stretch.text for stretch in stretches(shown))
    assert told == "".join(line for line in text.split("\n") if line.strip())
    for claim in claims:
        marked = "".join(stretch.text for stretch in stretches(shown) if claim.id in stretch.claims)
        assert marked == "".join(claim.quote.split("\n"))


@pytest.mark.parametrize("text", ["", "a" * 10, "line\n" * (WINDOW // 2), "x" * (3 * WINDOW + 5), "ab cd\n\n" * WINDOW])
def test_parts_make_up_the_text(text):
    parts = [bounds(text, part) for part in range(1, part_count(text) + 1)]
    assert "".join(text[start:end] for start, end in parts) == text
    for number, (start, end) in enumerate(parts, 1):
        assert all(part_of(text, at) == number for at in {start, end - 1} if start <= at < end)
        assert end - start <= WINDOW + 4000


def test_comments_are_folded_and_the_report_is_not():
    reading = make_reading("a", "One sentence.", comment="A comment.")
    shown = runs(reading.document, (), part=1, sought=(0, 3))
    assert [(run.kind, run.folded) for run in shown] == [("report", False), ("comment", True)]
    assert [stretch.text for stretch in stretches(shown) if stretch.sought] == ["One"]
