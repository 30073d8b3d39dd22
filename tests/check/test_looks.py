"""What the checker says of mistakes that nobody listed: each look, on a function that it sees something in."""

import numpy as np
import pytest

from attention_lib.check import run
from attention_lib.check.seen import equal


def softmax(S):
    e = np.exp(S - np.max(S, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attend(Q, K, V):
    W = softmax(Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5)
    return W @ V, W


def masked(Q, K, V, mask=None):
    S = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        S[~mask] = -np.inf
    return softmax(S) @ V, softmax(S)


def unsure(Q, K, V, mask=None):
    if mask:
        return attend(Q, K, V)
    return attend(Q, K, V)


def floor_of_keys(Q, K, V):
    return attend(Q, np.trunc(K), V)


def keys_and_values_centred(Q, K, V):
    return attend(Q, K - K.mean(-2, keepdims=True), V - V.mean(-2, keepdims=True))


def mask_of_the_first_query(Q, K, V, mask=None):
    S = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        S = np.where(mask[..., :1, :] if mask.ndim > 1 else mask, S, -np.inf)
    top = np.max(S, axis=-1, keepdims=True)
    e = np.exp(S - np.where(np.isfinite(top), top, 0))
    total = e.sum(-1, keepdims=True)
    W = e / np.where(total == 0, 1, total)
    return W @ V, W


def rounded(Q, K, V):
    output, W = attend(Q, K, V)
    return np.round(output, 2), W


def safe(scores, axis=-1):
    e = np.exp(scores - np.max(scores, axis=axis, keepdims=True))
    return e / (e.sum(axis=axis, keepdims=True) + 1e-7)


def clipped(Q, K):
    return np.clip(Q @ K.swapaxes(-1, -2), -1, 2)


def zeros(Q, K):
    return np.zeros((*Q.shape[:-1], K.shape[-2]))


def last_row_empty(X, num_heads):
    *batch, n, d = X.shape
    heads = np.zeros((*batch, num_heads, n, d // num_heads), X.dtype)
    for i in range(n - 1):
        heads[..., i, :] = X[..., i, :].reshape(*batch, num_heads, -1)
    return heads


def last_of_batch(Q, K):
    scores = Q @ K.swapaxes(-1, -2)
    return Q @ np.broadcast_to(K[-1], K.shape).swapaxes(-1, -2) if Q.ndim > 2 else scores


def all_axes_listed(Q, K):
    return Q @ np.transpose(K, (1, 0))


def positive_only(n, d_model):
    half = np.arange(n)[:, None] / 10000 ** (2 * (np.arange(d_model) // 2) / d_model)
    return np.where(np.arange(d_model) % 2, np.sin(half), np.cos(half))[None]


@pytest.mark.parametrize(
    ("problem", "function", "name", "says"),
    [
        ("masked_attention", masked, "error", "it is not broadcast"),
        ("masked_attention", unsure, "error", "asked whether it is true"),
        ("dot_product_scores", all_axes_listed, "error", "just so many axes"),
        ("attention", floor_of_keys, "as-if", "as if what follows the decimal point in K were cut off"),
        ("attention", keys_and_values_centred, "as-if", "the mean of each column of V were subtracted"),
        ("masked_attention", mask_of_the_first_query, "first-row-for-all", "first"),
        ("attention", rounded, "changed-afterwards", "entries are rounded to two places"),
        ("softmax", safe, "added-to-the-sum", "about 1e-07"),
        ("dot_product_scores", clipped, "clipped", "numbers above 2 or below -1 are replaced by that bound"),
        ("dot_product_scores", zeros, "all-zero", "Every number of the result is 0"),
        ("dot_product_scores", last_of_batch, "last-keys-for-all", "last"),
        ("split_heads", last_row_empty, "last-word-empty", "last"),
        (
            "sinusoidal_positions",
            positive_only,
            "cosine-first+axis-more",
            "an axis of length 1 too many, in front",
        ),
    ],
)
def test_a_mistake_that_nobody_listed_is_described(problem, function, name, says):
    report = run(problem, function, 0)
    assert not report.passed
    assert report.diagnosis[0].name == name
    assert says in report.diagnosis[0].sentence


def test_a_mistake_made_on_some_inputs_only_is_named_with_those():
    def scaled_if_long(Q, K):
        scores = Q @ K.swapaxes(-1, -2)
        return scores / Q.shape[-1] ** 0.5 if K.shape[-2] > Q.shape[-2] else scores

    found = run("dot_product_scores", scaled_if_long, 0).diagnosis[0]
    assert found.name.endswith("+sometimes")
    assert "others your result is right" in found.evidence


def test_an_error_is_told_once():
    report = run("project_qkv", lambda X, W_q, W_k, W_v: X[99], 0)
    messages = [verdict.message for verdict in report.verdicts if verdict.status == "fails"]
    assert "IndexError" in messages[0]
    assert set(messages[1:]) == {f"The same as for {report.verdicts[0].name}."}


def test_equal_means_to_the_rounding_of_float32():
    assert equal(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-7]))
    assert not equal(np.array([1.0, 2.0]), np.array([1.0, 2.001]))
    assert not equal(np.array([1.0, 2.0]), np.array([[1.0, 2.0]]))
