"""The judge outside: the same marks and words as in one process, whatever a student's process says."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from attention_lib.check import PROBLEMS, run
from attention_lib.check.function import OPERATIONS
from attention_lib.grading import wire
from attention_lib.grading.judge import judge, outputs_of, read
from attention_lib.grading.remote import DIED, SILENT, UNREADABLE

CHECK = Path(__file__).resolve().parents[1] / "check"


class Forked:
    """A kernel without a sandbox: a forked child, which answers for the objects in its namespace."""

    def __init__(self, namespace):
        self.connection, theirs = socket.socketpair()
        self.asked = 0
        self.child = os.fork()
        if self.child == 0:
            try:
                self.connection.close()
                self.serve(theirs, namespace())
            finally:
                os._exit(0)
        theirs.close()

    @staticmethod
    def serve(connection, namespace):
        state = {}
        while True:
            message = wire.receive(connection)
            wire.send(connection, OPERATIONS[message["op"]](namespace, state, message))

    def ask(self, message, seconds):
        self.asked += 1
        wire.send(self.connection, message)
        return wire.receive(self.connection, seconds)

    def close(self):
        self.connection.close()
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)


@contextmanager
def forked(**namespace):
    kernel = Forked(lambda: namespace)
    try:
        yield kernel
    finally:
        kernel.close()


def judged(source, seed=1, **namespace):
    with forked(**namespace) as kernel:
        return judge(kernel, source, seed)


_spec = importlib.util.spec_from_file_location("bank_files", CHECK / "bank_files.py")
bank_files = sys.modules.setdefault("bank_files", importlib.util.module_from_spec(_spec))
_spec.loader.exec_module(bank_files)


def sample():
    """Of each problem's files, two wrong ones and a right one; others on other days would do as well."""
    for kind, count in (("wrong", 2), ("right", 1)):
        by_problem = {}
        for entry in bank_files.entries(kind):
            by_problem.setdefault(entry.problem, []).append(entry)
        for entries in by_problem.values():
            yield from entries[:: max(1, len(entries) // count)][:count]


def both(entry, seed=1):
    """The same file, judged in this process and from outside of its own."""
    assert entry.module  # which may load PyTorch, once
    kernel = Forked(lambda: {"mine": entry.function()})
    try:
        outside = judge(kernel, f'check(mine, "{entry.problem}")', seed)
    finally:
        kernel.close()
    return run(entry.problem, entry.function(), seed).to_dict(), outside.to_dict()


@pytest.mark.parametrize("entry", list(sample()), ids=lambda entry: entry.id)
def test_the_same_marks_and_the_same_words_as_in_one_process(entry):
    inside, outside = both(entry)
    assert inside == outside


WITHOUT_ARGUMENTS = [name for name, problem in PROBLEMS.items() if not problem.arguments]


def returned():
    """What a function may return that takes nothing."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(3, 4)), rng.normal(size=(5, 4))
    values = (None, 1, True, 2.5, 10**400, "four", (1, 2, 3), [7, 2, 3], X, (X, Y), (X, X, Y), (X, Y, Y))
    values += ((X, 2), (X[None], np.array([[True, False, True]])), (X, "Y"), (X * np.nan, Y), np.array("a"))
    values += ((X, Y, Y, X[:, :3] > 0), (X, Y, X > 0), tuple(range(40)), {"Q": X}, (Y, Y, Y, np.eye(5) > 0))
    values += ((X, X, np.eye(4), np.eye(4), np.eye(4), np.eye(4), 2), (2, 3), ([1, 2], 3), [X])
    return {f"thing_{number}": value for number, value in enumerate(values)}


@pytest.mark.parametrize("problem", WITHOUT_ARGUMENTS)
def test_guesses_and_counterexamples_are_judged_alike(problem):
    functions = {name: lambda value=value: value for name, value in returned().items()}
    functions["stops"] = lambda: 1 / 0
    functions["takes"] = lambda Q: Q
    with forked(**functions) as kernel:
        outside = {name: judge(kernel, f"check({name}, {problem!r})", 0).to_dict() for name in functions}
    assert outside == {name: run(problem, function, 0).to_dict() for name, function in functions.items()}
    assert len({report["criteria"][0]["message"] for report in outside.values()}) > 3


def softmax(scores, axis=-1):
    e = np.exp(scores - np.max(scores, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@pytest.mark.parametrize(
    "source",
    [
        "check(softmax)",
        "# the test\ncheck(softmax)\n",
        'check(mine, "softmax")',
        'check("softmax", mine)',
        'check(mine, problem="softmax", seed=3)',
        "check(other)",
    ],
)
def test_what_a_test_cell_asks_for(source):
    report = judged(source, softmax=softmax, mine=softmax, other=softmax)
    assert report.passed
    assert report.problem == "softmax"
    assert report.seed == (3 if "seed" in source else 1)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "check()",
        "check(softmax);check(softmax)",
        "assert softmax([1]) == [1]",
        "check(lambda x: x)",
        "check(module.softmax)",
        "x = check(softmax)",
        "%timeit check(softmax)",
        "check(softmax, problem)",
        "check(softmax, seed=-1)",
        "check(softmax, seed=True)",
        "check(*softmax)",
        "check(**softmax)",
        "lib.check(softmax)",
        "check(softmax).passed",
    ],
)
def test_any_other_cell_is_refused_with_words_for_the_teacher(source):
    with pytest.raises(ValueError, match="can be graded safely"):
        read(source)


def test_a_misspelt_problem_is_told_to_the_teacher():
    with pytest.raises(ValueError, match="Did you mean softmax"):
        read('check(mine, "sofmax")')


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("check(softmax)", "There is no softmax"),
        ("check(number)", "this is a int"),
        ("check(nameless)", "No exercise is called '<lambda>'"),
    ],
)
def test_what_there_is_not_is_said_in_a_sentence(source, says):
    report = judged(source, number=3, nameless=lambda x: x)
    assert says in report.refused
    assert outputs_of(report)[0].data["text/plain"] == "0"


def test_another_exercises_function_under_this_ones_name_earns_nothing():
    def dot_product_scores(Q, K):
        return Q @ np.swapaxes(K, -1, -2)

    assert judged("check(softmax)", softmax=dot_product_scores).score == 0


def test_a_function_of_numpys_that_was_replaced_is_named(monkeypatch):
    def namespace():
        np.exp = lambda x: x
        return {"softmax": softmax}

    kernel = Forked(namespace)
    try:
        assert "np.exp is no longer NumPy's own" in judge(kernel, "check(softmax)", 0).refused
    finally:
        kernel.close()


def test_a_process_that_ends_earns_what_it_had_earned_and_is_told_so():
    def ends(scores, axis=-1):
        if scores.ndim > 2:
            os._exit(0)
        return softmax(scores, axis)

    report = judged("check(ends, 'softmax')", ends=ends)
    assert not report.passed
    assert any(DIED in verdict.message for verdict in report.verdicts)


def test_a_process_that_is_deaf_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("attention_lib.grading.remote.GRACE", 0.2)
    monkeypatch.setattr("attention_lib.check.attempt.TIME_LIMIT", 0.1)

    def deaf(scores, axis=-1):
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        while True:
            time.sleep(1)

    started = time.monotonic()
    report = judged("check(deaf, 'softmax')", deaf=deaf)
    assert SILENT in report.verdicts[0].message
    assert time.monotonic() - started < 20


def test_an_endless_loop_is_stopped_inside_and_the_process_lives(monkeypatch):
    monkeypatch.setattr("attention_lib.check.attempt.TIME_LIMIT", 0.3)

    def loop(scores, axis=-1):
        while True:
            pass

    with forked(loop=loop, softmax=softmax) as kernel:
        report = judge(kernel, "check(loop, 'softmax')", 0)
        assert "still running after 0.3 seconds" in report.verdicts[0].message
        assert judge(kernel, "check(softmax)", 0).passed


class Here:
    """A process that answers at once, being none; `lie` may change what it says."""

    def __init__(self, lie, **namespace):
        self.lie, self.namespace, self.state = lie, namespace, {}

    def ask(self, message, seconds):
        said = OPERATIONS[message["op"]](self.namespace, self.state, message)
        return self.lie(message["op"], said)


JUNK = (
    None,
    True,
    False,
    -1,
    10**30,
    float("nan"),
    1.5,
    "",
    "x" * 10_000,
    "\ud800\x00<b>",
    [],
    {},
    (),
    [[]],
    np.zeros(0),
    np.array([True, False]),
    np.array(np.nan),
    np.ones((2, 3), complex),
    np.full((3, 4), np.inf),
    np.float16(3),
    ["Q", 3, np.ones(2)],
    {"sort": np.ones(2)},
)


def spoilt(rng, said):
    """The same answer, but for one thing somewhere in it."""
    if isinstance(said, dict) and said and rng.random() < 0.9:
        name = str(rng.choice(list(said)))
        return said | {name: spoilt(rng, said[name])}
    if isinstance(said, list | tuple) and said and rng.random() < 0.8:
        place = int(rng.integers(len(said)))
        return type(said)([*said[:place], spoilt(rng, said[place]), *said[place + 1 :]])
    return JUNK[int(rng.integers(len(JUNK)))]


def wrong(Q, K, V, mask=None):
    shape = (*np.broadcast_shapes(Q.shape[:-2], K.shape[:-2]), Q.shape[-2])
    return np.zeros((*shape, V.shape[-1])), np.zeros((*shape, K.shape[-2]))


@pytest.mark.parametrize("seed", range(60))
def test_no_lie_raises_or_gives_a_wrong_function_full_marks(seed):
    rng = np.random.default_rng(seed)
    often = float(rng.choice([0.01, 0.1, 1]))
    kernel = Here(lambda _, said: spoilt(rng, said) if rng.random() < often else said, wrong=wrong)
    report = judge(kernel, 'check(wrong, "masked_attention")', seed)
    assert not report.passed
    for face in (report.text(), report.html(), repr(report.to_dict()), str(outputs_of(report))):
        face.encode()


@pytest.mark.parametrize("operation", ["bind", "use", "signature", "answer", "reread", "share"])
@pytest.mark.parametrize("junk", range(len(JUNK)))
def test_no_answer_in_place_of_another_raises_or_makes_a_right_function_of_a_wrong_one(operation, junk):
    kernel = Here(lambda op, said: JUNK[junk] if op == operation else said, wrong=wrong)
    assert not judge(kernel, 'check(wrong, "masked_attention")', 0).passed


@pytest.mark.parametrize("raised", [wire.Gone, wire.Garbled("no message")])
@pytest.mark.parametrize("last", [0, 1, 2, 3, 40])
def test_a_process_that_is_gone_or_garbled_earns_no_more(raised, last):
    left = [last]

    def lie(_, said):
        left[0] -= 1
        if left[0] < 0:
            raise raised
        return said

    report = judge(Here(lie, softmax=softmax), "check(softmax)", 0)
    assert not report.passed
    assert any(why in str(report) for why in (" ".join(DIED.split()[:6]), " ".join(UNREADABLE.split()[:6])))


@pytest.mark.parametrize("seed", range(15))
def test_no_lie_about_a_layer_raises_or_passes(seed):
    torch = pytest.importorskip("torch")
    from attention_lib.reference.pytorch import MultiHeadAttention

    class Layer(MultiHeadAttention):
        def forward(self, query, key, value, mask=None):
            output, weights = super().forward(query, key, value, mask)
            return torch.zeros_like(output) if self.W_q.bias is not None else output, weights

    rng = np.random.default_rng(seed)
    kernel = Here(lambda op, said: spoilt(rng, said) if op == "look" else said, Layer=Layer)
    assert not judge(kernel, 'check(Layer, "MultiHeadAttention")', seed).passed


def test_the_outputs_are_those_of_the_cell_in_a_notebook():
    nbclient = pytest.importorskip("nbclient")
    from nbformat.v4 import new_code_cell, new_notebook

    source = "from attention_lib import check\ndef softmax(scores, axis=-1): return scores * 0"
    notebook = new_notebook(cells=[new_code_cell(source), new_code_cell("check(softmax, seed=0)")])
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    report = judged("check(softmax)", 0, softmax=lambda scores, axis=-1: scores * 0)
    assert outputs_of(report, notebook.cells[1].execution_count) == notebook.cells[1].outputs


def test_what_a_students_process_loads_holds_no_solution():
    """Also without `attention_lib.check` itself, in whose place there is a stub."""
    code = """
import importlib.util, sys, types
stub = types.ModuleType("attention_lib.check")
stub.__path__ = [importlib.util.find_spec("attention_lib").submodule_search_locations[0] + "/check"]
sys.modules["attention_lib.check"] = stub
import attention_lib.check.function, attention_lib.grading.wire
allowed = {"call", "function", "layer", "problem", "results", "subject", "watch"}
loaded = {name.removeprefix("attention_lib.") for name in sys.modules if name.startswith("attention_lib.")}
sys.exit(loaded - {"check", "grading", "grading.wire"} - {"check." + name for name in allowed} or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
