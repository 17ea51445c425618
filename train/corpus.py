"""The annotated corpus: loading it from where it lies, and validating what annotators write.

    python -m train.corpus validate FILE.jsonl …
    python -m train.corpus stats

Training texts come from the shared data (``ANNALS_SHARED``, default ``../shared``) and from the documents
written for this project under ``corpus/``. Rows are in the contract's training form.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from annals.read import read_bytes
from annals.types import CLAIM_TYPES, MEASURES, ROLES, STATUSES, Document

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, Any]


def shared() -> Path:
    """Return the folder of the shared data, whether it exists or not."""
    return Path(os.environ.get("ANNALS_SHARED", ROOT.parent / "shared"))


def rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def training_rows() -> list[Row]:
    """Return all rows to train on: the shared training part and every written document, in a fixed order.

    Raises FileNotFoundError, saying where the data was looked for, when the shared part is absent.
    """
    return [*given_rows(), *written_rows(), *standoff_rows()]


def given_rows() -> list[Row]:
    """Return the shared training part; FileNotFoundError says where it was looked for."""
    path = shared() / "data" / "claims" / "train.jsonl"
    if not path.exists():
        raise FileNotFoundError(f"{path}: no training data there; set ANNALS_SHARED to the folder that holds it")
    return list(rows(path))


def written_rows() -> list[Row]:
    """Return the documents that were written for the corpus."""
    return [row for path in sorted((ROOT / "corpus").glob("written*/*.jsonl")) for row in rows(path)]


def all_texts() -> dict[str, Row]:
    """Return every text that an annotation in standoff may speak of, by document id."""
    from train.texts import texts

    return texts(shared()) | {row["document"]["id"]: row for row in [*written_rows(), *_dev_written()]}


def standoff_rows() -> list[Row]:
    """Return the annotations of ``corpus/standoff`` joined with their texts from the shared data."""
    return _joined("standoff/*.jsonl")


def silver_rows() -> list[Row]:
    """Return documents that an earlier reader annotated, without a person's check; empty when there are none."""
    return _joined("silver.jsonl")


def _joined(pattern: str) -> list[Row]:
    """Return the rows of standoff files of the corpus, joined with their texts."""
    from train.standoff import join

    found = all_texts()
    return [join(row, found) for path in sorted((ROOT / "corpus").glob(pattern)) for row in rows(path)]


def dev_rows() -> list[Row]:
    """Return the development rows: the shared ones and those of ``corpus/dev``; nothing is ever trained on them."""
    return [*shared_dev_rows(), *_dev_written(), *_joined("dev/standoff*.jsonl")]


def shared_dev_rows() -> list[Row]:
    """Return the development rows of the shared data alone."""
    return list(rows(shared() / "data" / "claims" / "dev.jsonl"))


def _dev_written() -> list[Row]:
    return [row for path in sorted((ROOT / "corpus").glob("dev/written*.jsonl")) for row in rows(path)]


def document(row: Row) -> Document:
    """Read a row's text as annals would read it: with blocks and sentences.

    The title is not given, so that the text stays as it was annotated.
    """
    about = row["document"]
    return read_bytes(
        row["text"].encode("utf-8"),
        name=about["id"],
        source=about["id"],
        url=about.get("url"),
        publisher=about.get("publisher"),
        published=date.fromisoformat(about["published"]) if about.get("published") else None,
    )


def faults(row: Row) -> list[str]:
    """Return what is wrong with a row in training form, each fault in one line; empty when it is well-formed."""
    out: list[str] = []
    text, name = row["text"], row["document"]["id"]
    for number, claim in enumerate(row["claims"]):
        where = f"{name} claim {number} ({claim.get('type')})"
        out += [f"{where}: {fault}" for fault in _claim_faults(text, claim)]
    return out


def _claim_faults(text: str, claim: Row) -> list[str]:
    out = []
    if claim["type"] not in CLAIM_TYPES:
        out.append("unknown type")
    if claim.get("status") not in STATUSES:
        out.append(f"unknown status {claim.get('status')!r}")
    if text[claim["start"] : claim["end"]] != claim["quote"]:
        out.append("quote is not the text at its offsets")
    if not claim.get("trigger") or claim["trigger"] not in claim["quote"]:
        out.append(f"trigger {claim.get('trigger')!r} is not in the quote")
    return out + _filler_faults(text, claim) + _value_faults(text, claim)


def _filler_faults(text: str, claim: Row) -> list[str]:
    out = []
    for role in ROLES:
        for filler in claim.get(role) or []:
            if not isinstance(filler, dict) or not filler.get("name"):
                out.append(f"{role} has a filler without a name")
            elif filler.get("mention") and filler["mention"] not in text:
                out.append(f"{role} mention {filler['mention']!r} is not in the text")
    return out


def _value_faults(text: str, claim: Row) -> list[str]:
    quantities, time = claim.get("quantities") or [], claim.get("time") or {}
    out = [f"unknown measure {q['measure']!r}" for q in quantities if q["measure"] not in MEASURES]
    words = [q.get("expression") for q in quantities] + [time.get("expression")]
    out += [f"words {w!r} are not in the text" for w in words if w and w not in text]
    if time.get("start") and time.get("end") and time["start"] > time["end"]:
        out.append("time ends before it starts")
    return out


def main(arguments: list[str]) -> int:
    """Validate files, or print what the corpus holds; exit code 1 when a file has faults."""
    if arguments[:1] == ["validate"] and len(arguments) > 1:
        found = [f"{path}: {fault}" for path in arguments[1:] for row in rows(Path(path)) for fault in faults(row)]
        print("\n".join(found) or f"{len(arguments) - 1} files, no faults")
        return 1 if found else 0
    if arguments == ["stats"]:
        everything = training_rows()
        types = Counter(claim["type"] for row in everything for claim in row["claims"])
        print(f"{len(everything)} documents, {types.total()} claims")
        print("\n".join(f"{count:6} {kind}" for kind, count in types.most_common()))
        return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
