"""Reads reports about an armed conflict and keeps the record: who, what, where, when, and who said so.

    from datetime import UTC, datetime
    from annals import Encoder, Gazetteer, Record, ask, read_into

    with Record.open("war.annals", create=True) as record, Gazetteer.open() as gazetteer:
        summary = read_into(
            record, ["reports/"], extractor=Encoder.load(), gazetteer=gazetteer, now=datetime.now(UTC)
        )
        for event in ask.timeline(record, place="Goma").events:
            print(event)

An extractor is any callable that takes a ``Document`` and returns claims; ``Encoder.load()`` is the one that
comes along. Everything that the command line does is one of these calls.
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annals import ask as ask
    from annals import export as export
    from annals import judging as judging
    from annals import types as types
    from annals.engine import local as local
    from annals.errors import AnnalsError as AnnalsError
    from annals.errors import ModelError as ModelError
    from annals.errors import RecordError as RecordError
    from annals.errors import SourceError as SourceError
    from annals.errors import UsageError as UsageError
    from annals.extract.encoder import Encoder as Encoder
    from annals.flow import Summary as Summary
    from annals.flow import conclude as conclude
    from annals.flow import read_into as read_into
    from annals.read import Limits as Limits
    from annals.read import read_bytes as read_bytes
    from annals.read import read_sources as read_sources
    from annals.record import Record as Record
    from annals.resolve import layers as layers
    from annals.resolve.places import Gazetteer as Gazetteer
    from annals.types import Claim as Claim
    from annals.types import Document as Document

_HOMES = {
    "AnnalsError": "annals.errors",
    "Claim": "annals.types",
    "Document": "annals.types",
    "Encoder": "annals.extract.encoder",
    "Gazetteer": "annals.resolve.places",
    "Limits": "annals.read",
    "ModelError": "annals.errors",
    "Record": "annals.record",
    "RecordError": "annals.errors",
    "SourceError": "annals.errors",
    "Summary": "annals.flow",
    "UsageError": "annals.errors",
    "conclude": "annals.flow",
    "read_bytes": "annals.read",
    "read_into": "annals.flow",
    "read_sources": "annals.read",
}
_MODULES = {
    "ask": "annals.ask",
    "export": "annals.export",
    "judging": "annals.judging",
    "layers": "annals.resolve.layers",
    "local": "annals.engine.local",
    "types": "annals.types",
}

try:
    __version__ = version("annals")
except PackageNotFoundError:  # used from a checkout that was not installed
    __version__ = "0+unknown"

__all__ = [*sorted(_HOMES), *_MODULES, "__version__"]  # noqa: PLE0604 - the names are the keys above


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Import a public name when it is first used, so that ``annals --help`` loads no model and no parser."""
    if name in _MODULES:
        return import_module(_MODULES[name])
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'annals' has no attribute {name!r}")
