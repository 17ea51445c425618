"""Write ``examples.json`` anew: what the reader makes of every example. Look at the difference before you commit it."""

import json
from pathlib import Path

from annals.read import read_sources
from annals.types import NARRATIVE, Reading

EXAMPLES = Path(__file__).parents[2] / "examples"
GOLDEN = Path(__file__).with_name("examples.json")


def sources() -> list[str]:
    """Return the paths of the example reports, without the page that explains them."""
    return sorted(str(path) for path in EXAMPLES.iterdir())


def summary(reading: Reading) -> dict[str, object]:
    """Return what must not change unseen: metadata, and how each narrative block begins."""
    document = reading.document
    return {
        "title": document.title,
        "published": document.published.isoformat() if document.published else None,
        "basis": document.published_basis,
        "url": document.url,
        "narrative": [document.text[b.start : b.end][:40] for b in document.blocks if b.kind in NARRATIVE],
    }


def summaries() -> dict[str, dict[str, object]]:
    """Return the summary of every example, by the document's name."""
    read = [reading for reading in read_sources(sources()) if isinstance(reading, Reading)]
    return {reading.document.name: summary(reading) for reading in sorted(read, key=lambda each: each.document.name)}


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(summaries(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
