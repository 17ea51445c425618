"""Training on a GPU: every tensor goes where the network is, and what is learnt is what the CPU learns."""

import random
from contextlib import nullcontext
from importlib.resources import files
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from tokenizers import Tokenizer  # noqa: E402

from tests.elsewhere import Elsewhere, elsewhere, move  # noqa: E402

TEXT = "Rebels of the Blue Front seized Tarin on 3 May 2014. Five soldiers were killed, its spokesman said."


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer.from_file(str(Path(str(files("annals"))) / "model" / "tokenizer.json"))


@pytest.fixture(autouse=True)
def full_precision(monkeypatch):
    """Autocast knows real devices alone."""
    monkeypatch.setattr(torch, "autocast", lambda *_, **__: nullcontext())


def reader():
    from train import attention
    from train.dropout import replace_dropout
    from train.model import Reader

    config = transformers.BertConfig(
        hidden_size=24, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        attention_probs_dropout_prob=0.0, attn_implementation=attention.NAME,
    )  # fmt: skip
    encoder = transformers.BertModel(config)
    replace_dropout(encoder)
    return Reader(encoder)


def claims(tokenizer, network):
    from train.claims import Claims
    from train.examples import examples

    told = {"quote": TEXT[:52], "start": 0, "end": 52, "status": "asserted"}
    capture = {
        **told, "type": "capture", "trigger": "seized", "actor": [{"name": "Blue Front", "mention": "Rebels"}],
        "place": [{"name": "Tarin", "mention": "Tarin"}], "time": {"start": "2014-05-03", "end": "2014-05-03"},
    }  # fmt: skip
    row = {"document": {"id": "d"}, "text": TEXT, "claims": [capture]}
    data = examples(row, tokenizer)
    return Claims(network, data, random.Random(1), [1.0] * len(data)), network  # noqa: S311 - no secrets


def entities(tokenizer, network):
    from train.entities import Entities

    at = TEXT.index("Blue Front")
    mark = {"begin": at, "end": at + 10, "type": "Organisation", "confidence": 1.0}
    task = Entities([{"text": TEXT, "entities": [mark]}], tokenizer, 24)
    return task, task.head


def incidents(tokenizer, network, monkeypatch):
    from train import incidents as module

    roles = {role: [] for role in module.ROLES} | {"PerpInd": [[["REBELS", 0]]], "Victim": [[["SOLDIERS", 60]]]}
    row = {"docid": "D-1", "doctext": TEXT.lower(), "templates": [{"incident_type": "attack", **roles}]}
    monkeypatch.setattr(module, "gold_rows", lambda part: [row, row])
    task = module.Incidents(tokenizer, 24)
    return task, task.head


def gradients(kind, tokenizer, monkeypatch, there):
    """Return the loss of one batch and every gradient, as lists of numbers."""
    torch.manual_seed(5)
    network = reader()
    more = (monkeypatch,) if kind is incidents else ()
    task, head = kind(tokenizer, network, *more)
    network.train()
    if there:
        move(network)
        head is network or move(head)
    with elsewhere() if there else nullcontext():
        torch.manual_seed(6)
        loss = task.loss([0]) if kind is claims else task.loss(network.tokens, [0])
        loss.backward()
        known = {**dict(network.named_parameters()), **dict(head.named_parameters())}
        told = {name: p.grad for name, p in known.items() if p.grad is not None}
        assert all(isinstance(g, Elsewhere) == there for g in told.values())
        return loss.item(), {name: g.tolist() for name, g in told.items()}


@pytest.mark.parametrize("kind", [claims, entities, incidents])
def test_a_loss_and_its_gradients_are_the_same_on_another_device(kind, tokenizer, monkeypatch):
    here, there = (gradients(kind, tokenizer, monkeypatch, where) for where in (False, True))
    assert here[0] == pytest.approx(there[0])
    assert here[1].keys() == there[1].keys()
    assert len(here[1]) > 30
    for name, value in here[1].items():
        assert torch.allclose(torch.tensor(value), torch.tensor(there[1][name]), atol=1e-6), name


def test_a_network_on_another_device_reads_as_it_does_here(tokenizer):
    from annals.extract.assemble import claims_of
    from annals.extract.decode import Thresholds
    from annals.extract.windows import windows
    from bench.re3d import readable
    from train.evaluate import TorchNetwork

    torch.manual_seed(5)
    network, doc = reader().eval(), readable(TEXT)
    low = Thresholds(candidate=0.0, trigger=0.0, link=0.0, mention=0.0)
    here = claims_of(doc, windows(doc, tokenizer), TorchNetwork(network), low)
    move(network)
    with elsewhere():
        there = claims_of(doc, windows(doc, tokenizer), TorchNetwork(network), low)
    assert here == there


def test_mixing_devices_is_refused_by_the_pretended_one():
    layer = move(torch.nn.Linear(4, 3))
    with elsewhere(), pytest.raises(RuntimeError, match="two devices"):
        layer(torch.randn(2, 4))
