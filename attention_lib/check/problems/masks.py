"""Chapter 5, masks: causal_mask, padding_mask, attention with a mask; how far windows reach; a counterexample."""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_lib.check import attending
from attention_lib.check.attempt import Attempt
from attention_lib.check.cases import Shapes, masks
from attention_lib.check.counterexample import counterexample
from attention_lib.check.criteria import (
    Judge,
    calls_independent,
    is_boolean,
    keeps_dtype,
    right_values,
    zero_where_forbidden,
)
from attention_lib.check.guess import guess
from attention_lib.check.problem import Array, Case, Criterion, Option, Problem
from attention_lib.reference.masks import attention, causal_mask, padding_mask


def _read(title: str, anchor: str) -> str:
    return f"chapter 5, “{title}” (05-masks.html#{anchor})"


SHAPES = Shapes(Q="... n_q d_k", K="... n_k d_k", V="... n_k d_v")


def unmasked(rng: np.random.Generator) -> list[Case]:
    """Without a mask: all sizes different, sizes that coincide, batches."""
    return [*SHAPES.plain(rng), *SHAPES.edges(rng), *SHAPES.batched(rng)]


def _masked(rng: np.random.Generator, batch: tuple[int, ...] = (), scale: float = 1.0) -> list[Case]:
    sizes = SHAPES.sizes(rng)
    kinds = masks(rng, sizes["n_q"], sizes["n_k"], batch)
    return [SHAPES.case(rng, sizes, batch, scale, mask=mask) for mask in kinds.values()]


def masked(rng: np.random.Generator) -> list[Case]:
    """Masks of every kind, without batch axes; then larger scores, and values and scores far larger behind the mask."""
    cases = [*_masked(rng), *_masked(rng), *_masked(rng, scale=5)]
    for n in (1, 4):  # as many queries as keys, so that no mask shows by its shape whose axis it is
        square = SHAPES.sizes(rng) | {"n_q": n, "n_k": n}
        cases += [SHAPES.case(rng, square, mask=mask) for mask in masks(rng, n, n).values()]
    for case in _masked(rng):
        hidden = ~np.broadcast_to(case.inputs["mask"], (case.sizes["n_q"], case.sizes["n_k"])).any(axis=0)
        case.inputs["V"][hidden] = 1e9
        cases.append(case)
    return [*cases, _overshadowed(rng)]


def calm(rng: np.random.Generator) -> list[Case]:
    """Those of `masked` that stay fit for every way to forbid when their numbers are turned around."""
    return masked(rng)[:-1]


def _overshadowed(rng: np.random.Generator, height: float = 150.0) -> Case:
    """The scores of forbidden keys are so much larger than the others; not so much that anything underflows."""
    sizes = SHAPES.sizes(rng)
    case = SHAPES.case(rng, sizes, mask=masks(rng, sizes["n_q"], sizes["n_k"])["keys"])
    case.inputs["Q"][:, 0] = sizes["d_k"] ** 0.5
    case.inputs["K"][~case.inputs["mask"], 0] += height
    return case


def _far_below(rng: np.random.Generator, depth: float = 16_384) -> Case:
    """The first query's scores are all about so far below 0, and what forbids must lie far below that.

    The numbers are such that float32 holds them, and their products, without rounding.
    """
    sizes = SHAPES.sizes(rng, d_k=4)
    case = SHAPES.case(rng, sizes, mask=masks(rng, sizes["n_q"], sizes["n_k"])["keys"])
    case.inputs["Q"][0], case.inputs["Q"][:, 0] = 0.0, 0.0
    case.inputs["Q"][0, 0] = -2.0
    case.inputs["K"][:, 0] = depth + rng.integers(0, 9, size=sizes["n_k"]) / 4
    return case


def _towering(rng: np.random.Generator, height: float = 3000.0) -> Case:
    """The first query's score for a forbidden key is larger by thousands than for those it may see."""
    sizes = SHAPES.sizes(rng)
    allowed = np.arange(sizes["n_k"]) > 0
    case = SHAPES.case(rng, sizes, mask=allowed)
    case.inputs["Q"][0], case.inputs["K"][0] = 1.0, height
    return case


def empty(rng: np.random.Generator) -> list[Case]:
    """Masks with a row, then with nothing but rows, in which no key is allowed; larger scores too."""
    cases = []
    for case in [*_masked(rng), *_masked(rng, (3,)), *_masked(rng, scale=5)]:
        mask = np.array(case.inputs["mask"])
        if mask.ndim == 1:
            mask = np.zeros_like(mask)
        else:
            mask[..., -1, :] = False
        cases.append(case.replaced(mask=mask))
    return [*cases, cases[1].replaced(mask=np.zeros_like(cases[1].inputs["mask"]))]


def batched(rng: np.random.Generator) -> list[Case]:
    """Masks of every kind with one batch axis, with two, and with as many batches as queries or keys."""
    cases = [case for batch in ((3,), (2, 4), (1,)) for case in _masked(rng, batch)]
    for name in SHAPES.free:
        sizes = SHAPES.sizes(rng)
        mask = masks(rng, sizes["n_q"], sizes["n_k"], (sizes[name],))["padding"]
        cases.append(SHAPES.case(rng, sizes, (sizes[name],), mask=mask))
        pairs = masks(rng, sizes["n_q"], sizes["n_k"])["pairs"]
        cases.append(SHAPES.case(rng, sizes, (sizes[name],), mask=pairs))
    return cases


def dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64; with a mask and, for more queries than any mask has, without: no mask that is kept fits."""
    double = [*_masked(rng)[2:], SHAPES.case(rng, SHAPES.sizes(rng) | {"n_q": 9}), *_masked(rng, (3,))[3:4]]
    return [case.astype(np.float32) for case in double] + double


def large(rng: np.random.Generator) -> list[Case]:
    """Scores of thousands, with a mask; rows far apart."""
    cases = _masked(rng, scale=60)
    apart = _masked(rng)[2]
    apart.inputs["K"][:, 0] = 40.0 + rng.normal(size=len(apart.inputs["K"]))
    apart.inputs["Q"][0, 0], apart.inputs["Q"][-1, 0] = 400.0, -400.0
    return [*cases, apart]


def far(rng: np.random.Generator) -> list[Case]:
    """Scores of thousands, then such for forbidden keys, and for allowed ones so far below 0."""
    return [*large(rng), _towering(rng), _far_below(rng)]


def probes(rng: np.random.Generator) -> list[Case]:
    """Everything that tells mistakes apart: kinds of mask, sizes, batches, empty rows, large scores."""
    square = SHAPES.sizes(rng) | {"n_q": 4, "n_k": 4}
    cases = [*_masked(rng), *_masked(rng), *SHAPES.probes(rng)[:20:2]]
    cases += [SHAPES.case(rng, square, mask=m) for m in masks(rng, 4, 4).values()]
    cases += [*_masked(rng, (3,)), *_masked(rng, (2, 3)), *empty(rng), *large(rng), *large(rng)]
    cases += [_far_below(rng, depth) for depth in (75, 75, 16_384, 16_384)]
    cases += [_towering(rng, 30_000) for _ in range(2)]
    sizes = SHAPES.sizes(rng)
    alike = dict.fromkeys(SHAPES.free, 3)
    return [
        *cases,
        *(
            SHAPES.case(rng, alike, batch, mask=m)
            for batch in ((), (3,))
            for m in masks(rng, 3, 3, batch).values()
        ),
        SHAPES.case(rng, sizes, (sizes["n_q"],), mask=_each(rng, sizes)),
    ]


def _each(rng: np.random.Generator, sizes: dict[str, int]) -> Any:
    return masks(rng, sizes["n_q"], sizes["n_k"], (sizes["n_q"],))["each"]


def napkin(rng: np.random.Generator) -> list[Case]:
    """Whole numbers, few first; with a mask, with an empty row, without one."""
    sizes = [{"n_q": 1, "n_k": 2, "d_k": 1, "d_v": 1}, {"n_q": 2, "n_k": 2, "d_k": 1, "d_v": 1}]
    sizes += [{"n_q": 2, "n_k": 3, "d_k": 2, "d_v": 1}]
    cases = [
        SHAPES.case(rng, s, whole=True, mask=masks(rng, s["n_q"], s["n_k"])[kind])
        for s in sizes
        for kind in ("keys", "causal", "pairs")
    ]
    lone = SHAPES.case(rng, sizes[0], whole=True, mask=np.array([[False, False]]))
    batch = SHAPES.case(rng, sizes[1], (2,), whole=True, mask=masks(rng, 2, 2, (2,))["padding"])
    return [*cases, lone, *SHAPES.napkin(rng), batch]


MASKED_ATTENTION = Problem(
    name="masked_attention",
    arguments=("Q", "K", "V", "mask"),
    header="masked_attention(Q, K, V, mask=None)",
    reference=attention,
    results=("output", "weights"),
    forbidden=("scaled_dot_product_attention", "nn.MultiheadAttention"),
    instead="Write the steps yourself: the scores, the mask, their softmax, and the sum of the values by these weights.",
    read=_read("What goes wrong", "what-goes-wrong"),
    criteria=(
        Criterion("unmasked", 1, "without a mask it is attention as before", right_values(unmasked)),
        Criterion("masked", 1, "forbidden keys are out, and the rest still sums to 1", right_values(masked)),
        Criterion(
            "exact",
            1,
            "the weight of a forbidden key is exactly 0",
            zero_where_forbidden(masked, "weights"),
            ("masked",),
        ),
        Criterion(
            "empty",
            1,
            "a query with nothing to see has weights 0 and output 0",
            right_values(empty),
            ("masked",),
        ),
        Criterion(
            "batch",
            1,
            "masks with batch axes, and without them for all batches",
            right_values(batched),
            ("masked",),
        ),
        Criterion(
            "stable",
            1,
            "scores of thousands overflow nothing, forbidden ones neither",
            right_values(far),
            ("masked",),
        ),
        Criterion(
            "calls",
            1,
            "Q, K, V and mask are left as they were, and no call affects another",
            calls_independent(calm, masked, unmasked, empty, batched, dtypes),
            ("unmasked", "masked"),
        ),
        Criterion(
            "dtype",
            1,
            "float32 gives float32, float64 gives float64",
            keeps_dtype(dtypes),
            ("unmasked", "masked"),
        ),
    ),
    choices=attending.CHOICES,
    others=(*attending.WHOLE, *attending.WHOLE_MASKED),
    compose=attending.compose,
    probes=probes,
    napkin=napkin,
    magnitude=attending.magnitude,
)

AXIS = _read("A mask on the wrong axis", "masks-wrong-axis")
POLARITY = _read("True means the opposite", "masks-polarity")
IGNORED = _read("A mask that does nothing", "masks-ignored")
TWO = _read("The two masks that everybody needs", "masks-two")


def _in_turn(*judges: Judge) -> Judge:
    """The first complaint of several judges."""

    def judge(attempt: Attempt) -> str | None:
        return next((said for judge in judges if (said := judge(attempt)) is not None), None)

    return judge


def lengths_of_text(rng: np.random.Generator) -> list[Case]:
    """From one word to three hundred, beyond what a table or a counter may hold; the same number twice."""
    numbers = [int(n) for n in rng.permutation(np.arange(2, 12))[:4]]
    return [Case({"n": n}, {"n": n}) for n in (*numbers, 1, 20, 40, 70, 150, 300, numbers[0])]


def texts_and_single_words(rng: np.random.Generator) -> list[Case]:
    """The same, and one word once more."""
    return [*lengths_of_text(rng), Case({"n": 1}, {"n": 1})]


def short_texts(rng: np.random.Generator) -> list[Case]:
    """One word, two, three."""
    return [Case({"n": n}) for n in (1, 2, 3)]


def _triangle(
    name: str,
    rule: Callable[[Array, Array, int], Any],
    sentence: str,
    hint: str,
    read: str,
    alone: bool = False,
) -> Option:
    """Which keys j a query i may attend to."""

    def apply(n: int) -> Array:
        i, j = np.arange(n)[:, None], np.arange(n)[None, :]
        return np.broadcast_to(rule(i, j, n), (n, n))

    return Option(name, apply, sentence, hint, read, alone)


def _tried_triangle(name: str, rule: Callable[..., Any], sentence: str, hint: str) -> Option:
    return _triangle(name, rule, sentence, hint, AXIS, alone=True)


WHO = (
    "Write the mask for three words down. What does the row of the first word say, and what that of the last?"
)

TRIANGLE = (
    _triangle("causal", lambda i, j, n: j <= i, "", "", ""),
    _triangle(
        "transposed",
        lambda i, j, n: j >= i,
        "Rows and columns are swapped: every query sees itself and what comes after it.",
        "The row is the query and the column is the key. In the first row, how many keys may be seen?",
        AXIS,
    ),
    _triangle(
        "polarity",
        lambda i, j, n: j > i,
        "The mask is the other way round: it is True for what a query may not see.",
        "In this course, what does True say?",
        POLARITY,
    ),
    _triangle(
        "one-short",
        lambda i, j, n: j < i,
        "No query may see itself, and the first may see nothing at all.",
        "What should stand on the diagonal?",
        AXIS,
    ),
    _triangle(
        "one-too-far",
        lambda i, j, n: j <= i + 1,
        "Every query sees one word too many: the next one, which is to be guessed.",
        "What is the first word allowed to see?",
        AXIS,
    ),
    _triangle(
        "last-word-sees-all-but-itself",
        lambda i, j, n: j <= np.minimum(i, n - 2),
        "Nobody may see the last key, not even the last query.",
        "range(n) ends with n - 1. Where do your loops end?",
        AXIS,
    ),
    _triangle(
        "mirrored",
        lambda i, j, n: j >= n - 1 - i,
        "The triangle is mirrored, left to right: the first word sees the last key only.",
        WHO,
        AXIS,
    ),
    _triangle(
        "upside-down",
        lambda i, j, n: j <= n - 1 - i,
        "The triangle is upside down: the first word sees everything, and the last sees only the first.",
        WHO,
        AXIS,
    ),
    _triangle(
        "only-itself",
        lambda i, j, n: j == i,
        "Every query sees itself and nothing else.",
        "What about the words that came before?",
        AXIS,
    ),
    _triangle(
        "only-the-one-before",
        lambda i, j, n: (j <= i) & (j >= i - 1),
        "Every query sees itself and the one word before it; all earlier words are missing.",
        "What may the last word see?",
        AXIS,
    ),
    _triangle(
        "everything",
        lambda i, j, n: j >= 0,
        "Everybody may see everything.",
        "Which word must not see which?",
        IGNORED,
    ),
    _triangle(
        "nothing", lambda i, j, n: j < 0, "Nobody may see anything.", "What may the last word see?", POLARITY
    ),
    _tried_triangle(
        "one-short-but-the-first",
        lambda i, j, n: j < np.maximum(i, 1),
        "No query may see itself, save the first: the diagonal is forbidden.",
        "What should stand on the diagonal?",
    ),
    _tried_triangle(
        "two-short",
        lambda i, j, n: j < i - 1,
        "No query may see itself, nor the word just before it.",
        "What should stand on the diagonal?",
    ),
    _tried_triangle(
        "two-too-far",
        lambda i, j, n: j <= i + 2,
        "Every query sees two words too many, which come after it.",
        "What is the first word allowed to see?",
    ),
    _tried_triangle(
        "transposed-too-far",
        lambda i, j, n: j >= i - 1,
        "Rows and columns are swapped, and one diagonal too many is allowed: every query sees what comes after it.",
        "The row is the query and the column is the key. In the first row, how many keys may be seen?",
    ),
    _tried_triangle(
        "last-row-missing",
        lambda i, j, n: (j <= i) & (i < n - 1),
        "The last query may see nothing at all; the others are right.",
        "Where does your loop end? Or where does a slice that ends, or begins, at -0?",
    ),
    _tried_triangle(
        "first-row-missing",
        lambda i, j, n: (j <= i) & (i > 0),
        "The first query may see nothing at all, not even itself; the others are right.",
        "With which row does your loop begin?",
    ),
    _tried_triangle(
        "first-column-missing",
        lambda i, j, n: (j <= i) & (j > 0),
        "Nobody may see the first key.",
        "With which column does your loop begin?",
    ),
    _tried_triangle(
        "all-but-itself",
        lambda i, j, n: j != i,
        "Every query sees everything but itself.",
        "What about the words that come later? And what should stand on the diagonal?",
    ),
    _tried_triangle(
        "only-the-previous",
        lambda i, j, n: j == i - 1,
        "Every query sees only the one word before it.",
        "What may the last word see?",
    ),
    _tried_triangle(
        "only-the-next",
        lambda i, j, n: j == i + 1,
        "Every query sees only the one word after it.",
        "What may the last word see?",
    ),
    _tried_triangle(
        "only-the-last-row",
        lambda i, j, n: (i == n - 1) & (j >= 0),
        "Only the row of the last query is filled in.",
        "Where in your loop is a row written, and to which place?",
    ),
    _tried_triangle(
        "only-the-first-key",
        lambda i, j, n: (j == 0) & (i >= 0),
        "Everybody sees the first key and nothing else.",
        "What may the last word see?",
    ),
    _tried_triangle(
        "first-half",
        lambda i, j, n: 2 * j <= i,
        "Every query sees only the first half of what came before it.",
        "How many keys may be seen in the last row?",
    ),
    *(
        _tried_triangle(
            f"window-of-{width}",
            lambda i, j, n, width=width: (j <= i) & (j > i - width),
            f"Every query sees only the last {width} words, itself among them: earlier ones are missing.",
            "What may the last of a hundred words see?",
        )
        for width in (3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 100, 128)
    ),
    _tried_triangle(
        "8-bit-counters",
        lambda i, j, n: j.astype(np.int8) <= i.astype(np.int8),
        "Positions are counted in whole numbers of 8 bits, which start again from below after 127.",
        "What does np.int8 make of 128?",
    ),
    _tried_triangle(
        "8-bit-difference",
        lambda i, j, n: i.astype(np.int8) - j.astype(np.int8) >= 0,
        "Positions are counted, and subtracted, in whole numbers of 8 bits, which start again from below after 127.",
        "What does np.int8 make of 128?",
    ),
)


def _table(size: int) -> Option:
    def cut(n: int) -> Array:
        return np.tril(np.ones((size, size), dtype=bool))[:n, :n]

    return Option(
        f"table-of-{size}",
        cut,
        f"The mask is cut from a table of {size} places: for a longer text it is too small.",
        "How long may a text be? Is there a number in your code that is as large as nothing should become?",
        TWO,
    )


def _size(name: str, rows: int, columns: int, sentence: str) -> Option:
    def other(n: int) -> Array:
        return np.tril(np.ones((max(n + rows, 0), max(n + columns, 0)), dtype=bool))

    return Option(
        name, other, sentence, "Asked for is (n, n): as many rows and as many columns as words.", TWO
    )


TABLES = (
    *(_table(size) for size in (8, 10, 12, 16, 20, 32, 50, 64, 100, 128)),
    _size("one-too-many", 1, 1, "The mask is one row and one column too large."),
    _size("one-too-few", -1, -1, "The mask is one row and one column too small."),
    _size("one-column-too-many", 0, 1, "The mask has one column too many."),
    _size("one-row-too-many", 1, 0, "The mask has one row too many."),
)

# Each takes a boolean mask, and gives what is returned.
FORM = (
    Option("boolean", lambda M: M),
    Option(
        "additive",
        lambda M: np.where(M, 0.0, -np.inf),
        "This is a mask to be added to scores, of 0 and -inf; asked for is one of True and False.",
        "What does attention do with the mask: add it, or ask it?",
        POLARITY,
    ),
    Option(
        "additive-1e9",
        lambda M: np.where(M, 0.0, -1e9),
        "This is a mask to be added to scores, of 0 and -1e9; asked for is one of True and False.",
        "What does attention do with the mask: add it, or ask it?",
        POLARITY,
    ),
    *(
        Option(
            f"additive-{name}",
            lambda M, low=low: np.where(M, 0.0, low),
            f"This is a mask to be added to scores, of 0 and {said}; asked for is one of True and False.",
            "What does attention do with the mask: add it, or ask it?",
            POLARITY,
            alone=True,
        )
        for name, low, said in (
            ("minus-1e4", -1e4, "-1e4"),
            ("minus-1e10", -1e10, "-1e10"),
            ("minus-1e12", -1e12, "-1e12"),
            ("minus-1e6", -1e6, "-1e6"),
            ("minus-100", -100.0, "-100"),
            ("lowest", np.finfo(np.float64).min, "the lowest number of float64"),
            ("lowest-of-float32", float(np.finfo(np.float32).min), "the lowest number of float32"),
            ("plus-1e9", 1e9, "1e9 (and with the wrong sign)"),
            ("plus-infinity", np.inf, "infinity (and with the wrong sign)"),
        )
    ),
    Option(
        "one-or-minus-infinity",
        lambda M: np.where(M, 1.0, -np.inf),
        "The mask holds 1 and -inf; asked for is one of True and False.",
        "What does attention do with the mask: add it, multiply by it, or ask it?",
        POLARITY,
        alone=True,
    ),
    Option(
        "one-or-minus-one",
        lambda M: np.where(M, 1.0, -1.0),
        "The mask holds 1 and -1; asked for is one of True and False.",
        "Is -1 taken for true or for false?",
        POLARITY,
        alone=True,
    ),
)

SQUARE = (
    Option("square", lambda M: M),
    Option(
        "batch-axis-in-front",
        lambda M: M[None],
        "There is an axis too many in front: asked for is (n, n).",
        "The causal mask is the same for every sentence, and broadcasting adds axes in front by itself.",
        AXIS,
    ),
    Option(
        "two-axes-in-front",
        lambda M: M[None, None],
        "There are two axes too many in front: asked for is (n, n).",
        "The causal mask is the same for every sentence, and broadcasting adds axes in front by itself.",
        AXIS,
    ),
    Option(
        "flat",
        lambda M: M.reshape(-1),
        "The mask is one long row: asked for is (n, n).",
        "Row i of the mask belongs to query i.",
        AXIS,
    ),
    Option(
        "axis-in-the-middle",
        lambda M: M[:, None],
        "There is an axis too many in the middle: asked for is (n, n).",
        "Which axis is that of the queries, and which that of the keys?",
        AXIS,
        alone=True,
    ),
    Option(
        "axis-at-the-end",
        lambda M: M[..., None],
        "There is an axis too many at the end: asked for is (n, n).",
        "Which axis is that of the queries, and which that of the keys?",
        AXIS,
        alone=True,
    ),
    Option(
        "squeezed",
        lambda M: M.squeeze(),
        "Axes of length 1 are dropped: for one word the mask has no axes left.",
        "What is the shape of the mask for n = 1?",
        TWO,
        alone=True,
    ),
    Option(
        "last-row-only",
        lambda M: M[-1],
        "It is one row that is returned, that of the last query.",
        "Row i of the mask belongs to query i.",
        AXIS,
        alone=True,
    ),
)

CAUSAL_MASK = Problem(
    name="causal_mask",
    arguments=("n",),
    reference=causal_mask,
    read=TWO,
    criteria=(
        Criterion(
            "mask",
            1,
            "(n, n), boolean, True where key j is not later than query i",
            _in_turn(
                right_values(lengths_of_text), is_boolean(lengths_of_text), calls_independent(lengths_of_text)
            ),
        ),
    ),
    choices=(TRIANGLE, SQUARE, FORM),
    compose=lambda triangle, square, form: lambda n: form.apply(square.apply(triangle.apply(n))),
    others=TABLES,
    probes=texts_and_single_words,
    napkin=short_texts,
    boolean=True,
)


def _batch(rng: np.random.Generator, batch: int, n: int, least: int = 0) -> Case:
    lengths = rng.integers(least, n + 1, size=batch)
    lengths[: min(batch, 2)] = [n, max(n - 2, least)][: min(batch, 2)]
    return Case({"lengths": rng.permutation(lengths), "n": n})


def sentences(rng: np.random.Generator) -> list[Case]:
    """More sentences than places and fewer; no sentence as long as n; as many as places; one; an empty one."""
    b, n, m = (int(size) for size in rng.permutation(np.arange(3, 9))[:3])
    short = [Case({"lengths": np.array(lengths), "n": n + 3}) for lengths in ([1, 3, 2], [2, 1])]
    empty = [Case({"lengths": np.array(lengths), "n": n}) for lengths in ([0, n, 1], [1, n, 0])]
    long = [(4, 150), (3, 300)]  # beyond what a table or a counter may hold
    cases = [_batch(rng, *sizes) for sizes in ((b, n), (n, b), (m, m), (1, n), (n, 1), *long)]
    again = Case({"lengths": cases[0].inputs["lengths"][::-1].copy(), "n": n})
    return [cases[0], again, *short, *empty, *cases[1:]]


def few_sentences(rng: np.random.Generator) -> list[Case]:
    """One sentence, then two."""
    return [
        Case({"lengths": np.array(lengths), "n": n})
        for lengths, n in (([1], 2), ([2], 2), ([1], 3), ([1, 2], 2), ([2, 1], 3), ([0, 2], 3))
    ]


def _real(
    name: str,
    rule: Callable[[Array, Array, int], Any],
    sentence: str,
    hint: str,
    read: str = AXIS,
    width: Callable[[Array, int], int] = lambda lengths, n: n,
    alone: bool = False,
) -> Option:
    """Which places j are real, of sentences with their lengths standing in a column."""

    def apply(lengths: Array, n: int) -> Array:
        j, column = np.arange(width(lengths, n))[None, :], lengths[:, None]
        return np.broadcast_to(rule(j, column, n), (len(lengths), j.size))

    return Option(name, apply, sentence, hint, read, alone)


def _tried_real(name: str, rule: Callable[..., Any], sentence: str, hint: str, **others: Any) -> Option:
    return _real(name, rule, sentence, hint, TWO, alone=True, **others)


ENDS = "A sentence of length 2 has the places 0 and 1. Which of them does your mask allow?"

OWN = "Each sentence has a length of its own."

REAL = (
    _real("real", lambda j, length, n: j < length, "", "", ""),
    _real(
        "polarity",
        lambda j, length, n: j >= length,
        "The mask is the other way round: it is True for the filling.",
        "In this course, what does True say?",
        POLARITY,
    ),
    _real(
        "one-too-far",
        lambda j, length, n: j <= length,
        "One place of the filling is allowed too: the first behind the end.",
        ENDS,
    ),
    _real(
        "one-short",
        lambda j, length, n: j < length - 1,
        "The last word of each sentence is forbidden too.",
        ENDS,
    ),
    _real(
        "filled-in-front",
        lambda j, length, n: j >= n - length,
        "The mask is for sentences with the filling in front; here it stands behind the end.",
        "Is place 0 of a short sentence a word, or filling?",
        TWO,
    ),
    _real(
        "only-the-end",
        lambda j, length, n: j == length - 1,
        "Only the last word of each sentence is allowed.",
        "What about the words before it?",
        TWO,
    ),
    _real(
        "only-the-number",
        lambda j, length, n: j == length,
        "True stands in one place of each sentence only, the one that has the length as its number.",
        "What about the other places?",
        TWO,
    ),
    _real(
        "first-length-for-all",
        lambda j, length, n: j < length[:1],
        "The length of the first sentence is used for all.",
        "Each sentence has a length of its own.",
        TWO,
    ),
    _real(
        "longest-for-all",
        lambda j, length, n: j < length.max(),
        "The length of the longest sentence is used for all.",
        "Each sentence has a length of its own.",
        TWO,
    ),
    _real(
        "as-wide-as-the-longest",
        lambda j, length, n: j < length,
        "The mask is as wide as the longest sentence, and not n wide.",
        "The batch may be filled up to more places than the longest sentence has. What is n for?",
        TWO,
        width=lambda lengths, n: int(lengths.max()),
    ),
    _real(
        "as-wide-as-the-batch",
        lambda j, length, n: j < length,
        "The mask has as many columns as there are sentences, and not n.",
        "What does a column of the mask stand for?",
        AXIS,
        width=lambda lengths, n: len(lengths),
    ),
    _real(
        "everything",
        lambda j, length, n: j >= 0,
        "Everything is allowed, the filling too.",
        "What should stand behind the end of a sentence?",
        IGNORED,
    ),
    _real(
        "last-length-for-all",
        lambda j, length, n: j < length[-1:],
        "The length of the last sentence is used for all.",
        "Each sentence has a length of its own. Is it one and the same row that your loop writes to?",
        TWO,
    ),
    _tried_real(
        "shortest-for-all",
        lambda j, length, n: j < length.min(),
        "The length of the shortest sentence is used for all.",
        OWN,
    ),
    _tried_real(
        "average-for-all",
        lambda j, length, n: j < length.mean(),
        "The average length is used for all sentences.",
        OWN,
    ),
    _tried_real(
        "all-lengths-together",
        lambda j, length, n: j < length.sum(),
        "The sum of all lengths is used for every sentence.",
        OWN,
    ),
    _tried_real(
        "added-up-lengths",
        lambda j, length, n: j < np.cumsum(length)[:, None],
        "The lengths are added up from sentence to sentence.",
        OWN,
    ),
    _tried_real(
        "longest-so-far",
        lambda j, length, n: j < np.maximum.accumulate(length, axis=0),
        "A sentence is allowed as many places as the longest up to it: what one leaves behind, the next inherits.",
        "Is it one row that your loop writes to? What does it hold when the next sentence begins?",
    ),
    _tried_real(
        "only-the-first-filled-in",
        lambda j, length, n: (j < length) & (np.arange(len(length)) == 0)[:, None],
        "Only the first sentence is filled in; the others are forbidden altogether.",
        "Where does your loop return?",
    ),
    _tried_real(
        "8-bit-lengths",
        lambda j, length, n: j < length.astype(np.int8),
        "Lengths are kept in whole numbers of 8 bits, which start again from below after 127.",
        "What does np.int8 make of 128?",
    ),
    _tried_real(
        "sorted-lengths",
        lambda j, length, n: j < np.sort(length, axis=0),
        "The sentences are sorted by length: the rows no longer belong to their own.",
        OWN,
    ),
    _tried_real(
        "lengths-from-longest",
        lambda j, length, n: j < np.sort(length, axis=0)[::-1],
        "The sentences are sorted by length, the longest first: the rows no longer belong to their own.",
        OWN,
    ),
    _tried_real(
        "lengths-in-reverse",
        lambda j, length, n: j < length[::-1],
        "The sentences stand in reverse order.",
        OWN,
    ),
    _tried_real(
        "full-sentence-forbidden",
        lambda j, length, n: j < length % n,
        "A sentence that fills all n places is forbidden altogether.",
        "How much filling has it? And where does a slice begin, or end, at -0?",
    ),
    _tried_real(
        "empty-sentence-full",
        lambda j, length, n: j < np.where(length == 0, n, length),
        "A sentence of length 0 is taken for one that fills all n places.",
        "Is 0 a length, or the absence of one? What is `0 or n` in Python, and where does a slice end at -0?",
    ),
    _tried_real(
        "empty-sentence-short-of-one",
        lambda j, length, n: j < np.where(length == 0, n - 1, length),
        "In a sentence of length 0 all places but the last are allowed.",
        "Which place does the index -1 name?",
    ),
    _tried_real(
        "one-word-in-the-empty-sentence",
        lambda j, length, n: j < np.maximum(length, 1),
        "In a sentence of length 0 one place is allowed.",
        "How many places of an empty sentence are words?",
    ),
    _tried_real(
        "one-short-but-the-empty",
        lambda j, length, n: j < np.where(length == 0, n - 1, length - 1),
        "The last word of each sentence is forbidden, and of an empty sentence all but the last place is allowed.",
        "A sentence of length 2 has the places 0 and 1. Which place does the index -1 name?",
    ),
    _tried_real(
        "two-too-far",
        lambda j, length, n: j <= length + 1,
        "Two places of the filling are allowed too.",
        ENDS,
    ),
    _tried_real(
        "without-the-first",
        lambda j, length, n: (j > 0) & (j < length),
        "The first word of each sentence is forbidden.",
        "With which place does your mask begin?",
    ),
    _tried_real(
        "one-place-late",
        lambda j, length, n: (j > 0) & (j <= length),
        "The places are counted from 1: the first word is forbidden, and one place of the filling is allowed.",
        ENDS,
    ),
    _tried_real(
        "filled-in-front-turned",
        lambda j, length, n: j < n - length,
        "There are as many places allowed as there should be forbidden: n less the length, counted from the front.",
        "Of a sentence of length 2 in 5 places, how many are words?",
    ),
    _tried_real(
        "filling-at-the-end",
        lambda j, length, n: j > n - length,
        "The mask is for sentences with the filling in front, and one word too short; here the filling stands behind the end.",
        "Is place 0 of a short sentence a word, or filling?",
    ),
    _tried_real(
        "behind-the-end",
        lambda j, length, n: j > length,
        "The mask is the other way round, and begins one place too late: it is True for the filling.",
        "In this course, what does True say?",
    ),
    _tried_real(
        "last-place-forbidden",
        lambda j, length, n: (j < length) & (j < n - 1),
        "The last of the n places is never allowed, not even to a sentence that fills them all.",
        "range(n - 1) ends with n - 2. Where does your loop end?",
    ),
    _tried_real(
        "last-sentence-missing",
        lambda j, length, n: (j < length) & (np.arange(len(length)) < len(length) - 1)[:, None],
        "The last sentence is forbidden altogether.",
        "Where does your loop over the sentences end?",
    ),
    _tried_real(
        "first-sentence-missing",
        lambda j, length, n: (j < length) & (np.arange(len(length)) > 0)[:, None],
        "The first sentence is forbidden altogether.",
        "Where does your loop over the sentences begin?",
    ),
    _tried_real(
        "nothing",
        lambda j, length, n: j < 0,
        "Nothing is allowed.",
        "What should stand in the places of the words?",
    ),
    _tried_real(
        "one-wider-than-the-longest",
        lambda j, length, n: j < length,
        "The mask is one place wider than the longest sentence, and not n wide.",
        "The batch may be filled up to more places than the longest sentence has. What is n for?",
        width=lambda lengths, n: int(lengths.max()) + 1,
    ),
    _tried_real(
        "one-too-wide",
        lambda j, length, n: j < length,
        "The mask is n + 1 places wide.",
        "How many places has a sentence with its filling?",
        width=lambda lengths, n: n + 1,
    ),
    _tried_real(
        "one-too-narrow",
        lambda j, length, n: j < length,
        "The mask is n - 1 places wide.",
        "How many places has a sentence with its filling?",
        width=lambda lengths, n: n - 1,
    ),
    _tried_real(
        "8-bit-counters",
        lambda j, length, n: j.astype(np.int8) < length.astype(np.int8),
        "Places are counted in whole numbers of 8 bits, which start again from below after 127.",
        "What does np.int8 make of 128?",
    ),
    *(
        _tried_real(
            f"table-of-{size}",
            lambda j, length, n: j < length,
            f"The mask is cut from a table of {size} places: for longer sentences it is too narrow.",
            "Is there a number in your code that is as large as nothing should become?",
            width=lambda lengths, n, size=size: min(n, size),
        )
        for size in (8, 10, 16, 32, 50, 64, 100, 128)
    ),
    *(
        _tried_real(
            f"always-{size}-wide",
            lambda j, length, n: j < length,
            f"The mask is always {size} places wide, and not n.",
            "Is there a number in your code that should have a name?",
            width=lambda lengths, n, size=size: size,
        )
        for size in (8, 10, 16, 32, 64, 128, 512)
    ),
)

KEYS = (
    Option("for-all-queries", lambda M: M[:, None, :]),
    Option(
        "axis-missing",
        lambda M: M,
        "The axis of the queries is missing: (batch, n) is lined up with queries and keys.",
        "Scores are (batch, n_q, n_k). Which of these three axes does each of your axes meet?",
        AXIS,
    ),
    Option(
        "on-queries",
        lambda M: M[:, :, None],
        "The mask lies along the queries: it forbids the filling to ask, and lets everybody read it.",
        "The last axis of a mask is that of the keys.",
        AXIS,
    ),
    Option(
        "for-each-query",
        lambda M: np.repeat(M[:, None, :], M.shape[-1], axis=1),
        "The mask is written out for every query: (batch, n, n), where (batch, 1, n) says the same.",
        "Which axis can broadcasting stretch by itself?",
        TWO,
    ),
    Option(
        "queries-and-keys",
        lambda M: M[:, :, None] & M[:, None, :],
        "The filling is forbidden to ask as well as to be read, and the shape is (batch, n, n).",
        "Who reads the rows of the filling? And what shape is asked for?",
        TWO,
    ),
    Option(
        "causal-as-well",
        lambda M: M[:, None, :] & np.tril(np.ones((M.shape[-1], M.shape[-1]), dtype=bool)),
        "The mask is causal as well; the shape is (batch, n, n), and earlier words can't see later ones.",
        "Does it matter to the padding who asks?",
        TWO,
    ),
    Option(
        "axis-of-heads",
        lambda M: M[:, None, None, :],
        "There is an axis too many: asked for is (batch, 1, n).",
        "Scores are (batch, n_q, n_k). Which of these axes is to be stretched?",
        AXIS,
    ),
    Option(
        "batch-in-the-middle",
        lambda M: M[None],
        "The axis of length 1 stands in front, where the batch belongs.",
        "Scores are (batch, n_q, n_k). Which of these axes is to be stretched?",
        AXIS,
    ),
    Option(
        "turned",
        lambda M: M.T,
        "Sentences and places are swapped: (n, batch).",
        "What does a row of your mask belong to?",
        AXIS,
    ),
    Option(
        "on-queries-written-out",
        lambda M: np.repeat(M[:, :, None], M.shape[-1], axis=2),
        "The mask lies along the queries, and is written out for every key: it forbids the filling to ask, and lets everybody read it.",
        "The last axis of a mask is that of the keys.",
        AXIS,
        alone=True,
    ),
    Option(
        "queries-or-keys",
        lambda M: M[:, :, None] | M[:, None, :],
        "It is enough that query or key is a word: words may read the filling, and the shape is (batch, n, n).",
        "Who may read the filling? And what shape is asked for?",
        TWO,
        alone=True,
    ),
    Option(
        "tiled-in-another-order",
        lambda M: np.tile(M, (M.shape[-1], 1)).reshape(len(M), M.shape[-1], M.shape[-1]),
        "The mask is repeated as a whole, and then cut up by a reshape: the rows of a sentence belong to other sentences.",
        "np.tile repeats all sentences in turn. Which sentences are the first n rows of?",
        AXIS,
        alone=True,
    ),
    Option(
        "both-axes-of-heads",
        lambda M: M[:, None, :, None],
        "There is an axis too many, and the mask lies along the queries: asked for is (batch, 1, n).",
        "Scores are (batch, n_q, n_k). Which of these three axes does each of your axes meet?",
        AXIS,
        alone=True,
    ),
    Option(
        "queries-and-keys-of-heads",
        lambda M: np.repeat(M[:, None, None, :], M.shape[-1], axis=2),
        "There is an axis of heads, and the mask is written out for every query: asked for is (batch, 1, n).",
        "Scores are (batch, n_q, n_k). Which of these three axes does each of your axes meet?",
        AXIS,
        alone=True,
    ),
    Option(
        "poured-into-shape",
        lambda M: M.T.reshape(len(M), 1, -1),
        "Sentences and places are swapped, and then a reshape gives the mask its shape: its entries are mixed.",
        "reshape reads the same numbers in the same order. What swaps two axes?",
        AXIS,
        alone=True,
    ),
    Option(
        "turned-with-an-axis",
        lambda M: M.T[:, None, :],
        "Sentences and places are swapped: (n, 1, batch).",
        "What does a row of your mask belong to?",
        AXIS,
        alone=True,
    ),
    Option(
        "turned-at-the-end",
        lambda M: M.T[..., None],
        "Sentences and places are swapped: (n, batch, 1).",
        "What does a row of your mask belong to?",
        AXIS,
        alone=True,
    ),
    Option(
        "turned-in-front",
        lambda M: M.T[None],
        "Sentences and places are swapped: (1, n, batch).",
        "What does a row of your mask belong to?",
        AXIS,
        alone=True,
    ),
    Option(
        "flat",
        lambda M: M.reshape(-1),
        "The sentences stand in one long row: asked for is (batch, 1, n).",
        "Scores are (batch, n_q, n_k). Which of these three axes does each of your axes meet?",
        AXIS,
        alone=True,
    ),
    Option(
        "flat-with-axes",
        lambda M: M.reshape(1, 1, -1),
        "The sentences stand in one long row: asked for is (batch, 1, n).",
        "Scores are (batch, n_q, n_k). Which of these three axes does each of your axes meet?",
        AXIS,
        alone=True,
    ),
    Option(
        "squeezed",
        lambda M: M[:, None, :].squeeze(),
        "Axes of length 1 are dropped: asked for is (batch, 1, n).",
        "Scores are (batch, n_q, n_k). Which of these three axes does each of your axes meet?",
        AXIS,
        alone=True,
    ),
    Option(
        "first-sentence-only",
        lambda M: M[:1, None, :],
        "Only the first sentence is there: asked for is (batch, 1, n).",
        "What is returned, and when: inside your loop, or after it?",
        TWO,
        alone=True,
    ),
    Option(
        "one-sentence-only",
        lambda M: M[0],
        "Only the mask of the first sentence is returned: asked for is (batch, 1, n).",
        "What is returned, and when: inside your loop, or after it?",
        TWO,
        alone=True,
    ),
    Option(
        "last-sentence-only",
        lambda M: M[-1],
        "Only the mask of the last sentence is returned: asked for is (batch, 1, n).",
        "Does your loop collect the rows, or overwrite them?",
        TWO,
        alone=True,
    ),
    Option(
        "later-as-well",
        lambda M: M[:, None, :] & np.triu(np.ones((M.shape[-1], M.shape[-1]), dtype=bool)),
        "A triangle is laid over the mask, which forbids earlier words; the shape is (batch, n, n).",
        "Does it matter to the padding who asks?",
        TWO,
        alone=True,
    ),
    Option(
        "itself-as-well",
        lambda M: M[:, None, :] | np.eye(M.shape[-1], dtype=bool),
        "Everybody may see itself, the filling too; the shape is (batch, n, n).",
        "Does it matter to the padding who asks?",
        TWO,
        alone=True,
    ),
    Option(
        "each-with-itself",
        lambda M: M[:, None, :] * np.eye(M.shape[-1], dtype=bool),
        "Only the diagonal of (batch, n, n) is filled in: asked for is (batch, 1, n).",
        "Does it matter to the padding who asks?",
        TWO,
        alone=True,
    ),
    Option(
        "all-sentences-with-all",
        lambda M: M[None, :, :] & M[:, None, :],
        "Each sentence is compared with every other one: (batch, batch, n), where (batch, 1, n) is asked for.",
        "Scores are (batch, n_q, n_k). Which of these three axes does each of your axes meet?",
        AXIS,
        alone=True,
    ),
)

PADDING_MASK = Problem(
    name="padding_mask",
    arguments=("lengths", "n"),
    reference=padding_mask,
    read=TWO,
    criteria=(
        Criterion(
            "mask",
            1,
            "(batch, 1, n), boolean, True where a key is real",
            _in_turn(right_values(sentences), is_boolean(sentences), calls_independent(sentences)),
        ),
    ),
    choices=(REAL, KEYS, FORM),
    compose=lambda real, keys, form: lambda lengths, n: form.apply(keys.apply(real.apply(lengths, n))),
    probes=sentences,
    napkin=few_sentences,
    boolean=True,
)


def windows(rng: np.random.Generator) -> list[Case]:
    """Every window up to five words, and up to four layers."""
    return [Case({"window": window, "layers": layers}) for window in range(1, 6) for layers in range(1, 5)]


def _reach(name: str, reach: Callable[[int, int], int], sentence: str = "", hint: str = "") -> Option:
    return Option(name, reach, sentence, hint, OTHER)


OTHER = _read("Any other rule", "masks-any-rule")

REACH = Problem(
    name="reach",
    arguments=("window", "layers"),
    reference=lambda window, layers: 1 + layers * (window - 1),
    read=OTHER,
    criteria=(
        Criterion("reach", 1, "the words that reach the last output are counted", right_values(windows)),
    ),
    choices=(
        (
            _reach("reach", lambda window, layers: 1 + layers * (window - 1)),
            _reach(
                "one-layer",
                lambda window, layers: window,
                "It is the reach of one layer, however many there are.",
                "What does the second layer attend to: the words, or what the first layer made of them?",
            ),
            _reach(
                "product",
                lambda window, layers: layers * window,
                "Every layer is counted as if it added a whole window; but each window begins where another ends.",
                "Which word do two windows share that follow each other?",
            ),
            _reach(
                "power",
                lambda window, layers: window**layers,
                "The reach is multiplied in each layer, as if windows of different words did not overlap.",
                "Which words do the windows of two neighbours share?",
            ),
            _reach(
                "without-itself",
                lambda window, layers: layers * (window - 1),
                "One word is missing: the last word itself.",
                "Does a word influence its own output?",
            ),
            _reach(
                "one-layer-too-many",
                lambda window, layers: 1 + (layers + 1) * (window - 1),
                "It is the reach of one layer more than asked for.",
                "How often does your code attend?",
            ),
            _reach(
                "one-layer-too-few",
                lambda window, layers: 1 + (layers - 1) * (window - 1),
                "It is the reach of one layer less than asked for.",
                "How often does your code attend?",
            ),
            _reach(
                "window-too-wide",
                lambda window, layers: 1 + layers * window,
                "The windows are one word too wide: a window of 3 is the word itself and two before it.",
                "How many entries of a row of your mask are true?",
            ),
            _reach(
                "both-sides",
                lambda window, layers: 1 + 2 * layers * (window - 1),
                "The windows look ahead as well.",
                "Is your mask causal?",
            ),
        ),
    ),
    compose=lambda option: option.apply,
    probes=windows,
    one_number=True,
    in_bank=False,
    advice="Count with window = 2 and layers = 2 by hand first, on four words.",
)


GUESS = guess(
    "reach_guess",
    OTHER,
    "a whole number of words above 0",
    lambda number: number >= 1 and number.is_integer(),
)


def texts(rng: np.random.Generator) -> list[Case]:
    """Several texts in one row, some of one word; one text; the numbers need not be in order."""
    rows = [np.repeat(rng.permutation(6)[:3], rng.permutation([1, 2, 3])) for _ in range(4)]
    rows += [np.zeros(4, dtype=int), np.array([5]), np.array([2, 2, 0, 0, 0, 7]), np.array([0, 0, 1])]
    return [Case({"texts": np.asarray(row)}) for row in rows]


def short_rows(rng: np.random.Generator) -> list[Case]:
    """One word, two, three."""
    return [Case({"texts": np.array(row)}) for row in ([0], [0, 0], [0, 1], [1, 0], [0, 0, 1], [0, 1, 1])]


def _packed(
    name: str, rule: Callable[[Array, Array, Array], Any], sentence: str = "", hint: str = ""
) -> Option:
    """Who may see whom, by the text of the one who asks, that of the one who is asked, and who is earlier."""

    def apply(texts: Array) -> Array:
        earlier = np.tril(np.ones((len(texts), len(texts)), dtype=bool))
        return np.broadcast_to(rule(texts[:, None], texts[None, :], earlier), earlier.shape)

    return Option(name, apply, sentence, hint, OTHER)


PACKED = Problem(
    name="packed_mask",
    arguments=("texts",),
    reference=lambda texts: (texts[:, None] == texts[None, :]) & causal_mask(len(texts)),
    read=OTHER,
    criteria=(
        Criterion(
            "mask",
            1,
            "(n, n), boolean, True for what is earlier, or itself, and of the same text",
            _in_turn(right_values(texts), is_boolean(texts)),
        ),
    ),
    choices=(
        (
            _packed("packed", lambda own, other, earlier: (own == other) & earlier),
            _packed(
                "causal-only",
                lambda own, other, earlier: earlier,
                "Words see earlier words of other texts too.",
                "When may two words see each other at all?",
            ),
            _packed(
                "same-text-only",
                lambda own, other, earlier: own == other,
                "Words see later words of their own text.",
                "Which of the two rules is missing?",
            ),
            _packed(
                "either",
                lambda own, other, earlier: (own == other) | earlier,
                "It is enough that one of the two rules holds; both must.",
                "Which operator joins two masks when both must allow?",
            ),
            _packed(
                "polarity",
                lambda own, other, earlier: ~((own == other) & earlier),
                "The mask is the other way round: it is True for what is forbidden.",
                "In this course, what does True say?",
            ),
            _packed(
                "transposed",
                lambda own, other, earlier: (own == other) & earlier.T,
                "Rows and columns are swapped: words see what comes after them.",
                "The row is the query and the column is the key.",
            ),
            _packed(
                "later-only",
                lambda own, other, earlier: (own == other) & ~earlier,
                "Words see the later words of their own text, and neither the earlier ones nor themselves.",
                "In a causal mask, what does True say? And what does ~ make of it?",
            ),
            _packed(
                "one-short",
                lambda own, other, earlier: (own == other) & earlier & ~earlier.T,
                "No word may see itself.",
                "What should stand on the diagonal?",
            ),
            _packed(
                "other-texts",
                lambda own, other, earlier: (own != other) & earlier,
                "Words see earlier words of other texts, and none of their own.",
                "When may two words see each other at all?",
            ),
            _packed(
                "lower-numbers",
                lambda own, other, earlier: (other <= own) & earlier,
                "Words see earlier words of texts with a lower number too.",
                "The numbers are names: only whether two are equal means something.",
            ),
            _packed(
                "lower-numbers-only",
                lambda own, other, earlier: other <= own,
                "Words see all words of their own text, and all of texts with a lower number.",
                "The numbers are names: only whether two are equal means something. And who may look ahead?",
            ),
        ),
    ),
    compose=lambda option: option.apply,
    probes=texts,
    napkin=short_rows,
    boolean=True,
    in_bank=False,
)

COUNTEREXAMPLE = counterexample(
    "masks_counterexample",
    MASKED_ATTENTION,
    shown="minus-1e9-empty-row",
    bank=(
        "mask-ignored",
        "polarity",
        "zero-score",
        "transposed-mask",
        "mask-on-queries",
        "only-causal",
        "empty-row-nan",
        "masked-after",
        "softmax-over-queries",
        "weights-before-mask",
    ),
)

PROBLEMS: tuple[Problem, ...] = (
    CAUSAL_MASK,
    PADDING_MASK,
    MASKED_ATTENTION,
    GUESS,
    REACH,
    PACKED,
    COUNTEREXAMPLE,
)
