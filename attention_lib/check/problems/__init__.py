"""Every problem of the course, by the name of the function that the learner writes."""

from attention_lib.check.problem import Problem
from attention_lib.check.problems import scores, softmax

PROBLEMS: dict[str, Problem] = {problem.name: problem for problem in (*scores.PROBLEMS, *softmax.PROBLEMS)}
