"""The model card: what the weights are, in the words of ``card.json`` and of a page to read."""

from typing import Any

SOURCES = (
    ("re3d, without its BBC Online documents", "OGL 3.0, CC BY, CC BY-SA, public domain", "claims; entities"),
    ("Voice of America reports (some from the M2E2 set)", "public domain", "claims"),
    ("current-events items and war articles of Wikipedia", "CC BY-SA", "claims; silver claims"),
    ("documents written for the project (`corpus/`)", "CC0 1.0", "claims"),
    ("MUC-4 (1,300 reports)", "long public, no licence stated", "incident templates, trained beside; claims of some"),
)
"""What the weights were trained on: source, terms, what for."""

TEXT = """# Model card: the annals reader

**Task.** Find claims about armed conflict in English reports: triggers with type, fillers with roles, times,
quantities, status, antecedents of "the group" and its like. Input is text; output is claims anchored to the letter.

**Weights.** `tokens.onnx` (encoder and token heads, eight bits), `grid.onnx` (triggers by mentions),
`tokenizer.json`; thresholds, calibration and figures are in `card.json`. Base: {base}. Licence of these weights:
{licence}.

**Trained on** {documents:,} documents with {claims:,} claims, annotated by the contract in `docs/record.md`:

| source | terms | for |
|---|---|---|
{sources}

Documents written for the corpus mix real places and groups with invented events: they teach how things are said,
not what happened. Silver claims were found by an earlier reader and checked by nobody; only the first leg of the
training sees them.

**Measured** on {held} development documents, none of them trained on: claim F1 {claim:.3f}, slot F1 {slot:.3f}. By
type (gold claims in brackets): {types}.

**Confidence** is calibrated: of claims with such a confidence, so many are right (each fifth of the
development documents' claims counted by a calibration on the other four):

| mean confidence | share right | claims |
|---|---|---|
{reliability}

**Limits.** Thresholds were chosen on the development documents, so the figures flatter a little. English only.
Irony and claims spread over several sentences are often missed; of two types that are near each other (attack and
clash, membership and leadership) the wrong one is often taken. What a report says is not what happened: check the
sentence that every claim carries.

**Made by** more legs than the two that `make train` runs, while the corpus grew (`train/LOG.md`). `make train` from its
beginning to its end, 2 h 12 min on two cores, gave weights with claims three points and slots four points below these,
MUC-4 four points below and re3d a little above; the log has its figures.
Measured by `make bench`.
"""


def readme(card: dict[str, Any], held: int) -> str:
    """Return the page of a card; ``held`` is the number of development documents."""
    bins = [f"| {b['confidence']:.2f} | {b['right']:.2f} | {b['claims']} |" for b in card["reliability"]]
    by_type = sorted(card["measured_by_type"].items(), key=lambda item: -item[1][1])
    return TEXT.format(
        base=card["base"],
        licence=card["licence"],
        documents=card["trained_on"]["documents"],
        claims=card["trained_on"]["claims"],
        sources="\n".join(f"| {source} | {terms} | {use} |" for source, terms, use in SOURCES),
        held=held,
        claim=card["measured"]["claim_f1"],
        slot=card["measured"]["slot_f1"],
        types=", ".join(f"{kind} {value:.2f} ({count})" for kind, (value, count) in by_type if count),
        reliability="\n".join(bins),
    )
