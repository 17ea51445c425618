"""Parts of answers as JSON-ready data: evidence, days, names."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from annals.ask.answers import Ref
from annals.types import Evidence

Json = dict[str, Any]


def evidence_json(evidence: Evidence) -> Json:
    """Return one piece of evidence."""
    return {
        "document": evidence.document,
        "publisher": evidence.publisher,
        "published": day(evidence.published),
        "quote": evidence.quote,
        "start": evidence.start,
        "end": evidence.end,
        "claim": evidence.claim,
        "status": evidence.status,
        "attribution": list(evidence.attribution),
    }


def all_evidence(evidence: Iterable[Evidence]) -> list[Json]:
    """Return pieces of evidence in their order."""
    return [evidence_json(item) for item in evidence]


def day(value: date | None) -> str | None:
    """Return a day as an ISO string."""
    return None if value is None else value.isoformat()


def ref(value: Ref) -> Json:
    """Return what an answer names."""
    return {"id": value.id, "name": value.name}
