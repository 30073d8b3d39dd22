"""Chapter 7, heads."""

from attention_lib.check.problem import Problem

PROBLEMS: tuple[Problem, ...] = ()
