"""The texts that the standoff annotations speak of, found in the shared data by document id."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

SECTION = 200
"""Words from which a run of paragraphs of a WikiWars article is a section."""

LEAD = 16
"""Sentences of a Voice of America report that are its first part, where most acts are told."""

REST = 40
"""Sentences of such a report up to which its second part goes."""

Found = dict[str, Any]


def texts(shared: Path) -> dict[str, Found]:
    """Return {"document": …, "text": …} by document id for every text at hand; empty when there are none."""
    out: dict[str, Found] = {}
    for name in ("current-events.jsonl", "voa.jsonl"):
        path = shared / "data" / "texts" / name
        if path.exists():
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    row = json.loads(line)
                    out[row["document"]["id"]] = {"document": _about(row["document"]), "text": row["text"]}
    for name, text in _reports(shared / "data" / "extra" / "m2e2-sentences.jsonl.gz"):
        about = {"id": name, "publisher": "Voice of America", "published": name[5:15].replace(".", "-")}
        out[name] = {"document": about, "text": text}
    path = shared / "data" / "muc4" / "train.jsonl"
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                name = "muc-" + row["docid"]
                out[name] = {"document": {"id": name}, "text": row["doctext"]}
    for path in sorted((shared / "data" / "timex" / "wikiwars" / "tml").glob("*.tml")):
        for number, text in enumerate(_sections(path), 1):
            name = f"ww-{path.stem}-s{number}"
            out[name] = {"document": {"id": name, "publisher": "Wikipedia"}, "text": text}
    return out


def _about(document: dict[str, Any]) -> dict[str, Any]:
    return {key: document[key] for key in ("id", "title", "publisher", "published", "url") if document.get(key)}


def _reports(path: Path) -> Iterator[tuple[str, str]]:
    """Yield id and text of both parts of the reports in a file of sentences, those of ``voa.jsonl`` among them."""
    if not path.exists():
        return
    reports: dict[str, dict[int, str]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            report, number = row["sentence_id"].rsplit("_", 1)
            reports.setdefault(report.rsplit("_", 1)[1], {})[int(number)] = row["sentence"]
    for name, sentences in sorted(reports.items()):
        told = [sentences[n] for n in sorted(sentences)]
        yield "lead-" + name, "\n".join(told[:LEAD])
        if len(told) > LEAD:
            yield "rest-" + name, "\n".join(told[LEAD:REST])


def _sections(path: Path) -> Iterator[str]:
    """Yield the sections of an article: paragraphs of 15 words or more, joined until there are ``SECTION`` words."""
    raw = path.read_text(encoding="utf-8", errors="replace")
    try:
        plain = "".join(ElementTree.fromstring(raw).itertext())  # noqa: S314 - a known corpus
    except ElementTree.ParseError:
        plain = re.sub(r"<[^>]+>", "", raw)
    held: list[str] = []
    for paragraph in (re.sub(r"\s+", " ", p).strip() for p in re.split(r"\n\s*\n", plain)):
        if len(paragraph.split()) < 15:
            continue
        held.append(paragraph)
        if sum(len(p.split()) for p in held) >= SECTION:
            yield "\n\n".join(held)
            held = []
