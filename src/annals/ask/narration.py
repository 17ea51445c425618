"""Sentences for events and relations, from patterns alone: one for each type, with and without an actor."""

from collections.abc import Mapping, Sequence
from typing import Final

from annals.ask.answers import EventItem
from annals.ask.wording import figure_words, hedge, listed, sentence, when_words
from annals.types import Quantity

_ACTIVE: Final[Mapping[str, tuple[str, str, str]]] = {
    "clash": ("clashed with", "clashed", "there were clashes involving"),
    "attack": ("attacked", "carried out an attack", "there was an attack on"),
    "strike": ("struck", "carried out a strike", "there was a strike on"),
    "killing": ("killed", "carried out a killing", "there was a killing of"),
    "abduction": ("abducted", "carried out an abduction", "there was an abduction of"),
    "sexual_violence": ("committed sexual violence against", "committed sexual violence",
                        "there was sexual violence against"),
    "offensive": ("launched an offensive against", "launched an offensive", "there was an offensive against"),
    "siege": ("besieged", "laid siege", "there was a siege of"),
    "withdrawal": ("withdrew, leaving the field to", "withdrew", "there was a withdrawal in favour of"),
    "formation": ("founded", "was founded", "the founding took place of"),
    "renaming": ("was renamed or also known as", "was renamed", "there was a renaming to"),
    "split": ("broke away from", "broke away", "there was a split from"),
    "merger": ("merged with or into", "merged", "there was a merger into"),
    "joining": ("joined", "joined a coalition", "others joined"),
    "leaving": ("left", "left a coalition", "others left"),
    "pledge": ("pledged loyalty to", "pledged loyalty", "others pledged loyalty to"),
    "defection": ("lost fighters or commanders, who went over to", "saw defections", "there were defections to"),
    "dissolution": ("dissolved", "was dissolved", "the end came of"),
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


def event_sentence(item: EventItem) -> str:
    """Return one sentence that tells an event as firmly as its sources do, and what they disagree on."""
    by = [party.actor.name for party in item.actors if party.role == "actor"]
    on = [party.actor.name for party in item.actors if party.role == "target" and party.actor.name not in by]
    places = [place.name for place in item.places]
    figures = [f"{figure_words(q)} {_DONE[q.measure]}" for q in _best_figures(item) if q.measure in _DONE]
    told = (
        _capture(by, on, places)
        if item.type == "capture"
        else " ".join(filter(None, (_clause(item.type, by, on), _where(places))))
    )
    ending = f"with {listed(figures)}" if figures else ""
    start = {"denied": "it is denied that ", "planned": "it was announced or expected that "}.get(item.status, "")
    when = when_words(item.start, item.end)
    return sentence(hedge(item.status, item.evidence) + start + told, when, ending)


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


def _capture(by: Sequence[str], on: Sequence[str], places: Sequence[str]) -> str:
    what = listed(places) or "an unnamed place"
    loser = f" from {listed(on)}" if on else ""
    return f"{listed(by)} captured {what}{loser}" if by else f"{what} was captured{loser}"


def _clause(kind: str, by: Sequence[str], on: Sequence[str]) -> str:
    both, alone, passive = _ACTIVE[kind]
    if kind == "formation" and by and not on:
        return f"{listed(by)} was founded"
    if kind == "formation" and on:
        return f"{listed(on)} was founded" + (f" by {listed(by)}" if by else "")
    if kind in {"clash", "agreement", "merger", "negotiation"} and by and not on and len(by) > 1:
        return f"{listed(by)} {_TOGETHER[kind]}"
    if by and on:
        return f"{listed(by)} {both} {listed(on)}"
    if by:
        return f"{listed(by)} {alone}"
    if on:
        return f"{passive} {listed(on)}"
    noun = _NOUN.get(kind, kind)
    return f"there was {'an' if noun[0] in 'aeiou' else 'a'} {noun}"


_TOGETHER: Final = {
    "clash": "clashed with each other", "agreement": "reached an agreement", "merger": "merged",
    "negotiation": "held talks",
}  # fmt: skip


def _where(places: Sequence[str]) -> str:
    return f"in {listed(places)}" if places else ""
