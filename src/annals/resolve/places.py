"""Places of claims: from the words of a report to places of the gazetteer, each answer with its reasons.

``Gazetteer`` finds places by name, ``Gazetteer.resolve`` decides among them by the document, ``place_claims``
writes the answers into claims. What is not clear stays unresolved with its candidates.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from annals.names import fold
from annals.resolve.places_entry import distance_km
from annals.resolve.places_gazetteer import Gazetteer
from annals.types import Claim, Document, Filler, PlaceAnswer

__all__ = ["Gazetteer", "distance_km", "filler_answers", "place_answers", "place_claims", "resolve_places"]

_Span = tuple[int, int, str]
_OFTEN: Final = 2
"""Claims in which a name must act before it cannot be a place that the gazetteer lacks."""


def place_claims(document: Document, claims: Sequence[Claim], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """Return the claims with the ids of the places that their place and origin fillers mean.

    A filler that is not answered, or that another step has answered, keeps its entity; names stay as they are. What
    acts in at least ``_OFTEN`` of the claims and is on no map is a group, whatever the extractor took it for ("killed
    in X attacks"): it is left out of the places.
    """
    answers = place_answers(document, claims, gazetteer)
    acts = Counter(name for claim in claims for name in {fold(filler.name) for filler in claim.actor})

    def may_be(filler: Filler, claim: Claim) -> bool:
        known = filler.entity is not None or answers[_span(filler, claim)].candidates
        return bool(known) or acts[fold(filler.name)] < _OFTEN

    return tuple(
        replace(
            claim,
            place=tuple(_identified(filler, claim, answers) for filler in claim.place if may_be(filler, claim)),
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
    entities = {(claim.id, role, index): filler.entity for claim in claims for role, index, filler in _fillers(claim)}
    found = {}
    for key, (_, answer) in filler_answers(document, claims, gazetteer).items():
        entity = entities[key]
        if answer.place is not None and (entity is None or gazetteer.get(entity) is not None):
            found[key] = answer.place.id
    return found


def filler_answers(
    document: Document, claims: Sequence[Claim], gazetteer: Gazetteer
) -> dict[tuple[str, str, int], tuple[str, PlaceAnswer]]:
    """Return the words and the answer for every place and origin filler, by claim id, role and index."""
    answers = place_answers(document, claims, gazetteer)
    spans = (
        ((claim.id, role, index), _span(filler, claim)) for claim in claims for role, index, filler in _fillers(claim)
    )
    return {key: (span[2], answers[span]) for key, span in spans}


def _fillers(claim: Claim) -> Iterator[tuple[str, int, Filler]]:
    for role, fillers in (("place", claim.place), ("origin", claim.origin)):
        yield from ((role, index, filler) for index, filler in enumerate(fillers))


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
