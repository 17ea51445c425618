"""Score a network in training on the development documents, with the contract's scorer.

python -m train.evaluate train/runs/NAME/best.pt [--by type|role]
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import islice

import torch
from tokenizers import Tokenizer

from annals.extract.assemble import Cells, GridScores, claims_of
from annals.extract.decode import FloatArray, Thresholds
from annals.extract.windows import IntArray, windows
from annals.types import Claim, Document
from train.corpus import dev_rows, shared_dev_rows
from train.model import Reader
from train.scoring import f1, predictions, scorer


class TorchNetwork:
    """A network in training, as the package's assembly wants it."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.device = reader, reader.tokens.device

    def tokens(self, ids: IntArray, shapes: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Run the encoder over one window."""
        with torch.no_grad():
            one = torch.from_numpy(ids)[None].to(self.device)
            told = self.reader.tokens(one, torch.from_numpy(shapes)[None].to(self.device), torch.ones_like(one))
        states, trigger, tags = (part[0].cpu().numpy() for part in told)
        return states, trigger, tags

    def grid(self, states: FloatArray, cells: Cells) -> GridScores:
        """Score triggers by mentions."""
        with torch.no_grad():
            parts = (states, *(getattr(cells, name) for name in Cells.__slots__))
            told = self.reader.grid(*(torch.from_numpy(part).to(self.device) for part in parts))
            return tuple(x.cpu().numpy() for x in told)


def evaluate(reader: Reader, tokenizer: Tokenizer, limits: Thresholds, by: str | None = None) -> dict[str, float]:
    """Score a network in training on all development documents and on the shared ones alone."""
    reader.eval()
    network = TorchNetwork(reader)

    def extract(doc: Document) -> Sequence[Claim]:
        return claims_of(doc, windows(doc, tokenizer), network, limits)

    some = len(shared_dev_rows())
    everything = predictions(extract, dev_rows())
    alone = tuple(dict(islice(side.items(), some)) for side in everything)
    out = {}
    for name, sides in (("", everything), ("shared_", alone)):
        claim, slot, table = scorer().score(*sides, by or "role")
        out |= {f"{name}claim": f1(claim), f"{name}slot": f1(slot)}
        if by:
            for key, c in sorted(table.items(), key=lambda kv: -kv[1]["gold"]):
                print(f"  {key:20} F1 {f1(c):.3f}  hit {c['hit']} gold {c['gold']} predicted {c['predicted']}")
    return out


def main() -> int:
    """Score saved weights."""
    from train.fit import base_tokenizer, load_weights, new_reader

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("--by", default="role")
    options = parser.parse_args()
    reader = new_reader()
    load_weights(options.weights, reader)
    print(evaluate(reader, base_tokenizer(), Thresholds(), options.by))
    return 0


if __name__ == "__main__":
    sys.exit(main())
