"""The sizes of cases, in words: quantities that a factor may equal, relations in which it is right."""

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np

from attention_lib.check.problem import Case, is_floats


def quantities(case: Case) -> dict[str, float]:
    """What learners multiply or divide by, by its name: each size, its root, their inverses.

    Examples
    --------
    >>> quantities(Case({}, {"d_k": 4}))
    {'d_k': 4, '√d_k': 2.0, '1/d_k': 0.25, '1/√d_k': 0.5}
    """
    found: dict[str, float] = {}
    for name, size in case.sizes.items():
        if size:
            found |= {name: size, f"√{name}": math.sqrt(size), f"1/{name}": 1 / size}
            found[f"1/√{name}"] = 1 / math.sqrt(size)
    for a, b in itertools.permutations(case.sizes, 2):
        if case.sizes[b]:
            found[f"√({a}/{b})"] = math.sqrt(case.sizes[a] / case.sizes[b])
    return found


def relations(cases: Sequence[Case]) -> Iterator[tuple[str, list[bool]]]:
    """Statements about sizes, and on which cases each holds, the simplest first."""
    axes = [len(case.batch) if case.sizes else None for case in cases]
    if None not in axes:
        counts = [count or 0 for count in axes]
        yield "there are no batch axes", [count == 0 for count in counts]
        yield "there is exactly one batch axis", [count == 1 for count in counts]
        yield "there is a batch axis", [count >= 1 for count in counts]
        yield "there is at most one batch axis", [count <= 1 for count in counts]
        yield "the batch holds one example", [math.prod(case.batch) == 1 for case in cases]
    names = [name for name in (cases[0].sizes if cases else {}) if all(name in case.sizes for case in cases)]
    pairs: list[tuple[str, list[bool]]] = []
    for a, b in itertools.combinations(names, 2):
        A, B = ([case.sizes[name] for case in cases] for name in (a, b))
        both = list(zip(A, B, strict=True))
        pairs += [
            (f"{a} = {b}", [x == y for x, y in both]),
            (f"{a} and {b} differ", [x != y for x, y in both]),
        ]
        pairs += [(f"{a} is less than {b}", [x < y for x, y in both])]
        pairs += [(f"{a} is more than {b}", [x > y for x, y in both])]
        pairs += [(f"{a} is at most {b}", [x <= y for x, y in both])]
        pairs += [(f"{a} is at least {b}", [x >= y for x, y in both])]
        pairs += [(f"{a} divides {b}", [bool(x) and y % x == 0 for x, y in both])]
        pairs += [(f"{b} divides {a}", [bool(y) and x % y == 0 for x, y in both])]
    yield from pairs
    plain = [not case.batch for case in cases]
    for what, holds in pairs if not all(plain) else ():
        yield f"{what}, without batch axes", [x and y for x, y in zip(holds, plain, strict=True)]
    for name in names:
        values = [case.sizes[name] for case in cases]
        for value in sorted(set(values)):
            yield f"{name} = {value}", [size == value for size in values]
            yield f"{name} is not {value}", [size != value for size in values]
        yield f"{name} is even", [size % 2 == 0 for size in values]
        yield f"{name} is odd", [size % 2 == 1 for size in values]
    if len(names) > 1:
        yield "all sizes are equal", [len({case.sizes[name] for name in names}) == 1 for case in cases]
    for name, value in cases[0].inputs.items() if cases else ():
        if isinstance(value, np.ndarray) and all(name in case.inputs for case in cases):
            yield f"{name} holds fractions", [is_floats(case.inputs[name]) for case in cases]
    masked = ["mask" in case.inputs for case in cases]
    yield "there is no mask", [not given for given in masked]


def limit(cases: Sequence[Case], right: Sequence[bool]) -> str | None:
    """A size up to which all is right, and beyond which all is wrong, if there is one.

    Examples
    --------
    >>> cases = [Case({}, {"n": n}) for n in (1, 2, 3, 5, 8, 600)]
    >>> limit(cases, [True] * 5 + [False])
    'n is at most 8 (the next larger one tried is 600)'
    """
    for name in cases[0].sizes if cases else ():
        if not all(name in case.sizes for case in cases):
            continue
        good = [case.sizes[name] for case, holds in zip(cases, right, strict=True) if holds]
        bad = [case.sizes[name] for case, holds in zip(cases, right, strict=True) if not holds]
        if len(good) >= 5 and bad and max(good) < min(bad):
            return f"{name} is at most {max(good)} (the next larger one tried is {min(bad)})"
    return None
