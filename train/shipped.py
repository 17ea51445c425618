"""The shipped weights as weights to train on from: the exported graphs read back.

    python -m train.shipped --out train/runs/shipped.pt

What was stored in eight bits comes back as the numbers that the eight bits stand for; the word embeddings, which never
learn, are the base weights' own.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from bench.re3d import HEADS
from train.entities import SIZE, Entities, Spans
from train.fit import new_reader
from train.frozen import MODEL
from train.incidents import IncidentHead, Incidents

QUANTISED = "_quantized"
ASIDE = ("_scale", "_zero_point")
KEPT = ("tokens.bert.embeddings.word_embeddings", "tokens.bert.pooler")
"""What never learns, and what nothing reads."""


def parameters(graph: Path) -> Iterator[tuple[str, Tensor]]:
    """Yield the parameters of an exported graph as the module that it was made from names and lays them out.

    A matrix product's weights have no name of their own in a graph: its node does, and holds them turned round.
    Raises OSError when the graph cannot be read.
    """
    model = onnx.load(graph).graph
    values = {one.name: numpy_helper.to_array(one) for one in model.initializer}
    # A parameter that is called as an output is told from it by a number.
    outputs = {f"{one.name}.1": one.name for one in model.output}
    for name, value in values.items():
        if not name.startswith("onnx::") and not name.endswith((QUANTISED, *ASIDE)):
            yield outputs.get(name, name), torch.tensor(value)
    for node in model.node:
        for name in node.input:
            value = values.get(name)
            named = name.removesuffix(QUANTISED)
            turned = node.op_type in {"MatMul", "MatMulInteger"}
            unnamed = named.startswith("onnx::") and turned
            if value is None or name.endswith(ASIDE) or (name == named and not unnamed):
                continue
            if name != named:
                zero, scale = values[f"{named}_zero_point"], values[f"{named}_scale"]
                value = (value.astype(np.float32) - zero.astype(np.float32)) * scale
            if unnamed:
                named = _module(node.name) + ".weight"
            yield named, torch.tensor(value.T.copy() if turned else value)


def _module(node: str) -> str:
    """Return the name of the module that a node stands for: /a/b/b.0/MatMul_quant is a.b.0."""
    parts: list[str] = []
    for part in node.strip("/").split("/")[:-1]:
        if parts and part.startswith(f"{parts[-1]}."):
            parts.pop()
        parts.append(part)
    return ".".join(parts)


def load(module: nn.Module, graph: Path, keep: tuple[str, ...] = ()) -> None:
    """Load an exported graph into a module like the one that it was made from.

    Parameters whose names begin as ``keep`` says stay as they are.

    Raises ValueError when the graph lacks a parameter or has one of another shape.
    """
    state = module.state_dict()
    found = dict(parameters(graph))
    lacking = [name for name, value in state.items() if not name.startswith(keep) and _unlike(found.get(name), value)]
    if lacking:
        raise ValueError(f"{graph}: no such parameters in it: {', '.join(lacking)}; it was made by another version")
    module.load_state_dict({name: value if name.startswith(keep) else found[name] for name, value in state.items()})


def _unlike(found: Tensor | None, wanted: Tensor) -> bool:
    return found is None or found.shape != wanted.shape


def main() -> None:
    """Save the shipped weights as ``train.fit --start`` takes them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    reader, spans, incidents = new_reader(), Spans(SIZE), IncidentHead(SIZE)
    whole = nn.ModuleDict({"tokens": reader.tokens})
    load(whole, MODEL / "tokens.onnx", KEPT)
    load(reader.grid, MODEL / "grid.onnx")
    load(nn.ModuleDict({"head": spans}), HEADS / "entities.onnx")
    load(incidents, HEADS / "incidents.onnx")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({
        "reader": reader.state_dict(),
        Incidents.name: incidents.state_dict(),
        Entities.name: spans.state_dict(),
    }, options.out)  # fmt: skip


if __name__ == "__main__":
    main()
