"""The rows of every export as JSON-ready mappings, in an order that is the same for equal records."""

from collections.abc import Iterator, Mapping
from datetime import date

from annals.record import Record
from annals.resolve.actors_inter import code_actor
from annals.resolve.places import Gazetteer
from annals.types import NARRATIVE, ROLES, Claim, Document, Filler, Quantity, Time

Row = dict[str, object]

FILLED = tuple(role for role in ROLES if role != "attribution")
"""Roles whose fillers are objects; an attribution is a name."""


# ------------------------------------------------------------------------------------------- documents


def documents(record: Record) -> Iterator[Row]:
    """Yield every version of every document, by name, then day of publication, then id."""
    shelves = {shelf.id: shelf for shelf in record.shelves()}
    names = {shelf.id: shelf.name for shelf in shelves.values()}
    versions: dict[str, str] = {}
    for shelf in sorted(shelves.values(), key=lambda shelf: (shelf.name, shelf.published or date.min, shelf.id)):
        document = record.document(shelf.id)
        if shelf.current:
            versions[document.version_key] = shelf.id
        yield {
            **_document(document),
            "current": shelf.current,
            "copy_of": names.get(shelf.copy_of) if shelf.copy_of else None,
            "claims_rejected": shelf.rejected,
            "coverage": coverage(document),
            "blocks": [{"kind": block.kind, "start": block.start, "end": block.end} for block in document.blocks],
            "text": document.text,
        }


def coverage(document: Document) -> float:
    """Return the share, 0 to 1, of a document's text that extractors read: the rest is comments, adverts, navigation.

    Within what they read nothing is left out: windows overlap and hold every sentence (``extract.windows``).
    """
    sizes = [(block.kind in NARRATIVE, block.end - block.start) for block in document.blocks]
    return round(sum(size for read, size in sizes if read) / (sum(size for _, size in sizes) or 1), 4)


def _document(document: Document) -> Row:
    """Return what is known of a document besides its text."""
    return {
        "name": document.name,
        "id": document.id,
        "title": document.title,
        "byline": document.byline,
        "publisher": document.publisher,
        "published": day(document.published),
        "published_basis": document.published_basis,
        "date_candidates": [
            {"day": day(candidate.day), "basis": candidate.basis, "text": candidate.text}
            for candidate in document.date_candidates
        ],
        "url": document.url,
        "source": document.source,
        "media": document.media,
        "raw_sha256": document.raw_sha256,
        "version_key": document.version_key,
    }


# ---------------------------------------------------------------------------------------------- claims


def claims(record: Record) -> Iterator[Row]:
    """Yield the claims of all current documents in the contract's exported form, by document, then place in it."""
    names = {shelf.id: shelf.name for shelf in record.shelves()}
    for shelf in sorted(record.shelves(), key=lambda shelf: (shelf.name, shelf.id)):
        if shelf.current:
            for claim in record.claims(document=shelf.id):
                yield claim_row(claim, names[claim.document])


def claim_row(claim: Claim, document: str) -> Row:
    """Return a claim in the exported form of the contract; ``document`` is the document's name."""
    row: Row = {
        "type": claim.type,
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        **{role: [_filler(filler) for filler in getattr(claim, role)] for role in FILLED},
        "time": _time(claim.time),
        "quantities": [_quantity(quantity) for quantity in claim.quantities],
        "status": claim.status,
        "attribution": [filler.name for filler in claim.attribution],
    }
    if claim.ended:
        row["ended"] = True
    row |= {
        "id": claim.id,
        "document": document,
        "segment": claim.segment,
        "confidence": round(claim.confidence, 4),
    }
    return row


def _filler(filler: Filler) -> Row:
    """Return a filler as an object."""
    return {
        "name": filler.name,
        "entity": filler.entity,
        "mention": filler.mention,
        "start": filler.start,
        "end": filler.end,
    }


def _time(time: Time | None) -> Row | None:
    """Return a time as an object, ``None`` when the claim has none."""
    if time is None:
        return None
    return {"start": day(time.start), "end": day(time.end), "expression": time.expression}


def _quantity(quantity: Quantity) -> Row:
    """Return a quantity as an object."""
    return {"measure": quantity.measure, "least": quantity.least, "most": quantity.most, "of": quantity.of}


def day(value: date | None) -> str | None:
    """Return a day as ISO 8601."""
    return value.isoformat() if value is not None else None


# ----------------------------------------------------------------------------------------- conclusions


def events(record: Record) -> Iterator[Row]:
    """Yield events with all values of every field, by day (undated last), then id."""
    names = entity_names(record)
    for event in record.events():
        yield {
            "id": event.id,
            "type": event.type,
            "start": day(event.start),
            "end": day(event.end),
            "status": event.status,
            "claims": event.claims,
            "fields": [
                {
                    "name": field.name,
                    "disputed": field.disputed,
                    "values": [
                        {
                            "value": value.value,
                            "name": names.get(value.value) if isinstance(value.value, str) else None,
                            "supporters": value.supporters,
                            "dissenters": value.dissenters,
                            "publishers": value.publishers,
                            "reason": value.reason,
                        }
                        for value in field.values
                    ],
                }
                for field in event.fields
            ],
        }


def relations(record: Record) -> Iterator[Row]:
    """Yield relations with their supporters and dissenters, by type, then day (unknown last), then id."""
    names = entity_names(record)
    for relation in record.relations():
        yield {
            "id": relation.id,
            "type": relation.type,
            "source": _entity(relation.source, names),
            "target": _entity(relation.target, names),
            "start": day(relation.start),
            "end": day(relation.end),
            "status": relation.status,
            "disputed": relation.disputed,
            "claims": relation.claims,
            "dissenters": relation.dissenters,
            "began": relation.began,
            "ended": relation.ended,
        }


def actors(record: Record) -> Iterator[Row]:
    """Yield actors with their names over time and their codes, by main name, then id."""
    with Gazetteer.open() as gazetteer:
        for actor in sorted(record.actors(), key=lambda actor: (actor.name, actor.id)):
            codes = code_actor(actor, gazetteer=gazetteer)
            yield {
                "id": actor.id,
                "kind": actor.kind,
                "name": actor.name,
                "country": codes.country or None,
                "sectors": codes.sectors,
                "inter": codes.inter,
                "names": [
                    {"name": name.name, "from": day(name.start), "to": day(name.end), "claims": name.claims}
                    for name in actor.names
                ],
            }


def disagreements(record: Record) -> Iterator[Row]:
    """Yield disagreements, worst first."""
    for found in record.disagreements():
        yield {
            "id": found.id,
            "check": found.check,
            "severity": found.severity,
            "message": found.message,
            "one_side": found.one_side,
            "other_side": found.other_side,
            "subject": found.subject,
        }


def entity_names(record: Record) -> dict[str, str]:
    """Return the main name of every actor and place that the record knows, by id."""
    names = {actor.id: actor.name for actor in record.actors()}
    names.update((place.id, place.name) for place in record.places())
    return names


def _entity(value: str, names: Mapping[str, str]) -> Row:
    """Return one end of a relation: an actor or a place with its id, or a property by its words alone."""
    return {"id": value, "name": names[value]} if value in names else {"id": None, "name": value}
