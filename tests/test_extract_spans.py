"""Names as they stand in the text: quotes, articles, and words joined by a hyphen."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from annals.extract.assemble import claims_of
from annals.extract.decode import Thresholds
from annals.extract.labels import BEGIN, INSIDE, LAYERS, LINKS, OUTSIDE, TAGS, TYPES
from annals.extract.spans import kind_end, trimmed, whole_name
from annals.extract.windows import windows
from annals.types import MEASURES, STATUSES
from bench.re3d import readable


@pytest.mark.parametrize(
    ("text", "said", "kept"),
    [
        ("against ‘moderate’ militants there", "moderate’ militants", "‘moderate’ militants"),
        ("the so-called (Blue) Brigade", "Blue) Brigade", "(Blue) Brigade"),
        ("said ‘the militants’ fled", "the militants", "the militants"),
    ],
)
def test_a_quote_that_is_closed_in_a_name_is_opened_in_it(text, said, kept):
    at = text.index(said)
    assert text[slice(*trimmed(text, at, at + len(said)))] == kept


@pytest.mark.parametrize(
    ("text", "said", "whole"),
    [
        ("senior leaders of Harakat al-Nahr fled", "senior leaders of Harakat", "senior leaders of Harakat al-Nahr"),
        ("fighters of the group al-Nahr fled", "fighters of the group", "fighters of the group"),
    ],
)
def test_an_article_goes_with_the_name_that_ends_a_mention(text, said, whole):
    at = text.index(said)
    assert text[slice(*whole_name(text, at, at + len(said), len(text)))] == whole


@pytest.mark.parametrize(
    ("text", "said", "word"),
    [
        ("a Ruritania-backed group", "Ruritania", "Ruritania-backed"),
        ("an anti-government militia", "anti", "anti-government"),
        ("a state-of-the-art tank", "state", "state-of-the-art"),
        ("Ruritania - backed by none", "Ruritania", "Ruritania"),
        ("the Blue-White Front", "Blue", "Blue"),
    ],
)
def test_a_word_that_tells_a_kind_is_known_by_its_hyphen(text, said, word):
    at = text.index(said)
    assert text[at : kind_end(text, at + len(said))] == word


class Sure:
    """A network that is sure of one trigger, of one party, and that the party acts."""

    def __init__(self, window, trigger, party):
        self.window, self.trigger, self.party = window, trigger, party

    def at(self, span):
        offsets = self.window.offsets
        return np.flatnonzero((offsets[:, 0] >= span[0]) & (offsets[:, 1] <= span[1]) & (offsets[:, 1] > 0))

    def tokens(self, ids, shapes):
        trigger = np.zeros((len(ids), len(TYPES)), dtype=np.float32)
        trigger[:, 0] = 9
        trigger[self.at(self.trigger[1])[0], TYPES.index(self.trigger[0])] = 18
        tags = np.zeros((len(ids), len(LAYERS), TAGS), dtype=np.float32)
        tags[:, :, OUTSIDE] = 9
        first, *rest = self.at(self.party)
        tags[first, LAYERS.index("party"), BEGIN] = tags[rest, LAYERS.index("party"), INSIDE] = 18
        return np.zeros((len(ids), 4), dtype=np.float32), trigger, tags

    def grid(self, states, cells):
        n, m = len(cells.triggers), len(cells.bounds)
        links = np.full((n, m, len(LINKS)), -9, dtype=np.float32)
        links[:, :, LINKS.index("actor")] = 9
        kind = np.eye(len(TYPES), dtype=np.float32)[cells.types] * 18
        zeros = [np.zeros(shape, dtype=np.float32) for shape in ((n, len(STATUSES)), (n,), (n, m, len(MEASURES)))]
        refer = np.zeros((m, m + 1), dtype=np.float32)
        refer[:, 0] = 9
        return links, kind, *zeros, refer


@pytest.mark.parametrize(
    ("kind", "trigger", "party", "actors"),
    [
        ("seizure", "seized", "Ruritania", []),
        ("support", "backed", "Ruritania", ["Ruritania"]),
        ("seizure", "seized", "The Ruritania-backed group", ["The Ruritania-backed group"]),
    ],
)
def test_who_backs_a_group_does_not_do_what_the_group_does(kind, trigger, party, actors):
    tokenizer = Tokenizer.from_file(str(Path(str(files("annals"))) / "model" / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    text = "The Ruritania-backed group seized arms in the north."
    spans = ((at := text.index(words), at + len(words)) for words in (trigger, party))
    doc = readable(text)
    (window,) = windows(doc, tokenizer)
    first, second = spans
    told = claims_of(doc, [window], Sure(window, (kind, first), second), Thresholds())
    assert [(c.type, c.trigger, f.mention) for c in told for f in c.actor] == [(kind, trigger, name) for name in actors]
