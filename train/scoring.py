"""Score an extractor on annotated documents with the contract's scorer; no network of any kind is needed."""

import importlib.util
from collections import Counter
from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import Any

from annals.resolve.actors import name_claims
from annals.resolve.dates import date_claims, find_dates
from annals.types import Claim, Document, Extractor
from train.corpus import Row, dev_rows, document, shared


@cache
def contract(name: str) -> ModuleType:
    """Load a program of the contract from the shared folder; FileNotFoundError says where it was looked for."""
    path = shared() / "contract" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.exists():
        raise FileNotFoundError(f"{path}: the contract's scorer is not there")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scorer() -> ModuleType:
    """Return the contract's scorer of claims."""
    return contract("score_claims")


def exported(claim: Claim, name: str) -> Row:
    """Return a claim in the fields that the scorer reads."""
    row: dict[str, Any] = {"document": name, "segment": claim.segment, "type": claim.type, "quote": claim.quote}
    row |= {"start": claim.start, "end": claim.end, "status": claim.status, "ended": claim.ended}
    for role in ("actor", "target", "place", "origin", "instrument", "attribution"):
        row[role] = [{"name": f.name, "mention": f.mention} for f in getattr(claim, role)]
    time = claim.time
    row["time"] = None
    if time is not None:
        row["time"] = {"start": time.start and time.start.isoformat(), "end": time.end and time.end.isoformat()}
    row["confidence"] = claim.confidence
    row["quantities"] = [{"measure": q.measure, "least": q.least, "most": q.most} for q in claim.quantities]
    return row


def resolved(doc: Document, claims: Sequence[Claim]) -> Sequence[Claim]:
    """Resolve dates and names as the package does, without a gazetteer's places."""
    return name_claims(doc, date_claims(doc, claims, find_dates(doc)), None)


def f1(counts: Counter[str]) -> float:
    """Return F1 from the scorer's counts."""
    return float(scorer().f1(counts["hit"], counts["predicted"], counts["gold"])[2])


Predicted = tuple[dict[str, Row], dict[str, Row]]
"""Gold and predicted documents by name, as the scorer takes them."""


def predictions(extractor: Extractor, gold_rows: Sequence[Row]) -> Predicted:
    """Return annotated documents and what an extractor finds in them."""
    gold, predicted = {}, {}
    for row in gold_rows:
        doc = document(row)
        claims = resolved(doc, extractor(doc))
        gold[doc.name] = {"text": row["text"], "claims": row["claims"]}
        predicted[doc.name] = {"text": None, "claims": [exported(c, doc.name) for c in claims]}
    return gold, predicted


def claim_f1_by_type(gold: dict[str, Row], predicted: dict[str, Row]) -> dict[str, tuple[float, int]]:
    """Return claim F1 and the number of gold claims of every type that occurs."""
    out = {}
    for kind in sorted({c["type"] for side in (gold, predicted) for row in side.values() for c in row["claims"]}):
        sides = [
            {name: row | {"claims": [c for c in row["claims"] if c["type"] == kind]} for name, row in side.items()}
            for side in (gold, predicted)
        ]
        claim = scorer().score(*sides)[0]
        out[kind] = (f1(claim), claim["gold"])
    return out


def outcomes(gold: dict[str, Row], predicted: dict[str, Row]) -> list[tuple[float, bool]]:
    """Return the confidence of every predicted claim and whether a gold claim answers to it."""
    out = []
    for name, row in predicted.items():
        aligned = scorer().align(gold[name]["claims"], row["claims"], gold[name]["text"], gold[name]["text"])
        right = {j for _, j, _ in aligned}
        out += [(claim["confidence"], j in right) for j, claim in enumerate(row["claims"])]
    return out


def score(extractor: Extractor, by: str | None = None, gold_rows: Sequence[Row] | None = None) -> dict[str, float]:
    """Return claim and slot F1 of an extractor on the development documents; print details by type or role."""
    gold, predicted = predictions(extractor, dev_rows() if gold_rows is None else gold_rows)
    claim, slot, table = scorer().score(gold, predicted, by or "role")
    if by:
        for key, c in sorted(table.items(), key=lambda kv: -kv[1]["gold"]):
            print(f"  {key:20} F1 {f1(c):.3f}  hit {c['hit']} gold {c['gold']} predicted {c['predicted']}")
    return {"claim": f1(claim), "slot": f1(slot), "predicted": claim["predicted"], "gold": claim["gold"]}
