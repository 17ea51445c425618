"""From the network's scores over a window to claims: triggers with their fillers, values and quote."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from annals.extract.decode import (
    FloatArray,
    Thresholds,
    buckets,
    candidate_triggers,
    mention_spans,
    sigmoid,
    softmax,
)
from annals.extract.labels import LAYERS, LAYERS_OF, LINKS, TYPES
from annals.extract.once import told_once
from annals.extract.phrases import whole_phrases
from annals.extract.quantities import bounds as number_bounds
from annals.extract.quantities import with_modifier
from annals.extract.spans import article_end, cut_off, kind_end, name_limit, names_a_group, trimmed, whole_name
from annals.extract.windows import IntArray, Window
from annals.ids import stable_id
from annals.types import MEASURES, ROLES, STATUSES, Claim, Document, Filler, Quantity, Time

GridScores = tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]


class Network(Protocol):
    """What scores windows; both the exported model and the one in training are such."""

    def tokens(self, ids: IntArray, shapes: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return states (tokens, size), trigger logits (tokens, types), tag logits (tokens, layers, 3)."""

    def grid(self, states: FloatArray, cells: "Cells") -> GridScores:
        """Return link, type, status, ended, measure and antecedent logits of triggers by mentions."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What the grid is asked about, n triggers by m mentions.

    Trigger tokens (n,) with their types (n,); mentions as bounds (m, 2) and layers (m,); the distance buckets
    of each trigger and mention (n, m) and of each two mentions (m, m).
    """

    triggers: IntArray
    types: IntArray
    bounds: IntArray
    layers: IntArray
    apart: IntArray
    between: IntArray


@dataclass(frozen=True, slots=True)
class _Scored:
    """A window with everything that the network says about it, as probabilities."""

    window: Window
    spans: list[tuple[int, int]]
    layers: list[str]
    links: FloatArray
    types: FloatArray
    status: IntArray
    ended: FloatArray
    measures: IntArray
    refer: FloatArray
    triggers: list[int]


def _spans(document: Document, window: Window, bounds: IntArray, layers: IntArray) -> list[tuple[int, int]]:
    """Return where the mentions stand in the text; one of marks alone is empty, as is a place with a group's name.

    A name may have been cut: it is made whole up to the next mention of any layer, within its sentence, but in
    headlines, whose capitals tell nothing of names, only when it plainly breaks off.
    """
    starts = np.sort(window.offsets[bounds[:, 0], 0])
    out = []
    found = unbroken(document.text, window, bounds, layers)
    for (first, _), said, layer in zip(bounds.tolist(), found, layers.tolist(), strict=True):
        start, end = said
        names = LAYERS[layer] in ("party", "place")
        if names:
            limit = document.sentences[int(window.sentence[first])].end
            if not cut_off(document.text, start, end):
                after = starts[np.searchsorted(starts, end) :].tolist()
                limit = name_limit(document.text, start, end, min([limit, *after[:1]]))
            whole = whole_name(document.text, start, end, limit)
            # Words that lead up to the next name are its title: "US Defence Secretary X".
            start, end = whole[0], end if document.text[whole[1] : limit].isspace() and whole[1] > end else whole[1]
        span = trimmed(document.text, start, end, letters=names) or (start, start)
        group = LAYERS[layer] == "place" and names_a_group(document.text[slice(*span)])
        out.append((start, start) if group else span)
    return out


def unbroken(text: str, window: Window, bounds: IntArray, layers: IntArray) -> list[tuple[int, int]]:
    """Return where the mentions stand; an Arabic name read as two of a layer (Harakat, al-Nahr) is each time whole."""
    found = [(int(window.offsets[a, 0]), int(window.offsets[b, 1])) for a, b in bounds.tolist()]
    of = list(zip(found, layers.tolist(), strict=True))
    whole = {}
    for (start, end), layer in of:
        rest = next((s for s, other in of if s[0] == end + 1 and other == layer), None)
        if rest is not None and LAYERS[layer] in _SIDES and article_end(text, start, end, rest[1]) > end:
            whole[start, end, layer] = whole[*rest, layer] = (start, rest[1])
    return [whole.get((*span, layer), span) for span, layer in of]


def _score(document: Document, window: Window, network: Network, limits: Thresholds) -> _Scored | None:
    """Run the network over one window; ``None`` when nothing in it may be a trigger."""
    states, trigger, tags = network.tokens(window.ids, window.shapes)
    first = softmax(trigger)
    first[[0, -1]] = np.eye(1, first.shape[1], dtype=np.float32)
    tokens, kinds = candidate_triggers(first, limits.candidate)
    if not (tokens >= window.core).any():
        return None
    bounds, layers = mention_spans(softmax(tags), window, limits.mention)
    apart = buckets(window, tokens, bounds[:, 0])
    between = buckets(window, bounds[:, 0], bounds[:, 0])
    cells = Cells(tokens, kinds, bounds, layers, apart, between)
    links, second, status, ended, measures, refer = network.grid(states, cells)
    return _Scored(
        window=window,
        spans=_spans(document, window, bounds, layers),
        layers=[LAYERS[i] for i in layers],
        links=sigmoid(links),
        types=np.asarray((1 - limits.second) * first[tokens] + limits.second * softmax(second), dtype=np.float32),
        status=status.argmax(axis=1),
        ended=sigmoid(ended),
        measures=measures.argmax(axis=2),
        refer=softmax(refer),
        triggers=tokens.tolist(),
    )


_SIDES = {"party", "place"}
"""Layers whose mentions exclude each other when they are the same words."""

_FITTING = {layer: [i for i, name in enumerate(LINKS) if layer in LAYERS_OF[name]] for layer in LAYERS}
"""The links that a mention of each layer can have."""


def _overlaps(spans: Sequence[tuple[int, int]], layers: Sequence[str]) -> list[tuple[bool, list[int]]]:
    """Say of each mention whether it is hidden, being empty or part of a longer one of its layer, and its rivals.

    Rivals are mentions of the same words in the other of the layers that exclude each other.
    """
    starts = np.array([span[0] for span in spans])
    ends = np.array([span[1] for span in spans])
    out: list[tuple[bool, list[int]]] = []
    for mention, (start, end) in enumerate(spans):
        hidden, rivals = start == end, []
        touching = (starts < end) & (ends > start) & (starts < ends)
        for other in np.nonzero(touching)[0].tolist():
            if other == mention:
                continue
            if layers[other] == layers[mention]:
                hidden = hidden or (int(ends[other] - starts[other]), -other) > (end - start, -mention)
            elif spans[other] == (start, end) and {layers[other], layers[mention]} == _SIDES:
                rivals.append(other)
        out.append((hidden, rivals))
    return out


class _Builder:
    """Builds the claims of one scored window."""

    def __init__(self, document: Document, scored: _Scored, limits: Thresholds) -> None:
        self.document = document
        self.scored = scored
        self.limits = limits
        special = {"time": limits.time, "quantity": limits.quantity}
        self.least = np.array([special.get(name, limits.link) for name in LINKS])
        self.overlaps = _overlaps(scored.spans, scored.layers)

    def claims(self) -> list[Claim]:
        """Return a claim for every trigger of the window's core that is believed."""
        out = []
        for row, token in enumerate(self.scored.triggers):
            types = self.scored.types[row]
            kind = int(types[1:].argmax()) + 1
            if token >= self.scored.window.core and types[kind] >= self.limits.trigger:
                out.append(self._claim(row, token, TYPES[kind], float(types[kind])))
        return out

    def _word(self, token: int) -> tuple[int, int]:
        """Return the span of the whole word that a token begins or stands in."""
        text, (start, end) = self.document.text, self.scored.window.offsets[token].tolist()
        while start > 0 and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
        return start, end

    def _chosen(self, row: int) -> dict[str, list[int]]:
        """Return the mentions that fill each link of a trigger, best first; one time, roles apart."""
        links, trigger = self.scored.links[row], self._word(self.scored.triggers[row])
        out: dict[str, list[int]] = {name: [] for name in LINKS}
        for mention in np.nonzero((links >= self.least).any(axis=1))[0].tolist():
            if self._covered(mention, links) or self._tells_kind(mention, trigger):
                continue
            fitting = _FITTING[self.scored.layers[mention]]
            for i in fitting:
                sides = [j for j in fitting if LINKS[j] in ("actor", "target") or j == i]
                if links[mention, i] >= self.least[i] and links[mention, i] >= max(links[mention, j] for j in sides):
                    out[LINKS[i]].append(mention)
        for name, mentions in out.items():
            mentions.sort(key=lambda m: (-links[m, LINKS.index(name)], m))
        out["time"] = out["time"][:1]
        return out

    def _covered(self, mention: int, links: FloatArray) -> bool:
        """Say whether a mention is no filler: empty, or the same words fill a likelier role in another layer.

        A place that two layers tag is either where it happens or who acts, not both; of two names of one layer
        that overlap the longer one counts.
        """
        hidden, rivals = self.overlaps[mention]
        return hidden or any((links[other].max(), -other) > (links[mention].max(), -mention) for other in rivals)

    def _tells_kind(self, mention: int, trigger: tuple[int, int]) -> bool:
        """Say whether a mention only says of what kind the next word is: "X-backed rebels" are not X.

        Then it fills a role of what that word itself tells, that X backs them, and of nothing else.
        """
        start, end = self.scored.spans[mention]
        if self.scored.layers[mention] not in _SIDES:
            return False
        compound = kind_end(self.document.text, end)
        return compound > end and not (start < trigger[1] and trigger[0] < compound)

    def _name(self, mention: int) -> str:
        """Return the words that name a mention: its antecedent's when the network is sure of one."""
        start, end = self.scored.spans[mention]
        refer = self.scored.refer[mention]
        best = int(refer.argmax())
        if best > 0 and refer[best] >= self.limits.reference and self.scored.layers[mention] in ("party", "place"):
            start, end = self.scored.spans[best - 1]
        return self.document.text[start:end]

    def _fillers(self, mentions: list[int], home: int) -> tuple[Filler, ...]:
        """Return the fillers of a role in text order, each name once; a mention elsewhere gives its name alone."""
        out: dict[str, Filler] = {}
        for mention in sorted(mentions):
            start, end = self.scored.spans[mention]
            name = self._name(mention)
            if self._sentence(mention) == home:
                out.setdefault(name, Filler(name, self.document.text[start:end], start, end))
            else:
                out.setdefault(name, Filler(name))
        return tuple(out.values())

    def _sentence(self, mention: int) -> int:
        start = self.scored.spans[mention][0]
        token = int(np.searchsorted(self.scored.window.offsets[1:-1, 0], start, side="right"))
        return int(self.scored.window.sentence[token])

    def _quantities(self, row: int, mentions: list[int], targets: Sequence[Filler]) -> tuple[Quantity, ...]:
        out = []
        for mention in sorted(mentions):
            start, end = self.scored.spans[mention]
            start = with_modifier(self.document.text, start)
            words = self.document.text[start:end]
            limits = number_bounds(words)
            if limits is not None:
                measure = MEASURES[int(self.scored.measures[row, mention])]
                out.append(Quantity(measure, *limits, self._of(mention, targets), words, (start, end)))
        return tuple(out)

    def _of(self, mention: int, targets: Sequence[Filler]) -> str | None:
        """Return of whom a number is: the party named right after it in its sentence, else the first target."""
        end = self.scored.spans[mention][1]
        limit = min(end + 30, self.document.sentences[self._sentence(mention)].end)
        after = [
            i for i, s in enumerate(self.scored.spans) if self.scored.layers[i] == "party" and end <= s[0] <= limit
        ]
        if after:
            start, stop = self.scored.spans[after[0]]
            return self.document.text[start:stop]
        return targets[0].name if targets else None

    def _claim(self, row: int, token: int, kind: str, confidence: float) -> Claim:
        document, chosen = self.document, self._chosen(row)
        home = int(self.scored.window.sentence[token])
        trigger = self._word(token)
        spans = [trigger]
        for link, mentions in chosen.items():
            spans += [self.scored.spans[m] for m in mentions if link != "attribution" and self._sentence(m) == home]
        sentence = document.sentences[home]
        start = max(min(a for a, _ in spans), sentence.start)
        end = min(max(b for _, b in spans), sentence.end)
        roles = {role: self._fillers(chosen[role], home) for role in ROLES}
        time = None
        if chosen["time"]:
            at = self.scored.spans[chosen["time"][0]]
            time = Time(None, None, document.text[at[0] : at[1]], at)
        segment = document.blocks[sentence.block].kind
        return Claim(
            id=stable_id("c", document.id, kind, trigger[0], start, end),
            document=document.id,
            segment="body" if segment == "caption" else segment,
            type=kind,
            quote=document.text[start:end],
            start=start,
            end=end,
            trigger=document.text[slice(*trigger)],
            trigger_at=trigger,
            time=time,
            quantities=self._quantities(row, chosen["quantity"], roles["target"]),
            status=STATUSES[int(self.scored.status[row])],
            ended=bool(self.scored.ended[row] >= 0.5),
            confidence=round(confidence, 4),
            **roles,
        )


def claims_of(document: Document, windows: Sequence[Window], network: Network, limits: Thresholds) -> list[Claim]:
    """Return the claims that the network finds in the windows of a document, in text order."""
    out: dict[str, Claim] = {}
    for window in windows:
        scored = _score(document, window, network, limits)
        if scored is not None:
            for claim in _Builder(document, scored, limits).claims():
                out.setdefault(claim.id, claim)
    return whole_phrases(document, told_once(document, out.values()))
