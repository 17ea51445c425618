"""Attention for the encoder in training on a CPU: scores stay in half precision between the two matrix products.

Under autocast the mask of Transformers' eager attention widens them, and what follows then costs more than the products
themselves. PyTorch's softmax adds up in full precision whatever it is given.
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
    dropout: float = 0.0,
    **_: object,
) -> tuple[Tensor, Tensor]:
    """Return what each token gathers, (batch, tokens, heads, size), and the weights, (batch, heads, tokens, tokens).

    ``query``, ``key`` and ``value`` are (batch, heads, tokens, size); ``attention_mask`` (batch, 1, any, tokens) is
    added to the scores. Raises ValueError when weights are to be dropped: it cannot.
    """
    if dropout:
        raise ValueError(f"{NAME} attention drops no weights; set attention_probs_dropout_prob to 0, not {dropout}")
    scores = (query * scaling) @ key.transpose(2, 3)
    if attention_mask is not None:
        # The least number of full precision is minus infinity in half: where all is hidden, no number would come back.
        scores = scores.add_(attention_mask.to(scores.dtype).clamp(min=torch.finfo(scores.dtype).min / 2))
    weights = scores.softmax(-1)
    return (weights @ value).transpose(1, 2).contiguous(), weights


AttentionInterface.register(NAME, narrow_attention)
AttentionMaskInterface.register(NAME, eager_mask)
