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
    """Masks of every kind, without batch axes; then large scores, far larger values and scores behind the mask."""
    cases = [*_masked(rng), *_masked(rng), *_masked(rng, scale=20)]
    for n in (1, 4):
        square = SHAPES.sizes(rng) | {"n_q": n, "n_k": n}
        cases.append(SHAPES.case(rng, square, mask=masks(rng, n, n)["causal"]))
    for case in _masked(rng):
        hidden = ~np.broadcast_to(case.inputs["mask"], (case.sizes["n_q"], case.sizes["n_k"])).any(axis=0)
        case.inputs["V"][hidden] = 1e9
        cases.append(case)
    return [*cases, _towering(rng)]


def _towering(rng: np.random.Generator) -> Case:
    """The first query's score for a forbidden key is larger by thousands than for those it may see."""
    sizes = SHAPES.sizes(rng)
    allowed = np.arange(sizes["n_k"]) > 0
    case = SHAPES.case(rng, sizes, mask=allowed)
    case.inputs["Q"][0], case.inputs["K"][0] = 1.0, 3000.0
    return case


def empty(rng: np.random.Generator) -> list[Case]:
    """Masks with a row, then with nothing but rows, in which no key is allowed; large scores too."""
    cases = []
    for case in [*_masked(rng), *_masked(rng, (3,)), *_masked(rng, scale=20)]:
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
    return cases


def dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64; with a mask and without."""
    double = [*_masked(rng)[2:], SHAPES.case(rng, SHAPES.sizes(rng)), *_masked(rng, (3,))[3:4]]
    return [case.astype(np.float32) for case in double] + double


def large(rng: np.random.Generator) -> list[Case]:
    """Scores of thousands, with a mask; rows far apart."""
    cases = _masked(rng, scale=60)
    apart = _masked(rng)[2]
    apart.inputs["K"][:, 0] = 40.0 + rng.normal(size=len(apart.inputs["K"]))
    apart.inputs["Q"][0, 0], apart.inputs["Q"][-1, 0] = 400.0, -400.0
    return [*cases, apart]


def probes(rng: np.random.Generator) -> list[Case]:
    """Everything that tells mistakes apart: kinds of mask, sizes, batches, empty rows, large scores."""
    square = SHAPES.sizes(rng) | {"n_q": 4, "n_k": 4}
    cases = [*_masked(rng), *_masked(rng), *SHAPES.probes(rng)[:20:2]]
    cases += [SHAPES.case(rng, square, mask=m) for m in masks(rng, 4, 4).values()]
    cases += [*_masked(rng, (3,)), *_masked(rng, (2, 3)), *empty(rng), *large(rng), *large(rng)]
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
        Criterion("stable", 1, "scores of thousands overflow nothing", right_values(large), ("masked",)),
        Criterion(
            "calls",
            1,
            "Q, K, V and mask are left as they were, and no call affects another",
            calls_independent(masked, unmasked, empty, batched, dtypes),
            ("masked",),
        ),
        Criterion(
            "dtype", 1, "float32 gives float32, float64 gives float64", keeps_dtype(dtypes), ("masked",)
        ),
    ),
    choices=attending.CHOICES,
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
    """From one word to a hundred and fifty; the same number twice, against a memory of results."""
    numbers = [int(n) for n in rng.permutation(np.arange(2, 12))[:4]]
    return [Case({"n": n}) for n in (*numbers, 1, 150, numbers[0])]


def short_texts(rng: np.random.Generator) -> list[Case]:
    """One word, two, three."""
    return [Case({"n": n}) for n in (1, 2, 3)]


def _triangle(
    name: str, rule: Callable[[Array, Array, int], Any], sentence: str, hint: str, read: str
) -> Option:
    """Which keys j a query i may attend to."""

    def apply(n: int) -> Array:
        i, j = np.arange(n)[:, None], np.arange(n)[None, :]
        return np.broadcast_to(rule(i, j, n), (n, n))

    return Option(name, apply, sentence, hint, read)


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
    probes=lengths_of_text,
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
    empty = Case({"lengths": np.array([0, n, 1]), "n": n})
    cases = [_batch(rng, *sizes) for sizes in ((b, n), (n, b), (m, m), (1, n), (n, 1), (4, 150))]
    again = Case({"lengths": cases[0].inputs["lengths"][::-1].copy(), "n": n})
    return [cases[0], again, *short, empty, *cases[1:]]


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
) -> Option:
    """Which places j are real, of sentences with their lengths standing in a column."""

    def apply(lengths: Array, n: int) -> Array:
        j, column = np.arange(width(lengths, n))[None, :], lengths[:, None]
        return np.broadcast_to(rule(j, column, n), (len(lengths), j.size))

    return Option(name, apply, sentence, hint, read)


ENDS = "A sentence of length 2 has the places 0 and 1. Which of them does your mask allow?"

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
