"""Questions to a record, answered with evidence. ``as_json`` makes any answer data for programs."""

from annals.ask.actor_facts import actor
from annals.ask.answers import (
    ActorFacts,
    Ambiguous,
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
from annals.ask.answers_day import (
    Alive,
    Change,
    Changes,
    Count,
    Figure,
    Holding,
    Network,
    Node,
    Standing,
    State,
    Support,
)
from annals.ask.asjson import Answer, as_json
from annals.ask.asjson_parts import evidence_json
from annals.ask.place_facts import place
from annals.ask.profile import Profile, profile
from annals.ask.reasons import why
from annals.ask.search import disagreements, find
from annals.ask.state import changes, network, state
from annals.ask.timelines import timeline

__all__ = [
    "ActorFacts",
    "Alive",
    "Ambiguous",
    "Answer",
    "Candidate",
    "Change",
    "Changes",
    "Count",
    "Dispute",
    "EventItem",
    "Figure",
    "Found",
    "FoundSentence",
    "Holder",
    "Holding",
    "NameSpan",
    "Network",
    "Node",
    "NotFound",
    "Party",
    "PlaceFacts",
    "Profile",
    "Reason",
    "Ref",
    "Said",
    "Standing",
    "State",
    "Strength",
    "Support",
    "Tie",
    "Timeline",
    "Why",
    "actor",
    "as_json",
    "changes",
    "disagreements",
    "evidence_json",
    "find",
    "network",
    "place",
    "profile",
    "state",
    "timeline",
    "why",
]
