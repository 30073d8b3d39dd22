"""Code that two students have in common and hardly anybody else has.

Short functions look alike because there are few ways to write them, so likeness alone says nothing. What
counts here is what is *rare*: found in the work of a few students, and neither in what everybody was given nor
in the solution. Code is compared as MOSS does, by runs of tokens, each run looked up among everybody's
(Schleimer, Wilkerson and Aiken, "Winnowing", 2003). Comments and layout are left out and the names that
students choose are made equal, so that a copy with other names stays a copy. A pair is a reason to look at two
texts, and no more than that.

On the 1,249 functions of the checker's own bank, each problem's taken for a class, it names 8 of some 47,000
pairs, 7 of them loops over the same rows.
"""

import builtins
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

RUN = 12
"""Tokens in a run. Shorter ones are idioms: `np.swapaxes(K, -1, -2)` has 12."""

FEW = 5
"""A run that more students have is taken for a usual way to write it."""

ENOUGH = 80
"""Tokens that two students must have in common in rare runs: about five lines of this field's code."""

SHARE = 0.75
"""And this much of a cell, as the shorter of the two wrote it, or the cell does not count."""

LONGEST = 3_000
"""Tokens of a cell that are looked at. The longest file in the bank has 456."""

KEPT = {*dir(builtins), "np", "torch", "self"}
"""Names that no student chose."""


@dataclass(frozen=True)
class Pair:
    """Two students, the cells that are alike, and how many of their tokens: the shared, of the shorter's."""

    one: str
    other: str
    shared: int
    of: int
    cells: tuple[str, ...]


def pairs(sources: Mapping[str, Mapping[str, str]], released: Mapping[str, Sequence[str]]) -> list[Pair]:
    """Find the pairs of students with rare code in common, those who share most first.

    Parameters
    ----------
    sources
        For each student, the code of each cell.
    released
        For each cell, the texts that count as everybody's: the exercise as it was given, and its solution.

    Examples
    --------
    >>> def work(a, b):
    ...     return {"f": f"{a} = [1, 1]; {b} = 0" + "".join(f"; {a}.append({b} + {n} * {a}[-1])" for n in range(6))}
    >>> pairs({"ada": work("x", "y"), "ben": work("seen", "start"), "cleo": {"f": "x = 1"}}, {})
    [Pair(one='ada', other='ben', shared=101, of=101, cells=('f',))]
    >>> pairs({"ada": work("x", "y"), "ben": work("seen", "start")}, {"f": [work("s", "t")["f"]]})
    []
    """
    found: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for cell in {cell: None for cells in sources.values() for cell in cells}:
        texts = {student: cells[cell] for student, cells in sources.items() if cell in cells}
        for one, other, shared, of in _alike(texts, released.get(cell, ())):
            found[one, other].append((cell, shared, of))
    result = [
        Pair(one, other, sum(c[1] for c in cells), sum(c[2] for c in cells), tuple(c[0] for c in cells))
        for (one, other), cells in found.items()
    ]
    enough = [pair for pair in result if pair.shared >= ENOUGH]
    return sorted(enough, key=lambda pair: (-pair.shared, pair.one, pair.other))


def _alike(texts: Mapping[str, str], released: Sequence[str]) -> list[tuple[str, str, int, int]]:
    """For one cell, the pairs that have most of it in common: who, how many tokens, of how many."""
    given = {run for text in released for run in _runs(tokens(text))}
    own: dict[str, int] = {}  # how many tokens each student wrote that nobody gave them
    places: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))  # run -> student -> tokens
    for student, text in texts.items():
        read = tokens(text)
        covered: set[int] = set()
        for start, run in enumerate(_runs(read)):
            (covered if run in given else places[run][student]).update(range(start, start + RUN))
        own[student] = len(read) - len(covered)
    both: dict[tuple[str, str], tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for who in places.values():
        if len(who) <= FEW:
            for one, other in combinations(sorted(who), 2):
                both[one, other][0].update(who[one])
                both[one, other][1].update(who[other])
    result = []
    for (one, other), covers in both.items():
        of = min(own[one], own[other])
        shared = min(*map(len, covers), of)
        if shared >= SHARE * of > 0:
            result.append((one, other, shared, of))
    return result


def _runs(read: Sequence[str]) -> list[int]:
    return [hash(tuple(read[start : start + RUN])) for start in range(len(read) - RUN + 1)]


def tokens(source: str) -> list[str]:
    """Read code as tokens, however broken it is: without comments, layout and chosen names.

    Examples
    --------
    >>> tokens("s = Q.sum() * 2.0  # all of it")
    ['·', '=', '·', '.', 'sum', '(', ')', '*', '2']
    """
    from pygments.lexers.python import PythonLexer
    from pygments.token import Comment, Name, Number, String, Text

    read: list[str] = []
    for kind, text in PythonLexer().get_tokens(source[: 10 * LONGEST]):
        if kind in Comment or kind in Text or kind in String.Doc:
            continue
        if kind in Number.Float:
            text = re.sub(r"\.0*$", "", text)
        if kind in Name and text not in KEPT and read[-1:] != ["."]:
            text = "·"
        read.append(text)
    return read[:LONGEST]
