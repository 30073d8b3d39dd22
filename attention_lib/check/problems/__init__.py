"""Every problem of the course, by the name of the function that the learner writes."""

from attention_lib.check.problem import Problem
from attention_lib.check.problems import (
    decoding,
    gradients,
    heads,
    masks,
    multi_head,
    positions,
    projections,
    pytorch,
    scaling,
    scores,
    softmax,
    tiling,
    values,
)

CHAPTERS = (
    scores,
    softmax,
    scaling,
    values,
    masks,
    projections,
    heads,
    multi_head,
    pytorch,
    gradients,
    positions,
    tiling,
    decoding,
)

PROBLEMS: dict[str, Problem] = {problem.name: problem for chapter in CHAPTERS for problem in chapter.PROBLEMS}
