"""Incident templates (MUC-4) as a task beside the claims: who did what to whom with what, by incident.

    python -m train.incidents WEIGHTS.pt            chooses thresholds and scores the development documents
    python -m train.incidents WEIGHTS.pt --export   writes bench/heads/incidents.onnx and its card as well

Run train.export with the same weights first: the head is scored on the package's encoder.

The head reads the states of a whole document. Tokens see each other in two light layers, so that a mention's
score knows whether the document tells an incident at all; the likeliest mentions get a role. Which of them fill one
template, and of which kind it is, is left to ``train.joins`` and ``train.telling``: by their vectors this head could
not tell it.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - PyTorch's own abbreviation

from bench.muc4 import CLOSED, HEADS, KINDS, LONGEST, Joined, Limits, Scores, decode, fold, join, places, sketch
from bench.muc4_groups import FEATURES, ROLES, Joins
from train.corpus import Row, rows, shared
from train.dropout import Dropout
from train.joins import fitted
from train.model import Attention
from train.tasks import States, encode
from train.telling import fitted as telling_of
from train.templates import Scored, chosen_limits

WIDTH = 192
KEPT = 64
HELD = 8
"""One document in so many is kept out of training, to choose thresholds on."""

MASKED = 0.1
"""Share of the word pieces that are hidden in training."""

POSITIONS = 32
"""Buckets of 64 pieces that say how far from its beginning a document has come."""


@dataclass(frozen=True, slots=True)
class Report:
    """A document with its gold templates.

    ``mentions`` maps a folded name to its roles and templates (indexes); ``kinds`` is each template's kind;
    ``spans`` (s, 3) are role, first and last piece wherever a gold name is said, ``weights`` (s,) how much each
    of them counts: the gold standard does not say which places it means, and some may tell of something else.
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
    found = places(document, mentions)
    spans, weights = [], []
    for name, said in found.items():
        for role in sorted(mentions[name][0]):
            spans += [(role, first, last) for first, last in said]
            weights += [1.0 if len(said) == 1 else 0.5] * len(said)
    return Report(
        row["docid"], document, {n: (frozenset(r), frozenset(t)) for n, (r, t) in mentions.items()},
        tuple(KINDS.index(t["incident_type"].split(" / ")[0]) for t in row["templates"]),
        tuple(spans), tuple(weights),
    )  # fmt: skip


def _numbers(column: Tensor) -> Tensor:
    """Return 0, 1, 2 … for the entries of a column (n,), finite numbers, as an exported graph does for any n.

    Reckoned from the entries: a range of known length would stay as long as it was when the graph was traced.
    """
    return (column * 0 + 1).cumsum(0).long() - 1


class IncidentHead(nn.Module):
    """Scores of one document from its states (n, size) and its closed starts and ends (n,).

    Gives the bounds (k, 2) of the likeliest mentions, their role logits (k, roles) and logits (kinds,) of the kinds
    of incident that are told.
    """

    def __init__(self, size: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.size = size
        self.down = nn.Sequential(nn.Linear(size, WIDTH), nn.GELU(), Dropout(dropout))
        self.position = nn.Embedding(POSITIONS, WIDTH)
        self.layers = nn.ModuleList(Attention(WIDTH, dropout) for _ in range(2))
        self.norm = nn.LayerNorm(WIDTH)
        self.look = nn.Linear(WIDTH, len(KINDS))
        self.view = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU(), Dropout(dropout))
        self.told = nn.Parameter(torch.zeros(len(KINDS), WIDTH))
        self.base = nn.Parameter(torch.zeros(len(KINDS)))
        self.edges = nn.Linear(size + WIDTH, 2 * len(ROLES))
        self.whole = nn.Linear(len(KINDS) * WIDTH, WIDTH)
        self.span = nn.Sequential(nn.Linear(2 * (size + WIDTH), WIDTH), nn.GELU(), Dropout(dropout))
        self.width = nn.Embedding(LONGEST, WIDTH)
        self.among = Attention(WIDTH, dropout)
        self.last = nn.LayerNorm(WIDTH)
        self.roles = nn.Linear(WIDTH, len(ROLES))
        nn.init.zeros_(self.position.weight)
        nn.init.zeros_(self.width.weight)
        nn.init.constant_(self.edges.bias, -3.0)

    def read(self, states: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return tokens (n, size + WIDTH), kinds told (kinds,) and the document's vector (WIDTH,)."""
        at = torch.clamp(_numbers(states[:, 0]) // 64, max=POSITIONS - 1)
        tokens = self.down(states) + self.position(at)
        for layer in self.layers:
            tokens = layer(tokens)
        tokens = self.norm(tokens)
        pooled = self.look(tokens).softmax(0).T @ tokens
        told = (self.view(pooled) * self.told).sum(-1) + self.base
        return torch.cat((states, tokens), -1), told, self.whole(pooled.flatten())

    def likeliest(self, edges: Tensor, starts: Tensor, ends: Tensor) -> Tensor:
        """Return the bounds (k, 2) of the spans whose start and end score best, from edges (n, roles, 2)."""
        number = _numbers(starts)
        opened = edges[:, :, 0] + starts.unsqueeze(1)
        closed = F.pad(edges[:, :, 1] + ends.unsqueeze(1), (0, 0, 0, LONGEST), value=2 * CLOSED)
        ahead = number.unsqueeze(1) + torch.arange(LONGEST, device=number.device).unsqueeze(0)
        score = (opened.unsqueeze(1) + closed[ahead]).amax(-1).flatten()
        best = torch.topk(F.pad(score, (0, KEPT), value=3 * CLOSED), KEPT).indices
        # Tensors, not numbers, bound the indexes: the exported graph must not keep the length it was traced with.
        final = number[-1]
        best = torch.minimum(best, final * LONGEST + LONGEST - 1)
        first = best // LONGEST
        return torch.stack((first, torch.minimum(first + best % LONGEST, final)), 1)

    def spans(self, tokens: Tensor, edges: Tensor, whole: Tensor, bounds: Tensor) -> Tensor:
        """Return role logits (k, roles) of spans."""
        first, last = bounds[:, 0], bounds[:, 1]
        x = self.span(torch.cat((tokens[first], tokens[last]), -1)) + self.width(last - first) + whole
        x = self.last(self.among(x))
        roles: Tensor = self.roles(x) + (edges[first, :, 0] + edges[last, :, 1]) / 2
        return roles

    def forward(self, states: Tensor, starts: Tensor, ends: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return bounds, roles and kinds told of a document; shapes are the class's."""
        tokens, told, whole = self.read(states)
        edges = self.edges(tokens).unflatten(-1, (len(ROLES), 2))
        bounds = self.likeliest(edges, starts, ends)
        return bounds, self.spans(tokens, edges, whole, bounds), told


def joined_states(tokens: States, documents: Sequence[Joined], masked: float = 0.0) -> list[Tensor]:
    """Return the encoder's states of documents, (n, size) each, all their windows encoded at once."""
    states = iter(encode(tokens, [window for document in documents for window in document.windows], masked))
    return [torch.cat([next(states)[part] for part in document.take]) for document in documents]


def edge_loss(report: Report, edges: Tensor) -> Tensor:
    """Return the loss of starts and ends (n, roles, 2) of gold names."""
    gold, weight = torch.zeros(edges.shape), torch.ones(edges.shape)
    for (role, first, last), counts in zip(report.spans, report.weights, strict=True):
        for at, side in ((first, 0), (last, 1)):
            gold[at, role, side] = 1
            weight[at, role, side] = 2 * counts
    # Where no mention can start or end there is nothing to learn.
    weight[:, :, 0] *= torch.from_numpy(report.document.starts == 0).unsqueeze(1)
    weight[:, :, 1] *= torch.from_numpy(report.document.ends == 0).unsqueeze(1)
    gold, weight = gold.to(edges.device), weight.to(edges.device)
    return F.binary_cross_entropy_with_logits(edges, gold, weight=weight, reduction="sum")


def kind_loss(report: Report, told: Tensor) -> Tensor:
    """Return the loss of which kinds of incident there are, from logits (kinds,)."""
    gold = torch.tensor([float(kind in report.kinds) for kind in range(len(KINDS))], device=told.device)
    return F.binary_cross_entropy_with_logits(told, gold, reduction="sum")


def span_loss(report: Report, bounds: Tensor, roles: Tensor) -> Tensor:
    """Return the loss of roles of the spans at hand.

    A name counts once however often it is said: its role has to be seen somewhere, and nowhere if it has none.
    """
    names = [fold(report.document.name(first, last)) for first, last in bounds.tolist()]
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        rows.setdefault(name, []).append(row)
    best = torch.stack([roles[at].amax(0) for at in rows.values()])
    gold = torch.zeros(best.shape)
    for row, name in enumerate(rows):
        for role in report.mentions.get(name, ((), ()))[0]:
            gold[row, role] = 1
    return F.binary_cross_entropy_with_logits(best, gold.to(best.device), reduction="sum")


def one_loss(head: IncidentHead, report: Report, states: Tensor) -> Tensor:
    """Return the loss of one document from its states (n, size), a scalar."""
    document, where = report.document, states.device
    read, told, whole = head.read(states)
    edges = head.edges(read).unflatten(-1, (len(ROLES), 2))
    with torch.no_grad():
        closed = (torch.from_numpy(side).to(where) for side in (document.starts, document.ends))
        bounds = head.likeliest(edges, *closed)
    gold = torch.tensor([span[1:] for span in report.spans], dtype=torch.long, device=where).reshape(-1, 2)
    bounds = torch.unique(torch.cat((gold, bounds)), dim=0)
    loss = span_loss(report, bounds, head.spans(read, edges, whole, bounds))
    # A document has some ten decisions that matter; their sum, not their mean, weighs documents with none alike.
    return (loss + edge_loss(report, edges) / 2 + kind_loss(report, told)) / 10


class Incidents:
    """The task: see ``train.tasks.Task``.

    Every ``HELD``-th training document is kept out, to choose thresholds on together with the development documents.
    Raises FileNotFoundError when the data is not there.
    """

    name = "incidents"

    def __init__(self, tokenizer: Tokenizer, size: int = 384) -> None:
        self.head = IncidentHead(size)
        self.reports = [report(row, tokenizer) for i, row in enumerate(gold_rows("train")) if i % HELD]
        self.sizes = [sum(len(w.ids) for w in r.document.windows) for r in self.reports]

    def loss(self, tokens: States, batch: Sequence[int]) -> Tensor:
        """Return the mean loss over the documents with these indexes."""
        chosen = [self.reports[i] for i in batch]
        states = joined_states(tokens, [r.document for r in chosen], MASKED)
        return torch.stack([one_loss(self.head, r, s) for r, s in zip(chosen, states, strict=True)]).mean()


def held_rows() -> list[Row]:
    """Return the training rows that are kept out of training."""
    return gold_rows("train")[::HELD]


def gold_rows(part: str) -> list[Row]:
    """Return the rows of a part of the MUC-4 data; FileNotFoundError says where it was looked for."""
    path = shared() / "data" / "muc4" / f"{part}.jsonl"
    if not path.exists():
        raise FileNotFoundError(f"{path}: no MUC-4 data there; set ANNALS_SHARED to the folder that holds it")
    return list(rows(path))


@torch.no_grad()
def scores_of(tokens: States, head: IncidentHead, document: Joined) -> Scores:
    """Return what the head says of a document."""
    states = joined_states(tokens, [document])[0]
    out = head(states, torch.from_numpy(document.starts), torch.from_numpy(document.ends))
    return Scores(*(part.numpy() for part in out))


def export(head: IncidentHead, limits: Limits, joins: Joins, measured: Mapping[str, float], folder: Path) -> None:
    """Write the head in full precision (its inputs: the states of a document, closed starts and ends) and its card."""
    folder.mkdir(parents=True, exist_ok=True)
    n = 90
    torch.onnx.export(
        head, (torch.randn(n, head.size), torch.zeros(n), torch.zeros(n)), str(folder / "incidents.onnx"),
        input_names=["states", "starts", "ends"], output_names=["bounds", "roles", "told"],
        opset_version=17, dynamo=False, dynamic_axes={name: {0: "pieces"} for name in ("states", "starts", "ends")},
    )  # fmt: skip
    regression = {"weights": dict(zip(FEATURES, joins.weights, strict=True)), "base": joins.base}
    card = {
        "roles": ROLES, "kinds": KINDS, "limits": asdict(limits), "joins": regression, "measured": dict(measured),
    }  # fmt: skip
    (folder / "incidents.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Choose thresholds on the documents held out and the development documents, score the latter, export."""
    from train.fit import base_tokenizer, load_weights, new_reader
    from train.frozen import Frozen

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--export", action="store_true")
    options = parser.parse_args()
    tokenizer, reader = base_tokenizer(), new_reader()
    head = IncidentHead(reader.tokens.bert.config.hidden_size)
    load_weights(options.weights, reader, {Incidents.name: head})
    tokens = Frozen().eval()
    head.eval()
    reports = Incidents(tokenizer).reports
    joins, telling = fitted(reports), telling_of(reports)
    rows = [*held_rows(), *gold_rows("dev")]
    documents = [join(row["doctext"], row["docid"], tokenizer) for row in rows]
    sketches = [sketch(document, scores_of(tokens, head, document), joins) for document in documents]
    limits, score = chosen_limits(sketches, Scored(rows), telling)
    print(f"held out and development: micro F1 {score:.4f} at {limits}")
    for name, part in (("held out", slice(len(held_rows()))), ("development", slice(len(held_rows()), None))):
        measured = Scored(rows[part]).figures([decode(told, limits, telling) for told in sketches[part]])
        print(f"{name}: " + "  ".join(f"{slot} {value:.4f}" for slot, value in measured.items()))
    if options.export:
        export(head, limits, joins, {name: round(value, 4) for name, value in measured.items()}, HEADS)
        telling.save(HEADS / "kinds.json")


if __name__ == "__main__":
    main()
