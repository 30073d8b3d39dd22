"""Every public function says its formula, shapes, errors, source, and shows an example."""

import inspect

import pytest

from attention_lib import fused, reference

PUBLIC = {name: getattr(reference, name) for name in [*reference.__all__, "MultiHeadAttention"]}
PUBLIC["fused.attention"] = fused.attention
SECTIONS = (".. math::", "Parameters\n", "shape", "Raises\n", "References\n", "Examples\n", ">>> ")


@pytest.mark.parametrize("name", PUBLIC)
def test_a_docstring_has_formula_shapes_errors_source_and_example(name):
    text = inspect.getdoc(PUBLIC[name])
    if name == "MultiHeadAttention":  # its shapes and results stand with the method that is called
        text += inspect.getdoc(PUBLIC[name].forward)
    assert [part for part in (*SECTIONS, "Returns\n") if part not in text] == []
