"""Chapter 13, decoding."""

from attention_lib.check.problem import Problem

PROBLEMS: tuple[Problem, ...] = ()
