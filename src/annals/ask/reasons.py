"""Why: the sentences, words and rules behind anything that the record says."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Final

from annals import when
from annals.ask.actor_facts import name_evidence
from annals.ask.answers import NotFound, Reason, Ref, Said, Why
from annals.ask.reasons_people import judgement, settlements, withdrawals
from annals.ask.timelines import refs
from annals.ask.witness import Witness
from annals.errors import UsageError
from annals.fuse.why import Link, links
from annals.record import Record
from annals.resolve.places import Gazetteer
from annals.resolve.reasons import place_reasons
from annals.types import MEASURES, ROLES, Claim, Document, Event, Evidence, Quantity, Time

_ID: Final = re.compile(r"([cerdaxkj][0-9a-f]{12})(?:\.(\w+))?")
# A place that a thousand sentences mention needs no more of them to be believed.
_MOST_MENTIONS: Final = 100


def why(record: Record, id: str, *, gazetteer: Gazetteer | None = None) -> Why | NotFound:
    """Return what lies behind a claim, event, relation, actor, place, document, disagreement or correction.

    ``id`` may go on with ``.field`` ("e0123456789ab.time") to ask about one field only. An id that the
    record does not have is ``NotFound``; a field that the thing does not have raises ``UsageError``. With a
    ``gazetteer`` a claim's places tell what was weighed: the answer's layer, the candidates and their reasons.
    """
    text = id.encode("utf-8", "replace").decode("utf-8").strip()
    match = _ID.fullmatch(text)
    with record.snapshot():
        if match is not None and text[0] == "c":
            answer = _claim(record, match.group(1), gazetteer)
        else:
            answer = _place(record, text) if match is None else _KINDS[text[0]](record, match.group(1))
    if answer is None:
        return NotFound(id, "id")
    field = match.group(2) if match else None
    if field is None:
        return answer
    reasons = tuple(reason for reason in answer.reasons if reason.field == field)
    if not reasons:
        fields = ", ".join(sorted({reason.field for reason in answer.reasons}))
        raise UsageError(f"{answer.id} has no field {field!r}; it has {fields or 'none'}")
    return Why(answer.id, answer.kind, field, answer.title, reasons, answer.related)


# ------------------------------------------------------------------------------------- what all share


def _said(record: Record, claim_ids: Collection[str]) -> tuple[Said, ...]:
    return tuple(
        Said(evidence, record.sentence_around(evidence.claim) if evidence.claim else None)
        for evidence in Witness(record).of(claim_ids)
    )


def _shown(value: object, names: dict[str, Ref]) -> str:
    """Return a JSON-like value in words: names for ids, one form for intervals and counts."""
    if isinstance(value, str):
        return names[value].name if value in names else value
    if isinstance(value, tuple):
        if len(value) == 2 and all(side is None or _is_day(side) for side in value):
            start, end = (None if side is None else date.fromisoformat(side) for side in value)
            return when.show((start, end))
        return _counted_words(value) or " ".join(_shown(part, names) for part in value if part is not None)
    return "unknown" if value is None else str(value)


def _counted_words(value: tuple[object, ...]) -> str | None:
    """Return a figure ``(measure, least, most)`` in words; ``None`` for anything else."""
    if len(value) != 3 or value[0] not in MEASURES:
        return None
    _, least, most = value
    if least is not None and least == most:
        return str(least)
    return f"up to {most}" if least is None else f"{least} or more" if most is None else f"{least} to {most}"


def _deaths(value: object, names: dict[str, Ref]) -> str:
    """Return how many died on one side, ``(side, least, best, most)``, in words."""
    side, least, best, most = value if isinstance(value, tuple) else (None, None, None, None)
    return f"{_shown(side, names)}: least {least}, best {best}, most {'unknown' if most is None else most}"


def _is_day(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def _strings(value: object) -> Iterable[str]:
    """Yield every string within a JSON-like value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _strings(part)


def _days(start: date | None, end: date | None) -> tuple[str | None, str | None]:
    return (start.isoformat() if start else None), (end.isoformat() if end else None)


# --------------------------------------------------------------------------------------------- claims


def _claim(record: Record, id_: str, gazetteer: Gazetteer | None = None) -> Why | None:
    found = record.claims(ids=[id_])
    rejected = not found
    if rejected:
        found = record.claims(ids=[id_], corrected=False)
    if not found:
        return None
    claim = found[0]
    said = _said(record, [id_])
    names = refs(record, {f.entity for role in ROLES for f in getattr(claim, role) if f.entity})
    reasons = [Reason("type", claim.type, claim.type, f"the words {claim.trigger!r}", said)]
    weighed = _weighed(record, claim, gazetteer) if gazetteer is not None else {}
    reasons += _roles(claim, names, said, weighed)
    if claim.time is not None:
        days = _days(claim.time.start, claim.time.end)
        reasons.append(Reason("time", days, when.show((claim.time.start, claim.time.end)), _time(claim.time), said))
    reasons += [_counted(quantity, said) for quantity in claim.quantities]
    reasons.append(Reason("status", claim.status, claim.status, None, said))
    reasons += [
        Reason("correction", c.action, f"{c.action} {c.field or ''}".strip(), f"{c.person}: {c.reason}")
        for c in record.corrections()
        if id_ in c.claims and c.active and c.action in {"accept", "reject", "edit"}
    ]
    events, relations = record.conclusions_from(id_)
    title = f"{claim.type}, {'rejected' if rejected else claim.status}"
    return Why(id_, "claim", None, title, tuple(reasons), _conclusions(record, events, relations))


Weighed = Mapping[tuple[str, int], tuple[str, ...]]
"""What was weighed for a place of a claim, one reason a line, by role and index."""


def _weighed(record: Record, claim: Claim, gazetteer: Gazetteer) -> Weighed:
    found = place_reasons(record.document(claim.document), record.claims(document=claim.document), gazetteer)
    return {(role, index): lines for (id_, role, index), lines in found.items() if id_ == claim.id}


def _roles(claim: Claim, names: dict[str, Ref], said: tuple[Said, ...], weighed: Weighed) -> Iterable[Reason]:
    for role in ROLES:
        for index, filler in enumerate(getattr(claim, role)):
            words = f"the words {filler.mention!r}" if filler.mention else "told in another sentence"
            name = names.get(filler.entity or "")
            if filler.entity is None:
                words += "; not resolved"
            elif name is not None and name.name != filler.name:
                words += f"; the document's fullest name is {filler.name!r}"
            words = "; ".join((words, *weighed.get((role, index), ())[1:]))
            yield Reason(role, filler.entity or filler.name, name.name if name else filler.name, words, said)


def _time(time: Time) -> str:
    parts = [
        f"the words {time.expression!r}" if time.expression else "told in another sentence",
        time.rule and f"rule {time.rule}",
        time.anchor and f"counted from {time.anchor}",
        time.note,
    ]
    parts += [f"may also be {when.show(other)}" for other in time.alternatives]
    return "; ".join(part for part in parts if part)


def _counted(quantity: Quantity, said: tuple[Said, ...]) -> Reason:
    value = (quantity.measure, quantity.least, quantity.most)
    least = "up to" if quantity.least is None else str(quantity.least)
    most = "or more" if quantity.most is None else str(quantity.most)
    count = least if quantity.least == quantity.most else f"{least} {most}" if None in value else f"{least} to {most}"
    shown = " ".join(part for part in (quantity.measure, count, quantity.of) if part)
    return Reason(
        "quantities", value, shown, f"the words {quantity.expression!r}" if quantity.expression else None, said
    )


def _conclusions(record: Record, events: Collection[str], relations: Collection[str]) -> tuple[Ref, ...]:
    told = [Ref(event.id, event.type) for event in record.events(events)]
    return (*told, *(Ref(relation.id, relation.type) for relation in record.relations(relations)))


# -------------------------------------------------------------------------------- events and relations


def _event(record: Record, id_: str) -> Why | None:
    found = record.events([id_])
    if not found:
        return None
    event = found[0]
    values = [(field, value) for field in event.fields for value in field.values]
    names = refs(record, {text for _, value in values for text in _strings(value.value)})
    reasons = [
        Reason(
            field.name,
            value.value,
            _deaths(value.value, names) if field.name == "deaths" else _shown(value.value, names),
            value.reason,
            _said(record, value.supporters),
            _said(record, value.dissenters),
        )
        for field, value in values
    ]
    reasons.append(Reason("claims", event.status, event.status, None, _said(record, event.claims)))
    reasons += [
        Reason(
            "joined",
            round(link.total, 1),
            f"{link.total:.1f} of {link.need:.1f} needed",
            link.words,
            _said(record, (link.one, link.other)),
        )
        for link in _links(record, event)
    ]
    title = f"{event.type}, {when.show((event.start, event.end))}, {event.status}"
    return Why(id_, "event", None, title, tuple(reasons), tuple(Ref(claim, "claim") for claim in event.claims))


def _links(record: Record, event: Event) -> tuple[Link, ...]:
    """Return the pairs of claims that hold an event together."""
    claims = record.claims(ids=event.claims)
    sources = record.sources_of({claim.document for claim in claims})
    sources |= record.sources_of({source.copy_of for source in sources.values() if source.copy_of})
    ids = {filler.entity for claim in claims for filler in claim.place if filler.entity is not None}
    places = {place.id: place for place in record.places(ids)}
    return links(claims, sources, places.get)


def _relation(record: Record, id_: str) -> Why | None:
    found = record.relations([id_])
    if not found:
        return None
    relation = found[0]
    names = refs(record, {relation.source, relation.target})
    start, end = _days(relation.start, relation.end)
    claims = _said(record, relation.claims)
    dissent = _said(record, relation.dissenters)
    began = _said(record, relation.began)
    ended = _said(record, relation.ended)
    reasons = (
        Reason("source", relation.source, _shown(relation.source, names), None, claims),
        Reason("target", relation.target, _shown(relation.target, names), None, claims),
        Reason("status", relation.status, relation.status, "disputed" if relation.disputed else None, claims, dissent),
        Reason("from", start, start or "unknown", None if began else "no report tells how it began", began or claims),
        Reason("to", end, end or "open", None if ended else "no report tells how it ended", ended),
    )
    title = f"{relation.type}: {_shown(relation.source, names)}, {_shown(relation.target, names)}"
    related = tuple(names[side] for side in (relation.source, relation.target) if side in names)
    return Why(id_, "relation", None, title, reasons, related)


# --------------------------------------------------------------------------------- actors and places


def _actor(record: Record, id_: str) -> Why | None:
    found = record.actors([id_])
    if not found:
        return None
    who = found[0]
    witness = Witness(record)
    reasons = tuple(
        Reason(
            "names",
            (name.name, *_days(name.start, name.end)),
            f"{name.name} ({when.show((name.start, name.end))})" if name.start or name.end else name.name,
            None if name.claims else "used as a name of it",
            tuple(_with_sentence(record, evidence) for evidence in name_evidence(witness, who, name)),
        )
        for name in who.names
    )
    judged = {item.id: item for item in record.judgements() if item.active}
    reasons += tuple(
        Reason("judgement", item.action, f"{item.action}: {', '.join((*item.names, *item.others))}",
               f"{item.person}, {item.recorded[:10]}: {item.reason}")
        for name in who.names
        for item in (judged.get(source) for source in name.claims)
        if item is not None
    )  # fmt: skip
    reasons += tuple(
        Reason("joins", (join.one, join.other), f"{join.one} = {join.other}", f"{join.reason} (score {join.score:.2f})")
        for join in who.joins
    )
    claims, events, relations = record.counts([id_])[id_]
    title = f"{who.name}, {who.kind}: {claims} claims, {events} events, {relations} relations"
    return Why(id_, "actor", None, title, reasons)


def _with_sentence(record: Record, evidence: Evidence) -> Said:
    return Said(evidence, record.sentence_around(evidence.claim) if evidence.claim else evidence.quote)


def _place(record: Record, id_: str) -> Why | None:
    found = record.places([id_])
    if not found:
        return None
    where = found[0]
    ids = record.claims_of(id_)[:_MOST_MENTIONS]
    words: dict[tuple[str, str], list[str]] = {}
    for claim in record.claims(ids=ids):
        for role in ("place", "origin", "actor", "target"):
            for filler in getattr(claim, role):
                if filler.entity == id_:
                    words.setdefault((filler.name, filler.mention or filler.name), []).append(claim.id)
    reasons = tuple(
        Reason("names", name, name, f"the words {mention!r}", _said(record, claims))
        for (name, mention), claims in sorted(words.items())
    )
    title = f"{where.name}, {where.kind}, {where.country}, at {where.latitude:.4f}, {where.longitude:.4f}"
    return Why(id_, "place", None, title, reasons)


# ------------------------------------------------------------- documents, disagreements, corrections


def _document(record: Record, id_: str) -> Why | None:
    if not record.has(id_):
        return None
    document = record.document(id_)
    versions = record.shelves(document.version_key)
    (own,) = (shelf for shelf in versions if shelf.id == id_)
    reasons = [
        Reason(
            "published", candidate.day.isoformat(), candidate.day.isoformat(), f"{candidate.basis}: {candidate.text}"
        )
        for candidate in document.date_candidates
    ]
    reasons.append(Reason("publisher", document.publisher, document.publisher or "unknown", None))
    reasons.append(Reason("source", document.source, document.source, f"recorded {own.recorded}"))
    standing = "the version that counts" if own.current else "counts for nothing"
    if not own.current and any(shelf.current for shelf in versions):
        standing = "a version that a later one replaces"
    reasons.append(Reason("version", own.current, standing, f"{len(versions)} known"))
    reasons += withdrawals(record, {shelf.id for shelf in versions})
    if own.copy_of is not None:
        reasons.append(Reason("copy_of", own.copy_of, record.document(own.copy_of).name, "nearly the same text"))
    title = f"{document.name}: {document.title or 'without title'}, published {_published(document)}"
    others = tuple(Ref(shelf.id, shelf.name) for shelf in versions if shelf.id != id_)
    return Why(id_, "document", None, title, tuple(reasons), others)


def _published(document: Document) -> str:
    if document.published is None:
        return "on an unknown day"
    return f"{document.published} (basis: {document.published_basis or 'unknown'})"


def _disagreement(record: Record, id_: str) -> Why | None:
    found = record.disagreements([id_])
    if not found:
        return None
    item = found[0]
    one, other = _said(record, item.one_side), _said(record, item.other_side)
    reason = Reason("sides", item.check, item.check.replace("_", " "), item.message, one, other)
    related = (_subject(record, item.subject),) if item.subject else ()
    return Why(id_, "disagreement", None, item.message, (reason, *settlements(record, id_)), related)


def _subject(record: Record, id_: str) -> Ref:
    """Return what a disagreement is about, under its name where it has one."""
    if record.has(id_):
        return Ref(id_, record.document(id_).name)
    return refs(record, [id_]).get(id_) or next(iter(_conclusions(record, [id_], [id_])), Ref(id_, id_))


def _correction(record: Record, id_: str) -> Why | None:
    for item in record.corrections():
        if item.id == id_:
            standing = "in force" if item.active else "undone"
            said = _said(record, item.claims)
            reason = Reason(item.field or item.action, item.value, item.reason, f"{item.person}, {item.recorded}", said)
            title = f"{item.action} {item.subject} by {item.person}, {standing}"
            return Why(id_, "correction", None, title, (reason,), (Ref(item.subject, item.subject),))
    return None


_KINDS: Final[dict[str, Callable[[Record, str], Why | None]]] = {
    "c": _claim,
    "e": _event,
    "r": _relation,
    "a": _actor,
    "d": _document,
    "x": _disagreement,
    "k": _correction,
    "j": judgement,
}
