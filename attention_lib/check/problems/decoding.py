"""Chapter 13, decoding: append_kv and attend_one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from attention_lib.check import attending
from attention_lib.check.cases import Shapes
from attention_lib.check.criteria import calls_independent, keeps_dtype, right_shape, right_values
from attention_lib.check.problem import Array, Case, Criterion, Option, Problem
from attention_lib.reference.decoding import append_kv, attend_one


def _read(name: str) -> str:
    return f"the library, “{name}” (api.html#attention_lib.reference.decoding.{name})"


ONE = {"one": lambda sizes: 1}
CACHES = Shapes(ONE, K_cache="... t d_k", V_cache="... t d_v", k="... one d_k", v="... one d_v")
QUERY = Shapes(ONE, q="... one d_k", K_cache="... t d_k", V_cache="... t d_v")


def _named(cases: Sequence[Case]) -> list[Case]:
    """The single row is no size to speak of."""
    return [replace(case, sizes={n: s for n, s in case.sizes.items() if n != "one"}) for case in cases]


def caches(rng: np.random.Generator) -> list[Case]:
    """All sizes different, sizes that coincide or are 1, a long cache; the first and the last have the same sizes."""
    plain = CACHES.plain(rng)
    long = CACHES.case(rng, CACHES.sizes(rng) | {"t": 600})
    return _named([plain[-2], *CACHES.edges(rng), long, *plain])


def empty_caches(rng: np.random.Generator) -> list[Case]:
    """The first position of a text: there is nothing before it."""
    return _named([CACHES.case(rng, CACHES.sizes(rng) | {"t": 0}) for _ in range(2)])


def batches_of_caches(rng: np.random.Generator) -> list[Case]:
    """Leading batch axes of every kind; then of an empty cache."""
    return _named([*CACHES.batched(rng), CACHES.case(rng, CACHES.sizes(rng) | {"t": 0}, (3,))])


def cache_dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64."""
    return _named(CACHES.dtypes(rng))


def cache_probes(rng: np.random.Generator) -> list[Case]:
    """Sizes of every kind, then caches of one position, with batch axes and without."""
    one = [
        CACHES.case(rng, CACHES.sizes(rng) | {"t": 1}, batch)
        for batch in ((), (), (3,), (4,), (2, 3), (3, 4))
    ]
    return _named([*CACHES.probes(rng), *one])


def small_caches(rng: np.random.Generator) -> list[Case]:
    """Whole numbers, one position first; then the empty cache."""
    sizes = {"t": 0, "d_k": 2, "d_v": 1}
    return _named([*CACHES.napkin(rng), CACHES.case(rng, sizes, whole=True)])


# Each says what is joined to the keys' cache, and what to that of the values; None is nothing.
JOINED = (
    Option("each-to-its-own", lambda K, V, k, v: ((K, k), (V, v))),
    Option(
        "k-and-v-swapped",
        lambda K, V, k, v: ((K, v), (V, k)),
        "The new value is joined to the keys, and the new key to the values.",
        "Which letters stand together in your code?",
    ),
    Option(
        "keys-twice",
        lambda K, V, k, v: ((K, k), (K, k)),
        "Both results are the keys.",
        "Which of the arguments does your second line use?",
    ),
    Option(
        "values-twice",
        lambda K, V, k, v: ((V, v), (V, v)),
        "Both results are the values.",
        "Which of the arguments does your first line use?",
    ),
    Option(
        "k-in-both",
        lambda K, V, k, v: ((K, k), (V, k)),
        "The new key is joined to both caches.",
        "Where in your code does v appear?",
    ),
    Option(
        "v-in-both",
        lambda K, V, k, v: ((K, v), (V, v)),
        "The new value is joined to both caches.",
        "Where in your code does k appear?",
    ),
    Option(
        "only-keys-grow",
        lambda K, V, k, v: ((K, k), (V, None)),
        "The keys have grown by a row, the values have not.",
        "Where in your code does v appear?",
    ),
    Option(
        "only-values-grow",
        lambda K, V, k, v: ((K, None), (V, v)),
        "The values have grown by a row, the keys have not.",
        "Where in your code does k appear?",
    ),
    Option(
        "caches-as-they-were",
        lambda K, V, k, v: ((K, None), (V, None)),
        "The caches that come back are the old ones, without the new row.",
        "np.concatenate and np.append change no array that exists: they return a new one. What becomes of it?",
    ),
    Option(
        "only-the-new",
        lambda K, V, k, v: ((k, None), (v, None)),
        "What comes back is the new row alone: all that was in the cache is lost.",
        "With how many rows should the third position come back?",
    ),
)

# Each takes the old rows, the new one, and a function that joins two arrays.
ORDER = (
    Option("newest-last", lambda old, new, join: join(old, new)),
    Option(
        "newest-first",
        lambda old, new, join: join(new, old),
        "The new row is put before the old ones; the rows should stand in the order of the text.",
        "Which row of the cache belongs to position 0?",
    ),
    Option(
        "last-overwritten",
        lambda old, new, join: join(old[..., :-1, :], new),
        "The new row takes the place of the last one; the cache does not grow.",
        "How many rows should there be after the call?",
    ),
    Option(
        "oldest-dropped",
        lambda old, new, join: join(old[..., 1:, :], new),
        "The first row is dropped when the new one is joined; the cache does not grow.",
        "How many rows should there be after the call?",
    ),
    Option(
        "first-overwritten",
        lambda old, new, join: join(new, old[..., 1:, :]),
        "The new row takes the place of the first one.",
        "How many rows should there be after the call, and which is the newest?",
    ),
    Option(
        "joined-twice",
        lambda old, new, join: join(join(old, new), new),
        "The new row is joined twice.",
        "How many rows should there be after the call?",
    ),
    Option(
        "a-row-of-zeros-too-many",
        lambda old, new, join: join(join(old, new), np.zeros_like(new)),
        "There is a row of zeros after the new one.",
        "How many rows should there be after the call?",
    ),
    Option(
        "one-row-too-early",
        lambda old, new, join: join(join(old[..., :-1, :], new), np.zeros_like(new)),
        "There is room for the new row, but it is written over the last of the old ones, and the room stays 0.",
        "With t rows in the cache, at which index does the new one belong?",
    ),
    Option(
        "before-the-last",
        lambda old, new, join: join(join(old[..., :-1, :], new), old[..., -1:, :]),
        "The new row is put before the last one; it belongs after it.",
        "np.insert puts a row before the index that it is given. What does -1 mean there?",
    ),
    Option(
        "zeros-for-the-new",
        lambda old, new, join: join(old, np.zeros_like(new)),
        "There is a row more, but it holds zeros.",
        "Into which row does your code write the new one?",
    ),
)


def _along(axis: int | None) -> Callable[[Array, Array], Array]:
    return lambda a, b: np.concatenate([a, b], axis=axis)


def _stacked(a: Array, b: Array) -> Array:
    """A new axis in front; the row is broadcast to the shape of the others."""
    return np.stack([a, np.broadcast_to(b, a.shape)])


AXIS_HINT = "In (..., t, d), which axis counts the positions, counted from the end?"
AXIS = (
    Option("rows", _along(-2)),
    Option(
        "axis-0",
        _along(0),
        "The row is joined along axis 0, which is that of the positions only where there is no batch.",
        AXIS_HINT,
    ),
    Option(
        "axis-1",
        _along(1),
        "The row is joined along axis 1, which is that of the positions for one batch axis only.",
        AXIS_HINT,
    ),
    Option(
        "columns",
        _along(-1),
        "The new row is joined along the last axis, that of the features.",
        AXIS_HINT,
    ),
    Option(
        "axis-2",
        _along(2),
        "The row is joined along axis 2, which is that of the positions for two batch axes only.",
        AXIS_HINT,
    ),
    Option(
        "flattened",
        _along(None),
        "All numbers come back in one long row: np.append without an axis flattens what it joins.",
        AXIS_HINT,
    ),
    Option(
        "added",
        lambda a, b: a + b,
        "The new row is added to each of the old ones, number by number; it should be one row more.",
        "What does + do with two NumPy arrays?",
    ),
    Option(
        "stacked",
        _stacked,
        "There is a new axis; the row should be joined along one that exists.",
        "np.stack makes an axis. Which function joins along one that is there?",
    ),
)


def _append(joined: Option, order: Option, axis: Option) -> Callable[..., Any]:
    def grown(old: Array, new: Array | None) -> Any:
        return old.copy() if new is None else order.apply(old, new, axis.apply)

    def implementation(K_cache: Array, V_cache: Array, k: Array, v: Array) -> Any:
        keys, values = joined.apply(K_cache, V_cache, k, v)
        return grown(*keys), grown(*values)

    return implementation


APPEND = Problem(
    name="append_kv",
    arguments=("K_cache", "V_cache", "k", "v"),
    reference=append_kv,
    results=("K_cache", "V_cache"),
    read=_read("append_kv"),
    criteria=(
        Criterion("values", 1, "the old rows, then the new one", right_values(caches)),
        Criterion("empty", 1, "also where the cache is empty", right_values(empty_caches), ("values",)),
        Criterion("batch", 1, "leading batch axes are kept", right_values(batches_of_caches), ("values",)),
        Criterion(
            "calls",
            1,
            "the results are new arrays, and what was given is left as it was",
            calls_independent(caches, empty_caches, batches_of_caches, cache_dtypes),
            ("values",),
        ),
        Criterion(
            "dtype", 1, "float32 gives float32, float64 gives float64", keeps_dtype(cache_dtypes), ("values",)
        ),
    ),
    choices=(JOINED, ORDER, AXIS),
    compose=_append,
    probes=cache_probes,
    napkin=small_caches,
    advice="Write down the shapes of K_cache and k, and which of their axes counts positions.",
)


def queries(rng: np.random.Generator) -> list[Case]:
    """All sizes different; the last two have the same."""
    return _named(QUERY.plain(rng))


def edges(rng: np.random.Generator) -> list[Case]:
    """A cache of one position, sizes that coincide, a long cache."""
    return _named([*QUERY.edges(rng), QUERY.case(rng, QUERY.sizes(rng) | {"t": 100})])


def batched(rng: np.random.Generator) -> list[Case]:
    """Leading batch axes of every kind."""
    return _named(QUERY.batched(rng))


def dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64."""
    return _named(QUERY.dtypes(rng))


def large(rng: np.random.Generator) -> list[Case]:
    """Scores of some thousands; all far above 0, all far below; and each of them in one batch."""
    cases = [QUERY.case(rng, QUERY.sizes(rng), scale=60)]
    for level in (400.0, -400.0):
        case = QUERY.case(rng, QUERY.sizes(rng))
        case.inputs["K_cache"][:, 0] = 40.0 + rng.normal(size=case.sizes["t"])
        case.inputs["q"][0, 0] = level
        cases.append(case)
    apart = QUERY.case(rng, QUERY.sizes(rng), (3,))
    levels = np.array([400.0, 1.0, -400.0])[:, None, None]
    apart.inputs["q"] = (1 + np.abs(apart.inputs["q"])) * levels
    apart.inputs["K_cache"] += 10
    return _named([*cases, apart])


def probes(rng: np.random.Generator) -> list[Case]:
    """All kinds of sizes, then large scores."""
    return [*_named(QUERY.probes(rng)), *large(rng), *large(rng)]


def napkin(rng: np.random.Generator) -> list[Case]:
    """Whole numbers, few first; then scores whose exponentials overflow."""
    far = {
        "q": np.array([[1000.0]]),
        "K_cache": np.array([[1.0], [2.0]]),
        "V_cache": np.array([[1.0], [3.0]]),
    }
    return [*_named(QUERY.napkin(rng)), Case(far)]


def _renamed(option: Option) -> Option:
    """The same mistake, told of one query and a cache."""
    said = {
        "n_k, the number of keys": "t, the number of positions in the cache",
        "n_k, the root of the number of keys": "t, the root of the number of positions in the cache",
        "Qᵀ": "qᵀ",
        "Q K": "q K",
        "every query": "every one of its queries",
    }
    sentence = option.sentence
    for old, new in said.items():
        sentence = sentence.replace(old, new)
    return replace(option, sentence=sentence)


def _some(choice: Sequence[Option], *names: str) -> tuple[Option, ...]:
    """The right option of a choice, and those of its mistakes that can be made with one query."""
    known = {option.name: option for option in choice}
    return (choice[0], *(_renamed(known[name]) for name in names))


PAIRING = _some(
    attending.PAIRING,
    "keys-first",
    "untransposed",
    "reshaped",
    "reversed-axes",
    "queries-with-values",
)
SCALING = _some(
    attending.SCALING,
    "no-scale",
    "divided-by-d_k",
    "multiplied-by-root-d_k",
    "divided-by-root-n_k",
    "divided-by-n_k",
)
NORMALISING = (
    *_some(
        attending.NORMALISING,
        "softmax-over-queries",
        "softmax-axis-0",
        "softmax-axis-1",
        "softmax-over-all",
        "no-softmax",
        "no-maximum",
        "global-maximum",
        "exponentials-not-divided",
        "divided-by-sum-of-scores",
        "hard-maximum",
    ),
)


def _read_by(name: str) -> Option:
    known = {option.name: option for option in attending.READING}[name]
    return replace(known, apply=lambda W, q, K, V, S: (known.apply(W, q, K, V), W))


# Each takes the weights, q, keys, values and scores, and gives what is returned.
READING = (
    Option("output-and-weights", lambda W, q, K, V, S: (W @ V, W)),
    *(_read_by(name) for name in ("keys-read", "elementwise", "mean-of-values", "hardest-value")),
    Option(
        "row-axis-lost",
        lambda W, q, K, V, S: ((W @ V)[..., 0, :], W[..., 0, :]),
        "The axis of the one row is lost: output and weights should be (..., 1, d_v) and (..., 1, t).",
        "Which of your steps takes an axis away? What does q[..., 0, :] do to the shape?",
        _read("attend_one"),
    ),
    Option(
        "weights-without-row-axis",
        lambda W, q, K, V, S: (W @ V, W[..., 0, :]),
        "The weights have lost the axis of the one row: they should be (..., 1, t).",
        "Which of your steps takes an axis away?",
        _read("attend_one"),
    ),
    Option(
        "scores-for-weights",
        lambda W, q, K, V, S: (W @ V, S),
        "What is returned as weights are the scores before the softmax.",
        "The output is right. Which of your variables holds what the softmax made?",
        attending.HALF,
    ),
    Option(
        "weights-transposed-in-return",
        lambda W, q, K, V, S: (W @ V, attending.flip(W)),
        "The weights are returned with rows and columns swapped.",
        "There is one row of weights, that of the one query.",
        attending.HALF,
    ),
)


def _of(keys: slice) -> Callable[..., tuple[Array, Array, Array | None]]:
    return lambda K, V: (K[..., keys, :], V[..., keys, :], None)


def _forbidden(keys: slice) -> Callable[..., tuple[Array, Array, Array]]:
    def see(K: Array, V: Array) -> tuple[Array, Array, Array]:
        mask = np.ones((1, K.shape[-2]), dtype=bool)
        mask[:, keys] = False
        return K, V, mask

    return see


# Each takes keys and values, and gives those that are seen, with a mask if there is one.
SEEN = (
    Option("all-of-the-cache", lambda K, V: (K, V, None)),
    Option(
        "newest-left-out",
        _of(slice(None, -1)),
        "The last row of the cache is left out: it is the newest position, which attends to itself as well.",
        "The cache holds the newest position's key already. For which weights does (..., 1, t) have room?",
    ),
    Option(
        "oldest-left-out",
        _of(slice(1, None)),
        "The first row of the cache is left out.",
        "For which weights does (..., 1, t) have room?",
    ),
    Option(
        "newest-forbidden",
        _forbidden(slice(-1, None)),
        "The newest position gets the weight 0: a position attends to itself as well.",
        "What does a causal mask allow on its diagonal?",
        attending.MASK_AXIS,
    ),
    Option(
        "causal-from-the-first",
        _forbidden(slice(1, None)),
        "A causal mask is applied as if the one query stood at position 0, so that it sees only the first key.",
        "At which position of the text does the query stand? Is anything in the cache that lies after it?",
        attending.MASK_AXIS,
    ),
)


def _attend_one(
    pairing: Option, scaling: Option, normalising: Option, reading: Option, seen: Option
) -> Callable[[Array, Array, Array], Any]:
    def implementation(q: Array, K_cache: Array, V_cache: Array) -> Any:
        K, V, mask = seen.apply(K_cache, V_cache)
        named = {"d_k": q.shape[-1], "n_q": 1, "n_k": K.shape[-2], "d_v": V.shape[-1]}
        S = pairing.apply(q, K, V) / scaling.apply(named)
        W = normalising.apply(S if mask is None else np.where(mask, S, -np.inf))
        return reading.apply(W, q, K, V, S)

    return implementation


ATTEND_ONE = Problem(
    name="attend_one",
    arguments=("q", "K_cache", "V_cache"),
    reference=attend_one,
    results=("output", "weights"),
    forbidden=("scaled_dot_product_attention", "nn.MultiheadAttention"),
    instead="Write the steps yourself: the scores, their softmax, and the sum of the values by these weights.",
    read=_read("attend_one"),
    criteria=(
        Criterion("shape", 1, "output is (1, d_v), weights are (1, t)", right_shape(queries)),
        Criterion(
            "weights",
            1,
            "the softmax of q·k / √d_k over all that is in the cache",
            right_values(queries, "weights"),
            ("shape",),
        ),
        Criterion("output", 1, "the sum of weight times value", right_values(queries, "output"), ("shape",)),
        Criterion(
            "sizes",
            1,
            "also for a cache of one position, a long one, and where sizes coincide",
            right_values(edges),
            ("weights", "output"),
        ),
        Criterion(
            "stable", 1, "scores of thousands overflow nothing", right_values(large), ("weights", "output")
        ),
        Criterion("batch", 1, "leading batch axes are kept", right_values(batched), ("weights", "output")),
        Criterion(
            "calls",
            1,
            "q and the caches are left as they were, and no call affects another",
            calls_independent(queries, edges, batched, dtypes),
            ("weights", "output"),
        ),
        Criterion(
            "dtype",
            1,
            "float32 gives float32, float64 gives float64",
            keeps_dtype(dtypes),
            ("weights", "output"),
        ),
    ),
    choices=(PAIRING, SCALING, NORMALISING, READING, SEEN),
    compose=_attend_one,
    probes=probes,
    napkin=napkin,
    magnitude=attending.magnitude,
    advice="Take q = [[1]] and a cache of two positions, and work out two scores, two weights and the output.",
)

PROBLEMS: tuple[Problem, ...] = (APPEND, ATTEND_ONE)
