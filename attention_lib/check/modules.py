"""Judges what the looks at a learner's PyTorch module saw, with the library's own layer beside it.

PyTorch is imported inside the functions, so that this file loads without it.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from attention_lib.check import layer
from attention_lib.check.attempt import Attempt
from attention_lib.check.layer import MAPS, SEQUENCES
from attention_lib.check.problem import Array, Case, Draw

__all__ = ["MAPS", "SEQUENCES", "looks"]

CUT = (
    "Somewhere on the way the numbers leave PyTorch's record: look for .detach(), .data, .numpy(), .item(), "
    "torch.tensor(...) of a tensor, or torch.no_grad()."
)


class Unseen(Exception):
    """A fact that is missing: the look ended before it, or never gave it."""


class Saw(dict[str, Any]):
    """The facts of a look, which may come from a process that lies: nothing of them is taken on trust."""

    def __missing__(self, name: str) -> Any:
        raise Unseen(name)

    def says(self, name: str) -> bool:
        """Whether a fact is true."""
        return self[name] is True

    def words(self, name: str) -> str:
        """A fact that is words."""
        if type(self[name]) is not str:
            raise Unseen(name)
        return str(self[name])

    def arrays(self, name: str, count: int = 2) -> list[Array | None]:
        """A fact that is so many arrays; None in the place of what is none."""
        given = self[name]
        if type(given) is not list or len(given) != count:
            return [None] * count
        return [part if type(part) is np.ndarray and part.dtype == np.float64 else None for part in given]


Judging: TypeAlias = Callable[[Saw, Case], str | None]
"""Takes what a look saw, and the case, and says what does not hold, or None."""


def looks(judging: Judging, draw: Draw | None = None) -> Callable[[Attempt], str | None]:
    """A judge of what `layer`'s look of the same name saw, with the cases of `draw` in turn."""

    def judge(attempt: Attempt) -> str | None:
        for case in [Case({})] if draw is None else attempt.cases(draw):
            looked = attempt.function.look(judging.__name__, case.inputs)
            problem = looked.problem
            try:
                with layer.left_alone():
                    said = judging(Saw(looked.facts), case)
            except Unseen:
                said, problem = None, problem or "What it did can't be read."
            if said is None and problem is not None:
                said = problem + (f" The call was with {case.label}." if case.inputs else "")
            if said is not None:
                return said
        return None

    return judge


def has_four_maps(saw: Saw, case: Case) -> str | None:
    """It can be built in several sizes, with four maps of the right kind and shape."""
    return None if saw.says("built") else "It can't be built."


def has_their_parameters(saw: Saw, case: Case) -> str | None:
    """Its parameters are the maps' weights, which learn, and nothing else."""
    for name in MAPS:
        if not saw.says(f"{name} found"):
            return (
                f"{name} is not among layer.parameters(), so no optimizer will ever train it. A module finds "
                "maps that are its attributes; those in a plain list or dict it does not see."
            )
        if not saw.says(f"{name} learns"):
            return f"{name}.weight does not learn: its requires_grad is False."
        if saw.says(f"{name} biased"):
            return f"Without bias=True there should be no bias; {name} has one. nn.Linear makes one unless told not to."
    if other := saw.words("other"):
        return f"Among layer.parameters() there is {other}; the weights of the four maps are all there should be."
    return None


def uses_biases(saw: Saw, case: Case) -> str | None:
    """bias=True gives each map a bias, which is added."""
    if not saw.says("takes bias"):
        return "MultiHeadAttention(d_model, num_heads, bias=True) can't be built: is bias an argument of __init__?"
    for name in MAPS:
        if not saw.says(f"{name} biased"):
            return f"With bias=True, {name} has no bias. What becomes of the argument in your __init__?"
    right = _reference(case, layer.some_biases(case.inputs))(*layer.tensors_of(case.inputs))
    for name, yours, theirs in zip(("output", "weights"), saw.arrays("results"), right, strict=True):
        if not _close(yours, layer.numbers(theirs)):
            return (
                f"With bias=True and {case.label}, the {name} is not what it should be; without biases it is. "
                "Call the map, self.W_q(query), and it adds its bias by itself."
            )
    return None


def sends_gradients(saw: Saw, case: Case) -> str | None:
    """The way back reaches every weight and every input, and brings what the reference brings."""
    if not saw.says("recorded"):
        return f"The output has no grad_fn: nothing can be learned from it. {CUT}"
    names = [*(f"{name}.weight" for name in MAPS), *SEQUENCES]
    found = saw.arrays("gradients", len(names))
    if missing := [name for name, gradient in zip(names, found, strict=True) if gradient is None]:
        return f"No gradient reaches {', '.join(missing)}. {CUT}"
    right = layer.gradients(_reference(case), case.inputs) or []
    for name, yours, theirs in zip(names, found, right, strict=True):
        if not np.all(np.isfinite(yours)):  # type: ignore[arg-type]
            return (
                f"For {case.label} the gradient of {name} is not finite, though the output is. A NaN that is replaced "
                "after the softmax comes back through it, as 0 times NaN: see to it that none arises."
            )
        if not _close(yours, layer.numbers(theirs)):
            return f"For {case.label} the output is right, but the gradient of {name} is not. {CUT}"
    return None


def remembers_nothing(saw: Saw, case: Case) -> str | None:
    """One layer, called again and again: no call changes the layer, its arguments or another's result."""
    if not saw.says("arguments kept"):
        return f"After a call with {case.label}, an argument is no longer what it was."
    right = _reference(case)
    for name, others in layer.other_calls(layer.tensors_of(case.inputs)).items():
        if not _all_close(saw.arrays(name), right(*others)):
            return "The first call of a layer is right, and a later one with other inputs is not: what does it keep?"
    if not saw.says("first kept"):
        return "A later call changes the result of an earlier one: both are the same tensor."
    for name, mode in (("training", "layer.train()"), ("evaluation", "layer.eval()")):
        if not all(map(_close, saw.arrays(name), saw.arrays("first"))):
            return f"After {mode} the same call gives another result: is there a dropout that depends on it?"
    if not saw.says("layer kept"):
        return "A call changes the layer itself: its state_dict() is not the same afterwards."
    return None


def stays_on_its_device(saw: Saw, case: Case) -> str | None:
    """No tensor made in forward is on another device than the inputs; on CUDA, where there is one, it runs."""
    if made := saw.words("made elsewhere"):
        return (
            f"forward makes a tensor on the CPU, with torch.{made}, wherever the inputs are: on a GPU it stops "
            "there. Say device=query.device, or make it of a tensor that is there already."
        )
    if "stops on cuda" in saw:
        return f"On CUDA it stops: {saw.words('stops on cuda')}. Which tensor of yours is still on the CPU?"
    if "stays on cuda" in saw:
        if not saw.says("stays on cuda"):
            return "The layer and its inputs are on CUDA; its result is not."
        if not _all_close(saw.arrays("results"), _reference(case)(*layer.tensors_of(case.inputs))):
            return "On CUDA it gives other numbers than on the CPU."
    return None


def _reference(case: Case, biases: dict[str, Array] | None = None) -> Any:
    from attention_lib.reference.pytorch import MultiHeadAttention

    right = MultiHeadAttention(len(case.inputs["W_q"]), case.inputs["num_heads"], bias=biases is not None)
    layer.load(right, case.inputs, biases)
    return right


def _all_close(yours: list[Array | None], right: Any) -> bool:
    return all(_close(a, layer.numbers(b)) for a, b in zip(yours, right, strict=True))


def _close(yours: Array | None, right: Array | None) -> bool:
    """Equal to float32's rounding; what is more precise than that is for the dtype's criterion."""
    if yours is None or right is None or yours.shape != right.shape:
        return False
    return bool(np.all(np.abs(yours - right) <= 1e-4 * (np.max(np.abs(right), initial=0) + 1e-30)))
