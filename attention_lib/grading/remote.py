"""A learner's function that runs in a process of the student's, as the judge sees it.

What comes back is data from somebody who may lie. It is looked through here, once, so that the judge can
take it as it would take what it had computed itself; what is not as it must be counts as no answer at all.
"""

import math
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np

from attention_lib.check.call import PATIENCE, TIME_LIMIT
from attention_lib.check.function import pack_inputs
from attention_lib.check.problem import Problem
from attention_lib.check.results import FAR, LARGEST, LONGEST_NAME, MOST_ENTRIES, Value
from attention_lib.check.subject import LONGEST, Given, Looked, Subject
from attention_lib.grading.wire import Garbled, Gone

DIED = (
    "Python itself ended while your code was running. Look for a call that ends the program, such as "
    "os._exit(), or for an array that is far too large."
)
SILENT = "Your code went on in spite of the time limit and was ended: look for a loop that never ends."
UNREADABLE = "Your code gets in the way of the check: what came back from its process can't be read."

GRACE = 5.0
"""Seconds that an answer may take besides the time limit of the call."""

Plain = TypeVar("Plain")


class Kernel(Protocol):
    """A student's process: `grading.sandbox.Kernel`, or what a test has in its place."""

    def ask(self, message: dict[str, Any], seconds: float) -> Any:
        """Send one message and wait for its answer."""


class RemoteFunction(Subject):
    """What a variable of a notebook holds, in a student's process.

    Parameters
    ----------
    kernel : Kernel
        The process.
    name : str
        The variable.
    among : sequence of str
        Names that a function may have.

    Attributes
    ----------
    known, callable, type, own, called, replaced
        Whether the variable exists and can be called, its type's name, the function's own name, those of
        `among` that are variables with the same object, and one of NumPy's functions that was replaced.
    """

    def __init__(self, kernel: Kernel, name: str, among: Sequence[str] = ()) -> None:
        self.kernel = kernel
        self.known, self.callable, self.type, self.own = False, False, "", ""
        self.called: list[str] = []
        self.replaced = ""
        facts = self._asked(_facts, _NOTHING, "bind", name=name, among=list(among))
        if facts.get("known") is True:
            self.known = True
            self.callable = facts.get("callable") is True
            self.type, self.own = _words(facts.get("type")), _words(facts.get("own"))
            self.called = [each for each in among if each in _names(facts.get("called"))]
            self.replaced = next(iter(_names(facts.get("replaced"))), "")

    def use(self, problem: Problem) -> str:
        """Take it for a problem's function; the name of a package is returned if it lacks there."""
        facts = self._asked(
            _facts,
            _NOTHING,
            "use",
            is_layer=problem.is_layer,
            forbidden=list(problem.forbidden),
            instead=problem.instead,
        )
        return _words(facts.get("missing"))

    def signature(self, arguments: Sequence[str]) -> tuple[str, bool] | None:
        """Its arguments as they were written, and whether it can be called with these; None if it has none."""
        return self._asked(_signature, None, "signature", arguments=list(arguments))

    def answer(
        self, inputs: Mapping[str, Any], limit: float = TIME_LIMIT, keep: str = "", measured: bool = False
    ) -> Given:
        """Call it with copies of the inputs, by position; keep the object that it returns under a name."""
        started = time.monotonic()
        given = self._asked(
            lambda said: _given(said, inputs, measured, time.monotonic() - started),
            None,
            "answer",
            limit,  # how long the process itself lets it run
            inputs=pack_inputs(inputs),
            limit=limit,
            keep=keep,
            measured=measured,
        )
        if given is None:
            return Given(problem=self.lost, kind="stopped", seconds=time.monotonic() - started)
        return given

    def reread(self, kept: str) -> Value | None:
        """Look once more at an object that was kept; None where there is none."""
        return self._asked(lambda said: None if said is None else _value(said), None, "reread", kept=kept)

    def share(self, kept: str, other: str) -> bool:
        """Whether arrays of two objects that were kept lie in the same memory."""
        return self._asked(_truth, False, "share", kept=kept, other=other)

    def look(self, name: str, inputs: Mapping[str, Any]) -> Looked:
        """Look at a class: one of `layer.LOOKS`."""
        looked = self._asked(_looked, None, "look", TIME_LIMIT, name=name, inputs=pack_inputs(inputs))
        return Looked(problem=self.lost) if looked is None else looked

    def forget(self) -> None:
        """Let the process drop the function, and what it keeps for the judge."""
        self._asked(lambda said: None, None, "forget")

    def _asked(
        self,
        read: Callable[[Any], Plain],
        otherwise: Plain,
        operation: str,
        within: float = TIME_LIMIT,
        /,
        **fields: Any,
    ) -> Plain:
        """One answer, read; once there was none, or none that can be read, nothing is asked any more."""
        if self.lost is not None:
            return otherwise
        seconds = within * (1 + PATIENCE) + GRACE
        started = time.monotonic()
        try:
            return read(self.kernel.ask({"op": operation, **fields}, seconds))
        except Gone:
            self.lost = SILENT if time.monotonic() - started >= seconds else DIED
        except (Garbled, _Unreadable):
            self.lost = UNREADABLE
        return otherwise


class _Unreadable(Exception):
    """It is not as it must be."""


def _must(holds: bool) -> None:
    if not holds:
        raise _Unreadable


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _words(said: Any, most: int = LONGEST_NAME) -> str:
    """Words, without what no page can show; nothing if they are none."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", said[:most]) if type(said) is str else ""


def _names(said: Any) -> list[str]:
    """Those entries of a list that are words."""
    return [_words(each) for each in said if type(each) is str] if type(said) in (list, tuple) else []


_NOTHING: dict[str, Any] = {}


def _facts(said: Any) -> dict[str, Any]:
    _must(type(said) is dict)
    facts: dict[str, Any] = said
    return facts


def _truth(said: Any) -> bool:
    _must(type(said) is bool)
    return bool(said)


def _count(said: Any, most: int = FAR) -> int:
    _must(type(said) is int and 0 <= said <= most)
    return int(said)


def _signature(said: Any) -> tuple[str, bool] | None:
    if said is None:
        return None
    _must(type(said) in (tuple, list) and len(said) == 2)
    return _words(said[0], LONGEST), _truth(said[1])


KINDS = ("error", "type", "unwritten", "stopped", "forbidden")


def _given(said: Any, inputs: Mapping[str, Any], measured: bool, waited: float) -> Given:
    facts = _facts(said)
    computed = facts.get("seconds")
    _must(type(computed) is float and math.isfinite(computed))
    seconds = min(max(float(computed), 0.0), waited)  # type: ignore[arg-type]
    if (problem := facts.get("problem")) is not None:
        problem, kind = _words(problem, LONGEST), facts.get("kind")
        _must(problem != "" and type(kind) is str and kind in KINDS)
        return Given(
            problem=problem, kind=str(kind), lines=_words(facts.get("lines"), LONGEST), seconds=seconds
        )
    peak = _count(facts.get("peak")) if measured and facts.get("peak") is not None else None
    changed, shared = (
        tuple(name for name in inputs if name in _names(facts.get(which))) for which in ("changed", "shared")
    )
    return Given(
        _value(facts.get("value")),
        printed=_truth(facts.get("printed")),
        changed=changed,
        shared=shared,
        peak=peak,
        seconds=seconds,
    )


SORTS = ("none", "tuple", "list", "array", "number", "other")


def _value(said: Any, entries: bool = True) -> Value:
    """What an object is, or no answer at all where a `Value` could not be so."""
    facts = _facts(said)
    sort, array, whole = facts.get("sort"), facts.get("array"), facts.get("whole")
    shape, inside = facts.get("shape"), facts.get("entries")
    _must(type(sort) is str and sort in SORTS and type(shape) is list and type(inside) is list)
    assert isinstance(shape, list)
    assert isinstance(inside, list)
    _must(len(shape) <= 64 and (entries or not inside) and len(inside) <= MOST_ENTRIES)
    if array is not None:
        _must(type(array) is np.ndarray and array.dtype.kind in "biuf" and array.size <= LARGEST)
        _must(sort in ("array", "number") and [_count(size) for size in shape] == list(array.shape))
    if whole is not None:
        _must(type(whole) is int and abs(whole) <= FAR and sort == "number")
    length = _count(facts.get("length"))
    _must(not inside or (sort in ("tuple", "list") and len(inside) == length))
    return Value(
        sort=str(sort),
        type=_words(facts.get("type")),
        array=array,
        dtype=_words(facts.get("dtype")),
        shape=tuple(_count(size) for size in shape),
        whole=whole,
        length=length,
        entries=tuple(_value(entry, entries=False) for entry in inside),
        from_torch=_truth(facts.get("from_torch")),
    )


def _looked(said: Any) -> Looked:
    """The facts of a look: what each must be, `check.modules` sees to; here they get lawful words."""
    facts = _facts(said)
    seen, problem = _facts(facts.get("facts")), facts.get("problem")
    _must(len(seen) <= 100 and (problem is None or type(problem) is str))
    return Looked(
        {_words(name): _words(fact, LONGEST) if type(fact) is str else fact for name, fact in seen.items()},
        None if problem is None else _words(problem, LONGEST) or UNREADABLE,
    )
