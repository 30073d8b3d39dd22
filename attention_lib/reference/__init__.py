"""The mathematics of the course, one file a chapter, named as the chapter is named.

Every function is written once, over the Python array API standard, and runs on NumPy arrays and on
PyTorch tensors, on the CPU (with autograd) and on CUDA. Conventions everywhere:

- arrays are ``(..., n, d)`` with any leading batch axes; a row is one position;
- masks are boolean, True = may attend, and broadcast to ``(..., n_q, n_k)``; a forbidden position
  has weight exactly 0, and where all are forbidden, weights and output are 0;
- inputs are never changed, and nothing is remembered between calls;
- the result is of the inputs' kind, dtype and device.
"""

from typing import Any

from attention_lib.reference.decoding import append_kv, attend_one, grouped_query_attention
from attention_lib.reference.gradients import attention_backward
from attention_lib.reference.heads import combine_heads, split_heads
from attention_lib.reference.masks import attention, causal_mask, padding_mask
from attention_lib.reference.multi_head import multi_head_attention
from attention_lib.reference.positions import alibi_bias, rope, sinusoidal_positions
from attention_lib.reference.projections import project_qkv
from attention_lib.reference.scaling import scaled_scores
from attention_lib.reference.scores import additive_scores, dot_product_scores
from attention_lib.reference.softmax import softmax
from attention_lib.reference.tiling import online_softmax_attention

# Without MultiHeadAttention: `import *` should not need PyTorch.
__all__ = [
    "additive_scores",
    "alibi_bias",
    "append_kv",
    "attend_one",
    "attention",
    "attention_backward",
    "causal_mask",
    "combine_heads",
    "dot_product_scores",
    "grouped_query_attention",
    "multi_head_attention",
    "online_softmax_attention",
    "padding_mask",
    "project_qkv",
    "rope",
    "scaled_scores",
    "sinusoidal_positions",
    "softmax",
    "split_heads",
]


def __getattr__(name: str) -> Any:
    if name == "MultiHeadAttention":  # the one name here that needs PyTorch, which takes seconds to import
        from attention_lib.reference.pytorch import MultiHeadAttention

        return MultiHeadAttention
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
