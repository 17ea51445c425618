"""The reader's network: one encoder over word pieces, heads for triggers, mentions, roles and claim values.

The encoder reads a window once. Tokens get a trigger label and begin-inside-outside tags in five layers.
Then a grid of candidate triggers by mentions is scored: every cell holds a trigger, a mention, how far apart
they are; an extra first column stands for the trigger's claim itself. Attention runs along the mentions of a
trigger (mentions compete for roles) and along the triggers (an act told before need not be told again). A
last head links a nominal mention to its antecedent.
"""

import math

import torch
from torch import Tensor, nn

from annals.extract.labels import DISTANCES, LAYERS, LINKS, TAGS, TYPES
from annals.extract.windows import SHAPES
from annals.types import MEASURES, STATUSES

WIDTH = 192
HEADS = 4


class Tokens(nn.Module):
    """Encoder with token heads: ids and shapes (batch, tokens) to states, trigger logits and tag logits."""

    def __init__(self, bert: nn.Module, dropout: float = 0.1) -> None:
        super().__init__()
        self.bert = bert
        size = bert.config.hidden_size
        self.shapes = nn.Embedding(SHAPES, size)
        nn.init.zeros_(self.shapes.weight)
        self.drop = nn.Dropout(dropout)
        self.trigger = nn.Linear(size, len(TYPES))
        self.tags = nn.Linear(size, len(LAYERS) * TAGS)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return states, trigger logits and tag logits of a batch."""
        embedded = self.bert.embeddings.word_embeddings(ids) + self.shapes(shapes)
        states = self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        states = self.drop(states)
        return states, self.trigger(states), self.tags(states).unflatten(-1, (len(LAYERS), TAGS))


class Attention(nn.Module):
    """One pre-norm transformer layer over the last axis but one."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.before = nn.LayerNorm(width)
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.after = nn.LayerNorm(width)
        self.feed = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Dropout(dropout), nn.Linear(2 * width, width)
        )
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Return what attention and the feed-forward layer make of ``x``, same shape."""
        q, k, v = (t.unflatten(-1, (HEADS, -1)).transpose(-3, -2) for t in self.mix(self.before(x)).chunk(3, -1))
        weights = (q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])).softmax(-1)
        x = x + self.drop(self.out((weights @ v).transpose(-3, -2).flatten(-2)))
        return x + self.drop(self.feed(self.after(x)))


class Grid(nn.Module):
    """Scores of triggers (n) by mentions (m) of one window.

    Takes the window's states (tokens, size), trigger tokens (n,), their types (n,), mention bounds (m, 2),
    layers (m,) and distance buckets of each pair (n, m) and of each pair of mentions (m, m). Gives link
    logits (n, m, links), claim type logits (n, types), status logits (n, statuses), ended logits (n,), measure
    logits (n, m, measures) and antecedent logits (m, m + 1), whose first column says "stands for itself".
    """

    def __init__(self, size: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.from_trigger = nn.Sequential(nn.Linear(size, WIDTH), nn.GELU(), nn.Dropout(dropout))
        self.from_mention = nn.Sequential(nn.Linear(2 * size, WIDTH), nn.GELU(), nn.Dropout(dropout))
        self.types = nn.Embedding(len(TYPES), WIDTH)
        self.layers = nn.Embedding(len(LAYERS), WIDTH)
        self.apart = nn.Embedding(DISTANCES, WIDTH)
        self.cell = nn.Sequential(nn.Linear(3 * WIDTH, WIDTH), nn.GELU(), nn.Dropout(dropout))
        self.own = nn.Linear(WIDTH, WIDTH)
        self.along_mentions = nn.ModuleList(Attention(WIDTH, dropout) for _ in range(2))
        self.along_triggers = nn.ModuleList(Attention(WIDTH, dropout) for _ in range(2))
        self.norm = nn.LayerNorm(WIDTH)
        self.links = nn.Linear(WIDTH, len(LINKS))
        self.measures = nn.Linear(WIDTH, len(MEASURES))
        self.kind = nn.Linear(WIDTH, len(TYPES))
        self.status = nn.Linear(WIDTH, len(STATUSES))
        self.ended = nn.Linear(WIDTH, 1)
        self.refer = nn.Sequential(nn.Linear(3 * WIDTH, WIDTH), nn.GELU(), nn.Dropout(dropout), nn.Linear(WIDTH, 1))
        self.itself = nn.Linear(WIDTH, 1)
        self.apart_mentions = nn.Embedding(DISTANCES, WIDTH)

    def forward(  # noqa: PLR0917 - the exported graph's inputs
        self,
        states: Tensor,
        tokens: Tensor,
        types: Tensor,
        bounds: Tensor,
        layers: Tensor,
        apart: Tensor,
        between: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
        r"""Return link, type, status, ended, measure and antecedent logits; shapes are the class\'s."""
        triggers = self.from_trigger(states[tokens]) + self.types(types)
        mentions = self.from_mention(torch.cat((states[bounds[:, 0]], states[bounds[:, 1]]), -1)) + self.layers(layers)
        n, m = tokens.shape[0], bounds.shape[0]
        left = triggers.unsqueeze(1).expand(n, m, WIDTH)
        right = mentions.unsqueeze(0).expand(n, m, WIDTH)
        cells = self.cell(torch.cat((left + self.apart(apart), right, left * right), -1))
        grid = torch.cat((self.own(triggers).unsqueeze(1), cells), 1)
        for row, column in zip(self.along_mentions, self.along_triggers, strict=True):
            grid = row(grid)
            grid = column(grid.transpose(0, 1)).transpose(0, 1)
        grid = self.norm(grid)
        claim, cells = grid[:, 0], grid[:, 1:]
        one = mentions.unsqueeze(1).expand(m, m, WIDTH)
        other = mentions.unsqueeze(0).expand(m, m, WIDTH)
        refer = self.refer(torch.cat((one + self.apart_mentions(between), other, one * other), -1)).squeeze(-1)
        refer = torch.cat((self.itself(mentions), refer), 1)
        return (
            self.links(cells),
            self.kind(claim),
            self.status(claim),
            self.ended(claim).squeeze(-1),
            self.measures(cells),
            refer,
        )


class Reader(nn.Module):
    """The whole network: ``tokens`` runs once a window, ``grid`` on what was found in it."""

    def __init__(self, bert: nn.Module) -> None:
        super().__init__()
        self.tokens = Tokens(bert)
        self.grid = Grid(bert.config.hidden_size)
