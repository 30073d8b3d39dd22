"""Whatever student code does, check says so in a sentence and does not raise."""

import functools
import json
import signal
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest
import torch

from attention_lib import check
from attention_lib.check import PROBLEMS, attempt, run
from attention_lib.check.call import call


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
        (lambda Q, K: (Q @ K.T,), "is there a comma too many"),
        (lambda Q, K: Q @ Q.T > 0, "true and false"),
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
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("result", [np.nan, np.inf, -np.inf, 1e308])
def test_printing_and_warnings_reach_nobody(capfd, result):
    def dot_product_scores(Q, K):
        print("x" * 10_000)
        print("y", file=sys.stderr)
        sys.stdout.buffer.write(b"x")
        warnings.warn("z", stacklevel=1)
        np.log(-np.abs(Q))  # a RuntimeWarning of NumPy's
        return np.full((Q.shape[-2], K.shape[-2]), result)

    assert not check(dot_product_scores).passed
    assert capfd.readouterr() == ("", "")


def test_settings_that_student_code_changes_are_put_back():
    before = np.geterr(), sys.getrecursionlimit(), sys.gettrace()

    def dot_product_scores(Q, K):
        np.random.seed(0)
        np.seterr(all="raise")
        sys.setrecursionlimit(80)
        sys.settrace(lambda *arguments: None)
        return Q @ np.swapaxes(K, -1, -2)

    assert check(dot_product_scores).passed
    assert (np.geterr(), sys.getrecursionlimit(), sys.gettrace()) == before


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this platform has no interval timer")
def test_an_endless_loop_that_catches_everything_is_stopped():
    def dot_product_scores(Q, K):
        while True:
            try:
                np.linalg.norm(np.matmul(Q, np.swapaxes(K, -1, -2)))
            except:  # noqa: E722
                if len(caught.append(1) or caught) > 3:
                    raise

    caught = []
    assert "still running" in check(dot_product_scores).verdicts[0].message


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this platform has no interval timer")
def test_somebody_elses_timer_goes_on():
    signal.setitimer(signal.ITIMER_REAL, 300)
    try:
        run("dot_product_scores", lambda Q, K: Q)
        left = signal.getitimer(signal.ITIMER_REAL)[0]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    assert 250 < left <= 300


def test_a_slow_function_does_not_keep_the_check_for_minutes():
    def dot_product_scores(Q, K):
        time.sleep(1.5)
        return Q @ np.swapaxes(K, -1, -2)

    start = time.monotonic()
    report = check(dot_product_scores)
    assert time.monotonic() - start < 60
    assert any("takes too long" in verdict.message for verdict in report.verdicts)


def test_a_check_inside_the_checked_function_is_refused():
    said = []

    def dot_product_scores(Q, K):
        said.append(check(dot_product_scores).text())
        return Q @ np.swapaxes(K, -1, -2)

    assert check(dot_product_scores).passed
    assert "Take that call out" in said[0]


class Evil:
    """Raises whatever it is asked."""

    def __getattribute__(self, name):
        raise RuntimeError(name)


class EvilFloat(float):
    def __float__(self):
        raise RuntimeError


OBJECTS = {
    "evil": Evil,
    "evil float": lambda: EvilFloat(1),
    "huge": lambda: np.broadcast_to(0.0, (10**6, 10**6)),
    "liar": lambda: Liar((2, 2)),
    "infinite": lambda: float("inf"),
    "class": lambda: Evil,
}


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("problem", ["dot_product_scores", "tie_length", "scores_counterexample"])
def test_objects_that_lie_or_raise_become_a_sentence(name, problem):
    arguments = ", ".join(PROBLEMS[problem].arguments)
    report = run(problem, eval(f"lambda {arguments}: make()", {"make": OBJECTS[name]}))
    assert report.score == 0
    assert report.verdicts[0].message
    json.dumps(report.to_dict(), allow_nan=False)


def test_an_argument_that_cannot_be_shown_is_no_obstacle():
    def evil_default(Q, K, extra=Evil()):  # noqa: B008
        return Q @ np.swapaxes(K, -1, -2)

    assert run("dot_product_scores", evil_default).passed
    assert not check(Evil()).passed


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.int64, np.longdouble])
def test_results_of_every_dtype_can_be_written_as_json(dtype):
    report = run("dot_product_scores", lambda Q, K: np.ones((Q.shape[-2], K.shape[-2]), dtype))
    json.dumps(report.to_dict(), allow_nan=False)


@pytest.mark.parametrize("seed", [-1, 1.5, "x"])
def test_a_seed_that_is_none_is_refused_in_a_sentence(seed):
    with pytest.raises(ValueError, match="whole number, 0 or more"):
        run("dot_product_scores", lambda Q, K: Q, seed=seed)


def test_a_case_that_is_another_at_each_call_is_judged_once():
    cases = iter([(np.ones((2, 3)), np.ones((4, 3)))])
    assert run("scores_counterexample", lambda: next(cases)).score == 1


def test_numbers_too_large_to_have_an_answer_are_no_case():
    report = run("scores_counterexample", lambda: (np.full((1, 2), 1e200), np.full((1, 2), 1e200)))
    assert "overflows" in report.verdicts[0].message


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


def test_a_function_that_replaces_one_of_numpys_is_told_so_and_numpy_is_as_before():
    own = np.swapaxes

    def patches(Q, K):
        np.swapaxes = lambda *args: 0
        return Q @ own(K, -1, -2)

    report = run("dot_product_scores", patches)
    assert np.swapaxes is own
    assert report.score == 0
    assert "It replaces np.swapaxes" in report.verdicts[0].message


def test_where_numpy_was_replaced_before_nothing_is_checked(monkeypatch):
    monkeypatch.setattr(np, "exp", lambda x: x)
    assert "np.exp is no longer NumPy's own" in run("softmax", lambda scores, axis=-1: scores).refused


def test_so_it_is_where_the_name_of_the_function_is_asked_for(monkeypatch):
    def softmax(scores, axis=-1):
        return scores

    monkeypatch.setattr(np, "exp", lambda x: x)
    assert "np.exp is no longer NumPy's own" in check(softmax).refused


def test_the_name_may_come_first():
    assert check("dot_product_scores", lambda Q, K: Q @ K.swapaxes(-1, -2)).passed


@pytest.mark.parametrize(
    ("returned", "says"),
    [
        (lambda output, weights: output, "Return output, weights: 2 results; this is one, of type ndarray"),
        (lambda output, weights: (output, weights, 0), "these are 3"),
        (lambda output, weights: (output, None), "weights is no result. It returned None"),
        (lambda output, weights: (x for x in (output, weights)), "use return, not yield"),
        (lambda output, weights: {"output": output}, "this is one, of type dict"),
    ],
)
def test_of_two_results_each_is_asked_for_by_name(returned, says):
    from attention_lib.reference import attention

    report = run("attention", lambda Q, K, V: returned(*attention(Q, K, V)))
    assert report.score == 0
    assert says in report.verdicts[0].message


def test_a_list_of_two_results_is_as_good_as_a_tuple():
    from attention_lib.reference import attention

    assert run("attention", lambda Q, K, V: list(attention(Q, K, V))).passed


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this platform has no interval timer")
def test_an_endless_loop_that_catches_everything_for_ever_is_stopped():
    def loop():
        while True:
            try:
                time.sleep(10)
            except:  # noqa: E722
                continue

    assert call(loop, [], limit=0.1).kind == "stopped"


def test_a_right_result_that_is_wrong_when_asked_for_again_is_found():
    seen = set()

    def dot_product_scores(Q, K):
        key = Q.tobytes() + K.tobytes()
        right = Q @ np.swapaxes(K, -1, -2)
        if key in seen:
            return right * 0
        seen.add(key)
        return right

    report = check(dot_product_scores)
    assert [verdict.name for verdict in report.verdicts if verdict.status == "fails"] == ["calls"]
    assert "the same call again does not" in next(v.message for v in report.verdicts if v.status == "fails")


def raise_it(error):
    raise error


def lying(name, base=np.ndarray, error=RuntimeError):
    """A class of which one attribute raises."""
    return type("Lying", (base,), {name: property(lambda self: raise_it(error))})


class WithoutEnd(Exception):
    def __str__(self):
        while True:
            pass


class WithoutTraceback(Exception):
    @property
    def __traceback__(self):
        raise RuntimeError

    @__traceback__.setter
    def __traceback__(self, value):
        pass


class Uncounted(tuple):
    def __len__(self):
        raise RuntimeError

    __iter__ = __len__


def nameless(Q, K):
    meta = type("Meta", (type,), dict.fromkeys(("__name__", "__module__"), property(lambda cls: 1 / 0)))
    return meta("Nameless", (), {})()


class WithoutEndWhole(int):
    def __rfloordiv__(self, other):
        raise SystemExit

    __rmod__ = __rfloordiv__


@pytest.mark.parametrize(
    ("problem", "function"),
    [
        ("tie_length", lambda angle: np.ones(()).view(lying("ndim"))),
        ("tie_length", lambda angle: np.ones(()).view(lying("ndim", error=SystemExit))),
        ("attention", lambda Q, K, V: np.ones((2, 2)).view(lying("shape"))),
        ("dot_product_scores", lambda Q, K: Uncounted((1, 2))),
        ("dot_product_scores", nameless),
        ("dot_product_scores", raises(WithoutTraceback())),
        ("heads_counterexample", lambda: Uncounted((np.ones((2, 4)), 2))),
        ("heads_counterexample", lambda: (np.ones((2, 4)), WithoutEndWhole(2))),
        ("heads_counterexample", lambda: (np.ones((2, 4)), 10**400)),
    ],
)
def test_what_lies_of_its_shape_its_length_or_its_name_becomes_a_sentence(problem, function):
    report = run(problem, function)
    assert not report.passed
    assert report.text()


def test_a_right_result_whose_class_speaks_for_itself_is_read_as_an_array():
    speaking = type("Speaking", (np.ndarray,), {"__array_function__": lambda *_: raise_it(RuntimeError)})
    assert run("dot_product_scores", lambda Q, K: (Q @ np.swapaxes(K, -1, -2)).view(speaking)).passed


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this platform has no interval timer")
def test_what_an_error_says_may_take_no_time_without_end():
    assert call(raises(WithoutEnd()), [1, 2]).problem == "It stopped with WithoutEnd."


@pytest.mark.parametrize("base", [SystemExit, RuntimeError])
def test_a_signature_that_raises_is_passed_over(base):
    class Callable:
        __signature__ = property(lambda self: raise_it(base))

        def __call__(self, Q, K):
            return Q @ np.swapaxes(K, -1, -2)

    assert run("dot_product_scores", Callable()).passed


def test_a_case_whose_result_would_fill_the_memory_is_refused():
    rows = [np.ones((800, 1, 1, 1, 1)), np.ones((1, 800, 1, 1, 1)), np.ones((1, 1, 800, 1, 1))]
    assert "very large" in run("values_counterexample", lambda: rows).text()
    empty = np.empty((40_000, 0))
    assert "very large" in run("scores_counterexample", lambda: (empty, empty)).text()


def test_a_whole_number_of_numpys_is_one():
    X = np.arange(24.0).reshape(2, 3, 4)
    assert run("heads_counterexample", lambda: (X, np.int64(2))).score > 0


@pytest.mark.parametrize("shape", [(1_000, 1_000), (150, 150)])
def test_a_wrong_result_that_is_large_makes_no_large_report(shape):
    report = run("dot_product_scores", lambda Q, K: np.zeros(shape))
    assert len(report.html()) < 50_000
    assert len(report.text()) < 10_000
    assert len(json.dumps(report.to_dict())) < 50_000


def test_a_lambda_and_what_a_decorator_made_are_known_by_the_variable():
    tie_length = lambda angle: 1 / np.cos(angle)  # noqa: E731
    assert check(tie_length).passed

    def timed(function):
        return lambda *arguments: function(*arguments)

    @timed
    def dot_product_scores(Q, K):
        return Q @ np.swapaxes(K, -1, -2)

    assert check(dot_product_scores).passed
    assert "No exercise is called" in check(timed(dot_product_scores)).text()


def test_a_seed_may_be_a_whole_number_of_numpys():
    assert run("dot_product_scores", lambda Q, K: Q, seed=np.int64(3)).seed == 3


def test_a_profiler_that_student_code_sets_is_taken_away():
    def dot_product_scores(Q, K):
        sys.setprofile(lambda *arguments: None)
        return Q @ np.swapaxes(K, -1, -2)

    before = sys.getprofile()
    assert check(dot_product_scores).passed
    assert sys.getprofile() is before


def test_pytorch_uses_one_thread_while_student_code_runs():
    before, inside = torch.get_num_threads(), []
    torch.set_num_threads(2)
    try:
        call(lambda: inside.append(torch.get_num_threads()), [])
        assert inside == [1]
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_a_right_function_that_becomes_slow_is_told_so_and_not_that_it_is_wrong(monkeypatch):
    monkeypatch.setattr(attempt, "BUDGET", 1.0)
    seen = set()

    def dot_product_scores(Q, K):
        key = Q.tobytes() + K.tobytes()
        if key in seen:  # the first time, all is well
            time.sleep(60)
        seen.add(key)
        return Q @ np.swapaxes(K, -1, -2)

    report = check(dot_product_scores)
    [message] = [verdict.message for verdict in report.verdicts if verdict.name == "calls"]
    assert "takes too long" in message
