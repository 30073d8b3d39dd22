"""Chapter 5, masks."""

from attention_lib.check.problem import Problem

PROBLEMS: tuple[Problem, ...] = ()
