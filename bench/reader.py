"""The reader on annotated documents: claims by type, MUC-4 templates, re3d entities, speed.

    python -m bench.reader

Measured on development documents: those of the shared data with those of ``corpus/dev``; none is trained on.
"""

import json
import os
import time
from collections import Counter
from pathlib import Path

import numpy as np

from annals.extract.encoder import Encoder
from bench import muc4, re3d
from train.corpus import dev_rows, document
from train.scoring import claim_f1_by_type, contract, f1, predictions, scorer

LISTED = (
    "capture", "clash", "strike", "killing", "defection", "pledge", "renaming", "joining", "leaving", "merger", "split",
)  # fmt: skip
"""The types whose claim F1 has a floor of its own."""

ENCODER_LENGTHS = (64, 128, 256)


def claims() -> dict[str, float]:
    """Return claim F1 and slot F1 over all development documents, and claim F1 of each listed type."""
    gold, predicted = predictions(Encoder.load(threads=2), dev_rows())
    claim, slot, _ = scorer().score(gold, predicted)
    types = claim_f1_by_type(gold, predicted)
    for kind, (value, count) in sorted(types.items(), key=lambda item: -item[1][1]):
        print(f"  {kind:20} claim F1 {value:.3f}  gold {count}")
    out = {"documents": float(len(gold)), "claim_f1": f1(claim), "slot_f1": f1(slot)}
    return out | {f"type.{kind}": types.get(kind, (0.0, 0))[0] for kind in LISTED}


def speed() -> dict[str, float]:
    """Return what the encoder alone reads a second on two cores, and how many times its forward pass the reader takes.

    The second figure is the time from text to claims divided by that of the encoder's forward passes in the same run.
    """
    extractor = Encoder.load(threads=2)
    documents = [document(row) for row in dev_rows()]
    for doc in documents[:5]:
        extractor(doc)
    before, begun = extractor.encoder_seconds, time.perf_counter()
    for doc in documents:
        extractor(doc)
    whole = time.perf_counter() - begun
    out = {"times_encoder": whole / (extractor.encoder_seconds - before)}
    ids = np.random.default_rng(1).integers(1000, 20000, max(ENCODER_LENGTHS))
    pieces, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < 3:
        for length in ENCODER_LENGTHS:
            extractor.network.tokens(ids[:length], ids[:length] % 5)
            pieces += length
    return out | {"encoder_pieces_per_second": pieces / (time.perf_counter() - begun)}


def templates(data: Path) -> dict[str, float]:
    """Return micro F1 of MUC-4 templates on the development part, and that of the fillers alone."""
    path = data / "data" / "muc4" / "dev.jsonl"
    if not path.exists():
        print("no MUC-4 here: templates not measured")
        return {}
    rules, reader = contract("score_templates"), muc4.Reader(threads=2)
    gold = rules.read(path, unique=True)
    right, told, found, asked = (Counter[str]() for _ in range(4))
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        guess = reader(row["doctext"], row["docid"])
        hits = rules.best(gold[row["docid"]], guess)
        right, found = right + hits[0], found + hits[1]
        told += sum(map(rules.size, guess), Counter())
        asked += sum(map(rules.size, gold[row["docid"]]), Counter())
    parts = {"micro_f1": ("incident_type", *rules.ROLES), "fillers_f1": rules.ROLES}
    sums = {
        name: [sum(c[slot] for slot in slots) for c in (right, told, found, asked)] for name, slots in parts.items()
    }
    return {name: float(rules.f1(*counts)[2]) for name, counts in sums.items()}


def measure(data: Path) -> dict[str, float] | None:
    """Return every figure of the reader; ``None`` where the annotated documents are absent."""
    if not (data / "data" / "claims" / "dev.jsonl").exists():
        print("no annotated claims here: the reader is not measured")
        return None
    out = claims() | speed()
    out |= {f"muc4.{name}": value for name, value in templates(data).items()}
    return out | {f"re3d.{name}": value for name, value in re3d.measure(data).items()}


if __name__ == "__main__":
    shared = Path(os.environ.get("ANNALS_SHARED") or Path(__file__).parents[2] / "shared")
    for figure, value in (measure(shared) or {}).items():
        print(f"{figure} {value:.4f}")
