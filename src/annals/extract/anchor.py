"""The law of quotes: a claim that the text does not say, letter by letter, is no claim."""

from collections.abc import Iterable

from annals.types import CLAIM_TYPES, NARRATIVE, ROLES, STATUSES, Claim, Document


def broken(document: Document, claim: Claim) -> str | None:
    """Return why a claim breaks the law of quotes, or ``None`` when it keeps it.

    The quote and every mention must stand in the text at their offsets, the quote within a block that may
    hold claims, and type and status must be the contract's.
    """
    text = document.text
    if claim.document != document.id:
        return "of another document"
    if claim.type not in CLAIM_TYPES or claim.status not in STATUSES:
        return "type or status unknown"
    if not 0 <= claim.start < claim.end <= len(text) or text[claim.start : claim.end] != claim.quote:
        return "quote not in the text at its offsets"
    home = [b for b in document.blocks if b.start <= claim.start and claim.end <= b.end]
    if not home or home[0].kind not in NARRATIVE:
        return "quote outside the report's own text"
    for role in ROLES:
        for filler in getattr(claim, role):
            if filler.mention is None:
                continue
            if filler.start is None or text[filler.start : filler.end] != filler.mention:
                return f"mention of {role} not in the text at its offsets"
    return None


def lawful(document: Document, claims: Iterable[Claim]) -> tuple[tuple[Claim, ...], tuple[tuple[Claim, str], ...]]:
    """Split claims into those that keep the law of quotes and those that break it, each with the reason."""
    kept: list[Claim] = []
    rejected: list[tuple[Claim, str]] = []
    for claim in claims:
        reason = broken(document, claim)
        if reason is None:
            kept.append(claim)
        else:
            rejected.append((claim, reason))
    return tuple(kept), tuple(rejected)
