"""Annotations without the text that they annotate: what the corpus keeps of documents that are not ours.

    python -m train.standoff make FILE.jsonl … --out corpus/standoff/NAME.jsonl

A row is {"document": id, "sha256": checksum of the text, "annotator": …, "claims": […]}; a claim has offsets in
place of words: "quote", "trigger", a filler's "at" and an "expression" are [start, end]. A filler keeps its
"name" only where that differs from the words mentioned. ``join`` puts the words back.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from annals.types import ROLES
from train.corpus import Row, all_texts, faults, rows
from train.texts import Found

Span = list[int]


def checksum(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _find(text: str, words: str | None, near: Span) -> Span | None:
    """Return where ``words`` stand nearest to the span ``near``, within it if they can, ``None`` for no words."""
    if not words:
        return None
    places, at = [], text.find(words)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    inside = [p for p in places if near[0] <= p and p + len(words) <= near[1]]
    best = min(inside or places, key=lambda p: (abs(p - near[0]), p))
    return [best, best + len(words)]


def strip(row: Row) -> Row:
    """Return a row in training form as standoff: every stretch of text as its offsets."""
    return {
        "document": row["document"]["id"],
        "sha256": checksum(row["text"]),
        "claims": [_strip_claim(row["text"], claim) for claim in row["claims"]],
    }


def _strip_claim(text: str, claim: Row) -> Row:
    near = [claim["start"], claim["end"]]
    out: Row = {"type": claim["type"], "quote": near, "trigger": _find(text, claim["trigger"], near)}
    for role in ROLES:
        fillers = [_strip_filler(text, filler, near) for filler in claim.get(role) or []]
        if fillers:
            out[role] = fillers
    if claim.get("time"):
        time = claim["time"]
        out["time"] = {
            "start": time.get("start"),
            "end": time.get("end"),
            "expression": _find(text, time.get("expression"), near),
        }
    if claim.get("quantities"):
        out["quantities"] = [q | {"expression": _find(text, q.get("expression"), near)} for q in claim["quantities"]]
    out["status"] = claim["status"]
    return out | {key: claim[key] for key in ("ended", "note") if claim.get(key)}


def _strip_filler(text: str, filler: Row, near: Span) -> Row:
    at = _find(text, filler.get("mention"), near)
    same = filler["name"] == filler.get("mention")
    return {"at": at} if same else {"name": filler["name"], "at": at}


def join(row: Row, found: dict[str, Found]) -> Row:
    """Return a standoff row in training form, with its text from ``found``.

    Raises KeyError when there is no such text and ValueError when the text is not the one annotated.
    """
    name = row["document"]
    if name not in found:
        raise KeyError(f"{name}: its text is not at hand; set ANNALS_SHARED to the folder that holds data/texts")
    text = found[name]["text"]
    if checksum(text) != row["sha256"]:
        raise ValueError(f"{name}: its text is not the one that was annotated (checksum differs)")
    return {"document": found[name]["document"], "text": text, "claims": [_join_claim(text, c) for c in row["claims"]]}


def _cut(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span[0] : span[1]]


def _join_claim(text: str, claim: Row) -> Row:
    start, end = claim["quote"]
    out: dict[str, Any] = {"type": claim["type"], "quote": text[start:end], "start": start, "end": end}
    out["trigger"] = _cut(text, claim["trigger"])
    for role in ROLES:
        fillers = claim.get(role, [])
        out[role] = [{"name": f.get("name") or _cut(text, f["at"]), "mention": _cut(text, f["at"])} for f in fillers]
    time = claim.get("time")
    out["time"] = time and time | {"expression": _cut(text, time["expression"])}
    out["quantities"] = [q | {"expression": _cut(text, q["expression"])} for q in claim.get("quantities", [])]
    out["status"] = claim["status"]
    return out | {key: claim[key] for key in ("ended", "note") if key in claim}


def main() -> int:
    """Turn validated rows into a standoff file; rows with faults, or of unknown texts, are refused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["make"])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    found = all_texts()
    everything = [row for path in options.files for row in rows(path)]
    wrong = [fault for row in everything for fault in faults(row)]
    stripped = [strip(row) for row in everything]
    for row, kept in zip(everything, stripped, strict=True):
        again = join(kept, found)
        if again["claims"] != [_plain(claim) for claim in row["claims"]]:
            wrong.append(f"{row['document']['id']}: does not survive standoff")
    if wrong:
        print("\n".join(wrong))
        return 1
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in stripped), encoding="utf-8")
    print(f"{options.out}: {len(stripped)} documents, {sum(len(r['claims']) for r in stripped)} claims")
    return 0


def _plain(claim: Row) -> Row:
    """Return a claim as ``join`` would write it."""
    out = {key: claim[key] for key in ("type", "quote", "start", "end", "trigger")}
    out |= {role: [{"name": f["name"], "mention": f.get("mention")} for f in claim.get(role) or []] for role in ROLES}
    time = claim.get("time")
    out["time"] = {key: time.get(key) for key in ("start", "end", "expression")} if time else None
    out["quantities"] = [
        {key: q.get(key) for key in ("measure", "least", "most", "of", "expression")}
        for q in claim.get("quantities") or []
    ]
    out["status"] = claim["status"]
    return out | {key: claim[key] for key in ("ended", "note") if claim.get(key)}


if __name__ == "__main__":
    sys.exit(main())
