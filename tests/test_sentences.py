import json
import os
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annals.sentences import begins_item, containing, line_width, split, wraps

SHARED = Path(os.environ.get("ANNALS_SHARED", Path(__file__).parents[1] / ".." / "shared"))


def sentences(text, **options):
    return [text[start:end] for start, end in split(text, 0, len(text), **options)]


@pytest.mark.parametrize(
    "text",
    [
        "Gen. Mark Doe met Lt. Col. Anna Roe on Jan. 9 at No. 10.",
        "The U.S. Army said U.N. monitors saw 3.5 tons of arms.",
        "George W. Bush spoke at 5 p.m. Friday to reporters.",
        "Rebels (e.g. the northern ones, i.e. deserters) fled.",
        "Troops of St. Peter and Mt. Hebron, commanded by Col. J.R. Smith Jr. of the guard, left.",
        "The group ... and its allies left.",
        "They wrote to editor@example.org and www.example.org/a.b.html about it.",
        "The 2nd Brigade vs. the militia of Sen. Roe was over.",
    ],
)
def test_abbreviations_initials_and_decimals_end_nothing(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They left. He stayed.", ["They left.", "He stayed."]),
        ("“They left.” He stayed.", ["“They left.”", "He stayed."]),
        ('"Why?" asked the general. Nobody knew!', ['"Why?" asked the general.', "Nobody knew!"]),
        ("It was in the U.S. The army left.", ["It was in the U.S.", "The army left."]),
        ("(They left.) [He stayed.]", ["(They left.)", "[He stayed.]"]),
        ("They took the town.[1] It fell.[2][3] Then", ["They took the town.[1]", "It fell.[2][3]", "Then"]),
        ("They fell back to the hills. al-Noor said so.", ["They fell back to the hills.", "al-Noor said so."]),
        ("He waited... Then he left.", ["He waited...", "Then he left."]),
        ("Twelve died. (BBC News)", ["Twelve died.", "(BBC News)"]),
        ("Is it over? 12 men fled.", ["Is it over?", "12 men fled."]),
        ("They met at No. 4. The deal failed.", ["They met at No. 4.", "The deal failed."]),
        ("هل سقطت المدينة؟ نعم سقطت. انتهى", ["هل سقطت المدينة؟", "نعم سقطت.", "انتهى"]),
        ("Город взят. Бои идут.", ["Город взят.", "Бои идут."]),
        ("军队占领了城市。战斗仍在继续。", ["军队占领了城市。", "战斗仍在继续。"]),
        ("the town fell. the army left.", ["the town fell.", "the army left."]),
    ],
)
def test_sentences_end(text, expected):
    assert sentences(text) == expected


def test_headings_and_items_on_lines_of_their_own_are_sentences():
    text = "North\n- Near Alpha, two strikes hit a post.\n- Near Beta, one strike hit a road.\nSouth\nNothing."
    assert len(sentences(text)) == 5


WRAPPED = (
    "GENEVA - The two sides agreed on Monday to stop fighting around the port\n"
    "and to let convoys pass, mediators said, after the worst week of shelling\n"
    "since the spring. The truce begins at noon on Tuesday, and it will be\n"
    "watched by forty observers from six neighbouring countries.\n"
    "\n"
    "Three earlier truces failed within days. Each side blames the other, and\n"
    "Colonel Amadou Diarra of the observers warned against hopes of a quick\n"
    "peace.\n"
)


def test_lines_wrapped_at_a_column_do_not_end_sentences():
    found = [" ".join(each.split()) for each in sentences(WRAPPED)]
    assert len(found) == 4
    assert found[3].endswith("and Colonel Amadou Diarra of the observers warned against hopes of a quick peace.")


def test_width_of_wrapped_text_is_found_and_prose_on_long_lines_has_none():
    assert 70 <= line_width(WRAPPED) <= 76
    assert line_width("\n".join(["A line. " * 30] * 5)) is None
    assert line_width("one\ntwo\nthree\nfour") is None


def test_a_list_item_never_continues_a_line():
    assert begins_item("- one")
    assert begins_item("12. one")
    assert not begins_item("one - two")
    assert not wraps("The list of the towns that were taken has", "- one", 40)


def test_stretch_only():
    text = "Skip this. Take this. And this. Not this."
    assert [text[a:b] for a, b in split(text, 11, 31)] == ["Take this.", "And this."]


def test_containing():
    spans = [(0, 5), (7, 12)]
    assert containing(spans, 7, 12) == 1
    assert containing(spans, 0, 4) == 0
    assert containing(spans, 4, 8) is None
    assert containing([], 0, 1) is None


PIECES = st.sampled_from(
    [
        "Mr. ",
        "U.S. ",
        "the ",
        "The ",
        ". ",
        "...",
        "? ",
        "”",
        "(",
        ")",
        "\n",
        "\n\n",
        " ",
        "。",
        "9",
        "al-X",
        "a" * 50,
        "•",
        "\t",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)), st.data())
def test_spans_are_ordered_disjoint_and_cover_all_that_is_not_space(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = split(text, start, end)
    at = start
    for begin, stop in spans:
        assert at <= begin < stop <= end
        assert not text[at:begin].strip()
        assert text[begin:stop] == text[begin:stop].strip()
        at = stop
    assert not text[at:end].strip()


@pytest.mark.parametrize("piece", [".", "a. ", "\n", "A.", "?\n", "a" * 9 + "\n", ". . ", "« "])
def test_time_is_linear(piece):
    text = piece * (400_000 // len(piece))
    begin = time.process_time()
    split(text, 0, len(text))
    assert time.process_time() - begin < 8


def test_gold_quotes_lie_within_sentences():
    path = SHARED / "data" / "claims" / "train.jsonl"
    if not path.exists():
        pytest.skip("no annotated corpus here")
    total = crossing = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = unicodedata.normalize("NFC", row["text"])
        spans = split(text, 0, len(text))
        for claim in row["claims"]:
            total += 1
            crossing += containing(spans, claim["start"], claim["end"]) is None
    assert crossing < 0.005 * total
