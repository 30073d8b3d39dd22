"""Projections that people write: wrong ones with the name of the mistake, and right ones, however odd."""

import numpy as np

WRONG = {}
RIGHT = {}


def wrong(name):
    """Register a wrong implementation; `name` is what the checker must call it."""

    def register(function):
        WRONG[function.__qualname__] = (name, function)
        return function

    return register


def right(function):
    RIGHT[function.__qualname__] = function
    return function


@wrong("values-through-W_k")
def one_letter(X, W_q, W_k, W_v):
    return X @ W_q, X @ W_k, X @ W_k


@wrong("values-through-W_q")
def values_are_the_queries(X, W_q, W_k, W_v):
    Q = X @ W_q
    return Q, X @ W_k, Q.copy()


@wrong("keys-through-W_q")
def copied_line(X, W_q, W_k, W_v):
    Q = X @ W_q
    K = X @ W_q
    V = X @ W_v
    return Q, K, V


@wrong("queries-through-W_k")
def first_line_wrong(X, W_q, W_k, W_v):
    return np.matmul(X, W_k), np.matmul(X, W_k), np.matmul(X, W_v)


@wrong("one-map-for-all")
def shared_by_all(X, W_q, W_k, W_v):
    return tuple(X @ W_q for _ in range(3))


@wrong("no-maps")
def left_out(X, W_q, W_k, W_v):
    return X.copy(), X.copy(), X.copy()


@wrong("values-unmapped")
def bahdanau(X, W_q, W_k, W_v):
    return X @ W_q, X @ W_k, X.copy()


@wrong("one-after-another")
def chained(X, W_q, W_k, W_v):
    Q = X @ W_q
    K = Q @ W_k
    V = K @ W_v
    return Q, K, V


@wrong("values-from-keys")
def values_of_keys(X, W_q, W_k, W_v):
    K = X @ W_k
    return X @ W_q, K, K @ W_v


@wrong("transposed-weights")
def as_nn_linear(X, W_q, W_k, W_v):
    return X @ W_q.T, X @ W_k.T, X @ W_v.T


@wrong("transposed-weights")
def transposed_by_einsum(X, W_q, W_k, W_v):
    return tuple(np.einsum("...nd,kd->...nk", X, W) for W in (W_q, W_k, W_v))


@wrong("weights-first")
def as_for_columns(X, W_q, W_k, W_v):
    return W_q @ X, W_k @ X, W_v @ X


@wrong("transposed-weights-first")
def as_for_columns_turned(X, W_q, W_k, W_v):
    return W_q.T @ X, W_k.T @ X, W_v.T @ X


@wrong("positions-as-columns")
def columns_come_out(X, W_q, W_k, W_v):
    return tuple(W.T @ np.swapaxes(X, -1, -2) for W in (W_q, W_k, W_v))


@wrong("all-axes-reversed")
def turned_and_turned_back(X, W_q, W_k, W_v):
    return tuple((W.T @ X.T).T for W in (W_q, W_k, W_v))


@wrong("batch-flattened")
def one_long_matrix(X, W_q, W_k, W_v):
    rows = X.reshape(-1, X.shape[-1])
    return rows @ W_q, rows @ W_k, rows @ W_v


@wrong("first-of-the-batch")
def first_sentence(X, W_q, W_k, W_v):
    while X.ndim > 2:
        X = X[0]
    return X @ W_q, X @ W_k, X @ W_v


@wrong("last-product")
def assigned_instead_of_added(X, W_q, W_k, W_v):
    def product(W):
        out = np.zeros((*X.shape[:-1], W.shape[1]), dtype=X.dtype)
        for f in range(X.shape[-1]):
            out[...] = X[..., f : f + 1] * W[f]
        return out

    return product(W_q), product(W_k), product(W_v)


@wrong("averaged-over-positions")
def averaged(X, W_q, W_k, W_v):
    mean = np.broadcast_to(X.mean(axis=-2, keepdims=True), X.shape)
    return mean @ W_q, mean @ W_k, mean @ W_v


@wrong("cut-in-thirds")
def fused_and_split_evenly(X, W_q, W_k, W_v):
    return tuple(np.split(X @ np.concatenate([W_q, W_k, W_v], axis=1), 3, axis=-1))


@wrong("every-third-column")
def fused_and_reshaped(X, W_q, W_k, W_v):
    wide = X @ np.concatenate([W_q, W_k, W_v], axis=1)
    parts = wide.reshape(*X.shape[:-1], -1, 3)
    return parts[..., 0], parts[..., 1], parts[..., 2]


@wrong("queries-divided-by-root-d_k")
def scaled_too_early(X, W_q, W_k, W_v):
    return X @ W_q / np.sqrt(W_q.shape[1]).astype(X.dtype), X @ W_k, X @ W_v


@wrong("cut-at-zero")
def relu(X, W_q, W_k, W_v):
    return tuple(np.maximum(X @ W, 0) for W in (W_q, W_k, W_v))


@wrong("tanh")
def little_networks(X, W_q, W_k, W_v):
    return tuple(np.tanh(X @ W) for W in (W_q, W_k, W_v))


@wrong("K-Q-V")
def keys_first(X, W_q, W_k, W_v):
    return X @ W_k, X @ W_q, X @ W_v


@wrong("Q-V-K")
def values_second(X, W_q, W_k, W_v):
    return X @ W_q, X @ W_v, X @ W_k


@wrong("V-K-Q")
def backwards(X, W_q, W_k, W_v):
    return X @ W_v, X @ W_k, X @ W_q


@wrong("transposed-weights+values-through-W_k")
def two_mistakes(X, W_q, W_k, W_v):
    return X @ W_q.T, X @ W_k.T, X @ W_k.T


@wrong("changes-input")
def in_place(X, W_q, W_k, W_v):
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    X *= 0
    return Q, K, V


@wrong("")  # rejected, by a criterion's sentence alone
def always_float64(X, W_q, W_k, W_v):
    return tuple(X.astype(float) @ W for W in (W_q, W_k, W_v))


@wrong("")
def only_the_queries(X, W_q, W_k, W_v):
    return X @ W_q


@wrong("")
def nothing(X, W_q, W_k, W_v):
    Q, K, V = X @ W_q, X @ W_k, X @ W_v  # noqa: F841


@right
def three_products(X, W_q, W_k, W_v):
    return X @ W_q, X @ W_k, X @ W_v


@right
def a_list(X, W_q, W_k, W_v):
    return [np.matmul(X, W) for W in (W_q, W_k, W_v)]


@right
def np_dot(X, W_q, W_k, W_v):
    return np.dot(X, W_q), np.dot(X, W_k), np.dot(X, W_v)


@right
def einsum(X, W_q, W_k, W_v):
    return tuple(np.einsum("...nd,dk->...nk", X, W) for W in (W_q, W_k, W_v))


@right
def tensordot(X, W_q, W_k, W_v):
    return tuple(np.tensordot(X, W, axes=1) for W in (W_q, W_k, W_v))


@right
def fused_and_cut(X, W_q, W_k, W_v):
    d_k = W_q.shape[1]
    return tuple(np.split(X @ np.hstack([W_q, W_k, W_v]), [d_k, 2 * d_k], axis=-1))


@right
def flattened_and_back(X, W_q, W_k, W_v):
    rows = X.reshape(-1, X.shape[-1])
    return tuple((rows @ W).reshape(*X.shape[:-1], W.shape[1]) for W in (W_q, W_k, W_v))


@right
def turned_twice(X, W_q, W_k, W_v):
    return tuple(np.swapaxes(W.T @ np.swapaxes(X, -1, -2), -1, -2) for W in (W_q, W_k, W_v))


@right
def feature_by_feature(X, W_q, W_k, W_v):
    def product(W):
        out = np.zeros((*X.shape[:-1], W.shape[1]), dtype=X.dtype)
        for f in range(X.shape[-1]):
            out += X[..., f, None] * W[f]
        return out

    return product(W_q), product(W_k), product(W_v)


@right
def entry_by_entry(X, W_q, W_k, W_v):
    def product(W):
        out = np.zeros((*X.shape[:-1], W.shape[1]), dtype=X.dtype)
        for place in np.ndindex(*X.shape[:-1]):
            for c in range(W.shape[1]):
                out[place][c] = sum(X[place][f] * W[f, c] for f in range(X.shape[-1]))
        return out

    return product(W_q), product(W_k), product(W_v)


@right
def through_pytorch(X, W_q, W_k, W_v):
    import torch

    with torch.no_grad():
        return tuple(
            torch.nn.functional.linear(
                torch.from_numpy(X), torch.from_numpy(np.ascontiguousarray(W.T))
            ).numpy()
            for W in (W_q, W_k, W_v)
        )
