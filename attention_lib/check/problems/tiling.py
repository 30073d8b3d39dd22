"""Chapter 12, tiling: attention block by block."""

import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from attention_lib.check import attending
from attention_lib.check.attending import flip
from attention_lib.check.attempt import Attempt
from attention_lib.check.cases import Shapes
from attention_lib.check.criteria import calls_independent, keeps_dtype, no_result, right_shape, right_values
from attention_lib.check.problem import Array, Case, Criterion, Option, Problem
from attention_lib.reference.tiling import online_softmax_attention

READ = (
    "the library, “online_softmax_attention” "
    "(api.html#attention_lib.reference.tiling.online_softmax_attention)"
)

SHAPES = Shapes(Q="... n_q d_k", K="... n_k d_k", V="... n_k d_v", block_size="= block_size")


def _case(
    rng: np.random.Generator, blocks: int, rest: int = 0, batch: tuple[int, ...] = (), **sizes: int
) -> Case:
    """So many whole blocks of keys, and a rest; all sizes different but those that are given."""
    drawn = SHAPES.sizes(rng) | {"block_size": int(rng.integers(2, 5))} | sizes
    drawn = {"n_k": blocks * drawn["block_size"] + rest} | {
        name: size for name, size in drawn.items() if name != "n_k" or "n_k" in sizes
    }
    taken = [drawn["n_k"], drawn["block_size"]]
    for name in ("n_q", "d_k", "d_v"):
        while name not in sizes and drawn[name] in taken:
            drawn[name] = int(rng.integers(2, 13))
        taken.append(drawn[name])
    return SHAPES.case(rng, drawn, batch)


def whole(rng: np.random.Generator) -> list[Case]:
    """The block size divides the number of keys; the last two have the same sizes."""
    cases = [_case(rng, 2), _case(rng, 3), _case(rng, 4)]
    return [*cases, SHAPES.case(rng, cases[-1].sizes)]


def remainder(rng: np.random.Generator) -> list[Case]:
    """A rest of keys, and of queries, of every size."""
    return [
        _case(rng, blocks, rest, block_size=size)
        for blocks, rest, size in ((2, 1, 3), (3, 2, 3), (1, 1, 4), (2, 3, 4), (3, 1, 2))
    ]


def extremes(rng: np.random.Generator) -> list[Case]:
    """Blocks of one, one block for all, a block larger than all; sizes that are 1 or coincide."""
    cases = [_case(rng, 5, block_size=1), _case(rng, 1), _case(rng, 1, -1, block_size=4)]
    cases += [_case(rng, 0, 3, block_size=100, n_q=7), _case(rng, 2, 1, n_q=2, block_size=5)]
    cases += [_case(rng, 2, **{name: 1}) for name in ("n_q", "d_k", "d_v")]
    cases += [_case(rng, 0, 1), _case(rng, 0, 6, n_q=6, block_size=2), _case(rng, 2, 1, d_k=4, d_v=4)]
    return cases


def _staircase(rng: np.random.Generator, step: float, level: float = 0.0) -> Case:
    """Scores that climb (or fall) by `step` from key to key."""
    case = _case(rng, 3, 1)
    Q, K, d_k = case.inputs["Q"], case.inputs["K"], case.sizes["d_k"]
    Q[:, 0] = 1.0
    K[:, 0] = (level + step * np.arange(len(K))) * np.sqrt(d_k) + rng.normal(size=len(K))
    return case


def large(rng: np.random.Generator) -> list[Case]:
    """Scores of thousands: drawn, climbing, falling, far below 0, and rows far apart."""
    drawn = _case(rng, 3, 1)
    drawn.inputs["Q"] *= 60
    drawn.inputs["K"] *= 60
    apart = _case(rng, 3, 1)
    apart.inputs["K"][:, 0] = 40.0 + rng.normal(size=len(apart.inputs["K"]))
    apart.inputs["Q"][0, 0], apart.inputs["Q"][-1, 0] = 400.0, -400.0
    stairs = [_staircase(rng, 400.0), _staircase(rng, -400.0), _staircase(rng, 0.3, -2000.0)]
    return [drawn, *stairs, apart]


def batched(rng: np.random.Generator) -> list[Case]:
    """One, two and three batch axes, batches of one, as many batches as another size."""
    cases = [_case(rng, 2, 1, batch) for batch in ((3,), (2, 4), (2, 1, 3), (1,), (1, 4))]
    cases += [_case(rng, 2, 1, (5,), **{name: 5}) for name in ("n_q", "d_k", "d_v")]
    return [*cases, _case(rng, 2, 0, (6,), block_size=3), _case(rng, 2, 1, (3,), block_size=3)]


def dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64; without batch axes, then with one."""
    double = [_case(rng, 3), _case(rng, 2, 1, (3,))]
    return [case.astype(np.float32) for case in double] + double


def long(rng: np.random.Generator) -> list[Case]:
    """So many keys that a matrix of all scores is by far the largest thing there could be."""
    sizes = {"n_q": 192, "n_k": 768, "d_k": 4, "d_v": 3, "block_size": 24}
    return [SHAPES.case(rng, sizes)]


ALLOWED = 0.4
"""Of the memory of all scores. The strips (n_q, block_size) of the long case take 0.03 each; all scores in
float32 would take 0.5."""


def _memory_is_small(attempt: Attempt) -> str | None:
    """At no time as much memory is in use as the scores of all queries with all keys would take."""
    for case in attempt.cases(long):
        n_q, n_k = case.sizes["n_q"], case.sizes["n_k"]
        with _Peak() as peak:
            answer = attempt.fresh_answer(case)
        if answer.parts is None:
            return no_result(answer)
        full = n_q * n_k * 8
        if peak.bytes > ALLOWED * full:
            return (
                f"With {n_q} queries, {n_k} keys and blocks of {case.sizes['block_size']}, your function held "
                f"{peak.bytes / 1000:.0f} kB at once; all {n_q} × {n_k} scores take {full / 1000:.0f} kB, and "
                f"one block {n_q * case.sizes['block_size'] * 8 / 1000:.0f} kB."
            )
    return None


class _Peak:
    """Measures how much more memory Python and NumPy hold at the worst moment than at the start."""

    bytes = 0

    def __enter__(self) -> "_Peak":
        self._is_mine = not tracemalloc.is_tracing()
        if self._is_mine:
            tracemalloc.start(1)
        tracemalloc.reset_peak()
        self._before = tracemalloc.get_traced_memory()[0]
        return self

    def __exit__(self, *_: object) -> None:
        if tracemalloc.is_tracing():
            self.bytes = tracemalloc.get_traced_memory()[1] - self._before
        if self._is_mine:
            tracemalloc.stop()


def probes(rng: np.random.Generator) -> list[Case]:
    """Whole blocks and rests, sizes that coincide, batches, large scores."""
    cases = [_case(rng, 1, 2, block_size=3), *whole(rng), *remainder(rng)]
    cases += [_case(rng, 4, block_size=1), _case(rng, 5, 0, block_size=1)]
    cases += [_case(rng, 0, n, n_q=n, block_size=size) for n, size in ((6, 2), (5, 2), (4, 3))]
    for batch in ((4,), (2,), (3, 2), (1,)):
        cases.append(_case(rng, 2, 1, batch))
    return [*cases, *large(rng), *large(rng)]


def napkin(rng: np.random.Generator) -> list[Case]:
    """Whole numbers, few first; then scores whose exponentials overflow."""
    tiny = {"n_q": 1, "d_k": 1, "d_v": 1}
    steps = [(2, 1), (2, 2), (3, 2), (4, 2), (3, 1), (1, 2), (5, 2)]
    cases = [
        SHAPES.case(rng, tiny | {"n_k": n_k, "block_size": size} | more, whole=True)
        for more in ({}, {"n_q": 2, "d_k": 2}, {"n_q": 3, "d_v": 2})
        for n_k, size in steps
    ]
    two = {"n_q": 2, "n_k": 3, "d_k": 1, "d_v": 1, "block_size": 2}
    far = [
        Case({"Q": np.array([[1000.0]]), "K": keys, "V": np.array([[1.0], [3.0]]), "block_size": 1})
        for keys in (np.array([[1.0], [2.0]]), np.array([[2.0], [1.0]]), np.array([[-1.0], [-2.0]]))
    ]
    rows = np.array([[1000.0], [-1000.0]])
    far.append(Case(far[0].inputs | {"Q": rows}))
    return [*cases, SHAPES.case(rng, two, (2,), whole=True), *far]


_FIRST = {option.name: option for option in attending.SCALING}
SCALING = (
    *(
        _FIRST[name]
        for name in ("root-d_k", "no-scale", "divided-by-d_k", "multiplied-by-root-d_k", "divided-by-root-n_k")
    ),
    Option(
        "divided-by-root-block_size",
        lambda n: np.sqrt(n["block_size"]),
        "The scores are divided by √block_size; it should be √d_k.",
        "A score sums d_k products. Does it depend on how many keys are taken at a time?",
        attending.SCALE,
    ),
)


def _blocks(
    last: Callable[[int, int], int] = lambda n, size: n, more: int = 0
) -> Callable[[Array, Array, int], Iterator[tuple[Array, Array]]]:
    """Blocks that start below `last`, each with so many rows more than it should have."""

    def blocks(K: Array, V: Array, size: int) -> Iterator[tuple[Array, Array]]:
        for j in range(0, last(K.shape[-2], size), size):
            yield K[..., j : j + size + more, :], V[..., j : j + size + more, :]

    return blocks


def _values_of_the_first(K: Array, V: Array, size: int) -> Iterator[tuple[Array, Array]]:
    for block, _ in _blocks()(K, V, size):
        yield block, V[..., : block.shape[-2], :]


# Each takes K, V and block_size, and gives one block after the other.
BLOCKS = (
    Option("all-blocks", _blocks()),
    Option(
        "remainder-dropped",
        _blocks(lambda n, size: n // size * size),
        "The keys that are left after the last whole block are dropped.",
        "How many blocks do 7 keys make if three go into one? Where does the seventh go?",
    ),
    Option(
        "last-block-dropped",
        _blocks(lambda n, size: n - size),
        "The last block of keys is dropped.",
        "Print where each block starts and ends, for 6 keys in blocks of 2.",
    ),
    Option(
        "first-block-only",
        _blocks(lambda n, size: min(n, size)),
        "The first block of keys only is attended to.",
        "Is there a return inside your loop?",
    ),
    Option(
        "blocks-one-short",
        _blocks(more=-1),
        "The last key of each block is left out.",
        "Which indices does K[0:2] take? Print the shape of your blocks.",
    ),
    Option(
        "blocks-overlap",
        _blocks(more=1),
        "Each block reaches one key into the next one, which is then counted twice.",
        "Which indices does K[0:3] take? Print the shape of your blocks.",
    ),
    Option(
        "values-of-the-first-block",
        _values_of_the_first,
        "All blocks of keys are read with the values of the first block.",
        "Which rows of V belong to the block of keys that you are looking at?",
    ),
)


def _highest(S: Array) -> Array:
    highest: Array = np.max(S, axis=-1, keepdims=True)
    return highest


# Each takes what was subtracted before and the block's scores, and gives what is subtracted now.
MAXIMUM = (
    Option("running-maximum", lambda m, S: np.maximum(m, _highest(S))),
    Option(
        "no-maximum",
        lambda m, S: np.zeros_like(m),
        "The exponentials overflow: no maximum is subtracted.",
        "The exponential of 1000 is too large. What may you subtract from every score of a row?",
        attending.OVERFLOW,
    ),
    Option(
        "block-maximum",
        lambda m, S: _highest(S),
        "It is the block's own maximum that is carried on, and not the largest score so far: where a later block is "
        "lower, what was summed before is multiplied by an exponential that overflows.",
        "Can the largest score so far become smaller?",
    ),
    Option(
        "global-maximum",
        lambda m, S: np.maximum(m, np.max(S)),
        "The largest score of all rows is subtracted, and not each row's own: rows far below it become 0 / 0.",
        "Each row may have a constant of its own.",
        attending.OVERFLOW,
    ),
    Option(
        "maximum-from-0",
        lambda m, S: np.maximum(np.where(np.isinf(m), 0, m), _highest(S)),
        "The running maximum starts at 0, so where all scores are far below 0 every exponential becomes 0.",
        "Before any score was seen, what is the largest so far?",
    ),
)


def _carry(
    keep_sum: Callable[[Array], Any] = lambda shrink: shrink,
    keep_output: Callable[[Array], Any] = lambda shrink: shrink,
) -> Callable[..., tuple[Array, Array]]:
    """Carry on with what becomes of the sum and of the output before the block is added."""

    def carry(l: Array, O: Array, m: Array, new: Array, S: Array, V: Array) -> tuple[Array, Array]:  # noqa: E741
        shrink, exps = np.exp(m - new), np.exp(S - new)
        kept_sum, kept_output = l * keep_sum(shrink), O * keep_output(shrink)
        return kept_sum + exps.sum(axis=-1, keepdims=True), kept_output + exps @ V

    return carry


def _averages(share: Callable[..., Any]) -> Callable[..., tuple[Array, Array]]:
    """Carry on with blocks that have been divided by their own sums; `share` says how they are put together."""

    def carry(l: Array, O: Array, m: Array, new: Array, S: Array, V: Array) -> tuple[Array, Array]:  # noqa: E741
        exps = np.exp(S - _highest(S))
        return share(l, O, np.exp(m - new), exps / exps.sum(axis=-1, keepdims=True) @ V)  # type: ignore[no-any-return]

    return carry


def _divided_each_time(
    l: Array,  # noqa: E741
    O: Array,  # noqa: E741
    m: Array,
    new: Array,
    S: Array,
    V: Array,
) -> tuple[Array, Array]:
    total, output = _carry()(l, O, m, new, S, V)
    return total, output / total


def _own_exponents(
    l: Array,  # noqa: E741
    O: Array,  # noqa: E741
    m: Array,
    new: Array,
    S: Array,
    V: Array,
) -> tuple[Array, Array]:
    shrink, exps = np.exp(m - new), np.exp(S - _highest(S))
    return l * shrink + exps.sum(axis=-1, keepdims=True), O * shrink + exps @ V


# Each gives the step from block to block, and what becomes of output and sum at the end.
CARRYING: tuple[Option, ...] = (
    Option("rescaled", (_carry(), np.divide)),
)
