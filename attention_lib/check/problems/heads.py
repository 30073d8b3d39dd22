"""Chapter 7: split_heads, combine_heads, how far a word hears by reshape alone, and a case that exposes a mistake."""

from collections.abc import Callable, Sequence

import numpy as np

from attention_lib.check.cases import Shapes
from attention_lib.check.counterexample import counterexample
from attention_lib.check.criteria import calls_independent, keeps_dtype, right_shape, right_values
from attention_lib.check.guess import guess
from attention_lib.check.problem import Array, Case, Criterion, Option, Problem
from attention_lib.reference.heads import combine_heads, split_heads


def _read(title: str, anchor: str) -> str:
    return f"chapter 7, “{title}” (07-heads.html#{anchor})"


ENTRIES = _read("Where every entry goes", "heads-entry-by-entry")
ALONE = _read("Reshape alone", "heads-reshape-alone")
CARDS = _read("Features dealt out like cards", "heads-interleaved")
MERGED = _read("Merged without turning back", "heads-merged-wrong")
BATCH = _read("Batch and heads confused", "heads-batch")
WRONG = _read("What goes wrong", "what-goes-wrong")

D_MODEL = {"d_model": lambda sizes: sizes["h"] * sizes["d_k"]}
WHOLE = Shapes(derived=D_MODEL, extra=("h", "d_k"), X="... n d_model", num_heads="= h")
SPLIT = Shapes(H="... h n d_k")


def _labelled(n: int, h: int, d_k: int, batch: tuple[int, ...] = ()) -> Case:
    """As in the chapter: the tens say which word, the ones which feature; the hundreds which batch."""
    X = 10.0 * np.arange(n)[:, None] + np.arange(h * d_k)
    for axis, size in enumerate(reversed(batch)):
        X = X + 100.0 * 10**axis * np.arange(size).reshape(-1, *[1] * X.ndim)
    sizes = {"n": n, "h": h, "d_k": d_k, "d_model": h * d_k}
    return Case({"X": X, "num_heads": h}, sizes, batch)


def napkin(rng: np.random.Generator) -> list[Case]:
    """Labelled entries, few first, then batches; nothing is drawn."""
    plain = [(1, 2, 1), (2, 2, 1), (1, 2, 2), (2, 1, 2), (2, 2, 2), (2, 2, 3), (3, 2, 2), (2, 3, 2)]
    plain += [(4, 2, 3), (1, 1, 1)]
    batches: list[tuple[int, ...]] = [(2,), (1,), (1, 2)]
    return [_labelled(*sizes) for sizes in plain] + [_labelled(2, 2, 2, batch) for batch in batches]


def napkin_heads(rng: np.random.Generator) -> list[Case]:
    """The same entries, already in their heads."""
    return [_in_heads(case) for case in napkin(rng)]


def _in_heads(case: Case) -> Case:
    H = split_heads(case.inputs["X"], case.inputs["num_heads"])
    sizes = {name: case.sizes[name] for name in ("h", "n", "d_k")}
    return Case({"H": H}, sizes, case.batch)


def heads_of_any_size(rng: np.random.Generator) -> list[Case]:
    """All sizes different, then sizes that coincide, and sizes of 1; without batch axes."""
    return [*SPLIT.plain(rng), *SPLIT.edges(rng)]


# How the features come to heads. Each gives the axes (..., word, head, feature).


def _cut(X: Array, h: int) -> tuple[list[int], int, int]:
    """The batch axes, how many words, and how many features a head has."""
    *batch, n, d_model = X.shape
    return batch, n, d_model // h


def _poured(X: Array, h: int) -> Array:
    batch, n, d_k = _cut(X, h)
    return np.moveaxis(X.reshape(*batch, h, n, d_k), -3, -2)


def _poured_through(X: Array, h: int) -> Array:
    batch, n, d_k = _cut(X, h)
    return np.moveaxis(X.reshape(h, *batch, n, d_k), 0, -2)


def _counted_in_sizes(X: Array, h: int) -> Array:
    batch, n, d_k = _cut(X, h)
    return X.reshape(*batch, n, d_k, h)


def _features_first(X: Array, h: int) -> Array:
    batch, n, d_k = _cut(X, h)
    return np.moveaxis(X.reshape(*batch, h, d_k, n), -1, -3)


def _words_shared_out(X: Array, h: int) -> Array:
    *batch, n, d_model = X.shape
    if n % h:
        raise ValueError("the words can't be shared equally")
    return np.moveaxis(X.reshape(*batch, h, n // h, d_model), -3, -2)


def _sliced(slices: Callable[[int, int, int], slice]) -> Callable[[Array, int], Array]:
    def layout(X: Array, h: int) -> Array:
        return np.stack([X[..., slices(i, h, X.shape[-1] // h)] for i in range(h)], axis=-2)

    return layout


LAYOUT = (
    Option("blocks", lambda X, h: X.reshape(*X.shape[:-1], h, X.shape[-1] // h)),
    Option(
        "reshape-alone",
        _poured,
        "The entries are poured into the new shape by reshape alone, so each head gets a stretch of the text "
        "and not a share of the features.",
        "reshape reads row by row. Which entries does it put into head 0 first, and of which words?",
        ALONE,
    ),
    Option(
        "reshape-through-batch",
        _poured_through,
        "The entries are poured into the new shape by reshape alone, and the axis of heads stands in front of "
        "the batch: the first head gets the first sentences.",
        "reshape reads the whole batch row by row. Which entries does it put into head 0 first?",
        ALONE,
    ),
    Option(
        "interleaved",
        lambda X, h: np.swapaxes(_counted_in_sizes(X, h), -1, -2),
        "The features are dealt out like cards: feature c goes to head c mod num_heads, where each head should "
        "get a block of features that lie side by side.",
        "Label the features of one word 0, 1, 2, ... Which ones does head 0 have?",
        CARDS,
    ),
    Option(
        "size-for-count",
        _counted_in_sizes,
        "num_heads is taken for the number of features of a head: there are d_k heads of num_heads features.",
        "How many heads does your result have, and how many features has each?",
        ENTRIES,
    ),
    Option(
        "transposed-and-poured",
        lambda X, h: _poured_columns(X, h),
        "Rows and columns of X are swapped before a reshape, and what was one feature of all words is "
        "poured over several rows.",
        "After a transpose, what does one row hold? In which order must the new axes then be named?",
        ALONE,
    ),
    Option(
        "features-before-words",
        _features_first,
        "X is reshaped as if its features came before its words: pieces of the text land in the axis of features.",
        "reshape may only cut an axis into pieces where it stands. Which axis of X has to be cut?",
        ALONE,
    ),
    Option(
        "words-shared-out",
        _words_shared_out,
        "The words are shared out among the heads, where the features should be.",
        "Every head attends to the whole text. What of a word does it have?",
        ENTRIES,
    ),
    Option(
        "all-features",
        lambda X, h: np.stack([X] * h, axis=-2),
        "Every head gets all features.",
        "Together the heads have as many features as X. How many has each?",
        ENTRIES,
    ),
    Option(
        "first-block",
        _sliced(lambda i, h, d_k: slice(0, d_k)),
        "Every head gets the same features, the first d_k.",
        "Where in your code does it matter which head it is?",
        ENTRIES,
    ),
    Option(
        "starts-at-i",
        _sliced(lambda i, h, d_k: slice(i, i + d_k)),
        "Head i starts at feature i, so that the heads overlap.",
        "How many features do the heads before head i have together?",
        ENTRIES,
    ),
    Option(
        "blocks-of-num_heads",
        _sliced(lambda i, h, d_k: slice(i * h, (i + 1) * h)),
        "The blocks have num_heads features, where they should have d_model / num_heads.",
        "Six features, two heads: how many features has each?",
        ENTRIES,
    ),
    Option(
        "one-feature-short",
        _sliced(lambda i, h, d_k: slice(i * d_k, (i + 1) * d_k - 1)),
        "The last feature of every head is left out.",
        "A slice ends before its second number.",
        ENTRIES,
    ),
    Option(
        "heads-backwards",
        lambda X, h: np.flip(X.reshape(*X.shape[:-1], h, X.shape[-1] // h), axis=-2),
        "The heads stand in the opposite order: head 0 has the last features.",
        "Which features should head 0 have?",
        ENTRIES,
    ),
)


def _poured_columns(X: Array, h: int) -> Array:
    batch, n, d_k = _cut(X, h)
    return np.moveaxis(np.swapaxes(X, -1, -2).reshape(*batch, h, n, d_k), -3, -2)


def _heads_then_words(B: Array) -> Array:
    return np.moveaxis(B, -2, -3)


# In which order the axes stand. Each takes (..., word, head, feature).
AXES = (
    Option("heads-words-features", _heads_then_words),
    Option(
        "not-turned",
        lambda B: B,
        "The axes stand in the order word, head, feature: the heads must come before the words.",
        "attention takes the last two axes. Which two should those be?",
        ENTRIES,
    ),
    Option(
        "heads-last",
        lambda B: np.moveaxis(B, -2, -1),
        "The axis of heads stands last: it must come before words and features.",
        "attention takes the last two axes. Which two should those be?",
        ENTRIES,
    ),
    Option(
        "features-before-words-in-a-head",
        lambda B: np.moveaxis(B, -3, -1),
        "Inside each head, rows and columns are swapped: a row must be a word.",
        "Which axis do the words have in your result?",
        ENTRIES,
    ),
    Option(
        "heads-in-front",
        lambda B: np.moveaxis(B, -2, 0),
        "The axis of heads stands in front of the batch axes: it must come right before the words.",
        "With a batch of five sentences, which axis of the result has length 5?",
        BATCH,
    ),
    Option(
        "swapped-0-and-1",
        lambda B: np.swapaxes(B, 0, 1),
        "Axes 0 and 1 are swapped, whatever they are: that is right without batch axes only.",
        "Which axes are they, counted from the end?",
        BATCH,
    ),
    Option(
        "swapped-1-and-2",
        lambda B: np.swapaxes(B, 1, 2),
        "Axes 1 and 2 are swapped, whatever they are: that is right for exactly one batch axis.",
        "Which axes are they, counted from the end?",
        BATCH,
    ),
    Option(
        "reversed-axes",
        lambda B: B.T,
        ".T reverses all axes, where only those of words and heads should change places.",
        "Which two axes should change places, and which must stay where they are?",
        BATCH,
    ),
    Option(
        "heads-into-batch",
        lambda B: _heads_then_words(B).reshape(-1, B.shape[-3], B.shape[-1]),
        "Batch and heads are merged into one axis: each should keep its own.",
        "With five sentences and three heads, how many axes should there be?",
        BATCH,
    ),
    Option(
        "batch-flattened",
        lambda B: _heads_then_words(B).reshape(-1, B.shape[-2], B.shape[-3], B.shape[-1]),
        "The result always has one batch axis: there may be none, and there may be several.",
        "What is in X.shape before the last two numbers?",
        BATCH,
    ),
)

SPLIT_HEADS = Problem(
    name="split_heads",
    arguments=("X", "num_heads"),
    reference=split_heads,
    read=WRONG,
    criteria=(
        Criterion("shape", 1, "num_heads matrices of d_k features: (h, n, d_k)", right_shape(WHOLE.plain)),
        Criterion(
            "values",
            1,
            "head i has the features from i·d_k up to (i + 1)·d_k of every word",
            right_values(WHOLE.plain),
            ("shape",),
        ),
        Criterion("sizes", 1, "also where sizes coincide or are 1", right_values(WHOLE.edges), ("values",)),
        Criterion(
            "batch",
            1,
            "leading batch axes are kept: (..., h, n, d_k)",
            right_values(WHOLE.batched),
            ("values",),
        ),
        Criterion(
            "calls",
            1,
            "X is left as it was, and no call affects another",
            calls_independent(WHOLE.plain, WHOLE.edges, WHOLE.batched, WHOLE.dtypes),
            ("values",),
        ),
        Criterion(
            "dtype", 1, "float32 gives float32, float64 gives float64", keeps_dtype(WHOLE.dtypes), ("values",)
        ),
    ),
    choices=(LAYOUT, AXES),
    compose=lambda layout, axes: lambda X, num_heads: axes.apply(layout.apply(X, num_heads)),
    probes=WHOLE.probes,
    napkin=napkin,
    may_share=True,
    advice="Label the entries, as in the case below, and follow one that is wrong through your code.",
)


# The way back. Each takes (..., head, word, feature).


def _side_by_side(turn: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Turn some axes, then pour everything into (..., n, h d_k)."""

    def merge(H: Array) -> Array:
        *batch, h, n, d_k = H.shape
        return turn(H).reshape(*batch, n, h * d_k)

    return merge


_right_merge = _side_by_side(lambda H: np.moveaxis(H, -3, -2))

MERGE = (
    Option("side-by-side", _right_merge),
    Option(
        "reshape-alone",
        _side_by_side(lambda H: H),
        "The heads are merged by reshape alone, so a row gets what one head has read for several words.",
        "In which order do the entries of (h, n, d_k) lie? Which ones come into the first row?",
        MERGED,
    ),
    Option(
        "interleaved",
        _side_by_side(lambda H: np.moveaxis(H, -3, -1)),
        "The features are shuffled like cards: first feature 0 of every head, then feature 1 of every head; "
        "all features of head 0 should come first.",
        "Which of the three axes should vary fastest in a row of the result?",
        CARDS,
    ),
    Option(
        "words-with-features",
        _side_by_side(lambda H: np.swapaxes(H, -1, -2)),
        "The axes of words and features are swapped before the reshape; those of words and heads should be.",
        "A row of the result belongs to one word. Which axis must therefore come first?",
        MERGED,
    ),
    Option(
        "heads-with-features",
        _side_by_side(lambda H: np.swapaxes(H, -3, -1)),
        "The axes of heads and features are swapped before the reshape; those of words and heads should be.",
        "A row of the result belongs to one word. Which axis must therefore come first?",
        MERGED,
    ),
    Option(
        "swapped-0-and-1",
        _side_by_side(lambda H: np.swapaxes(H, 0, 1)),
        "Axes 0 and 1 are swapped, whatever they are: that is right without batch axes only.",
        "Which axes are they, counted from the end?",
        BATCH,
    ),
    Option(
        "swapped-1-and-2",
        _side_by_side(lambda H: np.swapaxes(H, 1, 2)),
        "Axes 1 and 2 are swapped, whatever they are: that is right for exactly one batch axis.",
        "Which axes are they, counted from the end?",
        BATCH,
    ),
    Option(
        "reversed-axes",
        _side_by_side(lambda H: H.T),
        ".T reverses all axes, where only those of words and heads should change places.",
        "Which two axes should change places, and which must stay where they are?",
        BATCH,
    ),
    Option(
        "summed",
        lambda H: H.sum(axis=-3),
        "The heads are added up, where they should be put side by side.",
        "How many features should a word have afterwards? What can nobody tell from a sum?",
        MERGED,
    ),
    Option(
        "averaged",
        lambda H: H.mean(axis=-3),
        "The heads are averaged, where they should be put side by side.",
        "How many features should a word have afterwards? What can nobody tell from an average?",
        MERGED,
    ),
    Option(
        "first-head",
        lambda H: H[..., 0, :, :],
        "Only the first head is there.",
        "Does a return stand inside your loop?",
        MERGED,
    ),
    Option(
        "last-head",
        lambda H: H[..., -1, :, :],
        "Only the last head is there.",
        "Does each head replace the one before it, instead of being put beside it?",
        MERGED,
    ),
    Option(
        "one-below-the-other",
        lambda H: H.reshape(*H.shape[:-3], -1, H.shape[-1]),
        "The heads are put one below the other: there are h·n rows, and each has the features of one head.",
        "Along which axis do features lie side by side?",
        MERGED,
    ),
    Option(
        "not-merged",
        lambda H: np.moveaxis(H, -3, -2),
        "The axes are turned back, but heads and features are still two axes.",
        "How many axes had the matrix before it was split?",
        MERGED,
    ),
    Option(
        "features-as-rows",
        lambda H: np.swapaxes(_right_merge(H), -1, -2),
        "The result stands on its side: it has a row for every feature, where it should have one for every word.",
        "Which axis do the words have in your result?",
        MERGED,
    ),
    Option(
        "heads-backwards",
        lambda H: _right_merge(np.flip(H, axis=-3)),
        "The heads stand in the opposite order: the features of the last head come first.",
        "Whose features should come first in a row?",
        MERGED,
    ),
)

HEAD_AXIS = (
    Option("third-from-the-end", lambda H: H),
    Option(
        "first-axis",
        lambda H: np.moveaxis(H, 0, -3),
        "The first axis is taken for that of the heads: with batch axes in front it is another.",
        "Which axis has the heads, counted from the end?",
        BATCH,
    ),
    Option(
        "second-axis",
        lambda H: np.moveaxis(H, 1, -3),
        "The second axis is taken for that of the heads: that is right for exactly one batch axis.",
        "Which axis has the heads, counted from the end?",
        BATCH,
    ),
)

BATCH_AXES = (
    Option("kept", lambda Z: Z),
    Option(
        "batch-flattened",
        lambda Z: Z.reshape(-1, *Z.shape[-2:]),
        "The result always has one batch axis: there may be none, and there may be several.",
        "What is in H.shape before the last three numbers?",
        BATCH,
    ),
    Option(
        "batch-into-rows",
        lambda Z: Z.reshape(-1, Z.shape[-1]),
        "The words of all sentences stand in one matrix: the batch axes are lost.",
        "What is in H.shape before the last three numbers?",
        BATCH,
    ),
)

COMBINE_HEADS = Problem(
    name="combine_heads",
    arguments=("H",),
    reference=combine_heads,
    read=WRONG,
    criteria=(
        Criterion(
            "values",
            1,
            "row p has what every head has read for word p, head 0 first",
            right_values(heads_of_any_size),
        ),
        Criterion(
            "batch",
            1,
            "leading batch axes are kept: (..., n, h·d_k)",
            right_values(SPLIT.batched),
            ("values",),
        ),
        Criterion(
            "calls",
            1,
            "H is left as it was, and no call affects another",
            calls_independent(heads_of_any_size, SPLIT.batched, SPLIT.dtypes),
            ("values",),
        ),
        Criterion(
            "dtype", 1, "float32 gives float32, float64 gives float64", keeps_dtype(SPLIT.dtypes), ("values",)
        ),
    ),
    choices=(MERGE, HEAD_AXIS, BATCH_AXES),
    compose=lambda merge, axis, batch: lambda H: batch.apply(merge.apply(axis.apply(H))),
    probes=SPLIT.probes,
    napkin=napkin_heads,
    may_share=True,
    advice="Follow one entry of the case below: of which head and word is it, and in which row must it be?",
)


GUESS = guess(
    "heard_guess",
    ALONE,
    "a whole number of words from 1 to 10",
    lambda number: 1 <= number <= 10 and number.is_integer(),
)


def texts(rng: np.random.Generator) -> list[Case]:
    """Heads that divide the words and heads that don't; one head, and as many as words."""
    pairs: Sequence[tuple[int, int]] = [(12, 3), (10, 4), (5, 1), (4, 4), (7, 2), (9, 5), (11, 3), (8, 5)]
    drawn = [(int(n), int(rng.integers(2, n))) for n in rng.integers(4, 14, size=4)]
    return [Case({"n": n, "num_heads": h}) for n, h in [*pairs, *drawn]]


def _heard(name: str, count: Callable[[int, int], int], sentence: str = "", hint: str = "") -> Option:
    return Option(name, count, sentence, hint, ALONE)


WORDS_HEARD = Problem(
    name="words_heard",
    arguments=("n", "num_heads"),
    reference=lambda n, num_heads: -(-n // num_heads),
    read=ALONE,
    criteria=(Criterion("heard", 1, "so many words reach the last one", right_values(texts)),),
    choices=(
        (
            _heard("all-in-its-stretch", lambda n, num_heads: -(-n // num_heads)),
            _heard(
                "whole-words-only",
                lambda n, num_heads: n // num_heads,
                "A word that is cut in two, with its end in the last stretch, is not counted.",
                "Is half a word heard, or not? Change that half, and look.",
            ),
            _heard(
                "itself-not-counted",
                lambda n, num_heads: -(-n // num_heads) - 1,
                "The last word itself is not counted.",
                "Does the last word's result change when the last word does?",
            ),
            _heard(
                "everyone",
                lambda n, num_heads: n,
                "All words are counted.",
                "Do you look at the row of the last word only, and do you change one word at a time? And do "
                "you use reshaped_layer?",
            ),
            _heard(
                "number-of-heads",
                lambda n, num_heads: num_heads,
                "It is the number of heads.",
                "With one head, how many words does the last word hear from?",
            ),
            _heard(
                "the-deaf",
                lambda n, num_heads: n + n // -num_heads,
                "These are the words that the last word does not hear from.",
                "Which words are to be counted: those whose change shows, or those whose change does not?",
            ),
            _heard(
                "nobody",
                lambda n, num_heads: 0,
                "It is 0 for every layer, and at least the last word's own change must show.",
                "Is the X that you change another array than the first (`.copy()`)? And do you compare the "
                "last row before the change with the last row after it?",
            ),
            _heard(
                "numbers-counted",
                lambda n, num_heads: -(-n // num_heads) * 8 * num_heads,
                "It is the right number times 8 · num_heads: entries of the last row are counted, not words.",
                "When one word changes and the whole last row with it, by how much should the count grow?",
            ),
        ),
    ),
    compose=lambda option: option.apply,
    probes=texts,
    accuracy=0.01,
    one_number=True,
    in_bank=False,
    advice="Change one word at a time, starting each time from the same X, and look at the last row only.",
)

COUNTEREXAMPLE = counterexample(
    "heads_counterexample",
    SPLIT_HEADS,
    shown="interleaved",
    bank=(
        "reshape-alone",
        "size-for-count",
        "starts-at-i",
        "not-turned",
        "swapped-0-and-1",
        "swapped-1-and-2",
        "heads-into-batch",
    ),
)

PROBLEMS: tuple[Problem, ...] = (SPLIT_HEADS, COMBINE_HEADS, GUESS, WORDS_HEARD, COUNTEREXAMPLE)
