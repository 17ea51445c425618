"""The claims task: what the network should say about annotated windows, as losses."""

import random
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - PyTorch's own abbreviation

from annals.extract.decode import FloatArray, Thresholds, buckets, candidate_triggers, mention_spans, softmax
from annals.extract.labels import LAYERS, TYPES
from train.examples import IGNORE, Example, Mention
from train.model import Reader
from train.tasks import padded

SMOOTHING = 0.1
MASKED = 0.06
"""Share of word pieces hidden in training, so that a claim is told by its sentence and not by one word alone."""


class Claims:
    """Windows of annotated documents; the whole network learns from them.

    ``shares`` says how often an epoch reads each window: 0.5 is every other epoch, by chance.
    """

    name = "claims"

    def __init__(self, reader: Reader, data: Sequence[Example], dice: random.Random, shares: Sequence[float]) -> None:
        self.reader = reader
        self.data = data
        self.shares = shares
        self.sizes = [len(example.window.ids) for example in data]
        self.dice = dice

    def loss(self, batch: Sequence[int]) -> Tensor:
        """Return the mean loss over the windows with these indexes."""
        chosen = [self.data[i] for i in batch]
        ids, shapes, mask = padded([e.window for e in chosen], self.reader.tokens.device, MASKED)
        with torch.autocast(ids.device.type, dtype=torch.bfloat16):
            scores = self.reader.tokens(ids, shapes, mask)
        states, trigger, tags = (part.float() for part in scores)
        loss = token_losses(chosen, trigger, tags)
        told = []
        believed, tagged = trigger.detach().cpu().numpy(), tags.detach().cpu().numpy()
        for row, example in enumerate(chosen):
            size = len(example.window.ids)
            guess = _Guess(believed[row, :size], tagged[row, :size])
            part = grid_loss(self.reader, example, states[row, :size], guess, self.dice)
            if part is not None:
                told.append(part)
        return loss + torch.stack(told).mean() if told else loss


class _Guess:
    """What the network believes at present about a window's triggers and mentions, as probabilities."""

    def __init__(self, trigger: FloatArray, tags: FloatArray) -> None:
        self.trigger = softmax(trigger)
        self.tags = softmax(tags)


def token_losses(batch: Sequence[Example], trigger: Tensor, tags: Tensor) -> Tensor:
    """Return the loss of trigger labels and mention tags over a batch."""
    types = torch.full(trigger.shape[:2], IGNORE)
    gold = torch.full((*trigger.shape[:2], len(LAYERS)), IGNORE)
    for row, example in enumerate(batch):
        size = len(example.window.ids)
        types[row, :size] = torch.from_numpy(example.types)
        gold[row, :size] = torch.from_numpy(example.tags.T)
    weight = torch.ones(len(TYPES))
    weight[0] = 0.5
    where = trigger.device
    first = F.cross_entropy(
        trigger.flatten(0, 1), types.flatten().to(where), weight=weight.to(where), ignore_index=IGNORE,
        label_smoothing=SMOOTHING,
    )  # fmt: skip
    return first + F.cross_entropy(tags.flatten(0, 2), gold.flatten().to(where), ignore_index=IGNORE)


def _candidates(example: Example, guess: _Guess, dice: random.Random) -> tuple[list[int], list[int], list[int]]:
    """Return trigger tokens, the types to show the grid, and the gold types (0: to be dropped).

    Gold triggers come with all false ones that the network thinks of at present, so that the grid sees as many of
    them as it will when it reads; a gold trigger is sometimes shown with the type that the network takes it for, so
    that the grid learns to correct it.
    """
    tokens, shown, gold = [], [], []
    for t in example.triggers:
        believed = int(guess.trigger[t.token, 1:].argmax()) + 1
        tokens.append(t.token)
        shown.append(believed if dice.random() < 0.5 else t.type)
        gold.append(t.type)
    false, kinds = candidate_triggers(guess.trigger, Thresholds().candidate)
    near = {t.token + d for t in example.triggers for d in (-1, 0, 1)}
    wrong = [
        (t, k) for t, k in zip(false.tolist(), kinds.tolist(), strict=True) if t not in near and example.types[t] == 0
    ]
    for token, kind in wrong:
        tokens.append(token)
        shown.append(kind)
        gold.append(0)
    return tokens, shown, gold


def _with_guesses(example: Example, guess: _Guess, dice: random.Random) -> list[Mention]:
    """Return the gold mentions followed by mentions that the network tags at present though nobody wants them.

    A reader that was shown only right mentions would trust each one that it finds. Where a tagged span overlaps a
    gold one of its layer, half of the time it stands in for it, faults and all.
    """
    mentions = list(example.mentions)
    bounds, layers = mention_spans(guess.tags, example.window, Thresholds().mention)
    taken = {(m.layer, token): i for i, m in enumerate(mentions) for token in range(m.first, m.last + 1)}
    strangers = []
    for (first, last), layer in zip(bounds.tolist(), layers.tolist(), strict=True):
        held = {taken[key] for key in ((layer, token) for token in range(first, last + 1)) if key in taken}
        if not held:
            strangers.append(Mention(layer, first, last))
        elif len(held) == 1 and dice.random() < 0.5:
            index = held.pop()
            gold = mentions[index]
            mentions[index] = Mention(layer, first, last, gold.names, gold.text)
    dice.shuffle(strangers)
    return mentions + strangers[: len(mentions) + 6]


def grid_loss(reader: Reader, example: Example, states: Tensor, guess: _Guess, dice: random.Random) -> Tensor | None:
    """Return the loss of everything that the grid says about one window, ``None`` without candidates."""
    tokens, shown, gold = _candidates(example, guess, dice)
    mentions = _with_guesses(example, guess, dice)
    if not tokens or not mentions:
        return None
    where = states.device
    left, right = np.array(tokens), np.array([m.first for m in mentions])
    cells = (
        torch.from_numpy(left), torch.tensor(shown), torch.tensor([(m.first, m.last) for m in mentions]),
        torch.tensor([m.layer for m in mentions]), torch.from_numpy(buckets(example.window, left, right)),
        torch.from_numpy(buckets(example.window, right, right)),
    )  # fmt: skip
    links, kind, status, ended, measures, refer = reader.grid(states, *(cell.to(where) for cell in cells))
    loss = F.cross_entropy(kind, torch.tensor(gold, device=where), label_smoothing=SMOOTHING / 2)
    loss = loss + reference_loss(mentions, refer)
    number = len(example.triggers)
    if not number:
        return loss
    loss = loss + link_loss(example, links[:number], measures[:number])
    loss = loss + F.cross_entropy(status[:number], torch.tensor([t.status for t in example.triggers], device=where))
    return loss + F.binary_cross_entropy_with_logits(
        ended[:number], torch.tensor([float(t.ended) for t in example.triggers], device=where)
    )


def link_loss(example: Example, links: Tensor, measures: Tensor) -> Tensor:
    """Return the loss of roles (each cell and link by itself, open ones left out) and of measures."""
    gold, keep = torch.zeros(links.shape), torch.ones(links.shape)
    measured: list[tuple[int, int, int]] = []
    for row, trigger in enumerate(example.triggers):
        for (mention, link), value in trigger.links.items():
            if value == IGNORE:
                keep[row, mention, link] = 0
            else:
                gold[row, mention, link] = 1
        measured += [(row, mention, measure) for mention, measure in trigger.measures.items()]
    loss = (
        F.binary_cross_entropy_with_logits(
            links, gold.to(links.device), weight=keep.to(links.device), reduction="sum"
        ) / max(1.0, gold.sum().item()) / 2
    )  # fmt: skip
    if measured:
        rows, columns, values = (torch.tensor(v, device=links.device) for v in zip(*measured, strict=True))
        loss = loss + 0.5 * F.cross_entropy(measures[rows, columns], values)
    return loss


def reference_loss(mentions: Sequence[Mention], refer: Tensor) -> Tensor:
    """Return the loss of antecedents: any mention worded as the name is right; itself if it is the name."""
    losses = []
    for i, mention in enumerate(mentions):
        if not mention.names or LAYERS[mention.layer] not in ("party", "place"):
            continue
        if mention.text in mention.names:
            right = [0]
        else:
            right = [j + 1 for j, other in enumerate(mentions) if j != i and other.text in mention.names]
        if right:
            losses.append(torch.logsumexp(refer[i], 0) - torch.logsumexp(refer[i][right], 0))
    return torch.stack(losses).mean() if losses else refer.sum() * 0
