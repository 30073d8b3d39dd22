"""A softmax seen as choices: along which axes, which exponentials, divided by what; and mistakes of another kind."""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_lib.check.problem import Array, Option
from attention_lib.reference.softmax import softmax


def read(title: str, anchor: str) -> str:
    """Where to read, in words and as a link."""
    return f"chapter 2, “{title}” (02-softmax.html#{anchor})"


AXIS = read("The wrong axis", "softmax-wrong-axis")
OVERFLOW = read("Exponentials that overflow", "softmax-overflow")
SHARES = read("Shares that are none", "softmax-no-shares")
GAP = read("Differences are what counts", "softmax-differences")


def _along(
    name: str, axes: Callable[[Any], Any], sentence: str = "", hint: str = "", alone: bool = False
) -> Option:
    """Along which axes the maximum is taken, and along which the sum; one axis for both is enough."""

    def apply(scores: Array, axis: int) -> tuple[Any, Any]:
        both = axes(axis)
        return both if isinstance(both, tuple) else (both, both)

    return Option(name, apply, sentence, hint, AXIS, alone)


WHICH = "Which of your operations take an axis, and which axis do you give them?"

ALONG = (
    _along("given-axis", lambda axis: axis),
    _along(
        "always-last-axis",
        lambda axis: -1,
        "The argument axis is not used: it is always the last one.",
        WHICH,
    ),
    _along(
        "always-first-axis",
        lambda axis: 0,
        "It is always the first axis that is shared out: the columns sum to 1, where the rows should.",
        WHICH,
    ),
    _along(
        "always-axis-1",
        lambda axis: 1,
        "It is always axis 1, which is the last one for two axes only.",
        "Which number names the last axis, however many there are?",
    ),
    _along(
        "always-last-but-one",
        lambda axis: -2,
        "It is always the last axis but one that is shared out: the columns sum to 1, where the rows should.",
        WHICH,
        alone=True,
    ),
    _along(
        "whole-array",
        lambda axis: None,
        "One share-out for the whole array: all entries together sum to 1, where each row should.",
        "np.sum and np.max without an axis go over everything.",
    ),
    _along(
        "first-or-last",
        lambda axis: 0 if axis == 0 else -1,
        "Axis 0 is told from all others, and those are all taken for the last one: it is right for two axes only.",
        "What becomes of axis 1, where there are three axes? And of -2?",
    ),
    _along(
        "last-or-first",
        lambda axis: -1 if axis in (-1, 1) else 0,
        "Only -1 and 1 are taken for the second axis, and all others for the first: it is right for two axes only.",
        "What becomes of axis 1 or 2, where there are three axes? And of -2?",
        alone=True,
    ),
    _along(
        "sign-of-axis-lost",
        lambda axis: abs(axis) if axis != -1 else -1,
        "A negative axis is taken for the positive one of the same number.",
        "Counted from the end, -2 is the last axis but one. Which is 2?",
        alone=True,
    ),
    _along(
        "other-axis-too",
        lambda axis: axis - 1,
        "It is the axis before the one that is named.",
        WHICH,
        alone=True,
    ),
    _along(
        "sum-over-last-axis",
        lambda axis: (axis, -1),
        "The sum always goes over the last axis, whatever axis is named; the maximum does not.",
        WHICH,
    ),
    _along(
        "sum-over-first-axis",
        lambda axis: (axis, 0),
        "The sum always goes over the first axis, and the maximum over the one that is named.",
        WHICH,
    ),
    _along(
        "sum-over-axis-1",
        lambda axis: (axis, 1),
        "The sum always goes over axis 1, whatever axis is named; the maximum does not.",
        WHICH,
        alone=True,
    ),
    _along(
        "sum-over-everything",
        lambda axis: (axis, None),
        "The sum goes over the whole array: all shares together sum to 1, where each row should.",
        "np.sum without an axis goes over everything.",
    ),
    _along(
        "maximum-over-last-axis",
        lambda axis: (-1, axis),
        "The maximum is always taken over the last axis, whatever axis is named; the sum is not. "
        "What is subtracted then differs within what is shared out.",
        WHICH,
        alone=True,
    ),
    _along(
        "maximum-over-first-axis",
        lambda axis: (0, axis),
        "The maximum is taken over the first axis, and the sum over the one that is named. "
        "What is subtracted then differs within what is shared out.",
        WHICH,
        alone=True,
    ),
    _along(
        "maximum-over-axis-1",
        lambda axis: (1, axis),
        "The maximum is always taken over axis 1, and the sum over the one that is named. "
        "What is subtracted then differs within what is shared out.",
        WHICH,
        alone=True,
    ),
)


def _above(highest: Callable[[Array, Any], Any]) -> Callable[[Array, Any], Array]:
    """Exponentials of what is left after `highest` is subtracted."""
    return lambda scores, axis: np.exp(scores - highest(scores, axis))


def _maximum(scores: Array, axis: Any) -> Array:
    return np.asarray(np.max(scores, axis=axis, keepdims=True))


def _tried(name: str, power: Callable[..., Any], sentence: str, hint: str, read: str = SHARES) -> Option:
    return Option(name, power, sentence, hint, read, alone=True)


CONSTANT = "Which constant leaves no exponent above 0, and one that is 0?"
PLAIN = "The numerator of a share is a plain exponential, exp(score)."
BOUND = "After the maximum is subtracted, is there anything left that could overflow?"


def _finite_mean(scores: Array, axis: Any) -> Array:
    return np.asarray(np.mean(scores, axis=axis, keepdims=True, where=np.isfinite(scores)))


def _instead_of_infinity(value: Callable[..., Any]) -> Callable[[Array, Any], Array]:
    def power(scores: Array, axis: Any) -> Array:
        finite = np.where(np.isneginf(scores), value(scores), scores)
        return np.asarray(np.exp(finite - _maximum(finite, axis)))

    return power


POWER = (
    Option("maximum-subtracted", _above(_maximum)),
    Option(
        "no-maximum",
        lambda scores, axis: np.exp(scores),
        "The exponentials overflow: the largest score is not subtracted first.",
        "The exponential of 1000 is too large for float64. What may you subtract from every score of a row?",
        OVERFLOW,
    ),
    Option(
        "global-maximum",
        _above(lambda scores, axis: np.max(scores)),
        "The largest score of all rows is subtracted, and not each row's own: rows far below it become 0 / 0.",
        "Each row may have a constant of its own.",
        OVERFLOW,
    ),
    Option(
        "mean-subtracted",
        _above(lambda scores, axis: np.mean(scores, axis=axis, keepdims=True)),
        "The mean is subtracted, and not the maximum: a score far above the mean still overflows.",
        CONSTANT,
        OVERFLOW,
    ),
    _tried(
        "finite-mean-subtracted",
        _above(_finite_mean),
        "The mean of the finite scores is subtracted, and not the maximum: a score far above the mean still overflows.",
        CONSTANT,
        OVERFLOW,
    ),
    Option(
        "base-2",
        lambda scores, axis: 2.0 ** (scores - _maximum(scores, axis)),
        "These are powers of 2, and not of e.",
        "Which function is meant by exp?",
        SHARES,
    ),
    _tried(
        "base-10",
        lambda scores, axis: 10.0 ** (scores - _maximum(scores, axis)),
        "These are powers of 10, and not of e.",
        "Which function is meant by exp?",
    ),
    Option(
        "negated",
        lambda scores, axis: np.exp(-scores + np.min(scores, axis=axis, keepdims=True)),
        "The sign is turned around: the smallest score gets the largest share.",
        "A larger score should make a larger share.",
        SHARES,
    ),
    _tried(
        "negated-after-the-maximum",
        lambda scores, axis: np.exp(_maximum(scores, axis) - scores),
        "The difference is the wrong way round, maximum less score: the smallest score gets the largest share.",
        "A larger score should make a larger share. Which of the two stands first?",
    ),
    Option(
        "no-exponential",
        lambda scores, axis: scores,
        "The scores themselves are divided by their sum; there is no exponential.",
        "What becomes of a score of -1, or of a row that sums to 0?",
        SHARES,
    ),
    _tried(
        "maximum-subtracted-no-exponential",
        lambda scores, axis: scores - _maximum(scores, axis),
        "The maximum is subtracted, and then the scores are divided by their sum; there is no exponential.",
        "What becomes of the largest score? And of what the others have above 0?",
    ),
    Option(
        "sigmoid",
        lambda scores, axis: 1 / (1 + np.exp(-scores)),
        "Each score goes through a sigmoid, by itself, before it is shared out.",
        "The numerator of a share is a plain exponential.",
        SHARES,
    ),
    Option(
        "maximum-from-zero",
        _above(lambda scores, axis: np.maximum(_maximum(scores, axis), 0)),
        "The search for the largest score begins at 0, so that of a row below 0 it is 0 that is subtracted: "
        "where all scores are far below, every exponential is 0.",
        "Of the scores -1000 and -1001, which is the largest? With which number may a search for it begin?",
        OVERFLOW,
    ),
    _tried(
        "largest-absolute",
        _above(lambda scores, axis: np.max(np.abs(scores), axis=axis, keepdims=True)),
        "The largest absolute value is subtracted, and not the largest score: where all scores are far below 0, "
        "every exponential is 0.",
        "Of the scores -1000 and -1001, which is the largest?",
        OVERFLOW,
    ),
    _tried(
        "minimum-subtracted",
        _above(lambda scores, axis: np.min(scores, axis=axis, keepdims=True)),
        "The smallest score is subtracted, and not the largest: a score far above it still overflows.",
        CONSTANT,
        OVERFLOW,
    ),
    _tried(
        "first-score-subtracted",
        _above(lambda scores, axis: np.take(scores, [0], axis=axis)),
        "The first score is subtracted, and not the largest: a score far above it still overflows.",
        CONSTANT,
        OVERFLOW,
    ),
    _tried(
        "last-score-subtracted",
        _above(lambda scores, axis: np.take(scores, [-1], axis=axis)),
        "The last score is subtracted, and not the largest: a score far above it still overflows.",
        CONSTANT,
        OVERFLOW,
    ),
    _tried(
        "maximum-without-the-last",
        _above(lambda scores, axis: np.max(np.delete(scores, -1, axis), axis=axis, keepdims=True)),
        "The search for the largest score leaves out the last one: if it is far above the others, it overflows.",
        "range(n - 1) ends with n - 2. Where does your search end?",
        OVERFLOW,
    ),
    _tried(
        "maximum-without-the-first",
        _above(lambda scores, axis: np.max(np.delete(scores, 0, axis), axis=axis, keepdims=True)),
        "The search for the largest score leaves out the first one: if it is far above the others, it overflows.",
        "With which score does your search begin?",
        OVERFLOW,
    ),
    _tried(
        "maximum-up-to-here",
        _above(lambda scores, axis: np.maximum.accumulate(scores, axis=axis)),
        "From each score the largest up to its own place is subtracted, and not the largest of the row.",
        "Is your search complete when you first subtract what it has found?",
        OVERFLOW,
    ),
    _tried(
        "median-subtracted",
        _above(lambda scores, axis: np.median(scores, axis=axis, keepdims=True)),
        "The median is subtracted, and not the maximum: a score far above it still overflows.",
        CONSTANT,
        OVERFLOW,
    ),
    _tried(
        "sum-subtracted",
        _above(lambda scores, axis: np.sum(scores, axis=axis, keepdims=True)),
        "The sum of the scores is subtracted, and not the largest of them: exponentials still overflow, or are all 0.",
        CONSTANT,
        OVERFLOW,
    ),
    _tried(
        "maximum-added",
        _above(lambda scores, axis: -_maximum(scores, axis)),
        "The maximum is added, and not subtracted: the exponentials overflow the sooner.",
        CONSTANT,
        OVERFLOW,
    ),
    _tried(
        "divided-by-exp-of-maximum",
        lambda scores, axis: np.exp(scores) / np.exp(_maximum(scores, axis)),
        "The division by exp(maximum) comes too late: both exponentials have overflowed by then.",
        "exp(a) / exp(b) is exp(a - b). Which of the two can be computed for a = b = 1000?",
        OVERFLOW,
    ),
    _tried(
        "maximum-subtracted-late",
        lambda scores, axis: np.exp(scores) - _maximum(scores, axis),
        "The maximum of the scores is subtracted from the exponentials, and not from the scores.",
        "Where does the parenthesis of exp end?",
        OVERFLOW,
    ),
    _tried(
        "largest-exponential-subtracted",
        lambda scores, axis: np.exp(scores) - _maximum(np.exp(scores), axis),
        "The largest exponential is subtracted from the exponentials; it is the scores that should lose their maximum.",
        "What changes no share: a constant subtracted from the scores, or one from their exponentials?",
        OVERFLOW,
    ),
    _tried(
        "divided-by-the-largest-score",
        lambda scores, axis: np.exp(scores / _maximum(scores, axis)),
        "The scores are divided by the largest of them, where it should be subtracted.",
        "What changes no share: a factor of all scores, or a constant that is subtracted from all?",
        OVERFLOW,
    ),
    _tried(
        "divided-by-the-largest-absolute",
        lambda scores, axis: np.exp(scores / np.max(np.abs(scores), axis=axis, keepdims=True)),
        "The scores are divided by the largest absolute value, where the maximum should be subtracted.",
        "What changes no share: a factor of all scores, or a constant that is subtracted from all?",
        OVERFLOW,
    ),
    _tried(
        "squeezed-between-0-and-1",
        lambda scores, axis: np.exp(
            (scores - (low := np.min(scores, axis=axis, keepdims=True))) / (_maximum(scores, axis) - low)
        ),
        "The scores are first squeezed between 0 and 1: what counts, the difference between two of them, is changed.",
        "What may you do to all scores without changing a share: subtract a constant, or divide by one?",
        GAP,
    ),
    _tried(
        "standardised",
        lambda scores, axis: np.exp(
            (scores - np.mean(scores, axis=axis, keepdims=True)) / np.std(scores, axis=axis, keepdims=True)
        ),
        "The scores are standardised first: the division by their standard deviation changes the shares.",
        "What may you do to all scores without changing a share: subtract a constant, or divide by one?",
        GAP,
    ),
    _tried(
        "unit-length",
        lambda scores, axis: np.exp(scores / np.sqrt(np.sum(scores**2, axis=axis, keepdims=True))),
        "The scores are divided by their length as a vector first, which changes the shares.",
        "What may you do to all scores without changing a share: subtract a constant, or divide by one?",
        GAP,
    ),
    _tried(
        "scaled-by-root-n",
        lambda scores, axis: np.exp(
            (scores - _maximum(scores, axis)) / np.sqrt(scores.size if axis is None else scores.shape[axis])
        ),
        "The scores are divided by the square root of their number, as if that were the scale of attention.",
        "Is a scale asked for here?",
        GAP,
    ),
    _tried(
        "scaled-by-root-of-last-axis",
        lambda scores, axis: np.exp((scores - _maximum(scores, axis)) / np.sqrt(scores.shape[-1])),
        "The scores are divided by the square root of the last axis' length, as if that were the scale of attention.",
        "Is a scale asked for here?",
        GAP,
    ),
    *(
        _tried(
            f"times-{factor:g}",
            lambda scores, axis, factor=factor: np.exp(factor * (scores - _maximum(scores, axis))),
            f"The scores are multiplied by {factor:g} before the softmax, as with a temperature.",
            "What may you do to all scores without changing a share: subtract a constant, or multiply by one?",
            GAP,
        )
        for factor in (0.1, 0.125, 0.25, 0.5, 2, 10)
    ),
    *(
        _tried(
            f"base-{base:g}",
            lambda scores, axis, base=base: base ** (scores - _maximum(scores, axis)),
            f"These are powers of {base:g}, and not of e.",
            "e has infinitely many decimals. Which function of NumPy knows them?",
        )
        for base in (2.7, 2.71, 2.718, 2.72, 3)
    ),
    _tried(
        "squared",
        lambda scores, axis: scores**2,
        "The scores are squared, and not raised to a power of e: there is no exponential.",
        PLAIN,
    ),
    _tried(
        "absolute",
        lambda scores, axis: np.abs(scores),
        "The absolute values of the scores are shared out; there is no exponential.",
        PLAIN,
    ),
    _tried(
        "positive-part",
        lambda scores, axis: np.maximum(scores, 0),
        "What is above 0 is shared out, and what is below gets nothing; there is no exponential.",
        PLAIN,
    ),
    _tried(
        "less-the-minimum",
        lambda scores, axis: scores - np.min(scores, axis=axis, keepdims=True),
        "What a score has above the smallest is shared out; there is no exponential.",
        PLAIN,
    ),
    _tried(
        "exponential-of-absolute",
        lambda scores, axis: np.exp((size := np.abs(scores)) - np.max(size, axis=axis, keepdims=True)),
        "The signs of the scores are lost before the exponential: -3 counts as much as 3.",
        "A larger score should make a larger share.",
    ),
    _tried(
        "exponential-less-1",
        lambda scores, axis: np.expm1(scores),
        "From each exponential 1 is subtracted, as np.expm1 does: a score of 0 gets no share.",
        PLAIN,
    ),
    _tried(
        "one-plus-exponential",
        lambda scores, axis: 1 + np.exp(scores - _maximum(scores, axis)),
        "To each exponential 1 is added before they are shared out.",
        PLAIN,
    ),
    _tried(
        "logarithm-of-1-plus",
        lambda scores, axis: np.log1p(np.exp(scores)),
        "It is log(1 + exp(score)), a softplus, that is shared out, and not exp(score).",
        PLAIN,
    ),
    _tried(
        "tanh",
        lambda scores, axis: np.exp(np.tanh(scores)),
        "The scores go through tanh first, which holds them between -1 and 1: large differences are lost.",
        PLAIN,
    ),
    _tried(
        "exponential-twice",
        lambda scores, axis: np.exp((e := np.exp(scores - _maximum(scores, axis))) - _maximum(e, axis)),
        "The exponential is taken twice.",
        PLAIN,
    ),
    _tried(
        "infinity-taken-for-0",
        _instead_of_infinity(lambda scores: 0),
        "A score of -inf is replaced by 0, and the exponential of 0 is 1: it gets a share.",
        "Which of two scores is larger, 0 or -5? What is the exponential of -inf by itself?",
    ),
    _tried(
        "infinity-taken-for-the-smallest",
        _instead_of_infinity(lambda scores: np.min(scores, where=np.isfinite(scores), initial=np.inf)),
        "A score of -inf is replaced by the smallest finite one: it gets a share.",
        "What is the exponential of -inf by itself?",
    ),
    *(
        _tried(
            f"infinity-taken-for-{-low}",
            _instead_of_infinity(lambda scores, low=low: low),
            "A score of -inf is replaced by a number that other scores may come near, or below: it gets a share.",
            "What is the exponential of -inf by itself? Does -inf have to be replaced at all?",
        )
        for low in (-1, -10, -100, -600, -1000)  # between 30 and 350, and from there to 900, all do the same
    ),
    *(
        _tried(
            f"{name}-{most}",
            lambda scores, axis, least=least, most=most: np.exp(np.clip(scores, least, most)),
            f"Scores are cut off at a limit, {said}, in place of losing their maximum: those beyond are all alike.",
            "What are the shares of 2000 and 3000? Which constant can be subtracted without changing any share?",
            OVERFLOW,
        )
        # From 20 to 35 all do the same, and so do all from there to 70, to 400, and to 708.
        for name, most, least, said in (
            *(("clipped-at", most, -most, "above and below") for most in (5, 10, 30, 60, 100, 600, 709)),
            *(("capped-at", most, -np.inf, "above") for most in (5, 10, 60, 709)),
        )
    ),
    *(
        _tried(
            f"exponents-cut-at-{-low}",
            lambda scores, axis, low=low: np.exp(np.maximum(scores - _maximum(scores, axis), low)),
            f"Exponents below {low} are cut off at {low}: low scores, and those of -inf, keep a share.",
            BOUND,
        )
        for low in (-1, -2, -3, -5, -10)
    ),
)


def _by(total: Callable[..., Any]) -> Callable[[Array, Any], Array]:
    """Divided by something else than the sum."""
    return lambda exps, axis: exps / total(exps, axis)


def _sum(exps: Array, axis: Any) -> Array:
    return np.asarray(np.sum(exps, axis=axis, keepdims=True))


def _of_shares(change: Callable[..., Any]) -> Callable[[Array, Any], Any]:
    """Something done to the shares afterwards."""
    return lambda exps, axis: change(exps / _sum(exps, axis), axis)


def _while_dividing(exps: Array, axis: Any) -> Array:
    """Entry after entry is divided, in place, by the sum of what stands there at that time."""
    rows = np.moveaxis(exps.copy(), axis, -1)
    for place in range(rows.shape[-1]):
        rows[..., place] /= rows.sum(axis=-1)
    return np.moveaxis(rows, -1, axis)


ADD_UP = "What must the shares of one row add up to?"

DIVISION = (
    Option("by-the-sum", _by(_sum)),
    Option(
        "not-divided",
        lambda exps, axis: exps,
        "The shares do not sum to 1: nothing is divided by the sum.",
        ADD_UP,
        SHARES,
    ),
    Option(
        "sum-without-keepdims",
        _by(lambda exps, axis: np.sum(exps, axis=axis)),
        "The sums of the rows are lined up with the columns: the sum has lost the axis it went over.",
        "Write down the shape of the sum, and how NumPy lines it up. What keeps the axis?",
        AXIS,
    ),
    Option(
        "by-the-maximum",
        _by(lambda exps, axis: np.max(exps, axis=axis, keepdims=True)),
        "It is divided by the largest exponential, and not by their sum.",
        ADD_UP,
        SHARES,
    ),
    Option(
        "by-the-length",
        _by(lambda exps, axis: np.sqrt(np.sum(exps**2, axis=axis, keepdims=True))),
        "It is divided by the length of the row as a vector, and not by its sum.",
        ADD_UP,
        SHARES,
    ),
    Option(
        "logarithm",
        _of_shares(lambda shares, axis: np.log(shares)),
        "These are the logarithms of the shares.",
        "A share lies between 0 and 1.",
        SHARES,
    ),
    Option(
        "hard",
        lambda exps, axis: (exps == np.max(exps, axis=axis, keepdims=True)).astype(exps.dtype),
        "The largest score takes all; the others get nothing.",
        "A softmax leaves something for everyone.",
        SHARES,
    ),
    Option(
        "sum-in-a-last-axis",
        _by(lambda exps, axis: np.sum(exps, axis=axis)[..., None]),
        "The sums get their axis back as the last one, whatever axis is named: it is right for the last axis only.",
        "The sum over axis 0 has lost axis 0. Where do you put one back?",
        AXIS,
    ),
    Option(
        "sum-in-axis-1",
        _by(lambda exps, axis: np.sum(exps, axis=axis)[:, None]),
        "The sums get their axis back as axis 1, as a column of a matrix: it is right for the last of two axes only.",
        "Where does [:, None] put the new axis, and which one has the sum lost?",
        AXIS,
    ),
    _tried(
        "by-the-mean",
        _by(lambda exps, axis: np.mean(exps, axis=axis, keepdims=True)),
        "It is divided by the mean of the exponentials, and not by their sum.",
        ADD_UP,
    ),
    _tried(
        "by-the-number",
        _by(lambda exps, axis: exps.size if axis is None else exps.shape[axis]),
        "It is divided by how many there are, and not by their sum.",
        ADD_UP,
    ),
    _tried(
        "by-the-sum-of-squares",
        _by(lambda exps, axis: np.sum(exps**2, axis=axis, keepdims=True)),
        "It is divided by the sum of the squares, and not by the sum.",
        ADD_UP,
    ),
    _tried(
        "by-the-root-of-the-sum",
        _by(lambda exps, axis: np.sqrt(_sum(exps, axis))),
        "It is divided by the square root of the sum, and not by the sum.",
        ADD_UP,
    ),
    _tried(
        "by-the-logarithm-of-the-sum",
        _by(lambda exps, axis: np.log(_sum(exps, axis))),
        "It is divided by the logarithm of the sum, and not by the sum.",
        "The sum's logarithm is what one subtracts from a score, and then takes the exponential.",
    ),
    _tried(
        "by-the-sum-up-to-here",
        _by(lambda exps, axis: np.cumsum(exps, axis=axis)),
        "Each exponential is divided by the sum up to its own place, and not by the whole one.",
        "Is the sum complete when you first divide by it?",
    ),
    _tried(
        "by-the-sum-of-the-others",
        _by(lambda exps, axis: _sum(exps, axis) - exps),
        "Each exponential is divided by the sum of the others, itself left out: these are odds, and no shares.",
        ADD_UP,
    ),
    _tried(
        "last-left-out-of-the-sum",
        _by(lambda exps, axis: _sum(np.delete(exps, -1, axis=axis), axis)),
        "The last exponential is left out of the sum.",
        "range(n) ends with n - 1. Where does your sum end?",
    ),
    _tried(
        "first-left-out-of-the-sum",
        _by(lambda exps, axis: _sum(np.delete(exps, 0, axis=axis), axis)),
        "The first exponential is left out of the sum.",
        "With which index does your sum begin?",
    ),
    _tried(
        "last-counted-twice",
        _by(lambda exps, axis: _sum(exps, axis) + np.take(exps, [-1], axis=axis)),
        "The last exponential is counted twice in the sum.",
        ADD_UP,
    ),
    _tried(
        "first-counted-twice",
        _by(lambda exps, axis: _sum(exps, axis) + np.take(exps, [0], axis=axis)),
        "The first exponential is counted twice in the sum.",
        "With which number does the sum begin, and with which index the loop?",
    ),
    _tried(
        "divided-while-summing",
        _while_dividing,
        "Each entry is divided by a sum in which those before it are already divided.",
        "When do you compute the sum, before the first division or anew at each one?",
    ),
    *(
        _tried(
            f"{eps:g}-added-to-the-sum",
            _by(lambda exps, axis, eps=eps: _sum(exps, axis) + eps),
            f"To the sum, a number of about {eps:g} is added before the division: the shares do not sum to 1.",
            "Can the sum be 0 after the maximum is subtracted? What is the exponential of the largest score then?",
        )
        for eps in (1e-3, 1e-2, 0.1, 1.0)
    ),
    _tried(
        "softmax-twice",
        _of_shares(lambda shares, axis: (e := np.exp(shares)) / _sum(e, axis)),
        "The shares go through a softmax once more, which makes them nearly alike.",
        "Is a step in your code done by a function that you call as well?",
    ),
    _tried(
        "squared-shares",
        _of_shares(lambda shares, axis: shares**2),
        "The shares are squared.",
        ADD_UP,
    ),
    _tried(
        "root-of-shares",
        _of_shares(lambda shares, axis: np.sqrt(shares)),
        "These are the square roots of the shares.",
        ADD_UP,
    ),
    _tried(
        "rest-of-shares",
        _of_shares(lambda shares, axis: 1 - shares),
        "It is 1 less the share.",
        "A larger score should make a larger share.",
    ),
    _tried(
        "surprise",
        _of_shares(lambda shares, axis: -np.log(shares)),
        "These are the logarithms of the shares, with the sign turned around.",
        "A share lies between 0 and 1.",
    ),
    _tried(
        "shares-times-logarithm",
        _of_shares(lambda shares, axis: -shares * np.log(shares)),
        "Each share is multiplied by its logarithm, as for an entropy.",
        "Which of the two was asked for?",
    ),
    _tried(
        "columns-too",
        _of_shares(lambda shares, axis: shares / np.sum(shares, axis=0, keepdims=True)),
        "The shares are divided by the sums over the first axis as well: they no longer sum to 1 along their own.",
        "Along how many axes should the shares sum to 1?",
        AXIS,
    ),
    _tried(
        "sum-of-the-first-row",
        lambda exps, axis: exps / _sum(exps, axis).flat[0],
        "All rows are divided by the sum of the first one.",
        "Each row has a sum of its own. Where does your loop compute it?",
    ),
    _tried(
        "sum-of-the-last-row",
        lambda exps, axis: exps / _sum(exps, axis).flat[-1],
        "All rows are divided by the sum of the last one.",
        "Each row has a sum of its own. Where does your loop compute it?",
    ),
    _tried(
        "whole-numbers",
        _of_shares(lambda shares, axis: np.floor(shares)),
        "The shares are cut to whole numbers, 0 or 1.",
        "Which dtype has the array that you write the shares into? And what is // in Python?",
    ),
    _tried(
        "sorted",
        _of_shares(lambda shares, axis: np.sort(shares, axis=axis)),
        "The shares are sorted: they no longer stand where their scores do.",
        "To which score does the first share belong?",
    ),
    _tried(
        "in-reverse",
        _of_shares(lambda shares, axis: np.flip(shares, axis=axis)),
        "The shares stand in reverse order.",
        "To which score does the first share belong?",
    ),
    _tried(
        "added-up",
        _of_shares(lambda shares, axis: np.cumsum(shares, axis=axis)),
        "The shares are added up on the way: each entry is the sum of the shares up to there.",
        ADD_UP,
    ),
    _tried(
        "largest-share-only",
        _of_shares(lambda shares, axis: np.max(shares, axis=axis)),
        "Only the largest share of each row is returned.",
        "As many shares as scores are asked for.",
    ),
    _tried(
        "place-of-the-largest",
        lambda exps, axis: np.argmax(exps, axis=axis),
        "It is the place of the largest score that is returned, and no share.",
        "As many shares as scores are asked for.",
    ),
    _tried(
        "the-sum-itself",
        lambda exps, axis: np.sum(exps, axis=axis),
        "It is the sum of the exponentials that is returned, and no share.",
        "Which line divides, and what does the last one return?",
    ),
    _tried(
        "the-sum-itself-kept",
        _sum,
        "It is the sum of the exponentials that is returned, and no share.",
        "Which line divides, and what does the last one return?",
    ),
    *(
        _tried(
            f"rounded-to-{digits}",
            _of_shares(lambda shares, axis, digits=digits: np.round(shares, digits)),
            f"The shares are rounded to {digits} decimal{'s' if digits > 1 else ''}.",
            "What do the shares of a row add up to after the rounding?",
        )
        for digits in (1, 2, 3, 4)
    ),
)


def compose(along: Option, power: Option, division: Option) -> Callable[..., Array]:
    """An implementation of ``softmax(scores, axis=-1)`` from one option of each choice."""

    def implementation(scores: Array, axis: int = -1) -> Any:
        for_maximum, for_sum = along.apply(scores, axis)
        return division.apply(power.apply(scores, for_maximum), for_sum)

    return implementation


def guarded(name: str, division: Callable[..., Array], said: str, *powers: str) -> list[Option]:
    """What is wrong with the exponentials, and a division that hides what comes of it."""
    hint = "If the right constant is subtracted, can the sum of a row with a finite score be 0?"
    return [
        Option(
            f"{power.name}-{name}",
            lambda scores, axis=-1, power=power: division(power.apply(scores, axis), axis),
            f"{power.sentence} {said}",
            f"{power.hint} {hint}",
            power.read,
        )
        for power in POWER
        if power.name in powers
    ]


def _or_one(total: Array) -> Array:
    return np.where(total == 0, 1, total)


def raised(exps: Array, axis: Any, epsilon: float) -> Array:
    """Divided by the sum and a little more."""
    return np.asarray(exps / (_sum(exps, axis) + epsilon))


def _or_alike(exps: Array, axis: Any) -> Array:
    total = _sum(exps, axis)
    return np.where(total == 0, 1 / exps.shape[axis], exps / _or_one(total))


SMALL = ("no-maximum", "maximum-from-zero")
FAR_BELOW = ("global-maximum", "largest-absolute")
UNDERFLOW = (*SMALL, *FAR_BELOW)
CAPPED = ("capped-at-60", "capped-at-709")
BOTH_WAYS = ("no-maximum", "mean-subtracted", "finite-mean-subtracted", "minimum-subtracted")

EPSILONS = (1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16)
HIDDEN = (
    "A tiny number that the sum is raised by, or to, hides that: rows whose own sum is tiny do not sum to 1."
)

GUARDED = (
    *guarded(
        "guarded",
        lambda exps, axis: exps / _or_one(_sum(exps, axis)),
        "A guard against a sum of 0 hides that: such rows hold nothing but zeros.",
        *UNDERFLOW,
        *CAPPED,
    ),
    *(
        option
        for eps in EPSILONS
        for options in (
            guarded("epsilon", lambda exps, axis, eps=eps: exps / (_sum(exps, axis) + eps), HIDDEN, *SMALL),
        )
        for option in options
    ),
    *guarded("epsilon", lambda exps, axis: exps / (_sum(exps, axis) + 1e-9), HIDDEN, *FAR_BELOW),
    *guarded("or-alike", _or_alike, "Where the sum is 0, all get the same share.", *UNDERFLOW),
    *guarded(
        "nan-replaced",
        lambda exps, axis: np.nan_to_num(exps / _sum(exps, axis)),
        "Afterwards NaN is replaced by 0, which hides that: such rows do not sum to 1.",
        *BOTH_WAYS,
    ),
)


def _moved(name: str, order: Callable[[Array, int], Any], sentence: str, hint: str) -> Option:
    """A right softmax over the last axis, between two moves of axes."""
    return Option(name, lambda scores, axis=-1: order(scores, axis), sentence, hint, AXIS)


def _last(scores: Array) -> Array:
    return np.asarray(softmax(scores, -1))


def _first(scores: Array) -> Array:
    return np.asarray(softmax(scores, 0))


BACK = "Write down the shape after each move, for shape (2, 3, 4) and axis 0. Which call undoes the first?"

MOVED = (
    _moved(
        "moved-back-by-the-same-call",
        lambda scores, axis: np.moveaxis(_last(np.moveaxis(scores, axis, -1)), axis, -1),
        "The axis is moved to the end, and then the same call is to move it back, which it does for neighbours only.",
        BACK,
    ),
    _moved(
        "front-moved-back-by-the-same-call",
        lambda scores, axis: np.moveaxis(_first(np.moveaxis(scores, axis, 0)), axis, 0),
        "The axis is moved to the front, and then the same call is to move it back, which it does for neighbours only.",
        BACK,
    ),
    _moved(
        "not-moved-back",
        lambda scores, axis: _last(np.moveaxis(scores, axis, -1)),
        "The axis that is shared out is moved to the end, and not back to its place.",
        BACK,
    ),
    _moved(
        "not-moved-back-from-the-front",
        lambda scores, axis: _first(np.moveaxis(scores, axis, 0)),
        "The axis that is shared out ends up in front, and not in its old place.",
        BACK,
    ),
    _moved(
        "swapped-for-the-end",
        lambda scores, axis: _last(np.swapaxes(scores, axis, -1)),
        "The axis that is shared out is swapped with the last one, and not swapped back.",
        BACK,
    ),
    _moved(
        "swapped-with-the-front",
        lambda scores, axis: _first(np.swapaxes(scores, axis, 0)),
        "The axis that is shared out is swapped with the first one, and not swapped back.",
        BACK,
    ),
    _moved(
        "moved-there-swapped-back",
        lambda scores, axis: np.swapaxes(_last(np.moveaxis(scores, axis, -1)), axis, -1),
        "The axis is moved to the end, and then swapped back: the axes between have changed places.",
        BACK,
    ),
    _moved(
        "swapped-there-moved-back",
        lambda scores, axis: np.moveaxis(_last(np.swapaxes(scores, axis, -1)), -1, axis),
        "The axis is swapped with the last one, and then moved back: the axes between have changed places.",
        BACK,
    ),
    _moved(
        "last-two-swapped-back",
        lambda scores, axis: np.swapaxes(_last(np.moveaxis(scores, axis, -1)), -1, -2),
        "The axis is moved to the end, and then the last two axes are swapped, whatever axis it was.",
        BACK,
    ),
    _moved(
        "reversed-for-another-axis",
        lambda scores, axis: _last(scores) if axis in (-1, scores.ndim - 1) else _last(scores.T).T,
        "For any axis but the last, the array is transposed, which brings the first axis to the end: it is right "
        "for two axes only.",
        "Which axis stands last in the transpose of an array with three?",
    ),
    _moved(
        "poured-back",
        lambda scores, axis: _last(np.moveaxis(scores, axis, -1)).reshape(scores.shape),
        "The axis is moved to the end, and then a reshape is to bring it back: it keeps the order of the numbers, "
        "and mixes the entries.",
        "reshape reads the same numbers in the same order. What moves an axis?",
    ),
    _moved(
        "poured-into-rows",
        lambda scores, axis: _last(scores.reshape(-1, scores.shape[axis])).reshape(scores.shape),
        "The array is reshaped into rows as long as the axis, which for any axis but the last holds entries of "
        "several rows.",
        "reshape reads the numbers in their order. Which entries stand in the first row, for axis 0?",
    ),
    _moved(
        "one-row-of-all-but-the-first-axis",
        lambda scores, axis: _last(scores.reshape(len(scores), -1)).reshape(scores.shape),
        "All axes but the first are taken for one: each example of a batch is shared out as a whole.",
        "How many shares of 1 are there in an array of shape (2, 3, 4)?",
    ),
)


def _column(place: Any) -> Callable[..., Any]:
    """Maximum and sum without keepdims, both given their axis back in one way."""

    def whole(scores: Array, axis: int = -1) -> Any:
        exps = np.exp(scores - np.max(scores, axis=axis)[place])
        return exps / np.sum(exps, axis=axis)[place]

    return whole


def _unlike(above: Callable[[Array, Any], Any], below: Callable[[Array, Any], Any]) -> Callable[..., Any]:
    """What is subtracted in the numerator, and what in the denominator."""
    return lambda scores, axis=-1: (
        np.exp(scores - above(scores, axis)) / _sum(np.exp(scores - below(scores, axis)), axis)
    )


def _nothing(scores: Array, axis: Any) -> float:
    return 0.0


TOGETHER = (
    Option(
        "without-keepdims",
        lambda scores, axis=-1: (
            (exps := np.exp(scores - np.max(scores, axis=axis))) / np.sum(exps, axis=axis)
        ),
        "The maxima and sums of the rows are lined up with the columns: both have lost the axis they went over.",
        "Write down the shape of the sum, and how NumPy lines it up. What keeps the axis?",
        AXIS,
    ),
    Option(
        "maximum-without-keepdims",
        lambda scores, axis=-1: (exps := np.exp(scores - np.max(scores, axis=axis))) / _sum(exps, axis),
        "The maxima of the rows are lined up with the columns: the maximum has lost the axis it went over.",
        "Write down the shape of the maximum, and how NumPy lines it up. What keeps the axis?",
        AXIS,
    ),
    Option(
        "axis-put-back-at-the-end",
        _column(np.s_[..., None]),
        "Maximum and sum get their axis back as the last one, whatever axis is named: right for the last axis only.",
        "The sum over axis 0 has lost axis 0. Where do you put one back?",
        AXIS,
    ),
    Option(
        "axis-put-back-as-axis-1",
        _column(np.s_[:, None]),
        "Maximum and sum get their axis back as axis 1, as a column of a matrix: right for the last of two axes only.",
        "Where does [:, None] put the new axis, and which one has the sum lost?",
        AXIS,
    ),
    Option(
        "transposed-to-divide",
        lambda scores, axis=-1: (
            ((exps := np.exp((scores.T - np.max(scores, axis=axis)).T)).T / np.sum(exps, axis=axis)).T
        ),
        "To divide, the array is transposed and back: that lines the sums up for the last axis only.",
        "The sum over axis 0 has lost axis 0. With which axes is it lined up?",
        AXIS,
    ),
    Option(
        "maximum-above-only",
        _unlike(_maximum, _nothing),
        "The maximum is subtracted in the numerator, and not in the sum below it.",
        "Which exponentials must the sum add up, for the shares to sum to 1?",
        OVERFLOW,
    ),
    Option(
        "maximum-below-only",
        _unlike(_nothing, _maximum),
        "The maximum is subtracted in the sum, and not in the numerator above it.",
        "Which exponentials must the sum add up, for the shares to sum to 1?",
        OVERFLOW,
    ),
    Option(
        "global-maximum-below-only",
        _unlike(_maximum, lambda scores, axis: np.max(scores)),
        "In the numerator each row loses its own maximum, and in the sum the largest score of all.",
        "Which exponentials must the sum add up, for the shares to sum to 1?",
        OVERFLOW,
    ),
    Option(
        "by-the-sum-of-scores",
        lambda scores, axis=-1: np.exp(scores) / _sum(scores, axis),
        "The exponentials are divided by the sum of the scores, and not of the exponentials.",
        ADD_UP,
        SHARES,
    ),
    Option(
        "shifted-by-the-sum-of-scores",
        lambda scores, axis=-1: np.exp(scores - _maximum(scores, axis)) / _sum(scores, axis),
        "The exponentials are divided by the sum of the scores, and not of the exponentials.",
        ADD_UP,
        SHARES,
    ),
    Option(
        "by-the-exponential-of-the-sum",
        lambda scores, axis=-1: np.exp(scores) / np.exp(_sum(scores, axis)),
        "It is divided by the exponential of the sum, and not by the sum of the exponentials.",
        "Which comes first in the denominator, adding or the exponential?",
        SHARES,
    ),
    Option(
        "exponential-of-the-quotient",
        lambda scores, axis=-1: np.exp(scores / _sum(scores, axis)),
        "The scores are divided by their sum, and then the exponential is taken: the order is the wrong way round.",
        "Which comes first, the exponential or the division?",
        SHARES,
    ),
    Option(
        "softmax-of-the-quotients",
        lambda scores, axis=-1: _along_axis(scores / _sum(scores, axis), axis),
        "The scores are divided by their sum before the softmax: that changes their differences.",
        "What may you do to all scores without changing a share: subtract a constant, or divide by one?",
        GAP,
    ),
    Option(
        "logarithm-of-the-softmax",
        lambda scores, axis=-1: (
            (shifted := scores - _maximum(scores, axis)) - np.log(_sum(np.exp(shifted), axis))
        ),
        "These are the logarithms of the shares.",
        "A share lies between 0 and 1. Which step is missing after the subtraction of a logarithm?",
        SHARES,
    ),
    Option(
        "logarithm-without-maximum",
        lambda scores, axis=-1: scores - np.log(_sum(np.exp(scores), axis)),
        "These are the logarithms of the shares. And the largest score is not subtracted first: exponentials overflow.",
        "A share lies between 0 and 1. Which step is missing after the subtraction of a logarithm?",
        SHARES,
    ),
    Option(
        "logarithm-of-overflow",
        lambda scores, axis=-1: np.exp(scores - np.log(_sum(np.exp(scores), axis))),
        "The logarithm of the sum is subtracted, but the sum has overflowed: the largest score was not subtracted.",
        "What is the logarithm of infinity? What may you subtract from every score of a row before the exponential?",
        OVERFLOW,
    ),
    Option(
        "infinity-zeroed-after",
        lambda scores, axis=-1: np.where(
            np.isneginf(scores), 0, _along_axis(np.where(np.isneginf(scores), 0, scores), axis)
        ),
        "The shares of -inf are set to 0 only after a softmax in which they counted as 0: the rest does not sum to 1.",
        ADD_UP,
        SHARES,
    ),
    Option(
        "scores-less-the-largest",
        lambda scores, axis=-1: scores - _maximum(scores, axis),
        "What is returned are the scores less their maximum: exponential and division are missing.",
        "Which lines follow, in the formula?",
        SHARES,
    ),
    Option(
        "over-both-axes-in-turn",
        lambda scores, axis=-1: _along_axis(_along_axis(scores, axis), 0),
        "A softmax over the axis that is named is followed by one over the first axis.",
        "Along how many axes should the shares sum to 1?",
        AXIS,
    ),
)


def _along_axis(scores: Array, axis: int) -> Array:
    return np.asarray(softmax(scores, axis))
