"""What changed between two days: beginnings and ends, names, relations, places that changed hands."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from annals.ask.answers import EventItem, Ref
from annals.ask.answers_day import Change
from annals.ask.standing import TIES, Ledger
from annals.ask.timelines import event_items
from annals.ask.witness import Witness, known_interval
from annals.ask.wording import capital, the, were
from annals.fuse.taken import is_count
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
    found = _once([*_events(witness, start, end), *_names(witness, start, end)], list(_relations(witness, start, end)))
    return tuple(sorted(found, key=lambda c: (c.start or c.end or end, c.end or end, c.kind, c.text, c.id)))


def _once(found: Sequence[Change], related: Sequence[tuple[str, Change]]) -> list[Change]:
    """Return changes, those of relations with their types, without those that another tells with the same sources.

    A holder's end goes with the capture that ends it, a member's joining or leaving with the split or merger that is
    told as an event, a change of name with the name that is borne from then on.
    """
    turned = {e.claim for change in found if change.kind in _TURNS.values() for e in change.evidence}
    taken = {
        (holder.id or holder.name, change.subjects[1].id or change.subjects[1].name)
        for _, change in related
        if change.kind == "changed hands"
        for holder in change.before
    }
    named = {e.claim for change in found if change.kind == "named" for e in change.evidence}

    def again(kind: str, change: Change) -> bool:
        if kind == "membership":
            return {e.claim for e in change.evidence} <= turned
        source, target = (ref.id or ref.name for ref in change.subjects)
        return kind == "control" and change.kind == "ended" and (source, target) in taken

    def borne(change: Change) -> bool:
        one = len({ref.id for ref in change.subjects}) == 1
        return change.kind == "renamed" and one and any(e.claim in named for e in change.evidence)

    return [c for c in found if not borne(c)] + [c for kind, c in related if not again(kind, c)]


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
            text=capital(_told(item)),
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
            made = [p.actor.name for p in item.actors if p.role == ("target" if on else "actor")]
            return f"{on or by} {were(made)} founded" + (f" by {by}" if by and on else "")
        case "dissolution":
            return f"{by or on} was dissolved"
        case "merger":
            into = any("into" in e.quote.casefold().split() for e in item.evidence)
            return f"{by} merged {'into' if into else 'with'} {on}" if by and on else f"{by or on} merged"
        case "split":
            return f"{by or on} broke away" + (f" from {on}" if by and on else "")
        case "renaming":
            return f"{by} was renamed to {on}" if by and on and by != on else f"{by or on} took another name"
        case _:
            return f"fighters of {by} defected" + (f" to {on}" if on else "") if by else f"fighters defected to {on}"


def _listed(names: Iterable[Ref]) -> str:
    told = list(dict.fromkeys(the(ref.name) for ref in names))
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1]))) if told else ""


# ------------------------------------------------------------------------------------------ relations


def _relations(witness: Witness, start: date, end: date) -> Iterator[tuple[str, Change]]:
    """Yield the relations that begin, are first told to hold, or end, with their types."""
    record = witness.record
    turning = record.relations_turning(start=start, end=end, types=(*TIES, "control"))
    found = tuple(r for r in record.relations(turning) if r.status != "denied" and not is_count(r.target))
    held = {relation.target for relation in found if relation.type == "control"}
    rivals = tuple(r for r in record.relations(record.relations_to(held, type="control")) if r.status != "denied")
    ledger = Ledger(witness, end, (*found, *rivals))
    for relation in found:
        opened, closed = known_interval(relation, witness)
        evidence = witness.of((*relation.claims, *relation.began))
        if not evidence:
            continue
        if opened is not None and start < opened <= end:
            yield relation.type, _change(ledger, relation, opened, rivals)
        closing = witness.of(relation.ended)
        if closed is not None and closing and start <= closed < end:
            one, other = the(ledger.ref(relation.source).name), the(ledger.ref(relation.target).name)
            text = capital(f"{one} {_ENDED[relation.type]} {other}")
            yield (
                relation.type,
                Change(
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
                ),
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
            if other.target == relation.target
            and other.source != relation.source
            and other.end is not None
            and set(other.ended) & set(relation.began)
        )
    who = the(source.name)
    told = f"{who} {_BEGAN[relation.type]}" if began else f"first word of {who} {_HOLD[relation.type]}"
    return Change(
        id=relation.id,
        kind="changed hands" if before else "began" if began else "first said",
        start=opened,
        end=opened,
        certain=True,
        subjects=(source, target),
        text=capital(f"{told} {the(target.name)}" + (f", until then {_listed(before)}" if before else "")),
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
    for actor in record.actors(record.renamed_between(start=start, end=end)):
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
