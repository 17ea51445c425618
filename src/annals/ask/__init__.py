"""Questions to a record, answered with evidence. ``as_json`` makes any answer data for programs."""

from annals.ask.actor_facts import actor
from annals.ask.answers import (
    ActorFacts,
    Ambiguous,
    Answer,
    Candidate,
    Dispute,
    EventItem,
    Found,
    FoundSentence,
    Holder,
    NameSpan,
    NotFound,
    Party,
    PlaceFacts,
    Reason,
    Ref,
    Said,
    Strength,
    Tie,
    Timeline,
    Why,
)
from annals.ask.asjson import as_json, evidence_json
from annals.ask.place_facts import place
from annals.ask.reasons import why
from annals.ask.search import disagreements, find
from annals.ask.timelines import timeline

__all__ = [
    "ActorFacts",
    "Ambiguous",
    "Answer",
    "Candidate",
    "Dispute",
    "EventItem",
    "Found",
    "FoundSentence",
    "Holder",
    "NameSpan",
    "NotFound",
    "Party",
    "PlaceFacts",
    "Reason",
    "Ref",
    "Said",
    "Strength",
    "Tie",
    "Timeline",
    "Why",
    "actor",
    "as_json",
    "disagreements",
    "evidence_json",
    "find",
    "place",
    "timeline",
    "why",
]
