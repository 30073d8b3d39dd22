"""Sees which of PyTorch's functions a learner's code calls, where one of them would be the whole exercise."""

import contextlib
import re
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

FAMILIES = {
    "scaled_dot_product_attention": re.compile(r"_?scaled_dot_product_\w*attention\w*|_?flash_attention_\w+"),
    "nn.MultiheadAttention": re.compile(r"_?(native_)?multi_head_attention(_forward)?"),
}
"""What may be forbidden, and the functions of PyTorch's that compute it."""


def watched(forbidden: Sequence[str], found: list[str]) -> contextlib.AbstractContextManager[Any]:
    """Collect the forbidden ones among the functions of PyTorch's that are called.

    It sees a function that was imported under another name long before, too.

    Parameters
    ----------
    forbidden : sequence of str
        Names of `FAMILIES`.
    found : list of str
        Gets those of them that are called.
    """
    if not forbidden or "torch" not in sys.modules:
        return contextlib.nullcontext()
    watch: contextlib.AbstractContextManager[Any] = _mode()(forbidden, found)
    return watch


@cache
def _mode() -> Any:
    from torch.overrides import TorchFunctionMode

    class Watch(TorchFunctionMode):
        def __init__(self, forbidden: Sequence[str], found: list[str]) -> None:
            super().__init__()
            self.forbidden, self.found = forbidden, found

        def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            if (family := _family(str(getattr(function, "__name__", "")))) in self.forbidden:
                self.found.append(family)
            return function(*args, **(kwargs or {}))

    return Watch


@cache  # of each of PyTorch's functions; a layer calls some a hundred times
def _family(name: str) -> str:
    """Name the family that a function of PyTorch's belongs to; "" for none."""
    name = name.split(".")[0]  # of torch.ops, also "NAME.default"
    return next((family for family, names in FAMILIES.items() if names.fullmatch(name)), "")
