"""What a learner implements, and everything the checker knows about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from attention_lib.check.attempt import Attempt

Array: TypeAlias = npt.NDArray[Any]


@dataclass(frozen=True)
class Case:
    """One input to a problem's function: the arguments by name, in the order they are passed."""

    inputs: dict[str, Any]

    @property
    def label(self) -> str:
        """The sizes in words: ``Q (2, 3), K (4, 3)``; small numbers as they are."""
        return ", ".join(
            f"{name} {value.shape}" if isinstance(value, np.ndarray) else f"{name} = {value:.6g}"
            for name, value in self.inputs.items()
        )

    def copy(self) -> list[Any]:
        """Fresh arguments, for code that may change what it is given."""
        # order="K" keeps the layout: transposed views stay transposed.
        inputs = self.inputs.values()
        return [value.copy(order="K") if isinstance(value, np.ndarray) else value for value in inputs]

    @property
    def has_batch(self) -> bool:
        """Whether an array has more than two axes."""
        return any(np.ndim(value) > 2 for value in self.inputs.values())


def different_sizes(rng: np.random.Generator, count: int) -> list[int]:
    """Sizes from 2 to 8, no two the same, so that no wrong axis passes by coincidence."""
    return [int(size) for size in rng.permutation(np.arange(2, 9))[:count]]


Draw: TypeAlias = Callable[[np.random.Generator], Sequence[Case]]
"""Draws the cases of one criterion."""


@dataclass(frozen=True)
class Criterion:
    """One thing that can be wrong alone.

    Attributes
    ----------
    name : str
        One word.
    points : int
        What it is worth.
    what : str
        What must hold, as a sentence without a full stop.
    judge : callable
        Takes the attempt and says what does not hold, or None.
    needs : tuple of str
        Criteria without which this one says nothing: it is judged only when they hold.
    """

    name: str
    points: int
    what: str
    judge: "Callable[[Attempt], str | None]"
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """One way to make a choice that an implementation has to make.

    The first option of a choice is the right one and needs no words. The others are mistakes: what
    a good teacher would say, a hint that does not hand over the solution, and where to read.
    """

    name: str
    apply: Callable[..., Any]
    sentence: str = ""
    hint: str = ""
    read: str = ""


@dataclass(frozen=True)
class Problem:
    """What the learner implements.

    Attributes
    ----------
    name : str
        The name of the function to write; `check` finds the problem by it.
    arguments : tuple of str
        The arguments it is called with, in order.
    reference : callable
        The right answer.
    criteria : tuple of Criterion
        From simple to subtle.
    read : str
        The section of the book to read again, as page and anchor.
    choices : tuple of tuple of Option
        An implementation seen as choices. The known mistakes are all combinations of wrong options.
    compose : callable or None
        Makes an implementation from one option of each choice.
    probes : callable or None
        Draws the cases on which the known mistakes are told apart: sizes that coincide among them,
        so that even a mistake that fits few sizes gives a result.
    napkin : callable or None
        Draws small cases of integers, smallest first, to show one where the mistake appears.
    magnitude : callable or None
        The size of the terms that the result sums, on which rounding depends.
    accuracy : float or None
        How far off a result may be, relative to the expected one, where rounding is not the measure:
        for something measured.
    one_number : bool
        Whether the result is one number rather than an array.
    advice : str
        A hint for a mistake that could not be named.
    header : str
        How the definition begins, where arguments have defaults.
    """

    name: str
    arguments: tuple[str, ...]
    reference: Callable[..., Any]
    criteria: tuple[Criterion, ...]
    read: str
    choices: tuple[tuple[Option, ...], ...] = ()
    compose: Callable[..., Callable[..., Any]] | None = None
    probes: Draw | None = None
    napkin: Draw | None = None
    magnitude: Callable[..., Any] | None = None
    accuracy: float | None = None
    one_number: bool = False
    advice: str = ""
    header: str = ""

    @property
    def max_score(self) -> int:
        """The points of all criteria together."""
        return sum(criterion.points for criterion in self.criteria)

    @property
    def call(self) -> str:
        """How the exercise calls the function: ``dot_product_scores(Q, K)``."""
        return f"{self.name}({', '.join(self.arguments)})"
