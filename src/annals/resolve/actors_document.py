"""Actors within one document: every filler gets the fullest name that the document uses for it.

Names are completed first (``actors_fullname``), then what refers back ("he", "the group", "the ministry") is
given to the nearest earlier name of its kind. Where nothing fits, the words stay.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from annals.names import fold, looks_like_acronym, tokens
from annals.resolve import actors_words as words
from annals.resolve.actors_fullname import PARTIES, Demonyms, Names, complete, gather, is_country, is_demonym
from annals.resolve.actors_mentions import person_name
from annals.types import Claim, Document, Filler

_NO_PARTY: Final = frozenset({("composition", "target")})
_WINDOW: Final = 1200
"""How far back a reference may reach, in characters: about eight sentences of news."""


@dataclass(frozen=True, slots=True)
class _Sighting:
    """Where a named actor stands in the text."""

    start: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document's names, where they stand, and for whom its speakers speak."""

    names: Names
    sightings: tuple[_Sighting, ...]
    speakers: dict[str, str]


def name_claims(document: Document, claims: Sequence[Claim], gazetteer: Demonyms | None) -> tuple[Claim, ...]:
    """Return the claims with each party's ``Filler.name`` set to the fullest name that the document uses.

    ``gazetteer`` tells which country a demonym belongs to; ``None``: demonyms stay as they are. Claims come
    back in the order given; the result for a claim does not depend on that order. Mentions, offsets and
    entities are not touched. A reading that the extractor chose itself (a name unlike the mention) is
    completed, not replaced.
    """
    names = gather(document, claims, gazetteer)
    reading = _Reading(names, _sightings(names, claims), _organisations(names, claims))
    return tuple(_named(claim, reading) for claim in claims)


# ------------------------------------------------------------------------------------ what refers back


def _kind(names: Names, name: str, roles: Counter[tuple[str, str]]) -> str:
    """Return person, people or thing for a name: what kind of word may refer to it."""
    entry = words.head(name)
    if names.persons.get((tokens(name) or ("",))[-1]) == name:
        return "person"
    leads = roles["leadership", "actor"] and not any(roles[kind, "actor"] for kind in _OF_GROUPS)
    if entry is None and leads and not looks_like_acronym(name) and not is_country(names.gazetteer, name):
        return "person"
    if entry and (entry[1].kind == "people" or entry[1].plural):
        return "people"
    return "thing"


_OF_GROUPS: Final = (
    "clash",
    "attack",
    "strike",
    "capture",
    "control",
    "offensive",
    "rivalry",
    "alliance",
    "deployment",
)
"""What groups do; who only leads is a person."""


def _sightings(names: Names, claims: Sequence[Claim]) -> tuple[_Sighting, ...]:
    """Return where the actors that claims name stand in the text, in text order."""
    surfaces: dict[str, str] = {}
    roles: dict[str, Counter[tuple[str, str]]] = {}
    for claim in claims:
        for role in PARTIES:
            for filler in getattr(claim, role):
                text = filler.mention or filler.name
                bare = words.strip(text)
                if (claim.type, role) in _NO_PARTY or words.is_pronoun(text) or words.is_definite(text):
                    continue
                if _CHOICE.search(bare) or not (words.has_name(bare) or words.head(bare)) or len(bare) > 60:
                    continue
                full = complete(names, text) if words.has_name(bare) else bare
                surfaces[bare] = full
                surfaces.setdefault(full, full)
                roles.setdefault(full, Counter())[claim.type, role] += 1
    for person in names.persons.values():
        surfaces.setdefault(person, person)
        roles.setdefault(person, Counter())
    kinds = {full: _kind(names, full, counted) for full, counted in roles.items()}
    found: set[_Sighting] = set()
    if surfaces:
        longest_first = sorted(surfaces, key=lambda text: (-len(text), text))
        pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w-])")
        for block in names.document.blocks:
            for match in pattern.finditer(names.document.text, block.start, block.end):
                full = surfaces[match.group()]
                found.add(_Sighting(match.start(), full, kinds[full]))
    return tuple(sorted(found, key=lambda seen: (seen.start, seen.name)))


_CHOICE: Final = re.compile(r"\b(?:or|and|either|both)\b")
"""Words that make a mention several parties, so that it is no single antecedent."""


def _organisations(names: Names, claims: Sequence[Claim]) -> dict[str, str]:
    """Return for a person whom the document gives one office or group: the group. It is who "we" are."""
    found: dict[str, set[str]] = {}
    for claim in claims:
        if claim.type in {"leadership", "membership"} and claim.target and not claim.ended:
            group = complete(names, claim.target[0].mention or claim.target[0].name)
            for filler in claim.actor:
                text = filler.mention or filler.name
                if words.has_name(text):
                    found.setdefault(complete(names, text), set()).add(group)
    return {person: next(iter(groups)) for person, groups in found.items() if len(groups) == 1}


def _named(claim: Claim, reading: _Reading) -> Claim:
    """Return the claim with its parties named."""
    names = reading.names
    changed: dict[str, tuple[Filler, ...]] = {}
    fixed = {
        fold(complete(names, filler.mention))
        for role in ("actor", "target")
        for filler in getattr(claim, role)
        if filler.mention and not words.is_pronoun(filler.mention) and words.has_name(words.strip(filler.mention))
    }
    for role in PARTIES:
        fillers: tuple[Filler, ...] = getattr(claim, role)
        if not fillers or (claim.type, role) in _NO_PARTY:
            continue
        excluded = fixed if role != "attribution" else set()
        changed[role] = tuple(replace(filler, name=_name_of(filler, claim, reading, excluded)) for filler in fillers)
    return replace(claim, **changed) if changed else claim  # type: ignore[arg-type]


def _name_of(filler: Filler, claim: Claim, reading: _Reading, excluded: set[str]) -> str:
    """Return the fullest name of one filler."""
    names, text = reading.names, filler.name
    if claim.type == "renaming":
        return words.strip(text)
    if _on_both_sides(filler, names, excluded):
        text = filler.mention or text
    if words.has_name(words.strip(text)) and not words.is_pronoun(text):
        return complete(names, text)
    at = filler.start if filler.start is not None else claim.start
    before = [
        seen
        for seen in reading.sightings
        if at - _WINDOW <= seen.start < at and fold(seen.name) not in excluded and _near(names, seen.start, at)
    ]
    return _antecedent(reading, text, at, before) or words.strip(text) or text


def _on_both_sides(filler: Filler, names: Names, excluded: set[str]) -> bool:
    """Tell whether the extractor took a nominal for the very party that the claim names on a side already."""
    mention = words.strip(filler.mention or "")
    if not mention or words.has_name(mention) or not words.has_name(words.strip(filler.name)):
        return False
    return fold(complete(names, filler.name)) in excluded


def _near(names: Names, one: int, other: int) -> bool:
    """Tell whether two places are near enough for a reference: at most three paragraph ends between them."""
    return names.document.text.count("\n\n", one, other) <= 3


def _antecedent(reading: _Reading, text: str, at: int, before: Sequence[_Sighting]) -> str | None:
    """Return what a pronoun or a definite noun phrase refers to."""
    names = reading.names
    word = text.strip().casefold()
    if word in words.PERSON:
        return _nearest(names, before, at, "person")
    if word in words.SPEAKER or word in words.SPEAKERS:
        speaker = _nearest(names, before, at, "person")
        if word in words.SPEAKER or speaker is None:
            return speaker
        return reading.speakers.get(speaker)
    if word in words.THING:
        return _nearest(names, before, at, "thing")
    if word in words.PLURAL:
        return _nearest(names, before, at, "people", "thing")
    if words.is_definite(text) or all(map(words.is_title, text.split())):
        return _of_nominal(names, text, at, before)
    return _of_adjective(names, text)


def _of_adjective(names: Names, text: str) -> str | None:
    """Return the plural noun for a lone adjective or singular that means the party ("rebel", "civilian")."""
    entry = words.nouns().get(fold(text))
    if entry is None or entry.plural or " " in text or entry.kind not in {"people", "fighters"}:
        return None
    plural = next((w for w in (text + "s", text + "es") if fold(w) in words.nouns()), None)
    return plural if plural and re.search(rf"\b{re.escape(plural)}\b", names.document.text, re.IGNORECASE) else None


def _of_nominal(names: Names, text: str, at: int, before: Sequence[_Sighting]) -> str | None:
    """Return the named actor that "the group", "this organisation", "the foreign secretary" stands for."""
    found = words.head(words.strip(text))
    if found is None:
        return None
    noun, entry = found
    if entry.kind == "person":
        return _office_holder(names, words.strip(text), at)
    shared = [seen for seen in before if noun in fold(seen.name).split()]
    if shared:
        return shared[-1].name
    if entry.generic and entry.kind in {"group", "fighters"}:
        return _nearest(names, [seen for seen in before if _is_armed_group(names, seen.name)], at, "thing")
    return None


def _is_armed_group(names: Names, name: str) -> bool:
    """Tell whether a name may be called "the group": no country, nothing of a country's, no institution."""
    found = words.head(name)
    if found and (not found[1].generic or found[1].kind == "organisation") and found[0] not in _GROUPS:
        return False
    return not any(is_country(names.gazetteer, w) or is_demonym(names.gazetteer, w) for w in (name, *name.split()[:1]))


_GROUPS: Final = frozenset({"front", "party", "army", "brigade", "brigades", "battalion", "militia", "state", "union"})
"""Last words of names of armed groups."""


def _office_holder(names: Names, office: str, at: int) -> str | None:
    """Return the person whom the text names with an office: "President A B", "A B, the foreign secretary"."""
    text = names.document.text
    best: str | None = None
    for run in names.runs:
        if run.start >= at:
            break
        person = person_name(run.text)
        if person is None:
            continue
        before = fold(text[max(0, run.start - 40) : run.start] + run.text[: -len(person)])
        after = re.match(r", (?:the |its |[^\W\d_]+['’]s )?([^,.\n]{3,60})", text[run.end : run.end + 70])
        if before.endswith(fold(office)) or (after and fold(after.group(1)).startswith(fold(office))):
            best = person
    return best


def _nearest(names: Names, before: Sequence[_Sighting], at: int, *kinds: str) -> str | None:
    """Return the best antecedent of some kinds, the first preferred: near, first in its sentence, often named."""
    fits = [seen for seen in before if seen.kind in kinds]
    if not fits:
        return None
    often = Counter(seen.name for seen in fits)
    starts = [bound.start for bound in names.document.sentences]

    def sentence(offset: int) -> int:
        return bisect_right(starts, offset) - 1

    here = sentence(at)

    def score(seen: _Sighting) -> tuple[float, int, str]:
        distance = here - sentence(seen.start)
        first = min(s.start for s in fits if sentence(s.start) == sentence(seen.start))
        points = (
            1.0 / (1 + distance)
            + 0.3 * (seen.start == first)
            + 0.05 * min(often[seen.name], 6)
            + 0.3 * (seen.kind == kinds[0])
        )
        return points, seen.start, seen.name

    return max(fits, key=score).name
