"""The boundary: everything that touches a learner's function, with plain data going in and coming out.

`Function` holds the function in this process. While a class is graded, it is held by a process of the
student's own, which answers by `OPERATIONS`; the judge then has a `grading.judge.RemoteFunction`. This
file, and all it imports, knows no right answer and no problem, and so can be loaded there.
"""

import inspect
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from attention_lib.check import layer
from attention_lib.check.call import TIME_LIMIT, Outcome, call, replaced_in_numpy, type_name
from attention_lib.check.problem import copied
from attention_lib.check.results import LONGEST_NAME, Value, look_at, same, shares_memory
from attention_lib.check.subject import LONGEST, Given, Looked, Peak, Subject
from attention_lib.check.watch import watched


class Function(Subject):
    """A learner's function in this process.

    Parameters
    ----------
    written : object
        What the learner wrote.
    is_layer : bool
        Whether that is the class of a PyTorch layer, which `layer.as_function` makes a function of.
    forbidden : sequence of str
        What it may not call: names of `watch.FAMILIES`.
    instead : str
        What it should do itself.

    Raises
    ------
    ModuleNotFoundError
        For a layer, where there is no PyTorch.

    Examples
    --------
    >>> Function(lambda Q: 2 * Q).answer({"Q": np.ones(2)}).value.array
    array([2., 2.])
    """

    def __init__(
        self, written: Any, is_layer: bool = False, forbidden: Sequence[str] = (), instead: str = ""
    ) -> None:
        self.written = written
        self.function: Callable[..., Any] = layer.as_function(written) if is_layer else written
        self.forbidden = forbidden
        self.instead = instead
        self._kept: dict[str, Any] = {}

    def signature(self, arguments: Sequence[str]) -> tuple[str, bool] | None:
        """Its arguments as they were written, and whether it can be called with these; None if it has none."""
        # Objects can have a signature of their own making, and arguments a default that is slow to print.
        asked = call(lambda: _signature(self.written, arguments), [])
        # Some built-in functions have none, and some objects lie.
        return None if asked.problem is not None else (str(asked.value[0])[:LONGEST], bool(asked.value[1]))

    def answer(
        self, inputs: Mapping[str, Any], limit: float = TIME_LIMIT, keep: str = "", measured: bool = False
    ) -> Given:
        """Call it with copies of the inputs, by position; keep the object that it returns under a name."""
        with Peak(measured) as peak:
            arguments = [copied(value) for value in inputs.values()]
            outcome, seconds = self._outcome(arguments, limit)
            if outcome.problem is not None:
                return Given(
                    problem=outcome.problem[:LONGEST],
                    kind=outcome.kind,
                    lines=outcome.lines[:LONGEST],
                    seconds=seconds,
                )
            if keep:
                self._kept[keep] = outcome.value
            pairs = list(zip(inputs.items(), arguments, strict=True))
            changed = tuple(name for (name, before), after in pairs if not same(before, after))
            value = look_at(outcome.value)
            shared = tuple(name for (name, _), after in pairs if shares_memory(outcome.value, after))
        return Given(
            value, printed=outcome.printed, changed=changed, shared=shared, peak=peak.bytes, seconds=seconds
        )

    def _outcome(self, arguments: list[Any], limit: float) -> tuple[Outcome, float]:
        forbidden: list[str] = []

        def watched_call(*arguments: Any) -> Any:
            with watched(self.forbidden, forbidden):
                return self.function(*arguments)

        started = time.process_time()
        outcome = call(watched_call if self.forbidden else self.function, arguments, limit)
        seconds = time.process_time() - started
        if forbidden and outcome.kind != "stopped":
            said = f"It calls PyTorch's {forbidden[0]}, which is the whole exercise. {self.instead}"
            return Outcome(problem=said, kind="forbidden"), seconds
        return outcome, seconds

    def reread(self, kept: str) -> Value | None:
        """Look once more at an object that was kept; None where there is none."""
        return look_at(self._kept[kept]) if kept in self._kept else None

    def share(self, kept: str, other: str) -> bool:
        """Whether arrays of two objects that were kept lie in the same memory."""
        return shares_memory(self._kept.get(kept), self._kept.get(other))

    def look(self, name: str, inputs: Mapping[str, Any]) -> Looked:
        """Look at a class: one of `layer.LOOKS`."""
        facts: dict[str, Any] = {}

        def looked() -> str | None:
            try:
                with layer.left_alone():
                    for fact, what in layer.LOOKS[name](self.written, inputs):
                        facts[fact] = what  # those before an error stay
            except layer.Unfit as unfit:
                said = str(unfit)
                return f"{said[0].upper()}{said[1:]}."
            return None

        outcome = call(looked, [], TIME_LIMIT)
        return Looked(facts, outcome.problem if outcome.problem is not None else outcome.value)


def _signature(function: Any, arguments: Sequence[str]) -> tuple[str, bool]:
    """A function's arguments as it was written, and whether it can be called with these."""
    signature = inspect.signature(function)
    said = f"{signature}"
    try:
        signature.bind(*arguments)
    except TypeError:
        return said, False
    return said, True


Message: TypeAlias = dict[str, Any]


def pack_inputs(inputs: Mapping[str, Any]) -> list[list[Any]]:
    """Inputs as a message: each a name, a value, and the order in which the axes of an array lie in memory."""
    packed = []
    for name, value in inputs.items():
        axes = None
        if isinstance(value, np.ndarray):
            axes = sorted(range(value.ndim), key=lambda axis: -value.strides[axis])
            value = np.ascontiguousarray(value.transpose(axes)).reshape([value.shape[axis] for axis in axes])
        packed.append([name, value, axes])
    return packed


def _inputs(message: Message) -> dict[str, Any]:
    return {
        name: value if axes is None else value.transpose(np.argsort(axes)).copy(order="K")
        for name, value, axes in message["inputs"]
    }


def _bind(namespace: Message, state: Message, message: Message) -> Message:
    """Take the object that a variable holds, and say what it is called."""
    state.pop("function", None)
    if message["name"] not in namespace:
        state.pop("written", None)
        return {"known": False}
    written = state["written"] = namespace[message["name"]]
    replaced = replaced_in_numpy()  # a call puts them back
    own = call(lambda: written.__name__, []).value  # an object may do anything when it is asked for its name
    return {
        "known": True,
        "callable": callable(written),
        "type": type_name(written)[:LONGEST_NAME],
        "own": own[:LONGEST_NAME] if type(own) is str else None,
        "called": [name for name in message["among"] if namespace.get(name) is written],
        "replaced": list(replaced[:1]),
    }


def _use(namespace: Message, state: Message, message: Message) -> Message:
    """Take that object for the function of a problem."""
    try:
        state["function"] = Function(
            state["written"], message["is_layer"], message["forbidden"], message["instead"]
        )
    except ModuleNotFoundError as error:
        return {"missing": str(error.name)}
    return {"missing": None}


def _answer(namespace: Message, state: Message, message: Message) -> Message:
    given = state["function"].answer(_inputs(message), message["limit"], message["keep"], message["measured"])
    packed: Message = vars(given) | {"value": given.value and given.value.packed()}
    return packed


def _signature_of(namespace: Message, state: Message, message: Message) -> Any:
    return state["function"].signature(message["arguments"])


def _reread(namespace: Message, state: Message, message: Message) -> Any:
    value = state["function"].reread(message["kept"])
    return value and value.packed()


def _share(namespace: Message, state: Message, message: Message) -> bool:
    return bool(state["function"].share(message["kept"], message["other"]))


def _look(namespace: Message, state: Message, message: Message) -> Message:
    looked = state["function"].look(message["name"], _inputs(message))
    return {"facts": looked.facts, "problem": looked.problem and looked.problem[:LONGEST]}


def _forget(namespace: Message, state: Message, message: Message) -> None:
    """Let go of the function, and of what it returned."""
    state.pop("function", None)
    state.pop("written", None)


OPERATIONS: dict[str, Callable[[Message, Message, Message], Any]] = {
    "bind": _bind,
    "use": _use,
    "signature": _signature_of,
    "answer": _answer,
    "reread": _reread,
    "share": _share,
    "look": _look,
    "forget": _forget,
}
"""What a student's process does for the judge: each takes the notebook's variables, what it keeps between
messages, and the message; it gives plain data."""
