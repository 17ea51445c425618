"""The mean of weights."""

import pytest

torch = pytest.importorskip("torch")


def test_weights_are_averaged_part_by_part():
    from train.average import mean

    one = {"reader": {"a": torch.tensor([1.0, 3.0]), "steps": torch.tensor(3)}, "head": {"b": torch.tensor([0.0])}}
    other = {"reader": {"a": torch.tensor([3.0, 5.0]), "steps": torch.tensor(9)}, "head": {"b": torch.tensor([1.0])}}
    out = mean([one, other])
    assert out["reader"]["a"].tolist() == [2.0, 4.0]
    assert out["reader"]["steps"].item() == 9
    assert out["head"]["b"].tolist() == [0.5]


def test_weights_of_another_network_are_refused():
    from train.average import mean

    with pytest.raises(KeyError):
        mean([{"reader": {}}, {"reader": {"a": torch.tensor([1.0])}}])
