"""How well annotators agree: documents annotated twice, one annotation scored against the other.

    python -m train.agreement

Scores ``corpus/second`` (second annotations, never trained on) against the first ones and prints claim and slot F1 by
file and over all.
"""

import sys

from train.corpus import ROOT, Row, all_texts, dev_rows, rows, standoff_rows, written_rows
from train.scoring import f1, scorer
from train.standoff import join


def main() -> int:
    """Print the agreement; exit code 1 when a file falls below 0.80 slot F1."""
    found = all_texts()
    first = {row["document"]["id"]: row for row in [*written_rows(), *standoff_rows(), *dev_rows()]}
    low = 0
    everything: dict[str, tuple[Row, Row]] = {}
    for path in sorted((ROOT / "corpus" / "second").glob("*.jsonl")):
        pairs = {row["document"]: (first[row["document"]], join(row, found)) for row in rows(path)}
        everything |= pairs
        low += _report(path.stem, pairs) < 0.80
    if everything:
        _report("all", everything)
    return int(low > 0)


def _report(name: str, pairs: dict[str, tuple[Row, Row]]) -> float:
    """Print and return the slot F1 of second annotations against first ones."""
    claim, slot, _ = scorer().score({k: v[0] for k, v in pairs.items()}, {k: v[1] for k, v in pairs.items()})
    print(f"{name:12} {len(pairs):3} documents  claim F1 {f1(claim):.3f}  slot F1 {f1(slot):.3f}")
    return f1(slot)


if __name__ == "__main__":
    sys.exit(main())
