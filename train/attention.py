"""Attention for the encoder in training on a CPU: scores stay in half precision between the two matrix products.

Under autocast the eager attention of Transformers widens them for the mask and the softmax, which costs more there
than the products themselves. PyTorch's softmax adds up in full precision whatever it is given.
"""

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import eager_mask

NAME = "narrow"


def narrow_attention(  # noqa: PLR0917 - as Transformers calls it
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float,
    **_: object,
) -> tuple[Tensor, Tensor]:
    """Return what each token gathers, (batch, tokens, heads, size), and the weights, (batch, heads, tokens, tokens).

    ``query``, ``key`` and ``value`` are (batch, heads, tokens, size); no weight is dropped in training.
    """
    scores = (query * scaling) @ key.transpose(2, 3)
    if attention_mask is not None:
        scores = scores.add_(attention_mask.to(scores.dtype))
    with torch.autocast("cpu", enabled=False):
        weights = scores.softmax(-1)
    return (weights @ value).transpose(1, 2).contiguous(), weights


AttentionInterface.register(NAME, narrow_attention)
AttentionMaskInterface.register(NAME, eager_mask)
