"""The exported encoder as a frozen part of the network: its states are reckoned once and kept.

Heads trained on these states learn on what they will read when installed, eight bits and all, and an epoch costs a
fraction of one that trains the encoder.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from annals.extract.encoder import OnnxNetwork
from train.corpus import ROOT

MODEL = ROOT / "src" / "annals" / "model"


class Frozen(nn.Module):
    """Stands in for ``train.model.Tokens`` where only states are asked for: the encoder exported to ``folder``.

    In training the states lose a share ``dropout`` of their values. Raises onnxruntime's error when the folder holds
    no exported encoder.
    """

    def __init__(self, folder: Path = MODEL, dropout: float = 0.0, threads: int | None = None) -> None:
        super().__init__()
        self._network = OnnxNetwork(folder, threads)
        self._kept: dict[bytes, np.ndarray] = {}
        self.drop = nn.Dropout(dropout)

    def _one(self, ids: np.ndarray, shapes: np.ndarray) -> Tensor:
        key = ids.tobytes() + shapes.tobytes()
        if key not in self._kept:
            # Half precision keeps more digits than eight-bit matrices give.
            self._kept[key] = self._network.tokens(ids, shapes)[0].astype(np.float16)
        return torch.from_numpy(self._kept[key].astype(np.float32))

    def _rows(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Iterator[Tensor]:
        for row, size in enumerate(mask.sum(1).tolist()):
            yield self._one(ids[row, :size].numpy(), shapes[row, :size].numpy())

    def states(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """Return the states of a batch, (batch, tokens, size), zero where there is no token."""
        padded: Tensor = nn.utils.rnn.pad_sequence(list(self._rows(ids, shapes, mask)), batch_first=True)
        dropped: Tensor = self.drop(padded)
        return dropped
