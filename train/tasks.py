"""What trains together with the claims: other tasks whose heads read the same encoder's states."""

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor, nn

from annals.extract.windows import Window


class States(Protocol):
    """What gives the encoder's states: ``train.model.Tokens`` or ``train.frozen.Frozen``."""

    @property
    def device(self) -> torch.device:
        """Where the encoder reckons."""

    def states(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """Return the states of a batch, (batch, tokens, size)."""


class Task(Protocol):
    """A task beside the claims.

    ``head`` reads the encoder's states and trains at the heads' rate. ``sizes`` holds the word pieces of each
    training example, so that batches can be made of examples of like length. ``loss`` encodes the examples of one
    batch (see ``encode``) and returns their mean loss, a scalar.
    """

    name: str
    head: nn.Module
    sizes: Sequence[int]

    def loss(self, tokens: States, batch: Sequence[int]) -> Tensor:
        """Return the mean loss over the examples with these indexes."""


MASK = 103
"""The [MASK] piece of the base model's vocabulary."""


def padded(windows: Sequence[Window], device: torch.device, masked: float = 0.0) -> tuple[Tensor, Tensor, Tensor]:
    """Pad windows to one length: ids, shapes and mask, each (windows, tokens); hide a share of the pieces.

    What is hidden is drawn from the CPU's generator wherever the tensors go.
    """
    longest = max(len(window.ids) for window in windows)
    ids, shapes, mask = (torch.zeros(len(windows), longest, dtype=torch.long) for _ in range(3))
    for row, window in enumerate(windows):
        size = len(window.ids)
        ids[row, :size] = torch.from_numpy(window.ids)
        shapes[row, :size] = torch.from_numpy(window.shapes)
        mask[row, :size] = 1
        if masked:
            hidden = torch.rand(size) < masked
            hidden[[0, -1]] = False
            ids[row, :size][hidden] = MASK
    return ids.to(device), shapes.to(device), mask.to(device)


def encode(tokens: States, windows: Sequence[Window], masked: float = 0.0) -> list[Tensor]:
    """Return the encoder's states of each window, (its tokens, size) each, in full precision.

    Half-precision matrices halve the time of the encoder on a CPU; the heads keep full precision.
    """
    ids, shapes, mask = padded(windows, tokens.device, masked)
    with torch.autocast(tokens.device.type, dtype=torch.bfloat16):
        states = tokens.states(ids, shapes, mask)
    return [states[row, : len(window.ids)].float() for row, window in enumerate(windows)]
