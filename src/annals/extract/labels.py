"""The labels of the encoder's heads: what the model's outputs mean, in their order."""

from typing import Final

from annals.types import CLAIM_TYPES

TYPES: Final = ("none", *CLAIM_TYPES)
"""Trigger labels; a word evokes a claim of at most one type."""

LAYERS: Final = ("party", "place", "time", "quantity", "instrument")
"""Mentions are tagged in one begin-inside-outside layer each, so that layers may overlap."""

TAGS: Final = 3
OUTSIDE, BEGIN, INSIDE = range(TAGS)

LINKS: Final = ("actor", "target", "place", "origin", "instrument", "attribution", "time", "quantity")
"""What a mention can be to a trigger."""

LAYERS_OF: Final = {
    "actor": ("party",),
    "target": ("party", "place"),
    "attribution": ("party",),
    "place": ("place",),
    "origin": ("place", "party"),
    "instrument": ("instrument",),
    "time": ("time",),
    "quantity": ("quantity",),
}
"""The layers whose mentions may fill a link, the usual one first."""

SENTENCE_REACH: Final = 3
TOKEN_REACH: Final = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128)
"""Upper bounds of the buckets of a distance in word pieces."""

DISTANCES: Final = (2 * SENTENCE_REACH + 1) * 2 * (len(TOKEN_REACH) + 1)
