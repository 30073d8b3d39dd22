"""Chapter 10, gradients: attention_backward."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

import numpy as np

from attention_lib.check import attending
from attention_lib.check.attempt import Attempt
from attention_lib.check.attending import flip, only
from attention_lib.check.criteria import calls_independent, keeps_dtype, right_shape, right_values
from attention_lib.check.problem import Array, Case, Criterion, Draw, Option, Problem, State, Steps
from attention_lib.check.problems import masks
from attention_lib.reference.gradients import attention_backward

READ = "the library, “attention_backward” (api.html#attention_lib.reference.gradients.attention_backward)"
JACOBIAN = "chapter 2, “When a share stops learning” (02-softmax.html#when-a-share-stops-learning)"


def _with_gradient(draw: Draw) -> Draw:
    """The cases of attention, each with a gradient of its output in front."""

    @wraps(draw)
    def drawn(rng: np.random.Generator) -> list[Case]:
        cases = []
        for case in draw(rng):
            V, shape = case.inputs["V"], (*case.inputs["Q"].shape[:-1], case.inputs["V"].shape[-1])
            whole = bool((V == np.round(V)).all())
            dO = rng.integers(-2, 4, size=shape) if whole else rng.normal(size=shape)
            cases.append(Case({"dO": dO.astype(V.dtype)} | case.inputs, case.sizes, case.batch))
        return cases

    return drawn


plain = _with_gradient(masks.SHAPES.plain)
dtypes = _with_gradient(masks.dtypes)


@_with_gradient
def masked(rng: np.random.Generator) -> list[Case]:
    """Masks of every kind; what overflows with large scores only is for another criterion."""
    return [case for case in masks.masked(rng) if _is_moderate(case)]


@_with_gradient
def empty(rng: np.random.Generator) -> list[Case]:
    """Masks with a row in which no key is allowed, or with nothing but such rows."""
    return [case for case in masks.empty(rng) if _is_moderate(case)]


def _is_moderate(case: Case) -> bool:
    return bool(np.max(np.abs(case.inputs["Q"]), initial=0) < 8)


@_with_gradient
def batched(rng: np.random.Generator) -> list[Case]:
    """Sizes that coincide, without a mask; batch axes, without a mask and with masks of every kind."""
    return [*masks.unmasked(rng), *masks.batched(rng)]


@_with_gradient
def large(rng: np.random.Generator) -> list[Case]:
    """Scores of thousands whose weights are all or nothing; then such that differ by a little."""
    alike = []
    for first, last, behind_mask in ((900, 900, 8), (-900, -900, 8), (900, 900, 12), (900, -900, 8)):
        mask = np.arange(5) % 3 != 1
        case = masks.SHAPES.case(rng, masks.SHAPES.sizes(rng) | {"n_k": 5}, mask=mask)
        # All scores are far from 0, those behind the mask perhaps farther; those of a row are near to each other.
        case.inputs["Q"][:, 0] = np.where(np.arange(case.sizes["n_q"]) == 0, first, last)
        case.inputs["K"][:, 0] = np.where(mask, 8, behind_mask)
        alike.append(case)
    return [*masks.large(rng), *alike]


def probes(rng: np.random.Generator) -> list[Case]:
    """Everything that tells mistakes apart, but where what comes back is nothing but rounding."""
    cases = [*_with_gradient(masks.probes)(rng), *large(rng), *large(rng)]
    return [case for case in cases if not _cancels(case)]


def _cancels(case: Case) -> bool:
    """Whether dQ or dK sums to far less than its terms, as where one weight is 1 and the others 0."""
    arrays = list(case.inputs.values())
    return any(
        bool(np.max(np.abs(total)) < 1e-9 * np.max(terms))
        for given in (arrays, arrays[:4])  # with the mask, and as if there were none
        for total, terms in zip(attention_backward(*given)[:2], magnitude(*given)[:2], strict=True)
    )


@_with_gradient
def napkin(rng: np.random.Generator) -> list[Case]:
    """Whole numbers, few first; then with masks."""
    return [*masks.SHAPES.napkin(rng), *masks.napkin(rng)]


def follows_a_small_step(draw: Draw, of: str, by: str) -> Callable[[Attempt], str | None]:
    """The gradient named `of` is right; where it is not, say what a small step of the input `by` does to the loss."""
    judge_values = right_values(draw, of)

    def judge(attempt: Attempt) -> str | None:
        message = judge_values(attempt)
        if message is None:
            return None
        [index] = attempt.indices((of,))
        for case in attempt.cases(draw):
            answer, right = attempt.answer(case), attempt.expected(case)[index]
            if attempt.is_right(answer, names=(of,)):
                continue
            if answer.parts is None or answer.parts[index].shape != right.shape:
                return message
            off = np.abs(answer.parts[index] - right)
            where = np.unravel_index(np.argmax(np.where(np.isfinite(off), off, np.inf)), off.shape)
            return (
                f"{message} (Measured: where {by}{[int(i) for i in where]} grows by 0.001, the loss, "
                f"the sum of dO times output, changes by {_change(case, by, where):.4g}.)"
            )
        return message

    return judge


def _change(case: Case, name: str, where: Any, step: float = 1e-3) -> float:
    losses = []
    for sign in (1, -1):
        moved = case.inputs[name].astype(float)
        moved[where] += sign * step / 2
        inputs = case.inputs | {name: moved}
        output, _ = attending.compose(*(choice[0] for choice in attending.CHOICES))(
            *(inputs[argument] for argument in ("Q", "K", "V")), inputs.get("mask")
        )
        losses.append(float(np.sum(inputs["dO"] * output)))
    return losses[0] - losses[1]


def _divided_by(what: str, size: str, root: bool) -> Option:
    def divisors(n: dict[str, int]) -> tuple[float, float]:
        divisor = float(np.sqrt(n[size]) if root else n[size])
        return divisor, divisor

    return Option(
        f"divided-by-{'root-' if root else ''}{size}",
        divisors,
        f"The scores are divided by {what}, and dQ and dK as well; it should be √d_k.",
        "A score sums d_k products. Which axis is that, and of which arrays?",
        attending.SCALE,
        alone=True,
    )


# Each takes the sizes by name, and says by what the scores are divided, and what comes back through them.
SCALING = (
    Option("root-d_k-both-ways", lambda n: (np.sqrt(n["d_k"]), np.sqrt(n["d_k"]))),
    Option(
        "no-scale-backward",
        lambda n: (np.sqrt(n["d_k"]), 1.0),
        "dQ and dK are not divided by √d_k: the scores were, so what comes back through them is, too.",
        "The scores are q·k / √d_k. What is the derivative of that with respect to an entry of q?",
    ),
    Option(
        "no-scale",
        lambda n: (1.0, 1.0),
        "√d_k does not occur: neither the scores are divided by it, nor dQ and dK.",
        "With which weights did the output come about? They need all steps of the way forward.",
        attending.SCALE,
    ),
    Option(
        "no-scale-forward",
        lambda n: (1.0, np.sqrt(n["d_k"])),
        "The weights are computed from scores that are not divided by √d_k.",
        "With which weights did the output come about? They need all steps of the way forward.",
        attending.SCALE,
    ),
    Option(
        "scaled-twice-backward",
        lambda n: (np.sqrt(n["d_k"]), n["d_k"] * 1.0000001),
        "dQ and dK are divided by √d_k twice.",
        "How often does the way forward divide by √d_k? The way back does so as often.",
    ),
    Option(
        "multiplied-backward",
        lambda n: (np.sqrt(n["d_k"]), 1 / np.sqrt(n["d_k"])),
        "dQ and dK are multiplied by √d_k on the way back, where they should be divided.",
        "The scores are q·k / √d_k. What is the derivative of that with respect to an entry of q?",
    ),
    Option(
        "divided-by-d_k",
        lambda n: (n["d_k"], n["d_k"]),
        "The scores are divided by d_k, and not by its square root, and dQ and dK as well.",
        "With which weights did the output come about?",
        attending.SCALE,
    ),
    _divided_by("√d_v", "d_v", True),
    _divided_by("√n_k", "n_k", True),
    _divided_by("√n_q", "n_q", True),
    _divided_by("n_k", "n_k", False),
)


def _others_alone(some: tuple[Option, ...], choice: tuple[Option, ...]) -> tuple[Option, ...]:
    """The other mistakes of a choice, too, but none of them together with another."""
    names = {option.name for option in some}
    return (*some, *(replace(option, alone=True) for option in choice[1:] if option.name not in names))


MASKING = only(
    attending.MASKING,
    "mask-ignored",
    "polarity",
    "zero-score",
    "added-mask",
    "transposed-mask",
    "minus-1e9-empty-row",
    "only-causal",
    "masked-after",
    "renormalised-after",
    "renormalised-after-unguarded",
)
NORMALISING = only(
    attending.NORMALISING,
    "softmax-over-queries",
    "softmax-axis-1",
    "no-softmax",
    "no-maximum",
    "empty-row-nan",
    "empty-row-nan-by-division",
    "global-maximum",
)

# Each takes the weights, dO and V.
TO_VALUES = (
    Option("weights-turned", lambda W, dO, V: flip(W) @ dO),
    Option(
        "weights-not-turned",
        lambda W, dO, V: W @ dO,
        "dV is W dO, with the weights as they are; value j receives from every query that read it.",
        "Row j of dV sums over queries. Which axis of W are they on, and which axis of a product is summed?",
    ),
    Option(
        "dO-turned",
        lambda W, dO, V: flip(dO) @ W,
        "dV is dOᵀ W, which has a row for each feature: it lies on its side.",
        "What shape has V? dV has the same.",
    ),
    Option(
        "reversed-axes",
        lambda W, dO, V: W.T @ dO,
        "W.T reverses all axes of W, the batch axes too: it is right for two axes only.",
        "Which two of the axes should change places, and which must stay where they are?",
        attending.TWO_AXES,
    ),
    Option(
        "weights-summed",
        lambda W, dO, V: np.ones_like(flip(W)) @ dO,
        "dV does not contain the weights: every value gets the whole of dO.",
        "A value that a query hardly reads hardly moves the output. What measures how much it is read?",
    ),
    Option(
        "values-once-more",
        lambda W, dO, V: (flip(W) @ dO) * V,
        "dV is multiplied by V once more.",
        "output = W V is linear in V. Does the derivative of a linear function still contain its argument?",
    ),
    Option(
        "weights-axes-0-and-1",
        lambda W, dO, V: np.swapaxes(W, 0, 1) @ dO,
        "The axes 0 and 1 of the weights are swapped, which are rows and columns for two axes only.",
        "Which numbers name the last two axes, however many there are?",
        attending.TWO_AXES,
        alone=True,
    ),
)

# Each takes dO, V and the output.
TO_WEIGHTS = (
    Option("dO-times-values", lambda dO, V: dO @ flip(V)),
    Option(
        "values-not-turned",
        lambda dO, V: dO @ V,
        "dW is dO V; V has to be turned, so that features meet features.",
        "dW has a row for each query and a column for each key. Over which axis is summed?",
    ),
    Option(
        "dO-for-dW",
        lambda dO, V: dO,
        "dO itself is taken for the gradient of the weights.",
        "The output is W V. What stands between a change of W and one of the output?",
    ),
    Option(
        "dW-on-its-side",
        lambda dO, V: V @ flip(dO),
        "dW is V dOᵀ, which has a row for each key: it lies on its side.",
        "dW has the shape of W: a row for each query.",
    ),
    Option(
        "features-summed-apart",
        lambda dO, V: np.sum(dO, axis=-1, keepdims=True) * flip(np.sum(V, axis=-1, keepdims=True)),
        "dW multiplies the sums of dO and of V, where it should sum the products.",
        "Entry (i, j) of dW is a dot product. Of which two rows?",
    ),
    Option(
        "V-reversed-axes",
        lambda dO, V: dO @ V.T,
        "V.T reverses all axes of V, the batch axes too: it is right for two axes only.",
        "Which two of the axes should change places, and which must stay where they are?",
        attending.TWO_AXES,
    ),
)


def _rowsum(X: Array) -> Array:
    total: Array = np.sum(X, axis=-1, keepdims=True)
    return total


# Each takes the weights and their gradient, and gives that of the scores.
THROUGH_SOFTMAX = (
    Option("whole-jacobian", lambda W, dW: W * (dW - _rowsum(W * dW))),
    Option(
        "softmax-forgotten",
        lambda W, dW: dW,
        "The way back skips the softmax: the gradient of the weights is taken for that of the scores.",
        "Which step lies between the scores and the weights? It has a derivative, too.",
        JACOBIAN,
    ),
    Option(
        "own-score-only",
        lambda W, dW: W * dW,
        "A weight is taken to depend on its own score only, like an exponential that is divided by nothing.",
        "If one score of a row grows, what becomes of the other weights in that row?",
        JACOBIAN,
    ),
    Option(
        "diagonal-only",
        lambda W, dW: W * (1 - W) * dW,
        "Only the diagonal of the softmax's Jacobian is used, w (1 - w): what a score does to the *other* weights of "
        "its row is missing.",
        "If one score of a row grows, what becomes of the other weights in that row?",
        JACOBIAN,
    ),
    Option(
        "weights-missing-in-front",
        lambda W, dW: dW - _rowsum(W * dW),
        "After the row's mean is subtracted, nothing is multiplied by the weights.",
        "A weight of 0 does not answer to its score. What in your formula makes that entry 0?",
        JACOBIAN,
    ),
    Option(
        "mean-not-shared-out",
        lambda W, dW: W * dW - _rowsum(W * dW),
        "The row's sum is subtracted as it is, and not each key's share of it.",
        "Write dS_ij down with both terms. Which weight does each of them contain?",
        JACOBIAN,
    ),
    Option(
        "plain-sum-subtracted",
        lambda W, dW: W * (dW - _rowsum(dW)),
        "What is subtracted is the sum of dW in its row, without the weights.",
        "If dW is the same for all keys, nothing should come back: weights sum to 1 whatever the scores are. Does it?",
        JACOBIAN,
    ),
    Option(
        "plain-mean-subtracted",
        lambda W, dW: W * (dW - np.mean(dW, axis=-1, keepdims=True)),
        "What is subtracted is the plain mean of dW in its row; it should be the mean by the weights.",
        "Which keys count for more in a row's mean?",
        JACOBIAN,
    ),
    Option(
        "mean-of-products",
        lambda W, dW: W * (dW - np.mean(W * dW, axis=-1, keepdims=True)),
        "The row's products W dW are averaged, where they should be summed.",
        "The weights sum to 1 already. Is there a reason to divide by the number of keys?",
        JACOBIAN,
    ),
    Option(
        "column-sums",
        lambda W, dW: W * (dW - np.sum(W * dW, axis=-2, keepdims=True)),
        "What is subtracted is summed over the queries, where it should be summed over the keys.",
        "The weights of one row depend on the scores of that row alone. Along which axis does a row run?",
        attending.AXIS,
    ),
    Option(
        "sum-over-axis-1",
        lambda W, dW: W * (dW - np.sum(W * dW, axis=1, keepdims=True)),
        "What is subtracted is summed over axis 1, which is the last one for two axes only.",
        "Which number names the last axis, however many there are?",
        attending.AXIS,
    ),
    Option(
        "one-sum-for-all",
        lambda W, dW: W * (dW - np.sum(W * dW)),
        "What is subtracted is one sum over all rows, where each row has its own.",
        "The weights of one row depend on the scores of that row alone.",
        attending.AXIS,
    ),
    Option(
        "sum-laid-along-keys",
        lambda W, dW: W * (dW - np.sum(W * dW, axis=-1)),
        "The rows' sums are laid along the keys: entry (i, j) subtracts the sum of row j, where it should be row i's.",
        "What shape has the sum of the rows, and how is it broadcast? Look at keepdims.",
        JACOBIAN,
    ),
    Option(
        "sum-added",
        lambda W, dW: W * (dW + _rowsum(W * dW)),
        "The row's sum is added, where it should be subtracted.",
        "If one score grows, do the other weights of its row grow or shrink?",
        JACOBIAN,
    ),
    Option(
        "first-term-without-weights",
        lambda W, dW: dW - W * _rowsum(W * dW),
        "Of the two terms of dS, the first does not contain the weights.",
        "A weight of 0 does not answer to its score. What in your formula makes that entry 0?",
        JACOBIAN,
        alone=True,
    ),
    Option(
        "weights-summed-alone",
        lambda W, dW: W * (dW - _rowsum(W)),
        "What is subtracted is the sum of the weights, which is 1; it should be the sum of weights times dW.",
        "Over which products does the row's sum go?",
        JACOBIAN,
        alone=True,
    ),
    Option(
        "weights-squared",
        lambda W, dW: W * (dW - _rowsum(W * W * dW)),
        "In the row's sum the weights are squared.",
        "Over which products does the row's sum go?",
        JACOBIAN,
        alone=True,
    ),
    Option(
        "sum-over-axis-0",
        lambda W, dW: W * (dW - np.sum(W * dW, axis=0, keepdims=True)),
        "What is subtracted is summed over axis 0, which is that of the queries, or of a batch.",
        "Which number names the last axis, however many there are?",
        attending.AXIS,
        alone=True,
    ),
    Option(
        "turned-around",
        lambda W, dW: W * (_rowsum(W * dW) - dW),
        "The gradient of the scores has its sign turned around.",
        "If a score grows, does its own weight grow or shrink?",
        JACOBIAN,
    ),
)

# Each takes the gradient of the scores, Q and K.
TO_QUERIES = (
    Option("keys-meet", lambda dS, Q, K: dS @ K),
    Option(
        "dQ-turned",
        lambda dS, Q, K: flip(dS) @ K,
        "dQ is dSᵀ K; row i of dQ should sum over the keys that query i was compared with.",
        "Which axis of dS belongs to the keys, and which axis of the left factor is summed in a product?",
    ),
    Option(
        "dQ-from-queries",
        lambda dS, Q, K: dS @ Q,
        "dQ is made from the queries themselves; the derivative of q·k with respect to q is k.",
        "The score is q·k. What is left of it when you differentiate by q?",
    ),
    Option(
        "dQ-on-its-side",
        lambda dS, Q, K: flip(dS @ K),
        "dQ lies on its side: rows and columns are swapped.",
        "What shape has Q? dQ has the same.",
    ),
)
TO_KEYS = (
    Option("queries-meet", lambda dS, Q, K: flip(dS) @ Q),
    Option(
        "dK-not-turned",
        lambda dS, Q, K: dS @ Q,
        "dK is dS Q, with dS as it is; row j of dK should sum over the queries that were compared with key j.",
        "Which axis of dS belongs to the queries, and which axis of the left factor is summed in a product?",
    ),
    Option(
        "dK-from-keys",
        lambda dS, Q, K: flip(dS) @ K,
        "dK is made from the keys themselves; the derivative of q·k with respect to k is q.",
        "The score is q·k. What is left of it when you differentiate by k?",
    ),
    Option(
        "dK-on-its-side",
        lambda dS, Q, K: flip(Q) @ dS,
        "dK lies on its side: rows and columns are swapped.",
        "What shape has K? dK has the same.",
    ),
    Option(
        "dS-reversed-axes",
        lambda dS, Q, K: dS.T @ Q,
        "dS.T reverses all axes of dS, the batch axes too: it is right for two axes only.",
        "Which two of the axes should change places, and which must stay where they are?",
        attending.TWO_AXES,
    ),
)

# Each takes the three gradients.
RETURNING = (
    Option("dQ-dK-dV", lambda dQ, dK, dV: (dQ, dK, dV)),
    Option(
        "dQ-and-dK-swapped",
        lambda dQ, dK, dV: (dK, dQ, dV),
        "dQ and dK have changed places in what is returned.",
        "In which order are the three to be returned?",
    ),
    Option(
        "dV-first",
        lambda dQ, dK, dV: (dV, dQ, dK),
        "dV is returned first; the order is dQ, dK, dV.",
        "In which order are the three to be returned?",
    ),
)

CHOICES = (
    SCALING,
    _others_alone(MASKING, attending.MASKING),
    _others_alone(NORMALISING, attending.NORMALISING),
    TO_VALUES,
    TO_WEIGHTS,
    THROUGH_SOFTMAX,
    TO_QUERIES,
    TO_KEYS,
    RETURNING,
)


def start(dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None) -> State:
    """The first state: that of attention, its scores before they are scaled, and the output's gradient."""
    return attending.start(Q, K, V, mask) | {"S": Q @ flip(K), "dO": dO}


def _scale(state: State, scaling: Callable[..., tuple[float, float]]) -> State:
    forward, back = (float(divisor) for divisor in scaling(state["sizes"]))
    return state | {"S": state["S"] / forward, "back": back}


def _to_values(state: State, to_values: Callable[..., Array]) -> State:
    return state | {"dV": to_values(state["W"], state["dO"], state["V"])}


def _to_weights(state: State, to_weights: Callable[..., Array]) -> State:
    return state | {"dW": to_weights(state["dO"], state["V"])}


def _through_softmax(state: State, through: Callable[..., Array]) -> State:
    return state | {"dS": through(state["W"], state["dW"])}


def _to_queries(state: State, to_queries: Callable[..., Array]) -> State:
    return state | {"dQ": to_queries(state["dS"], state["Q"], state["K"]) / state["back"]}


def _to_keys(state: State, to_keys: Callable[..., Array]) -> State:
    return state | {"dK": to_keys(state["dS"], state["Q"], state["K"]) / state["back"]}


def _give(state: State, returning: Callable[..., Any]) -> State:
    return {"result": returning(state["dQ"], state["dK"], state["dV"])}


compose = Steps(
    start,
    (_scale, *attending.STEPS[2:4], _to_values, _to_weights, _through_softmax, _to_queries, _to_keys, _give),
)
"""An implementation of ``attention_backward(dO, Q, K, V, mask=None)`` from one option of each of `CHOICES`."""


def magnitude(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:
    """The size of the terms on which rounding depends, for each of the three gradients."""
    from attention_lib.reference import attention

    terms = np.abs(Q) @ flip(np.abs(K)) / np.sqrt(Q.shape[-1])  # (..., n_q, n_k)
    largest = 1 + np.max(terms, axis=-1, keepdims=True, initial=0)  # by which the weights' rounding grows
    _, W = attention(Q, K, V, mask)
    W = largest * W  # (..., n_q, n_k)
    dW = np.abs(dO) @ flip(np.abs(V))  # (..., n_q, n_k)
    dS = W * (dW + _rowsum(W / largest * dW))
    scale = np.sqrt(Q.shape[-1])
    tiny = 1e-30  # what underflows
    return (
        dS @ np.abs(K) / scale + tiny,
        flip(dS) @ np.abs(Q) / scale + tiny,
        flip(W) @ np.abs(dO) + tiny,
    )


ATTENTION_BACKWARD = Problem(
    name="attention_backward",
    arguments=("dO", "Q", "K", "V", "mask"),
    header="attention_backward(dO, Q, K, V, mask=None)",
    reference=attention_backward,
    results=("dQ", "dK", "dV"),
    read=READ,
    criteria=(
        Criterion("shape", 1, "each gradient has the shape of what it belongs to", right_shape(plain)),
        Criterion(
            "dV",
            1,
            "what reaches the values, by the weights",
            follows_a_small_step(plain, "dV", "V"),
            ("shape",),
        ),
        Criterion(
            "dQ",
            1,
            "what reaches the queries, through the softmax and the scores",
            follows_a_small_step(plain, "dQ", "Q"),
            ("shape",),
        ),
        Criterion(
            "dK",
            1,
            "what reaches the keys, through the softmax and the scores",
            follows_a_small_step(plain, "dK", "K"),
            ("shape",),
        ),
        Criterion(
            "masked",
            1,
            "through forbidden pairs nothing comes back",
            right_values(masked),
            ("dV", "dQ", "dK"),
        ),
        Criterion(
            "empty",
            1,
            "a query with nothing to see gets 0 and gives 0",
            right_values(empty),
            ("masked",),
        ),
        Criterion(
            "batch",
            1,
            "batch axes in front, and sizes that coincide",
            right_values(batched),
            ("masked",),
        ),
        Criterion("stable", 1, "scores of thousands overflow nothing", right_values(large), ("masked",)),
        Criterion(
            "calls",
            1,
            "dO, Q, K, V and mask are left as they were, and no call affects another",
            calls_independent(masked, plain, empty, batched, dtypes),
            ("masked",),
        ),
        Criterion(
            "dtype", 1, "float32 gives float32, float64 gives float64", keeps_dtype(dtypes), ("masked",)
        ),
    ),
    choices=CHOICES,
    compose=compose,
    probes=probes,
    napkin=napkin,
    magnitude=magnitude,
)

PROBLEMS: tuple[Problem, ...] = (ATTENTION_BACKWARD,)
