"""The exported encoder in place of the network's: heads are scored on the states that they will read when installed."""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

from annals.extract.encoder import OnnxNetwork
from train.corpus import ROOT

MODEL = ROOT / "src" / "annals" / "model"


class Frozen(nn.Module):
    """Stands in for ``train.model.Tokens`` where only states are asked for: the encoder exported to ``folder``.

    It does not learn. Raises onnxruntime's error when the folder holds no exported encoder.
    """

    def __init__(self, folder: Path = MODEL, threads: int | None = None) -> None:
        super().__init__()
        self.device = torch.device("cpu")
        self._network = OnnxNetwork(folder, threads)

    def _rows(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Iterator[Tensor]:
        for row, size in enumerate(mask.sum(1).tolist()):
            yield torch.from_numpy(self._network.tokens(ids[row, :size].numpy(), shapes[row, :size].numpy())[0])

    def states(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """Return the states of a batch, (batch, tokens, size), zero where there is no token."""
        padded: Tensor = nn.utils.rnn.pad_sequence(list(self._rows(ids, shapes, mask)), batch_first=True)
        return padded
