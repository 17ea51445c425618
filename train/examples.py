"""From annotated documents to training examples: gold labels laid over the encoder's windows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from tokenizers import Tokenizer

from annals.extract.labels import BEGIN, INSIDE, LAYERS, LAYERS_OF, LINKS, TYPES
from annals.extract.windows import Window, windows
from annals.names import fold
from annals.types import MEASURES, ROLES, STATUSES, Document
from train.corpus import Row, document
from train.implied_times import implied_times

IGNORE = -100


@dataclass
class Mention:
    """A gold mention in a window: its layer, tokens (both inclusive) and the names that it may stand for."""

    layer: int
    first: int
    last: int
    names: set[str] = field(default_factory=set)
    text: str = ""


@dataclass
class Trigger:
    """A gold trigger in a window: its token, type, claim-level values, and the role of each mention.

    ``links`` maps (mention, link) to 1, or to ``IGNORE`` where the annotation leaves it open.
    """

    token: int
    type: int
    status: int
    ended: int
    links: dict[tuple[int, int], int]
    measures: dict[int, int]


@dataclass
class Example:
    """One window with its labels; ``tags`` is (layers, tokens), ``triggers`` per token is (tokens,)."""

    window: Window
    types: np.ndarray
    tags: np.ndarray
    mentions: list[Mention]
    triggers: list[Trigger]


def _occurrences(text: str, words: str, start: int, end: int) -> list[int]:
    out, at = [], text.find(words, start, end)
    while at >= 0:
        out.append(at)
        at = text.find(words, at + 1, end)
    return out


def _whole(text: str, start: int, end: int) -> bool:
    """Say whether a span begins and ends where words do: "he" is none of "the"."""
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    behind = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not before and not behind


def _nearest(text: str, words: str, around: tuple[int, int], spans: list[tuple[int, int]]) -> int | None:
    """Return where ``words`` stand: in the first of ``spans`` that has them, nearest to ``around``.

    Whole words in any span but the last, which is the whole text, go before parts of words.
    """
    found = [_occurrences(text, words, start, end) for start, end in spans]
    whole = [[at for at in places if _whole(text, at, at + len(words))] for places in found]
    for places in (*whole[:-1], *found[:-1], whole[-1], found[-1]):
        if places:
            return min(places, key=lambda at: (abs(at - around[0]), at))
    return None


def _first(quote: str, words: str) -> int:
    """Return where ``words`` first stand in a quote, as whole words if they do anywhere."""
    places = _occurrences(quote, words, 0, len(quote))
    return next((at for at in places if _whole(quote, at, at + len(words))), places[0] if places else -1)


class _Gold:
    """The gold claims of a document as spans of its text."""

    def __init__(self, row: Row, doc: Document) -> None:
        self.doc = doc
        self.spans: dict[tuple[str, int, int], set[str]] = {}
        self.claims = [self._claim(claim) for claim in row["claims"]]
        self._imply_times(implied_times(doc, row["claims"]))

    def _imply_times(self, times: Sequence[tuple[int, int] | None]) -> None:
        """Link claims to the words of another sentence that tell their time, as annotated where they are."""
        told = sorted((start, end) for layer, start, end in self.spans if layer == "time")
        for entry, at in zip(self.claims, times, strict=True):
            time = entry["claim"].get("time")
            entry["open_time"] = bool(time) and not time.get("expression") and at is None
            if at is not None:
                span = next((s for s in told if s[0] < at[1] and at[0] < s[1]), at)
                self.spans.setdefault(("time", *span), set())
                entry["values"].append(("time", span, None))

    def _place(self, words: str, claim: Row, trigger: tuple[int, int]) -> tuple[int, int] | None:
        home = [(s.start, s.end) for s in self.doc.sentences if s.start < claim["end"] and claim["start"] < s.end]
        hull = [(min(a for a, _ in home), max(b for _, b in home))] if home else []
        at = _nearest(self.doc.text, words, trigger, [(claim["start"], claim["end"]), *hull, (0, len(self.doc.text))])
        return None if at is None else (at, at + len(words))

    def _claim(self, claim: Row) -> dict:
        start = claim["start"] + _first(claim["quote"], claim["trigger"])
        trigger = (start, start + len(claim["trigger"]))
        fillers = []
        for role in ROLES:
            for filler in claim.get(role) or []:
                optional = filler["name"].startswith("?")
                names = {fold(n) for n in filler["name"].lstrip("?").split("|")}
                words = filler.get("mention")
                span = self._place(words, claim, trigger) if words else None
                layer = LAYERS_OF[role][0]
                if role == "origin" and claim["type"] in ("defection", "leaving"):
                    layer = "party"
                if span:
                    self.spans.setdefault((layer, *span), set()).update(names)
                fillers.append((role, layer, span, names, optional))
        values = []
        time = claim.get("time")
        if time and time.get("expression"):
            values.append(("time", self._place(time["expression"], claim, trigger), None))
        values += [
            ("quantity", self._place(q["expression"], claim, trigger), MEASURES.index(q["measure"]))
            for q in claim.get("quantities") or []
            if q.get("expression")
        ]
        for layer, span, _ in values:
            if span:
                self.spans.setdefault((layer, *span), set())
        return {"trigger": trigger, "claim": claim, "fillers": fillers, "values": values}


def _tokens(window: Window, start: int, end: int) -> tuple[int, int] | None:
    """Return the first and last token of a span of text, or ``None`` when the window does not hold it all."""
    inside = np.nonzero((window.offsets[:, 0] < end) & (window.offsets[:, 1] > start))[0]
    if len(inside) == 0 or window.offsets[inside[0], 0] > start or window.offsets[inside[-1], 1] < end:
        return None
    return int(inside[0]), int(inside[-1])


def _mentions(window: Window, gold: _Gold) -> tuple[list[Mention], dict[tuple[str, int, int], int]]:
    """Return the window's mentions and where each gold span went; of overlapping ones in a layer the longer."""
    taken = [np.full(len(window.ids), -1) for _ in LAYERS]
    mentions: list[Mention] = []
    where: dict[tuple[str, int, int], int] = {}
    for key in sorted(gold.spans, key=lambda k: (k[1] - k[2], k)):
        tokens = _tokens(window, key[1], key[2])
        if tokens is None:
            continue
        layer = LAYERS.index(key[0])
        held = taken[layer][tokens[0] : tokens[1] + 1]
        if (held >= 0).any():
            where[key] = int(held[held >= 0][0])
            continue
        held[:] = len(mentions)
        where[key] = len(mentions)
        mentions.append(Mention(layer, *tokens, set(gold.spans[key]), fold(gold.doc.text[key[1] : key[2]])))
    return mentions, where


def _links(
    window: Window, entry: dict, trigger: int, mentions: list[Mention], where: dict
) -> dict[tuple[int, int], int]:
    """Say which mention has which role for a trigger; other mentions of a filler are left open.

    So is a longer mention that the filler's words are only a part of.
    """
    links: dict[tuple[int, int], int] = {}

    def first(mention: int) -> int:
        return mentions[mention].first

    for role, layer, span, names, optional in sorted(entry["fillers"], key=lambda filler: not filler[4]):
        link = LINKS.index(role)
        same = [i for i, m in enumerate(mentions) if m.text in names or (m.names & names)]
        links.update({(i, link): IGNORE for i in same if links.get((i, link)) != 1})
        chosen = where.get((layer, *span)) if span else None
        if chosen is None and same and not span:
            fitting = [i for i in same if LAYERS[mentions[i].layer] == layer]
            before = [i for i in fitting if mentions[i].first < trigger]
            chosen = (max(before, key=first) if before else min(fitting, key=first)) if fitting else None
        if chosen is not None and links.get((chosen, link)) != 1:
            tokens = _tokens(window, *span) if span else None
            part = tokens is not None and tokens != (mentions[chosen].first, mentions[chosen].last)
            links[(chosen, link)] = IGNORE if optional or part else 1
    for layer, span, _ in entry["values"]:
        chosen = where.get((layer, *span)) if span else None
        if chosen is not None:
            links[(chosen, LINKS.index(layer))] = 1
    if entry["open_time"]:
        # The claim has a time, but no words were found for it: any might be theirs.
        layer = LAYERS.index("time")
        links.update({(i, LINKS.index("time")): IGNORE for i, m in enumerate(mentions) if m.layer == layer})
    return links


def _example(window: Window, gold: _Gold) -> Example:
    types = np.zeros(len(window.ids), dtype=np.int64)
    tags = np.zeros((len(LAYERS), len(window.ids)), dtype=np.int64)
    types[[0, -1]] = IGNORE
    mentions, where = _mentions(window, gold)
    for mention in mentions:
        tags[mention.layer, mention.first] = BEGIN
        tags[mention.layer, mention.first + 1 : mention.last + 1] = INSIDE
    triggers = []
    for entry in gold.claims:
        tokens = _tokens(window, *entry["trigger"])
        if tokens is None:
            continue
        kind = TYPES.index(entry["claim"]["type"])
        rest = types[tokens[0] + 1 : tokens[1] + 1]
        rest[rest == 0] = IGNORE
        types[tokens[0]] = kind
        measures = {where[(layer, *span)]: m for layer, span, m in entry["values"] if m is not None and span
                    and (layer, *span) in where}  # fmt: skip
        status = STATUSES.index(entry["claim"]["status"])
        links = _links(window, entry, tokens[0], mentions, where)
        trigger = Trigger(tokens[0], kind, status, int(bool(entry["claim"].get("ended"))), links, measures)
        twin = next((t for t in triggers if (t.token, t.type) == (trigger.token, kind)), None)
        if twin is None:
            triggers.append(trigger)
        else:
            _shared(twin, trigger)
    return Example(window, types, tags, mentions, triggers)


def _shared(one: Trigger, other: Trigger) -> None:
    """Let one trigger stand for two claims of its type: where they differ, nothing is taught."""
    for cell in one.links.keys() | other.links.keys():
        if one.links.get(cell) != other.links.get(cell):
            one.links[cell] = IGNORE


def examples(row: Row, tokenizer: Tokenizer) -> list[Example]:
    """Return a training example for every window of an annotated document."""
    doc = document(row)
    if doc.text != row["text"]:
        return []
    gold = _Gold(row, doc)
    return [_example(window, gold) for window in windows(doc, tokenizer)]
