"""Implementations of scaled_scores that people write: wrong ones with the mistake's name, and right ones.

They are written the way a learner would, and share no code with the checker's own variants.
"""

import math

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


def dots(Q, K):
    return Q @ np.swapaxes(K, -1, -2)


def weights(S, axis=-1):
    e = np.exp(S - S.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("undivided")
def forgot_to_divide(Q, K):
    return np.einsum("...id,...jd->...ij", Q, K)


@wrong("divided-by-d_k")
def no_root(Q, K):
    return dots(Q, K) / Q.shape[-1]


@wrong("divided-by-d_k")
def mean_of_the_products(Q, K):
    return (Q[..., :, None, :] * K[..., None, :, :]).mean(axis=-1)


@wrong("divided-by-d_k")
def both_scaled(Q, K):
    d_k = Q.shape[-1]
    return dots(Q / d_k**0.5, K / d_k**0.5)


@wrong("divided-by-d_k")
def scaled_before_and_after(Q, K):
    scale = 1 / math.sqrt(K.shape[-1])
    return dots(Q * scale, K) * scale


@wrong("twice-d_k")
def power_before_division(Q, K):
    return dots(Q, K) / Q.shape[-1] ** 1 / 2


@wrong("half-of-d_k")
def power_before_division_by_name(Q, K):
    root = Q.shape[-1] ** 1 / 2
    return dots(Q, K) / root


@wrong("root-rounded-down")
def integer_root(Q, K):
    return dots(Q, K) / math.isqrt(Q.shape[-1])


@wrong("root-rounded-down")
def int_of_a_root(Q, K):
    return dots(Q, K) / int(np.sqrt(Q.shape[-1]))


@wrong("root-of-the-root")
def only_one_half_of_a_split_scale(Q, K):
    return dots(Q / Q.shape[-1] ** 0.25, K)


@wrong("multiplied-by-root-d_k")
def times_the_root(Q, K):
    scale = Q.shape[-1] ** 0.5
    return dots(Q, K) * scale


@wrong("multiplied-by-root-d_k")
def negative_power_in_the_denominator(Q, K):
    return dots(Q, K) / Q.shape[-1] ** -0.5


@wrong("always-8")
def the_paper_says_8(Q, K):
    return dots(Q, K) / 8


@wrong("always-root-512")
def d_model_of_the_paper(Q, K):
    return dots(Q, K) / math.sqrt(512)


@wrong("root-n_q")
def root_of_queries(Q, K):
    n_q = Q.shape[-2]
    return dots(Q, K) / n_q**0.5


@wrong("root-n_k")
def root_of_keys(Q, K):
    return dots(Q, K) / K.shape[-2] ** 0.5


@wrong("root-n_k")
def shape_of_the_transpose(Q, K):
    K_t = np.swapaxes(K, -1, -2)
    return Q @ K_t / K_t.shape[-1] ** 0.5


@wrong("root-first-axis-of-Q")
def root_of_len_q(Q, K):
    return dots(Q, K) / len(Q) ** 0.5


@wrong("root-first-axis-of-K")
def root_of_len_k(Q, K):
    return dots(Q, K) / len(K) ** 0.5


@wrong("root-axis-1")
def keys_second_axis(Q, K):
    return dots(Q, K) / K.shape[1] ** 0.5


@wrong("root-axis-1-of-Q")
def queries_second_axis(Q, K):
    return dots(Q, K) / Q.shape[1] ** 0.5


@wrong("reversed-axes")
def dot_t(Q, K):
    return Q @ K.T / Q.shape[-1] ** 0.5


@wrong("reversed-axes+undivided")
def chapter_one_with_t(Q, K):
    return Q @ K.T


@wrong("keys-first")
def keys_ask(Q, K):
    return dots(K, Q) / K.shape[-1] ** 0.5


@wrong("own-key")
def row_by_row(Q, K):
    return (Q * K).sum(axis=-1) / Q.shape[-1] ** 0.5


@wrong("cosine")
def cosine(Q, K):
    q, k = np.linalg.norm(Q, axis=-1, keepdims=True), np.linalg.norm(K, axis=-1, keepdims=True)
    return dots(Q / q, K / k)


@wrong("unit-keys")
def keys_of_length_one(Q, K):
    return dots(Q, K / np.linalg.norm(K, axis=-1, keepdims=True))


@wrong("unit-queries")
def queries_of_length_one(Q, K):
    return dots(Q / np.linalg.norm(Q, axis=-1, keepdims=True), K)


@wrong("softmax-too")
def weights_already(Q, K):
    return weights(dots(Q, K) / Q.shape[-1] ** 0.5)


@wrong("divided-after-the-softmax")
def scale_after_the_softmax(Q, K):
    return weights(dots(Q, K)) / Q.shape[-1] ** 0.5


@wrong("undivided+softmax-too")
def softmax_without_a_scale(Q, K):
    return weights(dots(Q, K))


@wrong("whole-numbers")
def two_slashes(Q, K):
    return dots(Q, K) // Q.shape[-1] ** 0.5


@wrong("divided-by-their-own-spread")
def divided_by_what_was_measured(Q, K):
    S = dots(Q, K)
    return S / S.std()


@wrong("divided-by-the-spread-of-the-row")
def each_row_by_its_own(Q, K):
    S = dots(Q, K)
    return S / S.std(axis=-1, keepdims=True)


@wrong("standardised")
def layer_norm(Q, K):
    S = dots(Q, K)
    return (S - S.mean(-1, keepdims=True)) / S.std(-1, keepdims=True)


@wrong("constant-factor")
def the_sign_lost(Q, K):
    return -dots(Q, K) / Q.shape[-1] ** 0.5


@wrong("changes-input")
def in_place(Q, K):
    Q /= Q.shape[-1] ** 0.5
    return dots(Q, K)


@wrong("half-of-d_k+changes-input")
def in_place_without_a_root(Q, K):
    Q /= Q.shape[-1] / 2
    return dots(Q, K)


@wrong("")  # rejected, by a criterion's sentence alone
def root_of_numpy(Q, K):
    return dots(Q, K) / np.sqrt(Q.shape[-1])


@wrong("")
def root_with_decimals_cut(Q, K):
    return dots(Q, K) / round(Q.shape[-1] ** 0.5, 2)


@wrong("")
def nothing(Q, K):
    dots(Q, K) / Q.shape[-1] ** 0.5


@wrong("")
def only_the_divisor(Q, K):
    return Q.shape[-1] ** 0.5


@right
def as_in_the_book(Q, K):
    return dots(Q, K) / Q.shape[-1] ** 0.5


@right
def math_sqrt(Q, K):
    return np.matmul(Q / math.sqrt(K.shape[-1]), np.swapaxes(K, -1, -2))


@right
def the_scale_split_over_both(Q, K):
    part = Q.shape[-1] ** 0.25
    return dots(Q / part, K / part)


@right
def times_the_inverse_root(Q, K):
    return dots(Q, K) * Q.shape[-1] ** -0.5


@right
def root_in_the_dtype_of_the_queries(Q, K):
    return np.einsum("...qc,...kc->...qk", Q, K) / np.sqrt(Q.shape[-1], dtype=Q.dtype)


@right
def loops(Q, K):
    S = np.zeros((*Q.shape[:-1], K.shape[-2]), dtype=Q.dtype)
    for batch in np.ndindex(*Q.shape[:-2]):
        for i, q in enumerate(Q[batch]):
            for j, k in enumerate(K[batch]):
                S[(*batch, i, j)] = sum(q * k) / len(q) ** 0.5
    return S


@right
def root_of_the_sum_of_ones(Q, K):
    return dots(Q, K) / np.linalg.norm(np.ones(Q.shape[-1], Q.dtype))


@right
def through_float64(Q, K):
    return (dots(Q.astype(float), K.astype(float)) / np.sqrt(Q.shape[-1])).astype(Q.dtype)


@right
def through_pytorch(Q, K):
    import torch

    q, k = torch.from_numpy(Q.copy()), torch.from_numpy(K.copy())
    return (q @ k.mT / k.shape[-1] ** 0.5).numpy()
