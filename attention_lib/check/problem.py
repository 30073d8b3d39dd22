"""What a learner implements, and everything the checker knows about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from attention_lib.check.attempt import Attempt

Array: TypeAlias = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Case:
    """One input to a problem's function: the arguments by name, in the order they are passed.

    Attributes
    ----------
    inputs : dict
        Arrays, numbers and lists by the arguments' names. An optional argument may be missing.
    sizes : dict of int
        What the case's sizes are called: ``{"n_q": 3, "n_k": 5}``. The report speaks of them by name.
    batch : tuple of int
        The leading batch axes.
    """

    inputs: dict[str, Any]
    sizes: dict[str, int] = field(default_factory=dict)
    batch: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """The sizes in words: ``Q (2, 3), K (4, 3)``; small numbers as they are."""
        return ", ".join(
            f"{name} {value.shape}" if isinstance(value, np.ndarray) else f"{name} = {_short(value)}"
            for name, value in self.inputs.items()
        )

    def copy(self) -> list[Any]:
        """Fresh arguments, for code that may change what it is given."""
        return [copied(value) for value in self.inputs.values()]

    def astype(self, dtype: Any) -> "Case":
        """The same case with its floating-point arrays in another precision."""
        return self.replaced(
            **{name: value.astype(dtype) for name, value in self.inputs.items() if is_floats(value)}
        )

    def replaced(self, **inputs: Any) -> "Case":
        """The same case with some arguments in place of others."""
        return Case(self.inputs | inputs, self.sizes, self.batch)

    @property
    def has_batch(self) -> bool:
        """Whether there are batch axes; of a case that names no sizes, whether an array has over two axes."""
        return bool(self.batch) if self.sizes else any(np.ndim(value) > 2 for value in self.inputs.values())


def copied(value: Any) -> Any:
    """A fresh argument, for code that may change what it is given; the layout of arrays is kept."""
    if isinstance(value, np.ndarray):
        return value.copy(order="K")  # transposed views stay transposed
    return list(value) if isinstance(value, list) else value


def is_floats(value: Any) -> bool:
    """Whether it is an array of floating-point numbers."""
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


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
    a good teacher would say, a hint that does not hand over the solution, and where to read. One that
    is `alone` is not tried together with others: there may then be many of them.
    """

    name: str
    apply: Callable[..., Any]
    sentence: str = ""
    hint: str = ""
    read: str = ""
    alone: bool = False


State: TypeAlias = dict[str, Any]
"""What an implementation knows after a step."""


@dataclass(frozen=True)
class Steps:
    """An implementation as steps, one for each choice; what a step gives is shared by all that go on from it.

    Attributes
    ----------
    start : callable
        Makes the first state from the function's arguments.
    steps : tuple of callable
        Each takes the state and the chosen option's code, and gives the next state, a new one. The
        last one puts the function's value under "result".
    """

    start: Callable[..., State]
    steps: tuple[Callable[[State, Any], State], ...]

    def __call__(self, *options: Option) -> Callable[..., Any]:
        """An implementation from one option of each choice."""

        def implementation(*arguments: Any) -> Any:
            state = self.start(*arguments)
            for step, option in zip(self.steps, options, strict=True):
                state = step(state, option.apply)
            return state["result"]

        return implementation


@dataclass(frozen=True, eq=False)
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
    results : tuple of str
        The names of what is returned, if that is a tuple; empty for one array.
    choices : tuple of tuple of Option
        An implementation seen as choices. The known mistakes are combinations of wrong options.
    compose : callable or None
        Makes an implementation from one option of each choice; as `Steps`, many are tried fast.
    others : tuple of Option
        Known mistakes that are no combination of choices: what each applies is the whole function.
    probes : callable or None
        Draws the cases on which the known mistakes are told apart: sizes that coincide among them,
        so that even a mistake that fits few sizes gives a result.
    napkin : callable or None
        Draws small cases of integers, smallest first, to show one where the mistake appears.
    magnitude : callable or None
        The size of the terms that the result sums, on which rounding depends: one array (or one for
        each of several results) that broadcasts to the result's shape. Without it, the result's own.
    accuracy : float or None
        How far off a result may be, relative to the expected one, where rounding is not the measure:
        for something measured.
    one_number : bool
        Whether the result is one number rather than an array.
    boolean : bool
        Whether the result is true or false. Numbers 0 and 1 are then taken as well; that they are no
        booleans is for a criterion to say.
    may_share : bool
        Whether a result may be a view of an argument: of a function that only moves axes, it may.
    is_layer : bool
        Whether the learner writes the class of a PyTorch layer, not a function.
    forbidden : tuple of str
        Functions of PyTorch's that are the whole exercise, so that it may not call them: names of
        `attention_lib.check.watch.FAMILIES`.
    instead : str
        What it should do itself, as a sentence.
    advice : str
        A hint for a mistake that could not be named.
    header : str
        How the definition begins, where arguments have defaults.
    in_bank : bool
        Whether it is a function of the course, tried on a bank of wrong and right implementations;
        False for what a notebook asks beside it.
    """

    name: str
    arguments: tuple[str, ...]
    reference: Callable[..., Any]
    criteria: tuple[Criterion, ...]
    read: str
    results: tuple[str, ...] = ()
    choices: tuple[tuple[Option, ...], ...] = ()
    compose: Callable[..., Callable[..., Any]] | None = None
    others: tuple[Option, ...] = ()
    probes: Draw | None = None
    napkin: Draw | None = None
    magnitude: Callable[..., Any] | None = None
    accuracy: float | None = None
    one_number: bool = False
    boolean: bool = False
    may_share: bool = False
    is_layer: bool = False
    forbidden: tuple[str, ...] = ()
    instead: str = ""
    advice: str = "Take the case below, and go through your code with it line by line, with a pencil."
    header: str = ""
    in_bank: bool = True

    @property
    def max_score(self) -> int:
        """The points of all criteria together."""
        return sum(criterion.points for criterion in self.criteria)

    @property
    def call(self) -> str:
        """How the exercise calls the function: ``dot_product_scores(Q, K)``."""
        return f"{self.name}({', '.join(self.arguments)})"


def as_parts(value: Any) -> tuple[Array, ...]:
    """What a function of ours returned, an array or a tuple of them, as a tuple of arrays."""
    return tuple(np.asarray(part) for part in (value if isinstance(value, tuple) else (value,)))


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
