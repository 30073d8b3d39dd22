"""Chapter 4, values."""

from attention_lib.check.problem import Problem

PROBLEMS: tuple[Problem, ...] = ()
