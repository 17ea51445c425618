"""Labels that annotations become."""

import pytest

pytest.importorskip("tokenizers")

from importlib.resources import files
from pathlib import Path

from tokenizers import Tokenizer

from annals.extract.labels import LAYERS, LINKS
from train.examples import IGNORE, examples

LINK = {name: i for i, name in enumerate(LINKS)}


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer.from_file(str(Path(str(files("annals"))) / "model" / "tokenizer.json"))


def filler(name, mention=None):
    return {"name": name, "mention": mention}


def claim(text, kind, quote, trigger, **more):
    start = text.index(quote)
    return {
        "type": kind, "quote": quote, "start": start, "end": start + len(quote), "trigger": trigger,
        "status": "asserted", **more,
    }  # fmt: skip


def example(tokenizer, text, *claims):
    (one,) = examples({"document": {"id": "d"}, "text": text, "claims": list(claims)}, tokenizer)
    return one


def words(example, text):
    offsets = example.window.offsets
    return [(LAYERS[m.layer], text[offsets[m.first][0] : offsets[m.last][1]]) for m in example.mentions]


def test_a_mention_is_a_whole_word(tokenizer):
    text = "Shells hit the town, the mayor said, and he fled."
    one = example(
        tokenizer, text, claim(text, "withdrawal", "Shells hit the town, the mayor said, and he fled", "fled",
                               actor=[filler("Amadou", "he")])
    )  # fmt: skip
    (mention,) = one.mentions
    assert one.window.offsets[mention.first].tolist() == [text.index(" he ") + 1, text.index(" he ") + 3]


def test_a_trigger_is_a_whole_word(tokenizer):
    text = "It was seen as a split."
    one = example(
        tokenizer, text, claim(text, "membership", "It was seen as a split", "as", actor=[filler("Front", "It")])
    )
    assert one.window.offsets[one.triggers[0].token].tolist() == [12, 14]


def test_part_of_a_longer_mention_teaches_no_link(tokenizer):
    text = "The Goma-led coalition attacked Bukavu."
    one = example(
        tokenizer, text,
        claim(text, "attack", "Goma-led coalition attacked Bukavu", "attacked",
              actor=[filler("Goma-led coalition", "Goma-led coalition")]),
        claim(text, "leadership", "Goma-led coalition", "led", actor=[filler("Goma", "Goma")]),
    )  # fmt: skip
    assert words(one, text) == [("party", "Goma-led coalition")]
    assert [t.links[0, LINK["actor"]] for t in one.triggers] == [1, IGNORE]


def test_an_optional_filler_does_not_open_a_certain_one(tokenizer):
    text = "Rebels took the road to Goma."
    one = example(
        tokenizer, text,
        claim(text, "capture", "Rebels took the road to Goma", "took",
              place=[filler("road to Goma", "road to Goma"), filler("?Goma", "Goma")]),
    )  # fmt: skip
    assert one.triggers[0].links[0, LINK["place"]] == 1


def test_two_claims_of_one_trigger_teach_what_they_share(tokenizer):
    text = "Lagos sent 500 men, Accra 200."
    one = example(
        tokenizer, text,
        claim(text, "deployment", "Lagos sent 500 men", "sent", actor=[filler("Lagos", "Lagos")]),
        claim(text, "deployment", "sent 500 men, Accra 200", "sent", actor=[filler("Accra", "Accra")]),
    )  # fmt: skip
    (trigger,) = one.triggers
    assert set(trigger.links.values()) == {IGNORE}


def test_a_name_told_later_answers_for_one_that_is_not_mentioned(tokenizer):
    text = "The minister spoke. The Council thanked him."
    one = example(
        tokenizer, text,
        claim(text, "leadership", "The minister", "minister", actor=[filler("minister", "minister")],
              target=[filler("Council")]),
        claim(text, "statement", "The Council thanked him", "thanked", actor=[filler("Council", "Council")]),
    )  # fmt: skip
    council = words(one, text).index(("party", "Council"))
    assert one.triggers[0].links[council, LINK["target"]] == 1
