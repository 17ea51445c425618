"""Average the weights of runs that began with the same weights.

    python -m train.average ONE.pt OTHER.pt … --out MEAN.pt

Weights from two ends of one training that is set on its way again with a higher rate lie in one valley, and their mean
reads better than either (see LOG.md; Wortsman et al. 2022, "Model soups").
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch


def mean(weights: Sequence[dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Return the mean of weights as ``train.fit`` saves them, part by part; what does not count comes from the last.

    Raises KeyError when a part or a tensor of the last is missing in another.
    """
    last = weights[-1]
    return {
        part: {
            name: torch.stack([w[part][name] for w in weights]).mean(0) if value.is_floating_point() else value
            for name, value in tensors.items()
        }
        for part, tensors in last.items()
    }


def main() -> None:
    """Read the weights and save their mean."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.save(mean([torch.load(path, map_location="cpu", weights_only=True) for path in options.weights]), options.out)


if __name__ == "__main__":
    main()
