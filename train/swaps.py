"""Documents with their names swapped, so that a head learns what a name looks like and not which names there are.

Mention replacement (Dai and Adel 2020, "An analysis of simple data augmentation for named entity recognition"): a
marked stretch of whole words gives way to another of its type from the same documents. Stretches around it keep their
marks.
"""

import random
from collections.abc import Iterator, Sequence
from typing import Any

from train.corpus import Row

Mark = dict[str, Any]
SHARE = 0.5
"""How many of a document's different names are swapped."""


def _kind(text: str, mark: Mark) -> tuple[str, bool, bool]:
    """Return what two stretches share that can stand for each other: type, capital, and who marked them."""
    return mark["type"], text[mark["begin"]].isupper(), mark["confidence"] < 0.5


def _leaves(row: Row) -> list[Mark]:
    """Return the marks that can be swapped, in the order of the text.

    They are whole words, hold no other mark, cross none and lie on none. What a program marked in lower case it found
    in a list of words; other words there would be nothing of the kind.
    """
    text, marks = row["text"], row["entities"]
    chosen = (m for m in marks if _words(text, m["begin"], m["end"]) and _leaf(m, marks))
    return sorted((m for m in chosen if _kind(text, m)[1:] != (False, True)), key=lambda m: m["begin"])


def _words(text: str, begin: int, end: int) -> bool:
    """Tell whether a stretch is words: no blank at its edges, and no letter or digit that goes on beyond them."""
    name = text[begin:end]
    before, after = text[begin - 1 : begin], text[end : end + 1]
    cut = (name[:1].isalnum() and before.isalnum()) or (name[-1:].isalnum() and after.isalnum())
    return bool(name) and name == name.strip() and not cut


def _leaf(mark: Mark, marks: Sequence[Mark]) -> bool:
    first, last = mark["begin"], mark["end"]
    return all(
        o is mark or o["end"] <= first or o["begin"] >= last or (o["begin"] <= first and o["end"] >= last
        and (o["begin"], o["end"]) != (first, last)) for o in marks
    )  # fmt: skip


def swapped(documents: Sequence[Row], dice: random.Random) -> Iterator[Row]:
    """Yield each document with about half of its names swapped, each for the same other one in every place that can be.

    Text and entities change; whatever else a row holds is left as it was.
    """
    pool: dict[tuple[str, bool, bool], list[str]] = {}
    for row in documents:
        for mark in _leaves(row):
            name = row["text"][mark["begin"] : mark["end"]]
            known = pool.setdefault(_kind(row["text"], mark), [])
            if name not in known:
                known.append(name)
    for row in documents:
        chosen: dict[tuple[str, tuple[str, bool, bool]], str] = {}
        edits = []
        for mark in _leaves(row):
            kind, name = _kind(row["text"], mark), row["text"][mark["begin"] : mark["end"]]
            if (name, kind) not in chosen:
                others = [other for other in pool[kind] if other != name] if dice.random() < SHARE else []
                chosen[name, kind] = dice.choice(others) if others else name
            edits.append((mark["begin"], mark["end"], chosen[name, kind]))
        yield edited(row, edits)


def edited(row: Row, edits: Sequence[tuple[int, int, str]]) -> Row:
    """Return a document with stretches replaced, given in order and apart from each other; its marks move along.

    No mark may begin or end within a stretch that is replaced.
    """
    text, out, at = row["text"], [], 0
    moves: list[tuple[int, int]] = []  # (where a replaced stretch ended, how far what follows has moved)
    moved = 0
    for begin, end, new in edits:
        out += [text[at:begin], new]
        moved += len(new) - (end - begin)
        moves.append((end, moved))
        at = end

    def place(offset: int) -> int:
        return offset + next((by for end, by in reversed(moves) if end <= offset), 0)

    marks = [{**m, "begin": place(m["begin"]), "end": place(m["end"])} for m in row["entities"]]
    return {**row, "text": "".join([*out, text[at:]]), "entities": marks}
