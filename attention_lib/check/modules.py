"""Looks at a learner's PyTorch module: makes a function of arrays of it, and judges what arrays can't show.

PyTorch is imported inside the functions, so that this file loads without it.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from attention_lib.check.attempt import Attempt
from attention_lib.check.call import TIME_LIMIT, call, type_name
from attention_lib.check.problem import Array, Case, Draw

MAPS = ("W_q", "W_k", "W_v", "W_o")
SEQUENCES = ("query", "key", "value")
CUT = (
    "Somewhere on the way the numbers leave PyTorch's record: look for .detach(), .data, .numpy(), .item(), "
    "torch.tensor(...) of a tensor, or torch.no_grad()."
)


class Unfit(TypeError):
    """What was handed in is no class of the kind that is asked for; the message says why."""


def as_function(written: Any) -> Callable[..., Any]:
    """Make of a class the function of arrays that it computes: a layer with the given weights, called once."""
    import torch

    def function(
        query: Array,
        key: Array,
        value: Array,
        W_q: Array,
        W_k: Array,
        W_v: Array,
        W_o: Array,
        num_heads: int,
        mask: Array | None = None,
    ) -> Any:
        with _left_alone():
            layer = build(written, len(W_q), num_heads)
            load(layer, dict(zip(MAPS, (W_q, W_k, W_v, W_o), strict=True)))
            # The tensors share the arrays' memory: what is written into them is seen.
            tensors = [torch.from_numpy(array) for array in (query, key, value)]
            masks = [] if mask is None else [torch.from_numpy(mask)]
            results: Any = layer(*tensors, *masks)
            if not isinstance(results, tuple | list):
                return results  # what is no pair is for others to say
            return (*(part.detach().numpy() for part in _plain(results)), *results[2:])

    return function


def build(written: Any, d_model: int, num_heads: int, **bias: bool) -> Any:
    """A new layer; a sentence is raised where it is none, or its maps can't be used."""
    from torch import nn

    if isinstance(written, nn.Module):
        raise Unfit("this is a layer that is built already; hand in the class: check(MultiHeadAttention)")
    if not isinstance(written, type):
        raise Unfit("this is a function; the exercise asks for a class, class MultiHeadAttention(nn.Module)")
    if not issubclass(written, nn.Module):
        raise Unfit("the class is no nn.Module; begin with class MultiHeadAttention(nn.Module)")
    layer = written(d_model, num_heads, **bias)
    if (unfit := _unfit(layer, d_model)) is not None:
        raise Unfit(unfit)
    return layer


def _unfit(layer: Any, d_model: int) -> str | None:
    """Why the four maps can't be used, if so."""
    from torch import nn

    maps: dict[str, Any] = {name: getattr(layer, name, None) for name in MAPS}
    for name, its_map in maps.items():
        if its_map is None:
            return f"the layer has no {name}; its four maps are called W_q, W_k, W_v and W_o"
        if not isinstance(its_map, nn.Linear):
            return f"{name} must be an nn.Linear; it is a {type(its_map).__name__}"
        shape = (its_map.in_features, its_map.out_features)
        if shape != (d_model, d_model):
            return (
                f"{name} must map d_model = {d_model} features to {d_model}; it maps {shape[0]} to {shape[1]}"
            )
    for i, a in enumerate(MAPS):
        for b in MAPS[i + 1 :]:
            if maps[a] is maps[b] or maps[a].weight is maps[b].weight:
                return f"{a} and {b} are one and the same map; each needs weights of its own"
    return None


def load(layer: Any, weights: dict[str, Array], biases: dict[str, Array] | None = None) -> None:
    """Put the matrices into the layer's maps, in their precision; a bias is 0 where none is given."""
    import torch

    layer.to(torch.from_numpy(weights["W_q"]).dtype)
    with torch.no_grad():
        for name in MAPS:
            its_map = getattr(layer, name)
            W = torch.from_numpy(weights[name])
            its_map.to(W.dtype)  # a map that is not registered does not follow the layer
            its_map.weight.copy_(W.T)  # nn.Linear keeps (out, in)
            if its_map.bias is not None:
                its_map.bias.copy_(torch.from_numpy(biases[name]) if biases else torch.zeros(len(W)))


_SEEDS = itertools.count()


@contextmanager
def _left_alone() -> Iterator[None]:
    """One thread; afterwards PyTorch's settings and its random numbers are what they were."""
    import torch

    dtype, random, grad = torch.get_default_dtype(), torch.get_rng_state(), torch.is_grad_enabled()
    threads = torch.get_num_threads()
    torch.default_generator.manual_seed(next(_SEEDS))  # no two calls alike: a dropout shows
    torch.set_num_threads(1)  # for arrays as small as these, waking a second thread takes longest
    try:
        with torch.enable_grad():
            yield
    finally:
        torch.set_default_dtype(dtype)
        torch.set_rng_state(random)
        torch.set_grad_enabled(grad)
        torch.set_num_threads(threads)


def _plain(value: Any) -> list[Any]:
    """Output and weights, which must be PyTorch's own tensors: one of a class of a student's answers for itself."""
    import torch

    for name, part in zip(("output", "weights"), value, strict=False):
        if type(part) is not torch.Tensor:
            said = "None" if part is None else f"a {type_name(part)}"
            raise TypeError(f"forward returned {said} for {name}, where a tensor is wanted")
    return list(value[:2])


Look = Callable[[Any], str | None]
"""Takes the learner's class and says what does not hold, or None."""


def looks(look: Callable[..., str | None], draw: Draw | None = None) -> Callable[[Attempt], str | None]:
    """A judge that looks at the class itself, with the cases of `draw` in turn."""

    def judge(attempt: Attempt) -> str | None:
        for case in [None] if draw is None else attempt.cases(draw):

            def looked(case: Case | None = case) -> str | None:
                try:
                    with _left_alone():
                        return look(attempt.written) if case is None else look(attempt.written, case)
                except Unfit as unfit:
                    said = str(unfit)
                    return f"{said[0].upper()}{said[1:]}."

            outcome = call(looked, [], TIME_LIMIT)
            if outcome.problem is not None:
                where = "" if case is None else f" The call was with {case.label}."
                return outcome.problem + where
            if outcome.value is not None:
                return str(outcome.value)
        return None

    return judge


def has_four_maps(written: Any) -> str | None:
    """It can be built in several sizes, with four maps of the right kind and shape."""
    for d_model, num_heads in ((6, 3), (8, 2), (4, 1)):
        build(written, d_model, num_heads)
    return None


def has_their_parameters(written: Any) -> str | None:
    """Its parameters are the maps' weights, which learn, and nothing else."""
    layer = build(written, 6, 3)
    parameters = dict(layer.named_parameters(remove_duplicate=False))
    for name in MAPS:
        weight = getattr(layer, name).weight
        if not any(weight is parameter for parameter in parameters.values()):
            return (
                f"{name} is not among layer.parameters(), so no optimizer will ever train it. A module finds "
                "maps that are its attributes; those in a plain list or dict it does not see."
            )
        if not weight.requires_grad:
            return f"{name}.weight does not learn: its requires_grad is False."
        if getattr(layer, name).bias is not None:
            return f"Without bias=True there should be no bias; {name} has one. nn.Linear makes one unless told not to."
    weights = [getattr(layer, name).weight for name in MAPS]
    for name, parameter in parameters.items():
        if not any(parameter is weight for weight in weights):
            return (
                f"Among layer.parameters() there is {name}, of shape {tuple(parameter.shape)}; the weights of the "
                "four maps are all there should be."
            )
    return None


def uses_biases(written: Any, case: Case) -> str | None:
    """bias=True gives each map a bias, which is added."""
    try:
        layer = build(written, len(case.inputs["W_q"]), case.inputs["num_heads"], bias=True)
    except TypeError as error:
        if "bias" in str(error):
            return "MultiHeadAttention(d_model, num_heads, bias=True) can't be built: is bias an argument of __init__?"
        raise
    for name in MAPS:
        if getattr(layer, name).bias is None:
            return f"With bias=True, {name} has no bias. What becomes of the argument in your __init__?"
    biases = {name: case.inputs[name][0] + 1 for name in MAPS}  # any numbers will do
    load(layer, _weights(case), biases)
    output, weights = _plain(layer(*_tensors(case)))
    right = _reference(case, biases)
    for name, yours, theirs in zip(
        ("output", "weights"), (output, weights), right(*_tensors(case)), strict=True
    ):
        if not _close(yours, theirs):
            return (
                f"With bias=True and {case.label}, the {name} is not what it should be; without biases it is. "
                "Call the map, self.W_q(query), and it adds its bias by itself."
            )
    return None


def sends_gradients(written: Any, case: Case) -> str | None:
    """The way back reaches every weight and every input, and brings what the reference brings."""
    import torch

    layer = build(written, len(case.inputs["W_q"]), case.inputs["num_heads"])
    load(layer, _weights(case))
    found = []
    for one in (layer, _reference(case)):
        tensors = _tensors(case)
        for tensor in tensors[:3]:
            tensor.requires_grad_(True)
        output, _ = _plain(one(*tensors))
        if not output.requires_grad:
            return f"The output has no grad_fn: nothing can be learned from it. {CUT}"
        loss = (output * torch.linspace(-1, 2, output.numel(), dtype=output.dtype).view(output.shape)).sum()
        of = [getattr(one, name).weight for name in MAPS] + tensors[:3]
        found.append(torch.autograd.grad(loss, of, allow_unused=True))
    names = [*(f"{name}.weight" for name in MAPS), *SEQUENCES]
    if missing := [name for name, gradient in zip(names, found[0], strict=True) if gradient is None]:
        return f"No gradient reaches {', '.join(missing)}. {CUT}"
    for name, yours, right in zip(names, *found, strict=True):
        if not bool(torch.isfinite(yours).all()):
            return (
                f"For {case.label} the gradient of {name} is not finite, though the output is. A NaN that is replaced "
                "after the softmax comes back through it, as 0 times NaN: see to it that none arises."
            )
        if not _close(yours, right):
            return f"For {case.label} the output is right, but the gradient of {name} is not. {CUT}"
    return None


def remembers_nothing(written: Any, case: Case) -> str | None:
    """One layer, called again and again: no call changes the layer, its arguments or another's result."""
    import torch

    layer = build(written, len(case.inputs["W_q"]), case.inputs["num_heads"])
    load(layer, _weights(case))
    before = {name: value.clone() for name, value in layer.state_dict().items()}
    tensors = _tensors(case)
    first = _plain(layer(*tensors))
    kept = [part.detach().clone() for part in first]
    if any(not torch.equal(now, was) for now, was in zip(tensors, _tensors(case), strict=True)):
        return f"After a call with {case.label}, an argument is no longer what it was."
    turned = [tensor.flip(-2) for tensor in tensors[:3]]
    shorter = [tensor[..., :-1, :] for tensor in tensors[:3]]
    right = _reference(case)
    masked_otherwise = [*tensors[:3], *(mask.flip(-1) for mask in tensors[3:])]
    for others in (turned, shorter, masked_otherwise):
        if not all(_close(a, b) for a, b in zip(_plain(layer(*others)), right(*others), strict=True)):
            return "The first call of a layer is right, and a later one with other inputs is not: what does it keep?"
    if any(not torch.equal(now, was) for now, was in zip(first, kept, strict=True)):
        return "A later call changes the result of an earlier one: both are the same tensor."
    for training in (True, False):
        layer.train(training)
        if not all(_close(a, b) for a, b in zip(_plain(layer(*tensors)), kept, strict=True)):
            mode = "layer.train()" if training else "layer.eval()"
            return f"After {mode} the same call gives another result: is there a dropout that depends on it?"
    after = layer.state_dict()
    if after.keys() != before.keys() or any(
        not torch.equal(after[name], was) for name, was in before.items()
    ):
        return "A call changes the layer itself: its state_dict() is not the same afterwards."
    return None


def stays_on_its_device(written: Any, case: Case) -> str | None:
    """No tensor made in forward is on another device than the inputs; on CUDA, where there is one, it runs."""
    import torch

    layer = build(written, len(case.inputs["W_q"]), case.inputs["num_heads"])
    load(layer, _weights(case))
    if (said := _made_elsewhere(layer, _tensors(case))) is not None or not torch.cuda.is_available():
        return said
    try:
        results = _plain(layer.cuda()(*(tensor.cuda() for tensor in _tensors(case))))
    except RuntimeError as error:
        if "device" not in str(error):
            raise
        return f"On CUDA it stops: {str(error).splitlines()[0][:200]}. Which tensor of yours is still on the CPU?"
    if any(part.device.type != "cuda" for part in results):
        return "The layer and its inputs are on CUDA; its result is not."
    right = _reference(case)(*_tensors(case))
    if not all(_close(a.cpu(), b) for a, b in zip(results, right, strict=True)):
        return "On CUDA it gives other numbers than on the CPU."
    return None


def _made_elsewhere(layer: Any, tensors: list[Any]) -> str | None:
    """Tell by PyTorch's meta device, for lack of another: what is made without device= is put there."""
    import torch
    from torch.overrides import TorchFunctionMode

    made: list[str] = []

    class Elsewhere(TorchFunctionMode):
        def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            result = function(*args, **(kwargs or {}))
            name = getattr(function, "__name__", "")
            # One number by itself may be on any device.
            if name in _MAKES and not (kwargs or {}).get("device") and result.ndim:
                made.append(name)
                return result.to("meta")
            return result

    stray = False
    try:
        with Elsewhere():
            results = layer(*tensors)
        stray = any(part.device.type == "meta" for part in results)
    except Exception as error:  # only this message tells that devices differ
        stray = "is not on the expected device" in str(error) or "to be on the same device" in str(error)
    if not (stray and made and callable(getattr(torch, made[-1], None))):
        return None
    return (
        f"forward makes a tensor on the CPU, with torch.{made[-1]}, wherever the inputs are: on a GPU it stops "
        "there. Say device=query.device, or make it of a tensor that is there already."
    )


_MAKES = frozenset(
    ("zeros", "ones", "full", "empty", "eye", "arange", "linspace", "rand", "randn", "tensor", "as_tensor")
)


def _weights(case: Case) -> dict[str, Array]:
    return {name: case.inputs[name] for name in MAPS}


def _tensors(case: Case) -> list[Any]:
    """query, key, value and the mask, if there is one, as new tensors."""
    import torch

    given = [case.inputs[name] for name in (*SEQUENCES, "mask") if name in case.inputs]
    return [torch.from_numpy(array.copy()) for array in given]


def _reference(case: Case, biases: dict[str, Array] | None = None) -> Any:
    from attention_lib.reference.pytorch import MultiHeadAttention

    layer = MultiHeadAttention(len(case.inputs["W_q"]), case.inputs["num_heads"], bias=biases is not None)
    load(layer, _weights(case), biases)
    return layer


def _close(yours: Any, right: Any) -> bool:
    """Equal to float32's rounding; what is more precise than that is for the dtype's criterion."""
    if yours.shape != right.shape:
        return False
    a, b = (part.detach().double().numpy() for part in (yours, right))
    return bool(np.all(np.abs(a - b) <= 1e-4 * (np.max(np.abs(b), initial=0) + 1e-30)))
