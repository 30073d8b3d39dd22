"""On a device other than the CPU, nothing is made on the CPU: shown on PyTorch's "meta", which every machine has.

The meta device computes shapes and dtypes and no numbers, and refuses to be mixed with the CPU, so
an array that a function makes for itself in the wrong place is found out without a GPU.
"""

import pytest
import torch

from attention_lib import fused, reference

X, XH = (torch.ones(shape, device="meta") for shape in ((2, 3, 8), (2, 4, 3, 2)))
W, W_2, v = (torch.ones(shape, device="meta") for shape in ((8, 8), (8, 4), (8,)))
mask = torch.ones(3, 3, dtype=torch.bool, device="meta")

CALLS = {
    "dot_product_scores": lambda: reference.dot_product_scores(X, X),
    "additive_scores": lambda: reference.additive_scores(X, X, W, W, v),
    "softmax": lambda: reference.softmax(X),
    "scaled_scores": lambda: reference.scaled_scores(X, X),
    "attention": lambda: reference.attention(X, X, X, mask),
    "causal_mask": lambda: reference.causal_mask(3, like=X),
    "project_qkv": lambda: reference.project_qkv(X, W, W, W),
    "split_heads": lambda: reference.split_heads(X, 4),
    "combine_heads": lambda: reference.combine_heads(XH),
    "multi_head_attention": lambda: reference.multi_head_attention(X, X, W, W, W, W, 4, mask),
    "grouped_query_attention": lambda: reference.grouped_query_attention(X, X, W, W_2, W_2, W, 4, 2, mask),
    "attention_backward": lambda: reference.attention_backward(X, X, X, X, mask),
    "sinusoidal_positions": lambda: reference.sinusoidal_positions(3, 8, like=X),
    "rope": lambda: reference.rope(X, torch.arange(3, device="meta")),
    "alibi_bias": lambda: reference.alibi_bias(4, 3, 3, like=X),
    "online_softmax_attention": lambda: reference.online_softmax_attention(X, X, X, 2),
    "append_kv": lambda: reference.append_kv(X, X, X[:, :1], X[:, :1]),
    "attend_one": lambda: reference.attend_one(X[:, :1], X, X),
    "MultiHeadAttention": lambda: reference.MultiHeadAttention(8, 4).to("meta")(X, X, X, mask),
    "fused.attention": lambda: fused.attention(X, X, X, mask),
}
READS_NUMBERS = {"padding_mask"}  # it refuses lengths by their value, which meta has not


def test_every_public_function_is_tried():
    assert set(CALLS) | READS_NUMBERS == {*reference.__all__, "MultiHeadAttention", "fused.attention"}


@pytest.mark.parametrize("name", CALLS)
def test_results_stay_on_the_device_of_the_inputs(name):
    results = CALLS[name]()
    for result in results if isinstance(results, tuple) else (results,):
        assert result.device.type == "meta"
