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


def _blocks(X: Array, h: int) -> Array:
    return X.reshape(*X.shape[:-1], h, X.shape[-1] // h)


def _poured_by_columns(X: Array, h: int) -> Array:
    batch, n, d_k = _cut(X, h)
    return np.moveaxis(X.reshape(*batch, h, n, d_k, order="F"), -3, -2)


def _some(B: Array) -> Array:
    """Heads, of which there must be some: what np.stack or np.concatenate makes of an empty list is an error."""
    if not B.size:
        raise ValueError("there is nothing to put together")
    return B


def _empty(place: int, unless_one: bool = False) -> Callable[[Array, int], Array]:
    """One head is never written to; `unless_one`, not where it is the only one."""

    def layout(X: Array, h: int) -> Array:
        B = _blocks(X, h).copy()
        if not (unless_one and h == 1):
            B[..., place, :] = 0
        return B

    return layout


def _pieces_of_axis(axis: int) -> Callable[[Array, int], Array]:
    return lambda X, h: np.stack(np.split(X, h, axis=axis), axis=-2)


def _last_feature_empty(X: Array, h: int) -> Array:
    B = _blocks(X, h).copy()
    B[..., -1] = 0
    return B


def _zeros_elsewhere(X: Array, h: int) -> Array:
    features = np.arange(X.shape[-1])
    own = features // (X.shape[-1] // h) == np.arange(h)[:, None]  # (h, d_model)
    return np.where(own, X[..., None, :], 0)


LAYOUT = (
    Option("blocks", _blocks),
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
    Option(
        "heads-shifted-down",
        lambda X, h: np.roll(_blocks(X, h), -1, axis=-2),
        "Every head has the features of the next one, and the last head those of the first.",
        "At which feature does head 0 begin? From which number does your loop count?",
        ENTRIES,
    ),
    Option(
        "heads-shifted-up",
        lambda X, h: np.roll(_blocks(X, h), 1, axis=-2),
        "Every head has the features of the one before it, and head 0 those of the last.",
        "At which feature does head 0 begin? From which number does your loop count?",
        ENTRIES,
    ),
    Option(
        "features-backwards",
        lambda X, h: np.flip(_blocks(X, h), axis=-1),
        "The features inside each head stand in the opposite order.",
        "Which feature of the word should come first in head 0?",
        ENTRIES,
    ),
    Option(
        "words-backwards",
        lambda X, h: np.flip(_blocks(X, h), axis=-3),
        "The words stand in the opposite order: the last one comes first.",
        "Which word should the first row of a head belong to?",
        ENTRIES,
    ),
    Option(
        "one-feature-late",
        lambda X, h: _blocks(np.roll(X, -1, axis=-1), h),
        "Every head begins one feature too late: the first feature of the word ends up last.",
        "At which feature does head 0 begin?",
        ENTRIES,
    ),
    Option(
        "last-head-empty",
        _empty(-1),
        "The last head is never filled in: it is all zeros.",
        "range(n) ends with n - 1. Where does your loop over the heads end?",
        ENTRIES,
    ),
    Option(
        "last-head-empty-unless-one",
        _empty(-1, unless_one=True),
        "Where there is more than one head, the last one is never filled in: it is all zeros.",
        "range(n) ends with n - 1. Where does your loop over the heads end?",
        ENTRIES,
    ),
    Option(
        "first-head-empty",
        _empty(0),
        "The first head is never filled in: it is all zeros.",
        "From which number should a loop over the heads count?",
        ENTRIES,
    ),
    Option(
        "first-head-empty-unless-one",
        _empty(0, unless_one=True),
        "Where there is more than one head, the first one is never filled in: it is all zeros.",
        "From which number should a loop over the heads count?",
        ENTRIES,
    ),
    Option(
        "all-but-first-empty",
        lambda X, h: _blocks(X, h) * (np.arange(h) == 0)[:, None],
        "Only the first head is filled in: the others are all zeros.",
        "Does your loop go on after its first round? Does a return stand inside it?",
        ENTRIES,
    ),
    Option(
        "last-head-missing",
        lambda X, h: _some(_blocks(X, h)[..., :-1, :]),
        "There is one head too few: the last one is missing.",
        "range(n) ends with n - 1. Where does your loop over the heads end?",
        ENTRIES,
    ),
    Option(
        "first-head-missing",
        lambda X, h: _some(_blocks(X, h)[..., 1:, :]),
        "There is one head too few: the first one is missing.",
        "From which number should a loop over the heads count?",
        ENTRIES,
    ),
    Option(
        "only-first-head",
        lambda X, h: _blocks(X, h)[..., :1, :],
        "Only the first head is there.",
        "Does a return stand inside your loop?",
        ENTRIES,
    ),
    Option(
        "only-last-head",
        lambda X, h: _blocks(X, h)[..., -1:, :],
        "Only the last head is there.",
        "Does each round of your loop replace what the one before has found?",
        ENTRIES,
    ),
    Option(
        "last-block",
        lambda X, h: np.stack([_blocks(X, h)[..., -1, :]] * h, axis=-2),
        "Every head gets the same features, the last d_k.",
        "Does every round of your loop write into all heads?",
        ENTRIES,
    ),
    Option(
        "sum-of-blocks",
        lambda X, h: np.stack([_blocks(X, h).sum(axis=-2)] * h, axis=-2),
        "Every head gets the sum of all heads' features.",
        "Does every round of your loop add to all heads? Which one should it write to?",
        ENTRIES,
    ),
    Option(
        "average-of-blocks",
        lambda X, h: np.stack([_blocks(X, h).mean(axis=-2)] * h, axis=-2),
        "Every head gets the average of all heads' features.",
        "Each head has a share of the features to itself. Where in your code does it matter which head it is?",
        ENTRIES,
    ),
    Option(
        "starts-at-i-times-num_heads",
        _sliced(lambda i, h, d_k: slice(i * h, i * h + d_k)),
        "Head i starts at feature i·num_heads, and not at i·d_k: the blocks overlap, or leave gaps.",
        "How many features do the heads before head i have together?",
        ENTRIES,
    ),
    Option(
        "starts-at-i-times-num_heads-around",  # indices beyond the last feature begin anew
        lambda X, h: X[..., (np.arange(h)[:, None] * h + np.arange(X.shape[-1] // h)) % X.shape[-1]],
        "Head i starts at feature i·num_heads, and not at i·d_k: the blocks overlap, or leave gaps.",
        "How many features do the heads before head i have together?",
        ENTRIES,
    ),
    Option(
        "overlap-by-one",
        _sliced(lambda i, h, d_k: slice(i * (d_k - 1), i * (d_k - 1) + d_k)),
        "Each head starts at the feature with which the one before it ends: neighbours overlap by one.",
        "Which is the last feature of head 0, and which the first of head 1?",
        ENTRIES,
    ),
    Option(
        "last-feature-empty",
        _last_feature_empty,
        "The last feature of every head is never filled in: it is 0.",
        "range(n) ends with n - 1. Where does your loop over the features end?",
        ENTRIES,
    ),
    Option(
        "every-d_k-th",
        _sliced(lambda i, h, d_k: slice(i, None, d_k)),
        "Head i gets every d_k-th feature from feature i on, where it should get a block of neighbours.",
        "Label the features of one word 0, 1, 2, ... Which ones does head 0 have?",
        CARDS,
    ),
    Option(
        "zeros-elsewhere",
        _zeros_elsewhere,
        "Every head keeps all d_model places, with zeros where another head's features are: the features are "
        "covered, and not split.",
        "How many features should a head have?",
        ENTRIES,
    ),
    Option(
        "one-head",
        lambda X, h: X[..., None, :],
        "The features are not split: there is one head that has them all.",
        "Where in your code does num_heads appear?",
        ENTRIES,
    ),
    Option(
        "always-two-heads",
        lambda X, h: _blocks(X, 2),
        "There are always two heads, whatever num_heads says.",
        "Where in your code does num_heads appear?",
        ENTRIES,
    ),
    Option(
        "poured-by-columns",
        _poured_by_columns,
        "The entries are poured into the new shape by a reshape that goes down the columns (order F): each head "
        "gets words and features mixed.",
        "In which order does a reshape take the entries? Which axis of X has to be cut, and where does it stand?",
        ALONE,
    ),
    Option(
        "columns-in-blocks",
        lambda X, h: _blocks(np.swapaxes(X, -1, -2).reshape(X.shape), h),
        "X is transposed, and then poured back into rows before it is cut: what was one feature of all words stands "
        "in a row.",
        "After a transpose, what does one row hold?",
        ALONE,
    ),
    Option(
        "words-dealt-out",
        lambda X, h: np.stack([X[..., i::h, :] for i in range(h)], axis=-2),
        "The words are dealt out to the heads in turn, where the features should be shared out.",
        "Every head attends to the whole text. What of a word does it have?",
        ENTRIES,
    ),
    Option(
        "axis-0-split",
        _pieces_of_axis(0),
        "X is split along its first axis, and not along that of the features: the words are shared out, or the "
        "sentences of a batch.",
        "Every head attends to the whole text. Which axis has the features?",
        ENTRIES,
    ),
    Option(
        "axis-1-split",
        _pieces_of_axis(1),
        "X is split along axis 1, which is that of the features without batch axes only.",
        "Which axis has the features, counted from the end?",
        BATCH,
    ),
    Option(
        "d_k-from-words",
        lambda X, h: np.stack([X[..., i * (d := X.shape[-2] // h) : (i + 1) * d] for i in range(h)], axis=-2),
        "d_k is computed from the number of words, and not from that of the features.",
        "Which axis of X has d_model entries, counted from the end?",
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
    Option(
        "several-batch-axes-flattened",
        lambda B: _heads_then_words(B.reshape(-1, *B.shape[-3:]) if B.ndim > 4 else B),
        "Several batch axes are flattened into one: each should be kept.",
        "What is in X.shape before the last two numbers?",
        BATCH,
    ),
    Option(
        "features-for-heads",
        lambda B: np.moveaxis(B, -1, -3),
        "The axes of heads and features are exchanged: the result walks over the features of a head first, and "
        "over the heads last.",
        "attention takes the last two axes. Which two should those be?",
        ENTRIES,
    ),
    Option(
        "words-with-features",
        lambda B: np.swapaxes(B, -3, -1),
        "The axes of words and features have changed places; those of words and heads should.",
        "Write down, for each axis of the result, what one walks along on it.",
        ENTRIES,
    ),
    Option(
        "heads-at-axis-1",
        lambda B: np.moveaxis(B, -2, 1),
        "The axis of heads is put at place 1, which is right for exactly one batch axis only.",
        "Where should the axis of heads stand, counted from the end?",
        BATCH,
    ),
    Option(
        "swapped-0-and-2",
        lambda B: np.swapaxes(B, 0, 2),
        "Axes 0 and 2 are swapped, whatever they are; it should be those of words and heads.",
        "Which axes are they, counted from the end?",
        BATCH,
    ),
    Option(
        "one-below-the-other",
        lambda B: _heads_then_words(B).reshape(*B.shape[:-3], -1, B.shape[-1]),
        "The heads stand one below the other in one matrix: there is no axis of heads.",
        "How many axes should the result have? What makes a new axis, and what only a longer one?",
        ENTRIES,
    ),
    Option(
        "joined-along-axis-0",
        lambda B: np.concatenate(list(np.moveaxis(B, -2, 0)), axis=0),
        "The heads are joined along axis 0, as more words or more sentences: they should have an axis of their own.",
        "What makes a new axis, and what only a longer one?",
        BATCH,
    ),
    Option(
        "only-first-sentence",
        lambda B: _heads_then_words(B.reshape(-1, *B.shape[-3:])[0]),
        "Of a batch, only the first sentence is there.",
        "What is in X.shape before the last two numbers, and where in your result?",
        BATCH,
    ),
    Option(
        "last-sentence-for-all",
        lambda B: _heads_then_words(np.broadcast_to(B.reshape(-1, *B.shape[-3:])[-1], B.shape)),
        "All sentences of a batch get the heads of the last one.",
        "Does each round of your loop over the batch write to its own place?",
        BATCH,
    ),
    Option(
        "last-word-empty",
        lambda B: _heads_then_words(B * (np.arange(B.shape[-3]) < B.shape[-3] - 1)[:, None, None]),
        "The last word is never filled in: its row is 0 in every head.",
        "range(n) ends with n - 1. Where does your loop over the words end?",
        ENTRIES,
    ),
)

WITHOUT_HEADS = (
    Option(
        "not-split",
        lambda X, num_heads: X.copy(),
        "The result is X itself: nothing is split.",
        "How many axes should the result have? What does your function return?",
        ENTRIES,
    ),
    Option(
        "one-head-by-itself",
        lambda X, num_heads: X[..., : X.shape[-1] // num_heads],
        "Only the first head is there, as a matrix: there is no axis of heads.",
        "Does a return stand inside your loop?",
        ENTRIES,
    ),
    Option(
        "last-head-by-itself",
        lambda X, num_heads: X[..., -(X.shape[-1] // num_heads) :],
        "Only the last head is there, as a matrix: there is no axis of heads.",
        "Does each round of your loop replace what the one before has found?",
        ENTRIES,
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
    others=WITHOUT_HEADS,
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


def _one_empty(place: int, unless_one: bool = False) -> Callable[[Array], Array]:
    """One head is never written into the result; `unless_one`, not where it is the only one."""

    def merge(H: Array) -> Array:
        H = H.copy()
        if not (unless_one and H.shape[-3] == 1):
            H[..., place, :, :] = 0
        return _right_merge(H)

    return merge


def _written_from(start: Callable[[int, int, int], int]) -> Callable[[Array], Array]:
    """Head i is written into zeros from a wrong feature on, over what stands there already."""

    def merge(H: Array) -> Array:
        *batch, h, n, d_k = H.shape
        Z = np.zeros((*batch, n, h * d_k))
        for i in range(h):
            Z[..., start(i, h, d_k) : start(i, h, d_k) + d_k] = H[..., i, :, :]
        return Z

    return merge


def _counted_on(axis: int) -> Callable[[Array], Array]:
    """As many heads are taken as another axis is long."""
    return lambda H: np.concatenate([H[..., i, :, :] for i in range(H.shape[axis])], axis=-1)


def _everywhere(head: Callable[[Array], Array]) -> Callable[[Array], Array]:
    return lambda H: np.concatenate([head(H)] * H.shape[-3], axis=-1)


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
    Option(
        "heads-on-their-sides",
        lambda H: np.concatenate(list(np.moveaxis(np.swapaxes(H, -1, -2), -3, 0)), axis=-1),
        "Each head is transposed before the heads are joined: a row of the result belongs to a feature, and not to a word.",
        "Which axis do the words have in your result?",
        MERGED,
    ),
    Option(
        "sizes-exchanged",
        lambda H: _right_merge(H).reshape(*H.shape[:-2], -1),
        "The axes are turned back as they should be, but then h and n are exchanged in the reshape: there is a row for "
        "every head, with n·d_k numbers.",
        "In which order do the three numbers stand in H.shape, and which of them counts the rows of the result?",
        MERGED,
    ),
    Option(
        "a-row-for-each-head",
        lambda H: H.reshape(*H.shape[:-2], -1),
        "There is a row for every head, with n·d_k numbers, where there should be one for every word.",
        "A row of the result belongs to one word. How many rows has yours?",
        MERGED,
    ),
    Option(
        "flattened",
        lambda H: H.reshape(*H.shape[:-3], -1),
        "Heads, words and features are flattened into a single axis.",
        "How many axes had the matrix before it was split?",
        MERGED,
    ),
    Option(
        "flattened-with-batch",
        lambda H: H.reshape(-1),
        "Everything is flattened into a single axis, the batch too.",
        "How many axes had the matrix before it was split?",
        MERGED,
    ),
    Option(
        "untouched",
        lambda H: H.copy(),
        "The result is H itself: nothing is merged.",
        "How many axes should the result have? What does your function return?",
        MERGED,
    ),
    Option(
        "features-first",
        _side_by_side(lambda H: np.moveaxis(H, -1, -3)),
        "The features are moved in front of the heads before the reshape; it is the words that should stand first.",
        "A row of the result belongs to one word. Which axis must therefore come first?",
        MERGED,
    ),
    Option(
        "poured-by-columns",
        lambda H: H.reshape(*H.shape[:-3], H.shape[-2], -1, order="F"),
        "The heads are merged by a reshape that goes down the columns (order F): heads and words get mixed.",
        "In which order does your reshape take the entries of (h, n, d_k)? Which ones come into the first row?",
        MERGED,
    ),
    Option(
        "swapped-0-and-2",
        _side_by_side(lambda H: np.swapaxes(H, 0, 2)),
        "Axes 0 and 2 are swapped, whatever they are; it should be those of words and heads.",
        "Which axes are they, counted from the end?",
        BATCH,
    ),
    Option(
        "first-with-words",
        _side_by_side(lambda H: np.swapaxes(H, 0, -2)),
        "The very first axis changes places with the words, as if it were that of the heads: with batch axes in front "
        "it is another.",
        "Which axis has the heads, counted from the end?",
        BATCH,
    ),
    Option(
        "counted-on-axis-0",
        _counted_on(0),
        "The number of heads is read from the first axis: with batch axes in front it is the number of sentences.",
        "Which axis has the heads, counted from the end?",
        BATCH,
    ),
    Option(
        "counted-on-axis-1",
        _counted_on(1),
        "The number of heads is read from axis 1, which is theirs for exactly one batch axis only.",
        "Which axis has the heads, counted from the end?",
        BATCH,
    ),
    Option(
        "indexed-on-axis-0",
        lambda H: np.concatenate([H[i] for i in range(H.shape[-3])], axis=-1),
        "H[i] is taken for head i: with batch axes in front it is sentence i.",
        "Which axis does H[i] go along? What does H[..., i, :, :] give?",
        BATCH,
    ),
    Option(
        "joined-along-axis-0",
        lambda H: np.concatenate(list(H), axis=0),
        "The parts of H are joined along axis 0, one below the other, and the first axis is taken for the heads.",
        "Along which axis do features lie side by side?",
        MERGED,
    ),
    Option(
        "joined-along-axis-1",
        lambda H: np.concatenate(list(H), axis=1),
        "The parts of H are joined along axis 1 (as np.hstack does): that is right without batch axes only.",
        "Which axis has the heads, and which the features, counted from the end?",
        BATCH,
    ),
    Option(
        "heads-shifted",
        lambda H: _right_merge(np.roll(H, 1, axis=-3)),
        "The heads are shifted by one place: the last head's features come first.",
        "Whose features should come first in a row? From which number does your loop count?",
        MERGED,
    ),
    Option(
        "heads-shifted-back",
        lambda H: _right_merge(np.roll(H, -1, axis=-3)),
        "The heads are shifted by one place: head 1 comes first, and head 0 last.",
        "Whose features should come first in a row? From which number does your loop count?",
        MERGED,
    ),
    Option(
        "features-backwards",
        lambda H: _right_merge(np.flip(H, axis=-1)),
        "The features inside each head stand in the opposite order.",
        "Which feature of head 0 should come first?",
        MERGED,
    ),
    Option(
        "all-backwards",
        lambda H: np.flip(_right_merge(H), axis=-1),
        "Each row is turned around: the last feature of the last head comes first.",
        "Whose features should come first in a row?",
        MERGED,
    ),
    Option(
        "words-backwards",
        lambda H: _right_merge(np.flip(H, axis=-2)),
        "The words stand in the opposite order: the last one comes first.",
        "Which word should the first row belong to?",
        MERGED,
    ),
    Option(
        "last-head-empty",
        _one_empty(-1),
        "The place of the last head is never filled in: it is all zeros.",
        "range(n) ends with n - 1. Where does your loop over the heads end?",
        MERGED,
    ),
    Option(
        "last-head-empty-unless-one",
        _one_empty(-1, unless_one=True),
        "Where there is more than one head, the place of the last is never filled in: it is all zeros.",
        "range(n) ends with n - 1. Where does your loop over the heads end?",
        MERGED,
    ),
    Option(
        "first-head-empty",
        _one_empty(0),
        "The place of the first head is never filled in: it is all zeros.",
        "From which number should a loop over the heads count?",
        MERGED,
    ),
    Option(
        "first-head-empty-unless-one",
        _one_empty(0, unless_one=True),
        "Where there is more than one head, the place of the first is never filled in: it is all zeros.",
        "From which number should a loop over the heads count?",
        MERGED,
    ),
    Option(
        "all-but-first-empty",
        lambda H: _right_merge(H * (np.arange(H.shape[-3]) == 0)[:, None, None]),
        "Only the first head is filled in: the places of the others are all zeros.",
        "Does your loop go on after its first round? Does a return stand inside it?",
        MERGED,
    ),
    Option(
        "last-head-missing",
        lambda H: _some(_right_merge(H[..., :-1, :, :])),
        "The last head is missing: the rows are d_k features too short.",
        "range(n) ends with n - 1. Where does your loop over the heads end?",
        MERGED,
    ),
    Option(
        "first-head-missing",
        lambda H: _some(_right_merge(H[..., 1:, :, :])),
        "The first head is missing: the rows are d_k features too short.",
        "From which number should a loop over the heads count?",
        MERGED,
    ),
    Option(
        "first-head-everywhere",
        _everywhere(lambda H: H[..., 0, :, :]),
        "The first head stands in the place of every head.",
        "Where in your code does it matter which head it is?",
        MERGED,
    ),
    Option(
        "last-head-everywhere",
        _everywhere(lambda H: H[..., -1, :, :]),
        "The last head stands in the place of every head.",
        "Does every round of your loop write into all places?",
        MERGED,
    ),
    Option(
        "sum-everywhere",
        _everywhere(lambda H: H.sum(axis=-3)),
        "The sum of the heads stands in the place of every head.",
        "Does every round of your loop add to all places? Which one should it write to?",
        MERGED,
    ),
    Option(
        "average-everywhere",
        _everywhere(lambda H: H.mean(axis=-3)),
        "The average of the heads stands in the place of every head.",
        "Whose features should stand in the first d_k columns, and whose in the next?",
        MERGED,
    ),
    Option(
        "largest-of-the-heads",
        lambda H: H.max(axis=-3),
        "Of the heads, the largest number is taken in each place; they should be put side by side.",
        "How many features should a word have afterwards?",
        MERGED,
    ),
    Option(
        "written-from-i",
        _written_from(lambda i, h, d_k: i),
        "Head i is written from column i on, over most of what the head before has left there.",
        "How many features do the heads before head i have together?",
        MERGED,
    ),
    Option(
        "written-from-i-times-num_heads",
        _written_from(lambda i, h, d_k: i * h),
        "Head i is written from column i·num_heads on, and not from i·d_k: the blocks overlap, or leave gaps.",
        "How many features do the heads before head i have together?",
        MERGED,
    ),
    Option(
        "last-feature-empty",
        lambda H: _right_merge(H * (np.arange(H.shape[-1]) < H.shape[-1] - 1)),
        "The last feature of every head is never filled in: it is 0.",
        "A slice ends before its second number, and range(n) with n - 1.",
        MERGED,
    ),
    Option(
        "last-feature-missing",
        lambda H: _right_merge(H[..., :-1]),
        "The last feature of every head is left out.",
        "A slice ends before its second number.",
        MERGED,
    ),
    Option(
        "last-word-empty",
        lambda H: _right_merge(H * (np.arange(H.shape[-2]) < H.shape[-2] - 1)[:, None]),
        "The last word is never filled in: its row is 0.",
        "range(n) ends with n - 1. Where does your loop over the words end?",
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
    Option(
        "several-batch-axes-flattened",
        lambda Z: Z.reshape(-1, *Z.shape[-2:]) if Z.ndim > 3 else Z,
        "Several batch axes are flattened into one: each should be kept.",
        "What is in H.shape before the last three numbers?",
        BATCH,
    ),
    Option(
        "only-first-sentence",
        lambda Z: Z.reshape(-1, *Z.shape[-2:])[0],
        "Of a batch, only the first sentence is there.",
        "What is in H.shape before the last three numbers, and where in your result?",
        BATCH,
    ),
    Option(
        "last-sentence-for-all",
        lambda Z: np.broadcast_to(Z.reshape(-1, *Z.shape[-2:])[-1], Z.shape),
        "All sentences of a batch get the result of the last one.",
        "Does each round of your loop over the batch write to its own place?",
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
