"""Implementations that people write: wrong ones with the name of the mistake, and right ones, however odd.

They are written the way a learner would, and share no code with the checker's own variants.
"""

import numpy as np


def wrong(name):
    """Register a wrong implementation; `name` is what the checker must call it."""

    def register(function):
        WRONG[function.__qualname__] = (name, function)
        return function

    return register


WRONG = {}
RIGHT = {}


def right(function):
    RIGHT[function.__qualname__] = function
    return function


@wrong("keys-first")
def transposed_the_query(Q, K):
    return np.matmul(K, np.swapaxes(Q, -1, -2))


@wrong("keys-first")
def indices_swapped_in_einsum(Q, K):
    return np.einsum("...id,...jd->...ji", Q, K)


@wrong("features")
def summed_over_the_positions(Q, K):
    return np.einsum("...nd,...ne->...de", Q, K)


@wrong("untransposed")
def forgot_the_transpose(Q, K):
    return Q @ K


@wrong("reshaped")
def reshaped_for_transposed(Q, K):
    return Q @ np.reshape(K, (*K.shape[:-2], K.shape[-1], K.shape[-2]))


@wrong("elementwise")
def star_for_at(Q, K):
    return Q * K


@wrong("own-key")
def only_the_diagonal(Q, K):
    return np.einsum("...nd,...nd->...n", Q, K)


@wrong("own-key")
def loop_over_pairs_with_zip(Q, K):
    if Q.ndim > 2:
        return np.stack([loop_over_pairs_with_zip(q, k) for q, k in zip(Q, K, strict=True)])
    if len(Q) != len(K):
        raise ValueError("shapes differ")
    return np.array([q @ k for q, k in zip(Q, K, strict=True)])


@wrong("summed-over-keys")
def broadcast_then_wrong_axis(Q, K):
    return (np.expand_dims(Q, -2) * np.expand_dims(K, -3)).sum(axis=-2)


@wrong("reversed-axes")
def dot_t(Q, K):
    return Q @ K.T


@wrong("every-batch-with-every-batch")
def np_dot(Q, K):
    return np.dot(Q, np.swapaxes(K, -1, -2))


@wrong("divided-by-root-d_k")
def scaled_already(Q, K):
    return Q @ np.swapaxes(K, -1, -2) / np.sqrt(K.shape[-1])


@wrong("divided-by-d_k")
def mean_for_sum(Q, K):
    return np.mean(Q[..., :, None, :] * K[..., None, :, :], axis=-1)


@wrong("multiplied-by-root-d_k")
def multiplied_where_it_should_divide(Q, K):
    return Q @ np.swapaxes(K, -1, -2) * np.sqrt(K.shape[-1])


@wrong("cosine")
def cosine(Q, K):
    lengths = np.linalg.norm(Q, axis=-1)[..., :, None] * np.linalg.norm(K, axis=-1)[..., None, :]
    return Q @ np.swapaxes(K, -1, -2) / lengths


@wrong("unit-keys")
def only_keys_normalised(Q, K):
    return Q @ np.swapaxes(K / np.sqrt((K**2).sum(-1, keepdims=True)), -1, -2)


@wrong("softmax-over-keys")
def softmax_already(Q, K):
    scores = np.exp(Q @ np.swapaxes(K, -1, -2))
    return scores / scores.sum(-1, keepdims=True)


@wrong("absolute")
def lost_the_sign(Q, K):
    return np.abs(Q @ np.swapaxes(K, -1, -2))


@wrong("squared-distance")
def squared_distances(Q, K):
    return ((Q[..., :, None, :] - K[..., None, :, :]) ** 2).sum(-1)


@wrong("squared-distance+negated")
def squared_distances_as_closeness(Q, K):
    return -((Q[..., :, None, :] - K[..., None, :, :]) ** 2).sum(-1)


@wrong("unsummed")
def never_summed(Q, K):
    return Q[..., :, None, :] * K[..., None, :, :]


@wrong("keys-with-keys")
def wrong_name(Q, K):
    return np.einsum("...id,...jd->...ij", K, K)


@wrong("cut-at-zero")
def relu(Q, K):
    return np.maximum(Q @ np.swapaxes(K, -1, -2), 0)


@wrong("divided-by-root-n_k")
def scaled_by_the_number_of_keys(Q, K):
    return Q @ np.swapaxes(K, -1, -2) / np.sqrt(K.shape[-2])


@wrong("distance")
def euclidean(Q, K):
    return np.sqrt(((Q[..., :, None, :] - K[..., None, :, :]) ** 2).sum(-1))


@wrong("reversed-axes+divided-by-root-d_k")
def two_dimensions_and_scaled(Q, K):
    return np.matmul(Q, K.T) / K.shape[-1] ** 0.5


@wrong("keys-first+divided-by-d_k")
def wrong_side_and_mean(Q, K):
    return K @ np.swapaxes(Q, -1, -2) / Q.shape[-1]


@wrong("features+two-axes")
def q_t_at_k(Q, K):
    return Q.T @ K


@wrong("sizes")
def np_dot_of_k_t(Q, K):
    return np.dot(Q, K.T)


@wrong("summed-over-keys+two-axes")
def new_axes_counted_from_the_front(Q, K):
    return (Q[:, None] * K[None]).sum(1)


def _loop(Q, K, last=None):
    scores = np.zeros((Q.shape[0], K.shape[0]), dtype=Q.dtype)
    for i in range(Q.shape[0]):
        for j in range(K.shape[0]):
            for c in range(Q.shape[1])[:last]:
                scores[i, j] += Q[i, c] * K[j, c]
    return scores


@wrong("sizes")
def loop_over_two_axes(Q, K):
    return _loop(Q, K)


@wrong("one-feature-short+two-axes")
def loop_that_ends_early(Q, K):
    return _loop(Q, K, last=-1)


@wrong("keys-first+two-axes")
def loop_that_swaps_indices(Q, K):
    return _loop(Q, K).T


@wrong("last-product+two-axes")
def loop_that_overwrites(Q, K):
    scores = np.zeros((Q.shape[0], K.shape[0]), dtype=Q.dtype)
    for i in range(Q.shape[0]):
        for j in range(K.shape[0]):
            for c in range(Q.shape[1]):
                scores[i, j] = Q[i, c] * K[j, c]
    return scores


_Q, _K = np.ones((2, 3)), np.ones((4, 3))


@wrong("constant")
def variables_of_the_notebook(q, k):
    return _Q @ _K.T


@wrong("constant-factor")
def times_three(Q, K):
    return 3 * (Q @ np.swapaxes(K, -1, -2))


@wrong("sizes")
def first_batch_only(Q, K):
    if Q.ndim > 2:
        return np.zeros((*Q.shape[:-1], K.shape[-2]))
    return Q @ np.swapaxes(K, -1, -2)


@wrong("changes-input")
def normalises_in_place(Q, K):
    Q -= 0.5
    return (Q + 0.5) @ np.swapaxes(K, -1, -2)


@wrong("cosine+changes-input")
def cosine_in_place(Q, K):
    Q /= np.linalg.norm(Q, axis=-1, keepdims=True)
    K /= np.linalg.norm(K, axis=-1, keepdims=True)
    return Q @ np.swapaxes(K, -1, -2)


@wrong("state")
def default_argument_that_grows(Q, K, rows=[]):  # noqa: B006
    rows.extend(Q @ K[..., 0, :] if Q.ndim == 2 else [])
    return np.array(rows)


@wrong("sizes")
def one_batch_axis_only(Q, K):
    return Q @ K.transpose(0, 2, 1)


@wrong("sizes")
def transposes_only_if_it_must(Q, K):
    try:
        return Q @ K
    except ValueError:
        return Q @ np.swapaxes(K, -1, -2)


@wrong("")  # rejected, by a criterion's sentence alone
def triangular_when_square(Q, K):
    scores = Q @ np.swapaxes(K, -1, -2)
    return np.tril(scores) if Q.shape[-2] == K.shape[-2] else scores


@wrong("")
def three_batch_axes_fail(Q, K):
    return Q @ np.transpose(K, {2: (1, 0), 3: (0, 2, 1), 4: (0, 1, 3, 2)}[K.ndim])


@wrong("")
def batch_of_one_squeezed(Q, K):
    if Q.ndim == 2:
        Q, K = Q[None], K[None]
    scores = Q @ np.swapaxes(K, -1, -2)
    return scores[0] if len(scores) == 1 else scores


@wrong("")
def float64_for_batches(Q, K):
    if Q.ndim == 2:
        return Q @ K.T
    scores = np.zeros((*Q.shape[:-1], K.shape[-2]))
    for batch in np.ndindex(*Q.shape[:-2]):
        scores[batch] = Q[batch] @ K[batch].T
    return scores


@wrong("sizes+changes-input")
def changes_batches(Q, K):
    if Q.ndim > 2:
        Q.shape = (-1, *Q.shape[-2:])
        K.shape = (-1, *K.shape[-2:])
    return Q @ np.swapaxes(K, -1, -2)


@wrong("")
def clipped(Q, K):
    return np.clip(Q @ np.swapaxes(K, -1, -2), -500, 500)


@wrong("")
def by_the_cosine_and_the_lengths(Q, K):  # NaN for a row of zeros
    q, k = np.linalg.norm(Q, axis=-1), np.linalg.norm(K, axis=-1)
    cosines = (Q / q[..., None]) @ np.swapaxes(K / k[..., None], -1, -2)
    return cosines * q[..., :, None] * k[..., None, :]


_buffers = {}


@wrong("")
def one_buffer_for_all_results(Q, K):
    shape = (*Q.shape[:-1], K.shape[-2])
    out = _buffers.setdefault((shape, Q.dtype), np.empty(shape, Q.dtype))
    return np.matmul(Q, np.swapaxes(K, -1, -2), out=out)


@wrong("")
def memory_order_taken_for_rows(Q, K):
    return Q @ np.swapaxes(K.ravel(order="K").reshape(K.shape), -1, -2)


@wrong("sizes")
def loops_over_the_queries_twice(Q, K):
    scores = np.zeros((*Q.shape[:-1], K.shape[-2]), dtype=Q.dtype)
    for i in range(len(Q)):
        for j in range(len(Q)):
            scores[i, j] = Q[i] @ K[j]
    return scores


@wrong("")
def squeezes(Q, K):
    return np.squeeze(Q @ np.swapaxes(K, -1, -2))


@wrong("")
def float32_inside(Q, K):
    return (Q.astype(np.float32) @ np.swapaxes(K, -1, -2).astype(np.float32)).astype(Q.dtype)


@wrong("")
def always_float64(Q, K):
    return np.asarray(Q, float) @ np.swapaxes(np.asarray(K, float), -1, -2)


@wrong("")
def rounded(Q, K):
    return np.round(Q @ np.swapaxes(K, -1, -2), 2)


@wrong("state")
def noise(Q, K):
    return Q @ np.swapaxes(K, -1, -2) + np.random.default_rng().normal(size=(Q.shape[-2], K.shape[-2]))


@wrong("")
def a_list(Q, K):
    return (Q @ np.swapaxes(K, -1, -2)).tolist()


@wrong("")
def zeros(Q, K):
    return np.zeros((*Q.shape[:-1], K.shape[-2]))


@wrong("")
def nothing(Q, K):
    Q @ np.swapaxes(K, -1, -2)


@wrong("")
def nans(Q, K):
    return np.full((*Q.shape[:-1], K.shape[-2]), np.nan)


_seen = {}


@wrong("")
def cached_by_shape(Q, K):
    key = (Q.shape, K.shape)
    if key not in _seen:
        _seen[key] = Q @ np.swapaxes(K, -1, -2)
    return _seen[key]


@right
def matmul(Q, K):
    return Q @ np.swapaxes(K, -1, -2)


@right
def moveaxis(Q, K):
    return np.matmul(Q, np.moveaxis(K, -1, -2))


@right
def einsum(Q, K):
    return np.einsum("...qd,...kd->...qk", Q, K)


@right
def three_loops(Q, K):
    scores = np.zeros((*Q.shape[:-1], K.shape[-2]), dtype=Q.dtype)
    for index in np.ndindex(*scores.shape):
        *batch, i, j = index
        for c in range(Q.shape[-1]):
            scores[index] += Q[(*batch, i, c)] * K[(*batch, j, c)]
    return scores


@right
def recursion_over_the_batch(Q, K):
    if Q.ndim > 2:
        return np.stack([recursion_over_the_batch(q, k) for q, k in zip(Q, K, strict=True)])
    return np.array([[q @ k for k in K] for q in Q])


@right
def lists_turned_to_arrays(Q, K):
    if Q.ndim > 2:
        return np.array([lists_turned_to_arrays(q, k) for q, k in zip(Q, K, strict=True)], dtype=Q.dtype)
    rows = [[sum(a * b for a, b in zip(q, k, strict=True)) for k in K.tolist()] for q in Q.tolist()]
    return np.array(rows, dtype=Q.dtype)


@right
def vectorize(Q, K):
    return np.vectorize(np.dot, signature="(d),(d)->()")(Q[..., :, None, :], K[..., None, :, :]).astype(
        Q.dtype
    )


@right
def broadcast_and_sum(Q, K):
    return np.sum(Q[..., :, None, :] * K[..., None, :, :], axis=-1)


@right
def transposed_twice(Q, K):
    return np.swapaxes(K @ np.swapaxes(Q, -1, -2), -1, -2)


@right
def masked_arrays(Q, K):
    return np.ma.array(Q @ np.swapaxes(K, -1, -2))


@right
def float64_inside(Q, K):
    return (Q.astype(float) @ np.swapaxes(K.astype(float), -1, -2)).astype(np.result_type(Q, K))


@right
def by_three_squared_lengths(Q, K):
    q, k = Q[..., :, None, :], K[..., None, :, :]
    return ((q**2).sum(-1) + (k**2).sum(-1) - ((q - k) ** 2).sum(-1)) / 2


@right
def features_in_random_order(Q, K):
    scores = np.zeros((*Q.shape[:-1], K.shape[-2]), dtype=Q.dtype)
    for c in np.random.default_rng().permutation(Q.shape[-1]):
        scores = scores + Q[..., :, None, c] * K[..., None, :, c]
    return scores


@right
def in_place_on_a_copy(Q, K):
    Q = Q.copy()
    Q *= 2
    return Q @ np.swapaxes(K, -1, -2) / 2


@right
def through_pytorch(Q, K):
    import torch

    return (torch.from_numpy(Q) @ torch.from_numpy(K).mT).numpy()


@right
def prints_and_warns(Q, K):
    import sys
    import warnings

    print("working", file=sys.stderr)
    warnings.warn("nothing to worry about", stacklevel=1)
    return Q @ np.swapaxes(K, -1, -2)


@right
def any_arguments(*args, **kwargs):
    Q, K = args
    return np.inner(Q, K) if Q.ndim == 2 else Q @ np.swapaxes(K, -1, -2)
