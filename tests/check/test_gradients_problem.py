"""The checker on attention_backward: every known mistake is named; a wrong entry is measured by a small step."""

import re

import numpy as np
import pytest

from attention_lib.check import PROBLEMS, run
from attention_lib.check.diagnose import implementations
from attention_lib.reference.gradients import attention_backward

SINGLE = [pair for pair in implementations(PROBLEMS["attention_backward"]) if len(pair[0]) == 1]


@pytest.mark.parametrize(("options", "function"), SINGLE, ids=[options[0].name for options, _ in SINGLE])
def test_every_single_known_mistake_is_caught_and_named(options, function):
    report = run("attention_backward", function, seed=1)
    assert not report.passed
    assert options[0].name in [diagnosis.name for diagnosis in report.diagnosis], report


def test_the_right_options_together_pass():
    problem = PROBLEMS["attention_backward"]
    assert run("attention_backward", problem.compose(*(choice[0] for choice in problem.choices))).passed


@pytest.mark.parametrize("which", range(3))
def test_one_wrong_gradient_costs_its_own_points_and_those_that_need_it(which):
    def backward(dO, Q, K, V, mask=None):
        gradients = list(attention_backward(dO, Q, K, V, mask))
        gradients[which] = 3 * gradients[which]
        return tuple(gradients)

    report = run("attention_backward", backward)
    name = ("dQ", "dK", "dV")[which]
    assert [verdict.name for verdict in report.verdicts if verdict.status == "fails"] == [name]
    assert report.score == 3


def test_the_small_step_agrees_with_the_expected_entry():
    report = run("attention_backward", lambda dO, Q, K, V, mask=None: (0 * Q, 0 * K, 0 * V), seed=4)
    for verdict in report.verdicts[1:4]:
        must_be = float(re.search(r"must be (\S+);", verdict.message)[1])
        measured = float(re.search(r"changes by (\S+)\.\)", verdict.message)[1])
        assert np.isclose(1e-3 * must_be, measured, rtol=1e-2)
