"""Places of claims: from the words of a report to places of the gazetteer, each answer with its reasons.

``Gazetteer`` finds places by name, ``Gazetteer.resolve`` decides among them by the document, ``place_claims``
writes the answers into claims. What is not clear stays unresolved with its candidates.
"""

from collections.abc import Sequence
from dataclasses import replace

from annals.resolve.places_entry import distance_km
from annals.resolve.places_gazetteer import Gazetteer
from annals.types import Claim, Document, Filler, PlaceAnswer

__all__ = ["Gazetteer", "distance_km", "place_answers", "place_claims", "resolve_places"]

_Span = tuple[int, int, str]


def place_claims(document: Document, claims: Sequence[Claim], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """Return the claims with the ids of the places that their place and origin fillers mean.

    A filler that is not answered, or that another step has answered, keeps its entity; names stay as they are.
    """
    answers = place_answers(document, claims, gazetteer)
    return tuple(
        replace(
            claim,
            place=tuple(_identified(filler, claim, answers) for filler in claim.place),
            origin=tuple(_identified(filler, claim, answers) for filler in claim.origin),
        )
        if claim.place or claim.origin
        else claim
        for claim in claims
    )


def resolve_places(
    document: Document, claims: Sequence[Claim], gazetteer: Gazetteer
) -> dict[tuple[str, str, int], str]:
    """Return the ids of the places that a document's claims mean, by claim id, role and index.

    What was answered before is answered anew, unless it was an id that no gazetteer gave.
    """
    answers = place_answers(document, claims, gazetteer)
    found = {}
    for claim in claims:
        for role, fillers in (("place", claim.place), ("origin", claim.origin)):
            for index, filler in enumerate(fillers):
                place = answers[_span(filler, claim)].place
                foreign = filler.entity is not None and gazetteer.get(filler.entity) is None
                if place is not None and not foreign:
                    found[claim.id, role, index] = place.id
    return found


def place_answers(document: Document, claims: Sequence[Claim], gazetteer: Gazetteer) -> dict[_Span, PlaceAnswer]:
    """Return what every place and origin filler of a document's claims means, by its span and words.

    All fillers are weighed together. A filler whose mention is a common noun ("the town") or that the sentence
    does not mention counts under its fullest name, at the place of its mention or of its claim.
    """
    spans = {_span(filler, claim) for claim in claims for filler in (*claim.place, *claim.origin)}
    ordered = sorted(spans)
    return dict(zip(ordered, gazetteer.resolve(ordered, document.text), strict=True))


def _span(filler: Filler, claim: Claim) -> _Span:
    """Return where a filler stands and the words to resolve."""
    if filler.start is None or filler.end is None:
        return claim.start, claim.start, filler.name
    return filler.start, filler.end, filler.name


def _identified(filler: Filler, claim: Claim, answers: dict[_Span, PlaceAnswer]) -> Filler:
    """Return the filler with its place's id, itself when it has one already or there is none."""
    if filler.entity is not None:
        return filler
    place = answers[_span(filler, claim)].place
    return filler if place is None else replace(filler, entity=place.id)
