"""The students' edition of the library has what an assignment builds on, and no answers."""

import importlib.util
from pathlib import Path

import pytest

from attention_lib.grading.sandbox import edition

_spec = importlib.util.spec_from_file_location("kernels", Path(__file__).with_name("kernels.py"))
kernels = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(kernels)


def test_an_edition_that_would_tell_is_not_made(tmp_path, monkeypatch):
    from attention_lib.grading import edition as module

    monkeypatch.setattr(module, "ALWAYS", (*module.ALWAYS, "check.examine"))
    with pytest.raises(ValueError, match="must not be"):
        edition(["softmax"], tmp_path)


def test_what_locked_cells_import_is_there(tmp_path):
    edition(["dot_product_scores"], tmp_path, imports=["attention"])
    files = (tmp_path / "attention_lib" / "reference").glob("*.py")
    names = {file.stem for file in files if not file.read_text().startswith("raise ImportError")}
    assert names == {"__init__", "arrays", "scores", "scaling", "softmax", "masks"}
