"""What changed between two days: beginnings and ends, names, relations, places that changed hands."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from annals.ask.answers import EventItem, Ref
from annals.ask.answers_day import Change
from annals.ask.standing import TIES, Ledger, possible
from annals.ask.territory import is_count
from annals.ask.timelines import event_items
from annals.ask.witness import Witness, known_interval
from annals.types import Relation

_TURNS: Final = {
    "formation": "founded", "dissolution": "dissolved", "merger": "merged", "split": "split", "renaming": "renamed",
    "defection": "defected",
}  # fmt: skip
"""Events that change who there is, and the kind of change that each makes."""
_BEGAN: Final = {
    "membership": "became part of", "leadership": "became leader of", "alliance": "allied with",
    "rivalry": "turned against", "support": "began to support", "pledge": "pledged loyalty to",
    "designation": "listed", "control": "took",
}  # fmt: skip
_ENDED: Final = {
    "membership": "ceased to be part of", "leadership": "ceased to lead", "alliance": "ceased to be allied with",
    "rivalry": "ceased to be hostile to", "support": "ceased to support", "pledge": "ceased to be pledged to",
    "designation": "ceased to list", "control": "ceased to hold",
}  # fmt: skip


def changes_between(witness: Witness, start: date, end: date) -> tuple[Change, ...]:
    """Return the changes after ``start`` and up to ``end``, in order of time."""
    found = [*_events(witness, start, end), *_relations(witness, start, end), *_names(witness, start, end)]
    return tuple(sorted(found, key=lambda c: (c.start or c.end or end, c.end or end, c.kind, c.text, c.id)))


def _within(first: date | None, last: date | None, start: date, end: date) -> bool | None:
    """Tell whether a change surely (True) or possibly (False) lies within, ``None`` when it does not."""
    first, last = first or last, last or first
    if first is None or last is None or first > end or last <= start:
        return None
    return first > start and last <= end


# --------------------------------------------------------------------------------------------- events


def _events(witness: Witness, start: date, end: date) -> Iterator[Change]:
    """Yield what makes, ends, joins, splits or renames actors."""
    ids = witness.record.events_with(types=tuple(_TURNS), start=start, end=end)
    for item in event_items(witness, ids):
        surely = _within(item.start, item.end, start, end)
        if surely is None or item.status in {"denied", "planned"} or not item.actors:
            continue
        yield Change(
            id=item.id,
            kind=_TURNS[item.type],
            start=item.start,
            end=item.end,
            certain=surely,
            subjects=tuple(party.actor for party in item.actors),
            text=_told(item),
            before=(),
            status=item.status,
            disputed=bool(item.disputed),
            evidence=item.evidence,
        )


def _told(item: EventItem) -> str:
    by = _listed(party.actor for party in item.actors if party.role == "actor")
    on = _listed(party.actor for party in item.actors if party.role == "target")
    match item.type:
        case "formation":
            return f"{on or by} was founded" + (f" by {by}" if by and on else "")
        case "dissolution":
            return f"{by or on} was dissolved"
        case "merger":
            return f"{by} merged into or with {on}" if by and on else f"{by or on} merged"
        case "split":
            return f"{by or on} broke away" + (f" from {on}" if by and on else "")
        case "renaming":
            return f"{by} was renamed to {on}" if by and on and by != on else f"{by or on} took another name"
        case _:
            return f"fighters of {by} defected" + (f" to {on}" if on else "") if by else f"fighters defected to {on}"


def _listed(names: Iterable[Ref]) -> str:
    told = list(dict.fromkeys(ref.name for ref in names))
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1]))) if told else ""


# ------------------------------------------------------------------------------------------ relations


def _relations(witness: Witness, start: date, end: date) -> Iterator[Change]:
    """Yield the relations that begin, are first told to hold, or end."""
    found = possible(witness, start, end, (*TIES, "control"))
    found = tuple(r for r in found if r.status != "denied" and not is_count(r.target))
    ledger = Ledger(witness, end, found)
    for relation in found:
        opened, closed = known_interval(relation, witness)
        evidence = witness.of((*relation.claims, *relation.began))
        if not evidence:
            continue
        if opened is not None and start < opened <= end:
            yield _change(ledger, relation, opened, found)
        closing = witness.of(relation.ended)
        if closed is not None and closing and start <= closed < end:
            text = f"{ledger.ref(relation.source).name} {_ENDED[relation.type]} {ledger.ref(relation.target).name}"
            yield Change(
                id=relation.id,
                kind="ended",
                start=closed,
                end=closed,
                certain=True,
                subjects=(ledger.ref(relation.source), ledger.ref(relation.target)),
                text=text,
                before=(),
                status=relation.status,
                disputed=relation.disputed,
                evidence=closing,
            )


def _change(ledger: Ledger, relation: Relation, opened: date, among: Sequence[Relation]) -> Change:
    """Return the beginning of a relation: told as such, or the first day on which it is said to hold."""
    source, target = ledger.ref(relation.source), ledger.ref(relation.target)
    began = ledger.witness.of(relation.began)
    before: tuple[Ref, ...] = ()
    if began and relation.type == "control":
        before = tuple(
            ledger.ref(other.source)
            for other in among
            if other.type == "control"
            and other.target == relation.target
            and other.source != relation.source
            and other.end is not None
            and set(other.ended) & set(relation.began)
        )
    told = f"{source.name} {_BEGAN[relation.type]}" if began else f"first word of {source.name} {_HOLD[relation.type]}"
    return Change(
        id=relation.id,
        kind="changed hands" if before else "began" if began else "first said",
        start=opened,
        end=opened,
        certain=True,
        subjects=(source, target),
        text=f"{told} {target.name}" + (f", until then {_listed(before)}" if before else ""),
        before=before,
        status=relation.status,
        disputed=relation.disputed,
        evidence=began or ledger.witness.of(relation.claims),
    )


_HOLD: Final = {
    "membership": "belonging to", "leadership": "leading", "alliance": "being allied with",
    "rivalry": "being hostile to", "support": "supporting", "pledge": "being pledged to", "designation": "listing",
    "control": "holding",
}  # fmt: skip


# ---------------------------------------------------------------------------------------------- names


def _names(witness: Witness, start: date, end: date) -> Iterator[Change]:
    """Yield the names that actors take within the days, where a source tells since when."""
    record = witness.record
    for actor in record.actors():
        for name in actor.names:
            if name.start is None or not start < name.start <= end:
                continue
            evidence = witness.of([claim for claim in name.claims if claim.startswith("c")])
            if not evidence:
                continue
            earlier = [n.name for n in actor.names if n.end is not None and n.end < name.start]
            yield Change(
                id=actor.id,
                kind="named",
                start=name.start,
                end=name.start,
                certain=True,
                subjects=(Ref(actor.id, actor.name),),
                text=f"{earlier[-1] if earlier else actor.name} was called {name.name} from then on",
                before=tuple(Ref(actor.id, old) for old in earlier[-1:]),
                status="asserted",
                disputed=False,
                evidence=evidence,
            )
