"""Chapter 11, positions: sinusoidal_positions and rope."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from attention_lib.check.attempt import Attempt
from attention_lib.check.criteria import (
    calls_independent,
    how_far,
    keeps_dtype,
    no_result,
    right_shape,
    right_values,
)
from attention_lib.check.problem import Array, Case, Criterion, Option, Problem, different_sizes
from attention_lib.reference.positions import BASE, rope, sinusoidal_positions


def _read(name: str) -> str:
    return f"the library, “{name}” (api.html#attention_lib.reference.positions.{name})"


def _table(n: int, d_model: int) -> Case:
    return Case({"n": n, "d_model": d_model}, {"n": n, "d_model": d_model})


def even(rng: np.random.Generator) -> list[Case]:
    """An even number of columns; then the same columns with fewer rows and with more."""
    a, b, c = different_sizes(rng, 3)
    wide = 2 * b
    # Of a width of its own: a table kept from here could serve the high one below, too.
    other = next(width for width in (2 * c, 2 * c + 2, 2 * c + 4) if width not in (a, wide))
    return [
        _table(a, other),
        _table(min(a, c), wide),
        _table(max(a, c), wide),
        _table(min(a, c), wide),
        _table(1500, 4),
    ]


def odd(rng: np.random.Generator) -> list[Case]:
    """An odd number of columns, a single one, a single row, as many rows as columns."""
    a, b, c = different_sizes(rng, 3)
    return [
        _table(a, 2 * b + 1),
        _table(2 * b, 2 * c - 1),
        _table(a, 1),
        _table(1, 2 * b),
        _table(2 * c, 2 * c),
    ]


def tables(rng: np.random.Generator) -> list[Case]:
    """Even and odd widths, tables that are high, wide and square."""
    n = 10 + int(rng.integers(0, 5))
    sizes = [(n, 8), (3, 12), (12, 4), (n + 5, 10), (6, 6), (8, 8), (n, 5), (4, 7), (7, 7), (4, 9), (n, 2)]
    return [_table(*size) for size in sizes]


def small_tables(rng: np.random.Generator) -> list[Case]:
    """The smallest first."""
    return [_table(*size) for size in ((1, 2), (2, 2), (2, 4), (3, 4), (2, 1), (2, 3))]


def _full_precision(attempt: Attempt) -> str | None:
    """Float64, with all its digits."""
    for case in attempt.cases(even):
        answer = attempt.answer(case)
        if answer.parts is None:
            return no_result(answer)
        if (given := answer.parts[0].dtype.newbyteorder("=")) != np.float64:
            return f"The result must be float64, as NumPy makes it by itself; yours is {given}."
        if not attempt.is_right(answer, np.float64):
            return f"The result is not as precise as float64. {how_far(attempt, answer, np.float64)}"
    return None


COUNTED = (
    Option("from-0", lambda n: np.arange(n)),
    Option(
        "from-1",
        lambda n: np.arange(1, n + 1),
        "The first position is counted as 1; it is 0.",
        "What are the sines and cosines in the first row?",
    ),
    Option(
        "fractions-of-n",
        lambda n: np.arange(n) / n,
        "The positions are divided by their number: position 1 means something else in each length.",
        "Should position 3 look the same in a short text and in a long one?",
    ),
    Option(
        "from-0-to-1",
        lambda n: np.linspace(0, 1, n),
        "The positions are squeezed between 0 and 1: position 1 means something else in each length.",
        "Should position 3 look the same in a short text and in a long one?",
    ),
    Option(
        "negative-positions",
        lambda n: -np.arange(n),
        "The positions count downwards: the sines have the wrong sign.",
        "What is the sine of a positive small angle?",
        alone=True,
    ),
    Option(
        "positions-reversed",
        lambda n: np.arange(n)[::-1],
        "The positions stand in reverse order.",
        "Which row is that of position 0?",
        alone=True,
    ),
    Option(
        "even-positions",
        lambda n: 2 * np.arange(n),
        "The positions are counted in steps of two.",
        "What is the second position called?",
        alone=True,
    ),
)

# Each takes the number of the pair, that of the column, d_model and n.
EXPONENT = (
    Option("pairs", lambda i, column, d, n: 2 * i / d),
    Option(
        "exponent-halved",
        lambda i, column, d, n: i / d,
        "The exponent is i / d_model where it should be 2i / d_model, i being the number of the pair.",
        "The exponent should come near to 1 in the last pair. How near does yours come?",
    ),
    Option(
        "exponent-doubled",
        lambda i, column, d, n: 4 * i / d,
        "The exponent is twice what it should be: column numbers already go in steps of two.",
        "In the formula, is i the number of the column, or that of the pair?",
    ),
    Option(
        "own-exponent",
        lambda i, column, d, n: column / d,
        "Each column has an exponent of its own, where sine and cosine of a pair share one.",
        "Columns 2i and 2i + 1: which exponent does the formula give to the one, and which to the other?",
    ),
    Option(
        "own-exponent-doubled",
        lambda i, column, d, n: 2 * column / d,
        "The exponent counts columns, where i counts pairs: it is twice as large, and each column has its own.",
        "Columns 2i and 2i + 1: what is i in column 5?",
    ),
    Option(
        "last-exponent-1",
        lambda i, column, d, n: i / max((d + 1) // 2 - 1, 1),
        "The exponents are spread so that the last one is 1; they should be 2i / d_model.",
        "By what is the exponent divided in the formula?",
    ),
    Option(
        "divided-by-n",
        lambda i, column, d, n: 2 * i / n,
        "The exponent is divided by n, the number of positions, and not by d_model.",
        "The wavelengths belong to the columns. Which of the two numbers counts columns?",
    ),
    Option(
        "one-wavelength",
        lambda i, column, d, n: 0 * i,
        "All pairs have the same wavelength, as if the exponent were 0.",
        "Print the exponents. Does // divide, or does it throw away what follows the point?",
    ),
    Option(
        "pairs-from-1",
        lambda i, column, d, n: 2 * (i + 1) / d,
        "The pairs are counted from 1; the first pair has the exponent 0.",
        "What is i in the columns 0 and 1?",
    ),
    Option(
        "pairs-of-the-rounded-up-width",
        lambda i, column, d, n: 2 * i / (d + d % 2),
        "Where d_model is odd, the exponent is divided by the next even number; it should be divided by d_model as it is.",
        "Which number divides the exponent where d_model is 5?",
        alone=True,
    ),
    Option(
        "pairs-of-the-rounded-down-width",
        lambda i, column, d, n: 2 * i / max(d - d % 2, 1),
        "Where d_model is odd, the exponent is divided by the even number before it; it should be divided by d_model as it is.",
        "Which number divides the exponent where d_model is 5?",
        alone=True,
    ),
    Option(
        "divided-by-one-less",
        lambda i, column, d, n: 2 * i / max(d - 1, 1),
        "The exponent is divided by d_model - 1; it should be divided by d_model.",
        "By what is the exponent divided in the formula?",
        alone=True,
    ),
    Option(
        "own-exponent-one-less",
        lambda i, column, d, n: column / max(d - 1, 1),
        "Each column has an exponent of its own, spread from 0 to 1; a pair of columns shares one, 2i / d_model.",
        "Columns 2i and 2i + 1: which exponent does the formula give to the one, and which to the other?",
        alone=True,
    ),
    Option(
        "columns-backwards",
        lambda i, column, d, n: 2 * ((d - 1) // 2 - i) / d,
        "The pairs are counted from the last one: the first pair has the longest wavelength.",
        "Which columns should turn fastest?",
        alone=True,
    ),
    Option(
        "exponent-not-divided",
        lambda i, column, d, n: 2.0 * i,
        "The exponent is 2i, and is not divided by d_model.",
        "What stands below the exponent in the formula?",
        alone=True,
    ),
    Option(
        "exponent-not-divided-by-column",
        lambda i, column, d, n: 1.0 * i,
        "The exponent is i, the number of the pair; it should be 2i / d_model.",
        "What stands below the exponent in the formula?",
        alone=True,
    ),
    Option(
        "exponent-squared-root",
        lambda i, column, d, n: np.sqrt(2 * i / d),
        "There is a root in the exponent, which should be 2i / d_model.",
        "Which root does the formula have?",
        alone=True,
    ),
)

# Each takes the position, the exponent, the number of the column and d_model.
ANGLE = (
    Option("wavelengths", lambda p, e, column, d: p / BASE**e),
    Option(
        "multiplied",
        lambda p, e, column, d: p * BASE**e,
        "The position is multiplied by the power of 10000, where it should be divided.",
        "Should the last columns turn faster than the first, or slower?",
    ),
    Option(
        "base-1000",
        lambda p, e, column, d: p / 1000.0**e,
        "The base is 1000; it should be 10000.",
        "Count the zeros.",
    ),
    Option(
        "base-100000",
        lambda p, e, column, d: p / 100000.0**e,
        "The base is 100000; it should be 10000.",
        "Count the zeros.",
    ),
    Option(
        "base-e",
        lambda p, e, column, d: p / np.exp(e),
        "The base is e; it should be 10000.",
        "exp(-x) is a power of e. What has to stand in the exponent for a power of 10000?",
    ),
    Option(
        "log10",
        lambda p, e, column, d: p / np.exp(4 * e),
        "The logarithm of 10000 is taken to the base 10, and the power to the base e.",
        "exp undoes one of the logarithms only. Which?",
    ),
    Option(
        "power-before-division",
        lambda p, e, column, d: p / BASE ** (e * d) / d,
        "Only 2i stands in the exponent, and d_model divides what comes out: ** binds more tightly than /.",
        "In 10000 ** 2 * i / d, what is raised to what? Put parentheses around the exponent.",
    ),
    Option(
        "degrees",
        lambda p, e, column, d: np.deg2rad(p / BASE**e),
        "The angles are taken for degrees.",
        "NumPy's sine takes its angle as it is. Does anything turn degrees into radians?",
    ),
    Option(
        "roles-swapped",
        lambda p, e, column, d: column / BASE ** (2 * p / d),
        "Position and column have changed places in the formula.",
        "Along which axis should the angle grow evenly?",
    ),
    Option(
        "base-10",
        lambda p, e, column, d: p / 10.0**e,
        "The base is 10; it should be 10000.",
        "Count the zeros.",
        alone=True,
    ),
    Option(
        "base-2",
        lambda p, e, column, d: p / 2.0**e,
        "The base is 2; it should be 10000.",
        "Which number is raised to the exponent?",
        alone=True,
    ),
    Option(
        "no-power",
        lambda p, e, column, d: p * e,
        "The position is multiplied by the exponent itself; 10000 is raised to it, and divides the position.",
        "Where does 10000 stand in your code?",
        alone=True,
    ),
    Option(
        "base-times-exponent",
        lambda p, e, column, d: p / np.maximum(BASE * e, 1),
        "10000 is multiplied by the exponent, where it should be raised to it.",
        "What does * do, and what **?",
        alone=True,
    ),
    Option(
        "turns",
        lambda p, e, column, d: 2 * np.pi * p / BASE**e,
        "The angles are multiplied by 2π.",
        "Does 2π stand in the formula?",
        alone=True,
    ),
    Option(
        "half-turns",
        lambda p, e, column, d: np.pi * p / BASE**e,
        "The angles are multiplied by π.",
        "Does π stand in the formula?",
        alone=True,
    ),
    Option(
        "position-in-the-power",
        lambda p, e, column, d: (p / BASE) ** e,
        "The position is divided by 10000 first, and then the quotient is raised to the exponent.",
        "In (p / 10000) ** e, what is raised? Which of the two should be?",
        alone=True,
    ),
    Option(
        "shifted-by-a-quarter",
        lambda p, e, column, d: p / BASE**e + np.pi / 2,
        "The angles are a quarter of a turn too large.",
        "How do you make a cosine of a sine, and which columns need it?",
        alone=True,
    ),
)

# Each takes the position, the number of the column and d_model: is it a cosine, and which pair is it of?
LAYOUT = (
    Option("interleaved", lambda p, column, d: (column % 2 == 1, column // 2)),
    Option(
        "cosine-first",
        lambda p, column, d: (column % 2 == 0, column // 2),
        "Sine and cosine have changed places: the even columns hold sines.",
        "Which columns are 1 in the first row?",
    ),
    Option(
        "halves",
        lambda p, column, d: (column >= (d + 1) // 2, column % ((d + 1) // 2)),
        "The first half of the columns holds the sines and the second half the cosines; they should alternate.",
        "Where does the cosine of the first pair belong, and where is it?",
    ),
    Option(
        "halves-cosine-first",
        lambda p, column, d: (column < (d + 1) // 2, column % ((d + 1) // 2)),
        "The cosines fill the first half of the columns and the sines the second; they should alternate.",
        "Which function is in column 0, and which in column 1?",
    ),
    Option(
        "halves-by-column",
        lambda p, column, d: (column >= (d + 1) // 2, column // 2),
        "The first half of the columns are sines and the second half cosines; they should alternate.",
        "What tells an even column from an odd one?",
    ),
    Option(
        "only-sines",
        lambda p, column, d: (np.zeros(d, dtype=bool), column // 2),
        "There are sines only; the odd columns should be cosines.",
        "Which columns are 1 in the first row?",
    ),
    Option(
        "only-cosines",
        lambda p, column, d: (np.ones(d, dtype=bool), column // 2),
        "There are cosines only; the even columns should be sines.",
        "Which columns are 0 in the first row?",
    ),
    Option(
        "by-row",
        lambda p, column, d: (p % 2 == 1, column // 2),
        "Even rows are sines and odd rows cosines; it is the columns that should alternate.",
        "Which axis has the positions, and which the features?",
    ),
    Option(
        "alternating-over-halves",
        lambda p, column, d: (column % 2 == 1, column % ((d + 1) // 2)),
        "Sines and cosines alternate, but the angles are laid out for halves: they start anew in the middle.",
        "Write down, for d_model = 4, which angle each of the four columns has.",
        alone=True,
    ),
    Option(
        "last-column-cosine",
        lambda p, column, d: ((column % 2 == 1) | ((column == d - 1) & (d % 2 == 1)), column // 2),
        "Where d_model is odd, the last column is a cosine; as an even column it should be a sine.",
        "Is the last column of five an even one or an odd one, counted from 0?",
        alone=True,
    ),
)


def _refuse_odd(width: int) -> tuple[int, int]:
    if width % 2:
        raise ValueError
    return width, 0


# Each takes d_model and gives how many columns are filled, and how many stay 0.
ODD_WIDTH = (
    Option("any-width", lambda d: (d, 0)),
    Option(
        "odd-width-fails",
        _refuse_odd,
        "It stops where d_model is odd, where there is one sine more than there are cosines.",
        "How many odd columns are there if d_model is 5?",
    ),
    Option(
        "odd-width-last-empty",
        lambda d: (d // 2 * 2, d % 2),
        "Where d_model is odd, the last column stays 0.",
        "How many even columns are there if d_model is 5?",
    ),
    Option(
        "odd-width-short",
        lambda d: (d // 2 * 2, 0),
        "Where d_model is odd, a column is missing.",
        "How many even columns are there if d_model is 5?",
    ),
    Option(
        "odd-width-one-more",
        lambda d: (d + d % 2, 0),
        "Where d_model is odd, there is a column too many.",
        "How many columns are there if d_model is 5?",
        alone=True,
    ),
)


def _sinusoidal(
    counted: Option, exponent: Option, angle: Option, layout: Option, odd_width: Option
) -> Callable[[int, int], Any]:
    def implementation(n: int, d_model: int) -> Any:
        filled, empty = odd_width.apply(d_model)
        column = np.arange(filled)
        is_cosine, pair = layout.apply(np.arange(n)[:, None], column, filled)
        power = exponent.apply(pair, column, d_model, n)
        angles = angle.apply(counted.apply(n)[:, None], power, column, d_model)  # (n, filled)
        table = np.where(is_cosine, np.cos(angles), np.sin(angles))
        return np.pad(table, ((0, 0), (0, empty))) if empty else table

    return implementation


SINUSOIDAL = Problem(
    name="sinusoidal_positions",
    arguments=("n", "d_model"),
    reference=sinusoidal_positions,
    read=_read("sinusoidal_positions"),
    criteria=(
        Criterion("shape", 1, "one row a position, one column a feature", right_shape(even)),
        Criterion(
            "values", 2, "sines in the even columns, cosines in the odd", right_values(even), ("shape",)
        ),
        Criterion("sizes", 1, "also where d_model is odd, or a size is 1", right_values(odd), ("values",)),
        Criterion("dtype", 1, "the numbers are float64, with all their digits", _full_precision, ("values",)),
        Criterion("calls", 1, "each call makes a table of its own", calls_independent(even), ("values",)),
    ),
    choices=(COUNTED, EXPONENT, ANGLE, LAYOUT, ODD_WIDTH),
    compose=_sinusoidal,
    probes=tables,
    magnitude=lambda n, d_model: np.maximum(np.arange(n), 1)[:, None],  # an angle is as exact as it is small
    napkin=small_tables,
    advice="Work out row 1 by hand for d_model = 4: two angles, four numbers.",
)


def _rows(
    rng: np.random.Generator,
    positions: Callable[[tuple[int, ...]], Array] | None = None,
    batch: tuple[int, ...] = (),
    each: bool = False,
    n: int = 0,
    d: int = 0,
) -> Case:
    """Rows to turn: at 0, 1, 2, ..., or at what `positions` gives for a shape, for each batch its own."""
    drawn, pairs = different_sizes(rng, 2)
    n = n or drawn
    d = d or 2 * (pairs + 1 if n == 2 * pairs else pairs)
    at = np.arange(n) if positions is None else positions((*batch, n) if each else (n,))
    return Case({"x": rng.normal(size=(*batch, n, d)), "positions": at}, {"n": n, "d": d}, batch)


def _whole(rng: np.random.Generator) -> Callable[[tuple[int, ...]], Array]:
    return lambda shape: rng.integers(1, 95, size=shape)


def _fractions(rng: np.random.Generator) -> Callable[[tuple[int, ...]], Array]:
    return lambda shape: rng.uniform(-40, 40, size=shape)


def in_order(rng: np.random.Generator) -> list[Case]:
    """Positions 0, 1, 2, ...; some sizes coincide or are small; the first and the last are the same."""
    even = int(rng.integers(2, 5)) * 2
    some = _rows(rng)
    n, d = some.sizes["n"], some.sizes["d"]
    return [some, _rows(rng, n=even, d=even), _rows(rng, n=3, d=2), _rows(rng), _rows(rng, n=n, d=d)]


def anywhere(rng: np.random.Generator) -> list[Case]:
    """Whole positions in any order, a single row, far positions."""
    far = _rows(rng, lambda shape: rng.integers(1000, 5000, size=shape))
    return _and_elsewhere(rng, [_rows(rng, _whole(rng)), _rows(rng, _whole(rng), n=1), far])


def _and_elsewhere(rng: np.random.Generator, cases: list[Case]) -> list[Case]:
    """Then other numbers of the first case's shape, in other places: what depends on the shape alone shows."""
    x, positions = cases[0].inputs["x"], cases[0].inputs["positions"]
    places = 1 + rng.permutation(positions.size).reshape(positions.shape) + positions.max(initial=0)
    return [*cases, cases[0].replaced(x=rng.normal(size=x.shape).astype(x.dtype), positions=places)]


def between(rng: np.random.Generator) -> list[Case]:
    """Fractions, whole numbers as floats, negative positions."""
    below = _rows(rng, lambda shape: -rng.integers(1, 40, size=shape))
    floats = _rows(rng, lambda shape: rng.integers(1, 40, size=shape).astype(float))
    return [_rows(rng, _fractions(rng)), floats, below]


def batched(rng: np.random.Generator) -> list[Case]:
    """One, two and three batch axes, positions for all and for each; as many batches as rows, as columns."""
    a, b = different_sizes(rng, 2)
    batches = ((b,), (a, b), (2, a, 3), (1,), (1, b), (4,), (3, 3))
    cases = [_rows(rng, None, batch) for batch in batches] + [_rows(rng, None, (4,), n=4)]
    cases += [_rows(rng, _whole(rng), batch, True) for batch in batches]
    cases += [_rows(rng, _whole(rng), (4,), True, n=4), _rows(rng, _whole(rng), (4,), True, d=4)]
    return _and_elsewhere(rng, [*cases, _rows(rng, _whole(rng), (3, 3), True, n=3)])


def precise(rng: np.random.Generator) -> list[Case]:
    """float32 (whose angles have few digits, so positions are small), then float64; then with a batch."""
    double = _and_elsewhere(rng, [_rows(rng), _rows(rng, None, (3,))])
    return [case.astype(np.float32) for case in double] + double


def rope_probes(rng: np.random.Generator) -> list[Case]:
    """Positions of every kind, sizes that coincide, batches with positions for all and for each."""
    cases = [_rows(rng, _whole(rng), d=6), _rows(rng, _whole(rng)), _rows(rng)]
    cases += [_rows(rng, _fractions(rng)) for _ in range(3)]
    cases += [_rows(rng, _whole(rng), n=n, d=d) for n, d in ((4, 4), (6, 6), (1, 4), (1, 8), (3, 2), (5, 2))]
    for batch in ((4,), (2,), (3, 2), (2, 4), (1,), (1, 1)):
        cases += [_rows(rng, _whole(rng), batch, each) for each in (False, True)]
    cases += [
        _rows(rng, _whole(rng), batch, n=n) for batch, n in (((3,), 3), ((5,), 5), ((2, 3), 3), ((3, 2), 3))
    ]
    return cases


def few_rows(rng: np.random.Generator) -> list[Case]:
    """Whole numbers, few first; then more pairs, other positions, a batch."""

    def case(n: int, d: int, positions: list[float], *batch: int) -> Case:
        x = rng.integers(1, 4, size=(*batch, n, d)).astype(float)
        return Case({"x": x, "positions": np.array(positions)}, {"n": n, "d": d}, batch)

    return [
        case(1, 2, [1]),
        case(2, 2, [0, 1]),
        case(1, 4, [1]),
        case(2, 4, [0, 1]),
        case(2, 4, [3, 1]),
        case(1, 6, [2]),
        case(1, 2, [0.5]),
        case(1, 2, [-1]),
        case(2, 2, [0, 1], 2),
        case(2, 2, [0, 1], 1, 2),
    ]


@cache
def _halves(d: int) -> tuple[Array, Array]:
    return np.arange(d // 2), np.arange(d // 2, d)


@cache
def _neighbours(d: int) -> tuple[Array, Array]:
    return np.arange(0, d, 2), np.arange(1, d, 2)


# Each gives, for d columns, those that are read as first and second of a pair, and those written to.
PAIRING = (
    Option("neighbours", lambda d: (*_neighbours(d), *_neighbours(d))),
    Option(
        "halves",
        lambda d: (*_halves(d), *_halves(d)),
        "Column i is paired with column i + d/2; here a pair is two neighbours, 2i and 2i + 1.",
        "For d = 4, which two columns are turned together?",
    ),
    Option(
        "written-in-halves",
        lambda d: (*_neighbours(d), *_halves(d)),
        "Neighbours are turned, but all first ones are written before all second ones: the columns are reordered.",
        "For d = 4, to which column does the second number of the first pair go back?",
    ),
    Option(
        "read-in-halves",
        lambda d: (*_halves(d), *_neighbours(d)),
        "Column i is turned with column i + d/2, and written back as neighbours.",
        "For d = 4, which two columns are turned together, and where do they go?",
    ),
    Option(
        "pair-swapped",
        lambda d: (*_neighbours(d), *_neighbours(d)[::-1]),
        "The two numbers of each pair are written back in the other order.",
        "What is left of a row at position 0?",
    ),
)

# Each takes the number of the pair, that of the column, d and n, and gives angle per step of position.
SPEED = (
    Option("one-a-pair", lambda i, column, d, n: BASE ** (-2 * i / d)),
    Option(
        "exponent-halved",
        lambda i, column, d, n: BASE ** (-i / d),
        "The exponent is i / d where it should be 2i / d, i being the number of the pair.",
        "The exponent should come near to 1 in the last pair. How near does yours come?",
    ),
    Option(
        "exponent-doubled",
        lambda i, column, d, n: BASE ** (-4.0 * i / d),
        "The exponent is twice what it should be: column numbers already go in steps of two.",
        "In the formula, is i the number of the column, or that of the pair?",
    ),
    Option(
        "angle-of-each-column",
        lambda i, column, d, n: BASE ** (-column / d),
        "Each column has an angle of its own, where both numbers of a pair turn by the same one.",
        "How many different angles are there for d columns?",
    ),
    Option(
        "angle-of-each-column-doubled",
        lambda i, column, d, n: BASE ** (-2.0 * column / d),
        "The exponent counts columns, where i counts pairs: each column has an angle of its own.",
        "How many different angles are there for d columns?",
    ),
    Option(
        "angles-in-halves",
        lambda i, column, d, n: BASE ** (-2 * (column % (d // 2)) / d),
        "The angles are laid out for pairs (i, i + d/2), and the columns are turned as neighbours.",
        "Write down, for d = 4, which angle each of the four columns gets.",
    ),
    Option(
        "angles-as-neighbours",
        lambda i, column, d, n: BASE ** (-2.0 * (column // 2) / d),
        "The angles are laid out for neighbours.",
        "Write down, for d = 4, which angle each of the four columns gets.",
    ),
    Option(
        "last-exponent-1",
        lambda i, column, d, n: BASE ** (-i / max(d // 2 - 1, 1)),
        "The exponents are spread so that the last one is 1; they should be 2i / d.",
        "By what is the exponent divided in the formula?",
    ),
    Option(
        "divided-by-n",
        lambda i, column, d, n: BASE ** (-2 * i / n),
        "The exponent is divided by n, the number of rows, and not by d.",
        "The angles belong to the columns. Which of the two numbers counts columns?",
    ),
    Option(
        "one-speed",
        lambda i, column, d, n: np.ones(len(i)),
        "All pairs turn equally fast, as if the exponent were 0.",
        "Print the exponents. Does // divide, or does it throw away what follows the point?",
    ),
    Option(
        "multiplied",
        lambda i, column, d, n: BASE ** (2 * i / d),
        "Later pairs turn faster; the exponent has lost its minus sign.",
        "Should the last pair turn faster than the first, or slower?",
    ),
    Option(
        "base-1000",
        lambda i, column, d, n: 1000.0 ** (-2 * i / d),
        "The base is 1000; it should be 10000.",
        "Count the zeros.",
    ),
    Option(
        "degrees",
        lambda i, column, d, n: np.deg2rad(BASE ** (-2 * i / d)),
        "The angles are taken for degrees.",
        "NumPy's sine takes its angle as it is. Does anything turn degrees into radians?",
    ),
    Option(
        "last-pair-still",
        lambda i, column, d, n: np.where(i == d // 2 - 1, 0, BASE ** (-2 * i / d)),
        "The last pair of columns is not turned.",
        "Where does your loop over the pairs end?",
    ),
    Option(
        "first-pair-still",
        lambda i, column, d, n: np.where(i == 0, 0, BASE ** (-2 * i / d)),
        "The first pair of columns is not turned; its angle is the position itself.",
        "What is 10000 to the power of 0? Where does your loop over the pairs start?",
        alone=True,
    ),
    Option(
        "first-pair-only",
        lambda i, column, d, n: np.where(i == 0, 1.0, 0),
        "Only the first pair is turned; the angles of all others are 0, or next to nothing.",
        "Print the angles per position. Are they whole numbers?",
        alone=True,
    ),
    Option(
        "pairs-from-1",
        lambda i, column, d, n: BASE ** (-2.0 * (i + 1) / d),
        "The pairs are counted from 1; the first pair has the exponent 0.",
        "By how much does the first pair turn from one position to the next?",
        alone=True,
    ),
    Option(
        "second-half-still",
        lambda i, column, d, n: np.where(i < d // 4, BASE ** (-2 * i / d), 0),
        "Only the first half of the pairs is turned.",
        "Over which numbers does your loop of the pairs run, and by how many does it step?",
        alone=True,
    ),
    Option(
        "pairs-backwards",
        lambda i, column, d, n: BASE ** (-2.0 * (d // 2 - 1 - i) / d),
        "The angles stand in reverse order: the first pair turns slowest.",
        "Which pair should turn fastest?",
        alone=True,
    ),
    Option(
        "base-e",
        lambda i, column, d, n: np.exp(-2 * i / d),
        "The base is e; it should be 10000.",
        "exp(-x) is a power of e. What has to stand in the exponent for a power of 10000?",
        alone=True,
    ),
    Option(
        "base-100000",
        lambda i, column, d, n: 100000.0 ** (-2 * i / d),
        "The base is 100000; it should be 10000.",
        "Count the zeros.",
        alone=True,
    ),
    Option(
        "log10",
        lambda i, column, d, n: np.exp(-8 * i / d),
        "The logarithm of 10000 is taken to the base 10, and the power to the base e.",
        "exp undoes one of the logarithms only. Which?",
        alone=True,
    ),
    Option(
        "power-before-division",
        lambda i, column, d, n: 1 / BASE ** (2.0 * i) * d,
        "Only 2i stands in the exponent, and d is left outside: ** binds more tightly than /.",
        "In 10000 ** 2 * i / d, what is raised to what? Put parentheses around the exponent.",
        alone=True,
    ),
    Option(
        "divided-by-one-less",
        lambda i, column, d, n: BASE ** (-2 * i / max(d - 1, 1)),
        "The exponent is divided by d - 1; it should be divided by d.",
        "By what is the exponent divided in the formula?",
        alone=True,
    ),
    Option(
        "angle-doubled",
        lambda i, column, d, n: 2 * BASE ** (-2 * i / d),
        "All angles are twice as large as they should be.",
        "By how much does the first pair turn from one position to the next?",
        alone=True,
    ),
    Option(
        "angle-halved",
        lambda i, column, d, n: BASE ** (-2 * i / d) / 2,
        "All angles are half as large as they should be.",
        "By how much does the first pair turn from one position to the next?",
        alone=True,
    ),
    Option(
        "turns",
        lambda i, column, d, n: 2 * np.pi * BASE ** (-2 * i / d),
        "The angles are multiplied by 2π.",
        "Does 2π stand in the formula?",
        alone=True,
    ),
    Option(
        "no-power",
        lambda i, column, d, n: 2 * i / d,
        "The position is multiplied by the exponent itself; it should be a power of 10000 that has it.",
        "Where does 10000 stand in your code?",
        alone=True,
    ),
)


def _indices(positions: Array, x: Array) -> Array:
    if positions.dtype.kind == "f":
        raise IndexError
    return positions


# Each takes positions and x, and gives what broadcasts to the rows of x.
PLACES = (
    Option("given-positions", lambda p, x: p),
    Option(
        "positions-ignored",
        lambda p, x: np.arange(x.shape[-2]),
        "The positions are not used: the rows are counted 0, 1, 2, ...",
        "Where in your code does the argument positions appear?",
    ),
    Option(
        "counted-along-axis-0",
        lambda p, x: np.arange(x.shape[0]).reshape(-1, *[1] * (x.ndim - 2)),
        "The positions are not used, and what is counted is axis 0, which is the batch if there is one.",
        "Where in your code does the argument positions appear?",
    ),
    Option(
        "from-the-first",
        lambda p, x: p - p[..., :1],
        "Positions are counted from the first one given.",
        "By how much should a row at position 5 be turned if no row comes before it?",
    ),
    Option(
        "whole-positions",
        lambda p, x: np.trunc(p),
        "Fractions of positions are cut off.",
        "Does something in your code make whole numbers of them?",
    ),
    Option(
        "positions-as-indices",
        _indices,
        "Positions are used as indices, so that fractions stop it with an error.",
        "Must an angle be looked up in a table, or can it be computed from the position?",
    ),
    Option(
        "positions-of-the-first-batch",
        lambda p, x: p.reshape(-1, p.shape[-1])[0],
        "The positions of the first batch are used for all.",
        "Of which axis of positions do you take the first entry?",
    ),
    Option(
        "positions-along-axis-0",
        lambda p, x: p.reshape(-1, *[1] * (x.ndim - 2)),
        "The positions are laid along axis 0, which is the batch if there is one.",
        "Which axis of x has the rows, counted from the end?",
    ),
    Option(
        "positions-one-axis-too-early",
        lambda p, x: p[..., None] if x.ndim > 2 else p,
        "The positions are laid along the axis before that of the rows.",
        "Which axis of x has the rows, counted from the end?",
    ),
    Option(
        "counted-from-1",
        lambda p, x: p + 1,
        "Each position is taken as one more than it is.",
        "By how much should a row at position 0 be turned?",
        alone=True,
    ),
    Option(
        "one-position-too-few",
        lambda p, x: p - 1,
        "Each position is taken as one less than it is.",
        "By how much should a row at position 0 be turned?",
        alone=True,
    ),
    Option(
        "positions-reversed",
        lambda p, x: np.flip(p, -1),
        "The positions are laid along the rows in reverse order.",
        "Which position belongs to the first row?",
        alone=True,
    ),
    Option(
        "distances-without-sign",
        lambda p, x: np.abs(p),
        "The signs of the positions are lost.",
        "Does something in your code take absolute values?",
        alone=True,
    ),
    Option(
        "positions-of-the-last-batch",
        lambda p, x: p.reshape(-1, p.shape[-1])[-1],
        "The positions of the last batch are used for all.",
        "Of which axis of positions do you take the last entry?",
        alone=True,
    ),
    Option(
        "first-position-for-all",
        lambda p, x: p[..., :1],
        "All rows are turned by the first position.",
        "Which position belongs to the second row?",
        alone=True,
    ),
)


def _one_after_the_other(a: Array, b: Array, A: Array, B: Array) -> tuple[Array, Array]:
    first = a * np.cos(A) - b * np.sin(A)
    return first, first * np.sin(B) + b * np.cos(B)


# Each takes the two numbers of the pairs, and the angle for the first and for the second.
TURN = (
    Option("turned", lambda a, b, A, B: (a * np.cos(A) - b * np.sin(A), a * np.sin(B) + b * np.cos(B))),
    Option(
        "turned-backwards",
        lambda a, b, A, B: (a * np.cos(A) + b * np.sin(A), b * np.cos(B) - a * np.sin(B)),
        "The pairs are turned the other way round: the sign of the angle is wrong.",
        "Where does the pair (1, 0) go by a quarter of a turn: to (0, 1), or to (0, -1)?",
    ),
    Option(
        "no-minus",
        lambda a, b, A, B: (a * np.cos(A) + b * np.sin(A), a * np.sin(B) + b * np.cos(B)),
        "There is no minus sign: this does not turn the pair, and changes its length.",
        "Where does the pair (0, 1) go by a quarter of a turn?",
    ),
    Option(
        "cosine-and-sine-swapped",
        lambda a, b, A, B: (a * np.sin(A) - b * np.cos(A), a * np.cos(B) + b * np.sin(B)),
        "Sine and cosine have changed places.",
        "What should be left of a row at position 0?",
    ),
    Option(
        "first-already-turned",
        _one_after_the_other,
        "The second number of a pair is computed from the first one after that has been turned.",
        "Which line overwrites the number that the next line needs?",
    ),
    Option(
        "sine-on-itself",
        lambda a, b, A, B: (a * np.cos(A) - a * np.sin(A), b * np.cos(B) + b * np.sin(B)),
        "Each number is multiplied by cosine and sine by itself; the other number of its pair has no part in it.",
        "In the formula of y at 2i, which entries of x appear?",
    ),
    Option(
        "only-scaled",
        lambda a, b, A, B: (a * np.cos(A), b * np.sin(B)),
        "The numbers are multiplied by cosine and sine, and not turned as pairs.",
        "In the formula of y at 2i, which entries of x appear?",
    ),
    Option(
        "added",
        lambda a, b, A, B: (a + np.sin(A), b + np.cos(B)),
        "Sines and cosines are added to x; the pairs should be turned.",
        "Is a row as long afterwards as it was before?",
    ),
    Option(
        "second-with-minus",
        lambda a, b, A, B: (a * np.cos(A) - b * np.sin(A), b * np.cos(B) - a * np.sin(B)),
        "Both lines have a minus sign: this does not turn the pair, and changes its length.",
        "Where does the pair (1, 0) go by a quarter of a turn?",
        alone=True,
    ),
    Option(
        "same-line-twice",
        lambda a, b, A, B: (a * np.cos(A) - b * np.sin(A), a * np.cos(B) - b * np.sin(B)),
        "Both numbers of a pair get the same line of the formula.",
        "Where does the pair (1, 0) go by a quarter of a turn? In which of the two lines does the sine belong to the first number?",
        alone=True,
    ),
    Option(
        "second-sine-and-cosine-swapped",
        lambda a, b, A, B: (a * np.cos(A) - b * np.sin(A), a * np.cos(B) + b * np.sin(B)),
        "In the second line sine and cosine have changed places.",
        "What should be left of a row at position 0?",
        alone=True,
    ),
    Option(
        "pair-read-swapped",
        lambda a, b, A, B: (b * np.cos(A) - a * np.sin(A), b * np.sin(B) + a * np.cos(B)),
        "First and second number of each pair have changed places before they are turned.",
        "What should be left of a row at position 0?",
        alone=True,
    ),
    Option(
        "second-left",
        lambda a, b, A, B: (a * np.cos(A) - b * np.sin(A), b),
        "Only the first number of each pair is computed; the second stays as it was.",
        "How many lines has the formula?",
        alone=True,
    ),
    Option(
        "first-left",
        lambda a, b, A, B: (a, a * np.sin(B) + b * np.cos(B)),
        "Only the second number of each pair is computed; the first stays as it was.",
        "How many lines has the formula?",
        alone=True,
    ),
    Option(
        "turned-and-added",
        lambda a, b, A, B: (a + a * np.cos(A) - b * np.sin(A), b + a * np.sin(B) + b * np.cos(B)),
        "What is turned is added to x; it should take its place.",
        "Is a row as long afterwards as it was before?",
        alone=True,
    ),
    Option(
        "cosine-only",
        lambda a, b, A, B: (a * np.cos(A), b * np.cos(B)),
        "The numbers are multiplied by the cosine only.",
        "In the formula of y at 2i, which entries of x appear?",
        alone=True,
    ),
)


def _rope(pairing: Option, speed: Option, places: Option, turn: Option) -> Callable[[Array, Array], Any]:
    def implementation(x: Array, positions: Array) -> Any:
        n, d = x.shape[-2:]
        first, second, to_first, to_second = pairing.apply(d)
        at = np.asarray(places.apply(positions, x))[..., None]
        pair = np.arange(d // 2)
        A, B = (at * speed.apply(pair, column, d, n) for column in (first, second))  # (..., n, d / 2)
        y = np.empty(x.shape)
        y[..., to_first], y[..., to_second] = turn.apply(x[..., first], x[..., second], A, B)
        return y

    return implementation


def _size_of_terms(x: Array, positions: Array) -> Array:
    """The lengths of the pairs, more for far positions, whose angles have fewer digits."""
    length = np.repeat(np.hypot(x[..., 0::2], x[..., 1::2]), 2, axis=-1)  # (..., n, d)
    size: Array = length * (1 + np.abs(positions)[..., None] / 8)
    return size


ROPE = Problem(
    name="rope",
    arguments=("x", "positions"),
    reference=rope,
    read=_read("rope"),
    criteria=(
        Criterion("values", 2, "each pair (2i, 2i + 1) is turned by p θ_i", right_values(in_order)),
        Criterion(
            "positions", 1, "p is what positions says, in any order", right_values(anywhere), ("values",)
        ),
        Criterion(
            "fractions", 1, "positions may be fractions, or negative", right_values(between), ("positions",)
        ),
        Criterion(
            "batch",
            1,
            "leading batch axes, with positions for all or for each",
            right_values(batched),
            ("values",),
        ),
        Criterion(
            "calls",
            1,
            "x and positions are left as they were, and no call affects another",
            calls_independent(in_order, anywhere, between, batched, precise),
            ("positions",),
        ),
        Criterion(
            "dtype", 1, "float32 gives float32, float64 gives float64", keeps_dtype(precise), ("values",)
        ),
    ),
    choices=(PAIRING, SPEED, PLACES, TURN),
    compose=_rope,
    probes=rope_probes,
    napkin=few_rows,
    magnitude=_size_of_terms,
    advice="Take x = [[1, 0, 1, 0]] at position 1, and work out by how much each of the two pairs turns.",
)

PROBLEMS: tuple[Problem, ...] = (SINUSOIDAL, ROPE)
