"""Chapter 3: scaled_scores; the spread of dot products, guessed and measured; a counterexample; keys read."""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_lib.check.attempt import Attempt
from attention_lib.check.cases import Shapes
from attention_lib.check.counterexample import counterexample
from attention_lib.check.criteria import (
    Judge,
    calls_independent,
    how_far,
    keeps_dtype,
    no_result,
    right_shape,
    right_values,
)
from attention_lib.check.guess import guess
from attention_lib.check.problem import Array, Case, Criterion, Draw, Option, Problem
from attention_lib.check.problems import scores
from attention_lib.reference.scaling import scaled_scores


def _read(title: str, anchor: str) -> str:
    return f"chapter 3, “{title}” (03-scaling.html#{anchor})"


NO_ROOT = _read("No division, or no root", "scaling-no-root")
ROOT = _read("The root of something else", "scaling-wrong-root")
PLACE = _read("In the wrong place", "scaling-wrong-place")
VARIANCE = _read("Why the square root", "scaling-variance")
EFFECT = _read("Predict, then measure", "scaling-entropy")


SHAPES = Shapes(Q="... n_q d_k", K="... n_k d_k")


def plain(rng: np.random.Generator) -> list[Case]:
    """Matrices, all sizes different; one of 11 entries, whose root no rounding hits, with transposed memory."""
    long = SHAPES.case(rng, SHAPES.sizes(rng, d_k=11), scale=30)
    K = np.ascontiguousarray(long.inputs["K"].T).T  # the same numbers, column by column in memory
    return [long.replaced(K=K), *SHAPES.plain(rng)]


def edges(rng: np.random.Generator) -> list[Case]:
    """Sizes that coincide and sizes of 1; then a query and a key of zeros, as padding makes them."""
    zeros = SHAPES.case(rng, SHAPES.sizes(rng))
    zeros.inputs["Q"][0] = zeros.inputs["K"][-1] = 0
    return [*SHAPES.edges(rng), zeros]


def proportional(draw: Draw) -> Judge:
    """Every result is the expected one times a positive number, which may differ from case to case."""

    def judge(attempt: Attempt) -> str | None:
        for case in attempt.cases(draw):
            answer = attempt.answer(case)
            if answer.parts is None:
                return no_result(answer)
            [yours], [right] = answer.parts, attempt.expected(case)
            if yours.shape != right.shape:
                return how_far(attempt, answer)
            with np.errstate(all="ignore"):
                factor = np.vdot(right, yours) / np.vdot(right, right)
                off = np.abs(yours - factor * right)
                if factor > 0 and np.all(off <= factor * attempt.tolerance(case, np.float32)[0]):
                    continue
            return (
                f"For {case.label} your numbers are no multiple of the dot products of the queries and keys."
            )
        return None

    return judge


def keeps_dtype_with_reading(draw: Draw) -> Judge:
    """As `keeps_dtype`; where to read of a root that makes float64 is said too."""
    plain = keeps_dtype(draw)

    def judge(attempt: Attempt) -> str | None:
        said = plain(attempt)
        if said is None or "yours is float64" not in said:
            return said
        return said + " See chapter 3, “A root that widens the numbers”."

    return judge


def probes(rng: np.random.Generator) -> list[Case]:
    """All kinds of sizes, then large scores; and two batch axes as long as the others."""
    alike = [SHAPES.case(rng, dict.fromkeys(SHAPES.free, size), (size, size)) for size in (2, 3)]
    large = [case for _ in range(2) for case in scores.large(SHAPES.case(rng, SHAPES.sizes(rng)))]
    return [*SHAPES.probes(rng), *alike, *large]


def _softmax(S: Array, axis: int) -> Array:
    exps: Array = np.exp(S - S.max(axis=axis, keepdims=True))
    weights: Array = exps / exps.sum(axis=axis, keepdims=True)
    return weights


PAIRING = (*scores.PAIRING, *scores.PAIRING_ALONE)

SCALE = (
    Option("root-d_k", lambda Q, K: np.sqrt(Q.shape[-1])),
    Option(
        "undivided",
        lambda Q, K: 1.0,
        "The scores are not divided at all: these are the plain dot products of chapter 1.",
        "How large is a dot product of d_k entries typically, and what brings it back to 1?",
        NO_ROOT,
    ),
    Option(
        "divided-by-d_k",
        lambda Q, K: Q.shape[-1],
        "The scores are divided by d_k, and not by its square root.",
        "It is the variance that is d_k. Is there a root missing, or are both Q and K divided, or is it done twice?",
        NO_ROOT,
    ),
    Option(
        "half-of-d_k",
        lambda Q, K: Q.shape[-1] / 2,
        "The scores are divided by half of d_k, and not by its square root.",
        "What does Python compute first in d_k ** 1/2?",
        NO_ROOT,
    ),
    Option(
        "twice-d_k",
        lambda Q, K: 2 * Q.shape[-1],
        "The scores are divided by d_k and then by 2, and not by the square root of d_k.",
        "What does Python compute first in scores / d_k ** 1/2, and what last?",
        NO_ROOT,
    ),
    Option(
        "root-rounded-down",
        lambda Q, K: np.floor(np.sqrt(Q.shape[-1])),
        "The square root is rounded down to a whole number.",
        "The root of 8 is 2.83. Where do its decimals get lost?",
        NO_ROOT,
    ),
    Option(
        "root-of-the-root",
        lambda Q, K: np.sqrt(np.sqrt(Q.shape[-1])),
        "The scores are divided by the fourth root of d_k: the root of the root.",
        "If each of Q and K gets its part of the division, do both get it? Or is there one root too many?",
        NO_ROOT,
    ),
    Option(
        "multiplied-by-root-d_k",
        lambda Q, K: 1 / np.sqrt(Q.shape[-1]),
        "The scores are multiplied by √d_k, where they should be divided by it.",
        "Should longer vectors make larger scores, or is that what we want to undo?",
        PLACE,
    ),
    Option(
        "always-8",
        lambda Q, K: 8.0,
        "The scores are always divided by 8, which is √d_k for d_k = 64 only.",
        "Which of the shapes tells how many entries a query has?",
        ROOT,
    ),
    Option(
        "always-root-512",
        lambda Q, K: np.sqrt(512),
        "The scores are always divided by √512, which was √d_model in one paper.",
        "Which of the shapes tells how many entries a query has?",
        ROOT,
    ),
    Option(
        "root-n_q",
        lambda Q, K: np.sqrt(Q.shape[-2]),
        "The scores are divided by the square root of the number of queries.",
        "How many products does one score sum up?",
        ROOT,
    ),
    Option(
        "root-n_k",
        lambda Q, K: np.sqrt(K.shape[-2]),
        "The scores are divided by the square root of the number of keys.",
        "How many products does one score sum up?",
        ROOT,
    ),
    Option(
        "root-first-axis-of-Q",
        lambda Q, K: np.sqrt(Q.shape[0]),
        "The scores are divided by the square root of len(Q), the length of its first axis.",
        "Which axis has the features, however many axes there are?",
        ROOT,
    ),
    Option(
        "root-first-axis-of-K",
        lambda Q, K: np.sqrt(K.shape[0]),
        "The scores are divided by the square root of len(K), the length of its first axis.",
        "Which axis has the features, however many axes there are?",
        ROOT,
    ),
    Option(
        "root-axis-1",
        lambda Q, K: np.sqrt(K.shape[1]),
        "The scores are divided by the square root of K.shape[1], which is d_k for two axes only.",
        "Count from the end: which number names the last axis, however many there are?",
        ROOT,
    ),
    Option(
        "root-axis-1-of-Q",
        lambda Q, K: np.sqrt(Q.shape[1]),
        "The scores are divided by the square root of Q.shape[1], which is d_k for two axes only.",
        "Count from the end: which number names the last axis, however many there are?",
        ROOT,
    ),
    Option(
        "root-of-all-entries",
        lambda Q, K: np.sqrt(K.size),
        "The scores are divided by the square root of K.size, the number of all entries of K.",
        "How many products does one score sum up?",
        ROOT,
    ),
    Option(
        "root-of-the-number-of-scores",
        lambda Q, K: np.sqrt(Q.shape[-2] * K.shape[-2]),
        "The scores are divided by the square root of how many scores there are.",
        "How many products does one score sum up?",
        ROOT,
    ),
    Option(
        "logarithm",
        lambda Q, K: np.log(Q.shape[-1]),
        "The scores are divided by the logarithm of d_k.",
        "Four times as many entries make a dot product twice as large. Which function doubles too?",
        NO_ROOT,
    ),
    Option(
        "cosine",
        lambda Q, K: np.linalg.norm(Q, axis=-1)[..., :, None] * np.linalg.norm(K, axis=-1)[..., None, :],
        "The scores are cosines: each is divided by the lengths of its query and its key.",
        "The divisor is the same for all scores. What do the lengths say that is lost here?",
        PLACE,
    ),
    Option(
        "unit-queries",
        lambda Q, K: np.linalg.norm(Q, axis=-1)[..., :, None],
        "The scores are divided by the lengths of the queries, as vectors.",
        "√d_k is what the length of a random query typically is. Which number is the same for all of them?",
        PLACE,
    ),
    Option(
        "unit-keys",
        lambda Q, K: np.linalg.norm(K, axis=-1)[..., None, :],
        "The scores are divided by the lengths of the keys, as vectors.",
        "√d_k is what the length of a random key typically is. Which number is the same for all of them?",
        PLACE,
    ),
)


def _tried(name: str, divisor: Callable[..., Any], said: str, hint: str, read: str) -> Option:
    return Option(name, divisor, f"The scores are divided by {said}.", hint, read, alone=True)


SUMMED = "How many products does one score sum up?"
FOUR = "Four times as many entries make a dot product twice as large. Which function doubles too?"

SCALE_ALONE = (
    _tried("n_q", lambda Q, K: Q.shape[-2], "n_q, the number of queries", SUMMED, ROOT),
    _tried("n_k", lambda Q, K: K.shape[-2], "n_k, the number of keys", SUMMED, ROOT),
    _tried("len(Q)", lambda Q, K: len(Q), "len(Q), the length of its first axis", SUMMED, ROOT),
    _tried("len(K)", lambda Q, K: len(K), "len(K), the length of its first axis", SUMMED, ROOT),
    _tried("axis-1", lambda Q, K: K.shape[1], "K.shape[1], and not by the square root of d_k", SUMMED, ROOT),
    _tried("size-of-K", lambda Q, K: K.size, "K.size, the number of all entries of K", SUMMED, ROOT),
    _tried(
        "root-of-all-entries-of-Q",
        lambda Q, K: np.sqrt(Q.size),
        "the square root of Q.size, the number of all entries of Q",
        SUMMED,
        ROOT,
    ),
    _tried(
        "number-of-scores",
        lambda Q, K: Q.shape[-2] * K.shape[-2],
        "how many scores there are",
        SUMMED,
        ROOT,
    ),
    _tried(
        "root-of-d_k-and-n_k",
        lambda Q, K: np.sqrt(K.shape[-1] * K.shape[-2]),
        "the square root of d_k n_k, the number of entries of one K",
        SUMMED,
        ROOT,
    ),
    _tried(
        "root-of-the-sum-of-sizes",
        lambda Q, K: np.sqrt(Q.shape[-1] + K.shape[-1]),
        "the square root of 2 d_k: the entries of query and key are both counted",
        SUMMED,
        ROOT,
    ),
    _tried("half-the-root", lambda Q, K: np.sqrt(Q.shape[-1]) / 2, "half of √d_k", FOUR, NO_ROOT),
    _tried("twice-the-root", lambda Q, K: np.sqrt(Q.shape[-1]) * 2, "2 √d_k", FOUR, NO_ROOT),
    _tried("one-more", lambda Q, K: np.sqrt(Q.shape[-1] + 1), "√(d_k + 1)", SUMMED, ROOT),
    _tried("one-less", lambda Q, K: np.sqrt(Q.shape[-1] - 1), "√(d_k - 1)", SUMMED, ROOT),
    _tried("root-and-1", lambda Q, K: np.sqrt(Q.shape[-1]) + 1, "√d_k + 1", SUMMED, ROOT),
    _tried("square", lambda Q, K: Q.shape[-1] ** 2, "the square of d_k", FOUR, NO_ROOT),
    _tried("cube-root", lambda Q, K: np.cbrt(Q.shape[-1]), "the third root of d_k", FOUR, NO_ROOT),
    _tried(
        "three-halves",
        lambda Q, K: Q.shape[-1] ** 1.5,
        "√d_k three times, or by d_k and its root",
        FOUR,
        NO_ROOT,
    ),
    _tried("power-of-2", lambda Q, K: 2.0 ** Q.shape[-1], "2 to the power of d_k", FOUR, NO_ROOT),
    _tried(
        "logarithm-to-base-2",
        lambda Q, K: np.log2(Q.shape[-1]),
        "the logarithm of d_k to base 2",
        FOUR,
        NO_ROOT,
    ),
    _tried("root-rounded-up", lambda Q, K: np.ceil(np.sqrt(Q.shape[-1])), "√d_k rounded up", FOUR, NO_ROOT),
    _tried(
        "root-rounded",
        lambda Q, K: np.round(np.sqrt(Q.shape[-1])),
        "√d_k rounded to a whole number",
        FOUR,
        NO_ROOT,
    ),
    *(
        _tried(f"always-{said}", lambda Q, K, number=number: number, f"{said}, whatever d_k is", FOUR, ROOT)
        for said, number in (
            ("4", 4.0),
            ("10", 10.0),
            ("64", 64.0),
            ("√128", np.sqrt(128)),
            ("√256", 16.0),
            ("√768", np.sqrt(768)),
            ("512", 512.0),
            ("2", 2.0),
            ("√2", np.sqrt(2)),
        )
    ),
    _tried(
        "multiplied-by-d_k",
        lambda Q, K: 1 / Q.shape[-1],
        "1 / d_k: multiplied by d_k, where they should be divided by its root",
        FOUR,
        PLACE,
    ),
)

AFTER = (
    Option("divided", lambda S, divisor, root: S / divisor),
    Option(
        "softmax-too",
        lambda S, divisor, root: _softmax(S / divisor, -1),
        "The scaled scores went through a softmax already: these are weights.",
        "Which of the two was asked for here, the scores or the weights?",
        PLACE,
    ),
    Option(
        "softmax-over-queries-too",
        lambda S, divisor, root: _softmax(S / divisor, -2),
        "The scaled scores went through a softmax already, and over the queries at that.",
        "Which of the two was asked for here, the scores or the weights?",
        PLACE,
    ),
    Option(
        "divided-after-the-softmax",
        lambda S, divisor, root: _softmax(S, -1) / root,
        "A softmax comes first, and then the division: its rows no longer sum to 1, and are as uneven as before.",
        "What should the division happen to, the scores or the weights?",
        PLACE,
    ),
    Option(
        "whole-numbers",
        lambda S, divisor, root: np.floor(S / divisor),
        "The scores are rounded down to whole numbers.",
        "What is the difference between / and // in Python?",
        NO_ROOT,
    ),
    Option(
        "maximum-subtracted",
        lambda S, divisor, root: S / divisor - np.max(S / divisor, axis=-1, keepdims=True),
        "The largest score of each row is subtracted from it, as a softmax does inside.",
        "Was anything to be subtracted here?",
        PLACE,
    ),
    Option(
        "absolute",
        lambda S, divisor, root: np.abs(S / divisor),
        "The signs are lost: every score is made positive.",
        "A standard deviation is a root of squares. Whose squares, and is a score one of them?",
        VARIANCE,
    ),
    Option(
        "divided-by-the-largest",
        lambda S, divisor, root: S / np.max(np.abs(S)),
        "The scores are divided by the largest of them.",
        "A fixed divisor leaves it to a query to be sure or unsure. On what may it depend?",
        PLACE,
    ),
    Option(
        "divided-by-their-own-spread",
        lambda S, divisor, root: S / np.std(S),
        "The scores are divided by their own standard deviation, over the whole array.",
        "A fixed divisor leaves it to a query to be sure or unsure. On what may it depend?",
        PLACE,
    ),
    Option(
        "divided-by-the-spread-of-the-row",
        lambda S, divisor, root: S / np.std(S, axis=-1, keepdims=True),
        "Each row is divided by its own standard deviation.",
        "A fixed divisor leaves it to a query to be sure or unsure. On what may it depend?",
        PLACE,
    ),
    Option(
        "standardised",
        lambda S, divisor, root: (S - np.mean(S, axis=-1, keepdims=True)) / np.std(S, axis=-1, keepdims=True),
        "Each row is standardised: its average is subtracted, and it is divided by its standard deviation.",
        "A fixed divisor leaves it to a query to be sure or unsure. On what may it depend?",
        PLACE,
    ),
)


AFTER_ALONE = tuple(
    Option(
        option.name,
        lambda S, divisor, root, change=option.apply: change(S / divisor),
        option.sentence,
        option.hint,
        PLACE,
        alone=True,
    )
    for option in scores.AFTER_ALONE
    if option.name
    not in {"whole-numbers-down", "clipped-at-200", "clipped-at-500", *(known.name for known in AFTER)}
)


def _compose(pairing: Option, scale: Option, after: Option) -> Callable[[Array, Array], Array]:
    return lambda Q, K: after.apply(pairing.apply(Q, K), scale.apply(Q, K), np.sqrt(Q.shape[-1]))


SCALED = Problem(
    name="scaled_scores",
    arguments=("Q", "K"),
    reference=scaled_scores,
    read=_read("What goes wrong", "scaling-mistakes"),
    criteria=(
        Criterion("shape", 1, "one score for every query and every key: (n_q, n_k)", right_shape(plain)),
        Criterion(
            "product",
            2,
            "they are the dot products of queries and keys, up to a factor",
            proportional(plain),
            ("shape",),
        ),
        Criterion("scale", 3, "divided by √d_k", right_values(plain), ("product",)),
        Criterion(
            "sizes",
            1,
            "also where sizes coincide or are 1, and for rows of zeros",
            right_values(edges),
            ("scale",),
        ),
        Criterion(
            "batch",
            1,
            "leading batch axes are kept, and do not change the scale",
            right_values(SHAPES.batched),
            ("scale",),
        ),
        Criterion(
            "calls",
            1,
            "Q and K are left as they were, and no call affects another",
            calls_independent(plain, edges, SHAPES.batched, SHAPES.dtypes),
            ("scale",),
        ),
        Criterion(
            "dtype",
            1,
            "float32 gives float32, float64 gives float64",
            keeps_dtype_with_reading(SHAPES.dtypes),
            ("scale",),
        ),
    ),
    choices=(PAIRING, (*SCALE, *SCALE_ALONE), (*AFTER, *AFTER_ALONE)),
    compose=_compose,
    probes=probes,
    napkin=SHAPES.napkin,
    magnitude=lambda Q, K: np.abs(Q) @ np.swapaxes(np.abs(K), -1, -2) / np.sqrt(Q.shape[-1]),
    advice="Work out one score with a pencil, for d_k = 9. Which number must it be divided by?",
)


def lengths(rng: np.random.Generator) -> list[Case]:
    """Few entries and many."""
    return [Case({"d_k": int(d_k)}) for d_k in (4, 256, *rng.integers(5, 256, size=6))]


def _spread(name: str, spread: Callable[[int], Any], sentence: str = "", hint: str = "") -> Option:
    return Option(name, spread, sentence, hint, VARIANCE)


SPREAD = Problem(
    name="score_spread",
    arguments=("d_k",),
    reference=lambda d_k: np.sqrt(d_k) / 3,
    read=VARIANCE,
    criteria=(Criterion("spread", 1, "the standard deviation is right to 5 %", right_values(lengths)),),
    choices=(
        (
            _spread("spread", lambda d_k: np.sqrt(d_k) / 3),
            _spread(
                "variance",
                lambda d_k: d_k / 9,
                "This is the variance, and not yet the standard deviation.",
                "Which of the two is in the units of the scores?",
            ),
            _spread(
                "entries-of-variance-1",
                np.sqrt,
                "This is right for entries of variance 1; entries between -1 and 1 vary less.",
                "What are the entries drawn from here? A number between -1 and 1 has a square below 1.",
            ),
            _spread(
                "one-factor-only",
                lambda d_k: np.sqrt(d_k / 3),
                "One of the two factors of each product varies as a number between -1 and 1 does, with variance 1/3; "
                "the other has variance 1.",
                "Queries and keys both lie between -1 and 1. What is the variance of their product?",
            ),
            _spread(
                "grows-like-d_k",
                lambda d_k: d_k / 3,
                "It grows like d_k, as if all products had the same sign.",
                "Four times as many entries should make it twice as large.",
            ),
            _spread(
                "already-divided",
                lambda d_k: 1 / 3,
                "It does not grow with d_k: either the products are not summed, or the sums are divided by √d_k.",
                "The question is about plain dot products, each a sum of d_k products.",
            ),
            _spread(
                "mean-distance",
                lambda d_k: np.sqrt(2 / np.pi) * np.sqrt(d_k) / 3,
                "This is the mean distance from 0, and not the standard deviation.",
                "A standard deviation squares first, then averages, then takes the root.",
            ),
            _spread(
                "query-with-itself",
                lambda d_k: np.sqrt(4 * d_k / 45),
                "These are the dot products of queries with themselves.",
                "Are the keys drawn anew, and do they stand in the product?",
            ),
            _spread(
                "always-100",
                lambda d_k: 10 / 3,
                "It is the spread for 100 entries, whatever d_k is.",
                "Where does your function use its argument?",
            ),
            _spread(
                "positive-entries",
                lambda d_k: np.sqrt(7 * d_k) / 12,
                "The entries are drawn between 0 and 1, and not between -1 and 1.",
                "About half of all entries should be negative.",
            ),
        ),
    ),
    compose=lambda option: option.apply,
    probes=lengths,
    accuracy=0.05,
    one_number=True,
    in_bank=False,
    advice="If you draw at random: are there at least ten thousand pairs, each of a query and a key of its own? Are "
    "the d_k products of one pair summed, so that there are as many sums as pairs?",
)


GUESS = guess(
    "spread_guess", VARIANCE, "a number above 0, as a standard deviation is", lambda number: number > 0
)

COUNTEREXAMPLE = counterexample(
    "scaling_counterexample",
    SCALED,
    shown="half-of-d_k",
    bank=(
        "undivided",
        "divided-by-d_k",
        "root-rounded-down",
        "always-8",
        "root-n_q",
        "root-n_k",
        "root-axis-1",
        "root-first-axis-of-K",
        "unit-keys",
    ),
)


def crowds(rng: np.random.Generator) -> list[Case]:
    """Thousands of keys, and scores from nearly alike to as far apart as √d_k leaves them."""
    spreads = (0.2, 1.0, *rng.uniform(0.3, 1.0, size=4))
    return [
        Case({"n": int(n), "spread": float(s)})
        for n, s in zip(rng.integers(5000, 10_001, 6), spreads, strict=True)
    ]


def _crowd(name: str, count: Callable[[int, float], Any], sentence: str = "", hint: str = "") -> Option:
    return Option(name, count, sentence, hint, EFFECT)


def _keys_read(n: int, spread: float) -> Any:
    return n * np.exp(-(spread**2) / 2)


KEYS_READ = Problem(
    name="keys_read",
    arguments=("n", "spread"),
    reference=_keys_read,
    read=EFFECT,
    criteria=(Criterion("keys", 1, "as many keys are read in effect, to 3 %", right_values(crowds)),),
    choices=(
        (
            _crowd("keys", _keys_read),
            _crowd(
                "entropy",
                lambda n, spread: np.log(n) - spread**2 / 2,
                "This is the entropy, and not yet the number of keys.",
                "Which function undoes the logarithm?",
            ),
            _crowd(
                "all-keys",
                lambda n, spread: float(n),
                "This is the number of all keys, whatever the spread.",
                "Only equal weights read all keys alike.",
            ),
            _crowd(
                "squared-weights",
                lambda n, spread: n * np.exp(-(spread**2)),
                "This is another count of keys: 1 over the sum of the squared weights, or exp(-spread²) of them.",
                "The count asked for is the exponential of the entropy.",
            ),
            _crowd(
                "spread-for-variance",
                lambda n, spread: n * np.exp(-spread / 2),
                "The spread is taken for the variance.",
                "The variance is the square of the standard deviation.",
            ),
        ),
    ),
    compose=lambda option: option.apply,
    probes=crowds,
    accuracy=0.03,
    one_number=True,
    in_bank=False,
    advice="If you draw at random: average the entropy over a few queries, each with scores of its own.",
)

PROBLEMS = (SCALED, GUESS, SPREAD, COUNTEREXAMPLE, KEYS_READ)
