"""Softmaxes that people write: wrong ones with the name of the mistake, and right ones, however odd."""

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


@wrong("no-maximum")
def textbook_formula(scores, axis=-1):
    return np.exp(scores) / np.exp(scores).sum(axis=axis, keepdims=True)


@wrong("global-maximum")
def maximum_of_everything(scores, axis=-1):
    e = np.exp(scores - scores.max())
    return e / e.sum(axis, keepdims=True)


@wrong("mean-subtracted")
def minus_the_mean(scores, axis=-1):
    e = np.exp(scores - scores.mean(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("always-last-axis")
def axis_forgotten(scores, axis=-1):
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


@wrong("always-axis-1")
def dim_1(scores, axis=-1):
    e = np.exp(scores - scores.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


@wrong("always-first-axis")
def over_the_queries(scores, axis=-1):
    e = np.exp(scores - scores.max(0))
    return e / e.sum(0)


@wrong("whole-array")
def no_axis_at_all(scores, axis=-1):
    e = np.exp(scores - np.max(scores))
    return e / np.sum(e)


@wrong("no-maximum+sum-without-keepdims")
def forgot_keepdims(scores, axis=-1):
    return np.exp(scores) / np.exp(scores).sum(axis=axis)


@wrong("not-divided+by-the-maximum")  # the largest exponential is 1: both do the same
def only_exponentials(scores, axis=-1):
    return np.exp(scores - scores.max(axis=axis, keepdims=True))


@wrong("not-divided+by-the-maximum")
def largest_is_one(scores, axis=-1):
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.max(axis=axis, keepdims=True)


@wrong("base-2")
def powers_of_two(scores, axis=-1):
    e = np.exp2(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("no-exponential")
def divided_by_the_sum(scores, axis=-1):
    return scores / scores.sum(axis=axis, keepdims=True)


@wrong("sigmoid+not-divided")
def sigmoid(scores, axis=-1):
    return 1 / (1 + np.exp(-scores))


@wrong("logarithm")
def log_softmax(scores, axis=-1):
    shifted = scores - scores.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


@wrong("hard")
def argmax(scores, axis=-1):
    return (scores == scores.max(axis=axis, keepdims=True)).astype(scores.dtype)


@wrong("negated")
def softmin(scores, axis=-1):
    e = np.exp(scores.min(axis=axis, keepdims=True) - scores)
    return e / e.sum(axis=axis, keepdims=True)


@wrong("changes-input")
def in_place(scores, axis=-1):
    scores -= scores.max(axis=axis, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=axis, keepdims=True)
    return scores


@wrong("")  # rejected, by a criterion's sentence alone
def clipped(scores, axis=-1):
    e = np.exp(np.clip(scores, -700, 700))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("")
def minus_infinity_replaced(scores, axis=-1):
    e = np.exp(np.nan_to_num(scores, neginf=-1.0) - np.max(scores, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@wrong("")
def always_float64(scores, axis=-1):
    return by_the_logarithm(scores.astype(float), axis)


@wrong("")
def nothing(scores, axis=-1):
    np.exp(scores)


@right
def maximum_first(scores, axis=-1):
    e = np.exp(scores - np.max(scores, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


@right
def by_the_logarithm(scores, axis=-1):
    return np.exp(scores - np.logaddexp.reduce(scores, axis=axis, keepdims=True))


@right
def along_the_last_axis_and_back(scores, axis=-1):
    s = np.moveaxis(scores, axis, -1)
    e = np.exp(s - s.max(-1, keepdims=True))
    return np.moveaxis(e / e.sum(-1, keepdims=True), -1, axis)


@right
def one_row_at_a_time(scores, axis=-1):
    def row(s):
        e = np.exp(s - max(s))
        return e / sum(e)

    return np.apply_along_axis(row, axis, scores)


@right
def masked_arrays(scores, axis=-1):
    s = np.ma.masked_invalid(scores)
    e = np.ma.exp(s - s.max(axis=axis, keepdims=True)).filled(0).astype(scores.dtype)
    return e / e.sum(axis=axis, keepdims=True)


@right
def through_pytorch(scores, axis=-1):
    import torch

    return torch.softmax(torch.from_numpy(scores), dim=axis).numpy()
