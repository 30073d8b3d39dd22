"""Chapter 10, gradients."""

from attention_lib.check.problem import Problem

PROBLEMS: tuple[Problem, ...] = ()
