"""Chapter 12, tiling."""

from attention_lib.check.problem import Problem

PROBLEMS: tuple[Problem, ...] = ()
