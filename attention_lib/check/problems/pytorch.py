"""Chapter 9, PyTorch."""

from attention_lib.check.problem import Problem

PROBLEMS: tuple[Problem, ...] = ()
