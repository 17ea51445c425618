"""Sentences for events and relations, from patterns alone: one for each type, with and without an actor."""

from collections.abc import Mapping, Sequence
from typing import Final

from annals.ask.answers import EventItem, Ref
from annals.ask.wording import figure_words, hedge, listed, sentence, the, were, when_words
from annals.types import Quantity

_ACTIVE: Final[Mapping[str, tuple[str, str, str]]] = {
    "clash": ("clashed with", "took part in clashes", "there were clashes involving"),
    "attack": ("attacked", "carried out an attack", "there was an attack on"),
    "strike": ("struck", "carried out a strike", "there was a strike on"),
    "killing": ("killed", "carried out a killing", "there was a killing of"),
    "abduction": ("abducted", "carried out an abduction", "there was an abduction of"),
    "sexual_violence": ("committed sexual violence against", "committed sexual violence",
                        "there was sexual violence against"),
    "offensive": ("launched an offensive against", "launched an offensive", "there was an offensive against"),
    "siege": ("besieged or cut off", "laid siege or cut a road", "there was a siege of"),
    "capture": ("captured ground from", "captured ground", "ground was lost by"),
    "withdrawal": ("withdrew, leaving the field to", "withdrew", "there was a withdrawal in favour of"),
    "formation": ("founded", "was founded", "there was a founding of"),
    "renaming": ("took the name", "took another name", "there was a renaming to"),
    "split": ("broke away from", "broke away", "there was a split from"),
    "merger": ("merged with", "merged with others", "there was a merger into"),
    "joining": ("joined", "joined a group that no report names", "others joined"),
    "leaving": ("left", "left a group that no report names", "others left"),
    "pledge": ("pledged loyalty to", "pledged loyalty", "others pledged loyalty to"),
    "defection": ("lost people, who went over to", "saw defections", "people went over to"),
    "dissolution": ("ceased to exist and went into", "ceased to exist", "there was an end of"),
    "statement": ("made a statement about or to", "made a statement", "there was a statement about"),
    "agreement": ("reached an agreement with", "reached an agreement", "there was an agreement with"),
    "negotiation": ("negotiated with", "took part in talks", "there were talks with"),
    "arrest": ("detained", "made arrests", "there were arrests of"),
    "seizure": ("seized goods or arms from", "seized goods or arms", "there was a seizure from"),
    "destruction": ("destroyed property or forces of", "caused destruction", "there was destruction of"),
    "casualties": ("caused losses among", "was told of with losses", "there were losses among"),
    "displacement": ("displaced", "caused people to flee", "there was a flight of"),
    "protest": ("protested against", "protested", "there was a protest against"),
    "deployment": ("deployed alongside or to", "deployed", "there was a deployment with"),
}  # fmt: skip
"""For each type: the verb between actor and target, the verb of an actor alone, the words before a target alone."""
_NOUN: Final = {"sexual_violence": "sexual violence", "casualties": "loss of life"}
_BASE: Final[Mapping[str, str]] = {
    "clashed": "clash", "attacked": "attack", "carried": "carry", "struck": "strike", "killed": "kill",
    "abducted": "abduct", "committed": "commit", "launched": "launch", "besieged": "besiege", "laid": "lay",
    "captured": "capture", "withdrew": "withdraw", "withdrew,": "withdraw,", "founded": "found", "took": "take",
    "broke": "break", "merged": "merge", "joined": "join", "left": "leave", "pledged": "pledge", "lost": "lose",
    "saw": "see", "ceased": "cease", "made": "make", "reached": "reach", "negotiated": "negotiate",
    "detained": "detain", "seized": "seize", "destroyed": "destroy", "caused": "cause", "displaced": "displace",
    "protested": "protest", "deployed": "deploy", "held": "hold", "was": "be", "were": "be", "came": "come",
    "went": "go",
}  # fmt: skip
"""The verbs of the patterns as they stand after "would"."""


def event_sentence(item: EventItem) -> str:
    """Return one sentence that tells an event as firmly as its sources do, and what they disagree on."""
    by = [party.actor.name for party in item.actors if party.role == "actor"]
    on = [party.actor.name for party in item.actors if party.role == "target" and party.actor.name not in by]
    places = [place.name for place in _narrowest(item.places) if place.id or _is_name(place.name)]
    figures = [f"{figure_words(q)} {_DONE[q.measure]}" for q in _best_figures(item) if q.measure in _DONE]
    ending = f", with {listed(figures)}" if figures else ""
    start = {"denied": "it is denied that ", "planned": "it was announced or expected that "}.get(item.status, "")
    subject, predicate = _told(item, by, on, places)
    if item.status == "planned":
        predicate = _would(predicate)
    when = when_words(item.start, item.end)
    return sentence(hedge(item.status, item.evidence) + start + subject, predicate, when, ending)


def _narrowest(places: Sequence[Ref]) -> list[Ref]:
    """Return places without the regions and countries that are named beside narrower ones."""
    widths = [_WIDTH.get((place.id or "").partition(":")[0], 0) for place in places]
    return [place for place, width in zip(places, widths, strict=True) if width == min(widths)] if places else []


_WIDTH: Final = {"country": 2, "region": 1}


def _is_name(words: str) -> bool:
    return any(letter.isalpha() and not letter.islower() for letter in words)


def _would(predicate: str) -> str:
    """Return a predicate in the past tense as something to come: "would attack B"."""
    verb, _, rest = predicate.partition(" ")
    return f"would {_BASE.get(verb, verb)} {rest}".strip()


def _told(item: EventItem, by: Sequence[str], on: Sequence[str], places: Sequence[str]) -> tuple[str, str]:
    """Return the subject of a sentence and what it tells of that, without day and figures."""
    match item.type:
        case "capture":
            return _capture(by, on, item.taken or places)
        case "withdrawal" if by:
            left = f"from {listed(item.taken)}" if item.taken else ""
            to = [place for place in places if place not in item.taken]
            rest = f"to {listed(to)}" if to else ""
            in_favour = f", leaving the field to {_all(on)}" if on else ""
            return _all(by), " ".join(filter(None, ("withdrew", left, rest))) + in_favour
        case "destruction" if by and on:
            things = [name for name in on if not _is_name(name)]
            whose = [name for name in on if _is_name(name)]
            owner = ("of " if things else "what belonged to ") + _all(whose) if whose else ""
            where = f"in {listed(places)}" if places else ""
            return _all(by), " ".join(filter(None, ("destroyed", listed(things), owner, where)))
        case "merger" if by and on and any("into" in e.quote.casefold().split() for e in item.evidence):
            return _all(by), f"merged into {_all(on)}"
    subject, predicate = _clause(item.type, by, on)
    return subject, " ".join(filter(None, (predicate, f"in {listed(places)}" if places else "")))


_DONE: Final = {
    "killed": "killed", "wounded": "wounded", "captured": "taken prisoner", "abducted": "abducted",
    "displaced": "displaced", "defected": "changing sides",
}  # fmt: skip


def _best_figures(item: EventItem) -> list[Quantity]:
    """Return for each measure the first figure, which is the best."""
    found: dict[str, Quantity] = {}
    for quantity in item.quantities:
        found.setdefault(quantity.measure, quantity)
    return list(found.values())


def _all(names: Sequence[str]) -> str:
    """Return parties as a list in a sentence."""
    return listed(map(the, names))


def _capture(by: Sequence[str], on: Sequence[str], places: Sequence[str]) -> tuple[str, str]:
    what = listed(places) or "a place that no report names"
    loser = f" from {_all(on)}" if on else ""
    return (_all(by), f"captured {what}{loser}") if by else (what, f"{were(places or [what])} captured{loser}")


def _clause(kind: str, by: Sequence[str], on: Sequence[str]) -> tuple[str, str]:
    both, alone, passive = _ACTIVE[kind]
    if kind == "formation" and (by or on):
        founder = f" by {_all(by)}" if by and on else ""
        return _all(on or by), f"{were(on or by)} founded{founder}"
    if kind in _TOGETHER and len(by) > 1 and not on:
        return _all(by), _TOGETHER[kind]
    if by:
        return _all(by), f"{both} {_all(on)}" if on else alone
    first, _, rest = passive.partition(" ")
    if on:
        return first, f"{rest} {_all(on)}"
    noun = _NOUN.get(kind, kind)
    return "there", f"was {'an' if noun[0] in 'aeiou' else 'a'} {noun}"


_TOGETHER: Final = {
    "clash": "clashed with each other", "agreement": "reached an agreement", "merger": "merged",
    "negotiation": "held talks",
}  # fmt: skip
