"""Chapter 3, scaling."""

from attention_lib.check.problem import Problem

PROBLEMS: tuple[Problem, ...] = ()
