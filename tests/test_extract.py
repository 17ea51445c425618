import dataclasses
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from annals.errors import ModelError
from annals.extract.anchor import lawful
from annals.extract.assemble import unbroken
from annals.extract.decode import buckets, candidate_triggers, mention_spans
from annals.extract.encoder import Encoder
from annals.extract.labels import DISTANCES, LAYERS
from annals.extract.quantities import bounds, with_modifier
from annals.extract.rules import renamings, with_rules
from annals.extract.spans import cut_off, name_limit, names_a_group, trimmed, whole_name
from annals.extract.windows import MAX_TOKENS, Window, windows
from annals.read import read_bytes
from annals.types import NARRATIVE, Claim, Filler

MODEL = Path(str(files("annals"))) / "model"


@pytest.fixture(scope="module")
def encoder():
    return Encoder.load(threads=1)


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer.from_file(str(MODEL / "tokenizer.json"))


def document(text, **more):
    return read_bytes(text.encode(), name="report", source="report.txt", **more)


REPORT = (
    "Gunmen of the Red River Front attacked an army base near Goma on 3 May 2014, killing at least 12 soldiers, "
    "the army said. The group later withdrew to Rutshuru. On Sunday the Lake Council joined the Red River Front."
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("more than 21", (21, None)),
        ("over 400", (400, None)),
        ("some 100", (100, 100)),
        ("about 30", (30, 30)),
        ("up to 1,600", (None, 1600)),
        ("hundreds", (200, 999)),
        ("dozens", (24, 99)),
        ("scores", (40, 99)),
        ("several", (3, 9)),
        ("thousands", (2000, 9999)),
        ("tens of thousands", (20000, 99999)),
        ("at least two hundred and fifty-one", (251, None)),
        ("between 30 and 40", (30, 40)),
        ("12-15", (12, 15)),
        ("two or three", (2, 3)),
        ("2.5 million", (2_500_000, 2_500_000)),
        ("a guard", (1, 1)),
        ("One", (1, 1)),
        ("no", (0, 0)),
        ("two dozen", (24, 24)),
        ("3 000", (3000, 3000)),
        ("17", (17, 17)),
        ("no more than 80", (None, 80)),
        ("not more than a dozen", (None, 12)),
        ("two Mi-35 gunships", (2, 2)),
        ("a 17-year-old boy", (1, 1)),
        ("17-year-old boy", None),
        ("T-72s", None),
        ("a few dozen", (24, 99)),
        ("six of the ten", (6, 6)),
        ("11 out of its 18", (11, 11)),
        ("two officers and nine men", (11, 11)),
        ("more than two officers and nine men", (11, None)),
        ("20 to 25 men and women", (20, 25)),
        ("many", None),
        ("the", None),
    ],
)
def test_numbers_as_reports_write_them(words, expected):
    assert bounds(words) == expected


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [("killing at least 12 men", "12", "at least 12"), ("Over 40 fled", "40", "Over 40"), ("handover 3", "3", "3")],
)
def test_a_number_takes_its_modifier_along(text, number, words):
    start = text.index(number)
    assert text[with_modifier(text, start) : start + len(number)] == words


@given(st.text(max_size=60))
def test_any_words_give_bounds_in_order_or_none(words):
    found = bounds(words)
    assert found is None or found[0] is None or found[1] is None or found[0] <= found[1]


def claim(doc, quote, **more):
    start = doc.text.index(quote)
    values = {"id": "c1", "document": doc.id, "segment": "body", "type": "attack", "quote": quote, "start": start}
    values |= {"end": start + len(quote), "trigger": quote, "trigger_at": (start, start + len(quote))}
    return Claim(**(values | more))


def test_law_of_quotes_keeps_what_the_text_says():
    doc = document(REPORT)
    kept, rejected = lawful(doc, [claim(doc, "attacked an army base")])
    assert len(kept) == 1
    assert rejected == ()


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "attacked a base"},
        {"start": 3},
        {"end": 10_000},
        {"type": "picnic"},
        {"status": "rumoured"},
        {"document": "d-other"},
        {"actor": (Filler("Gunmen", "Gunmen", 1, 7),)},
    ],
)
def test_law_of_quotes_rejects_what_it_does_not(change):
    doc = document(REPORT)
    kept, rejected = lawful(doc, [dataclasses.replace(claim(doc, "attacked an army base"), **change)])
    assert kept == ()
    assert rejected[0][1]


def test_law_of_quotes_rejects_a_claim_from_a_comment():
    page = (
        "<html><body><article><h1>Clashes near Goma</h1><p>The army said that it had fought rebels near Goma on Monday"
        " and that both sides had taken losses in the hills above the town.</p><p>No further details were given by"
        " officials in the provincial capital on Tuesday.</p></article><section id='comments' class='comments'>"
        "<ol class='comment-list'><li class='comment'><p>redhawk77: rebels attacked my shop</p></li></ol></section>"
        "</body></html>"
    )
    doc = document(page)
    assert any(b.kind == "comment" for b in doc.blocks)
    kept, rejected = lawful(doc, [claim(doc, "rebels attacked my shop")])
    assert kept == ()
    assert "own text" in rejected[0][1]


@pytest.mark.parametrize(
    ("text", "now", "other"),
    [
        (
            "The Lake Council (formerly known as the Shore Defence Union) is a militia.",
            "Lake Council",
            "Shore Defence Union",
        ),
        ("Formerly known as Harakat al-Nahr, the group was founded in 2011.", "the group", "Harakat al-Nahr"),
        ("In May the Shore Defence Union changed its name to the Lake Council.", "Shore Defence Union", "Lake Council"),
        ("The Northern Front, previously called “Blue Brigade”, has 400 men.", "Northern Front", "Blue Brigade"),
    ],
)
def test_rules_find_renamings(text, now, other):
    doc = document(text)
    (found,) = renamings(doc)
    assert found.actor[0].name == now
    assert found.target[0].name == other
    assert lawful(doc, [found])[0] == (found,)


def test_rules_stay_silent_where_a_renaming_was_read():
    doc = document("The Lake Council (formerly known as the Shore Defence Union) is a militia.")
    (found,) = renamings(doc)
    assert with_rules(doc, [found]) == [found]


def test_rules_find_nothing_where_no_name_changes():
    doc = document("He was formerly a teacher. The army, once feared, left the town of Beni in March.")
    assert renamings(doc) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["Rebels shot at Goma. ", "a", "لواء ", "\n\n", "  ", "12-15 ", "—", "naïve "]), max_size=400
    )
)
def test_windows_hold_every_word_piece_once(tokenizer, parts):
    text = "".join(parts)
    if not text.strip():
        return
    doc = document(text)
    cut = windows(doc, tokenizer)
    told = [tuple(o) for w in cut for o in w.offsets[w.core : -1].tolist()]
    narrative = [s for s in doc.sentences if doc.blocks[s.block].kind in NARRATIVE]
    tokenizer.no_truncation()
    expected = [
        (a + s.start, b + s.start)
        for s in narrative
        for a, b in tokenizer.encode(doc.text[s.start : s.end], add_special_tokens=False).offsets
    ]
    assert told == expected
    assert all(len(w.ids) <= MAX_TOKENS for w in cut)


def test_triggers_do_not_fire_twice_on_one_word():
    probabilities = np.zeros((6, 4), dtype=np.float32)
    probabilities[:, 0] = 1
    probabilities[2] = [0.1, 0.9, 0, 0]
    probabilities[3] = [0.3, 0.7, 0, 0]
    probabilities[5] = [0.4, 0, 0.6, 0]
    tokens, kinds = candidate_triggers(probabilities, 0.3)
    assert tokens.tolist() == [2, 5]
    assert kinds.tolist() == [1, 2]


def test_mentions_are_whole_words_and_distances_in_range(tokenizer):
    doc = document("Rutshuru fell. Gunmen fled Rutshuru.")
    (window,) = windows(doc, tokenizer)
    tags = np.zeros((len(window.ids), len(LAYERS), 3), dtype=np.float32)
    tags[:, :, 0] = 1
    tags[1, 1] = [0, 1, 0]
    spans, layers = mention_spans(tags, window, 0.3)
    assert doc.text[window.offsets[spans[0, 0], 0] : window.offsets[spans[0, 1], 1]] == "Rutshuru"
    assert layers.tolist() == [1]
    every = np.arange(1, len(window.ids) - 1)
    near = buckets(window, every, every)
    assert near.min() >= 0
    assert near.max() < DISTANCES


def test_reader_reads_an_attack(encoder):
    doc = document(REPORT)
    found = encoder(doc)
    kept, rejected = lawful(doc, found)
    assert rejected == ()
    attack = next(c for c in kept if c.type == "attack")
    assert "Goma" in [f.name for f in attack.place]
    assert any("Red River Front" in f.name for f in attack.actor)
    assert attack.time is not None
    assert attack.time.expression == doc.text[slice(*attack.time.at)]
    assert [(q.measure, q.least, q.most) for q in attack.quantities] == [("killed", 12, None)]


def test_a_number_is_not_of_a_party_of_the_next_sentence(encoder):
    doc = document("The Lake Council was believed to have about 1,500 fighters. The United Nations listed it in May.")
    parties = [q.of for claim in encoder(doc) for q in claim.quantities]
    assert parties
    assert not any(of and "Nations" in of for of in parties)


def test_reader_says_the_same_whatever_it_read_before(encoder):
    first = encoder(document(REPORT))
    encoder(document("Protesters marched through Beni on Tuesday. " * 40))
    assert encoder(document(REPORT)) == first


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=300))
def test_reader_takes_any_text_and_obeys_the_law(encoder, text):
    if not text.strip():
        return
    try:
        doc = document(text)
    except Exception:
        return
    found = encoder(doc)
    assert lawful(doc, found)[1] == ()
    names = [f.name for claim in found for f in (*claim.actor, *claim.target, *claim.place, *claim.origin)]
    assert all(any(c.isalpha() for c in name) for name in names)


def test_missing_weights_are_told(tmp_path):
    with pytest.raises(ModelError, match="not there"):
        Encoder.load(tmp_path)


def test_damaged_weights_are_told(tmp_path):
    for name in ("card.json", "tokenizer.json", "tokens.onnx", "grid.onnx"):
        (tmp_path / name).write_bytes((MODEL / name).read_bytes())
    (tmp_path / "tokens.onnx").write_bytes(b"junk")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Encoder.load(tmp_path)
    (tmp_path / "card.json").write_text('{"format": 0}')
    with pytest.raises(ModelError, match=r"damaged|another version"):
        Encoder.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("the Islamic Movement of Azawad split", "Islamic Movement of", "Islamic Movement of Azawad"),
        ("fighters of Ahrar al-Nahr left", "Ahrar", "Ahrar al-Nahr"),
        ("the Front for the Lakes said", "Front for the", "Front for the Lakes"),
        ("the army of the", "army of the", "army"),
        ("Lake Council and its allies", "Lake Council and", "Lake Council"),
        ("Lake Council al-ways", "Lake Council", "Lake Council"),
        ("the Council of Ministers. Today", "Council of", "Council of Ministers"),
        ("the Qur’an Brigade left", "an Brigade", "Qur’an Brigade"),
        ("part of Al-Nahr, they said", "Al-", "Al-Nahr"),
        ("an Iranbased group", "based group", "Iranbased group"),
        ("the army’s sergeants", "sergeants", "sergeants"),
        ("Hay’at Ahrar al-Nahr coalition", "Hay’at", "Hay’at Ahrar al-Nahr"),
        ("the Liwa al-Nahr group", "al-Nahr group", "Liwa al-Nahr group"),
        ("the Liwa took towns", "towns", "towns"),
        ("In Liwa Nahr soldiers fled", "Nahr soldiers", "Nahr soldiers"),
    ],
)
def test_names_are_not_cut_off(text, found, whole):
    start = text.index(found)
    assert text[slice(*whole_name(text, start, start + len(found), len(text)))] == whole


@pytest.mark.parametrize(
    ("words", "kept"),
    [("**Blue Front**", "Blue Front"), ("“the group”", "the group"), ("U.S.", "U.S."), ("Front (FSA)", "Front (FSA)"),
     ("Front)", "Front"), ("Goma,", "Goma")],
)  # fmt: skip
def test_names_lose_the_marks_around_them(words, kept):
    assert words[slice(*trimmed(words, 0, len(words)))] == kept


@pytest.mark.parametrize(
    ("text", "name", "off"),
    [("Liwa al-Nahr fled", "Liwa", True), ("Jabhat Ansar al-Nahr", "Jabhat", True),
     ("the Liwa Nahr", "Liwa Nahr", False), ("In Liwa Nahr soldiers", "Liwa", False),
     ("Jaish, a group", "Jaish", False), ("Front Ansar", "Front", False)],
)  # fmt: skip
def test_a_word_for_a_kind_of_group_breaks_off_before_a_name(text, name, off):
    start = text.index(name)
    assert cut_off(text, start, start + len(name)) is off


@pytest.mark.parametrize(
    ("text", "said", "whole"),
    [("The Saif al-Nahr took Orle", [("Saif", "party"), ("al-Nahr", "party")], ["Saif al-Nahr", "Saif al-Nahr"]),
     ("near Orle al-Nahr yesterday", [("Orle", "place"), ("al-Nahr", "place")], ["Orle al-Nahr", "Orle al-Nahr"]),
     ("In Orle al-Nahr fled", [("Orle", "place"), ("al-Nahr", "party")], ["Orle", "al-Nahr"]),
     ("The gunmen al-Nahr sent", [("gunmen", "party"), ("al-Nahr", "party")], ["gunmen", "al-Nahr"]),
     ("The Saif, al-Nahr and Ansar", [("Saif", "party"), ("al-Nahr", "party")], ["Saif", "al-Nahr"])],
)  # fmt: skip
def test_an_arabic_name_read_as_two_mentions_is_one(text, said, whole):
    words = [(m.start(), m.end()) for m in re.finditer(r"[\w-]+", text)]
    empty = np.zeros(len(words), dtype=np.int64)
    window = Window(empty, empty, np.array(words), empty, 0)
    tokens = [words.index((text.index(name), text.index(name) + len(name))) for name, _ in said]
    bounds = np.array([(token, token) for token in tokens])
    layers = np.array([LAYERS.index(layer) for _, layer in said])
    assert [text[slice(*span)] for span in unbroken(text, window, bounds, layers)] == whole


def test_a_name_does_not_grow_in_a_headline():
    text = "Goma Faces New Attack by Rebels\nThe Lake Council of Goma fled."
    assert name_limit(text, 0, 4, 30) == 4
    start = text.index("Lake")
    assert name_limit(text, start, start + 4, len(text)) == len(text)


def test_a_group_is_no_place():
    assert names_a_group("Liwa al-Nahr")
    assert names_a_group("Jaish-e-Nahr")
    assert not names_a_group("Liwa")
    assert not names_a_group("Liwa Oasis")
    assert not names_a_group("Goma al-Liwa")


def test_marks_alone_are_no_name():
    assert trimmed("a ** b", 2, 4) is None


def test_a_number_names_nobody():
    assert trimmed("including 5 towns", 10, 11, letters=True) is None
    assert trimmed("the 3rd Brigade", 4, 15, letters=True) == (4, 15)


def test_words_that_only_lead_up_to_a_name_are_none():
    assert trimmed("the guards and other rebels", 15, 20, letters=True) is None
    assert trimmed("crossed the border", 8, 11, letters=True) is None
    assert trimmed("they and others fled", 9, 15, letters=True) == (9, 15)
    assert trimmed("units of AND, a party", 9, 12, letters=True) == (9, 12)


@given(st.text(max_size=80), st.data())
def test_any_span_stays_within_the_text(text, data):
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = whole_name(text, start, end, len(text))
    assert 0 <= first <= start
    assert first <= last <= len(text)
    span = trimmed(text, first, last)
    assert span is None or first <= span[0] + (text[span[0]] in "“‘«([") < span[1] <= last
