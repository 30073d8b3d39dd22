"""Chapter 12, tiling: attention block by block."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from attention_lib.check import attending
from attention_lib.check.attempt import Attempt
from attention_lib.check.attending import flip
from attention_lib.check.cases import Shapes
from attention_lib.check.criteria import calls_independent, keeps_dtype, no_result, right_values
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
    block_size = sizes.get("block_size", int(rng.integers(2, 5)))
    taken = {"n_k": blocks * block_size + rest, "block_size": block_size} | sizes
    others = [size for size in range(2, 13) if size not in taken.values()]
    drawn = dict(zip(("n_q", "d_k", "d_v"), (int(size) for size in rng.permutation(others)), strict=False))
    return SHAPES.case(rng, {name: (drawn | taken)[name] for name in SHAPES.free}, batch)


def whole(rng: np.random.Generator) -> list[Case]:
    """The block size divides the number of keys and that of queries; the last two have the same sizes."""
    cases = [
        _case(rng, blocks, n_q=more * size, block_size=size) for blocks, more, size in ((2, 3, 2), (3, 2, 4))
    ]
    cases.append(_case(rng, 4, n_q=6, block_size=3))
    return [*cases, SHAPES.case(rng, cases[-1].sizes)]


def remainder(rng: np.random.Generator) -> list[Case]:
    """A rest of keys, and of queries, of every size."""
    cases = []
    for blocks, rest, size in ((2, 1, 3), (3, 2, 3), (1, 1, 4), (2, 3, 4), (3, 1, 2)):
        n_q = rng.choice([n for n in range(2, 13) if n % size and n not in (blocks * size + rest, size)])
        cases.append(_case(rng, blocks, rest, block_size=size, n_q=int(n_q)))
    return cases


def extremes(rng: np.random.Generator) -> list[Case]:
    """Blocks of one, one block for all, a block larger than all; sizes that are 1 or coincide."""
    cases = [_case(rng, 5, block_size=1), _case(rng, 1), _case(rng, 1, -1, block_size=4)]
    cases += [_case(rng, 0, 3, block_size=100, n_q=7), _case(rng, 2, 1, n_q=2, block_size=5)]
    cases += [_case(rng, 2, n_q=1), _case(rng, 2, d_k=1), _case(rng, 2, d_v=1)]
    cases += [_case(rng, 0, 1), _case(rng, 0, 6, n_q=6, block_size=2), _case(rng, 2, 1, d_k=4, d_v=4)]
    return cases


def _staircase(rng: np.random.Generator, step: float, level: float = 0.0) -> Case:
    """Scores that climb (or fall) by `step` from key to key."""
    case = _case(rng, 3, n_q=6, block_size=3)
    Q, K, d_k = case.inputs["Q"], case.inputs["K"], case.sizes["d_k"]
    Q[:, 0] = 1.0
    K[:, 0] = (level + step * np.arange(len(K))) * np.sqrt(d_k) + rng.normal(size=len(K))
    return case


def large(rng: np.random.Generator) -> list[Case]:
    """Scores of thousands: drawn, climbing, falling, far below 0, and rows far apart."""
    drawn = _case(rng, 3, n_q=4, block_size=2)
    drawn.inputs["Q"] *= 60
    drawn.inputs["K"] *= 60
    apart = _case(rng, 3, n_q=6, block_size=3)
    apart.inputs["K"][:, 0] = 40.0 + rng.normal(size=len(apart.inputs["K"]))
    apart.inputs["Q"][0, 0], apart.inputs["Q"][-1, 0] = 400.0, -400.0
    stairs = [_staircase(rng, 400.0), _staircase(rng, -400.0), _staircase(rng, 0.3, -2000.0)]
    return [drawn, *stairs, apart]


def batched(rng: np.random.Generator) -> list[Case]:
    """One, two and three batch axes, batches of one, as many batches as another size."""
    cases = [
        _case(rng, 2, 0, batch, n_q=6, block_size=3) for batch in ((3,), (2, 4), (2, 1, 3), (1,), (1, 4))
    ]
    cases += [
        _case(rng, 2, 0, (5,), n_q=8, block_size=4, d_k=5),
        _case(rng, 2, 0, (5,), n_q=8, block_size=4, d_v=5),
    ]
    return [*cases, _case(rng, 2, 0, (6,), n_q=9, block_size=3), _case(rng, 3, 0, (4,), n_q=4, block_size=2)]


def dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64; without batch axes, then with one."""
    double = [_case(rng, 3, n_q=4, block_size=2), _case(rng, 2, 0, (3,), n_q=8, block_size=4)]
    return [case.astype(np.float32) for case in double] + double


def long(rng: np.random.Generator) -> list[Case]:
    """So many keys that a matrix of all scores is by far the largest thing there could be."""
    sizes = {"n_q": 128, "n_k": 768, "d_k": 4, "d_v": 3, "block_size": 24}
    return [SHAPES.case(rng, sizes)]


ALLOWED = 0.4
"""Of the memory of all scores. The strips (n_q, block_size) of the long case take 0.03 each; all scores in
float32 would take 0.5."""


def _memory_is_small(attempt: Attempt) -> str | None:
    """At no time as much memory is in use as the scores of all queries with all keys would take."""
    for case in attempt.cases(long):
        n_q, n_k = case.sizes["n_q"], case.sizes["n_k"]
        answer = attempt.fresh_answer(case, measured=True)
        if answer.parts is None:
            return no_result(answer)
        if answer.peak is None:
            return "Your function ended the measurement of its memory (tracemalloc). Leave it running."
        full = n_q * n_k * 8
        if answer.peak > ALLOWED * full:
            held = round(answer.peak / 1000, 2 - len(f"{answer.peak // 1000}"))  # Python's own share varies
            return (
                f"With {n_q} queries, {n_k} keys and blocks of {case.sizes['block_size']}, your function held "
                f"about {held:.0f} kB at once; all {n_q} × {n_k} scores take {full / 1000:.0f} kB, and "
                f"one block {n_q * case.sizes['block_size'] * 8 / 1000:.0f} kB."
            )
    return None


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
    *(_FIRST[name] for name in ("root-d_k", "no-scale", "divided-by-d_k", "multiplied-by-root-d_k")),
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


def _filled_up(K: Array, V: Array, size: int) -> Iterator[tuple[Array, Array]]:
    missing = -K.shape[-2] % size
    fill = [(0, 0)] * (K.ndim - 2) + [(0, missing), (0, 0)]
    return _blocks()(np.pad(K, fill), np.pad(V, fill), size)


def _reaching_back(K: Array, V: Array, size: int) -> Iterator[tuple[Array, Array]]:
    for j in range(0, K.shape[-2], size):
        start = max(min(j, K.shape[-2] - size), 0)
        yield K[..., start : start + size, :], V[..., start : start + size, :]


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
    Option(
        "filled-up-with-zeros",
        _filled_up,
        "The last block is filled up with keys of 0, which take part in the softmax: their score is 0, and their "
        "exponential is not.",
        "How much does a key of 0 weigh? What would make it weigh nothing?",
        alone=True,
    ),
    Option(
        "last-block-reaches-back",
        _reaching_back,
        "The last block is as large as the others and reaches back, so that some keys count twice.",
        "How many keys do all your blocks hold together?",
        alone=True,
    ),
    Option(
        "blocks-reversed",
        lambda K, V, size: ((k, np.flip(v, -2)) for k, v in _blocks()(K, V, size)),
        "In each block the values stand in reverse order.",
        "Which value belongs to which key?",
        alone=True,
    ),
    Option(
        "blocks-one-late",
        lambda K, V, size: _blocks()(K[..., 1:, :], V[..., 1:, :], size),
        "The blocks start at the second key; the first is left out.",
        "Where does the first block start?",
        alone=True,
    ),
    Option(
        "steps-of-one-less",
        lambda K, V, size: (
            (K[..., j : j + size, :], V[..., j : j + size, :])
            for j in range(0, K.shape[-2], max(size - 1, 1))
        ),
        "Each block starts one key before the last one ends, so that this key counts twice.",
        "How many keys do all your blocks hold together?",
        alone=True,
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


@dataclass(frozen=True)
class _Step:
    """What a step knows: by what the maximum shrinks what was summed, the block's scores and its values."""

    shrink: Array
    new: Array
    S: Array
    V: Array

    @property
    def own(self) -> Array:
        """Exponentials relative to the block's own maximum."""
        exps: Array = np.exp(self.S - _highest(self.S))
        return exps

    @property
    def average(self) -> Array:
        """Attention within the block."""
        average: Array = self.own / self.own.sum(axis=-1, keepdims=True) @ self.V
        return average


Carry: TypeAlias = Callable[[Array, Array, _Step], tuple[Array, Array]]
"""Takes the sum and the output so far and the step, and gives both with the block."""


def _carry(keep_sum: Callable[[Array], Any], keep_output: Callable[[Array], Any]) -> Carry:
    """Keep of what was summed what is said, and add the block."""

    def carry(total: Array, output: Array, step: _Step) -> tuple[Array, Array]:
        exps = np.exp(step.S - step.new)
        total = total * keep_sum(step.shrink) + exps.sum(axis=-1, keepdims=True)
        return total, output * keep_output(step.shrink) + exps @ step.V

    return carry


def _shrunk(shrink: Array) -> Array:
    return shrink


def _as_it_was(shrink: Array) -> int:
    return 1


def _not(shrink: Array) -> int:
    return 0


def _grown(shrink: Array) -> Array:
    return np.where(shrink == 0, 0, 1 / shrink)


_rescaled = _carry(_shrunk, _shrunk)


def _after_adding(total: Array, output: Array, step: _Step) -> tuple[Array, Array]:
    total, output = _carry(_as_it_was, _as_it_was)(total, output, step)
    return total * step.shrink, output * step.shrink


def _divided_each_time(total: Array, output: Array, step: _Step) -> tuple[Array, Array]:
    total, output = _rescaled(total, output, step)
    return total, output / total


def _own_exponents(total: Array, output: Array, step: _Step) -> tuple[Array, Array]:
    kept = total * step.shrink + step.own.sum(axis=-1, keepdims=True)
    return kept, output * step.shrink + step.own @ step.V


def _by_sum(output: Array, total: Array, blocks: int) -> Array:
    return output / total


def _as_is(output: Array, total: Array, blocks: int) -> Array:
    return output


def _carrying(name: str, carry: Carry, end: Callable[..., Array], sentence: str, hint: str) -> Option:
    return Option(name, lambda: (carry, end), sentence, hint)


# Each gives the step from block to block, and what is made at the end of output, sum and number of blocks.
CARRYING = (
    Option("rescaled", lambda: (_rescaled, _by_sum)),
    _carrying(
        "output-not-rescaled",
        _carry(_shrunk, _as_it_was),
        _by_sum,
        "The sum of the exponentials is corrected when the maximum grows, and the output is not.",
        "The output so far was summed with exponentials of which maximum?",
    ),
    _carrying(
        "sum-not-rescaled",
        _carry(_as_it_was, _shrunk),
        _by_sum,
        "The output is corrected when the maximum grows, and the sum of the exponentials is not.",
        "The sum so far is one of exponentials of which maximum?",
    ),
    _carrying(
        "nothing-rescaled",
        _carry(_as_it_was, _as_it_was),
        _by_sum,
        "What was summed so far is not corrected when the maximum grows: exponentials relative to different maxima "
        "are added up.",
        "Two blocks with the maxima 1 and 3: by which factor do their exponentials differ for the same score?",
    ),
    _carrying(
        "rescaled-upside-down",
        _carry(_grown, _grown),
        _by_sum,
        "What was summed so far is multiplied by e to the new maximum less the old one: the sign is turned around.",
        "When the maximum grows, should what was summed before become more, or less?",
    ),
    _carrying(
        "sum-restarted",
        _carry(_not, _shrunk),
        _by_sum,
        "The output is divided by the sum of the last block only.",
        "Over which keys should the weights of a query sum to 1?",
    ),
    _carrying(
        "last-block-only",
        _carry(_not, _not),
        _by_sum,
        "The result is attention to the last block only.",
        "Which variables are carried from block to block, and which are made anew?",
    ),
    _carrying(
        "exponents-of-the-block",
        _own_exponents,
        _by_sum,
        "The block's exponentials are relative to its own maximum, and what was summed is relative to the largest "
        "score so far.",
        "When two sums are added, to which maximum must both be relative?",
    ),
    _carrying(
        "own-maxima-added",
        lambda total, output, step: (
            total + step.own.sum(axis=-1, keepdims=True),
            output + step.own @ step.V,
        ),
        _by_sum,
        "The exponentials of each block are relative to the block's own maximum, and are added up as if that were "
        "the same for all.",
        "Two blocks with the maxima 1 and 3: by which factor do their exponentials differ for the same score?",
    ),
    _carrying(
        "averages-added",
        lambda total, output, step: (total, output + step.average),
        _as_is,
        "Each block has a softmax of its own, and the outputs of the blocks are added up.",
        "To what do the weights of one query sum, over all blocks?",
    ),
    _carrying(
        "averages-averaged",
        lambda total, output, step: (total, output + step.average),
        lambda output, total, blocks: output / blocks,
        "Each block has a softmax of its own, and the mean of the blocks is taken: a block of low scores counts as "
        "much as one of high scores.",
        "How much should a block count whose scores are all far below those of another?",
    ),
    _carrying(
        "averages-rescaled",
        lambda total, output, step: (total, output * step.shrink + step.average),
        _as_is,
        "The output of each block has already been divided by the block's own sum when it is added.",
        "When does one know by which sum to divide?",
    ),
    _carrying(
        "divided-each-time",
        _divided_each_time,
        _as_is,
        "The output is divided by the sum after every block, and never multiplied back: earlier blocks are divided "
        "again and again.",
        "When does one know by which sum to divide?",
    ),
    _carrying(
        "not-divided",
        _rescaled,
        _as_is,
        "The output is not divided by the sum of the exponentials at the end.",
        "To what do the weights of one query sum?",
    ),
)


# More ways that go wrong, each by itself.
MORE_CARRYING = tuple(
    replace(option, alone=True)
    for option in (
        _carrying(
            "averages-by-number-of-keys",
            lambda total, output, step: (
                total + step.S.shape[-1],
                output + step.average * step.S.shape[-1],
            ),
            _by_sum,
            "Each block has a softmax of its own, and the mean of the blocks is taken, weighted by their numbers of keys: "
            "a block of low scores counts as much as one of high scores.",
            "How much should a block count whose scores are all far below those of another?",
        ),
        _carrying(
            "output-upside-down",
            _carry(_shrunk, _grown),
            _by_sum,
            "The output so far is multiplied by e to the new maximum less the old one: the sign is turned around.",
            "When the maximum grows, should what was summed before become more, or less?",
        ),
        _carrying(
            "sum-upside-down",
            _carry(_grown, _shrunk),
            _by_sum,
            "The sum so far is multiplied by e to the new maximum less the old one: the sign is turned around.",
            "When the maximum grows, should what was summed before become more, or less?",
        ),
        _carrying(
            "rescaled-twice",
            _carry(np.square, np.square),
            _by_sum,
            "What was summed so far is corrected twice when the maximum grows.",
            "How often does your loop multiply what it has summed?",
        ),
        _carrying(
            "output-rescaled-twice",
            _carry(_shrunk, np.square),
            _by_sum,
            "The output is corrected twice when the maximum grows.",
            "How often does your loop multiply what it has summed?",
        ),
        _carrying(
            "rescaled-after-adding",
            _after_adding,
            _by_sum,
            "The new block is corrected along with what was summed before: it is added too early.",
            "To which maximum are the exponentials of the new block relative already?",
        ),
        _carrying(
            "output-of-the-block",
            _carry(_shrunk, _not),
            _by_sum,
            "The output is that of the last block, over the sum of all blocks.",
            "Which variables are carried from block to block, and which are made anew?",
        ),
        _carrying(
            "output-relative-to-the-block",
            lambda total, output, step: (
                _rescaled(total, output, step)[0],
                output * step.shrink + step.own @ step.V,
            ),
            _by_sum,
            "For the output, the block's exponentials are relative to its own maximum; for the sum, to the largest score "
            "so far.",
            "When two sums are added, to which maximum must both be relative?",
        ),
        _carrying(
            "sum-relative-to-the-block",
            lambda total, output, step: (
                total * step.shrink + step.own.sum(axis=-1, keepdims=True),
                _rescaled(total, output, step)[1],
            ),
            _by_sum,
            "For the sum, the block's exponentials are relative to its own maximum; for the output, to the largest score "
            "so far.",
            "When two sums are added, to which maximum must both be relative?",
        ),
        _carrying(
            "average-of-the-block-kept",
            lambda total, output, step: (
                _rescaled(total, output, step)[0],
                output * step.shrink + step.average,
            ),
            _by_sum,
            "The block's output has already been divided by its own sum when it is added, and all is divided once more.",
            "When does one know by which sum to divide?",
        ),
        _carrying(
            "sum-of-means",
            lambda total, output, step: (
                total * step.shrink + np.exp(step.S - step.new).mean(axis=-1, keepdims=True),
                _rescaled(total, output, step)[1],
            ),
            _by_sum,
            "The exponentials of a block are averaged, where they should be summed.",
            "Over which keys should the weights of a query sum to 1?",
        ),
    )
)


def _without_last_queries(output: Array, size: int) -> Array:
    output[..., output.shape[-2] // size * size :, :] = 0
    return output


# Each takes the output and the block size.
QUERIES = (
    Option("all-queries", lambda output, size: output),
    Option(
        "last-queries-0",
        _without_last_queries,
        "The queries that are left after the last whole block get the output 0.",
        "How many blocks do 7 queries make if three go into one? Where does the seventh go?",
    ),
    Option(
        "last-queries-missing",
        lambda output, size: output[..., : output.shape[-2] // size * size, :],
        "The queries that are left after the last whole block are missing.",
        "How many blocks do 7 queries make if three go into one? Where does the seventh go?",
    ),
)


def _compose(
    scaling: Option, blocks: Option, maximum: Option, carrying: Option, queries: Option
) -> Callable[[Array, Array, Array, int], Any]:
    carry, end = carrying.apply()

    def implementation(Q: Array, K: Array, V: Array, block_size: int) -> Any:
        named = {"d_k": Q.shape[-1], "n_k": K.shape[-2], "block_size": block_size}
        scaled = Q / scaling.apply(named)
        largest = np.full((*Q.shape[:-1], 1), -np.inf)
        total, output, count = np.zeros_like(largest), np.zeros((*Q.shape[:-1], V.shape[-1])), 0
        for K_block, V_block in blocks.apply(K, V, block_size):
            S = scaled @ flip(K_block)
            new = maximum.apply(largest, S)
            total, output = carry(total, output, _Step(np.exp(largest - new), new, S, V_block))
            largest, count = new, count + 1
        return queries.apply(end(output, total, count), block_size)

    return implementation


def _magnitude(Q: Array, K: Array, V: Array, block_size: int) -> Array:
    return attending.magnitude(Q, K, V)[0]


ONLINE = Problem(
    name="online_softmax_attention",
    arguments=("Q", "K", "V", "block_size"),
    reference=online_softmax_attention,
    forbidden=("scaled_dot_product_attention", "nn.MultiheadAttention"),
    instead="Write the steps yourself: the loop over the blocks, with a running maximum, sum and output.",
    read=READ,
    criteria=(
        Criterion(
            "values",
            2,
            "attention, where the block size divides n_q and n_k",
            right_values(whole),
        ),
        Criterion(
            "remainder", 1, "also where a smaller block is left over", right_values(remainder), ("values",)
        ),
        Criterion(
            "sizes",
            1,
            "blocks of one, one block for all, a block larger than all",
            right_values(extremes),
            ("remainder",),
        ),
        Criterion(
            "stable",
            1,
            "scores of thousands overflow nothing, whether they climb or fall",
            right_values(large),
            ("values",),
        ),
        Criterion("memory", 2, "the scores are never held all at once", _memory_is_small, ("values",)),
        Criterion("batch", 1, "leading batch axes are kept", right_values(batched), ("values",)),
        Criterion(
            "calls",
            1,
            "Q, K and V are left as they were, and no call affects another",
            calls_independent(whole, remainder, extremes, batched, dtypes),
            ("values",),
        ),
        Criterion(
            "dtype", 1, "float32 gives float32, float64 gives float64", keeps_dtype(dtypes), ("values",)
        ),
    ),
    choices=(SCALING, BLOCKS, MAXIMUM, (*CARRYING, *MORE_CARRYING), QUERIES),
    compose=_compose,
    probes=probes,
    napkin=napkin,
    magnitude=_magnitude,
    advice="Take one query and two blocks of one key each, and write down maximum, sum and output after each block.",
)

PROBLEMS: tuple[Problem, ...] = (ONLINE,)
