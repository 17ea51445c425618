"""Entities: candidates, what may stand beside what, scoring, and the program on a text of our own."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from annals.extract.windows import Window  # noqa: E402
from bench.re3d import (  # noqa: E402
    FAINT,
    HEADS,
    MAX_PIECES,
    TYPES,
    Entity,
    candidates,
    consistent,
    decode,
    f1,
    gold_of,
    matched,
    moved,
    named,
    readable,
)
from bench.re3d_names import KNOWN, key, learnt  # noqa: E402

TEXT = "The army of Konna left. It held U.S. posts."
PIECES = ((0, 3), (4, 6), (6, 8), (9, 11), (12, 17), (18, 22), (22, 23), (24, 26), (27, 31), (32, 33), (33, 34))
SENTENCE = (0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1)

entity = st.builds(
    lambda start, size, kind: Entity(start, start + size, kind),
    st.integers(0, 30),
    st.integers(1, 8),
    st.sampled_from(("Person", "Location")),
)
entities = st.lists(entity, max_size=12, unique=True)


def window(core=1):
    offsets = np.array([(0, 0), *PIECES, (0, 0)], dtype=np.int64)
    sentence = np.array([-1, *SENTENCE, -1], dtype=np.int64)
    ids = np.zeros(len(offsets), dtype=np.int64)
    return Window(ids, ids, offsets, sentence, core)


def words(spans, of):
    return {TEXT[of.offsets[a, 0] : of.offsets[b, 1]] for a, b in spans.tolist()}


def test_candidates_begin_and_end_with_words_in_one_sentence():
    found = words(candidates(window(), TEXT), window())
    assert {"The army", "army of Konna", "Konna", "U.", "It"} <= found
    assert not found & {"The ar", "ar", "my of Konna", "left. It", ". It", "."}


def test_context_has_no_candidates():
    assert words(candidates(window(core=8), TEXT), window()) == {
        "It", "It held", "It held U", "It held U.", "held", "held U", "held U.", "U", "U.",
    }  # fmt: skip


def test_candidates_are_of_bounded_length():
    text = " ".join(["a"] * 60)
    offsets = np.array([(0, 0), *((2 * i, 2 * i + 1) for i in range(60)), (0, 0)], dtype=np.int64)
    ids = np.zeros(62, dtype=np.int64)
    spans = candidates(Window(ids, ids, offsets, np.zeros(62, dtype=np.int64), 1), text)
    assert (spans[:, 1] - spans[:, 0]).max() == MAX_PIECES - 1


def test_only_what_is_at_all_likely_gets_a_name():
    shares = np.full((1, len(TYPES)), FAINT / 2, dtype=np.float32)
    shares[0, TYPES.index("Location")] = 0.5
    assert named(window(), np.array([[5, 5]]), shares) == [(Entity(12, 17, "Location"), 0.5)]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(entity, st.floats(0, 1)), max_size=20), st.floats(0, 1))
def test_kept_entities_are_likely_and_do_not_cross_others_of_their_type(scored, threshold):
    kept = decode(scored, threshold)
    assert kept == sorted(set(kept))
    for one in kept:
        assert any(e == one and share >= threshold for e, share in scored)
        for other in kept:
            if other.type == one.type and one.start < other.start < one.end:
                assert other.end <= one.end


def test_nested_entities_and_two_types_at_one_place_are_kept():
    scored = [(Entity(0, 9, "Organisation"), 0.9), (Entity(4, 9, "Organisation"), 0.8), (Entity(4, 9, "Location"), 0.7)]
    assert len(decode(scored, 0.5)) == 3


def test_a_list_of_entities_is_no_entity():
    syria, libya = Entity(0, 5, "Location"), Entity(10, 15, "Location")
    scored = [(syria, 0.9), (libya, 0.8), (Entity(0, 15, "Location"), 0.7), (Entity(0, 15, "Person"), 0.7)]
    assert decode(scored, 0.5) == [syria, Entity(0, 15, "Person"), libya]
    assert decode(scored, 0.85) == [syria]


def test_a_name_is_judged_over_the_document_and_a_noun_by_itself():
    text = "Konna camp Konna camp"
    scored = [(Entity(0, 5, "Location"), 0.9), (Entity(11, 16, "Location"), 0.3),
              (Entity(6, 10, "Location"), 0.9), (Entity(17, 21, "Location"), 0.3)]  # fmt: skip
    shares = [share for _, share in consistent(text, scored, {})]
    assert 0.3 < shares[1] < shares[0] < 0.9
    assert shares[2:] == [0.9, 0.3]


def test_a_wording_is_drawn_towards_what_it_was_in_the_documents_trained_on():
    text = "Konna fell. konna, Konna and Konnaville."
    marks = [{"begin": a, "end": b, "type": kind} for a, b, kind in ((0, 5, "Location"), (19, 24, "Organisation"))]
    names = learnt([{"text": text, "entities": marks}], TYPES)
    assert names == {key("KONNA"): {"Location": 0.333, "Organisation": 0.333}}
    told = dict(consistent("konna camp", [(Entity(0, 5, kind), 0.9) for kind in ("Location", "Person")], names))
    assert told == {
        Entity(0, 5, "Location"): pytest.approx(0.9 * (1 - KNOWN) + 0.333 * KNOWN),
        Entity(0, 5, "Person"): pytest.approx(0.9 * (1 - KNOWN)),
    }
    assert consistent("Gao camp", [(Entity(0, 3, "Location"), 0.9)], names) == [(Entity(0, 3, "Location"), 0.9)]


@settings(max_examples=80, deadline=None)
@given(entities)
def test_what_is_the_same_scores_one(found):
    assert f1([(found, list(reversed(found)))]) == ((1.0, 1.0) if found else (0.0, 0.0))


@settings(max_examples=80, deadline=None)
@given(entities, entities)
def test_overlap_is_kinder_than_strict_and_symmetric(gold, found):
    strict, overlap = matched(gold, found)
    assert strict <= overlap <= min(len(gold), len(found))
    assert matched(found, gold) == (strict, overlap)


def test_no_gold_entity_is_matched_twice():
    gold = [Entity(0, 10, "Person")]
    assert matched(gold, [Entity(0, 4, "Person"), Entity(5, 9, "Person"), Entity(0, 10, "Location")]) == (0, 1)


def test_gold_rows_may_say_begin_or_start():
    row = {"entities": [{"begin": 1, "end": 2, "type": "Money"}, {"start": 0, "end": 2, "type": "Money"}]}
    assert gold_of(row) == [Entity(1, 2, "Money"), Entity(0, 2, "Money")]


def test_offsets_count_in_the_text_as_it_was_given():
    text = "Cafe\u0301\r\nin Konna"
    read = readable(text).text
    assert read == "Caf\u00e9\nin Konna"
    start = read.index("Konna")
    (found,) = moved([Entity(start, start + 5, "Location")], read, text)
    assert text[found.start : found.end] == "Konna"


def test_held_out_documents_are_a_fifth_with_every_publisher():
    pytest.importorskip("torch")
    from bench.re3d import NEVER_TRAINED, parts
    from train.entities import re3d_rows

    try:
        rows = re3d_rows()
    except FileNotFoundError:
        pytest.skip("no re3d here")
    learn, test = parts(rows)
    assert 0.15 < len(test) / len(rows) < 0.25
    assert {r["document"]["publisher"] for r in test} == {r["document"]["publisher"] for r in rows}
    assert not {r["document"]["publisher"] for r in learn} & set(NEVER_TRAINED)
    assert not {r["document"]["id"] for r in learn} & {r["document"]["id"] for r in test}
    assert parts(rows[::-1])[1] == test[::-1]


@pytest.mark.skipif(not (HEADS / "entities.onnx").exists(), reason="no weights here")
def test_the_program_runs_as_a_file_and_scores_itself(tmp_path):
    text = "President Boubou Cisse said on Monday that soldiers of the Malian army had entered Konna in northern Mali."
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    mali = text.rindex("Mali")
    gold = [{"start": mali, "end": mali + 4, "type": "Location"}]
    source.write_text(json.dumps({"text": text, "entities": gold}) + "\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "bench" / "re3d.py"), str(source), str(target), "--gold"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert [line.split()[0] for line in printed] == ["strict_f1", "overlap_f1"]
    (row,) = map(json.loads, target.read_text(encoding="utf-8").splitlines())
    assert gold[0] in row["entities"]
