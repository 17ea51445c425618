"""Entities of re3d as a task beside the claims: every stretch of up to twenty word pieces is scored.

    python -m train.entities WEIGHTS               scores weights on the documents held out
    python -m train.entities WEIGHTS --export      writes bench/heads/entities.onnx and its card as well

Run train.export with the same weights first: the head is scored on the package's encoder.

A fifth of the documents of each publisher is held out. Documents of BBC Online may be measured with, but are
under a non-commercial licence: none is trained on. In re3d a person marked most entities; others were marked by
a program (gazetteers, patterns) and not confirmed (confidence below a half). Both count. They follow different
habits, so the head gives two logits a type, one for each hand, and an entity is what either would mark.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - PyTorch's own abbreviation

from annals.extract.windows import IntArray, Window, windows
from bench.re3d import (
    HEADS,
    MAX_PIECES,
    TYPES,
    Entity,
    EntityReader,
    candidates,
    consistent,
    decode,
    f1,
    gold_of,
    named,
    parts,
    readable,
)
from bench.re3d_names import learnt
from train.corpus import Row, rows, shared
from train.dropout import Dropout
from train.tasks import States, encode

Names = Mapping[str, Mapping[str, float]]
WIDTH = 128
HANDS = 2
"""Who marked an entity: a person, or a program that nobody confirmed."""
HIDDEN = 0.12
"""Share of the word pieces that are hidden from the encoder in training."""
SIZE = 384
"""Width of the encoder's states."""
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45)
"""Probabilities that are tried as the one from which on an entity is believed in."""


def re3d_rows() -> list[Row]:
    """Return the documents of re3d; FileNotFoundError says where they were looked for."""
    path = shared() / "data" / "re3d" / "train.jsonl"
    if not path.exists():
        raise FileNotFoundError(f"{path}: no re3d there; set ANNALS_SHARED to the folder that holds data/re3d")
    return list(rows(path))


def spare(documents: Sequence[Row]) -> list[Row]:
    """Return the documents that are neither trained on nor held out: thresholds are chosen on them."""
    names = {row["document"]["id"] for part in parts(documents) for row in part}
    return [row for row in documents if row["document"]["id"] not in names]


@dataclass(frozen=True, slots=True)
class Example:
    """A window with its candidates (n, 2) and what they are, (n, types, hands), ones and zeros."""

    window: Window
    spans: IntArray
    gold: Tensor


def examples(row: Row, tokenizer: Tokenizer) -> list[Example]:
    """Return a document's windows with what is marked in them."""
    text = row["text"]
    marked = {(e["begin"], e["end"], TYPES.index(e["type"])): int(e["confidence"] < 0.5) for e in row["entities"]}
    out = []
    for window in windows(readable(text), tokenizer):
        spans = candidates(window, text)
        at = {(int(window.offsets[a, 0]), int(window.offsets[b, 1])): n for n, (a, b) in enumerate(spans.tolist())}
        gold = torch.zeros(len(spans), len(TYPES), HANDS)
        for (begin, end, kind), hand in marked.items():
            if (begin, end) in at:
                gold[at[begin, end], kind, hand] = 1
        out.append(Example(window, spans, gold))
    return out


class Spans(nn.Module):
    """Scores stretches: states (tokens, size) and spans (n, 2) to logits (n, types, hands).

    A stretch's score is the sum of what its first and its last word piece say by themselves (``edges``) and of what
    both, the mean of the pieces and their number say together.
    """

    def __init__(self, size: int, dropout: float = 0.3) -> None:
        super().__init__()
        self.labels = len(TYPES) * HANDS
        self.drop = Dropout(dropout)
        self.edge = nn.Linear(size, 2 * self.labels)
        self.begin, self.end, self.inside = (nn.Linear(size, 2 * WIDTH) for _ in range(3))
        self.lengths = nn.Embedding(MAX_PIECES, 2 * WIDTH)
        self.norm = nn.LayerNorm(2 * WIDTH)
        self.out = nn.Linear(3 * WIDTH, self.labels)
        nn.init.normal_(self.lengths.weight, std=0.02)
        nn.init.constant_(self.edge.bias, -4.0)

    def edges(self, states: Tensor) -> Tensor:
        """Return the logits that a piece begins or ends an entity, (tokens, 2, types * hands)."""
        logits: Tensor = self.edge(self.drop(states)).unflatten(-1, (2, self.labels))
        return logits

    def forward(self, states: Tensor, spans: Tensor) -> Tensor:
        """Return the logits; see the class."""
        first, last = spans[:, 0], spans[:, 1]
        begin, end, inside = self.begin(states), self.end(states), self.inside(states).cumsum(0)
        # No stretch begins with the first piece, which is [CLS].
        mean = (inside[last] - inside[first - 1]) / (last - first + 1).unsqueeze(1)
        left, right = begin[first], end[last]
        summed = F.gelu(self.norm(left + right + mean + self.lengths(last - first)))
        together = self.out(self.drop(torch.cat((summed, left[:, :WIDTH] * right[:, :WIDTH]), -1)))
        edges = self.edges(states)
        logits: Tensor = (together + edges[first, 0] + edges[last, 1]).unflatten(-1, (len(TYPES), HANDS))
        return logits


class Shares(nn.Module):
    """The head as it is exported: the probability that either hand would mark a stretch, (n, types)."""

    def __init__(self, head: nn.Module) -> None:
        super().__init__()
        self.head = head

    def forward(self, states: Tensor, spans: Tensor) -> Tensor:
        """Return probabilities; the inputs are those of ``Spans``."""
        one, other = self.head(states, spans).sigmoid().unbind(-1)
        shares: Tensor = 1 - (1 - one) * (1 - other)
        return shares


class Entities:
    """The task: see ``train.tasks.Task``."""

    name = "entities"

    def __init__(self, documents: Iterable[Row], tokenizer: Tokenizer, size: int) -> None:
        self.head: nn.Module = Spans(size)
        self.examples = [e for row in documents for e in examples(row, tokenizer)]
        self.sizes = [len(e.window.ids) for e in self.examples]

    def loss(self, tokens: States, batch: Sequence[int]) -> Tensor:
        """Return the loss over the examples with these indexes: of stretches, and of where they begin and end."""
        chosen = [self.examples[i] for i in batch]
        states = encode(tokens, [e.window for e in chosen], HIDDEN)
        losses = [self._loss(state, e) for state, e in zip(states, chosen, strict=True)]
        return torch.stack(losses).sum() / max(1.0, sum(e.gold.sum().item() for e in chosen))

    def _loss(self, states: Tensor, example: Example) -> Tensor:
        spans, whole = torch.from_numpy(example.spans).to(states.device), example.gold.to(states.device)
        loss = F.binary_cross_entropy_with_logits(self.head(states, spans), whole, reduction="sum")
        edges = self.head.edges(states)
        gold = torch.zeros_like(edges)
        flat = whole.flatten(1)
        for side in range(2):
            where = spans[:, side].unsqueeze(1).expand_as(flat)
            gold[:, side].scatter_reduce_(0, where, flat, "amax")
        core = slice(example.window.core, len(states) - 1)
        return loss + 0.5 * F.binary_cross_entropy_with_logits(edges[core], gold[core], reduction="sum")


@torch.no_grad()
def scored(tokens: States, head: nn.Module, row: Row, tokenizer: Tokenizer, names: Names) -> list[tuple[Entity, float]]:
    """Return the candidates of a document that are at all likely, with their probabilities."""
    text, out = row["text"], []
    for window in windows(readable(text), tokenizer):
        spans = candidates(window, text)
        states = encode(tokens, [window])[0]
        out += named(window, spans, Shares(head)(states, torch.from_numpy(spans)).numpy())
    return consistent(text, out, names)


def evaluate(
    tokens: States, head: nn.Module, documents: Sequence[Row], tokenizer: Tokenizer, thresholds: Sequence[float]
) -> dict[float, tuple[float, float]]:
    """Return strict and overlap F1 over the documents at each threshold."""
    head.eval()
    names = learnt(parts(re3d_rows())[0], TYPES)
    believed = [scored(tokens, head, row, tokenizer, names) for row in documents]
    golden = [gold_of(row) for row in documents]
    return {
        limit: f1((gold, decode(some, limit)) for gold, some in zip(golden, believed, strict=True))
        for limit in thresholds
    }


def export(head: nn.Module, folder: Path) -> None:
    """Write the head in full precision."""
    folder.mkdir(parents=True, exist_ok=True)
    states, spans = torch.randn(12, SIZE), torch.tensor([[1, 2], [3, 3], [4, 9]])
    torch.onnx.export(
        Shares(head).eval(), (states, spans), str(folder / "entities.onnx"), opset_version=17, dynamo=False,
        input_names=["states", "spans"], output_names=["shares"],
        dynamic_axes={"states": {0: "tokens"}, "spans": {0: "n"}, "shares": {0: "n"}},
    )  # fmt: skip


def write_card(folder: Path, threshold: float, figures: Mapping[str, float]) -> None:
    """Write the card beside the exported head: types, threshold, the figures on the documents held out."""
    card = {
        "types": TYPES,
        "threshold": threshold,
        "trained_on": "re3d (OGL, CC BY, CC BY-SA, public domain; not BBC Online), without a fifth held out",
        "held_out": {name: round(value, 4) for name, value in figures.items()},
        "names": learnt(parts(re3d_rows())[0], TYPES),
    }
    (folder / "entities.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Score weights on the documents held out; if asked to, export the head and score it as the bench runs it."""
    from train.fit import base_tokenizer, load_weights, new_reader
    from train.frozen import Frozen

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--export", action="store_true", help="write the head and its card to bench/heads")
    parser.add_argument("--out", type=Path, default=HEADS, help="folder to export to")
    options = parser.parse_args()
    reader, head = new_reader(), Spans(SIZE)
    load_weights(options.weights, reader, {Entities.name: head})
    documents = re3d_rows()
    tokens, tokenizer, test = Frozen().eval(), base_tokenizer(), parts(documents)[1]
    tried = evaluate(tokens, head, spare(documents), tokenizer, THRESHOLDS)
    threshold = max(tried, key=lambda limit: (sum(tried[limit]), limit))
    strict, overlap = evaluate(tokens, head, test, tokenizer, (threshold,))[threshold]
    print(f"threshold {threshold} of {tried}\nheld out: strict_f1 {strict:.4f} overlap_f1 {overlap:.4f}")
    if options.export:
        export(head, options.out)
        write_card(options.out, threshold, {})
        exported = EntityReader(options.out)
        strict, overlap = f1((gold_of(row), exported(row["text"])) for row in test)
        write_card(options.out, threshold, {"strict_f1": strict, "overlap_f1": overlap})
        print(f"exported: strict_f1 {strict:.4f} overlap_f1 {overlap:.4f}")


if __name__ == "__main__":
    main()
