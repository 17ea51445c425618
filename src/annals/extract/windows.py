"""Cut a document's narrative sentences into windows of word pieces that the encoder can read.

Only blocks that may hold claims are read. A window holds whole sentences, up to ``MAX_TOKENS`` pieces; it
begins with the last sentences of the window before (context), whose triggers are not reported again.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from annals.types import NARRATIVE, Document

MAX_TOKENS = 384
CONTEXT_TOKENS = 96
SHAPES = 10
"""Letter shapes: lower, Capitalised, UPPER, mixed, other; the same five again for words of a title."""

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces of consecutive sentences.

    ``ids``, ``shapes``, ``sentence`` have shape (tokens,); ``offsets`` (tokens, 2) are offsets into the
    document's text. The first and last piece are the encoder's [CLS] and [SEP], with offsets (0, 0) and
    sentence -1. Triggers count from token ``core`` on; what is before is context.
    """

    ids: IntArray
    shapes: IntArray
    offsets: IntArray
    sentence: IntArray
    core: int


@lru_cache(maxsize=65536)
def shape_of(word: str) -> int:
    """Return the letter shape of a word piece: 0 lower, 1 Capitalised, 2 UPPER, 3 mixed, 4 no letter."""
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 4
    if all(c.islower() for c in letters):
        return 0
    if all(c.isupper() for c in letters):
        return 2 if len(letters) > 1 else 1
    return 1 if letters[0].isupper() and all(c.islower() for c in letters[1:]) else 3


@dataclass(frozen=True, slots=True)
class _Piece:
    """One sentence in word pieces."""

    ids: list[int]
    shapes: list[int]
    offsets: list[tuple[int, int]]
    index: int


def _pieces(document: Document, tokenizer: Tokenizer) -> list[_Piece]:
    """Tokenise every narrative sentence; a sentence longer than a window is cut into several pieces."""
    chosen = [(i, s) for i, s in enumerate(document.sentences) if document.blocks[s.block].kind in NARRATIVE]
    # One by one: a batch is shared out over threads, which costs more than it saves at the length of a sentence.
    encoded = [tokenizer.encode(document.text[s.start : s.end], add_special_tokens=False) for _, s in chosen]
    out = []
    room = MAX_TOKENS - CONTEXT_TOKENS - 2
    for (index, sentence), encoding in zip(chosen, encoded, strict=True):
        title = 5 if document.blocks[sentence.block].kind == "title" else 0
        offsets = [(a + sentence.start, b + sentence.start) for a, b in encoding.offsets]
        shapes = [shape_of(document.text[a:b]) + title for a, b in offsets]
        for at in range(0, len(offsets), room):
            cut = slice(at, at + room)
            out.append(_Piece(list(encoding.ids[cut]), shapes[cut], offsets[cut], index))
    return out


def _window(pieces: list[_Piece], core: int, special: tuple[int, int]) -> Window:
    """Join sentences into one window; ``core`` is the number of context sentences at its head."""
    ids, shapes, offsets, sentence = [special[0]], [4], [(0, 0)], [-1]
    core_token = 1
    for number, piece in enumerate(pieces):
        if number == core:
            core_token = len(ids)
        ids += piece.ids
        shapes += piece.shapes
        offsets += piece.offsets
        sentence += [piece.index] * len(piece.ids)
    return Window(
        ids=np.array([*ids, special[1]], dtype=np.int64),
        shapes=np.array([*shapes, 4], dtype=np.int64),
        offsets=np.array([*offsets, (0, 0)], dtype=np.int64),
        sentence=np.array([*sentence, -1], dtype=np.int64),
        core=core_token,
    )


def windows(document: Document, tokenizer: Tokenizer) -> list[Window]:
    """Return the windows of a document in text order, none for a document without narrative text."""
    special = (tokenizer.token_to_id("[CLS]") or 0, tokenizer.token_to_id("[SEP]") or 0)
    out: list[Window] = []
    held: list[_Piece] = []
    core, size = 0, 2
    for piece in _pieces(document, tokenizer):
        if size + len(piece.ids) > MAX_TOKENS and len(held) > core:
            out.append(_window(held, core, special))
            held, core, size = _context(held)
        held.append(piece)
        size += len(piece.ids)
    if len(held) > core:
        out.append(_window(held, core, special))
    return out


def _context(held: list[_Piece]) -> tuple[list[_Piece], int, int]:
    """Return the last sentences of a window that fit into the next one's context, their number and size."""
    kept: list[_Piece] = []
    size = 2
    for piece in reversed(held):
        if size + len(piece.ids) > CONTEXT_TOKENS:
            break
        kept.insert(0, piece)
        size += len(piece.ids)
    return kept, len(kept), size
