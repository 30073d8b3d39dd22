"""Chapter 6, projections."""

from attention_lib.check.problem import Problem

PROBLEMS: tuple[Problem, ...] = ()
