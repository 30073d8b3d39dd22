"""Chapter 11, positions."""

from attention_lib.check.problem import Problem

PROBLEMS: tuple[Problem, ...] = ()
