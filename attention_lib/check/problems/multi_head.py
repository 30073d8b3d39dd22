"""Chapter 8, multi-head attention."""

from attention_lib.check.problem import Problem

PROBLEMS: tuple[Problem, ...] = ()
