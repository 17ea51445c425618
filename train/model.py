"""The reader's network: one encoder over word pieces, heads for triggers, mentions, roles and claim values.

The encoder reads a window once. Tokens get a trigger label and begin-inside-outside tags in five layers.
Then a grid of candidate triggers by mentions is scored: every cell holds a trigger, a mention, how far apart
they are; an extra first column stands for the trigger's claim itself. Attention runs along the mentions of a
trigger (mentions compete for roles) and between the claims (an act told before need not be told again). A
last head links a nominal mention to its antecedent.
"""

import math

import torch
from torch import Tensor, nn

from annals.extract.labels import DISTANCES, LAYERS, LINKS, TAGS, TYPES
from annals.extract.windows import SHAPES
from annals.types import MEASURES, STATUSES
from train.dropout import Dropout

WIDTH = 128
HEADS = 4


class Tokens(nn.Module):
    """Encoder with token heads: ids and shapes (batch, tokens) to states, trigger logits and tag logits."""

    def __init__(self, bert: nn.Module, dropout: float = 0.1) -> None:
        super().__init__()
        self.bert = bert
        size = bert.config.hidden_size
        self.shapes = nn.Embedding(SHAPES, size)
        nn.init.zeros_(self.shapes.weight)
        self.drop = Dropout(dropout)
        self.trigger = nn.Linear(size, len(TYPES))
        self.tags = nn.Linear(size, len(LAYERS) * TAGS)

    @property
    def device(self) -> torch.device:
        """Where the encoder reckons."""
        return self.shapes.weight.device

    def states(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """Return the states of a batch, (batch, tokens, size)."""
        embedded = self.bert.embeddings.word_embeddings(ids) + self.shapes(shapes)
        states: Tensor = self.drop(self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state)
        return states

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return states, trigger logits and tag logits of a batch."""
        states = self.states(ids, shapes, mask)
        return states, self.trigger(states), self.tags(states).unflatten(-1, (len(LAYERS), TAGS))


class Attention(nn.Module):
    """One pre-norm transformer layer over the last axis but one."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.before = nn.LayerNorm(width)
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.after = nn.LayerNorm(width)
        self.feed = nn.Sequential(nn.Linear(width, width), nn.ReLU(), Dropout(dropout), nn.Linear(width, width))
        self.drop = Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Return what attention and the feed-forward layer make of ``x``, same shape."""
        q, k, v = (t.unflatten(-1, (HEADS, -1)).transpose(-3, -2) for t in self.mix(self.before(x)).chunk(3, -1))
        # Divided before the product, which has more elements wherever time is spent.
        weights = (q / math.sqrt(q.shape[-1]) @ k.transpose(-1, -2)).softmax(-1)
        x = x + self.drop(self.out((weights @ v).transpose(-3, -2).flatten(-2)))
        return x + self.drop(self.feed(self.after(x)))


class Antecedents(nn.Module):
    """Which mention a mention stands for: pairs are scored without a matrix product of their own, for they are many."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.left = nn.Linear(width, width)
        self.right = nn.Linear(width, width)
        self.apart = nn.Embedding(DISTANCES, width)
        self.pair = nn.Linear(width, 1)
        self.itself = nn.Linear(width, 1)

    def forward(self, mentions: Tensor, between: Tensor) -> Tensor:
        """Return logits (m, m + 1) of mentions (m, width); the first column says "stands for itself"."""
        alike = self.query(mentions) @ self.key(mentions).T / math.sqrt(mentions.shape[-1])
        near = self.left(mentions).unsqueeze(1) + self.right(mentions).unsqueeze(0) + self.apart(between)
        return torch.cat((self.itself(mentions), alike + self.pair(near.relu()).squeeze(-1)), 1)


class Grid(nn.Module):
    """Scores of triggers (n) by mentions (m) of one window.

    Takes the window's states (tokens, size), trigger tokens (n,), their types (n,), mention bounds (m, 2),
    layers (m,) and distance buckets of each pair (n, m) and of each pair of mentions (m, m). Gives link
    logits (n, m, links), claim type logits (n, types), status logits (n, statuses), ended logits (n,), measure
    logits (n, m, measures) and antecedent logits (m, m + 1), whose first column says "stands for itself".

    What is done for every cell is what the grid costs, so a cell gets one layer of attention; the attention
    between claims runs on one vector a trigger.
    """

    def __init__(self, size: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.from_trigger = nn.Sequential(nn.Linear(size, WIDTH), nn.GELU(), Dropout(dropout))
        self.from_mention = nn.Sequential(nn.Linear(2 * size, WIDTH), nn.GELU(), Dropout(dropout))
        self.types = nn.Embedding(len(TYPES), WIDTH)
        self.layers = nn.Embedding(len(LAYERS), WIDTH)
        self.apart = nn.Embedding(DISTANCES, WIDTH)
        self.left = nn.Linear(WIDTH, WIDTH)
        self.right = nn.Linear(WIDTH, WIDTH)
        self.both = nn.Linear(WIDTH, WIDTH)
        self.drop = Dropout(dropout)
        self.own = nn.Linear(WIDTH, WIDTH)
        self.along_mentions = Attention(WIDTH, dropout)
        self.along_triggers = nn.ModuleList(Attention(WIDTH, dropout) for _ in range(2))
        self.claim_norm = nn.LayerNorm(WIDTH)
        self.cell_norm = nn.LayerNorm(WIDTH)
        self.from_claim = nn.Linear(WIDTH, WIDTH)
        self.from_rivals = nn.Linear(WIDTH, WIDTH)
        self.cell = nn.Linear(WIDTH, WIDTH)
        self.links = nn.Linear(WIDTH, len(LINKS))
        nn.init.constant_(self.links.bias, -4.0)  # nearly every cell is empty
        self.measures = nn.Linear(WIDTH, len(MEASURES))
        self.kind = nn.Linear(WIDTH, len(TYPES))
        self.status = nn.Linear(WIDTH, len(STATUSES))
        self.ended = nn.Linear(WIDTH, 1)
        self.refer = Antecedents(WIDTH)

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
        left, right = triggers.unsqueeze(1), mentions.unsqueeze(0)
        cells = self.left(left) + self.right(right) + self.both(left * right) + self.apart(apart)
        cells = self.drop(cells.relu())
        grid = self.along_mentions(torch.cat((self.own(triggers).unsqueeze(1), cells), 1))
        claim, cells = grid[:, 0], grid[:, 1:]
        # Claims look at each other (an act told before need not be told again), then tell their cells.
        for layer in self.along_triggers:
            claim = layer(claim)
        claim = self.claim_norm(claim)
        # A mention that another trigger wants as well is seen by both.
        rivals = cells.amax(0, keepdim=True)
        cells = self.cell_norm(cells) + self.from_claim(claim).unsqueeze(1) + self.from_rivals(rivals)
        cells = self.cell(self.drop(cells.relu())).relu()
        return (
            self.links(cells),
            self.kind(claim),
            self.status(claim),
            self.ended(claim).squeeze(-1),
            self.measures(cells),
            self.refer(mentions, between),
        )


class Reader(nn.Module):
    """The whole network: ``tokens`` runs once a window, ``grid`` on what was found in it."""

    def __init__(self, bert: nn.Module) -> None:
        super().__init__()
        self.tokens = Tokens(bert)
        self.grid = Grid(bert.config.hidden_size)
