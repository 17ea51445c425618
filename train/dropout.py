"""Dropout that draws eight elements from one random word.

PyTorch's own draws each element by itself, which took a sixth of an epoch's time on the cores it was measured on.
"""

import torch
from torch import Tensor, nn

LEVELS = 256
"""Each element gets one random byte: shares are rounded to 1/256."""


class Dropout(nn.Module):
    """Sets a share of the elements to zero in training and scales the others up, as ``nn.Dropout`` does.

    The random words come from PyTorch's generator: what ``torch.manual_seed`` makes repeatable is repeatable here.
    Raises ValueError for a share that no byte can serve: one that rounds to all elements, or to none without being 0.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.p = share  # the name that Transformers reads
        self.dropped = round(share * LEVELS)
        if not 0 <= self.dropped < LEVELS or (share and not self.dropped):
            raise ValueError(f"a share of elements to drop is 0 or between 1/{LEVELS} and 1, not {share}")

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` with some elements dropped, same shape; ``x`` itself outside training."""
        if not self.training or not self.dropped:
            return x
        words = torch.empty((x.numel() + 7) // 8, dtype=torch.int64, device=x.device).random_(-(2**63), None)
        kept = (words.view(torch.uint8)[: x.numel()] >= self.dropped).view(x.shape)
        return (x * kept).mul_(LEVELS / (LEVELS - self.dropped))


def replace_dropout(module: nn.Module) -> None:
    """Put this dropout in place of every ``nn.Dropout`` within a module; ValueError as ``Dropout`` raises it."""
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout):
            setattr(module, name, Dropout(child.p).train(child.training))
        else:
            replace_dropout(child)
