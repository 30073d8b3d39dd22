"""PyTorch has functions that are the whole exercise: calling one is said, and earns nothing."""

import numpy as np
import pytest

from attention_lib.check import run

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402
from torch.nn.functional import scaled_dot_product_attention as by_another_name  # noqa: E402


def fused(Q, K, V, *rest):
    q, k, v = map(torch.from_numpy, (Q, K, V))
    return by_another_name(q, k, v).numpy()


def operator(Q, K, V, *rest):
    q, k, v = map(torch.from_numpy, (Q, K, V))
    return torch.ops.aten.scaled_dot_product_attention.default(q, k, v).numpy()


def stops(Q, K, V):
    return by_another_name(torch.ones(2, 3), torch.ones(2, 4), torch.ones(2, 4))  # shapes that do not fit


def both(function):
    return lambda Q, K, V, *rest: (function(Q, K, V), Q @ np.swapaxes(K, -1, -2))


@pytest.mark.parametrize(
    ("problem", "function"),
    [
        ("attention", both(fused)),
        ("masked_attention", lambda Q, K, V, mask=None: both(operator)(Q, K, V)),
        ("online_softmax_attention", lambda Q, K, V, block_size: fused(Q, K, V)),
        ("attend_one", lambda q, K_cache, V_cache: both(fused)(q, K_cache, V_cache)),
    ],
)
def test_a_ready_made_attention_is_refused_under_whatever_name(problem, function):
    report = run(problem, function, 0)
    assert report.score == 0
    assert "calls PyTorch's scaled_dot_product_attention" in report.verdicts[0].message
    assert "Write the steps yourself" in report.verdicts[0].message
    assert report.diagnosis == ()
    assert report.example is None


class Layer(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        for name in ("W_q", "W_k", "W_v", "W_o"):
            setattr(self, name, nn.Linear(d_model, d_model, bias=bias))
        self.num_heads = num_heads

    def forward(self, query, key, value, mask=None):
        ready = nn.MultiheadAttention(query.shape[-1], self.num_heads, batch_first=True, bias=False)
        return ready(query, key, value, average_attn_weights=False)


def test_a_ready_made_layer_is_refused():
    report = run("MultiHeadAttention", Layer, 0)
    assert report.score == 2  # its maps are as they should be
    failed = [verdict.message for verdict in report.verdicts if verdict.status == "fails"]
    assert "calls PyTorch's nn.MultiheadAttention" in failed[0]
    assert "apply W_o" in failed[0]


def test_it_is_refused_where_it_stops_with_an_error_too():
    assert "PyTorch's scaled_dot_product_attention" in run("attention", stops, 0).verdicts[0].message


def test_the_rest_of_pytorch_may_be_used():
    def attention(Q, K, V):
        q, k, v = map(torch.from_numpy, (Q, K, V))
        weights = torch.softmax(q @ k.mT / q.shape[-1] ** 0.5, -1)
        return (weights @ v).numpy(), weights.numpy()

    assert run("attention", attention, 0).passed
