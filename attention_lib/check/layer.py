"""Runs a learner's PyTorch module: as a function of arrays, and in looks at what arrays can't show.

A look yields facts, plain data by name; what they mean is for `modules` to say, which knows the right
answers. PyTorch is imported inside the functions, so that this file loads without it.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from attention_lib.check.call import type_name
from attention_lib.check.problem import Array
from attention_lib.check.results import LARGEST

MAPS = ("W_q", "W_k", "W_v", "W_o")
SEQUENCES = ("query", "key", "value")

Facts: TypeAlias = Iterator[tuple[str, Any]]
Inputs: TypeAlias = Mapping[str, Any]


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
        with left_alone():
            layer = build(written, len(W_q), num_heads)
            load(layer, dict(zip(MAPS, (W_q, W_k, W_v, W_o), strict=True)))
            # The tensors share the arrays' memory: what is written into them is seen.
            tensors = [torch.from_numpy(array) for array in (query, key, value)]
            masks = [] if mask is None else [torch.from_numpy(mask)]
            results: Any = layer(*tensors, *masks)
            if not isinstance(results, tuple | list):
                return results  # what is no pair is for others to say
            return (*(part.detach().numpy() for part in plain(results)), *results[2:])

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


def load(layer: Any, weights: Mapping[str, Array], biases: Mapping[str, Array] | None = None) -> None:
    """Put the matrices into the layer's maps, in their precision; a bias is 0 where none is given."""
    import torch

    layer.to(torch.from_numpy(weights["W_q"]).dtype)
    with torch.no_grad():
        for name in MAPS:
            its_map = getattr(layer, name)
            W = torch.from_numpy(weights[name])
            if its_map.weight.dtype != W.dtype:  # a map that is not registered does not follow the layer
                its_map.to(W.dtype)
            its_map.weight.copy_(W.T)  # nn.Linear keeps (out, in)
            if its_map.bias is not None:
                its_map.bias.copy_(torch.from_numpy(biases[name]) if biases else torch.zeros(len(W)))


_SEEDS = itertools.count()


@contextmanager
def left_alone() -> Iterator[None]:
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


def plain(value: Any) -> list[Any]:
    """Output and weights, which must be PyTorch's own tensors: one of a class of a student's answers for itself."""
    import torch

    for name, part in zip(("output", "weights"), value, strict=False):
        if type(part) is not torch.Tensor:
            said = "None" if part is None else f"a {type_name(part)}"
            raise TypeError(f"forward returned {said} for {name}, where a tensor is wanted")
    return list(value[:2])


def has_four_maps(written: Any, inputs: Inputs) -> Facts:
    """It can be built in several sizes, with four maps of the right kind and shape."""
    for d_model, num_heads in ((6, 3), (8, 2), (4, 1)):
        build(written, d_model, num_heads)
    yield "built", True


def has_their_parameters(written: Any, inputs: Inputs) -> Facts:
    """Which of the maps' weights are among its parameters, learn, and come with a bias; which others there are."""
    layer = build(written, 6, 3)
    parameters = dict(layer.named_parameters(remove_duplicate=False))
    for name in MAPS:
        weight = getattr(layer, name).weight
        yield f"{name} found", any(weight is parameter for parameter in parameters.values())
        yield f"{name} learns", bool(weight.requires_grad)
        yield f"{name} biased", getattr(layer, name).bias is not None
    weights = [getattr(layer, name).weight for name in MAPS]
    others = (
        f"{name}, of shape {tuple(parameter.shape)}"
        for name, parameter in parameters.items()
        if not any(parameter is weight for weight in weights)
    )
    yield "other", next(others, "")


def uses_biases(written: Any, inputs: Inputs) -> Facts:
    """Whether bias=True gives each map a bias; what the layer then gives."""
    try:
        layer = build(written, len(inputs["W_q"]), inputs["num_heads"], bias=True)
    except TypeError as error:
        if "bias" not in str(error):
            raise
        yield "takes bias", False
        return
    yield "takes bias", True
    for name in MAPS:
        yield f"{name} biased", getattr(layer, name).bias is not None
    load(layer, inputs, some_biases(inputs))
    output, weights = plain(layer(*tensors_of(inputs)))
    yield "results", _arrays((output, weights))


def some_biases(inputs: Inputs) -> dict[str, Array]:
    """A bias for each map; any numbers will do."""
    return {name: inputs[name][0] + 1 for name in MAPS}


def sends_gradients(written: Any, inputs: Inputs) -> Facts:
    """The gradients of the weights and of the inputs, where there are any."""
    layer = build(written, len(inputs["W_q"]), inputs["num_heads"])
    load(layer, inputs)
    found = gradients(layer, inputs)
    yield "recorded", found is not None
    if found is not None:
        yield "gradients", [None if part is None else numbers(part) for part in found]


def gradients(layer: Any, inputs: Inputs) -> list[Any] | None:
    """The gradients of the four weights and three inputs; None for an output that has no record."""
    import torch

    tensors = tensors_of(inputs)
    for tensor in tensors[:3]:
        tensor.requires_grad_(True)
    output, _ = plain(layer(*tensors))
    if not output.requires_grad:
        return None
    loss = (output * torch.linspace(-1, 2, output.numel(), dtype=output.dtype).view(output.shape)).sum()
    of = [getattr(layer, name).weight for name in MAPS] + tensors[:3]
    return list(torch.autograd.grad(loss, of, allow_unused=True))


def remembers_nothing(written: Any, inputs: Inputs) -> Facts:
    """One layer, called again and again: what it gives, and whether anything changes that should not."""
    import torch

    layer = build(written, len(inputs["W_q"]), inputs["num_heads"])
    load(layer, inputs)
    before = {name: value.clone() for name, value in layer.state_dict().items()}
    tensors = tensors_of(inputs)
    first = plain(layer(*tensors))
    kept = [part.detach().clone() for part in first]
    yield "first", _arrays(kept)
    yield (
        "arguments kept",
        all(torch.equal(now, was) for now, was in zip(tensors, tensors_of(inputs), strict=True)),
    )
    for name, others in other_calls(tensors).items():
        yield name, _arrays(plain(layer(*others)))
    yield "first kept", all(torch.equal(now, was) for now, was in zip(first, kept, strict=True))
    for training in (True, False):
        layer.train(training)
        yield "training" if training else "evaluation", _arrays(plain(layer(*tensors)))
    after = layer.state_dict()
    yield (
        "layer kept",
        after.keys() == before.keys() and all(torch.equal(after[name], was) for name, was in before.items()),
    )


def other_calls(tensors: list[Any]) -> dict[str, list[Any]]:
    """Arguments of other calls, made of those of a first one."""
    return {
        "turned": [tensor.flip(-2) for tensor in tensors[:3]],
        "shorter": [tensor[..., :-1, :] for tensor in tensors[:3]],
        "masked otherwise": [*tensors[:3], *(mask.flip(-1) for mask in tensors[3:])],
    }


def stays_on_its_device(written: Any, inputs: Inputs) -> Facts:
    """What is made in forward on another device than the inputs'; on CUDA, where there is one, what it gives."""
    import torch

    layer = build(written, len(inputs["W_q"]), inputs["num_heads"])
    load(layer, inputs)
    yield "made elsewhere", (made := _made_elsewhere(layer, tensors_of(inputs)))
    if made or not torch.cuda.is_available():
        return
    try:
        results = plain(layer.cuda()(*(tensor.cuda() for tensor in tensors_of(inputs))))
    except RuntimeError as error:
        if "device" not in str(error):
            raise
        yield "stops on cuda", str(error).splitlines()[0][:200]
        return
    yield "stays on cuda", all(part.device.type == "cuda" for part in results)
    yield "results", _arrays([part.cpu() for part in results])


def _made_elsewhere(layer: Any, tensors: list[Any]) -> str:
    """Tell by PyTorch's meta device, for lack of another: what is made without device= is put there."""
    import torch
    from torch.overrides import TorchFunctionMode

    made: list[str] = []

    class Elsewhere(TorchFunctionMode):
        def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            result = function(*args, **(kwargs or {}))
            name = getattr(function, "__name__", "")
            # One number by itself may be on any device.
            if name in MAKES and not (kwargs or {}).get("device") and result.ndim:
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
    return made[-1] if stray and made and callable(getattr(torch, made[-1], None)) else ""


@cache
def load_meta_device() -> None:
    """Let PyTorch load what its meta device needs: 800 modules, at the first use, in nobody's time."""
    import torch

    with suppress(Exception):
        torch.empty(2, 2, device="meta") @ torch.empty(2, 2, device="meta")
        torch.empty(2, device="meta") + torch.empty(2)


MAKES = frozenset(
    ("zeros", "ones", "full", "empty", "eye", "arange", "linspace", "rand", "randn", "tensor", "as_tensor")
)


def tensors_of(inputs: Inputs) -> list[Any]:
    """query, key, value and the mask, if there is one, as new tensors."""
    import torch

    given = [inputs[name] for name in (*SEQUENCES, "mask") if name in inputs]
    return [torch.from_numpy(array.copy()) for array in given]


def numbers(tensor: Any) -> Array:
    """A tensor's numbers in float64; none of them where there are far too many."""
    if tensor.numel() > LARGEST:
        return np.empty(0)
    array: Array = tensor.detach().double().numpy()
    return array


def _arrays(parts: Any) -> list[Array]:
    return [numbers(part) for part in parts]


LOOKS: dict[str, Callable[[Any, Inputs], Facts]] = {
    look.__name__: look
    for look in (
        has_four_maps,
        has_their_parameters,
        uses_biases,
        sends_gradients,
        remembers_nothing,
        stays_on_its_device,
    )
}
