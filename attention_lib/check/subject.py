"""A learner's function as the judge sees it, wherever it runs: what it can be asked, and what comes back."""

import tracemalloc
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attention_lib.check.call import TIME_LIMIT
from attention_lib.check.results import Value

LONGEST = 2_000
"""Characters of a sentence."""


@dataclass(frozen=True, eq=False)
class Given:
    """What a call gave: its value, or the sentence that says why there is none.

    `changed` and `shared` name the arguments that the call wrote into, and those in whose memory a result
    lies. `peak` is how many bytes more than before were in use at once, if that was measured; `seconds`
    is how long was computed.
    """

    value: Value | None = None
    problem: str | None = None
    kind: str = "value"
    lines: str = ""
    printed: bool = False
    changed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    peak: int | None = None
    seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class Looked:
    """The facts that a look at a class saw, and the sentence that says why it saw no more."""

    facts: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None


class Subject(ABC):
    """A learner's function as the judge sees it. None of these raises for what the learner's code does."""

    lost: str | None = None
    """The sentence that says why it can't be asked any more, if so."""

    @abstractmethod
    def signature(self, arguments: Sequence[str]) -> tuple[str, bool] | None:
        """Its arguments as they were written, and whether it can be called with these; None if it has none."""

    @abstractmethod
    def answer(
        self, inputs: Mapping[str, Any], limit: float = TIME_LIMIT, keep: str = "", measured: bool = False
    ) -> Given:
        """Call it with copies of the inputs, by position; keep the object that it returns under a name."""

    @abstractmethod
    def reread(self, kept: str) -> Value | None:
        """Look once more at an object that was kept; None where there is none."""

    @abstractmethod
    def share(self, kept: str, other: str) -> bool:
        """Whether arrays of two objects that were kept lie in the same memory."""

    @abstractmethod
    def look(self, name: str, inputs: Mapping[str, Any]) -> Looked:
        """Look at a class: one of `layer.LOOKS`."""


class Peak:
    """Measures how much more memory Python and NumPy hold at the worst moment than at the start."""

    bytes: int | None = None

    def __init__(self, measured: bool) -> None:
        self._measured = measured

    def __enter__(self) -> "Peak":
        if self._measured:
            self._is_mine = not tracemalloc.is_tracing()
            if self._is_mine:
                tracemalloc.start(1)
            tracemalloc.reset_peak()
            self._before = tracemalloc.get_traced_memory()[0]
        return self

    def __exit__(self, *_: object) -> None:
        if self._measured:
            if tracemalloc.is_tracing():
                self.bytes = tracemalloc.get_traced_memory()[1] - self._before
            if self._is_mine:
                tracemalloc.stop()
