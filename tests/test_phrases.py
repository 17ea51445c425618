"""Quotes are drawn out to the ends of their phrases."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annals.extract.phrases import whole_phrases
from annals.read import read_bytes
from annals.types import Claim


def quoted(text, words):
    document = read_bytes(text.encode(), name="d", source="d")
    start = document.text.index(words)
    end = start + len(words)
    claim = Claim("c", document.id, "body", "attack", words, start, end, words, (start, end))
    return document, claim


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("Ten died in Red Front attacks, he said.", "died in Red Front", "Ten died in Red Front attacks"),
        ("They left the town and the rebels took it.", "left the", "They left the town"),
        ("He said that two guards were shot at dawn.", "guards were shot", "two guards were shot at dawn"),
        ("They fell back (the guards shot first) and ran.", "guards shot", "the guards shot first"),
        ("One fled. Men shot two guards in Goma. All fled.", "shot two guards", "Men shot two guards in Goma"),
    ],
)  # fmt: skip
def test_a_quote_ends_where_its_phrase_ends(text, words, whole):
    document, claim = quoted(text, words)
    [out] = whole_phrases(document, [claim])
    assert out.quote == whole
    assert document.text[out.start : out.end] == out.quote
    assert out == replace(claim, quote=out.quote, start=out.start, end=out.end)


def test_a_quote_does_not_grow_by_a_whole_sentence():
    far = "on the long straight road that the old men of the valley had built with their own hands years ago"
    document, claim = quoted(f"Gunmen shot two guards {far.replace(' that', '')}.", "Gunmen shot two guards")
    assert whole_phrases(document, [claim]) == [claim]


@given(st.text(alphabet="ab ,.(that)\n", min_size=3, max_size=60), st.data())
def test_quotes_stay_in_their_sentence_and_keep_their_words(text, data):
    document = read_bytes(("x" + text).encode(), name="d", source="d")
    for sentence in document.sentences:
        start = data.draw(st.integers(sentence.start, sentence.end - 1))
        end = data.draw(st.integers(start + 1, sentence.end))
        words = document.text[start:end]
        [out] = whole_phrases(
            document, [Claim("c", document.id, "body", "attack", words, start, end, words, (start, end))]
        )
        assert sentence.start <= out.start <= out.end <= sentence.end
        assert document.text[out.start : out.end] == out.quote
        assert words.strip() in out.quote
