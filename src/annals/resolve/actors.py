"""Actors: who is meant within a document (``name_claims``) and across documents (``identify``)."""

from annals.resolve.actors_document import name_claims
from annals.resolve.actors_identity import Actors, identify

__all__ = ["Actors", "identify", "name_claims"]
