"""From the encoder's scores to spans: which triggers, which mentions, and how far apart they are."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annals.extract.labels import BEGIN, INSIDE, LAYERS, OUTSIDE, SENTENCE_REACH, TOKEN_REACH
from annals.extract.windows import IntArray, Window

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which the reader believes a head; chosen on development data when trained."""

    candidate: float = 0.3
    trigger: float = 0.5
    mention: float = 0.3
    link: float = 0.4
    time: float = 0.3
    quantity: float = 0.3
    reference: float = 0.5
    second: float = 0.5
    """How much the type that the grid gives a trigger counts beside the token's own; a share, no threshold."""


def softmax(logits: FloatArray) -> FloatArray:
    """Return probabilities along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), dtype=np.float32)


def sigmoid(logits: FloatArray) -> FloatArray:
    """Return the probability of each logit by itself."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)


MOST_TRIGGERS = 64
MOST_MENTIONS = 192
"""Bounds on what is scored in one window, so that no text makes the grid of triggers by mentions explode."""


def candidate_triggers(probabilities: FloatArray, least: float, apart: int = 2) -> tuple[IntArray, IntArray]:
    """Return tokens that may be triggers with their likeliest type, in text order.

    ``probabilities`` is (tokens, types), type 0 is none. A token counts when its probability of being a
    trigger is at least ``least`` and no likelier trigger of its type stands within ``apart`` tokens, so that
    the pieces of one word or phrase do not fire twice.
    """
    some = 1.0 - probabilities[:, 0]
    kinds = probabilities[:, 1:].argmax(axis=1) + 1
    kept: list[int] = []
    near: set[tuple[int, int]] = set()
    for token in sorted(np.nonzero(some >= least)[0].tolist(), key=lambda t: (-some[t], t)):
        kind = int(kinds[token])
        if (token, kind) not in near:
            kept.append(token)
            near |= {(at, kind) for at in range(token - apart, token + apart + 1)}
        if len(kept) == MOST_TRIGGERS:
            break
    tokens = np.array(sorted(kept), dtype=np.int64)
    return tokens, kinds[tokens].astype(np.int64)


def mention_spans(probabilities: FloatArray, window: Window, least: float) -> tuple[IntArray, IntArray]:
    """Return mention bounds (m, 2), both inclusive, and layers (m,), from tags (tokens, layers, 3).

    A span begins where a beginning is at least ``least`` likely and likelier than being inside, and runs on
    while inside is likelier than outside, within one sentence, up to a whole word.
    """
    bounds: list[tuple[int, int]] = []
    layers: list[int] = []
    last = len(window.ids) - 1
    for layer in range(len(LAYERS)):
        tags = probabilities[:, layer]
        token = 1
        while token < last:
            if tags[token, BEGIN] < least or tags[token, BEGIN] < tags[token, INSIDE]:
                token += 1
                continue
            end = token
            while end + 1 < last and window.sentence[end + 1] == window.sentence[token] and _goes_on(tags[end + 1]):
                end += 1
            bounds.append((token, end))
            layers.append(layer)
            token = end + 1
    likely = sorted(
        range(len(bounds)), key=lambda i: (-probabilities[bounds[i][0], layers[i], BEGIN], bounds[i], layers[i])
    )
    order = sorted(likely[:MOST_MENTIONS], key=lambda i: (bounds[i], layers[i]))
    spans = np.array([bounds[i] for i in order], dtype=np.int64).reshape(-1, 2)
    return _whole_words(spans, window), np.array([layers[i] for i in order], dtype=np.int64)


def _goes_on(tags: FloatArray) -> bool:
    """Say whether a token continues the span before it."""
    return bool(tags[INSIDE] >= tags[OUTSIDE] and tags[INSIDE] >= tags[BEGIN])


def _whole_words(bounds: IntArray, window: Window) -> IntArray:
    """Widen spans so that they do not cut a word: pieces that touch without a space between belong together."""
    out = bounds.copy()
    for row in out:
        while row[1] + 2 < len(window.ids) and _inside_word(window, int(row[1])):
            row[1] += 1
    return out


def _inside_word(window: Window, token: int) -> bool:
    """Say whether the next token continues this token's word (word pieces touch; punctuation does not count)."""
    touching = window.offsets[token, 1] == window.offsets[token + 1, 0]
    return bool(touching and window.shapes[token] % 5 != 4 and window.shapes[token + 1] % 5 != 4)


def _reach(distance: IntArray) -> IntArray:
    return np.searchsorted(np.array(TOKEN_REACH), np.abs(distance), side="left")


def buckets(window: Window, left: IntArray, right: IntArray) -> IntArray:
    """Return the distance bucket of every pair of tokens, (len(left), len(right)).

    A bucket combines the signed number of sentences between (cut at ``SENTENCE_REACH``), the side, and the
    number of word pieces between.
    """
    sentences = np.clip(
        window.sentence[right][None, :] - window.sentence[left][:, None], -SENTENCE_REACH, SENTENCE_REACH
    )
    pieces = right[None, :] - left[:, None]
    side = (pieces > 0).astype(np.int64)
    steps = len(TOKEN_REACH) + 1
    return np.asarray(((sentences + SENTENCE_REACH) * 2 + side) * steps + _reach(pieces), dtype=np.int64)
