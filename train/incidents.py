"""Incident templates (MUC-4) as a task beside the claims: who did what to whom with what, by incident.

    python -m train.incidents WEIGHTS.pt        scores the development documents

The head reads the states of a whole document. Tokens see each other in two light layers, so that a mention's
score knows whether the document tells an incident at all; the likeliest mentions get a role, a kind of incident
and, by pairs, whether they fill one template.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - PyTorch's own abbreviation

from bench.muc4 import CLOSED, KINDS, ROLES, Joined, Limits, Scores, decode, fold, join
from train.corpus import Row, rows, shared
from train.model import Attention, Tokens
from train.tasks import encode

WIDTH = 192
LONGEST = 16
KEPT = 64
POSITIONS = 32
"""Buckets of 64 pieces that say how far from its beginning a document has come."""


@dataclass(frozen=True, slots=True)
class Report:
    """A document with its gold templates.

    ``mentions`` maps a folded name to its roles and templates (indexes); ``kinds`` is each template's kind;
    ``spans`` (s, 3) are role, first and last piece wherever a gold name is said, ``weights`` (s,) how much each
    of them counts: the gold standard points to one place only, and others may tell of something else.
    """

    docid: str
    document: Joined
    mentions: dict[str, tuple[frozenset[int], frozenset[int]]]
    kinds: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]
    weights: tuple[float, ...]


def report(row: Row, tokenizer: Tokenizer) -> Report:
    """Return a row of the MUC-4 data as the head trains on it."""
    document = join(row["doctext"], row["docid"], tokenizer)
    mentions: dict[str, tuple[set[int], set[int]]] = {}
    for number, told in enumerate(row["templates"]):
        for role, label in enumerate(ROLES):
            for name in (fold(mention[0]) for entity in told[label] for mention in entity):
                roles, templates = mentions.setdefault(name, (set(), set()))
                roles.add(role)
                templates.add(number)
    mentions.pop("", None)
    places = dict(_places(document, mentions))
    spans, weights = [], []
    for name, said in places.items():
        for role in sorted(mentions[name][0]):
            spans += [(role, first, last) for first, last in said]
            weights += [1.0 if len(said) == 1 else 0.5] * len(said)
    return Report(
        row["docid"], document, {n: (frozenset(r), frozenset(t)) for n, (r, t) in mentions.items()},
        tuple(KINDS.index(t["incident_type"].split(" / ")[0]) for t in row["templates"]),
        tuple(spans), tuple(weights),
    )  # fmt: skip


def _places(document: Joined, names: dict[str, tuple[set[int], set[int]]]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Yield every name with all the places (first and last piece) where it is said in whole words."""
    found: dict[str, list[tuple[int, int]]] = {}
    ends = np.flatnonzero(document.ends == 0)
    for first in np.flatnonzero(document.starts == 0).tolist():
        for last in ends[(ends >= first) & (ends < first + LONGEST)].tolist():
            name = fold(document.name(first, last))
            if name in names:
                found.setdefault(name, []).append((first, last))
                break
    yield from found.items()


class IncidentHead(nn.Module):
    """Scores of one document from its states (n, size) and its closed starts and ends (n,).

    Gives the bounds (k, 2) of the likeliest mentions, their role logits (k, roles), kind logits (k, kinds) and pair
    logits (k, k), counts (kinds, 3), and, for training, start and end logits (n, roles, 2).
    """

    def __init__(self, size: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.down = nn.Sequential(nn.Linear(size, WIDTH), nn.GELU(), nn.Dropout(dropout))
        self.position = nn.Embedding(POSITIONS, WIDTH)
        self.layers = nn.ModuleList(Attention(WIDTH, dropout) for _ in range(2))
        self.norm = nn.LayerNorm(WIDTH)
        self.look = nn.Linear(WIDTH, len(KINDS))
        self.count = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU(), nn.Dropout(dropout))
        self.counts = nn.Parameter(torch.zeros(len(KINDS), WIDTH, 3))
        self.base = nn.Parameter(torch.zeros(len(KINDS), 3))
        self.edges = nn.Linear(size + WIDTH, 2 * len(ROLES))
        self.whole = nn.Linear(len(KINDS) * WIDTH, WIDTH)
        self.span = nn.Sequential(nn.Linear(2 * (size + WIDTH), WIDTH), nn.GELU(), nn.Dropout(dropout))
        self.width = nn.Embedding(LONGEST, WIDTH)
        self.among = Attention(WIDTH, dropout)
        self.last = nn.LayerNorm(WIDTH)
        self.roles = nn.Linear(WIDTH, len(ROLES))
        self.kinds = nn.Linear(WIDTH, len(KINDS))
        self.one = nn.Linear(WIDTH, WIDTH)
        self.other = nn.Linear(WIDTH, WIDTH)
        self.near = nn.Parameter(torch.zeros(2))
        nn.init.zeros_(self.position.weight)
        nn.init.zeros_(self.width.weight)
        nn.init.constant_(self.edges.bias, -3.0)

    def read(self, states: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return tokens (n, size + WIDTH), counts (kinds, 3) and the document's vector (WIDTH,)."""
        n = states.shape[0]
        at = torch.clamp(torch.arange(n) // 64, max=POSITIONS - 1)
        tokens = self.down(states) + self.position(at)
        for layer in self.layers:
            tokens = layer(tokens)
        tokens = self.norm(tokens)
        pooled = self.look(tokens).softmax(0).T @ tokens
        counts = torch.einsum("kw,kwc->kc", self.count(pooled), self.counts) + self.base
        return torch.cat((states, tokens), -1), counts, self.whole(pooled.flatten())

    def likeliest(self, edges: Tensor, starts: Tensor, ends: Tensor) -> Tensor:
        """Return the bounds (k, 2) of the spans whose start and end score best, from edges (n, roles, 2)."""
        n = edges.shape[0]
        opened = edges[:, :, 0] + starts.unsqueeze(1)
        closed = F.pad(edges[:, :, 1] + ends.unsqueeze(1), (0, 0, 0, LONGEST), value=2 * CLOSED)
        ahead = torch.arange(n).unsqueeze(1) + torch.arange(LONGEST).unsqueeze(0)
        score = (opened.unsqueeze(1) + closed[ahead]).amax(-1).flatten()
        best = torch.topk(F.pad(score, (0, KEPT), value=3 * CLOSED), KEPT).indices
        best = torch.clamp(best, max=n * LONGEST - 1)
        first = best // LONGEST
        return torch.stack((first, torch.clamp(first + best % LONGEST, max=n - 1)), 1)

    def spans(self, tokens: Tensor, edges: Tensor, whole: Tensor, bounds: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return role logits (k, roles), kind logits (k, kinds) and pair logits (k, k) of spans."""
        first, last = bounds[:, 0], bounds[:, 1]
        x = self.span(torch.cat((tokens[first], tokens[last]), -1)) + self.width(last - first) + whole
        x = self.last(self.among(x))
        roles = self.roles(x) + (edges[first, :, 0] + edges[last, :, 1]) / 2
        apart = torch.log1p((first.unsqueeze(0) - first.unsqueeze(1)).abs().float())
        one = self.one(x)
        pairs = one @ self.other(x).T / WIDTH**0.5
        return roles, self.kinds(x), (pairs + pairs.T) / 2 + self.near[0] - self.near[1] * apart

    def forward(self, states: Tensor, starts: Tensor, ends: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Return bounds, roles, kinds, pairs and counts of a document; shapes are the class's."""
        tokens, counts, whole = self.read(states)
        edges = self.edges(tokens).unflatten(-1, (len(ROLES), 2))
        bounds = self.likeliest(edges, starts, ends)
        return bounds, *self.spans(tokens, edges, whole, bounds), counts


def joined_states(tokens: Tokens, documents: Sequence[Joined]) -> list[Tensor]:
    """Return the encoder's states of documents, (n, size) each, all their windows encoded at once."""
    states = iter(encode(tokens, [window for document in documents for window in document.windows]))
    return [torch.cat([next(states)[part] for part in document.take]) for document in documents]


def edge_loss(report: Report, edges: Tensor) -> Tensor:
    """Return the loss of starts and ends (n, roles, 2) of gold names."""
    gold, weight = torch.zeros_like(edges), torch.ones_like(edges)
    for (role, first, last), counts in zip(report.spans, report.weights, strict=True):
        for at, side in ((first, 0), (last, 1)):
            gold[at, role, side] = 1
            weight[at, role, side] = 2 * counts
    # Where no mention can start or end there is nothing to learn.
    weight[:, :, 0] *= torch.from_numpy(report.document.starts == 0).unsqueeze(1)
    weight[:, :, 1] *= torch.from_numpy(report.document.ends == 0).unsqueeze(1)
    return F.binary_cross_entropy_with_logits(edges, gold, weight=weight, reduction="sum")


def count_loss(report: Report, counts: Tensor) -> Tensor:
    """Return the loss of how many templates of each kind there are."""
    gold = torch.tensor([min(2, report.kinds.count(kind)) for kind in range(len(KINDS))])
    return F.cross_entropy(counts, gold, reduction="sum")


def span_loss(report: Report, bounds: Tensor, roles: Tensor, kinds: Tensor, pairs: Tensor) -> Tensor:
    """Return the loss of roles, kinds and pairs of the spans at hand.

    A name counts once however often it is said: its role has to be seen somewhere, and nowhere if it has none.
    """
    names = [fold(report.document.name(first, last)) for first, last in bounds.tolist()]
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        rows.setdefault(name, []).append(row)
    best = torch.stack([roles[at].amax(0) for at in rows.values()])
    gold = torch.zeros_like(best)
    for row, name in enumerate(rows):
        for role in report.mentions.get(name, ((), ()))[0]:
            gold[row, role] = 1
    loss = F.binary_cross_entropy_with_logits(best, gold, reduction="sum")
    known = [(row, report.mentions[name][1]) for row, name in enumerate(names) if name in report.mentions]
    if not known:
        return loss
    at = torch.tensor([row for row, _ in known])
    told = torch.tensor([[float(any(report.kinds[t] == k for t in ts)) for k in range(len(KINDS))] for _, ts in known])
    loss = loss + 0.3 * F.binary_cross_entropy_with_logits(kinds[at], told, reduction="sum")
    same = torch.tensor([[float(bool(a & b)) for _, b in known] for _, a in known])
    pair = F.binary_cross_entropy_with_logits(pairs[at][:, at], same, reduction="sum")
    return loss + pair / len(known)


class Incidents:
    """The task: see ``train.tasks.Task``.

    Every ``held``-th training document is kept out, to choose thresholds on (0: none is). Raises
    FileNotFoundError when the data is not there.
    """

    name = "incidents"

    def __init__(self, tokenizer: Tokenizer, size: int = 384, held: int = 8) -> None:
        self.head = IncidentHead(size)
        everything = [report(row, tokenizer) for row in gold_rows("train")]
        self.held = [r for i, r in enumerate(everything) if held and i % held == 0]
        self.reports = [r for i, r in enumerate(everything) if not (held and i % held == 0)]
        self.sizes = [sum(len(w.ids) for w in r.document.windows) for r in self.reports]

    def loss(self, tokens: Tokens, batch: Sequence[int]) -> Tensor:
        """Return the mean loss over the documents with these indexes."""
        chosen = [self.reports[i] for i in batch]
        states = joined_states(tokens, [r.document for r in chosen])
        return torch.stack([self.one(r, s) for r, s in zip(chosen, states, strict=True)]).mean()

    def one(self, report: Report, states: Tensor) -> Tensor:
        """Return the loss of one document from its states (n, size), a scalar."""
        head, document = self.head, report.document
        read, counts, whole = head.read(states)
        edges = head.edges(read).unflatten(-1, (len(ROLES), 2))
        with torch.no_grad():
            bounds = head.likeliest(edges, torch.from_numpy(document.starts), torch.from_numpy(document.ends))
        gold = torch.tensor([span[1:] for span in report.spans], dtype=torch.long).reshape(-1, 2)
        bounds = torch.unique(torch.cat((gold, bounds)), dim=0)
        loss = span_loss(report, bounds, *head.spans(read, edges, whole, bounds))
        return (loss + edge_loss(report, edges) / 2 + count_loss(report, counts)) / 10


def gold_rows(part: str) -> list[Row]:
    """Return the rows of a part of the MUC-4 data; FileNotFoundError says where it was looked for."""
    path = shared() / "data" / "muc4" / f"{part}.jsonl"
    if not path.exists():
        raise FileNotFoundError(f"{path}: no MUC-4 data there; set ANNALS_SHARED to the folder that holds it")
    return list(rows(path))


@torch.no_grad()
def scores_of(tokens: Tokens, head: IncidentHead, document: Joined) -> Scores:
    """Return what the head says of a document."""
    states = joined_states(tokens, [document])[0]
    out = head(states, torch.from_numpy(document.starts), torch.from_numpy(document.ends))
    return Scores(*(part.numpy() for part in out))
