"""Why a date or place of a claim means what it means: what was written, what it may be, and what decided."""

from collections.abc import Sequence

from annals import when
from annals.resolve.places import filler_answers
from annals.resolve.places_gazetteer import Gazetteer
from annals.types import Claim, Document, Place, PlaceAnswer, Time


def time_reasons(time: Time) -> tuple[str, ...]:
    """Return the reasons for a time, one a line: words, rule, anchor, the note on a slip, what else it may be."""
    found = [
        f"the words {time.expression!r}" if time.expression else "told in another sentence",
        time.rule and f"read by the rule {time.rule!r}",
        time.anchor and f"counted from {time.anchor}",
        None if time.start or time.end else "no day can be told",
        time.note,
        *(f"may also be {when.show(other)}" for other in time.alternatives),
    ]
    return tuple(line for line in found if line)


def place_reasons(
    document: Document, claims: Sequence[Claim], gazetteer: Gazetteer
) -> dict[tuple[str, str, int], tuple[str, ...]]:
    """Return the reasons for every place of a document's claims, one a line, by claim id, role and index.

    ``claims`` are all of the document, because its places decide about each other; the places are resolved anew.
    """
    return {
        key: answer_reasons(words, answer)
        for key, (words, answer) in filler_answers(document, claims, gazetteer).items()
    }


def answer_reasons(words: str, answer: PlaceAnswer) -> tuple[str, ...]:
    """Return why ``words`` mean what they do, one a line: the answer, what speaks for it, the other candidates."""
    found = [f"the words {words!r}"]
    chosen = answer.place
    if chosen is None:
        found.append(
            "not resolved: " + ("no candidate stands out" if answer.candidates else "no gazetteer has the name")
        )
    else:
        found.append(f"{_told(chosen)}, from the layer {answer.layer}")
    if answer.part:
        found.append(f"its part: {answer.part}")
    if answer.radius_km is not None:
        found.append(f"within {answer.radius_km:g} km")
    for candidate in answer.candidates:
        mine = chosen is not None and candidate.place.id == chosen.id
        lead = "because" if mine else f"candidate {_told(candidate.place)}, score {candidate.score:g}"
        found.append(f"{lead}: {'; '.join(candidate.reasons)}")
    return tuple(found)


def _told(place: Place) -> str:
    """Return a place in words."""
    return f"{place.name} ({place.id}, {place.kind}{' in ' + place.country if place.country else ''})"
