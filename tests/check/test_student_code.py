"""Whatever student code does, check says so in a sentence and does not raise."""

import functools
import signal
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest
import torch

from attention_lib import check
from attention_lib.check import run


def raises(error):
    def dot_product_scores(Q, K):
        raise error

    return dot_product_scores


class Unsayable(Exception):
    def __str__(self):
        raise RuntimeError("no words")


class Liar(np.ndarray):
    shape = property(lambda self: (7, 7))


def recursion(Q, K):
    return recursion(Q, K)


def generator(Q, K):
    yield Q @ K.T


async def coroutine(Q, K):
    return Q @ K.T


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (raises(ValueError("oh\nno")), "ValueError: oh."),
        (raises(SystemExit(0)), "SystemExit"),
        (raises(KeyboardInterrupt()), "KeyboardInterrupt"),
        (raises(MemoryError()), "MemoryError"),
        (raises(NotImplementedError()), "not written yet"),
        (raises(Unsayable()), "Unsayable"),
        (recursion, "calls itself without end"),
        (generator, "use return, not yield"),
        (coroutine, "generator"),
        (lambda Q, K: None, "is there a return statement"),
        (lambda Q, K: print("scores"), "write return where it says print"),
        (lambda Q, K: Q @ K, "the first factor has"),
        (lambda Q, K: "scores", "returned a str"),
        (lambda Q, K: np.array(["a"]), "must be real"),
        (lambda Q, K: np.array([None]), "must be real"),
        (lambda Q, K: (Q @ K.T) * 1j, "must be real"),
        (lambda Q, K: torch.from_numpy(Q) @ torch.from_numpy(K).T, "PyTorch tensor where NumPy came in"),
        (lambda Q, K: (Q @ K.T, 1), "returned a tuple"),
        (lambda Q, K: [[1.0]], "returned a list"),
        (lambda Q, K: (Q @ K.T).view(Liar)[:1], "yours is (1,"),
    ],
)
def test_it_becomes_a_line_of_the_report(function, says):
    report = run("dot_product_scores", function)
    assert not report.passed
    assert says in report.verdicts[0].message
    assert report.text()
    assert report.html()
    assert report.to_dict()


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda Q: Q, "with 2 arguments; yours is dot_product_scores(Q)"),
        (lambda Q, K, V: Q, "yours is dot_product_scores(Q, K, V)"),
        (lambda *, Q, K: Q, "can't be called so"),
    ],
)
def test_a_wrong_signature_is_said_before_anything_is_run(function, says):
    report = run("dot_product_scores", function)
    assert report.score == 0
    assert says in report.diagnosis[0].sentence


def test_the_students_own_line_is_shown_and_no_other():
    def dot_product_scores(Q, K):
        return np.linalg.inv(Q[:1, :2] * 0 + np.ones((2, 2)))

    report = check(dot_product_scores)
    assert "return np.linalg.inv" in report.trace
    assert "raise" not in report.trace


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this platform has no interval timer")
def test_an_endless_loop_is_stopped_once_for_the_whole_check():
    def dot_product_scores(Q, K):
        while True:
            pass

    start = time.monotonic()
    report = check(dot_product_scores)
    assert "still running after 5 seconds" in report.verdicts[0].message
    assert time.monotonic() - start < 9


def test_printing_and_warnings_reach_nobody(capfd):
    def dot_product_scores(Q, K):
        print("x" * 10_000)
        print("y", file=sys.stderr)
        warnings.warn("z", stacklevel=1)
        return np.log(-np.abs(Q)) @ K.T  # a RuntimeWarning of NumPy's

    assert not check(dot_product_scores).passed
    assert capfd.readouterr() == ("", "")


def test_changed_error_settings_and_random_state_do_not_change_the_cases():
    def dot_product_scores(Q, K):
        np.random.seed(0)
        return Q @ np.swapaxes(K, -1, -2)

    assert check(dot_product_scores).passed


def test_what_a_student_says_is_escaped_in_html():
    report = run("dot_product_scores", raises(ValueError("<script>alert(1)</script>")))
    assert "<script>" not in report.html()
    assert "&lt;script&gt;" in report.html()


@pytest.mark.parametrize("thing", [3, None, np.ones((2, 2)), "dot_product_scores"])
def test_what_is_no_function_is_refused_in_a_sentence(thing):
    report = check(thing)
    assert not report.passed
    assert "takes the function itself" in report.text()


@pytest.mark.parametrize(
    "function",
    [lambda Q, K: Q, functools.partial(np.matmul), np.matmul],
)
def test_a_name_that_no_problem_has_is_refused_with_those_there_are(function):
    report = check(function)
    assert not report.passed
    assert "dot_product_scores" in report.text()


def test_a_misspelt_name_is_guessed():
    def dot_product_score(Q, K):
        return Q

    assert "Did you mean dot_product_scores?" in check(dot_product_score).text()
    with pytest.raises(ValueError, match="Did you mean dot_product_scores"):
        run("dot_products_scores", dot_product_score)


def test_another_name_can_be_checked_by_naming_the_problem():
    assert check(lambda Q, K: Q @ np.swapaxes(K, -1, -2), "dot_product_scores").passed


def test_neither_torch_nor_matplotlib_is_imported_for_a_numpy_problem():
    code = (
        "import sys; from attention_lib import check\n"
        "def dot_product_scores(Q, K): return Q @ K\n"
        "check(dot_product_scores).html()\n"
        "sys.exit(', '.join({'torch', 'matplotlib', 'nbgrader', 'click'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
