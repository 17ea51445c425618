"""The record: the only part of annals that speaks SQL. Its tables are told in ``docs/record.md``."""

from annals.record.blocked import Pending
from annals.record.changing import Basis, Change
from annals.record.concluding import Totals
from annals.record.conflicts import Conflict
from annals.record.corrections import Correction, EventDecisions
from annals.record.packed import PackedEvent, packed_event
from annals.record.queries import Hit, Named
from annals.record.reading import Shelf
from annals.record.schema import SCHEMA_VERSION
from annals.record.sharing import Taken
from annals.record.store import Record

__all__ = [
    "SCHEMA_VERSION",
    "Basis",
    "Change",
    "Conflict",
    "Correction",
    "EventDecisions",
    "Hit",
    "Named",
    "PackedEvent",
    "Pending",
    "Record",
    "Shelf",
    "Taken",
    "Totals",
    "packed_event",
]
