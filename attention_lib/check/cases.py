"""Draws cases from the shapes of a function's arguments, written as one says them: ``"... n_q d_k"``."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from attention_lib.check.problem import Array, Case, different_sizes


class Shapes:
    """The shapes of a function's arguments, and cases of every kind of size.

    Parameters
    ----------
    derived : mapping of str to callable, optional
        Sizes that follow from others, such as ``d_model`` from ``h`` and ``d_k``.
    extra : sequence of str, optional
        Sizes that are drawn although no argument's shape names them.
    **arguments
        In the order in which they are passed: ``"... n_q d_k"`` is an array with batch axes in front,
        ``"d_model d_k"`` one without, and ``"= h"`` is the whole number itself.

    Examples
    --------
    >>> shapes = Shapes(Q="... n_q d_k", K="... n_k d_k")
    >>> case = shapes.case(np.random.default_rng(0), {"n_q": 2, "n_k": 3, "d_k": 4}, batch=(5,))
    >>> case.label
    'Q (5, 2, 4), K (5, 3, 4)'
    """

    def __init__(
        self,
        derived: Mapping[str, Callable[[Mapping[str, int]], int]] | None = None,
        extra: Sequence[str] = (),
        **arguments: str,
    ) -> None:
        self.arguments = {name: words.split() for name, words in arguments.items()}
        self.derived = dict(derived or {})
        words = [word for said in self.arguments.values() for word in said]
        self.free = [
            word
            for word in dict.fromkeys([*words, *extra])
            if word.isidentifier() and word not in self.derived
        ]

    def sizes(self, rng: np.random.Generator, **fixed: int) -> dict[str, int]:
        """All free sizes different, but those that are given."""
        return self.complete(dict(zip(self.free, different_sizes(rng, len(self.free)), strict=True)) | fixed)

    def complete(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """With the sizes that follow from the free ones."""
        return dict(sizes) | {name: follow(sizes) for name, follow in self.derived.items()}

    def case(
        self,
        rng: np.random.Generator,
        sizes: Mapping[str, int],
        batch: Sequence[int] = (),
        scale: float = 1.0,
        whole: bool = False,
        **others: Any,
    ) -> Case:
        """Draw one case: normal numbers times `scale`, or whole ones from 1 to 5; `others` come last."""
        full = self.complete(sizes)
        inputs: dict[str, Any] = {}
        for name, words in self.arguments.items():
            if words[0] == "=":
                inputs[name] = full[words[1]]
                continue
            shape = [size for word in words for size in (batch if word == "..." else (full[word],))]
            inputs[name] = (
                rng.integers(-2, 4, size=shape).astype(float) if whole else scale * rng.normal(size=shape)
            )
        return Case(inputs | others, full, tuple(batch))

    def plain(self, rng: np.random.Generator, scales: Sequence[float] = (1, 8, 1, 1)) -> list[Case]:
        """All sizes different, without batch axes, each time others; the last two have the same sizes.

        They grow from the first argument to the last, then they shrink: of two sizes each is the larger one once.
        """
        sizes = [self.sizes(rng) for _ in scales]
        for place, falling in ((0, False), (1, True)):
            ordered = sorted((sizes[place][name] for name in self.free), reverse=falling)
            sizes[place] = self.complete(dict(zip(self.free, ordered, strict=True)))
        sizes[-1] = sizes[-2]
        return [self.case(rng, chosen, scale=scale) for chosen, scale in zip(sizes, scales, strict=True)]

    def edges(self, rng: np.random.Generator) -> list[Case]:
        """Every two sizes equal, every size 1, all sizes equal, all sizes 1, each without batch axes."""
        equal = []
        for a, b in combinations(self.free, 2):
            [size] = different_sizes(rng, 1)
            equal.append(self.sizes(rng) | {a: size, b: size})
        one = [self.sizes(rng) | {name: 1} for name in self.free]
        same = [dict.fromkeys(self.free, 1), dict.fromkeys(self.free, int(rng.integers(2, 5)))]
        return [self.case(rng, chosen) for chosen in [*equal, *one, *same]]

    def batched(self, rng: np.random.Generator) -> list[Case]:
        """One, two and three batch axes, batches of one, and batches as large as the first size."""
        a, b = different_sizes(rng, 2)
        batches = [(b,), (a, b), (2, a, 3), (1,), (1, b)]
        cases = [self.case(rng, self.sizes(rng), batch) for batch in batches]
        sizes = self.sizes(rng)
        alike = [self.case(rng, sizes, (sizes[name],)) for name in self.free]
        ones = [self.case(rng, self.sizes(rng) | {name: 1}, (3,)) for name in self.free]
        return [*cases, *alike, *ones]

    def dtypes(self, rng: np.random.Generator) -> list[Case]:
        """float32, then float64; without batch axes, then with one."""
        double = [self.case(rng, self.sizes(rng), batch) for batch in ((), (3,))]
        return [case.astype(np.float32) for case in double] + double

    def probes(self, rng: np.random.Generator) -> list[Case]:
        """Sizes all different, and each coincidence twice, without batch axes and with them."""
        cases = [self.case(rng, self.sizes(rng)) for _ in range(3)]
        for a, b in combinations(self.free, 2):
            for size in different_sizes(rng, 2):
                cases.append(self.case(rng, self.sizes(rng) | {a: size, b: size}))
        cases += [self.case(rng, dict.fromkeys(self.free, size)) for size in (2, 3)]
        cases += [self.case(rng, self.sizes(rng) | {name: 1}) for name in self.free]
        for batch in ((4,), (2,), (3, 2), (2, 4), (1,), (1, 1)):
            cases.append(self.case(rng, self.sizes(rng), batch))
        cases += [self.case(rng, dict.fromkeys(self.free, size), (size,)) for size in (2, 3)]
        return cases

    def napkin(self, rng: np.random.Generator) -> list[Case]:
        """Whole numbers, small sizes first; then batches."""
        tiny = dict.fromkeys(self.free, 1)
        steps = [tiny, *(tiny | {name: 2} for name in self.free)]
        steps += [tiny | {a: 2, b: 2} for a, b in combinations(self.free, 2)]
        steps += [tiny | {a: 2, b: 3} for a, b in combinations(self.free, 2)]
        steps += [dict.fromkeys(self.free, 2), {name: 2 + i for i, name in enumerate(self.free)}]
        steps.sort(key=lambda sizes: sum(sizes.values()))
        cases = [self.case(rng, sizes, whole=True) for sizes in steps]
        two = dict.fromkeys(self.free, 2)
        return cases + [self.case(rng, two, batch, whole=True) for batch in ((2,), (1, 2))]


def masks(rng: np.random.Generator, n_q: int, n_k: int, batch: Sequence[int] = ()) -> dict[str, Array]:
    """Masks of every kind that broadcast to ``(..., n_q, n_k)``; each leaves every query a key or more.

    Examples
    --------
    >>> {name: mask.shape for name, mask in masks(np.random.default_rng(0), 2, 3, (4,)).items()}
    {'causal': (2, 3), 'keys': (3,), 'pairs': (2, 3), 'padding': (4, 1, 3), 'each': (4, 2, 3)}
    """
    causal = np.arange(n_k)[None, :] <= np.arange(n_q)[:, None]
    found = {"causal": causal, "keys": _some(rng, (n_k,)), "pairs": _some(rng, (n_q, n_k))}
    if batch:
        found |= {"padding": _some(rng, (*batch, 1, n_k)), "each": _some(rng, (*batch, n_q, n_k))}
    return found


def _some(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """True for about half, and for one at least in each row; False for one at least where a row has two."""
    mask = rng.random(shape) < 0.5
    order = rng.permuted(np.broadcast_to(np.arange(shape[-1]), shape).copy(), axis=-1)
    np.put_along_axis(mask, order[..., -1:], False, axis=-1)
    np.put_along_axis(mask, order[..., :1], True, axis=-1)
    return mask
