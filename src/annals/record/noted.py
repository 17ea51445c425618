"""What people had noted when conclusions were drawn, so that the next ones see which claims and names that touches.

It is kept with the conclusions: what the corrections in force came to for each claim, which claims were said to tell of
one event or of two, which judgements on actors were in force. Reference lists are only numbered.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from annals.names import fold
from annals.record.corrections import Edits, EventDecisions, edits, event_decisions
from annals.record.database import Database
from annals.record.judgements import judgements
from annals.record.rows import frozen, pack

Pair = tuple[str, str]
_NONE: Final = Edits()


@dataclass(frozen=True, slots=True)
class Noted:
    """The notes in force: corrections by claim id, pairs of claims, judgements by id, the revision of all lists."""

    edits: Mapping[str, Edits] = field(default_factory=dict)
    decisions: EventDecisions = field(default_factory=EventDecisions)
    judged: Mapping[str, bool] = field(default_factory=dict)
    lists: int = 0

    def touched(self, other: "Noted") -> frozenset[str]:
        """Return the claims that these notes correct otherwise than the others."""
        return frozenset(
            claim
            for claim in self.edits.keys() | other.edits.keys()
            if self.edits.get(claim, _NONE) != other.edits.get(claim, _NONE)
        )

    def decided(self, other: "Noted") -> frozenset[str]:
        """Return the claims of which these notes say otherwise than the others with which they make an event."""
        mine, theirs = self.decisions, other.decisions
        pairs = {*mine.together} ^ {*theirs.together} | {*mine.apart} ^ {*theirs.apart}
        return frozenset(claim for pair in pairs for claim in pair)


def noted(db: Database) -> Noted:
    """Return the notes in force."""
    row = db.row("SELECT coalesce(sum(revision), 0) FROM reference_lists")
    return Noted(
        edits(db), event_decisions(db), {item.id: item.active for item in judgements(db)}, int(row[0]) if row else 0
    )


def as_text(notes: Noted) -> str:
    """Return notes as JSON."""
    return pack(
        {
            "edits": {claim: asdict(changes) for claim, changes in sorted(notes.edits.items())},
            "together": notes.decisions.together,
            "apart": notes.decisions.apart,
            "judged": dict(sorted(notes.judged.items())),
            "lists": notes.lists,
        }
    )


def from_text(text: str | None) -> Noted | None:
    """Return the notes that ``as_text`` wrote; ``None`` for anything else, such as what an older program wrote."""
    try:
        told: Any = json.loads(text or "")
    except ValueError:
        return None
    if not isinstance(told, dict) or "edits" not in told:
        return None
    return Noted(
        {
            claim: Edits(changes["rejected"], {name: frozen(value) for name, value in changes["values"].items()})
            for claim, changes in told["edits"].items()
        },
        EventDecisions(tuple(map(_pair, told["together"])), tuple(map(_pair, told["apart"]))),
        told["judged"],
        told["lists"],
    )


def _pair(sides: Collection[str]) -> Pair:
    one, other = sides
    return one, other


def judged_names(db: Database, ids: Collection[str]) -> frozenset[str]:
    """Return the folded names that these judgements speak of; those of a judgement that one takes back, too."""
    by_id = {item.id: item for item in judgements(db)}
    wanted = set(ids)
    names: set[str] = set()
    while wanted:
        item = by_id.get(wanted.pop())
        if item is not None:
            names |= {fold(name) for name in (*item.names, *item.others)}
            wanted |= {item.subject} if item.subject else set()
    return frozenset(names)
